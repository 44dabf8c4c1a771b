package store

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"commsdesk/backend/telecom"
)

func orderRows(t *testing.T, c *Cache, q telecom.OrderQuery) (telecom.OrderListing, []string) {
	t.Helper()
	l, err := c.OrderList(q)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, r := range l.Rows {
		ids = append(ids, r.Event.Order.ID)
	}
	return l, ids
}

func activationOf(id string, at time.Time, state string) telecom.Order {
	return telecom.Order{ID: id, Kind: telecom.Activation, State: state, OrderedAt: at}
}

// An order that names no service is listed, counted, stuck and found like one of a service, also after a restart.
func TestOrderList_HasOrdersOfNoService(t *testing.T) {
	path := cachePath(t)
	c := open(t, path)
	part := activationOf("A-part", monday.Add(time.Minute), "inProgress")
	part.Relations = []telecom.Relation{{Type: "partOf", OrderID: "A-1"}}
	s := service(1)
	s.OrderIDs = nil
	old := telecom.Order{ID: "old", ServiceIDs: []string{s.ID}, Kind: telecom.SIMSwap, State: "rejected", OrderedAt: monday.Add(-time.Hour)}
	apply(t, c, telecom.Changes{ReadAt: monday, Services: []telecom.Service{s},
		Orders: []telecom.Order{activationOf("A-1", monday, "inProgress"), part, old}})
	now := monday.Add(31 * time.Minute)
	for range 2 {
		l, ids := orderRows(t, c, telecom.OrderQuery{Now: now})
		if want := []string{"A-1", "old"}; !slices.Equal(ids, want) {
			t.Errorf("listed: got %v, want %v", ids, want)
		}
		if l.Total != 2 || l.Open != 1 || l.Stuck != 1 || l.Failed != 1 {
			t.Errorf("got %d, %d open, %d stuck, %d failed; want 2, 1, 1, 1", l.Total, l.Open, l.Stuck, l.Failed)
		}
		if r := l.Rows[0]; r.ServiceID != "" || len(r.Event.Parts) != 1 || r.Event.Parts[0].ID != "A-part" {
			t.Errorf("got %+v, want no service and one part", r)
		}
		for text, want := range map[string]string{"a-1": "A-1", "A-PART": "A-1", "old": "old", s.Number: "old"} {
			if _, ids := orderRows(t, c, telecom.OrderQuery{Text: text, Now: now}); !slices.Equal(ids, []string{want}) {
				t.Errorf("searched %q: got %v, want %v", text, ids, want)
			}
		}
		if l, _ := orderRows(t, c, telecom.OrderQuery{Text: "a-part"}); len(l.Rows) != 1 || l.Rows[0].Found != "A-part" {
			t.Errorf("searched a part: got %+v, want it found", l.Rows)
		}
		if open, stuck := c.OrderCounts(now); open != 1 || stuck != 1 {
			t.Errorf("counts: got %d, %d, want 1, 1", open, stuck)
		}
		if l := query(t, c, telecom.Query{Text: "A-1"}); l.Matching != 0 || l.Unserved != 1 {
			t.Errorf("services searched: got %d and %d orders, want none and 1", l.Matching, l.Unserved)
		}
		for _, id := range []string{"A-1", "A-part"} {
			e, serviceID, ok, err := c.Action(id)
			if err != nil || !ok || serviceID != "" || e.Order.ID != "A-1" || len(e.Parts) != 1 {
				t.Errorf("action of %s: got %s, %q, %v, %v", id, e.Order.ID, serviceID, ok, err)
			}
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		c = open(t, path)
	}
}

// A service takes its orders over once the portal names it, or lists them with it.
func TestOrderList_ServiceTakesOrderOver(t *testing.T) {
	for name, take := range map[string]func(*telecom.Service, *telecom.Order){
		"named":  func(s *telecom.Service, o *telecom.Order) { o.ServiceIDs = []string{s.ID} },
		"listed": func(s *telecom.Service, o *telecom.Order) { s.OrderIDs = []string{o.ID} },
	} {
		t.Run(name, func(t *testing.T) {
			c := open(t, cachePath(t))
			o, s := activationOf("A-1", monday, "inProgress"), service(1)
			apply(t, c, telecom.Changes{ReadAt: monday, Orders: []telecom.Order{o}})
			take(&s, &o)
			apply(t, c, telecom.Changes{ReadAt: monday, Orders: []telecom.Order{o}})
			if l, _ := orderRows(t, c, telecom.OrderQuery{}); len(l.Rows) != 1 || l.Rows[0].ServiceID != "" {
				t.Errorf("before: got %+v, want one row without a service", l.Rows)
			}
			apply(t, c, telecom.Changes{ReadAt: monday, Services: []telecom.Service{s}})
			if l, _ := orderRows(t, c, telecom.OrderQuery{}); len(l.Rows) != 1 || l.Rows[0].ServiceID != s.ID || l.Rows[0].Number != s.Number {
				t.Errorf("after: got %+v, want one row of %s", l.Rows, s.ID)
			}
			if l := query(t, c, telecom.Query{Text: "A-1"}); l.Matching != 1 || l.Unserved != 0 || !l.Rows[0].FoundOrder {
				t.Errorf("services searched: got %+v, want the service", l)
			}
			if open, _ := c.OrderCounts(monday); open != 1 {
				t.Errorf("open: got %d, want 1", open)
			}
			if _, id, _, _ := c.Action("A-1"); id != s.ID {
				t.Errorf("service of the action: got %q, want %q", id, s.ID)
			}
		})
	}
}

func TestOrderList_ForgetsOrderOfNoServiceThatIsGone(t *testing.T) {
	c := open(t, cachePath(t))
	apply(t, c, telecom.Changes{ReadAt: monday, Orders: []telecom.Order{activationOf("A-1", monday, "completed"),
		activationOf("A-2", monday, "inProgress")}})
	if ids, err := c.UnseenOrders(nothing); err != nil || !slices.Equal(ids, []string{"A-1", "A-2"}) {
		t.Errorf("unseen: got %v, %v, want both", ids, err)
	}
	apply(t, c, gone(nil, []string{"A-1", "A-2"}))
	if l, _ := orderRows(t, c, telecom.OrderQuery{}); l.Total != 0 {
		t.Errorf("got %d, want none", l.Total)
	}
	if open, stuck := c.OrderCounts(monday.Add(time.Hour)); open != 0 || stuck != 0 {
		t.Errorf("counts: got %d, %d, want none", open, stuck)
	}
}

// An order of two services, or one that two services list, is one row.
func TestOrderList_ListsOrderOfTwoServicesOnce(t *testing.T) {
	c := open(t, cachePath(t))
	one, two := service(1), service(2)
	one.OrderIDs, two.OrderIDs = []string{"listed"}, []string{"listed"}
	apply(t, c, telecom.Changes{ReadAt: monday, Services: []telecom.Service{one, two}, Orders: []telecom.Order{
		{ID: "named", ServiceIDs: []string{one.ID, two.ID}, State: "held", OrderedAt: monday},
		{ID: "listed", State: "failed", OrderedAt: monday.Add(-time.Hour)},
	}})
	if _, ids := orderRows(t, c, telecom.OrderQuery{}); !slices.Equal(ids, []string{"named", "listed"}) {
		t.Errorf("got %v, want each once", ids)
	}
}

// The list of a large copy is answered from memory, and found in it.
func BenchmarkOrderList(b *testing.B) {
	c := memory(100_000, 4)
	ask := func(b *testing.B, anew bool, queries ...telecom.OrderQuery) {
		for i := 0; b.Loop(); i++ {
			if anew {
				c.index.views.actions = actionViews{}
			}
			q := queries[i%len(queries)]
			q.Now = monday
			_, _ = c.orderRows(q)
		}
	}
	b.Run("first page", func(b *testing.B) { ask(b, false, telecom.OrderQuery{}, telecom.OrderQuery{Offset: 100}) })
	b.Run("first page after a change", func(b *testing.B) { ask(b, true, telecom.OrderQuery{}) })
	b.Run("counts after a change", func(b *testing.B) {
		for b.Loop() {
			c.index.views.actions = actionViews{}
			_, _ = c.OrderCounts(monday)
		}
	})
	for _, text := range []string{"ord0000001234", "ord", "customer 4"} {
		b.Run(fmt.Sprint("search ", text), func(b *testing.B) {
			ask(b, false, telecom.OrderQuery{Text: text}, telecom.OrderQuery{Text: text, Show: telecom.OpenOrders})
		})
	}
}
