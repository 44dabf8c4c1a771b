//go:build !race

package store

import (
	"cmp"
	"slices"
	"time"

	"commsdesk/backend/telecom"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

var genOrderQuery = rapid.Custom(func(t *rapid.T) telecom.OrderQuery {
	return telecom.OrderQuery{
		Text:       rapid.SampledFrom([]string{"", "", "o1", "kestrel", "491570"}).Draw(t, "text"),
		Show:       rapid.SampledFrom(append(telecom.OrderShows(), "", "")).Draw(t, "show"),
		Kind:       rapid.SampledFrom([]telecom.Kind{"", "", telecom.SIMSwap}).Draw(t, "kind"),
		Here:       rapid.SliceOfN(rapid.SampledFrom([]string{"o01", "o02", "o33"}), 0, 3).Draw(t, "here"),
		Sort:       rapid.SampledFrom(append(telecom.OrderSorts(), "")).Draw(t, "sort"),
		Descending: rapid.Bool().Draw(t, "descending"),
		Offset:     rapid.IntRange(0, 20).Draw(t, "offset"),
		Limit:      rapid.IntRange(0, 10).Draw(t, "limit"),
		Now:        monday.Add(time.Duration(rapid.IntRange(0, 600).Draw(t, "now"))*time.Minute + time.Second),
	}
})

// heads returns the Order IDs that stand for an action in the list of orders; those that two services list without being named
// may stand for one in either, and are not compared.
func (m *model) heads() (sure, maybe map[string]bool) {
	sure, maybe = map[string]bool{}, map[string]bool{}
	groups := map[string][]telecom.Order{}
	for _, o := range m.orders {
		for _, home := range homesOf(recordOfOrder(&o)) {
			groups[home] = append(groups[home], o)
		}
	}
	listers := map[string][]string{}
	for _, s := range m.services {
		groups[s.ID] = m.ordersOf(s)
		for _, o := range groups[s.ID] {
			if !slices.Contains(o.ServiceIDs, s.ID) {
				listers[o.ID] = append(listers[o.ID], s.ID)
			}
		}
	}
	for home, orders := range groups {
		for _, e := range telecom.Events(orders) {
			o := e.Order
			switch {
			case len(o.ServiceIDs) > 0 && o.ServiceIDs[0] != home:
			case len(o.ServiceIDs) == 0 && len(listers[o.ID]) > 1:
				maybe[o.ID] = true
			case len(o.ServiceIDs) == 0 && len(listers[o.ID]) == 1 && listers[o.ID][0] != home:
			default:
				sure[o.ID] = true
			}
		}
	}
	return sure, maybe
}

// checkOrders compares the list of orders with the model, and a query with the whole list.
func (m *model) checkOrders(t *rapid.T, c *Cache, q telecom.OrderQuery) {
	whole, err := c.OrderList(telecom.OrderQuery{Limit: 1000, Now: q.Now, Here: q.Here})
	if err != nil {
		t.Fatal(err)
	}
	sure, maybe := m.heads()
	open, stuck, failed, here := 0, 0, 0, 0
	isFailed := func(r telecom.OrderSummary) bool {
		s := r.Event.Order.Status()
		return !r.Event.Open() && (s == telecom.Failed || s == telecom.Rejected || s == telecom.Partial)
	}
	isHere := func(r telecom.OrderSummary) bool {
		return slices.ContainsFunc(append([]telecom.Order{r.Event.Order}, r.Event.Parts...), func(o telecom.Order) bool {
			return slices.Contains(q.Here, o.ID)
		})
	}
	met := map[string]bool{}
	for _, r := range whole.Rows {
		o := r.Event.Order
		if met[o.ID] || !sure[o.ID] && !maybe[o.ID] {
			t.Fatalf("order %s: listed twice or not an action", o.ID)
		}
		met[o.ID] = true
		if diff := gocmp.Diff(m.orders[o.ID], o, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("order %s: mismatch (-want +got):\n%s", o.ID, diff)
		}
		if s, known := m.services[r.ServiceID]; known != (r.ServiceID != "") || known && s.Number != r.Number {
			t.Fatalf("order %s: got service %q %q", o.ID, r.ServiceID, r.Number)
		}
		e, serviceID, ok, err := c.Action(o.ID)
		// A service that lists an order is preferred to one that is not on this desk, although the order names that.
		if err != nil || !ok || e.Order.ID != o.ID && serviceID == r.ServiceID && !maybe[o.ID] {
			t.Fatalf("order %s: got action %s, %v, %v", o.ID, e.Order.ID, ok, err)
		}
		if r.Event.Open() {
			open++
		}
		if r.Clock.Stuck(q.Now) {
			stuck++
		}
		if isFailed(r) {
			failed++
		}
		if isHere(r) {
			here++
		}
	}
	for id := range sure {
		if !met[id] {
			t.Fatalf("order %s: not listed", id)
		}
	}
	if whole.Total != len(met) || whole.Open != open || whole.Stuck != stuck || whole.Failed != failed || whole.Here != here {
		t.Fatalf("got %d, %d open, %d stuck, %d failed, %d here; want %d, %d, %d, %d, %d", whole.Total, whole.Open, whole.Stuck, whole.Failed,
			whole.Here, len(met), open, stuck, failed, here)
	}
	if o, s := c.OrderCounts(q.Now); o != open || s != stuck {
		t.Fatalf("counts: got %d, %d; want %d, %d", o, s, open, stuck)
	}

	got, err := c.OrderList(q)
	if err != nil {
		t.Fatal(err)
	}
	var want []telecom.OrderSummary
	for _, r := range whole.Rows {
		switch q.Show {
		case telecom.OpenOrders:
			if !r.Event.Open() {
				continue
			}
		case telecom.StuckOrders:
			if !r.Clock.Stuck(q.Now) {
				continue
			}
		case telecom.FailedOrders:
			if !isFailed(r) {
				continue
			}
		case telecom.OrdersHere:
			if !isHere(r) {
				continue
			}
		}
		if q.Kind != "" && r.Event.Order.Kind != q.Kind {
			continue
		}
		want = append(want, r)
	}
	if q.Text != "" {
		return // what a search finds is told by examples
	}
	class := func(r telecom.OrderSummary) int {
		switch {
		case r.Clock.Stuck(q.Now):
			return 0
		case r.Event.Open():
			return 1
		}
		return 2
	}
	if q.Sort == telecom.ByRunning {
		slices.SortStableFunc(want, func(a, b telecom.OrderSummary) int {
			c := cmp.Compare(class(a), class(b))
			if c == 0 && a.Event.Open() {
				c = compareTimes(a.Clock.Since, b.Clock.Since)
			}
			return c
		})
	}
	if q.Sort != "" && q.Descending != (q.Sort == telecom.ByPlaced) {
		slices.Reverse(want)
	}
	if got.Matching != len(want) {
		t.Fatalf("matching: got %d, want %d", got.Matching, len(want))
	}
	for i, r := range want {
		position, _, _, ok := c.OrderNeighbours(q, r.Event.Order.ID)
		if !ok || position != i+1 {
			t.Fatalf("place of %s: got %d, %v; want %d", r.Event.Order.ID, position, ok, i+1)
		}
	}
	limit := cmp.Or(q.Limit, defaultLimit)
	from := min(q.Offset, len(want))
	if diff := gocmp.Diff(want[from:min(from+limit, len(want))], got.Rows, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("mismatch (-want +got):\n%s", diff)
	}
}
