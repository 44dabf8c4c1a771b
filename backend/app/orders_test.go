package app

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/backend/bindings"
	"commsdesk/backend/config"
	"commsdesk/backend/paths"
	"commsdesk/backend/portalsim"
	"commsdesk/backend/store"
	"commsdesk/backend/telecom"
)

// withNothingOpen opens a desk at a portal that has a catalog and usage, and no orders.
func withNothingOpen(t *testing.T) *counter {
	t.Helper()
	return counterAt(t, portalsim.Config{Services: 30, Orders: -1}, onTheLineWithAll)
}

// form fills the form of an action as a person would, at a desk that knows what is on offer.
func (k *counter) form(kind telecom.Kind, serviceID string, fill func(*bindings.Draft)) bindings.Draft {
	k.t.Helper()
	kept, err := k.app.Orders.Draft(kind, serviceID, "")
	if err != nil {
		k.t.Fatal(err)
	}
	fill(&kept.Draft)
	return kept.Draft
}

// place places a draft that has no conflicts.
func (k *counter) place(d bindings.Draft) bindings.Placing {
	k.t.Helper()
	check, err := k.app.Orders.Check(d)
	if err != nil || len(check.Mistakes) > 0 || check.Level != telecom.Allowed || len(check.Consequences) == 0 || check.CheckedAt == "" {
		k.t.Fatalf("%s: %+v %v", d.Kind, check, err)
	}
	placing, err := k.app.Orders.Place(d, nil)
	if err != nil || placing.State != telecom.SubmissionPlaced || placing.OrderID == "" {
		k.t.Fatalf("%s: %+v %+v %v", d.Kind, placing, placing.Problem, err)
	}
	return placing
}

func TestOrders_CardsOfSeveralLengthsAreTaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := counterAt(t, portalsim.Config{Services: 30, Orders: -1}, strings.Replace(onTheLine, "auth", "sim_digits = [13, 19]\nauth", 1))
		id := k.quiet("")[0].ID
		if page, err := k.app.Orders.Page(id); err != nil || page.SIMDigits != "13 or 19" {
			t.Errorf("got %q, %v; want 13 or 19", page.SIMDigits, err)
		}
		for sim, mistakes := range map[string]int{"0077700112233": 0, "8961012345678901234": 0, "89610123456789012345": 1} {
			d := k.form(telecom.SIMSwap, id, func(d *bindings.Draft) { d.SIMType, d.SIMNumber = telecom.SIMPhysical, sim })
			if check, err := k.app.Orders.Check(d); err != nil || len(check.Mistakes) != mistakes {
				t.Errorf("%s: got %+v, %v; want %d mistakes", sim, check.Mistakes, err, mistakes)
			}
		}
	})
}

func TestOrders_EveryActionIsPlacedFromItsForm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := withNothingOpen(t)
		older, newer := k.quiet("1.0"), k.quiet("2.0")
		page, err := k.app.Orders.Page(older[0].ID)
		if err != nil || page.Off != "" || len(page.Plans) < 2 || len(page.Packs) == 0 || len(page.Features) == 0 {
			t.Fatalf("%+v %v", page, err)
		}
		var other bindings.PlanCard
		current := 0
		for _, p := range page.Plans {
			if other = p; p.Current {
				current++
			}
		}
		if current != 1 {
			t.Errorf("%d plans are the current one", current)
		}
		if other.Current {
			other = page.Plans[0]
		}
		fresh, err := k.app.Orders.Page("")
		if err != nil || len(fresh.Plans) == 0 {
			t.Fatalf("%+v %v", fresh, err)
		}
		port := func(d *bindings.Draft, number string) {
			d.PortNumber, d.LosingProvider, d.Billing, d.AccountNumber = number, "Bluegum Telecom", telecom.Postpaid, "88012"
			d.AuthorisedOn = fresh.Today
		}
		for _, d := range []bindings.Draft{
			k.form(telecom.SIMSwap, newer[0].ID, func(d *bindings.Draft) { d.SIMType, d.SIMNumber = telecom.SIMPhysical, "0077700112233" }),
			k.form(telecom.ChangePlan, older[0].ID, func(d *bindings.Draft) { d.PlanID, d.PlanName = other.ID, other.Name }),
			k.form(telecom.CancelService, newer[1].ID, func(d *bindings.Draft) { d.TypedNumber = newer[1].Number }),
			k.form(telecom.FeatureUpdate, older[1].ID, func(d *bindings.Draft) {
				d.Features = []bindings.FeatureChange{{Name: older[1].Features[0].Name, From: older[1].Features[0].On, To: !older[1].Features[0].On}}
			}),
			k.form(telecom.TravelPack, older[2].ID, func(d *bindings.Draft) {
				d.PackID, d.PackName, d.StartOn = page.Packs[0].ID, page.Packs[0].Name, page.Today
			}),
			k.form(telecom.NumberPort, newer[2].ID, func(d *bindings.Draft) { port(d, "0491 579 901") }),
			k.form(telecom.NumberPort, "", func(d *bindings.Draft) {
				port(d, "0491 579 902")
				d.Customer, d.PlanID, d.PlanName, d.SIMType, d.SIMNumber = "Piper Ashdown", fresh.Plans[0].ID, fresh.Plans[0].Name,
					telecom.SIMPhysical, "0077700112244"
			}),
			k.form(telecom.Activation, "", func(d *bindings.Draft) {
				d.Customer, d.PlanID, d.PlanName, d.SIMType, d.Origin = "Harriet Lowe", fresh.Plans[0].ID, fresh.Plans[0].Name, telecom.SIMEmbedded,
					telecom.NewNumber
			}),
		} {
			placing := k.place(d)
			if d.ServiceID == "" {
				continue
			}
			shown, err := k.app.Service.Show(d.ServiceID)
			if err != nil || shown.Events[0].Order.OrderID != placing.OrderID || shown.Events[0].Order.Kind != d.Kind ||
				shown.Events[0].PlacedHereBy != paths.User() {
				t.Errorf("%s is not in the activity: %+v %v", d.Kind, shown.Events[0], err)
			}
		}
		placed := k.sim.Placed()
		if len(placed) != 8 {
			t.Fatalf("%d orders", len(placed))
		}
		for _, want := range []string{`"Piper Ashdown"`, fresh.Plans[0].Name, `"0077700112244"`, "491579902"} {
			if body := placed[6].Body; !strings.Contains(body, want) {
				t.Errorf("got the port-in %s, want it to say %s", body, want)
			}
		}
	})
}

func TestOrders_DraftIsKeptUntilPlaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := withNothingOpen(t)
		s := k.quiet("2.0")[0]
		d := k.form(telecom.SIMSwap, s.ID, func(d *bindings.Draft) { d.SIMType, d.SIMNumber = telecom.SIMPhysical, "00777001122" })
		if at, err := k.app.Orders.Keep(d); err != nil || at == "" {
			t.Fatal(at, err)
		}
		if placing, err := k.app.Orders.Place(d, nil); err != nil || !placing.Blocked || placing.Mistakes[0].Field != telecom.FieldSIMNumber {
			t.Errorf("%+v %v", placing, err)
		}
		kept, err := k.app.Orders.Draft(telecom.SIMSwap, s.ID, "")
		if err != nil || kept.Draft.SIMNumber != "00777001122" || kept.At == "" {
			t.Fatalf("%+v %v", kept, err)
		}
		if page, err := k.app.Orders.Page(s.ID); err != nil || page.Actions[0].DraftAt == "" {
			t.Errorf("the page does not say that there is a draft: %+v %v", page.Actions, err)
		}
		k.line.Cut()
		kept.Draft.SIMNumber = "0077700112233"
		if _, err := k.app.Orders.Place(kept.Draft, nil); telecom.AsError(err).Code != telecom.Unreachable {
			t.Error(err)
		}
		if again, err := k.app.Orders.Draft(telecom.SIMSwap, s.ID, ""); err != nil || again.At == "" {
			t.Errorf("the draft went although nothing was sent: %+v %v", again, err)
		}
		k.line.Mend()
		time.Sleep(5 * time.Minute)
		if placing, err := k.app.Orders.Place(kept.Draft, nil); err != nil || placing.State != telecom.SubmissionPlaced {
			t.Fatalf("%+v %v", placing, err)
		}
		if after, err := k.app.Orders.Draft(telecom.SIMSwap, s.ID, ""); err != nil || after.At != "" || after.Draft.SIMNumber != "" {
			t.Errorf("the draft of what was placed is still there: %+v %v", after, err)
		}
	})
}

func TestCloseHere_UnblocksUntilThePortalHasNews(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := withNothingOpen(t)
		s := k.quiet("2.0")[0]
		id, err := k.sim.PlaceOrder(s.ID, "simSwap")
		if err != nil {
			t.Fatal(err)
		}
		if err := k.sim.SetOrderState(id, "held"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		draft := k.form(telecom.SIMSwap, s.ID, func(d *bindings.Draft) { d.SIMType = telecom.SIMEmbedded })
		level := func() telecom.Level {
			check, err := k.app.Orders.Check(draft)
			if err != nil {
				t.Fatal(err)
			}
			return check.Level
		}
		if err := k.app.Orders.CloseHere(s.ID, id, "support: over"); err == nil {
			t.Error("closed although it was within its limit")
		}
		time.Sleep(time.Hour)
		if err := k.app.Orders.CloseHere(s.ID, id, "  "); err == nil {
			t.Error("closed without a reason")
		}
		if level() != telecom.Blocked {
			t.Fatal("it does not block")
		}
		if err := k.app.Orders.CloseHere(s.ID, id, "Support, case 77: it has ended"); err != nil {
			t.Fatal(err)
		}
		if level() != telecom.Warned {
			t.Error("it still blocks")
		}
		page, err := k.app.Service.Show(s.ID)
		if err != nil || page.Events[0].Order.ClosedHere == nil || page.Events[0].Order.ClosedHere.Why != "Support, case 77: it has ended" {
			t.Errorf("%+v %v", page.Events[0].Order, err)
		}
		if list, err := k.app.Services.Page(bindings.ServicesQuery{Text: id}); err != nil || len(list.Rows) != 1 || !list.Rows[0].Top.ClosedHere {
			t.Errorf("the list does not say so: %+v %v", list.Rows, err)
		}
		if err := k.sim.SetOrderState(id, "inProgress"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		if level() != telecom.Blocked {
			t.Error("the portal said something new, and it still counts as closed")
		}
		entries, err := k.app.parts.Promises.Journal(store.JournalEnd{})
		if err != nil || len(entries) != 2 || entries[0].What != telecom.EntryClosed || entries[1].What != telecom.EntryReopened {
			t.Errorf("%+v %v", entries, err)
		}
	})
}

func TestCancel_SentOnceAndReadBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := withNothingOpen(t)
		s := k.quiet("2.0")[0]
		swap := k.place(k.form(telecom.SIMSwap, s.ID, func(d *bindings.Draft) { d.SIMType = telecom.SIMEmbedded }))
		wish := bindings.Draft{Kind: telecom.CancelOrder, ServiceID: s.ID, OrderID: swap.OrderID}
		if err := k.sim.AnswerWrites(500, true); err != nil {
			t.Fatal(err)
		}
		placing, err := k.app.Orders.Place(wish, nil)
		if err != nil || placing.State != telecom.SubmissionUnsure {
			t.Fatalf("%+v %v", placing, err)
		}
		if err := k.sim.AnswerWrites(0, false); err != nil {
			t.Fatal(err)
		}
		if again, err := k.app.Orders.Place(wish, nil); err == nil && !again.Blocked {
			t.Errorf("asked twice: %+v", again)
		}
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		if n := len(k.sim.Cancelled()); n != 1 {
			t.Errorf("%d wishes reached the portal", n)
		}
		if p := k.promise(); p.State != telecom.SubmissionClosed {
			t.Errorf("the outcome of the cancellation was not read from the order: %+v", p)
		}
		if over, err := k.app.Orders.Place(wish, nil); err != nil || !over.Blocked ||
			!strings.Contains(over.Concerns[0].Text, "nothing to cancel") {
			t.Errorf("%+v %v", over, err)
		}
	})
}

func TestOrders_NeedADeskThatKeepsData(t *testing.T) {
	for _, c := range []struct {
		place string
		keeps bool
		may   bool
	}{{"production", false, false}, {"production", true, true}, {"demo", false, true}} {
		if got := placesNoOrders(config.Profile{Place: c.place}, c.keeps); (got == "") != c.may {
			t.Errorf("%+v: %q", c, got)
		}
	}
}

func TestCancel_UnsupportedIsSaidAndNotAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := counterAt(t, portalsim.Config{Services: 30, Orders: 60, Personality: portalsim.OpenNamed}, onTheLineWithAll)
		s := k.quiet("2.0")[0]
		id, err := k.sim.PlaceOrder(s.ID, "simSwap")
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		page, err := k.app.Service.Show(s.ID)
		if err != nil || page.CancelOrdersOff == "" {
			t.Errorf("%q %v", page.CancelOrdersOff, err)
		}
		_, err = k.app.Orders.Place(bindings.Draft{Kind: telecom.CancelOrder, ServiceID: s.ID, OrderID: id}, nil)
		if telecom.AsError(err).Code != telecom.Denied || len(k.sim.Cancelled()) != 0 {
			t.Error(err)
		}
	})
}

func TestCloseHere_WorksForOrdersNeverShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := withNothingOpen(t)
		s := k.quiet("2.0")[0]
		for _, service := range []string{s.ID, ""} {
			x := telecom.Submission{Key: "K" + service, At: time.Now().Add(-4 * time.Hour), By: "ada",
				Draft: telecom.Draft{Kind: telecom.NumberPort, ServiceID: service,
					Port: telecom.Port{Number: "0491 579 90" + fmt.Sprint(len(service)%10)}}}
			promises := k.app.parts.Promises
			if err := promises.Promise(x, x.At, func([]telecom.Submission) error { return nil }); err != nil {
				t.Fatal(err)
			}
			if err := promises.Settle(x.Key, telecom.EntryPlaced, x.At, "ada", "", func(p *telecom.Submission) error {
				p.State, p.OrderID = telecom.SubmissionPlaced, "ORD"+service
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			row := func() bindings.SubmissionRow {
				rows, err := k.app.Orders.Waiting()
				if service != "" {
					var page bindings.ServicePage
					page, err = k.app.Service.Show(service)
					rows = page.Submissions
				}
				if err != nil || len(rows) != 1 {
					t.Fatal(rows, err)
				}
				return rows[0]
			}
			if !row().Closable {
				t.Error("it cannot be closed")
			}
			if err := k.app.Orders.CloseHere(service, "ORD"+service, "Support has no such order"); err != nil {
				t.Fatal(err)
			}
			if r := row(); r.Closable || r.ClosedHere == nil || r.ClosedHere.Why != "Support has no such order" {
				t.Errorf("%+v", r)
			}
			again := k.form(telecom.NumberPort, service, func(d *bindings.Draft) { d.PortNumber = x.Draft.Port.Number })
			if check, err := k.app.Orders.Check(again); err != nil || check.Level != telecom.Warned {
				t.Errorf("%+v %v", check, err)
			}
			if err := k.app.Orders.ReopenHere("ORD" + service); err != nil || !row().Closable {
				t.Error("it was not taken back", err)
			}
		}
	})
}

func TestOrders_RefuseTextsThatAreTooLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := withNothingOpen(t)
		s := k.quiet("2.0")[0]
		for name, fill := range map[string]func(*bindings.Draft){
			"a note":   func(d *bindings.Draft) { d.Note = strings.Repeat("é", 2001) },
			"a number": func(d *bindings.Draft) { d.SIMNumber = strings.Repeat("1", 201) },
		} {
			d := k.form(telecom.SIMSwap, s.ID, func(d *bindings.Draft) { d.SIMType = telecom.SIMEmbedded; fill(d) })
			_, kept := k.app.Orders.Keep(d)
			_, sent := k.app.Orders.Place(d, nil)
			_, checked := k.app.Orders.Check(d)
			for _, err := range []error{kept, sent, checked} {
				if telecom.AsError(err) == nil || telecom.AsError(err).Code != telecom.Invalid {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
		d := k.form(telecom.SIMSwap, s.ID, func(d *bindings.Draft) { d.SIMType, d.Note = telecom.SIMEmbedded, strings.Repeat("é", 2000) })
		if _, err := k.app.Orders.Keep(d); err != nil {
			t.Error(err)
		}
		if n := len(k.sim.Placed()); n != 0 {
			t.Errorf("%d orders", n)
		}
	})
}

func TestCancel_OnlyOnTheOrdersOwnService(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := withNothingOpen(t)
		quiet := k.quiet("2.0")
		swap := k.place(k.form(telecom.SIMSwap, quiet[0].ID, func(d *bindings.Draft) { d.SIMType = telecom.SIMEmbedded }))
		for _, other := range []string{quiet[1].ID, ""} {
			placing, err := k.app.Orders.Place(bindings.Draft{Kind: telecom.CancelOrder, ServiceID: other, OrderID: swap.OrderID}, nil)
			if err != nil || !placing.Blocked || len(placing.Concerns) != 1 ||
				!strings.Contains(placing.Concerns[0].Text, "belongs to another service") || placing.Concerns[0].ServiceID != quiet[0].ID {
				t.Errorf("on %q: %+v %v", other, placing, err)
			}
		}
		if n := len(k.sim.Cancelled()); n != 0 {
			t.Errorf("%d wishes reached the portal", n)
		}
		placing, err := k.app.Orders.Place(bindings.Draft{Kind: telecom.CancelOrder, ServiceID: quiet[0].ID, OrderID: swap.OrderID}, nil)
		if err != nil || placing.State != telecom.SubmissionPlaced {
			t.Errorf("on its own: %+v %v", placing, err)
		}
	})
}

func TestCloseHere_WorksWithoutServiceOnTheOrder(t *testing.T) {
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
