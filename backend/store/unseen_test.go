package store

import (
	"slices"
	"strings"
	"testing"

	"commsdesk/backend/telecom"

	"github.com/google/go-cmp/cmp"
	bolt "go.etcd.io/bbolt"
)

// nothing was seen by this sweep.
func nothing(string) bool { return false }

func seen(ids ...string) func(string) bool {
	return func(id string) bool { return slices.Contains(ids, id) }
}

// related has orders tied to services in every way there is.
func related(t *testing.T) *Cache {
	path := cachePath(t)
	c := open(t, path)
	apply(t, c, telecom.Changes{ReadAt: monday,
		Services: []telecom.Service{{ID: "s1", OrderIDs: []string{"listed", "never read", "both"}}, {ID: "s2"}, {ID: "s3", OrderIDs: []string{"listed"}}},
		Orders: []telecom.Order{
			{ID: "named", ServiceIDs: []string{"s2", "unlisted"}, State: "completed"},
			{ID: "both", ServiceIDs: []string{"s1"}, State: "inProgress"},
			{ID: "listed", State: "Completed"},
			{ID: "open and alone", State: "ZX 4"},
			{ID: "closed and alone", State: "completed"},
			{ID: "of nobody read", ServiceIDs: []string{"unlisted"}, State: "failed", StateMeans: "held"},
		}})
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	return open(t, path)
}

func TestASweepIsToldWhatItHasNotSeen(t *testing.T) {
	c := related(t)
	if diff := cmp.Diff([]string{"s1", "s3"}, c.UnseenServices(seen("s2", "never read"))); diff != "" {
		t.Error(diff)
	}
	if left := c.UnseenServices(seen("s1", "s2", "s3")); len(left) != 0 {
		t.Error(left)
	}
	all, err := c.UnseenOrders(nothing)
	if diff := cmp.Diff([]string{"both", "listed", "named", "of nobody read", "open and alone"}, all); err != nil || diff != "" {
		t.Error(err, diff)
	}
	some, err := c.UnseenOrders(seen("both", "open and alone"))
	if diff := cmp.Diff([]string{"listed", "named", "of nobody read"}, some); err != nil || diff != "" {
		t.Error(err, diff)
	}
	apply(t, c, gone([]string{"s3"}, []string{"named", "open and alone"}))
	if diff := cmp.Diff([]string{"s1", "s2"}, c.UnseenServices(nothing)); diff != "" {
		t.Error(diff)
	}
	all, err = c.UnseenOrders(nothing)
	if diff := cmp.Diff([]string{"both", "listed", "of nobody read"}, all); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

func TestASweepMayAskTheCopyWhileItIsAsked(t *testing.T) {
	c := related(t)
	ask := func(string) bool { c.Cursor(); apply(t, c, gone([]string{"s3"}, nil)); return false }
	c.UnseenServices(ask)
	if ids, err := c.UnseenOrders(ask); err != nil || len(ids) != 5 {
		t.Error(ids, err)
	}
}

func TestWhatASweepHasNotSeenIsFoundWithoutOpeningRecords(t *testing.T) {
	c := related(t)
	// Records that cannot be opened: only that they are there counts.
	err := c.file.update(func(tx *bolt.Tx) error {
		b := tx.Bucket([]byte(bucketOrders))
		for _, id := range []string{"named", "listed", "both"} {
			if err := b.Put(c.sealer.name(bucketOrders, id), []byte("sealed by nobody")); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if ids, err := c.UnseenOrders(nothing); err != nil || len(ids) != 5 {
		t.Error(ids, err)
	}
}

func TestOrderStatesAreThePortalsWordsOfTheOrdersKnown(t *testing.T) {
	c := related(t)
	got, err := c.OrderStates([]string{"listed", "never read", "of nobody read", "closed and alone", "", "nobody", "listed"})
	want := map[string]string{"listed": "Completed", "of nobody read": "failed", "closed and alone": "completed"}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Error(err, diff)
	}
	_ = c.Close()
	if _, err := c.OrderStates([]string{"listed"}); codeOf(err) != telecom.Internal || !strings.Contains(err.Error(), "closed") {
		t.Error(err)
	}
}
