package store

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"commsdesk/backend"

	"github.com/google/go-cmp/cmp"
	bolt "go.etcd.io/bbolt"
)

func TestEqualBytesAreNotWritten(t *testing.T) {
	path := cachePath(t)
	c := open(t, path)
	cursor := backend.Cursor{CompleteAt: monday}
	changes := backend.Changes{Services: services(50), Orders: orders(200, 50), ReadAt: monday, Cursor: &cursor}
	first := apply(t, c, changes)
	before := read(t, path)

	changes.ReadAt, cursor.CompleteAt = monday.Add(time.Minute), monday.Add(time.Minute)
	second := apply(t, c, changes)
	if diff := cmp.Diff(backend.Applied{Revision: first.Revision}, second); diff != "" {
		t.Error(diff)
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

func TestClosingWithoutNewsWritesNothing(t *testing.T) {
	path, before := filled(t, 5, 5)
	if err := open(t, path).Close(); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(before, read(t, path)) {
		t.Error("the file was written")
	}
}

func TestAfterACrashDataShowsOlderAndNeverYounger(t *testing.T) {
	path := cachePath(t)
	c := open(t, path)
	list := services(40)
	for pass := range 12 {
		at := monday.Add(time.Duration(pass) * time.Minute)
		if pass%3 == 1 {
			list[pass].Customer = fmt.Sprint("Renamed in pass ", pass)
		}
		cursor := backend.Cursor{CompleteAt: at}
		apply(t, c, backend.Changes{Services: list, Orders: orders(10*pass, 40), ReadAt: at, Cursor: &cursor})
		live := query(t, c, backend.Query{Now: at})

		crashed := cachePath(t)
		write(t, crashed, read(t, path))
		after := open(t, crashed)
		if after.Cursor().CompleteAt.After(at) {
			t.Fatal("the cursor is ahead")
		}
		l := query(t, after, backend.Query{Now: at})
		for i := range l.Rows {
			if l.Rows[i].ReadAt.After(live.Rows[i].ReadAt) || l.Rows[i].ReadAt.IsZero() {
				t.Fatal("pass ", pass, " shows as read at ", l.Rows[i].ReadAt)
			}
			l.Rows[i].ReadAt = live.Rows[i].ReadAt
		}
		if diff := cmp.Diff(live, l); diff != "" {
			t.Fatal(diff)
		}
	}
}

func TestTheRevisionGrowsByOneWithEveryChangeThatCanBeSeen(t *testing.T) {
	c := open(t, cachePath(t))
	s, o := service(1), order(1, 1)
	step := func(want uint64, changes backend.Changes) backend.Applied {
		t.Helper()
		a := apply(t, c, changes)
		if a.Revision != want || c.Revision() != want {
			t.Fatal("revision ", a.Revision, ", want ", want)
		}
		return a
	}
	step(0, backend.Changes{ReadAt: monday})
	step(1, backend.Changes{Services: []backend.Service{s}, ReadAt: monday})
	step(2, backend.Changes{Orders: []backend.Order{o}, ReadAt: monday})
	step(2, backend.Changes{Services: []backend.Service{s}, Orders: []backend.Order{o}, ReadAt: monday})
	s.Features[0].On = false
	if a := step(3, backend.Changes{Services: []backend.Service{s}, Orders: []backend.Order{o}, ReadAt: monday}); len(a.Orders) != 0 || len(a.Services) != 1 {
		t.Error(a)
	}
	// The portal's own JSON is kept, though nobody sees it.
	s.Raw = []byte(`{"new":"field"}`)
	if a := step(3, backend.Changes{Services: []backend.Service{s}, ReadAt: monday}); len(a.Services) != 0 {
		t.Error(a)
	}
	if got, _, _, _ := c.Service(s.ID); string(got.Raw) != string(s.Raw) {
		t.Error("raw was not kept")
	}
	step(4, backend.Changes{Services: services(12_000), ReadAt: monday})
}

func TestWhenAnOrderWasFirstSeenNeverChanges(t *testing.T) {
	path := cachePath(t)
	c := open(t, path)
	o := order(1, 1)
	o.OrderedAt, o.StartedAt, o.Trail, o.State = time.Time{}, time.Time{}, nil, ""
	apply(t, c, backend.Changes{Cursor: &backend.Cursor{Skew: time.Second}, ReadAt: monday})
	apply(t, c, backend.Changes{Services: services(2), Orders: []backend.Order{o}, ReadAt: monday})
	if a := apply(t, c, backend.Changes{Orders: []backend.Order{o}, ReadAt: monday.Add(time.Hour)}); len(a.Orders) != 0 {
		t.Error("another time of reading is no difference: ", a)
	}
	o.State = "inProgress"
	apply(t, c, backend.Changes{Orders: []backend.Order{o}, ReadAt: monday.Add(2 * time.Hour)})
	_ = c.Close()
	c = open(t, path)
	o.SeenAt = monday.Add(9 * time.Hour)
	apply(t, c, backend.Changes{Orders: []backend.Order{o}, ReadAt: monday.Add(3 * time.Hour)})
	got, err := c.Orders(service(1).ID)
	if err != nil || len(got) != 1 || !got[0].SeenAt.Equal(monday.Add(time.Second)) {
		t.Fatal(got, err)
	}
	top := query(t, c, backend.Query{Text: service(1).Number, Now: monday}).Rows[0].Top
	if top == nil || !top.Clock.AtLeast || !top.Clock.Since.Equal(monday.Add(time.Second)) {
		t.Error(top)
	}
}

func TestOfAnIDThatOccursTwiceTheLastCounts(t *testing.T) {
	c := open(t, cachePath(t))
	a, b := service(1), service(1)
	b.Customer = "The last"
	got := apply(t, c, backend.Changes{Services: []backend.Service{a, service(2), b, {}}, Orders: []backend.Order{order(1, 1), order(1, 2), {}}, ReadAt: monday})
	if len(got.Services) != 2 || len(got.Orders) != 1 || got.NewOrders != 1 {
		t.Error(got)
	}
	if s, _, _, _ := c.Service(a.ID); s.Customer != "The last" {
		t.Error(s.Customer)
	}
	if o, _ := c.Orders(service(1).ID); len(o) != 0 {
		t.Error("the first one counts: ", o)
	}
}

func TestOrdersAndServicesFindEachOtherInWhicheverOrderTheyCome(t *testing.T) {
	c := open(t, cachePath(t))
	ids := func(service string) string {
		t.Helper()
		list, err := c.Orders(service)
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, o := range list {
			ids = append(ids, o.ID)
		}
		return strings.Join(ids, " ")
	}
	is := func(service, want string) {
		t.Helper()
		if got := ids(service); got != want {
			t.Fatalf("%s has %q, want %q", service, got, want)
		}
	}
	put := func(changes backend.Changes) { t.Helper(); changes.ReadAt = monday; apply(t, c, changes) }
	openOf := func(service string) int {
		t.Helper()
		for _, r := range query(t, c, backend.Query{}).Rows {
			if r.ID == service {
				return r.Open
			}
		}
		return -1
	}
	// An order before its service.
	put(backend.Changes{Orders: []backend.Order{{ID: "o1", ServiceIDs: []string{"s1", "s2"}, State: "inProgress"}}})
	is("s1", "o1")
	if n, _ := c.Counts(); n != 0 || len(query(t, c, backend.Query{}).Rows) != 0 {
		t.Fatal("a service nobody listed is listed")
	}
	put(backend.Changes{Services: []backend.Service{{ID: "s1"}}})
	if openOf("s1") != 1 {
		t.Error("s1 has nothing open")
	}
	// A service that lists an order which names nobody, in both orders of arrival.
	put(backend.Changes{Services: []backend.Service{{ID: "s3", OrderIDs: []string{"o3", "o4"}}}})
	is("s3", "")
	put(backend.Changes{Orders: []backend.Order{{ID: "o3", State: "inProgress"}}})
	is("s3", "o3")
	if openOf("s3") != 1 {
		t.Error("s3 has nothing open")
	}
	put(backend.Changes{Orders: []backend.Order{{ID: "o3", State: "completed"}}})
	if openOf("s3") != 0 {
		t.Error("s3 still has something open")
	}
	put(backend.Changes{Orders: []backend.Order{{ID: "o5", State: "held"}}})
	put(backend.Changes{Services: []backend.Service{{ID: "s5", OrderIDs: []string{"o5"}}}})
	is("s5", "o5")
	if openOf("s5") != 1 {
		t.Error("s5 has nothing open")
	}
	// An order that names its service only later, and then another one; the list of the service stands.
	put(backend.Changes{Orders: []backend.Order{{ID: "o3", ServiceIDs: []string{"s3"}}}})
	is("s3", "o3")
	put(backend.Changes{Orders: []backend.Order{{ID: "o3", ServiceIDs: []string{"s1"}}}})
	is("s3", "o3")
	is("s1", "o1 o3")
	put(backend.Changes{Services: []backend.Service{{ID: "s3"}}})
	is("s3", "")
	put(backend.Changes{Orders: []backend.Order{{ID: "o1", ServiceIDs: []string{"s2"}}}})
	is("s1", "o3")
	is("nobody", "")
	known, err := c.Knows([]string{"o1", "o4", "", "o5"})
	if diff := cmp.Diff([]bool{true, false, false, true}, known); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

func TestOpenOrdersAreThoseThatMayStillChange(t *testing.T) {
	path := cachePath(t)
	c := open(t, path)
	apply(t, c, backend.Changes{Orders: []backend.Order{
		{ID: "a", State: "inProgress", Kind: backend.SIMSwap, ServiceIDs: []string{"s"}}, {ID: "b", State: "completed"}, {ID: "c"}, {ID: "d", State: "queued"}}, ReadAt: monday})
	apply(t, c, backend.Changes{Orders: []backend.Order{{ID: "c", State: "failed"}}, ReadAt: monday})
	_ = c.Close()
	list, err := open(t, path).OpenOrders()
	if err != nil || len(list) != 2 {
		t.Fatal(list, err)
	}
	for _, o := range list {
		if o.ID == "a" && (o.State != "inProgress" || o.Kind != backend.SIMSwap || len(o.ServiceIDs) != 1) || o.ID == "b" || o.ID == "c" {
			t.Error(o)
		}
	}
}

// Free pages keep what was once written, so the whole file is searched after many updates.
func TestNothingOfACustomerStandsInTheFileInClear(t *testing.T) {
	path := cachePath(t)
	c := open(t, path)
	var secrets []string
	for round := range 30 {
		s := backend.Service{ID: fmt.Sprintf("service-id-%02d-xyz", round%7), Number: fmt.Sprintf("+6149157%04d", round), Customer: fmt.Sprintf("Kestrel Freight %02d", round),
			Plan: "Business Two Hundred", SIM: backend.SIM{Number: fmt.Sprintf("00001234%05d", round)}, OrderIDs: []string{fmt.Sprintf("LISTED%08d", round)}, Raw: []byte(`{"rawField":"raw value"}`)}
		o := backend.Order{ID: fmt.Sprintf("ORD%011d", round), ExternalID: fmt.Sprintf("external-%02d", round), ServiceIDs: []string{s.ID}, Summary: "Swap the card of this customer", State: "inProgress", KindWord: "SIM_SWAP_WORD"}
		apply(t, c, backend.Changes{Services: []backend.Service{s}, Orders: []backend.Order{o}, ReadAt: monday})
		secrets = append(secrets, s.ID, s.Number, s.Number[1:], s.Customer, s.Plan, s.SIM.Number, s.OrderIDs[0], "rawField", o.ID, o.ExternalID, o.Summary, o.KindWord)
		secrets = append(secrets, strings.ToLower(s.Customer), strings.ToLower(o.ID))
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	content := read(t, path)
	for _, s := range secrets {
		if bytes.Contains(content, []byte(s)) {
			t.Errorf("%q stands in the file", s)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info.Mode(), err)
	}
}

func TestValuesCannotBeSwapped(t *testing.T) {
	s := NewSealer(testKey)
	sealed := s.seal(nil, "a", []byte("k"), []byte("v"))
	for _, place := range [][2]string{{"b", "k"}, {"a", "l"}, {"", "ak"}} {
		if _, err := s.open(place[0], []byte(place[1]), sealed); err == nil {
			t.Error("opened at ", place)
		}
	}
	if _, err := NewSealer(otherKey).open("a", []byte("k"), sealed); err == nil {
		t.Error("opened with another key")
	}
	if v, err := s.open("a", []byte("k"), sealed); err != nil || string(v) != "v" {
		t.Error(v, err)
	}
	if text := fmt.Sprintf("%v %+v %#v %s", s, s, s, s); strings.Contains(text, "[") {
		t.Error("a sealer prints ", text)
	}
}

// chunkValues gives every value of the index.
func chunkValues(t *testing.T, c *Cache) map[string]string {
	t.Helper()
	values := map[string]string{}
	err := c.file.view(func(tx *bolt.Tx) error {
		return tx.Bucket([]byte(bucketIndex)).ForEach(func(k, v []byte) error { values[string(k)] = string(v); return nil })
	})
	if err != nil {
		t.Fatal(err)
	}
	return values
}

func TestAChangeOfOneServiceRewritesOneChunk(t *testing.T) {
	c := open(t, cachePath(t))
	apply(t, c, backend.Changes{Services: services(3000), Orders: orders(9000, 3000), ReadAt: monday})
	before := chunkValues(t, c)
	if len(before) < 20 {
		t.Fatal("chunks: ", len(before))
	}
	s := service(1234)
	s.Customer = "Somebody else"
	apply(t, c, backend.Changes{Services: []backend.Service{s}, ReadAt: monday})
	rewritten := 0
	for k, v := range chunkValues(t, c) {
		if before[k] != v {
			rewritten++
		}
	}
	if rewritten != 1 {
		t.Error("chunks rewritten: ", rewritten)
	}
}

func TestChunksStaySmallHoweverManyOrdersAServiceHas(t *testing.T) {
	path := cachePath(t)
	c := open(t, path)
	s := service(1)
	for i := range 12_000 {
		s.OrderIDs = append(s.OrderIDs, fmt.Sprintf("LISTED%011d", i))
	}
	apply(t, c, backend.Changes{Services: append(services(200), s), Orders: orders(2000, 3), ReadAt: monday})
	for _, n := range []int{12_000, 3} { // as it shrinks its pieces go
		s.OrderIDs = s.OrderIDs[:n]
		apply(t, c, backend.Changes{Services: []backend.Service{s}, ReadAt: monday})
		for _, v := range chunkValues(t, c) {
			if len(v) > 64<<10 {
				t.Error("a chunk of ", len(v))
			}
		}
		want := query(t, c, backend.Query{Now: monday})
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		c = open(t, path)
		if diff := cmp.Diff(want, query(t, c, backend.Query{Now: monday})); diff != "" {
			t.Fatal(diff)
		}
	}
}

func TestReadersAndTheMirrorWorkSideBySide(t *testing.T) {
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
				q := backend.Query{Text: []string{"", "customer", "0491"}[n%3], Sort: backend.Sorts()[n%7], Now: monday}
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
				c.Counts()
			}
		})
	}
	for i := range 20 {
		list := services(10 * (i + 1))
		list[0].Customer = fmt.Sprint("Pass ", i)
		apply(t, c, backend.Changes{Services: list, Orders: orders(30*(i+1), 10*(i+1)), ReadAt: monday.Add(time.Duration(i) * time.Second), Cursor: &backend.Cursor{CompleteAt: monday}})
		c.Touch([]string{list[0].ID, "nobody"}, monday.Add(time.Hour))
	}
	close(stop)
	readers.Wait()
}
