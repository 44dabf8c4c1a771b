package app

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/backend/bindings"
	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

// ended is an order of a kind that was completed on a service, and that the desk has read.
func (k *counter) ended(serviceID, kind string) string {
	k.t.Helper()
	id, err := k.sim.PlaceOrder(serviceID, kind)
	if err == nil {
		err = k.sim.SetOrderState(id, "completed")
	}
	if err != nil {
		k.t.Fatal(err)
	}
	k.pass(10 * time.Minute)
	return id
}

// lying makes the portal answer every order as another one, and show none of those that clients place.
func (k *counter) lying(as string) {
	k.sim.SetFaults(portalsim.WrongID, portalsim.Unlisted)
	k.sim.AnswerAs(as)
}

// refusesASecond tries to place the same once more, as somebody who has read every warning.
func (k *counter) refusesASecond(d telecom.Draft) {
	k.t.Helper()
	if got, err := k.app.parts.outbox.Submit(k.t.Context(), d, "ada", readAll); err == nil {
		k.t.Errorf("a second one left: %+v", got)
	}
	if v, err := k.app.parts.outbox.Judge(&d); err != nil || v.Level != telecom.Blocked {
		k.t.Errorf("the form says %s %v", v.Level, err)
	}
}

func TestAnswer_OfAnotherOrderIsNotBelieved(t *testing.T) {
	for name, other := range map[string]func(k *counter, d *telecom.Draft) string{
		"one of another service that ended": func(k *counter, d *telecom.Draft) string { return k.ended(k.quiet("2.0")[1].ID, "simSwap") },
		"one of this service that ended":    func(k *counter, d *telecom.Draft) string { return k.ended(d.ServiceID, "simSwap") },
		"a new one of a colleague": func(k *counter, d *telecom.Draft) string {
			id, err := k.sim.PlaceOrder(k.quiet("2.0")[1].ID, "simSwap") // after the last pass
			if err != nil {
				t.Fatal(err)
			}
			return id
		},
		"a new one of another kind": func(k *counter, d *telecom.Draft) string {
			id, err := k.sim.PlaceOrder(d.ServiceID, "featureUpdate")
			if err != nil {
				t.Fatal(err)
			}
			return id
		},
		"one from this desk": func(k *counter, d *telecom.Draft) string {
			placing := k.place(k.form(telecom.SIMSwap, k.quiet("2.0")[1].ID, func(d *bindings.Draft) { d.SIMType = telecom.SIMEmbedded }))
			k.pass(time.Second)
			return placing.OrderID
		},
		"one from this desk, in small letters": func(k *counter, d *telecom.Draft) string {
			return strings.ToLower(k.ended(d.ServiceID, "simSwap"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				k := withNothingOpen(t)
				d := telecom.Draft{Kind: telecom.SIMSwap, ServiceID: k.quiet("2.0")[0].ID, SIMType: telecom.SIMEmbedded}
				id := other(k, &d)
				before := len(k.sim.Placed())
				k.lying(id)
				got, err := k.app.parts.outbox.Submit(t.Context(), d, "ada", readAll)
				if err != nil || got.Submission.State != telecom.SubmissionUnsure || got.Problem == nil ||
					!strings.Contains(got.Problem.Text, id) {
					t.Fatalf("%+v %v", got, err)
				}
				k.refusesASecond(d)
				k.pass(2 * time.Minute)
				k.refusesASecond(d)
				k.again()
				k.pass(2 * time.Minute)
				k.refusesASecond(d)
				rows, err := k.app.Service.Show(d.ServiceID)
				if err != nil || len(rows.Submissions) != 1 ||
					rows.Submissions[0].Named != id || rows.Submissions[0].State != telecom.SubmissionUnsure {
					t.Errorf("the activity shows %+v %v", rows.Submissions, err)
				}
				k.sim.SetFaults() // the true one is in the lists now
				k.pass(2 * time.Minute)
				p, placed := k.promise(), k.sim.Placed()
				if p.OrderID != placed[before].OrderID || p.Named != "" || len(placed) != before+1 {
					t.Errorf("%+v, %d orders", p, len(placed)-before)
				}
				k.pass(time.Hour)
				if p := k.promise(); p.State != telecom.SubmissionClosed {
					t.Errorf("its end was not noticed: %+v", p)
				}
			})
		})
	}
}

func TestAnswer_OfAnOrderTheListsLackIsPlacedAndBlocks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := withNothingOpen(t)
		d := telecom.Draft{Kind: telecom.SIMSwap, ServiceID: k.quiet("2.0")[0].ID, SIMType: telecom.SIMEmbedded}
		k.sim.SetFaults(portalsim.Unlisted)
		got, err := k.app.parts.outbox.Submit(t.Context(), d, "ada", readAll)
		if err != nil || got.Submission.State != telecom.SubmissionPlaced || got.Problem != nil ||
			got.Submission.OrderID != k.sim.Placed()[0].OrderID {
			t.Fatalf("%+v %v", got, err)
		}
		k.pass(2 * time.Minute)
		k.refusesASecond(d)
		k.again()
		k.pass(2 * time.Minute)
		k.refusesASecond(d)
		k.sim.SetFaults()
		k.pass(2 * time.Hour)
		if p := k.promise(); p.State != telecom.SubmissionClosed || p.OrderID != got.Submission.OrderID {
			t.Errorf("%+v", p)
		}
	})
}

func TestAnswer_OfAnUnseenOrderThatEndedClosesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := withNothingOpen(t)
		quiet := k.quiet("2.0")
		d := telecom.Draft{Kind: telecom.SIMSwap, ServiceID: quiet[0].ID, SIMType: telecom.SIMEmbedded}
		k.lying("ORD-NOWHERE") // no order yet
		got, err := k.app.parts.outbox.Submit(t.Context(), d, "ada", readAll)
		if err != nil || got.Submission.State != telecom.SubmissionPlaced {
			t.Fatalf("%+v %v", got, err)
		}
		order := telecom.Order{ID: "ORD-NOWHERE", Kind: telecom.SIMSwap, State: "completed",
			ServiceIDs: []string{quiet[1].ID}, OrderedAt: time.Now(), CompletedAt: time.Now()}
		if _, err := k.app.parts.Cache.Apply(telecom.Changes{Orders: []telecom.Order{order}, ReadAt: time.Now()}); err != nil {
			t.Fatal(err)
		}
		k.refusesASecond(d)
		k.pass(time.Minute)
		if p := k.promise(); p.State != telecom.SubmissionUnsure || p.Named != "ORD-NOWHERE" || p.OrderID != "" {
			t.Errorf("%+v", p)
		}
		k.refusesASecond(d)
	})
}

func TestAnswer_AnotherOrderIsNotBelievedWithoutKeys(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := counterAt(t, portalsim.Config{Services: 30, Orders: -1, Variants: []portalsim.Variant{portalsim.NoEcho}}, onTheLineWithAll)
		d := telecom.Draft{Kind: telecom.SIMSwap, ServiceID: k.quiet("2.0")[0].ID, SIMType: telecom.SIMEmbedded}
		old := k.ended(d.ServiceID, "simSwap")
		k.lying(old)
		got, err := k.app.parts.outbox.Submit(t.Context(), d, "ada", readAll)
		if err != nil || got.Submission.State != telecom.SubmissionUnsure {
			t.Fatalf("%+v %v", got, err)
		}
		k.sim.SetFaults()
		k.pass(time.Hour) // it ended, and nothing says that it was ours
		k.refusesASecond(d)
		key := k.promise().Key
		lastWeek := telecom.Order{ID: "ORD-OLD", Kind: telecom.SIMSwap, State: "completed", ServiceIDs: []string{d.ServiceID},
			OrderedAt: time.Now().AddDate(0, 0, -7)}
		if _, err := k.app.parts.Cache.Apply(telecom.Changes{Orders: []telecom.Order{lastWeek}, ReadAt: time.Now()}); err != nil {
			t.Fatal(err)
		}
		if err := k.app.Orders.Resolve(key, lastWeek.ID, "typed wrongly"); err == nil ||
			!strings.Contains(err.Error(), "before yours was sent") {
			t.Error(err)
		}
		if err := k.app.Orders.Resolve(key, k.sim.Placed()[0].OrderID, "support: that one"); err != nil {
			t.Error(err)
		}
		k.pass(time.Minute)
		if p := k.promise(); p.State != telecom.SubmissionClosed || len(k.sim.Placed()) != 1 {
			t.Errorf("%+v", p)
		}
	})
}

func TestAnswer_OrdersWithoutKeysAreReadBackByWhatTheyAre(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := counterAt(t, portalsim.Config{Services: 30, Orders: -1, Variants: []portalsim.Variant{portalsim.NoEcho}}, onTheLineWithAll)
		page, err := k.app.Orders.Page("")
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range []bindings.Draft{
			k.form(telecom.SIMSwap, k.quiet("2.0")[0].ID, func(d *bindings.Draft) { d.SIMType = telecom.SIMEmbedded }),
			k.form(telecom.Activation, "", func(d *bindings.Draft) {
				d.SIMType, d.Customer, d.Origin = telecom.SIMEmbedded, "Harriet Lowe", telecom.NewNumber
				d.PlanID, d.PlanName = page.Plans[0].ID, page.Plans[0].Name
			}),
		} {
			k.place(d)
			k.pass(2 * time.Hour)
		}
		all, err := k.app.parts.Promises.All()
		if err != nil || len(all) != 2 {
			t.Fatal(all, err)
		}
		for _, p := range all {
			if p.State != telecom.SubmissionClosed {
				t.Errorf("%+v", p)
			}
		}
	})
}

func TestAnswer_PersonNamesOrderFiledUnderAnotherKind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := counterAt(t, portalsim.Config{Services: 30, Orders: -1, Variants: []portalsim.Variant{portalsim.NoEcho}}, onTheLineWithAll)
		d := telecom.Draft{Kind: telecom.SIMSwap, ServiceID: k.quiet("2.0")[0].ID, SIMType: telecom.SIMEmbedded}
		id, err := k.sim.PlaceOrder(d.ServiceID, "featureUpdate") // what the portal files the swap as
		if err != nil {
			t.Fatal(err)
		}
		k.lying(id)
		got, err := k.app.parts.outbox.Submit(t.Context(), d, "ada", readAll)
		if err != nil || got.Submission.State != telecom.SubmissionUnsure {
			t.Fatalf("%+v %v", got, err)
		}
		k.pass(time.Hour)
		if err := k.app.Orders.Resolve(k.promise().Key, id, "support: that one"); err != nil {
			t.Fatal(err)
		}
		k.pass(time.Hour)
		if p := k.promise(); p.OrderID != id || p.State != telecom.SubmissionPlaced && p.State != telecom.SubmissionClosed {
			t.Errorf("the person's word does not last: %+v", p)
		}
	})
}

func TestAnswer_OfAColleaguesTwinGivesWayToOurKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := withNothingOpen(t)
		d := telecom.Draft{Kind: telecom.SIMSwap, ServiceID: k.quiet("2.0")[0].ID, SIMType: telecom.SIMEmbedded}
		k.lying("ORD-TWIN")
		if got, err := k.app.parts.outbox.Submit(t.Context(), d, "ada", readAll); err != nil || got.Submission.State != telecom.SubmissionPlaced {
			t.Fatalf("got %+v %v, want placed", got, err)
		}
		twin := telecom.Order{ID: "ORD-TWIN", Kind: telecom.SIMSwap, State: "inProgress", ServiceIDs: []string{d.ServiceID},
			OrderedAt: time.Now()}
		if _, err := k.app.parts.Cache.Apply(telecom.Changes{Orders: []telecom.Order{twin}, ReadAt: time.Now()}); err != nil {
			t.Fatal(err)
		}
		k.app.parts.outbox.Look(t.Context())
		if p := k.promise(); p.OrderID != "ORD-TWIN" {
			t.Errorf("got %+v, want the order that fits as long as no other carries the key", p)
		}
		k.sim.SetFaults() // ours is in the lists now
		if err := k.app.parts.Mirror.ReadOrder(t.Context(), k.sim.Placed()[0].OrderID); err != nil {
			t.Fatal(err)
		}
		k.app.parts.outbox.Look(t.Context())
		if p, want := k.promise(), k.sim.Placed()[0].OrderID; p.OrderID != want || p.State != telecom.SubmissionPlaced {
			t.Errorf("got %+v, want %s, which carries our key", p, want)
		}
		k.refusesASecond(d)
	})
}
