package portal

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"commsdesk/backend/telecom"
)

// serviceFilters are the filters for the orders of a service: that of v4, and the one before it.
var serviceFilters = []struct {
	telecom.Capability
	path string
}{
	{telecom.FilterByService, "serviceOrderItem.service.id"},
	{telecom.FilterByServiceOlder, "orderItem.service.id"},
}

// ordersOfService ends the reading of one service's orders: no service has more.
const ordersOfService = 100_000

// failuresAtMost is how many single orders a portal may fail to give before the rest is not asked for.
const failuresAtMost = 2

// OrdersOf reads the orders of one service: by a filter, if that provably works; else by id, those known from the
// service itself or to this desk. Proven is true if there can be no others. If the portal fails to give some orders, it
// returns an error, and the others in the page.
func (p *Portal) OrdersOf(ctx context.Context, s telecom.Service, known []string) (page telecom.Page[telecom.Order], proven bool,
	err error) {
	ids := latestOf(append(slices.Clone(known), s.OrderIDs...), func(id string) string { return id })
	fits := func(o telecom.Order) bool { return slices.Contains(o.ServiceIDs, s.ID) }
	var partly error
	var silent []telecom.Capability // filters that returned nothing, which may be true
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
		if fits(o) { // a working filter would have returned it
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

// notShown is the error for a known order of a service that the portal does not show.
func notShown() error {
	return &telecom.Error{Code: telecom.Unconfirmed, Cause: &fault{what: "an order is not shown", status: http.StatusNotFound},
		Text: "The portal no longer shows an order of this service. Nothing was removed here; what you see is the last copy, unconfirmed. " +
			"Check in the portal."}
}

// notReadable is the error for an order of a service that cannot be understood.
func notReadable() error {
	return &telecom.Error{Code: telecom.Unconfirmed, Cause: &fault{what: "an order cannot be read", status: http.StatusOK},
		Text: "The portal returned an order of this service that cannot be read, so it is not known whether it is open." +
			" No order is sent for this service. Check its orders in the portal, and tell the portal’s administrator."}
}

// unlearn gives up filters that returned nothing where something was.
func (p *Portal) unlearn(silent []telecom.Capability, value string) {
	if onlyDigits(value) {
		return // that proves nothing for other values
	}
	for _, a := range silent {
		p.ordering.surprised(a, telecom.AnsweredNone)
	}
}

// onlyDigits reports whether a value has the form that some servers compare as a number, and so never find.
func onlyDigits(s string) bool {
	_, err := strconv.ParseUint(s, 10, 64)
	return err == nil
}
