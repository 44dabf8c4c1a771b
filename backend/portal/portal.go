// Package portal talks to a portal over HTTP, as TM Forum Open APIs, and converts its answers: it checks them for
// sense, never for form, and finds out and works around what a server does not really support. Writes are sent once,
// and never again by themselves.
//
// A status, a kind or a plan this desk does not know is kept verbatim. One bad record never spoils a page: it is
// counted in Page.Unreadable. Every error is a *telecom.Error, except the end of the context.
package portal

import (
	"cmp"
	"context"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"commsdesk/backend/telecom"
)

// Config is which portal to ask, and how patiently. Each API has a base URL of its own: the one that "/service" or
// "/serviceOrder" is appended to.
type Config struct {
	ServiceInventory string          // TMF638
	ServiceOrdering  string          // TMF641
	Usage            string          // TMF635; empty: the portal has none
	Catalog          string          // TMF620; empty: the portal has none
	ProductOrdering  string          // TMF622: subscription requests; empty: the portal has none
	ProductInventory string          // TMF637; empty: the portal has none
	Agreement        string          // TMF651; empty: the portal has none
	OrderingVersion  telecom.Version // of TMF641; empty: it is found out
	RequestsVersion  telecom.Version // of TMF622; empty: it is found out
	Country          string          // ISO region of phone numbers without a country code, such as "AU"
	Words            Words

	UsageKey string         // the characteristic of usage that names its service; empty: serviceId
	Zone     *time.Location // the provider's time zone, for the days of billing cycles and abbreviations; nil: UTC

	// Zoneless is the zone of times that the portal writes without one; nil: nobody said, and UTC is presumed.
	Zoneless *time.Location

	// Findings are the earlier findings about this portal. Learned is called from any goroutine when they change; it
	// may be nil.
	Findings telecom.Findings
	Learned  func()

	// Dial opens connections; nil means the machine's own network.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)

	// Token returns the access token for a request; nil means that the portal needs none.
	Token func(context.Context) (string, error)

	Limits Limits // zero values mean the defaults
}

// Limits limit what a portal, or something in its place, can do to this desk.
type Limits struct {
	Connect  time.Duration // until a connection is made; 10 s
	Request  time.Duration // for one try, with its complete answer; 20 s
	Bytes    int64         // of one answer, uncompressed; 32 MB
	Tries    int           // of one question; 3
	Pause    time.Duration // before the second try, growing from there; 500 ms
	Patience time.Duration // the longest Retry-After that is waited for within a question; 5 s
	Page     int           // records asked for in one page; 1000
}

// Portal is a client for one portal. It may be used from several goroutines; each API has one request in flight.
type Portal struct {
	client    *http.Client // for questions
	writer    *http.Client // for writes
	inventory *api
	ordering  *api
	usage     *api // nil: not configured
	catalog   *api // nil: not configured
	requests  *api // nil: not configured
	products  *api // nil: not configured
	contracts *api // nil: not configured
	country   string
	usageKey  string
	zone      *time.Location
	words     rules
	token     func(context.Context) (string, error)
	limits    Limits
	meter     *meter
	tags      *tags

	clock atomic.Int64 // its last known skew, plausible or not; zero: unknown

	mu        sync.Mutex
	wall, ran time.Time // of the last question, by the wall clock and by the one that stops while the machine sleeps

	zoneless atomic.Bool // orders were seen whose times have no zone, and nobody said which is meant

	openTurn turn // where the reading of the open orders resumes; one pass runs at a time

	mergePatch atomic.Bool // decisions are sent as merge-patch: the portal refused plain JSON

	mixture mixture // what the list of product orders was seen to hold
}

// api is one API of the portal.
type api struct {
	name string // as people call it, such as service inventory
	base string
	list string          // the path of its records
	gate chan struct{}   // holds one: the request in flight
	set  telecom.Version // by the profile; empty: it is found out

	recordsHave atomic.Value // the version of the records that were seen
	found
}

// New checks the configuration without asking the portal.
func New(c Config) (*Portal, error) {
	l := c.Limits.orDefault()
	dial := c.Dial
	if dial == nil {
		dial = (&net.Dialer{Timeout: l.Connect, KeepAlive: 30 * time.Second}).DialContext
	}
	transport := &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		OnProxyConnectResponse: heardProxy,
		DialContext:            dial,
		TLSHandshakeTimeout:    l.Connect,
		ForceAttemptHTTP2:      true,
		MaxIdleConnsPerHost:    7, // one for each API
		IdleConnTimeout:        90 * time.Second,
		MaxResponseHeaderBytes: 1 << 20,
	}
	p := &Portal{
		client:   &http.Client{Transport: transport, CheckRedirect: withinPortal},
		writer:   newWriter(transport),
		usageKey: cmp.Or(strings.TrimSpace(c.UsageKey), defaultUsageKey),
		zone:     cmp.Or(c.Zone, time.UTC),
		words:    rules{c.Words, dates{provider: cmp.Or(c.Zone, time.UTC), zoneless: c.Zoneless}, writesComma(c.Country)},
		country:  strings.ToUpper(strings.TrimSpace(c.Country)),
		token:    c.Token,
		limits:   l,
		meter:    newMeter(),
		tags:     newTags(),
	}
	for i, it := range []struct {
		is         **api
		of         telecom.API
		name, base string
	}{
		{&p.inventory, telecom.ServiceInventory, "service inventory", c.ServiceInventory},
		{&p.ordering, telecom.ServiceOrdering, "service ordering", c.ServiceOrdering},
		{&p.usage, telecom.UsageManagement, "usage", c.Usage}, // a portal may lack this and the next ones
		{&p.catalog, telecom.ProductCatalog, "catalog", c.Catalog},
		{&p.requests, telecom.ProductOrdering, "product ordering", c.ProductOrdering},
		{&p.products, telecom.ProductInventory, "product inventory", c.ProductInventory},
		{&p.contracts, telecom.Agreements, "agreement", c.Agreement},
	} {
		if i > 1 && strings.TrimSpace(it.base) == "" {
			continue
		}
		var err error
		if *it.is, err = newAPI(it.of, it.name, it.base, l); err != nil {
			return nil, err
		}
	}
	p.ordering.set = c.OrderingVersion
	if p.requests != nil {
		p.requests.set = c.RequestsVersion
	}
	for _, a := range []*api{p.inventory, p.ordering} { // nobody needs the findings of the others
		if c.Learned != nil {
			a.learned = c.Learned
		}
		a.remember(c.Findings)
	}
	return p, nil
}

// Close closes idle connections.
func (p *Portal) Close() { p.client.CloseIdleConnections() }

// withinPortal follows redirects only within the portal: others would carry the token to a stranger.
func withinPortal(next *http.Request, via []*http.Request) error {
	home := via[0].URL
	if len(via) > 5 || next.URL.Scheme != home.Scheme || next.URL.Host != home.Host {
		return http.ErrUseLastResponse
	}
	return nil
}

// paths are the paths of each API's records.
var paths = map[telecom.API]string{
	telecom.ServiceInventory: "/service", telecom.ServiceOrdering: "/serviceOrder",
	telecom.UsageManagement: "/usage", telecom.ProductCatalog: "/productOffering",
	telecom.ProductOrdering: "/productOrder", telecom.ProductInventory: "/product", telecom.Agreements: "/agreement",
}

func newAPI(of telecom.API, name, base string, l Limits) (*api, error) {
	u, err := url.Parse(strings.TrimSpace(base))
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return nil, &telecom.Error{Code: telecom.Invalid,
			Text: "The address of the portal’s " + name + " is not usable. The portal was not asked. The address must begin with https:// and " +
				"have no question mark; correct it in the settings."}
	}
	return &api{
		name: name, base: strings.TrimRight(u.String(), "/"), list: paths[of], gate: make(chan struct{}, 1),
		found: found{
			api: of, learned: func() {}, size: l.Page, findings: map[telecom.Capability]telecom.Finding{}, counts: map[string]int{},
		},
	}, nil
}

func (l Limits) orDefault() Limits {
	return Limits{
		Connect:  positive(l.Connect, 10*time.Second),
		Request:  positive(l.Request, 20*time.Second),
		Bytes:    positive(l.Bytes, 32<<20),
		Tries:    positive(l.Tries, 3),
		Pause:    positive(l.Pause, 500*time.Millisecond),
		Patience: positive(l.Patience, 5*time.Second),
		Page:     positive(l.Page, 1000),
	}
}

func positive[T ~int | ~int64](n, usual T) T { return cmp.Or(max(n, 0), usual) }

// Network names the addresses of this machine: when they change, it is in another network. It is empty where the system
// does not tell.
func Network() string {
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return ""
	}
	var list []string
	for _, a := range addresses {
		if ip, ok := a.(*net.IPNet); ok && !ip.IP.IsLoopback() && !ip.IP.IsLinkLocalUnicast() {
			list = append(list, a.String())
		}
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}
