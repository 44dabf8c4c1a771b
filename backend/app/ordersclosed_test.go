package app

import (
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/backend/telecom"
)

func TestWhatAServiceOnlyListsAndWhatIsOfNoServiceCanBeDeclaredClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := withNothingOpen(t)
		s := k.quiet("2.0")[0]
		late := time.Now().Add(-5 * time.Hour)
		s.OrderIDs = append(s.OrderIDs, "LISTED")
		if _, err := k.app.parts.Cache.Apply(telecom.Changes{Services: []telecom.Service{s}, Orders: []telecom.Order{
			{ID: "LISTED", Kind: telecom.SIMSwap, State: "held", OrderedAt: late},
			{ID: "NOWHERE", Kind: telecom.Activation, State: "held", OrderedAt: late, ServiceIDs: []string{""}},
		}, ReadAt: time.Now()}); err != nil {
			t.Fatal(err)
		}
		page, err := k.app.Service.Show(s.ID)
		if err != nil || page.Events[0].Order.OrderID != "LISTED" || !page.Events[0].Order.Closable {
			t.Fatalf("%+v %v", page.Events[0].Order, err)
		}
		if err := k.app.Orders.CloseHere(s.ID, "NOWHERE", "support: over"); err == nil {
			t.Error("closed on a service that it is not of")
		}
		for id, of := range map[string]string{"LISTED": s.ID, "NOWHERE": ""} {
			if err := k.app.Orders.CloseHere(of, id, "support: over"); err != nil {
				t.Errorf("%s: %v", id, err)
			}
		}
	})
}
