package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"commsdesk/backend/telecom"
)

var (
	testKey  = [32]byte{1, 2, 3}
	otherKey = [32]byte{9, 9, 9}
	sydney   = time.FixedZone("Sydney", 10*3600)
	monday   = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
)

func testRules() Rules { return Rules{Zone: sydney, Limits: telecom.DefaultLimits()} }

func cachePath(t testing.TB) string { return filepath.Join(t.TempDir(), "cache.db") }

// open opens a cache that must open without a notice, and closes it with the test.
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

// recordsOf counts the services and orders known.
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

// discard deletes a cache that is closed, with what was ever set aside beside it.
func discard(t testing.TB, path string) {
	t.Helper()
	for _, name := range append(asides(path), path, suspect(path)) {
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

// service and order make the n-th of each, so that equal numbers make equal ones.

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
		Trail: []telecom.Stage{{At: at.Add(time.Minute), Code: "BPCN", Text: "Sent to carrier"}, {At: at.Add(2 * time.Minute), Code: "PCN_CON"}},
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

// orders makes n orders spread over a number of services.
func orders(n, of int) []telecom.Order {
	list := make([]telecom.Order, n)
	for i := range list {
		list[i] = order(i, (i*7919)%of)
	}
	return list
}
