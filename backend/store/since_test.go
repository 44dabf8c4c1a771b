package store

import (
	"testing"
	"time"

	"commsdesk/backend/telecom"
)

func TestOrdersAreFoundByWhenSomethingHappenedOnTheirService(t *testing.T) {
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
		t.Error(got, err)
	}
	if got, err := c.OrdersSince(noon.Add(-2 * time.Hour)); err != nil || len(got) != 2 {
		t.Error(got, err)
	}
}

func TestOrdersOfAServiceThatIsNotListedYetAreFoundToo(t *testing.T) {
	c := open(t, cachePath(t))
	noon := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	apply(t, c, telecom.Changes{Orders: []telecom.Order{{ID: "A", ServiceIDs: []string{"NEW"}, State: "completed", OrderedAt: noon, CompletedAt: noon.Add(time.Minute)}}})
	if got, err := c.OrdersSince(noon); err != nil || len(got) != 1 {
		t.Error(got, err)
	}
}
