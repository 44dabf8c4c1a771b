package store

import (
	"bytes"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"commsdesk/backend/telecom"

	"github.com/google/go-cmp/cmp"
)

func TestApply_EqualRecordsAreNotWritten(t *testing.T) {
	path := cachePath(t)
	c := open(t, path)
	cursor := telecom.Cursor{CompleteAt: monday}
	changes := telecom.Changes{Services: services(50), Orders: orders(200, 50), ReadAt: monday, Cursor: &cursor}
	first := apply(t, c, changes)
	before := read(t, path)

	changes.ReadAt, cursor.CompleteAt = monday.Add(time.Minute), monday.Add(time.Minute)
	second := apply(t, c, changes)
	if diff := cmp.Diff(telecom.Applied{Revision: first.Revision}, second); diff != "" {
		t.Errorf("mismatch (-want +got):\n%s", diff)
	}
	if !bytes.Equal(before, read(t, path)) {
		t.Error("the file was written")
	}
	// Freshness moved all the same, and is there after a start.
	check := func(c *Cache) {
		t.Helper()
		if _, readAt, _, _ := c.Service(service(3).ID); !readAt.Equal(changes.ReadAt) {
			t.Error("read at ", readAt)
		}
		if !c.Cursor().CompleteAt.Equal(changes.ReadAt) {
			t.Error("complete at ", c.Cursor().CompleteAt)
		}
	}
	check(c)
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	check(open(t, path))
}

func TestClose_WithoutChangesWritesNothing(t *testing.T) {
	path, before := filled(t, 5, 5)
	if err := open(t, path).Close(); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(before, read(t, path)) {
		t.Error("the file was written")
	}
}

func TestCache_NeverLooksYoungerAfterCrash(t *testing.T) {
	path := cachePath(t)
	c := open(t, path)
	list := services(40)
	for pass := range 12 {
		at := monday.Add(time.Duration(pass) * time.Minute)
		if pass%3 == 1 {
			list[pass].Customer = fmt.Sprint("Renamed in pass ", pass)
		}
		cursor := telecom.Cursor{CompleteAt: at}
		apply(t, c, telecom.Changes{Services: list, Orders: orders(10*pass, 40), ReadAt: at, Cursor: &cursor})
		live := query(t, c, telecom.Query{Now: at})

		crashed := cachePath(t)
		write(t, crashed, read(t, path))
		after := open(t, crashed)
		if after.Cursor().CompleteAt.After(at) {
			t.Fatal("the cursor is ahead")
		}
		l := query(t, after, telecom.Query{Now: at})
		for i := range l.Rows {
			if l.Rows[i].ReadAt.After(live.Rows[i].ReadAt) || l.Rows[i].ReadAt.IsZero() {
				t.Fatal("pass ", pass, " shows as read at ", l.Rows[i].ReadAt)
			}
			l.Rows[i].ReadAt = live.Rows[i].ReadAt
		}
		if diff := cmp.Diff(live, l); diff != "" {
			t.Fatalf("mismatch:\n%s", diff)
		}
	}
}

func TestApply_VisibleChangeRaisesRevisionByOne(t *testing.T) {
	c := open(t, cachePath(t))
	s, o := service(1), order(1, 1)
	step := func(want uint64, changes telecom.Changes) telecom.Applied {
		t.Helper()
		a := apply(t, c, changes)
		if a.Revision != want || revision(c) != want {
			t.Fatal("revision ", a.Revision, ", want ", want)
		}
		return a
	}
	step(0, telecom.Changes{ReadAt: monday})
	step(1, telecom.Changes{Services: []telecom.Service{s}, ReadAt: monday})
	step(2, telecom.Changes{Orders: []telecom.Order{o}, ReadAt: monday})
	step(2, telecom.Changes{Services: []telecom.Service{s}, Orders: []telecom.Order{o}, ReadAt: monday})
	s.Features[0].On = false
	if a := step(3, telecom.Changes{Services: []telecom.Service{s}, Orders: []telecom.Order{o}, ReadAt: monday}); len(a.Orders) != 0 ||
		len(a.Services) != 1 {
		t.Errorf("got %+v; want len(a.Orders) == 0, len(a.Services) == 1", a)
	}
	// The portal's own JSON is kept, though nobody sees it.
	s.Raw = []byte(`{"new":"field"}`)
	if a := step(3, telecom.Changes{Services: []telecom.Service{s}, ReadAt: monday}); len(a.Services) != 0 {
		t.Errorf("got %+v; want len(a.Services) == 0", a)
	}
	if got, _, _, _ := c.Service(s.ID); string(got.Raw) != string(s.Raw) {
		t.Errorf("raw was not kept: got %v, want %v", string(got.Raw), string(s.Raw))
	}
	step(4, telecom.Changes{Services: services(12_000), ReadAt: monday})
}

func TestApply_SeenAtNeverChanges(t *testing.T) {
	path := cachePath(t)
	c := open(t, path)
	o := order(1, 1)
	o.OrderedAt, o.StartedAt, o.Trail, o.State = time.Time{}, time.Time{}, nil, ""
	apply(t, c, telecom.Changes{Cursor: &telecom.Cursor{Skew: time.Second}, ReadAt: monday})
	apply(t, c, telecom.Changes{Services: services(2), Orders: []telecom.Order{o}, ReadAt: monday})
	if a := apply(t, c, telecom.Changes{Orders: []telecom.Order{o}, ReadAt: monday.Add(time.Hour)}); len(a.Orders) != 0 {
		t.Errorf("another time of reading is no difference: %v: got %v, want 0", a, len(a.Orders))
	}
	o.State = "inProgress"
	apply(t, c, telecom.Changes{Orders: []telecom.Order{o}, ReadAt: monday.Add(2 * time.Hour)})
	_ = c.Close()
	c = open(t, path)
	o.SeenAt = monday.Add(9 * time.Hour)
	apply(t, c, telecom.Changes{Orders: []telecom.Order{o}, ReadAt: monday.Add(3 * time.Hour)})
	got, err := c.Orders(service(1).ID)
	if err != nil || len(got) != 1 || !got[0].SeenAt.Equal(monday.Add(time.Second)) {
		t.Fatalf("got %+v, %v; want len(got) == 1, got[0].SeenAt.Equal(monday.Add(time.Second))", got, err)
	}
	top := query(t, c, telecom.Query{Text: service(1).Number, Now: monday}).Rows[0].Top
	if top == nil || !top.Clock.AtLeast || !top.Clock.Since.Equal(monday.Add(time.Second)) {
		t.Errorf("got %+v; want top != nil, top.Clock.AtLeast, top.Clock.Since.Equal(monday.Add(time.Second))", top)
	}
}

func TestApply_LastOfDuplicateIDsCounts(t *testing.T) {
	c := open(t, cachePath(t))
	a, b := service(1), service(1)
	b.Customer = "The last"
	got := apply(t, c, telecom.Changes{Services: []telecom.Service{a, service(2), b, {}},
		Orders: []telecom.Order{order(1, 1), order(1, 2), {}}, ReadAt: monday})
	if len(got.Services) != 2 || len(got.Orders) != 1 || got.NewOrders != 1 {
		t.Errorf("got %+v; want len(got.Services) == 2, len(got.Orders) == 1, got.NewOrders == 1", got)
	}
	if s, _, _, _ := c.Service(a.ID); s.Customer != "The last" {
		t.Errorf("got %+v; want s.Customer == \"The last\"", s.Customer)
	}
	if o, _ := c.Orders(service(1).ID); len(o) != 0 {
		t.Errorf("the first one counts: got %v, want 0", len(o))
	}
}

func TestCache_ReadsWhileApplying(t *testing.T) {
	c := open(t, filepath.Join(t.TempDir(), "cache.db"))
	var readers sync.WaitGroup
	stop := make(chan struct{})
	for range 4 {
		readers.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-stop:
					return
				default:
				}
				q := telecom.Query{Text: []string{"", "customer", "0491"}[n%3], Sort: telecom.Sorts()[n%7], Now: monday}
				l, err := c.Query(q)
				if err != nil {
					t.Error(err)
					return
				}
				for _, r := range l.Rows {
					if _, _, ok, err := c.Service(r.ID); !ok || err != nil {
						t.Error("listed and not there: ", r.ID, err)
						return
					}
				}
				_, _ = c.Orders(service(n % 200).ID)
				c.Neighbours(q, service(n%200).ID)
				_, _ = c.OpenOrders()
				c.Cursor()
				recordsOf(c)
			}
		})
	}
	for i := range 20 {
		list := services(10 * (i + 1))
		list[0].Customer = fmt.Sprint("Pass ", i)
		apply(t, c, telecom.Changes{Services: list, Orders: orders(30*(i+1), 10*(i+1)), ReadAt: monday.Add(time.Duration(i) * time.Second),
			Cursor: &telecom.Cursor{CompleteAt: monday}})
	}
	close(stop)
	readers.Wait()
}

func TestApply_SeesNoOrderBeforeItsAnswer(t *testing.T) {
	c := open(t, cachePath(t))
	o := order(1, 1)
	apply(t, c, telecom.Changes{Cursor: &telecom.Cursor{Skew: time.Second}, ReadAt: monday})
	apply(t, c, telecom.Changes{Services: services(2), Orders: []telecom.Order{o}, ReadAt: monday.Add(-time.Hour), SeenAt: monday})
	got, err := c.Orders(service(1).ID)
	if err != nil || len(got) != 1 || !got[0].SeenAt.Equal(monday.Add(time.Second)) {
		t.Fatalf("got %+v, %v; want len(got) == 1, got[0].SeenAt.Equal(monday.Add(time.Second))", got, err)
	}
}
