package store

import (
	"testing"
	"time"

	"commsdesk/backend/telecom"

	"github.com/google/go-cmp/cmp"
)

func TestWhatIsAppliedIsReadBackAfterAStart(t *testing.T) {
	path := cachePath(t)
	c := open(t, path)
	cursor := telecom.Cursor{CompleteAt: monday, Skew: 3 * time.Second,
		Services: telecom.Sweep{Offset: 100, Began: monday, Done: monday.Add(-time.Hour), Length: 5}}
	s, o := service(1), order(3, 1)
	o.Asked = []telecom.Detail{{Name: "plan", Value: "Business 200", Was: "Business 50"}}
	o.Relations = []telecom.Relation{{Type: "parent", OrderID: "other"}}
	o.Says = []telecom.Remark{{Kind: telecom.RemarkNote, At: monday, Code: "7", Text: "wait"}}
	o.CompletedAt = time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)
	got := apply(t, c, telecom.Changes{Services: []telecom.Service{s}, Orders: []telecom.Order{o}, ReadAt: monday, Cursor: &cursor})
	want := telecom.Applied{Revision: 1, Services: []string{s.ID}, Orders: []string{o.ID}, NewOrders: 1}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
	before := query(t, c, telecom.Query{Now: monday})
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}

	c = open(t, path)
	if diff := cmp.Diff(before, query(t, c, telecom.Query{Now: monday})); diff != "" {
		t.Error("listing:", diff)
	}
	gotService, readAt, ok, err := c.Service(s.ID)
	if err != nil || !ok || !readAt.Equal(monday) {
		t.Fatal(readAt, ok, err)
	}
	if diff := cmp.Diff(s, gotService); diff != "" {
		t.Error("service:", diff)
	}
	o.SeenAt = monday.Add(3 * time.Second)
	gotOrders, err := c.Orders(s.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]telecom.Order{o}, gotOrders); diff != "" {
		t.Error("orders:", diff)
	}
	if diff := cmp.Diff(cursor, c.Cursor()); diff != "" {
		t.Error("cursor:", diff)
	}
	if revision(c) != 1 {
		t.Error("revision", revision(c))
	}
}
