package mirror

import (
	"context"

	"commsdesk/backend/telecom"
)

// The names of the lists in sentences.
const (
	requestsList   = "requests"
	agreementsList = "contracts"
	productsList   = "products"
)

// requestList is one of the three whole lists, with the place of its sweep.
type requestList struct {
	list
	fetch func(ctx context.Context, offset int) (portion, telecom.RequestChanges, error)
	rest  unseen // the known records that a sweep did not see; nil: nothing of this list is ever removed
}

func (p *requestPass) listOfRequests(limit int) requestList {
	return requestList{list{requestsList, &p.cursor.Requests, &p.requests, nil},
		func(ctx context.Context, offset int) (portion, telecom.RequestChanges, error) {
			page, err := p.source.Requests(ctx, offset, limit)
			return requestsPortion(page), telecom.RequestChanges{Requests: page.Items}, err
		}, func(seen func(string) bool) ([]string, error) { return p.cache.UnseenRequests(seen), nil }}
}

// requestsPortion returns a page of the list of requests: a portal keeps them among its other product orders.
func requestsPortion(page telecom.Page[telecom.Request]) portion {
	got := portionOf(page, telecom.Changes{}, func(r *telecom.Request) string { return r.ID })
	got.mixed = true
	return got
}

func (p *requestPass) listOfAgreements(limit int) requestList {
	return requestList{list{agreementsList, &p.cursor.Agreements, &p.agreements, nil},
		func(ctx context.Context, offset int) (portion, telecom.RequestChanges, error) {
			page, err := p.source.Agreements(ctx, offset, limit)
			return portionOf(page, telecom.Changes{}, func(a *telecom.Agreement) string { return a.ID }),
				telecom.RequestChanges{Agreements: page.Items}, emptyIfMissing(err)
		}, nil}
}

func (p *requestPass) listOfProducts(limit int) requestList {
	return requestList{list{productsList, &p.cursor.Products, &p.things, nil},
		func(ctx context.Context, offset int) (portion, telecom.RequestChanges, error) {
			page, err := p.source.Products(ctx, offset, limit)
			return portionOf(page, telecom.Changes{}, func(t *telecom.Product) string { return t.ID }), telecom.RequestChanges{Products: page.Items},
				emptyIfMissing(err)
		}, nil}
}

// emptyIfMissing turns the error for a list that a portal does not have into an empty list: its contracts and products
// are elsewhere, or the profile has no address for them.
func emptyIfMissing(err error) error {
	if codeOf(err) == telecom.NotFound {
		return nil
	}
	return err
}

// sweepPage reads one page of a list, resuming where the last pass stopped.
func (p *requestPass) sweepPage(ctx context.Context, l requestList) error {
	if l.rests(p.start) {
		return nil
	}
	done := false
	_, err := p.readAndApply(ctx, func() (telecom.RequestChanges, error) {
		got, changes, err := l.fetch(ctx, l.sweep.Offset)
		if err != nil {
			return changes, err
		}
		learnSkew(&p.cursor.Skew, got.skew)
		done, err = l.swept(p.start, got)
		return changes, err
	}, p.follow)
	if err != nil || !done {
		return err
	}
	if l.rest == nil {
		l.rest = func(func(string) bool) ([]string, error) { return nil, nil }
	}
	return l.page.missing(l.rest)
}

// firstPagesAtMost is how many pages are read from the beginning of the list while they bring new requests.
const firstPagesAtMost = 20

// readEnds reads the beginning of the list, as long as it brings unknown requests, and its end: nobody says where a
// portal adds new ones.
func (p *requestPass) readEnds(ctx context.Context) error {
	l := p.listOfRequests(0)
	e := newEdges()
	for pages := 1; ; pages++ {
		var got portion
		limit := e.limit
		applied, err := p.readAndApply(ctx, func() (telecom.RequestChanges, error) {
			page, err := p.source.Requests(ctx, e.offset, limit)
			if err != nil {
				return telecom.RequestChanges{}, err
			}
			got = requestsPortion(page)
			if got.last = got.last || got.next <= e.offset; got.last && e.offset == 0 && l.sweep.Length > 0 {
				return telecom.RequestChanges{}, unconfirmed(shownOf(0, 0, l.name))
			}
			learnSkew(&p.cursor.Skew, got.skew)
			return telecom.RequestChanges{Requests: page.Items}, nil
		}, p.follow)
		switch {
		case err != nil:
			return err
		case !e.begun && applied.NewRequests > 0 && !got.last && got.next > e.offset && pages < firstPagesAtMost:
			e.goOn(got)
		case e.take(got, &l.sweep.Length), pages > newestAtMost:
			return nil
		}
	}
}

// settle asks for the requests that two sweeps did not see, and removes those that no longer exist.
func (p *requestPass) settle(ctx context.Context) error {
	_, err := p.requests.settle(goneInAPass, func(id string) error { return p.askFor(ctx, id) })
	return err
}

// askFor reads a request that lists did not show, or removes it if the portal no longer has it.
func (p *requestPass) askFor(ctx context.Context, id string) error {
	_, err := p.readAndApply(ctx, func() (telecom.RequestChanges, error) {
		r, err := p.ask(ctx, id)
		if codeOf(err) == telecom.NotFound {
			return telecom.RequestChanges{Gone: []string{id}}, nil
		}
		return telecom.RequestChanges{Requests: []telecom.Request{r}}, err
	}, p.follow)
	return err
}
