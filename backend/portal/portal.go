// Package portal asks a portal over HTTP, as TM Forum Open APIs, and gives back words: what it reads is checked for
// sense, never for form, and what a server does not really support is found out and worked around. What changes the portal is sent once, and never
// again by itself.
//
// A status, a kind or a plan this desk does not know is kept verbatim. One bad record never spoils a page: it is
// counted in Page.Unreadable. Every error is a *backend.Error, save the end of the context.
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

// Config says which portal to ask, and how patiently. Each API has a base URL of its own: the one that
// "/service" or "/serviceOrder" is appended to.
type Config struct {
	ServiceInventory string // TMF638
	ServiceOrdering  string // TMF641
	Usage            string // TMF635; empty: the portal has none
	Catalog          string // TMF620; empty: the portal has none
	ProductOrdering  string // TMF622: the subscription requests; empty: the portal has none
	ProductInventory string // TMF637; empty: the portal has none
	Agreement        string // TMF651; empty: the portal has none
	Country          string // ISO region that phone numbers without a country code belong to, such as "AU"
	Words            Words

	UsageKey string         // the characteristic of usage that names its service; empty: serviceId
	Zone     *time.Location // the provider's: the days of billing cycles are read in it; nil: UTC

	// Findings are what was found out about this portal before. Learned is called when they differ, from any
	// goroutine. Nil: nobody wants to know.
	Findings telecom.Findings
	Learned  func()

	// Dial opens connections. Nil: the machine's own network.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)

	// Token gives the access token for a request. Nil: the portal wants none.
	Token func(context.Context) (string, error)

	Limits Limits // what is zero is the default
}

// Limits bound what a portal, or something that stands in its place, can do to this desk.
type Limits struct {
	Connect  time.Duration // until a connection stands; 10 s
	Request  time.Duration // for one try, with its whole answer; 20 s
	Bytes    int64         // of one answer, unpacked; 32 MB
	Tries    int           // of one question; 3
	Pause    time.Duration // before the second try, growing from there; 500 ms
	Patience time.Duration // the longest Retry-After that is waited for inside a question; 5 s
	Page     int           // records asked for in one page; 1000
}

// Portal asks one portal. It may be used by several goroutines; to each API it has one request in flight.
type Portal struct {
	client    *http.Client // for questions
	writer    *http.Client // for what changes the portal
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
	words     Words
	token     func(context.Context) (string, error)
	limits    Limits
	meter     *meter
	tags      *tags

	clock atomic.Int64 // how far it was off when it was told last, believed or not; zero: not told yet

	mu        sync.Mutex
	wall, ran time.Time // of the last question, on the wall clock and on the one that stands while the machine sleeps

	olderWire atomic.Bool // orders were seen to have orderItem in place of serviceOrderItem

	openTurn turn // where the reading of the open orders goes on; one pass runs at a time

	mergePatch atomic.Bool // decisions go as merge-patch: the portal refused them as plain JSON

	mixture mixture // what the list of product orders was seen to hold
}

// api is one API of the portal.
type api struct {
	base string
	list string        // the path of its records
	gate chan struct{} // holds one: the request in flight
	found
}

// New checks the configuration; it asks the portal nothing yet.
func New(c Config) (*Portal, error) {
	l := c.Limits.orDefault()
	inventory, err := newAPI(telecom.ServiceInventory, "service inventory", c.ServiceInventory, l)
	if err != nil {
		return nil, err
	}
	ordering, err := newAPI(telecom.ServiceOrdering, "service ordering", c.ServiceOrdering, l)
	if err != nil {
		return nil, err
	}
	usage, err := optionalAPI(telecom.UsageManagement, "usage", c.Usage, l)
	if err != nil {
		return nil, err
	}
	catalog, err := optionalAPI(telecom.ProductCatalog, "catalog", c.Catalog, l)
	if err != nil {
		return nil, err
	}
	requests, err := optionalAPI(telecom.ProductOrdering, "product ordering", c.ProductOrdering, l)
	if err != nil {
		return nil, err
	}
	products, err := optionalAPI(telecom.ProductInventory, "product inventory", c.ProductInventory, l)
	if err != nil {
		return nil, err
	}
	contracts, err := optionalAPI(telecom.Agreements, "agreements", c.Agreement, l)
	if err != nil {
		return nil, err
	}
	learned := c.Learned
	if learned == nil {
		learned = func() {}
	}
	for _, a := range []*api{inventory, ordering} {
		a.learned = learned
		a.remember(c.Findings)
	}
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
	return &Portal{
		client:    &http.Client{Transport: transport, CheckRedirect: stayHome},
		writer:    newWriter(transport),
		inventory: inventory,
		ordering:  ordering,
		usage:     usage,
		catalog:   catalog,
		requests:  requests,
		products:  products,
		contracts: contracts,
		usageKey:  cmp.Or(strings.TrimSpace(c.UsageKey), defaultUsageKey),
		zone:      cmp.Or(c.Zone, time.UTC),
		words:     c.Words,
		country:   strings.ToUpper(strings.TrimSpace(c.Country)),
		token:     c.Token,
		limits:    l,
		meter:     newMeter(),
		tags:      newTags(),
	}, nil
}

// Close lets go of the connections that are kept alive.
func (p *Portal) Close() { p.client.CloseIdleConnections() }

// stayHome follows a redirect within the portal only. Anything else would carry the token to a stranger.
func stayHome(next *http.Request, via []*http.Request) error {
	home := via[0].URL
	if len(via) > 5 || next.URL.Scheme != home.Scheme || next.URL.Host != home.Host {
		return http.ErrUseLastResponse
	}
	return nil
}

// paths are where an API keeps its records.
var paths = map[telecom.API]string{
	telecom.ServiceInventory: "/service", telecom.ServiceOrdering: "/serviceOrder",
	telecom.UsageManagement: "/usage", telecom.ProductCatalog: "/productOffering",
	telecom.ProductOrdering: "/productOrder", telecom.ProductInventory: "/product", telecom.Agreements: "/agreement",
}

// optionalAPI is one that a portal may be without: then its address is empty, and it is nil. What is found out about
// it interests nobody else.
func optionalAPI(of telecom.API, name, base string, l Limits) (*api, error) {
	if strings.TrimSpace(base) == "" {
		return nil, nil
	}
	a, err := newAPI(of, name, base, l)
	if err != nil {
		return nil, err
	}
	a.learned = func() {}
	return a, nil
}

func newAPI(of telecom.API, name, base string, l Limits) (*api, error) {
	u, err := url.Parse(strings.TrimSpace(base))
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return nil, &telecom.Error{Code: telecom.Invalid,
			Text: "The address of the portal’s " + name + " is not usable. Nothing was asked. It must begin with https:// and have no question mark; correct it in the settings."}
	}
	return &api{base: strings.TrimRight(u.String(), "/"), list: paths[of], gate: make(chan struct{}, 1), found: found{api: of, findings: map[telecom.Capability]telecom.Finding{}, size: l.Page, counts: map[string]int{}}}, nil
}

func (l Limits) orDefault() Limits {
	set := func(d *time.Duration, to time.Duration) {
		if *d <= 0 {
			*d = to
		}
	}
	set(&l.Connect, 10*time.Second)
	set(&l.Request, 20*time.Second)
	set(&l.Pause, 500*time.Millisecond)
	set(&l.Patience, 5*time.Second)
	if l.Bytes <= 0 {
		l.Bytes = 32 << 20
	}
	if l.Tries <= 0 {
		l.Tries = 3
	}
	if l.Page <= 0 {
		l.Page = 1000
	}
	return l
}

// Network names the addresses this machine has: when they differ, it is in another network. It is empty where the
// system does not tell.
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
