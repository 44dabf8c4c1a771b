package app

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/backend/bindings"
	"commsdesk/backend/outbox"
	"commsdesk/backend/telecom"
)

// left writes down a promise that has come as far as a state says.
func (k *counter) left(p telecom.Submission) {
	k.t.Helper()
	p.At, p.By = time.Now(), "ada"
	ledger := k.app.parts.Promises
	err := ledger.Promise(p, time.Now(), func([]telecom.Submission) error { return nil })
	err = errors.Join(err, ledger.Settle(p.Key, telecom.EntryUnsure, time.Now(), "ada", "", func(now *telecom.Submission) error {
		now.State, now.OrderID = p.State, p.OrderID
		return nil
	}))
	if err != nil {
		k.t.Fatal(err)
	}
}

func TestOrders_OfGoneServiceBlockNobodyForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := withNothingOpen(t)
		card := telecom.Draft{Kind: telecom.SIMSwap, ServiceID: "GONE", SIMType: telecom.SIMPhysical, SIMNumber: "0077700112233"}
		k.left(telecom.Submission{Key: "UNSURE", Draft: card, State: telecom.SubmissionUnsure})
		k.left(telecom.Submission{Key: "PLACED", Draft: card, State: telecom.SubmissionPlaced, OrderID: "ORDGONE"})
		other := card
		other.ServiceID = k.quiet("2.0")[0].ID
		level := func() telecom.Level {
			v, err := k.app.parts.outbox.Judge(&other)
			if err != nil {
				t.Fatal(err)
			}
			return v.Level
		}
		if level() != telecom.Blocked {
			t.Error("the card is free although two orders may have it")
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		rows, err := k.app.Orders.Waiting()
		if err != nil || len(rows) != 2 {
			t.Fatalf("they stand nowhere: %+v %v", rows, err)
		}
		for _, r := range rows {
			if r.Decidable != (r.Key == "UNSURE") || r.Closable != (r.Key == "PLACED") {
				t.Errorf("%+v", r)
			}
		}
		if err := k.app.Orders.Resolve("UNSURE", "", "support: they have none"); err != nil {
			t.Error(err)
		}
		if err := k.app.Orders.CloseHere("", "ORDGONE", "support: it ended with the service"); err != nil {
			t.Error(err)
		}
		if level() != telecom.Warned {
			t.Error("the card is blocked for ever")
		}
	})
}

func TestOrders_UnreadPortalCountsNoSearch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := withNothingOpen(t)
		d := telecom.Draft{Kind: telecom.SIMSwap, ServiceID: k.quiet("2.0")[0].ID, SIMType: telecom.SIMEmbedded}
		b := k.outboxOf(func(*outbox.Options) {})
		k.line.Cut()
		if _, err := k.app.parts.Cache.Apply(telecom.Changes{Cursor: &telecom.Cursor{}}); err != nil { // a copy that is being rebuilt
			t.Fatal(err)
		}
		k.left(telecom.Submission{Key: "UNSURE", Draft: d, State: telecom.SubmissionUnsure})
		for range 3 {
			b.Look(t.Context())
		}
		if p := k.promise(); p.Scans != 0 {
			t.Errorf("%d searches without a word to the portal", p.Scans)
		}
	})
}

func TestOrders_ShowColleaguesSameActivation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := withNothingOpen(t)
		card := telecom.Draft{Kind: telecom.Activation, Customer: "Harriet Lowe", PlanName: "Everyday 60", SIMType: telecom.SIMPhysical,
			SIMNumber: "0077700112233"}
		k.left(telecom.Submission{Key: "OURS", Draft: card, State: telecom.SubmissionPlaced, OrderID: "ORDOURS"})
		order := func(id, service, state string) telecom.Order {
			return telecom.Order{ID: id, Kind: telecom.Activation, State: state, ServiceIDs: []string{service}, OrderedAt: time.Now(),
				Asked: []telecom.Detail{{Name: "SIM", Value: "0077700112233"}}}
		}
		for state, want := range map[string]int{"inProgress": 1, "completed": 0} {
			if _, err := k.app.parts.Cache.Apply(telecom.Changes{Orders: []telecom.Order{order("ORDOURS", "NEW1", "inProgress"),
				order("ORDTHEIRS", "NEW2", state)}, ReadAt: time.Now()}); err != nil {
				t.Fatal(err)
			}
			rows, err := k.app.Orders.Waiting()
			if err != nil || len(rows) != want || want == 1 && (len(rows[0].Beside) != 1 || rows[0].Beside[0].OrderID != "ORDTHEIRS" ||
				rows[0].Beside[0].ServiceID != "NEW2") {
				t.Errorf("%s: %+v %v", state, rows, err)
			}
		}
	})
}

func TestResolve_NoOrderRestoresDraft(t *testing.T) {
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
		if err := k.app.Orders.Resolve(key, "", "support: they have none"); err != nil {
			t.Fatal(err)
		}
		kept, err := k.app.Orders.Draft(d.Kind, d.ServiceID, "")
		if err != nil || kept.At == "" || kept.Draft.SIMNumber != d.SIMNumber || kept.Draft.Note != d.Note {
			t.Errorf("what was typed is gone: %+v %v", kept, err)
		}
		if err := k.app.Orders.Resolve(key, "", "again"); err == nil || strings.Contains(err.Error(), "too early") ||
			!strings.Contains(err.Error(), "is already known") {
			t.Error(err)
		}
	})
}

func TestResolve_RefusesOrderOfAnotherService(t *testing.T) {
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
		k.left(telecom.Submission{Key: "SWAP", State: telecom.SubmissionUnsure,
			Draft: telecom.Draft{Kind: telecom.SIMSwap, ServiceID: quiet[0].ID, SIMType: telecom.SIMEmbedded}})
		k.left(telecom.Submission{Key: "WISH", State: telecom.SubmissionUnsure,
			Draft: telecom.Draft{Kind: telecom.CancelOrder, ServiceID: quiet[0].ID, OrderID: mine}})
		time.Sleep(time.Hour)
		synctest.Wait()
		if err := k.app.Orders.Resolve("SWAP", other, "typed wrongly"); err == nil || !strings.Contains(err.Error(), "another service") {
			t.Error(err)
		}
		if err := k.app.Orders.Resolve("WISH", other, "typed wrongly"); err != nil {
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

func TestResolve_ReportsDraftNotRestored(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := withNothingOpen(t)
		d := k.form(telecom.SIMSwap, k.quiet("2.0")[0].ID, func(d *bindings.Draft) {
			d.SIMType, d.SIMNumber = telecom.SIMPhysical,
				"0077700112233"
		})
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
		err := k.app.Orders.Resolve(k.promise().Key, "", "support: they have none")
		if err == nil || !strings.Contains(err.Error(), "is recorded") || !strings.Contains(err.Error(), "is being prepared") {
			t.Error(err)
		}
		if p := k.promise(); p.State != telecom.SubmissionNotSent {
			t.Errorf("%+v", p)
		}
	})
}
