package app

import (
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/backend/bindings"
	"commsdesk/backend/telecom"
)

func TestPrepareAgain_KeepsADraftAndSendsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := withNothingOpen(t)
		s := k.quiet("2.0")[0]
		swap := k.form(telecom.SIMSwap, s.ID, func(d *bindings.Draft) {
			d.SIMType, d.SIMNumber, d.Note = telecom.SIMPhysical, "0077700112233", "The old card is broken."
		})
		id := k.place(swap).OrderID
		if _, err := k.app.Orders.PrepareAgain(id); telecom.AsError(err) == nil {
			t.Error("an order that is open was prepared again")
		}
		if err := k.sim.SetOrderState(id, "failed"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		page, err := k.app.Service.Show(s.ID)
		if err != nil || len(page.Events) == 0 || !page.Events[0].Again {
			t.Fatalf("the failed order is not offered again: %+v %v", page.Events, err)
		}
		draft, err := k.app.Orders.PrepareAgain(id)
		if err != nil || draft.SIMNumber != swap.SIMNumber || draft.Note != swap.Note || draft.ServiceID != s.ID {
			t.Fatalf("got %+v, %v; want the fields of the order", draft, err)
		}
		if kept, err := k.app.Orders.Draft(telecom.SIMSwap, s.ID, ""); err != nil || kept.At == "" || kept.Draft.SIMNumber != swap.SIMNumber {
			t.Errorf("the draft is not kept: %+v %v", kept, err)
		}
		if _, err := k.app.Orders.PrepareAgain(id); telecom.AsError(err) == nil {
			t.Error("a draft that was there was replaced")
		}
		if n := len(k.sim.Placed()); n != 1 {
			t.Errorf("got %d orders, want 1: nothing is sent by itself", n)
		}
		// The duplicate rule holds for it as for any other.
		if _, err := k.sim.PlaceOrder(s.ID, "simSwap"); err != nil {
			t.Fatal(err)
		}
		if placing, err := k.app.Orders.Place(draft, nil); err != nil || !placing.Blocked {
			t.Errorf("got %+v, %v; want it blocked by the open order", placing, err)
		}
	})
}

func TestPrepareAgain_HasTheNumberTypedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := withNothingOpen(t)
		s := k.quiet("2.0")[0]
		id := k.place(k.form(telecom.CancelService, s.ID, func(d *bindings.Draft) { d.TypedNumber = s.Number })).OrderID
		if err := k.sim.SetOrderState(id, "rejected"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		draft, err := k.app.Orders.PrepareAgain(id)
		if err != nil || draft.Kind != telecom.CancelService || draft.TypedNumber != "" {
			t.Errorf("got %+v, %v; want a cancellation whose number is to be typed", draft, err)
		}
	})
}

func TestProgress_FollowsAPlacedOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := withNothingOpen(t)
		s := k.quiet("2.0")[0]
		placing := k.place(k.form(telecom.SIMSwap, s.ID, func(d *bindings.Draft) { d.SIMType = telecom.SIMEmbedded }))
		if len(placing.Asked) == 0 || placing.Asked[0] != (telecom.Detail{Name: "SIM", Value: "E-SIM"}) {
			t.Errorf("what was placed is not told: %+v", placing.Asked)
		}
		for _, step := range []struct {
			word string
			want telecom.Status
		}{{"inProgress", telecom.InProgress}, {"completed", telecom.Complete}} {
			if err := k.sim.SetOrderState(placing.OrderID, step.word); err != nil {
				t.Fatal(err)
			}
			time.Sleep(2 * time.Minute)
			synctest.Wait()
			p, err := k.app.Orders.Progress(placing.OrderID)
			if err != nil || p.ServiceID != s.ID || p.Event == nil || p.Event.Order.Status != step.want || p.Event.Again {
				t.Errorf("got %+v, %v; want it %s on %s", p, err, step.want, s.ID)
			}
		}
		if p, err := k.app.Orders.Progress("ORD-nobody"); err != nil || p.Event != nil || p.ServiceID != "" {
			t.Errorf("got %+v, %v; want nothing of an unknown order", p, err)
		}
	})
}
