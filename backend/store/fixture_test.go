package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"
	"pgregory.net/rapid"

	"commsdesk/backend/telecom"
)

var (
	testKey  = [32]byte{1, 2, 3}
	otherKey = [32]byte{9, 9, 9}
	sydney   = time.FixedZone("Sydney", 10*3600)
	monday   = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
)

func testRules() Rules {
	return Rules{Zone: sydney, Limits: telecom.DefaultLimits(), CallingCode: "61"}
}

func cachePath(t testing.TB) string { return filepath.Join(t.TempDir(), "cache.db") }

// open opens a cache without a notice, and closes it with the test.
func open(t testing.TB, path string) *Cache {
	t.Helper()
	c, notice, err := OpenCache(path, NewSealer(testKey), testRules())
	if err != nil {
		t.Fatal(err, errors.Unwrap(err))
	}
	if notice != nil {
		t.Fatal("unexpected notice: ", notice, notice.Cause)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func apply(t testing.TB, c *Cache, changes telecom.Changes) telecom.Applied {
	t.Helper()
	a, err := c.Apply(changes)
	if err != nil {
		t.Fatal(err, errors.Unwrap(err))
	}
	return a
}

func query(t testing.TB, c *Cache, q telecom.Query) telecom.Listing {
	t.Helper()
	l, err := c.Query(q)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// recordsOf counts the known services and orders.
func recordsOf(c *Cache) (services, orders int) {
	c.showing.Lock()
	defer c.showing.Unlock()
	return c.index.totals.known, c.state.Orders
}

func revision(c *Cache) uint64 {
	c.showing.Lock()
	defer c.showing.Unlock()
	return c.state.Revision
}

// discard deletes a closed cache and those set aside.
func discard(t testing.TB, path string) {
	t.Helper()
	for _, name := range append(setAsideFiles(path), path, suspect(path)) {
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
	}
}

func codeOf(err error) telecom.Code {
	var e *telecom.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// service and order make the n-th of each: equal numbers make equal records.

func service(n int) telecom.Service {
	platform := []string{"1.0", "2.0"}[n%2]
	return telecom.Service{
		ID: fmt.Sprintf("svc-%06d", n), Number: fmt.Sprintf("+61491%06d", n), Customer: fmt.Sprintf("Customer %d", n/3),
		Plan: fmt.Sprintf("Business %d", 50*(n%5+1)), Platform: platform,
		State:       []string{"active", "active", "inactive", "terminated", "designed"}[n%5],
		SIM:         telecom.SIM{Type: telecom.SIMPhysical, Number: fmt.Sprintf("00%011d", n*7)},
		Features:    []telecom.Feature{{Name: "Voicemail", On: true}, {Name: "Roaming", On: n%2 == 0}},
		ActiveSince: monday.AddDate(0, 0, -n%700),
		Raw:         fmt.Appendf(nil, `{"id":"svc-%06d","serviceCharacteristic":[{"name":"number","value":"+61491%06d"}]}`, n, n),
	}
}

func order(n, of int) telecom.Order {
	at := monday.Add(-time.Duration(n) * 7 * time.Minute)
	return telecom.Order{
		ID: fmt.Sprintf("ORD%011d", n), ServiceIDs: []string{fmt.Sprintf("svc-%06d", of)},
		Kind: telecom.Kinds()[n%7], KindWord: "word", State: []string{"completed", "completed", "completed", "inProgress"}[n%4],
		Summary: fmt.Sprintf("Order of customer %d", of/3), OrderedAt: at, StartedAt: at.Add(time.Minute),
		Trail: []telecom.Stage{{At: at.Add(time.Minute), Code: "BPCN", Text: "Sent to carrier"},
			{At: at.Add(2 * time.Minute), Code: "PCN_CON"}},
		Items: []telecom.Item{{ID: "1", Action: "modify", ServiceID: fmt.Sprintf("svc-%06d", of), State: "inProgress"}},
		Raw:   fmt.Appendf(nil, `{"id":"ORD%011d","state":"x"}`, n),
	}
}

func services(n int) []telecom.Service {
	list := make([]telecom.Service, n)
	for i := range list {
		list[i] = service(i)
	}
	return list
}

// orders makes n orders, spread over a number of services.
func orders(n, of int) []telecom.Order {
	list := make([]telecom.Order, n)
	for i := range list {
		list[i] = order(i, (i*7919)%of)
	}
	return list
}

var (
	genService = rapid.Custom(func(t *rapid.T) telecom.Service {
		return telecom.Service{
			ID:       drawServiceID(t),
			Number:   fmt.Sprintf("+6149157%04d", rapid.IntRange(0, 12).Draw(t, "number")),
			Customer: rapid.SampledFrom([]string{"", "Kestrel", "kestrel", "Saltbush", "Acme 4"}).Draw(t, "customer"),
			Plan:     rapid.SampledFrom([]string{"", "Business 50", "Business 200"}).Draw(t, "plan"),
			Platform: rapid.SampledFrom([]string{"", "1.0", "2.0"}).Draw(t, "platform"),
			State:    rapid.SampledFrom([]string{"", "active", "inactive", "terminated", "strange"}).Draw(t, "state"),
			OrderIDs: rapid.SliceOfN(rapid.Custom(drawOrderID), 0, 2).Draw(t, "orders"),
		}
	})
	genOrder = rapid.Custom(func(t *rapid.T) telecom.Order {
		o := telecom.Order{
			ID:         drawOrderID(t),
			ServiceIDs: rapid.SliceOfNDistinct(rapid.Custom(drawServiceID), 0, 2, rapid.ID).Draw(t, "services"),
			Kind:       rapid.SampledFrom(telecom.Kinds()).Draw(t, "kind"),
			State:      rapid.SampledFrom([]string{"", "inProgress", "completed", "held", "failed"}).Draw(t, "state"),
		}
		if o.State == "" {
			o.StateMeans = rapid.SampledFrom([]string{"", "", "completed", "held"}).Draw(t, "means")
		}
		if n := rapid.IntRange(-1, 300).Draw(t, "at"); n >= 0 {
			o.OrderedAt = monday.Add(time.Duration(n) * time.Minute)
		}
		if rapid.Bool().Draw(t, "related") {
			o.Relations = []telecom.Relation{{Type: "parent", OrderID: drawOrderID(t)}}
		}
		return o
	})
	genGone = rapid.Custom(func(t *rapid.T) telecom.Gone {
		return telecom.Gone{
			Services: rapid.SliceOfN(rapid.Custom(drawServiceID), 0, 12).Draw(t, "services"),
			Orders:   rapid.SliceOfN(rapid.Custom(drawOrderID), 0, 12).Draw(t, "orders"),
		}
	})
	genQuery = rapid.Custom(func(t *rapid.T) telecom.Query {
		return telecom.Query{
			Text:       rapid.SampledFrom([]string{"", "", "kestrel", "saltbush", "200", "491570", "acme"}).Draw(t, "text"),
			State:      rapid.SampledFrom(append(telecom.ServiceStates(), "", "", "")).Draw(t, "state"),
			Platform:   rapid.SampledFrom([]string{"", "", "2.0"}).Draw(t, "platform"),
			Plan:       rapid.SampledFrom([]string{"", "", "Business 50"}).Draw(t, "plan"),
			Open:       rapid.Bool().Draw(t, "open"),
			Stuck:      rapid.Bool().Draw(t, "stuck"),
			Sort:       rapid.SampledFrom(append(telecom.Sorts(), "")).Draw(t, "sort"),
			Descending: rapid.Bool().Draw(t, "descending"),
			Offset:     rapid.IntRange(0, 20).Draw(t, "offset"),
			Limit:      rapid.IntRange(0, 10).Draw(t, "limit"),
			Now:        monday.Add(time.Duration(rapid.IntRange(0, 600).Draw(t, "now")) * time.Minute),
		}
	})
)

func drawServiceID(t *rapid.T) string {
	return fmt.Sprintf("s%02d", rapid.IntRange(0, 30).Draw(t, "service"))
}

func drawOrderID(t *rapid.T) string {
	return fmt.Sprintf("o%02d", rapid.IntRange(0, 40).Draw(t, "order"))
}

func dropIndex(t interface{ Fatal(...any) }, path string) {
	db, err := bolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bolt.Tx) error { return tx.DeleteBucket([]byte(bucketIndex)) })
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}
