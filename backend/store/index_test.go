package store

import (
	"strings"
	"testing"

	"commsdesk/backend/telecom"
)

func TestIndex_LinksOrdersAndServicesInAnyOrder(t *testing.T) {
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
	put := func(changes telecom.Changes) { t.Helper(); changes.ReadAt = monday; apply(t, c, changes) }
	openOf := func(service string) int {
		t.Helper()
		for _, r := range query(t, c, telecom.Query{}).Rows {
			if r.ID == service {
				return r.Open
			}
		}
		return -1
	}
	// An order before its service.
	put(telecom.Changes{Orders: []telecom.Order{{ID: "o1", ServiceIDs: []string{"s1", "s2"}, State: "inProgress"}}})
	is("s1", "o1")
	if n, _ := recordsOf(c); n != 0 || len(query(t, c, telecom.Query{}).Rows) != 0 {
		t.Fatal("a service nobody listed is listed")
	}
	put(telecom.Changes{Services: []telecom.Service{{ID: "s1"}}})
	if got := openOf("s1"); got != 1 {
		t.Errorf("s1 has nothing open: got %v, want 1", got)
	}
	// A service lists an order that names none, in both orders of arrival.
	put(telecom.Changes{Services: []telecom.Service{{ID: "s3", OrderIDs: []string{"o3", "o4"}}}})
	is("s3", "")
	put(telecom.Changes{Orders: []telecom.Order{{ID: "o3", State: "inProgress"}}})
	is("s3", "o3")
	if got := openOf("s3"); got != 1 {
		t.Errorf("s3 has nothing open: got %v, want 1", got)
	}
	put(telecom.Changes{Orders: []telecom.Order{{ID: "o3", State: "completed"}}})
	if got := openOf("s3"); got != 0 {
		t.Errorf("s3 still has something open: got %v, want 0", got)
	}
	put(telecom.Changes{Orders: []telecom.Order{{ID: "o5", State: "held"}}})
	put(telecom.Changes{Services: []telecom.Service{{ID: "s5", OrderIDs: []string{"o5"}}}})
	is("s5", "o5")
	if got := openOf("s5"); got != 1 {
		t.Errorf("s5 has nothing open: got %v, want 1", got)
	}
	// An order names its service only later, and then another one; the first service still lists it.
	put(telecom.Changes{Orders: []telecom.Order{{ID: "o3", ServiceIDs: []string{"s3"}}}})
	is("s3", "o3")
	put(telecom.Changes{Orders: []telecom.Order{{ID: "o3", ServiceIDs: []string{"s1"}}}})
	is("s3", "o3")
	is("s1", "o1 o3")
	put(telecom.Changes{Services: []telecom.Service{{ID: "s3"}}})
	is("s3", "")
	put(telecom.Changes{Orders: []telecom.Order{{ID: "o1", ServiceIDs: []string{"s2"}}}})
	is("s1", "o3")
	is("nobody", "")
}

func TestOpenOrders_ReturnsOrdersThatMayChange(t *testing.T) {
	path := cachePath(t)
	c := open(t, path)
	apply(t, c, telecom.Changes{Orders: []telecom.Order{
		{ID: "a", State: "inProgress", Kind: telecom.SIMSwap, ServiceIDs: []string{"s"}}, {ID: "b",
			State: "completed"}, {ID: "c"}, {ID: "d", State: "queued"}}, ReadAt: monday})
	apply(t, c, telecom.Changes{Orders: []telecom.Order{{ID: "c", State: "failed"}}, ReadAt: monday})
	_ = c.Close()
	list, err := open(t, path).OpenOrders()
	if err != nil || len(list) != 2 {
		t.Fatalf("got %+v, %v; want len(list) == 2", list, err)
	}
	for _, o := range list {
		if o.ID == "a" && (o.State != "inProgress" || o.Kind != telecom.SIMSwap || len(o.ServiceIDs) != 1) || o.ID == "b" || o.ID == "c" {
			t.Error(o)
		}
	}
}
