package portal

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"

	"commsdesk/backend/telecom"

	"github.com/go-json-experiment/json/jsontext"
)

// Requests reads one page of the subscription requests, in whatever order the portal keeps them; a limit of zero is as
// many as the portal gives. The portal is asked for all its product orders, and those that are something else are left
// out: a page may be shorter than what was asked for. It is empty only where the list has ended, which Last says, or
// where a great many pages hold nothing but other product orders. Last is true as well where the portal gives the same
// page whatever is asked. It is NotFound where the profile has no address for product orders.
func (p *Portal) Requests(ctx context.Context, offset, limit int) (telecom.Page[telecom.Request], error) {
	if p.requests == nil {
		return telecom.Page[telecom.Request]{}, noRequests()
	}
	page, err := p.requestsPage(ctx, offset, limit)
	for range otherPagesAtMost {
		if err != nil || page.Last || len(page.Items)+page.Unreadable > 0 {
			break
		}
		page, err = p.requestsPage(ctx, page.Next, limit)
	}
	return page, err
}

// otherPagesAtMost is how many pages without a request are skipped at once.
const otherPagesAtMost = 20

func (p *Portal) requestsPage(ctx context.Context, offset, limit int) (telecom.Page[telecom.Request], error) {
	got, err := pageOf(ctx, p, p.requests, listing{offset: offset, limit: limit}, p.request)
	if err != nil {
		return telecom.Page[telecom.Request]{}, err
	}
	page := outline[telecom.Request](got)
	if p.mixture.repeats(offset, got.Items) && got.Total <= offset {
		page.Last = true
	}
	named := p.mixture.saw(got.Items)
	for _, r := range got.Items {
		if r.isRequest(named) {
			page.Items = append(page.Items, r.Request)
		}
	}
	return page, nil
}

// Request reads one subscription request, with the tag for a decision on it. The error is NotFound only if the portal
// says so, or if the profile has no address for product orders.
func (p *Portal) Request(ctx context.Context, id string) (telecom.Request, error) {
	if p.requests == nil {
		return telecom.Request{}, noRequests()
	}
	of := func(raw jsontext.Value) (telecom.Request, bool) {
		r, ok := p.request(raw)
		return r.Request, ok
	}
	r, tag, err := recordAndTag(ctx, p, p.requests, id, of, func(r telecom.Request) string { return r.ID })
	if err != nil {
		return telecom.Request{}, p.missingUnproven(ctx, p.requests, id, err)
	}
	r.Tag = tag
	return r, nil
}

func noRequests() error {
	return &telecom.Error{Code: telecom.NotFound,
		Text: "This portal’s subscription requests are not configured. Nothing was read. Add the address of its product orders (TMF622) to " +
			"the profile, as product_ordering in [profile.api]."}
}

// mixture is what the list of product orders was seen to hold.
type mixture struct {
	mu     sync.Mutex
	named  bool     // some say what they are
	offset int      // of the previous page
	ids    []string // on it
}

// saw reports whether product orders of this portal say what they are.
func (m *mixture) saw(rows []requestRow) (named bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.named = m.named || slices.ContainsFunc(rows, func(r requestRow) bool { return r.category != "" })
	return m.named
}

// repeats reports whether a page equals the previous one.
func (m *mixture) repeats(offset int, rows []requestRow) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	var ids []string
	for _, r := range rows {
		ids = append(ids, r.ID)
	}
	same := offset > m.offset && len(ids) > 0 && slices.Equal(ids, m.ids)
	m.offset, m.ids = offset, ids
	return same
}

// isRequest reports whether a product order is a subscription request: by its category, or by a status that only those
// have. If no product order says what it is, all of them are.
func (r *requestRow) isRequest(named bool) bool {
	return strings.HasPrefix(telecom.Normalize(r.category), "subscriptionrequest") || r.labelled || !named
}

// missingUnproven turns a failure into "not found", as missing does, on an API without findings: whether it fails for
// missing records is found out when it first fails.
func (p *Portal) missingUnproven(ctx context.Context, a *api, id string, err error) error {
	f := faultOf(err)
	if f == nil || !failsFor(f.status) || telecom.AsError(err).Code == telecom.NotFound {
		return err
	}
	if _, known := a.says(telecom.MissingAsFailure); known {
		return err // missing has judged it then
	}
	like := p.listed(ctx, a, id)
	if like == "" || p.answers(ctx, a, like) != nil || p.probeMissing(ctx, a, like) != nil {
		return err
	}
	return p.missing(ctx, a, id, err)
}

// broken is the error for an answer that is of no use.
func broken(what, text string) error {
	return &telecom.Error{Code: telecom.Broken, Cause: &fault{what: what, status: http.StatusOK}, Text: text}
}

func (p *Portal) request(raw jsontext.Value) (requestRow, bool) {
	r, ok := requestOf(raw, &p.words)
	if ok {
		p.requests.sees(raw)
	}
	return r, ok
}
