package app

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/backend/bindings"
	"commsdesk/backend/telecom"
)

func TestWhatBecameNoOrderIsADraftAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := withNothingOpen(t)
		d := k.form(telecom.SIMSwap, k.quiet("2.0")[0].ID, func(d *bindings.Draft) {
			d.SIMType, d.SIMNumber, d.Note = telecom.SIMPhysical, "0077700112233", "case 12"
		})
		if err := k.sim.AnswerWrites(500, false); err != nil {
			t.Fatal(err)
		}
		if placing, err := k.app.Orders.Place(d, nil); err != nil || placing.State != telecom.SubmissionUnsure {
			t.Fatalf("%+v %v", placing, err)
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		key := k.promise().Key
		if err := k.app.Orders.Decide(key, "", "support: they have none"); err != nil {
			t.Fatal(err)
		}
		kept, err := k.app.Orders.Draft(d.Kind, d.ServiceID, "")
		if err != nil || kept.At == "" || kept.Draft.SIMNumber != d.SIMNumber || kept.Draft.Note != d.Note {
			t.Errorf("what was typed is gone: %+v %v", kept, err)
		}
		if err := k.app.Orders.Decide(key, "", "again"); err == nil || strings.Contains(err.Error(), "too early") || !strings.Contains(err.Error(), "is known meanwhile") {
			t.Error(err)
		}
	})
}

func TestAnOrderDoesNotBecomeThatOfAnotherService(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := withNothingOpen(t)
		quiet := k.quiet("2.0")
		other, err := k.sim.PlaceOrder(quiet[1].ID, "simSwap")
		if err != nil {
			t.Fatal(err)
		}
		mine, err := k.sim.PlaceOrder(quiet[0].ID, "featureUpdate")
		if err != nil {
			t.Fatal(err)
		}
		if err := k.sim.SetOrderState(mine, "held"); err != nil {
			t.Fatal(err)
		}
		k.left(telecom.Submission{Key: "SWAP", State: telecom.SubmissionUnsure, Draft: telecom.Draft{Kind: telecom.SIMSwap, ServiceID: quiet[0].ID, SIMType: telecom.SIMEmbedded}})
		k.left(telecom.Submission{Key: "WISH", State: telecom.SubmissionUnsure, Draft: telecom.Draft{Kind: telecom.CancelOrder, ServiceID: quiet[0].ID, OrderID: mine}})
		time.Sleep(time.Hour)
		synctest.Wait()
		if err := k.app.Orders.Decide("SWAP", other, "typed wrongly"); err == nil || !strings.Contains(err.Error(), "another service") {
			t.Error(err)
		}
		if err := k.app.Orders.Decide("WISH", other, "typed wrongly"); err != nil {
			t.Error(err)
		}
		all, err := k.app.parts.Promises.All()
		if err != nil || len(all) != 2 {
			t.Fatal(all, err)
		}
		for _, p := range all {
			if p.Key == "SWAP" && p.State != telecom.SubmissionUnsure || p.Key == "WISH" && p.OrderID != mine {
				t.Errorf("%+v", p)
			}
		}
	})
}

func TestDecide_SaysWhenTheDraftIsNotPutBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := withNothingOpen(t)
		d := k.form(telecom.SIMSwap, k.quiet("2.0")[0].ID, func(d *bindings.Draft) { d.SIMType, d.SIMNumber = telecom.SIMPhysical, "0077700112233" })
		if err := k.sim.AnswerWrites(500, false); err != nil {
			t.Fatal(err)
		}
		if placing, err := k.app.Orders.Place(d, nil); err != nil || placing.State != telecom.SubmissionUnsure {
			t.Fatalf("%+v %v", placing, err)
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		d.Note = "another one"
		if _, err := k.app.Orders.Keep(d); err != nil {
			t.Fatal(err)
		}
		err := k.app.Orders.Decide(k.promise().Key, "", "support: they have none")
		if err == nil || !strings.Contains(err.Error(), "is recorded") || !strings.Contains(err.Error(), "is being prepared") {
			t.Error(err)
		}
		if p := k.promise(); p.State != telecom.SubmissionNotSent {
			t.Errorf("%+v", p)
		}
	})
}
