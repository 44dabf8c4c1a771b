package portal

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"commsdesk/backend/telecom"
)

// CancelsOrders reports whether the portal cancels orders on request, if that is known.
func (p *Portal) CancelsOrders() (offers, known bool) { return p.ordering.says(telecom.CancelsOrders) }

const (
	behindAll = "1000000000"   // beyond the end of any list
	noSuchAPI = "/noSuchOrder" // a path that TMF641 does not have
)

// probeCancel asks for the list of order cancellations, which exists where they are supported, even while it is empty.
// It returns when to ask again. Other findings do not depend on it: only the end of the context is an error.
func (p *Portal) probeCancel(ctx context.Context) (again time.Duration, err error) {
	isList, err := p.givesList(ctx, cancelPath)
	f := faultOf(err)
	switch {
	case ctx.Err() != nil:
		return 0, ctx.Err()
	case isList:
		// Unless every path is answered with a list.
		if always, err := p.givesList(ctx, noSuchAPI); !always && faultOf(err).ofRecord() {
			p.ordering.learn(telecom.CancelsOrders, telecom.AnsweredRight)
		} else if err != nil {
			return askAgainAfter, ctx.Err()
		}
	case f != nil && f.status == http.StatusMethodNotAllowed && f.allows(http.MethodPost):
		p.ordering.learn(telecom.CancelsOrders, telecom.AnsweredRight)
	case f != nil && (f.status == http.StatusMethodNotAllowed || f.status == http.StatusNotImplemented),
		f != nil && f.status == http.StatusNotFound && p.showsEmptyLists(ctx):
		p.ordering.learn(telecom.CancelsOrders, telecom.RejectedIt)
	case err != nil && !f.ofRecord(), f != nil && f.status >= http.StatusInternalServerError:
		return askAgainAfter, ctx.Err()
	}
	return telecom.FindingsLast, ctx.Err()
}

// givesList reports whether a path of the ordering API is answered with a list.
func (p *Portal) givesList(ctx context.Context, path string) (is bool, err error) {
	err = p.ask(ctx, p.ordering, question{path: path, query: url.Values{"limit": {"1"}}}, func(an answer) error {
		is = len(an.body) > 0 && an.body[0] == '['
		return nil
	})
	return is, err
}

// showsEmptyLists reports whether an empty list is answered as such, and not with "not found" as if it did not exist.
func (p *Portal) showsEmptyLists(ctx context.Context) bool {
	empty := false
	err := p.ask(ctx, p.ordering, question{path: p.ordering.list, query: url.Values{"limit": {"1"}, "offset": {behindAll}}},
		func(an answer) error {
			page, err := read(ctx, an, p.order)
			empty = len(an.body) > 0 && an.body[0] == '[' && len(page.Items)+page.Unreadable == 0
			return err
		})
	return err == nil && empty
}

// sawCancellation learns from the outcome of a cancellation.
func (p *Portal) sawCancellation(o telecom.Outcome) {
	if o.State == telecom.SubmissionPlaced {
		p.ordering.learn(telecom.CancelsOrders, telecom.AnsweredRight)
		return
	}
	if o.Problem == nil {
		return
	}
	for f := faultOf(o.Problem); f != nil; f = faultOf(f.Unwrap()) {
		if f.status == http.StatusMethodNotAllowed || f.status == http.StatusNotImplemented {
			p.ordering.surprised(telecom.CancelsOrders, telecom.RejectedIt)
			return
		}
	}
}

// allows reports whether the portal named a method as allowed.
func (f *fault) allows(method string) bool {
	return slices.ContainsFunc(strings.Split(f.allow, ","), func(s string) bool { return strings.EqualFold(strings.TrimSpace(s), method) })
}
