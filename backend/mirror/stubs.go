package mirror

import (
	"context"

	"commsdesk/backend/telecom"
)

// A page is read whole, and not row by row, if at least one in wholeFrom of its rows differs.
const wholeFrom = 5

// ordersAt reads a page of orders. Where the portal gives stubs, it reads those, and then only the orders that differ
// from what is known. Otherwise it reads a page of whole rows, which may have another limit. Sorted is false if the
// newest were wanted first and the portal cannot sort. The first pass of a run reads the newest whole: those that were
// to be read once more when the program ended are among them.
func (m *Mirror) ordersAt(ctx context.Context, offset, stubs, rows int, newest bool) (got portion, sorted bool, err error) {
	var page telecom.Page[telecom.Stub]
	ok := false
	if !newest || !m.firstPass() {
		if page, ok, err = m.source.Stubs(ctx, offset, stubs, newest); err != nil {
			return got, false, err
		}
	}
	if ok && !(page.Last && newest && offset == 0) { // an empty answer is not believed of stubs
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
			got = portion{ids: ids, next: page.Next, total: page.Total, unreadable: page.Unreadable, skew: page.Skew, last: page.Last,
				strict: page.Strict}
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
// tells whether the portal itself failed.
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
