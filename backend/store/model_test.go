//go:build !race

package store

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"commsdesk/backend/telecom"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// model is a simple store: maps, and a listing built for each query.
type model struct {
	services map[string]telecom.Service
	orders   map[string]telecom.Order
	readAt   map[string]time.Time
}

func (m *model) apply(c telecom.Changes) {
	for _, s := range c.Services {
		m.services[s.ID] = s
		m.readAt[s.ID] = c.ReadAt
	}
	for _, o := range c.Orders {
		o.SeenAt = c.ReadAt
		if old, ok := m.orders[o.ID]; ok {
			o.SeenAt = old.SeenAt
		}
		m.orders[o.ID] = o
	}
	for _, id := range c.Gone.Services {
		if !slices.ContainsFunc(c.Services, func(s telecom.Service) bool { return s.ID == id }) {
			delete(m.services, id)
			delete(m.readAt, id)
		}
	}
	for _, id := range c.Gone.Orders {
		if !slices.ContainsFunc(c.Orders, func(o telecom.Order) bool { return o.ID == id }) {
			delete(m.orders, id)
		}
	}
}

func (m *model) ordersOf(s telecom.Service) []telecom.Order {
	var list []telecom.Order
	for _, o := range m.orders {
		if slices.Contains(o.ServiceIDs, s.ID) || slices.Contains(s.OrderIDs, o.ID) {
			list = append(list, o)
		}
	}
	slices.SortFunc(list, func(a, b telecom.Order) int { return cmp.Compare(a.ID, b.ID) })
	return list
}

func (m *model) summary(s telecom.Service) telecom.Summary {
	row := telecom.Summary{ID: s.ID, Number: s.Number, Customer: s.Customer, Plan: s.Plan, Platform: s.Platform, State: s.State, SIM: s.SIM,
		ReadAt: m.readAt[s.ID]}
	list := m.ordersOf(s)
	for _, o := range list {
		if t := o.LastChange(); t.After(row.LastActivity) {
			row.LastActivity = t
		}
	}
	var open []telecom.OpenOrder
	for _, e := range telecom.Events(list) {
		if !e.Open() {
			continue
		}
		var running, all []telecom.OpenOrder
		for _, o := range append([]telecom.Order{e.Order}, e.Parts...) {
			if !o.Open() {
				continue
			}
			one := telecom.OpenOrder{ID: o.ID, Kind: o.Kind, KindWord: o.KindWord, State: o.State, Status: o.Status(),
				Clock: telecom.ClockOf(&o, s.Platform, testRules().Limits, sydney)}
			all = append(all, one)
			if !one.Clock.StuckAt.IsZero() {
				running = append(running, one)
			}
		}
		open = append(open, append(running, all...)[0])
	}
	row.Open = len(open)
	never := time.Date(9000, 1, 1, 0, 0, 0, 0, time.UTC)
	or := func(t time.Time) time.Time {
		if t.IsZero() {
			return never
		}
		return t
	}
	slices.SortFunc(open, func(a, b telecom.OpenOrder) int {
		return cmp.Or(or(a.Clock.StuckAt).Compare(or(b.Clock.StuckAt)), or(a.Clock.Since).Compare(or(b.Clock.Since)),
			cmp.Compare(a.ID, b.ID))
	})
	if len(open) > 0 {
		row.Top = &open[0]
	}
	return row
}

func (m *model) query(q telecom.Query) telecom.Listing {
	l := telecom.Listing{Total: len(m.services), Rows: []telecom.Summary{}}
	states, platforms, plans := map[string]int{}, map[string]int{}, map[string]int{}
	stuck := func(r telecom.Summary) bool { return r.Top != nil && r.Top.Clock.Stuck(q.Now) }
	for _, s := range m.services {
		row := m.summary(s)
		states[string(telecom.ServiceStateOf(s.State))]++
		platforms[s.Platform]++
		plans[s.Plan]++
		if row.Open > 0 {
			l.Open++
		}
		if stuck(row) {
			l.Stuck++
		}
		if q.State != "" && telecom.ServiceStateOf(s.State) != q.State || q.Platform != "" && q.Platform != s.Platform ||
			q.Plan != "" && q.Plan != s.Plan || q.Open && row.Open == 0 || q.Stuck && !stuck(row) {
			continue
		}
		words := strings.ToLower(strings.Join([]string{s.Number, s.Customer, s.Plan, s.Platform}, "\n"))
		if !strings.Contains(words, strings.ToLower(q.Text)) {
			continue
		}
		l.Rows = append(l.Rows, row)
	}
	l.States, l.Platforms, l.Plans = counted(states), counted(platforms), counted(plans)
	if q.Sort == "" {
		q.Sort, q.Descending = telecom.ByLastActivity, true
	}
	slices.SortFunc(l.Rows, func(a, b telecom.Summary) int {
		c := 0
		switch q.Sort {
		case telecom.ByNumber:
			c = cmp.Compare(a.Number, b.Number)
		case telecom.ByCustomer:
			c = cmp.Compare(strings.ToLower(a.Customer), strings.ToLower(b.Customer))
		case telecom.ByPlan:
			c = cmp.Compare(strings.ToLower(a.Plan), strings.ToLower(b.Plan))
		case telecom.ByPlatform:
			c = cmp.Compare(a.Platform, b.Platform)
		case telecom.ByState:
			c = cmp.Compare(strings.ToLower(a.State), strings.ToLower(b.State))
		case telecom.ByLastActivity:
			c = a.LastActivity.Compare(b.LastActivity)
		case telecom.ByOpenOrders:
			class := func(r telecom.Summary) int {
				switch {
				case stuck(r):
					return 0
				case r.Open > 0:
					return 1
				}
				return 2
			}
			if c = cmp.Compare(class(a), class(b)); c == 0 && a.Open > 0 {
				c = a.Top.Clock.Since.Compare(b.Top.Clock.Since)
			}
		}
		if q.Descending {
			c = -c
		}
		return cmp.Or(c, cmp.Compare(a.Number, b.Number), cmp.Compare(a.ID, b.ID))
	})
	l.Matching = len(l.Rows)
	from := min(q.Offset, len(l.Rows))
	limit := q.Limit
	if limit == 0 {
		limit = 100
	}
	l.Rows = l.Rows[from:min(from+limit, len(l.Rows))]
	return l
}

func counted(of map[string]int) []telecom.Count {
	var list []telecom.Count
	for v, n := range of {
		if v != "" {
			list = append(list, telecom.Count{Value: v, N: n})
		}
	}
	slices.SortFunc(list, func(a, b telecom.Count) int { return cmp.Compare(a.Value, b.Value) })
	return list
}

// Whatever is applied in whatever order, listings match the model, also after the index is read again or rebuilt.
func TestQuery_MatchesModel(t *testing.T) {
	dir := t.TempDir()
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		path := fmt.Sprintf("%s/cache-%d.db", dir, n)
		reopen := func() *Cache {
			c, notice, err := OpenCache(path, NewSealer(testKey), testRules())
			if err != nil || notice != nil {
				t.Fatalf("got %v, %+v; want notice == nil", err, notice)
			}
			return c
		}
		c := reopen()
		defer func() { _ = c.Close(); _ = os.Remove(path) }()
		m := &model{services: map[string]telecom.Service{}, orders: map[string]telecom.Order{}, readAt: map[string]time.Time{}}
		check := func() {
			q := genQuery.Draw(t, "query")
			got, err := c.Query(q)
			if err != nil {
				t.Fatal(err)
			}
			got.Revision = 0
			slices.SortFunc(got.States, func(a, b telecom.Count) int { return cmp.Compare(a.Value, b.Value) })
			for i := range got.Rows {
				got.Rows[i].Found = ""
			}
			want := m.query(q)
			if diff := gocmp.Diff(want, got); diff != "" {
				t.Fatalf("mismatch (-want +got):\n%s", diff)
			}
			for i, row := range want.Rows {
				position, previous, next, ok := c.Neighbours(q, row.ID)
				if !ok || position != min(q.Offset, want.Matching)+i+1 ||
					i > 0 && previous != want.Rows[i-1].ID || i+1 < len(want.Rows) && next != want.Rows[i+1].ID {
					t.Fatal("neighbours of ", row.ID, ": ", position, previous, next, ok)
				}
			}
			if services, orders := recordsOf(c); services != len(m.services) || orders != len(m.orders) {
				t.Fatalf("records: got %v, %v, want %v, %v", services, orders, len(m.services), len(m.orders))
			}
			if diff := gocmp.Diff(slices.Sorted(maps.Keys(m.services)), c.UnseenServices(nothing), cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("mismatch:\n%s", diff)
			}
			if known, err := c.UnseenOrders(nothing); err != nil || !slices.Equal(slices.Sorted(maps.Keys(m.orders)), known) {
				t.Fatalf("orders: got %v, %v, want %v", err, known, slices.Sorted(maps.Keys(m.orders)))
			}
			m.checkOrders(t, c, genOrderQuery.Draw(t, "orders asked"))
		}
		at := monday
		put := func(t *rapid.T, changes telecom.Changes) {
			fresh := map[string]struct{}{}
			for _, o := range changes.Orders {
				if _, known := m.orders[o.ID]; !known {
					fresh[o.ID] = struct{}{}
				}
			}
			applied, err := c.Apply(changes)
			if err != nil || applied.NewOrders != len(fresh) {
				t.Fatalf("got %v, %+v; want applied.NewOrders == len(fresh)", err, applied)
			}
			// Of an id that occurs twice the last counts, and it was seen but once.
			m.apply(changes)
		}
		t.Repeat(map[string]func(*rapid.T){
			"apply": func(t *rapid.T) {
				at = at.Add(time.Minute)
				changes := telecom.Changes{ReadAt: at,
					Services: rapid.SliceOfN(genService, 0, 12).Draw(t, "services"), Orders: rapid.SliceOfN(genOrder, 0, 12).Draw(t,
						"orders")}
				put(t, changes)
			},
			"remove": func(t *rapid.T) {
				at = at.Add(time.Minute)
				put(t, telecom.Changes{ReadAt: at, Gone: genGone.Draw(t, "gone"),
					Services: rapid.SliceOfN(genService, 0, 2).Draw(t, "services"), Orders: rapid.SliceOfN(genOrder, 0, 2).Draw(t,
						"orders")})
			},
			"restart": func(*rapid.T) {
				if err := c.Close(); err != nil {
					t.Fatal(err)
				}
				c = reopen()
			},
			"rebuild": func(*rapid.T) {
				if err := c.Close(); err != nil {
					t.Fatal(err)
				}
				live := entriesOf(c)
				dropIndex(t, path)
				c = reopen()
				if diff := gocmp.Diff(live, entriesOf(c), gocmp.AllowUnexported(entry{}, orderFact{}), cmpopts.EquateEmpty()); diff != "" {
					t.Fatalf("mismatch:\n%s", diff)
				}
				for id := range m.readAt { // a record knows only when it was written
					_, readAt, _, _ := c.Service(id)
					if readAt.After(m.readAt[id]) || readAt.IsZero() {
						t.Fatal("read at ", readAt)
					}
					m.readAt[id] = readAt
				}
			},
			"": func(*rapid.T) { check() },
		})
	})
}

// entriesOf returns the index by service ID, without gone services that nothing names.
func entriesOf(c *Cache) map[string]entry {
	entries := map[string]entry{}
	for _, e := range c.index.entries {
		if e.known || len(e.named) > 0 {
			entries[e.id] = *e
		}
	}
	return entries
}

func TestOpenCache_OtherRulesRebuildIndex(t *testing.T) {
	path := cachePath(t)
	c := open(t, path)
	o := telecom.Order{ID: "o", ServiceIDs: []string{"s"}, State: "inProgress", Kind: telecom.SIMSwap, OrderedAt: monday}
	apply(t, c, telecom.Changes{Services: []telecom.Service{{ID: "s"}}, Orders: []telecom.Order{o}, ReadAt: monday})
	_ = c.Close()
	rules := testRules()
	rules.Limits.Standard = 2 * time.Hour
	for range 2 {
		c, notice, err := OpenCache(path, NewSealer(testKey), rules)
		if err != nil || notice != nil {
			t.Fatalf("got %v, %+v; want notice == nil", err, notice)
		}
		top := query(t, c, telecom.Query{}).Rows[0].Top
		if !top.Clock.StuckAt.Equal(monday.Add(2 * time.Hour)) {
			t.Errorf("got %+v; want top.Clock.StuckAt.Equal(monday.Add(2 * time.Hour))", top.Clock)
		}
		_ = c.Close()
	}
	if _, err := os.Stat(path); err != nil {
		t.Fatal(err)
	}
}
