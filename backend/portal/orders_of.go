package portal

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"commsdesk/backend/telecom"
)

// serviceFilters are the ways to ask for the orders of a service: by v4, and by the wire before it.
var serviceFilters = []struct {
	telecom.Capability
	path string
}{
	{telecom.FilterByService, "serviceOrderItem.service.id"},
	{telecom.FilterByServiceOlder, "orderItem.service.id"},
}

// ordersOfService ends the reading of one service's orders: more than that no service has.
const ordersOfService = 100_000

// failuresAtMost is how many single orders a portal may fail to give before the others are not asked for.
const failuresAtMost = 2

// OrdersOf reads the orders of one service: by a filter, if that can be seen to work; else those whose ids are known,
// from the service itself or to this desk, one by one. proven says that there can be no others. Of orders that the
// portal fails to give the error tells, and the page holds the others.
func (p *Portal) OrdersOf(ctx context.Context, s telecom.Service, known []string) (page telecom.Page[telecom.Order], proven bool, err error) {
	ids := latestOf(append(slices.Clone(known), s.OrderIDs...), func(id string) string { return id })
	fits := func(o telecom.Order) bool { return slices.Contains(o.ServiceIDs, s.ID) }
	var partly error
	var silent []telecom.Capability // filters that gave nothing, which may be true
	for _, f := range serviceFilters {
		works, tried := p.ordering.says(f.Capability)
		if tried && !works {
			continue
		}
		found, fit, err := p.matching(ctx, listing{query: url.Values{f.path: {s.ID}}, sure: true}, ordersOfService, fits)
		switch {
		case err != nil:
			return page, false, err
		case !fit:
			p.ordering.surprised(f.Capability, telecom.AnsweredOther)
			continue
		case len(found.Items) == 0:
			silent = append(silent, f.Capability)
			// True only if nothing is known, and the filter was seen to find ids of this kind.
			proven = works && len(ids) == 0 && !onlyDigits(s.ID) && found.Unreadable == 0
		default:
			if !works {
				p.ordering.learn(f.Capability, telecom.AnsweredRight)
			}
			page, proven = found, found.Last && found.Unreadable == 0
		}
		if found.Unreadable > 0 {
			partly = notReadable()
		}
		if works || proven {
			break
		}
	}
	failed := 0
	for _, id := range ids {
		if slices.ContainsFunc(page.Items, func(o telecom.Order) bool { return o.ID == id }) {
			continue
		}
		o, err := p.Order(ctx, id)
		f := faultOf(err)
		switch {
		case f != nil && (f.status == http.StatusNotFound || f.status == http.StatusGone):
			if slices.Contains(known, id) { // it was there; nothing says yet that it is gone
				partly = notShown()
			}
			continue
		case f.ofRecord():
			if partly = err; failed < failuresAtMost {
				failed++
				continue
			}
			return page, false, err
		case err != nil:
			return page, false, err
		}
		if fits(o) { // a filter that worked would have given it
			proven = false
			p.unlearn(silent, s.ID)
		}
		page.Items = append(page.Items, o)
	}
	if len(page.Items) > 0 && proven {
		p.unlearn(silent, s.ID)
	}
	return page, proven && partly == nil, partly
}

// notShown is an order of a service that was there and that the portal does not show when it is asked for.
func notShown() error {
	return &telecom.Error{Code: telecom.Unconfirmed, Cause: &fault{what: "an order is not shown", status: http.StatusNotFound},
		Text: "The portal does not show an order of this service any more. Nothing was removed here; what you see is the last copy, not confirmed. Look at the portal itself."}
}

// notReadable is an order that the portal gives for a service and that makes no sense.
func notReadable() error {
	return &telecom.Error{Code: telecom.Unconfirmed, Cause: &fault{what: "an order cannot be read", status: http.StatusOK},
		Text: "The portal gave an order of this service that cannot be read, so nobody can tell whether it is open." +
			" No order is sent for this service. Look at its orders in the portal itself, and tell the portal’s administrator."}
}

// unlearn gives up filters that gave nothing where something was.
func (p *Portal) unlearn(silent []telecom.Capability, value string) {
	if onlyDigits(value) {
		return // that proves nothing for other values
	}
	for _, a := range silent {
		p.ordering.surprised(a, telecom.AnsweredNone)
	}
}

// onlyDigits is the kind of value that some servers compare as a number, and so never find.
func onlyDigits(s string) bool {
	_, err := strconv.ParseUint(s, 10, 64)
	return err == nil
}
