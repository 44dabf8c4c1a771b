package store

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	bolt "go.etcd.io/bbolt"

	"commsdesk/backend/telecom"
)

// gone makes the changes of a read that found IDs gone.
func gone(services, orders []string) telecom.Changes {
	return telecom.Changes{Gone: telecom.Gone{Services: services, Orders: orders}, ReadAt: monday.Add(time.Hour)}
}

func orderIDs(t *testing.T, c *Cache, serviceID string) (ids []string) {
	t.Helper()
	list, err := c.Orders(serviceID)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range list {
		ids = append(ids, o.ID)
	}
	slices.Sort(ids)
	return ids
}

func TestApply_GoneRecordIsInNoList(t *testing.T) {
	path := cachePath(t)
	c := open(t, path)
	list := services(30)
	list[4].OrderIDs = []string{"listed", "o-open"}
	open_ := telecom.Order{ID: "o-open", ServiceIDs: []string{list[4].ID, list[5].ID}, State: "inProgress",
		OrderedAt: monday.AddDate(0, 0, 1)}
	apply(t, c, telecom.Changes{Services: list, Orders: append(orders(60, 30), open_), ReadAt: monday})
	for _, by := range telecom.Sorts() { // every sort order is kept now
		query(t, c, telecom.Query{Sort: by})
		query(t, c, telecom.Query{Sort: by, Descending: true})
	}
	leaving := list[7]
	before := query(t, c, telecom.Query{Now: monday})
	a := apply(t, c, gone([]string{leaving.ID}, []string{open_.ID, order(11, 0).ID}))
	want := telecom.Applied{Revision: before.Revision + 1, Services: []string{leaving.ID}, Orders: []string{open_.ID, order(11, 0).ID}}
	if diff := cmp.Diff(want, a); diff != "" {
		t.Fatalf("mismatch (-want +got):\n%s", diff)
	}

	check := func(c *Cache) {
		t.Helper()
		if s, o := recordsOf(c); s != 29 || o != 59 {
			t.Errorf("records: got %v, %v, want 29, 59", s, o)
		}
		all := query(t, c, telecom.Query{Now: monday})
		if all.Total != 29 || all.Matching != 29 || all.Revision != want.Revision {
			t.Errorf("got %+v, %+v, %+v; want all.Total == 29, all.Matching == 29, all.Revision == want.Revision", all.Total, all.Matching,
				all.Revision)
		}
		named := 0
		for _, s := range all.States {
			named += s.N
		}
		if named != 29 {
			t.Errorf("states count: got %v, want 29", named)
		}
		for _, by := range telecom.Sorts() {
			for _, descending := range []bool{false, true} {
				q := telecom.Query{Sort: by, Descending: descending, Now: monday}
				l := query(t, c, q)
				if len(l.Rows) != 29 || slices.ContainsFunc(l.Rows, func(r telecom.Summary) bool { return r.ID == leaving.ID }) {
					t.Error("by ", by, ": ", len(l.Rows))
				}
				if _, _, _, ok := c.Neighbours(q, leaving.ID); ok {
					t.Error("it has neighbours by ", by)
				}
			}
		}
		for _, text := range []string{leaving.Number, leaving.SIM.Number, open_.ID} {
			for _, r := range query(t, c, telecom.Query{Text: text}).Rows {
				// A service goes on listing what was never read, or is no more.
				if text != open_.ID || r.ID != list[4].ID {
					t.Errorf("%q finds %s", text, r.ID)
				}
			}
		}
		if _, _, ok, err := c.Service(leaving.ID); ok || err != nil {
			t.Error("the service is there: ", err)
		}
		for _, s := range list[4:6] {
			if slices.Contains(orderIDs(t, c, s.ID), open_.ID) {
				t.Error("the order is there")
			}
		}
		still, err := c.OpenOrders()
		if err != nil || slices.ContainsFunc(still, func(o telecom.Order) bool { return o.ID == open_.ID || o.ID == order(11, 0).ID }) {
			t.Error("it is open still: ", err)
		}
		for _, r := range all.Rows {
			if r.Top != nil && r.Top.ID == open_.ID || r.LastActivity.Equal(open_.OrderedAt) {
				t.Error("a row speaks of it: ", r)
			}
		}
	}
	check(c)
	_ = c.Close()
	c = open(t, path)
	check(c)
	_ = c.Close()
	dropIndex(t, path)
	check(open(t, path))
}

func TestApply_UnknownRecordCannotBeGone(t *testing.T) {
	path := cachePath(t)
	c := open(t, path)
	s := service(1)
	s.OrderIDs = []string{"only listed"}
	named := telecom.Order{ID: "o", ServiceIDs: []string{"only named"}}
	apply(t, c, telecom.Changes{Services: []telecom.Service{s}, Orders: []telecom.Order{named}, ReadAt: monday})
	before, content := query(t, c, telecom.Query{}), read(t, path)
	a := apply(t, c, gone([]string{"", "nobody", "only named"}, []string{"", "nothing", "only listed"}))
	if diff := cmp.Diff(telecom.Applied{Revision: 1}, a); diff != "" {
		t.Errorf("mismatch (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(before, query(t, c, telecom.Query{})); diff != "" {
		t.Errorf("mismatch:\n%s", diff)
	}
	if !bytes.Equal(content, read(t, path)) {
		t.Error("the file was written")
	}
	// The second time it is not known any more.
	for n, want := range []int{1, 0} {
		a := apply(t, c, gone([]string{s.ID, s.ID}, []string{"o", "o"}))
		if len(a.Services) != want || len(a.Orders) != want || a.Revision != 2 {
			t.Errorf("got %+v, %+v; want len(a.Services) == want, len(a.Orders) == want, a.Revision == 2", n, a)
		}
	}
}

func TestApply_ReturningRecordIsNew(t *testing.T) {
	path := cachePath(t)
	c := open(t, path)
	s, o := service(3), order(3, 3)
	first := apply(t, c, telecom.Changes{Services: []telecom.Service{s}, Orders: []telecom.Order{o}, ReadAt: monday.AddDate(0, 0, 2)})
	apply(t, c, gone([]string{s.ID}, []string{o.ID}))
	if l := query(t, c, telecom.Query{}); l.Total != 0 || l.Open != 0 || len(l.Plans) != 0 {
		t.Errorf("got %+v; want l.Total == 0, l.Open == 0, len(l.Plans) == 0", l)
	}
	_ = c.Close()
	c = open(t, path)
	// Earlier in this computer's clock, which was set back: what was known before does not count.
	back := apply(t, c, telecom.Changes{Services: []telecom.Service{s}, Orders: []telecom.Order{o}, ReadAt: monday})
	first.Revision = 3
	if diff := cmp.Diff(first, back); diff != "" {
		t.Errorf("mismatch (-want +got):\n%s", diff)
	}
	l := query(t, c, telecom.Query{Text: s.Number})
	if len(l.Rows) != 1 || l.Rows[0].Open != 1 || !l.Rows[0].ReadAt.Equal(monday) {
		t.Errorf("got %+v; want len(l.Rows) == 1, l.Rows[0].Open == 1, l.Rows[0].ReadAt.Equal(monday)", l.Rows)
	}
	if list, err := c.Orders(s.ID); err != nil || len(list) != 1 || !list[0].SeenAt.Equal(monday) {
		t.Errorf("got %+v, %v; want len(list) == 1, list[0].SeenAt.Equal(monday)", list, err)
	}
}

func TestApply_ReturningServiceFindsItsOrders(t *testing.T) {
	c := open(t, cachePath(t))
	s := service(3)
	apply(t, c, telecom.Changes{Services: []telecom.Service{s}, Orders: []telecom.Order{order(3, 3)}, ReadAt: monday})
	apply(t, c, gone([]string{s.ID}, nil))
	apply(t, c, telecom.Changes{Orders: []telecom.Order{order(7, 3)}, ReadAt: monday})
	apply(t, c, telecom.Changes{Services: []telecom.Service{s}, ReadAt: monday})
	if row := query(t, c, telecom.Query{}).Rows[0]; row.Open != 2 {
		t.Errorf("got %+v; want row.Open == 2", row)
	}
}

func TestApply_RecordOfSameReadIsNotGone(t *testing.T) {
	c := open(t, cachePath(t))
	s, o := service(3), order(3, 3)
	both := telecom.Changes{Services: []telecom.Service{s}, Orders: []telecom.Order{o}, ReadAt: monday,
		Gone: telecom.Gone{Services: []string{s.ID}, Orders: []string{o.ID}}}
	for n, want := range []int{1, 0} { // new, then equal to what is known
		if a := apply(t, c, both); len(a.Services) != want || len(a.Orders) != want || a.NewOrders != want {
			t.Errorf("got %+v, %+v; want len(a.Services) == want, len(a.Orders) == want, a.NewOrders == want", n, a)
		}
	}
	if n, m := recordsOf(c); n != 1 || m != 1 {
		t.Errorf("records: got %v, %v, want 1, 1", n, m)
	}
}

func TestIndex_KeepsNothingOfGoneService(t *testing.T) {
	c := open(t, cachePath(t))
	list := services(3)
	list[1].Customer, list[1].Plan, list[1].OrderIDs = "Kestrel", "Rare plan", []string{"LISTED1"}
	apply(t, c, telecom.Changes{Services: list, Orders: []telecom.Order{order(3, 1)}, ReadAt: monday})
	words := []string{"Kestrel", "Rare plan", "LISTED1", list[1].Number, list[1].SIM.Number}
	in := func() (found []string) {
		for key, sealed := range chunkValues(t, c) {
			plain, err := c.sealer.open(bucketIndex, []byte(key), []byte(sealed))
			if err != nil {
				t.Fatal(err)
			}
			for _, w := range words {
				if strings.Contains(string(plain), w) {
					found = append(found, w)
				}
			}
		}
		return found
	}
	if got := len(in()); got != len(words) {
		t.Fatalf("the index has only: got %v, want %v", got, len(words))
	}
	apply(t, c, gone([]string{list[1].ID}, nil))
	if found := in(); len(found) > 0 {
		t.Error("the index still has ", found)
	}
}

func TestApply_LargeRemovalTakesSeveralTransactions(t *testing.T) {
	const n = 6000
	path := cachePath(t)
	c := open(t, path)
	apply(t, c, telecom.Changes{Services: services(n), Orders: orders(n, n), ReadAt: monday})
	transaction := func() (id int) {
		if err := c.file.view(func(tx *bolt.Tx) error { id = tx.ID(); return nil }); err != nil {
			t.Fatal(err)
		}
		return id
	}
	var changes telecom.Changes
	for i := range n - 1 {
		changes.Gone.Services = append(changes.Gone.Services, service(i).ID)
		changes.Gone.Orders = append(changes.Gone.Orders, order(i, 0).ID)
	}
	changes.Cursor = &telecom.Cursor{CompleteAt: monday}
	before := transaction()
	a := apply(t, c, changes)
	if len(a.Services) != n-1 || len(a.Orders) != n-1 || a.Revision != 2 {
		t.Errorf("got %+v, %+v, %+v; want len(a.Services) == n-1, len(a.Orders) == n-1, a.Revision == 2", len(a.Services), len(a.Orders),
			a.Revision)
	}
	if took := transaction() - before; took != 3 {
		t.Errorf("transactions: got %v, want 3", took)
	}
	// It is on the disk, whether or not the cache is closed.
	crashed := cachePath(t)
	write(t, crashed, read(t, path))
	for _, c := range []*Cache{c, open(t, crashed)} {
		if s, o := recordsOf(c); s != 1 || o != 1 || !c.Cursor().CompleteAt.Equal(monday) {
			t.Errorf("got %+v, %+v, %+v; want s == 1, o == 1, c.Cursor().CompleteAt.Equal(monday)", s, o, c.Cursor())
		}
	}
}

func TestService_RemovalWhileReadingIsNoDamage(t *testing.T) {
	c := open(t, cachePath(t))
	list := services(20)
	changes := telecom.Changes{Services: list, Orders: orders(40, 20), ReadAt: monday}
	var removal telecom.Changes
	for _, s := range list {
		removal.Gone.Services = append(removal.Gone.Services, s.ID)
	}
	for _, o := range changes.Orders {
		removal.Gone.Orders = append(removal.Gone.Orders, o.ID)
	}
	var readers sync.WaitGroup
	stop := make(chan struct{})
	for r := range 3 {
		readers.Go(func() {
			for n := r; ; n++ {
				select {
				case <-stop:
					return
				default:
				}
				id := list[n%len(list)].ID
				if s, _, ok, err := c.Service(id); err != nil || ok != (s.ID == id) {
					t.Errorf("got %+v, %+v, %v; want ok == (s.ID == id)", ok, s.ID, err)
					return
				}
				if _, err := c.Orders(id); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for range 150 {
		apply(t, c, changes)
		apply(t, c, removal)
	}
	close(stop)
	readers.Wait()
	if isSuspect(c.path) {
		t.Error("the cache is held for damaged")
	}
}
