package store

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	bolt "go.etcd.io/bbolt"

	"commsdesk/backend/telecom"
)

// nothing reports every ID as unseen.
func nothing(string) bool { return false }

func seen(ids ...string) func(string) bool {
	return func(id string) bool { return slices.Contains(ids, id) }
}

// related makes orders linked to services in every possible way.
func related(t *testing.T) *Cache {
	path := cachePath(t)
	c := open(t, path)
	apply(t, c, telecom.Changes{ReadAt: monday,
		Services: []telecom.Service{{ID: "s1", OrderIDs: []string{"listed", "never read", "both"}}, {ID: "s2"},
			{ID: "s3", OrderIDs: []string{"listed"}}},
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

func TestUnseen_ReturnsUnseenRecords(t *testing.T) {
	c := related(t)
	if diff := cmp.Diff([]string{"s1", "s3"}, c.UnseenServices(seen("s2", "never read"))); diff != "" {
		t.Errorf("mismatch (-want +got):\n%s", diff)
	}
	if left := c.UnseenServices(seen("s1", "s2", "s3")); len(left) != 0 {
		t.Errorf("got %+v; want len(left) == 0", left)
	}
	all, err := c.UnseenOrders(nothing)
	want := []string{"both", "closed and alone", "listed", "named", "of nobody read", "open and alone"}
	if diff := cmp.Diff(want, all); err != nil || diff != "" {
		t.Errorf("got %v, %+v; want diff == \"\"", err, diff)
	}
	some, err := c.UnseenOrders(seen("both", "open and alone"))
	if diff := cmp.Diff([]string{"closed and alone", "listed", "named", "of nobody read"}, some); err != nil || diff != "" {
		t.Errorf("got %v, %+v; want diff == \"\"", err, diff)
	}
	apply(t, c, gone([]string{"s3"}, []string{"named", "open and alone"}))
	if diff := cmp.Diff([]string{"s1", "s2"}, c.UnseenServices(nothing)); diff != "" {
		t.Errorf("mismatch (-want +got):\n%s", diff)
	}
	all, err = c.UnseenOrders(nothing)
	if diff := cmp.Diff([]string{"both", "closed and alone", "listed", "of nobody read"}, all); err != nil || diff != "" {
		t.Errorf("got %v, %+v; want diff == \"\"", err, diff)
	}
}

func TestUnseen_CallbackMayReadCache(t *testing.T) {
	c := related(t)
	ask := func(string) bool { c.Cursor(); apply(t, c, gone([]string{"s3"}, nil)); return false }
	c.UnseenServices(ask)
	if ids, err := c.UnseenOrders(ask); err != nil || len(ids) != 6 {
		t.Errorf("got %+v, %v; want len(ids) == 6", ids, err)
	}
}

func TestUnseen_OpensNoRecords(t *testing.T) {
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
	if ids, err := c.UnseenOrders(nothing); err != nil || len(ids) != 6 {
		t.Errorf("got %+v, %v; want len(ids) == 6", ids, err)
	}
}

func TestOrderStates_AreThePortalsWords(t *testing.T) {
	c := related(t)
	got, err := c.OrderStates([]string{"listed", "never read", "of nobody read", "closed and alone", "", "nobody", "listed"})
	want := map[string]string{"listed": "Completed", "of nobody read": "failed", "closed and alone": "completed"}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("got %v, %+v; want diff == \"\"", err, diff)
	}
	_ = c.Close()
	if _, err := c.OrderStates([]string{"listed"}); codeOf(err) != telecom.Internal || !strings.Contains(err.Error(), "closed") {
		t.Errorf("got %v; want codeOf(err) == telecom.Internal, strings.Contains(err.Error(), \"closed\")", err)
	}
}

func TestOpenActivities_GroupsOrdersByService(t *testing.T) {
	c := open(t, cachePath(t))
	apply(t, c, telecom.Changes{
		Services: []telecom.Service{{ID: "S1", Number: "+61491570156"}, {ID: "S2"}},
		Orders: []telecom.Order{
			{ID: "A", ServiceIDs: []string{"S1"}, State: "held", Asked: []telecom.Detail{{Name: "iccid", Value: "7"}}},
			{ID: "B", ServiceIDs: []string{"S1"}, State: "inProgress"}, {ID: "C", ServiceIDs: []string{"S2"}, State: "completed"},
			{ID: "D", ServiceIDs: []string{"unknown"}, State: "held"}, {ID: "E", State: "error", StateMeans: "failed"},
		},
	})
	got, err := c.OpenActivities()
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, a := range got {
		for _, o := range a.Orders {
			found[o.ID] = "none"
			if a.Service != nil {
				found[o.ID] = a.Service.Number
			}
			if o.ID == "A" && len(o.Asked) != 1 {
				t.Error("not whole")
			}
		}
	}
	if len(found) != 3 || found["A"] != "+61491570156" || found["B"] != "+61491570156" || found["D"] != "none" {
		t.Errorf("got %v; want len(found) == 3, found[\"A\"] == \"+61491570156\", found[\"B\"] == \"+61491570156\", "+
			"found[\"D\"] == \"none\"", found)
	}
	if o, ok, err := c.Order("C"); err != nil || !ok || o.State != "completed" {
		t.Errorf("got %+v, %+v, %v; want ok, o.State == \"completed\"", o, ok, err)
	}
	if _, ok, err := c.Order("Z"); err != nil || ok {
		t.Errorf("got %+v, %v; want !ok", ok, err)
	}
}

func TestOpenActivities_ReadSeesLatestWrite(t *testing.T) {
	c := open(t, cachePath(t))
	openNow := func() int {
		all, err := c.OpenActivities()
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	order := telecom.Order{ID: "A", ServiceIDs: []string{"S1"}, State: "held"}
	for n, step := range []struct {
		changes telecom.Changes
		want    int
	}{
		{telecom.Changes{Orders: []telecom.Order{order}}, 1},
		{telecom.Changes{Orders: []telecom.Order{{ID: "B", ServiceIDs: []string{"S2"}, State: "held"}}}, 2},
		{telecom.Changes{Gone: telecom.Gone{Orders: []string{"B"}}}, 1},
		{telecom.Changes{Orders: []telecom.Order{{ID: "A", ServiceIDs: []string{"S1"}, State: "completed"}}}, 0},
	} {
		apply(t, c, step.changes)
		for range 2 { // as it was read, and as it is remembered
			if got := openNow(); got != step.want {
				t.Errorf("step %d: %d are open and not %d", n, got, step.want)
			}
		}
	}
}

func TestOrdersSince_GoesByActivityOfService(t *testing.T) {
	c := open(t, cachePath(t))
	noon := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	apply(t, c, telecom.Changes{
		Services: []telecom.Service{{ID: "S1"}, {ID: "S2"}},
		Orders: []telecom.Order{
			{ID: "A", ServiceIDs: []string{"S1"}, State: "completed", OrderedAt: noon.Add(-time.Hour), CompletedAt: noon.Add(-time.Hour)},
			{ID: "B", ServiceIDs: []string{"S2"}, State: "completed", OrderedAt: noon, CompletedAt: noon.Add(time.Minute)},
		},
	})
	if got, err := c.OrdersSince(noon); err != nil || len(got) != 1 || got[0].ID != "B" {
		t.Errorf("got %+v, %v; want len(got) == 1, got[0].ID == \"B\"", got, err)
	}
	if got, err := c.OrdersSince(noon.Add(-2 * time.Hour)); err != nil || len(got) != 2 {
		t.Errorf("got %+v, %v; want len(got) == 2", got, err)
	}
}

func TestOrdersSince_IncludesUnlistedServices(t *testing.T) {
	c := open(t, cachePath(t))
	noon := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	apply(t, c, telecom.Changes{Orders: []telecom.Order{{ID: "A", ServiceIDs: []string{"NEW"}, State: "completed", OrderedAt: noon,
		CompletedAt: noon.Add(time.Minute)}}})
	if got, err := c.OrdersSince(noon); err != nil || len(got) != 1 {
		t.Errorf("got %+v, %v; want len(got) == 1", got, err)
	}
}
