package mirror

import (
	"context"

	"commsdesk/backend/telecom"
)

// wholeFrom is the part of a page, one in so many, from which on it is read whole and not row by row.
const wholeFrom = 5

// ordersAt reads a page of orders: only their ids and states where the portal gives them alone, and then whole only
// those that differ from what is known. Of a portal that does not, it reads a page of whole rows, which may have
// another limit. Sorted is false if the newest were wanted first and cannot be had so. The first pass of a life reads
// the newest whole: what was to be read once more when the program ended is among them.
func (m *Mirror) ordersAt(ctx context.Context, offset, stubs, rows int, newest bool) (got portion, sorted bool, err error) {
	var page telecom.Page[telecom.Stub]
	ok := false
	if !newest || !m.firstPass() {
		if page, ok, err = m.source.Stubs(ctx, offset, stubs, newest); err != nil {
			return got, false, err
		}
	}
	if ok && !(page.Last && newest && offset == 0) { // that there are none is not believed of a part
		ids := make([]string, len(page.Items))
		for i, h := range page.Items {
			ids[i] = h.ID
		}
		states, err := m.cache.OrderStates(ids)
		if err != nil {
			return got, false, err
		}
		var differ []string
		for _, h := range page.Items {
			if state, known := states[h.ID]; !known || state != h.State {
				differ = append(differ, h.ID)
			}
		}
		if wholeFrom*len(differ) <= len(ids) || len(differ) <= 1 {
			got = portion{ids: ids, next: page.Next, total: page.Total, unreadable: page.Unreadable, skew: page.Skew, last: page.Last, strict: page.Strict}
			for _, h := range page.Items {
				got.dated(h.OrderedAt)
			}
			lost := false
			if got.Orders, lost, err = m.ordersByID(ctx, differ); err != nil || !lost {
				return got, true, err
			}
		}
		rows = stubs
	}
	if !newest {
		page, err := m.source.Orders(ctx, offset, rows)
		return ordersPortion(page), false, err
	}
	whole, sorted, err := m.source.NewestOrders(ctx, offset, m.cache.Cursor().Orders.Length > 0)
	return ordersPortion(whole), sorted, err
}

// ordersByID reads orders one by one, until the portal fails to give one: the page that holds it may be readable, and
// will tell if it is the portal that failed.
func (m *Mirror) ordersByID(ctx context.Context, ids []string) (orders []telecom.Order, lost bool, err error) {
	for _, id := range ids {
		o, err := m.source.Order(ctx, id)
		switch {
		case err == nil:
			orders = append(orders, o)
		case codeOf(err) == telecom.NotFound: // it is gone since
		case ofOneRecord(err):
			return nil, true, nil
		default:
			return nil, false, err
		}
	}
	return orders, false, nil
}

func ordersPortion(page telecom.Page[telecom.Order]) portion {
	got := portionOf(page, telecom.Changes{Orders: page.Items}, func(o *telecom.Order) string { return o.ID })
	for i := range page.Items {
		got.dated(page.Items[i].OrderedAt)
	}
	return got
}
