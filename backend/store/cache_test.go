package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"commsdesk/backend/telecom"
)

func TestCache_KeepsRecordsAcrossRestart(t *testing.T) {
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
		t.Fatalf("mismatch (-want +got):\n%s", diff)
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
		t.Fatalf("got %+v, %+v, %v; want ok, readAt.Equal(monday)", readAt, ok, err)
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
	if got := revision(c); got != 1 {
		t.Errorf("revision: got %v, want 1", got)
	}
}

func TestDoubt_ForgetsOnlyFutureTimes(t *testing.T) {
	path := cachePath(t)
	now := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	c := open(t, path)
	cursor := telecom.Cursor{CompleteAt: now.Add(time.Minute), Services: telecom.Sweep{Began: now.Add(-time.Minute), Offset: 3}}
	for _, ch := range []telecom.Changes{
		{Services: []telecom.Service{{ID: "old"}}, ReadAt: now.Add(-time.Hour)},
		{Services: []telecom.Service{{ID: "odd"}}, ReadAt: now.Add(time.Hour), Cursor: &cursor},
	} {
		apply(t, c, ch)
	}
	if err := c.Doubt(now); err != nil {
		t.Fatal(err)
	}
	for range 2 { // and after a start
		for id, want := range map[string]time.Time{"old": now.Add(-time.Hour), "odd": {}} {
			if _, at, ok, err := c.Service(id); err != nil || !ok || !at.Equal(want) {
				t.Errorf("%s: got %v %v %v; want ok, at.Equal(want)", id, at, ok, err)
			}
		}
		if got := c.Cursor(); !got.CompleteAt.IsZero() || got.Services.Began.IsZero() || got.Services.Offset != 3 {
			t.Errorf("got %+v; want got.CompleteAt.IsZero(), !got.Services.Began.IsZero(), got.Services.Offset == 3", got)
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		c = open(t, path)
	}
}
