package store

import (
	"testing"

	"commsdesk/backend/telecom"
)

func TestEveryOpenOrderStandsBesideItsService(t *testing.T) {
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
		t.Errorf("%v", found)
	}
	if o, ok, err := c.Order("C"); err != nil || !ok || o.State != "completed" {
		t.Error(o, ok, err)
	}
	if _, ok, err := c.Order("Z"); err != nil || ok {
		t.Error(ok, err)
	}
}

func TestWhatIsOpenIsReadAnewAfterEveryWrite(t *testing.T) {
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
