package app

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/backend/bindings"
	"commsdesk/backend/outbox"
	"commsdesk/backend/portalsim"
	"commsdesk/backend/store"
	"commsdesk/backend/telecom"
)

// counter is a desk at a simulated portal, in virtual time, that may place orders.
type counter struct {
	t    *testing.T
	line *portalsim.Network
	sim  *portalsim.Portal
	app  *App
}

// atTheCounter opens a desk at a portal with some orders.
func atTheCounter(t *testing.T, c portalsim.Config) *counter {
	t.Helper()
	c.Services, c.Orders = 30, 60
	return counterAt(t, c, onTheLine)
}

// counterAt opens a desk at a portal with a configuration, and waits until it has read the portal.
func counterAt(t *testing.T, c portalsim.Config, config string) *counter {
	t.Helper()
	line := portalsim.NewNetwork("desk.test")
	sim, err := portalsim.New(c)
	if err != nil {
		t.Fatal(err)
	}
	server := sim.StartOn(line)
	t.Cleanup(func() { _ = server.Close() })
	k := &counter{t: t, line: line, sim: sim, app: deskWith(t, line, config)}
	t.Cleanup(k.app.Close)
	time.Sleep(2 * time.Minute)
	synctest.Wait()
	return k
}

// swap is a SIM swap on an active service with nothing open.
func (k *counter) swap() telecom.Draft {
	k.t.Helper()
	return telecom.Draft{Kind: telecom.SIMSwap, ServiceID: k.quiet("")[0].ID, SIMType: telecom.SIMPhysical, SIMNumber: "0077700112233"}
}

// quiet are active services with nothing open, of a platform or of any.
func (k *counter) quiet(platform string) []telecom.Service {
	k.t.Helper()
	var all []telecom.Service
	cache := k.app.parts.Cache
	for _, id := range cache.UnseenServices(func(string) bool { return false }) {
		s, _, _, err := cache.Service(id)
		if err != nil {
			k.t.Fatal(err)
		}
		orders, err := cache.Orders(id)
		if err != nil {
			k.t.Fatal(err)
		}
		open := slices.ContainsFunc(orders, func(o telecom.Order) bool { return o.Open() })
		if !open && (platform == "" || s.Platform == platform) && telecom.ServiceStateOf(s.State) == telecom.ServiceActive {
			all = append(all, s)
		}
	}
	if len(all) == 0 {
		k.t.Fatal("no quiet service")
	}
	return all
}

// readAll is a person who has read every warning.
func readAll(telecom.Concern) bool { return true }

// states are those of the promises.
func (k *counter) promise() telecom.Submission {
	k.t.Helper()
	all, err := k.app.parts.Promises.All()
	if err != nil || len(all) == 0 {
		k.t.Fatal(all, err)
	}
	return all[len(all)-1]
}

func TestSubmit_PlacesOnceAndShowsInActivity(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := atTheCounter(t, portalsim.Config{})
		d := k.swap()
		got, err := k.app.parts.outbox.Submit(t.Context(), d, "ada", nil)
		if err != nil || got.Submission.State != telecom.SubmissionPlaced || got.Submission.OrderID == "" || len(got.Beside) > 0 {
			t.Fatalf("%+v %v", got, err)
		}
		if n := len(k.sim.Placed()); n != 1 {
			t.Fatalf("%d orders", n)
		}
		page, err := k.app.Service.Show(d.ServiceID)
		if err != nil || page.Events[0].Order.OrderID != got.Submission.OrderID {
			t.Errorf("the order is not in the activity at once: %v", err)
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		if p := k.promise(); p.State != telecom.SubmissionClosed {
			t.Errorf("its end was not noticed: %+v", p)
		}
		entries, err := k.app.parts.Promises.Journal(store.JournalEnd{})
		if err != nil || len(entries) != 3 || entries[0].What != telecom.EntryPromised || entries[1].What != telecom.EntryPlaced ||
			entries[2].What != telecom.EntryFinal || entries[1].By != "ada" {
			t.Errorf("%+v %v", entries, err)
		}
	})
}

func TestSubmit_LostReplyIsLookedUpNotResent(t *testing.T) {
	for _, c := range []struct {
		kind  portalsim.Personality
		fault portalsim.Fault
	}{{portalsim.Ideal, portalsim.Lost}, {portalsim.OpenNamed, portalsim.Garbled}, {portalsim.Independent, portalsim.WriteSlow},
		{portalsim.Reference, portalsim.Lost}} {
		t.Run(string(c.kind), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				k := atTheCounter(t, portalsim.Config{Personality: c.kind, Latency: time.Minute})
				d := k.swap()
				got, err := submitUnder(t, k, d, c.fault)
				if c.kind == portalsim.OpenNamed && err != nil {
					if !strings.Contains(err.Error(), "cannot be checked") {
						t.Fatal(err)
					}
					return // it can be asked for nothing: no order may leave
				}
				if err != nil || got.Submission.State != telecom.SubmissionUnsure || got.Problem == nil {
					t.Fatalf("%+v %v", got, err)
				}
				if _, err := k.app.parts.outbox.Submit(t.Context(), d, "ada", readAll); err == nil {
					t.Error("a second one was let out")
				}
				time.Sleep(5 * time.Minute)
				synctest.Wait()
				if p := k.promise(); p.OrderID == "" || p.State == telecom.SubmissionUnsure {
					t.Errorf("not found: %+v", p)
				}
				if n := len(k.sim.Placed()); n != 1 {
					t.Errorf("%d orders", n)
				}
			})
		})
	}
}

// submitUnder submits while a fault of writes is on.
func submitUnder(t *testing.T, k *counter, d telecom.Draft, fault portalsim.Fault) (telecom.SubmitResult, error) {
	if fault == portalsim.Lost { // it spoils reads as well: only the write meets it
		k.sim.SetFaults()
		if err := k.sim.AnswerWrites(500, true); err != nil {
			t.Fatal(err)
		}
	} else {
		k.sim.SetFaults(fault)
	}
	defer k.sim.SetFaults()
	return k.app.parts.outbox.Submit(t.Context(), d, "ada", readAll)
}

func TestSubmit_OfflineRecordsAndSendsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := atTheCounter(t, portalsim.Config{})
		d := k.swap()
		k.line.Cut()
		if _, err := k.app.parts.outbox.Submit(t.Context(), d, "ada", readAll); telecom.AsError(err).Code != telecom.Unreachable ||
			!strings.Contains(err.Error(), "will not be sent later by itself") {
			t.Error(err)
		}
		if all, err := k.app.parts.Promises.All(); err != nil || len(all) != 0 {
			t.Error(all, err)
		}
		k.line.Mend()
		time.Sleep(time.Hour)
		if n := len(k.sim.Placed()); n != 0 {
			t.Errorf("%d orders left by themselves", n)
		}
	})
}

func TestSubmit_RefusalKeepsThePortalsWords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := atTheCounter(t, portalsim.Config{})
		k.sim.SetFaults(portalsim.Refuse)
		got, err := k.app.parts.outbox.Submit(t.Context(), k.swap(), "ada", nil)
		if err != nil || got.Submission.State != telecom.SubmissionRefused || got.Problem.Said == "" || len(k.sim.Placed()) != 0 {
			t.Errorf("%+v %v", got, err)
		}
	})
}

func TestSubmit_SeesColleaguesOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := atTheCounter(t, portalsim.Config{})
		d := k.swap()
		id, err := k.sim.PlaceOrder(d.ServiceID, "simSwap") // after the last pass
		if err != nil {
			t.Fatal(err)
		}
		_, err = k.app.parts.outbox.Submit(t.Context(), d, "ada", readAll)
		var b *telecom.Objection
		if !errors.As(err, &b) || b.Verdict.Reasons[0].OrderID != id {
			t.Errorf("%v", err)
		}
		if n := len(k.sim.Placed()); n != 0 {
			t.Errorf("%d orders", n)
		}
	})
}

func TestSubmit_InterruptedByCrashIsUnsure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := atTheCounter(t, portalsim.Config{})
		d := k.swap()
		promises := k.app.parts.Promises
		if err := promises.Promise(telecom.Submission{Key: "K", Draft: d, At: time.Now(), By: "ada"}, time.Now(),
			func([]telecom.Submission) error { return nil }); err != nil {
			t.Fatal(err)
		}
		b, err := outbox.New(outbox.Options{Sender: k.app.parts.Portal, Ledger: promises, Reader: &reader{
			mirror: k.app.parts.Mirror, cache: k.app.parts.Cache, promises: promises, limits: telecom.DefaultLimits(), zone: time.UTC}})
		if err != nil {
			t.Fatal(err)
		}
		if p := k.promise(); p.State != telecom.SubmissionUnsure {
			t.Errorf("%+v", p)
		}
		if err := b.Resolve("K", "", "ada", "support says no", time.Now()); err == nil {
			t.Error("decided at once")
		}
		time.Sleep(20 * time.Minute)
		synctest.Wait()
		if err := b.Resolve("K", "", "ada", "support says no", time.Now()); err != nil {
			t.Error(err)
		}
		if p := k.promise(); p.State != telecom.SubmissionNotSent || len(k.sim.Placed()) != 0 {
			t.Errorf("%+v", p)
		}
	})
}

func TestSubmit_RefusesChangedService(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := withNothingOpen(t)
		s := k.quiet("2.0")[0]
		feature := k.form(telecom.FeatureUpdate, s.ID, func(d *bindings.Draft) {
			d.Features = []bindings.FeatureChange{{Name: s.Features[0].Name, From: s.Features[0].On, To: !s.Features[0].On}}
		})
		was := s
		was.Plan = "Everyday 1"
		if _, err := k.app.parts.Cache.Apply(telecom.Changes{Services: []telecom.Service{was},
			ReadAt: time.Now()}); err != nil { // the copy is behind
			t.Fatal(err)
		}
		placing, err := k.app.Orders.Place(feature, nil)
		if err != nil || !placing.Blocked || len(placing.Concerns) != 1 ||
			!strings.Contains(placing.Concerns[0].Text, "This service has changed") {
			t.Fatalf("%+v %v", placing, err)
		}
		if n := len(k.sim.Placed()); n != 0 {
			t.Errorf("%d orders", n)
		}
		k.place(feature) // with what is seen now
	})
}

func TestLook_FindsEndedActivation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := atTheCounter(t, portalsim.Config{Speed: 100})
		d := telecom.Draft{Kind: telecom.Activation, PlanName: "Everyday 60", SIMType: telecom.SIMEmbedded, Origin: telecom.NewNumber,
			Customer: "Harriet Lowe"}
		b := k.outboxOf(func(*outbox.Options) {})
		if err := k.sim.AnswerWrites(500, true); err != nil {
			t.Fatal(err)
		}
		if got, err := b.Submit(t.Context(), d, "ada", readAll); err != nil || got.Submission.State != telecom.SubmissionUnsure {
			t.Fatalf("%+v %v", got, err)
		}
		k.sim.SetFaults()
		time.Sleep(3 * time.Minute)
		synctest.Wait()
		b.Look(t.Context())
		if p := k.promise(); p.OrderID != k.sim.Placed()[0].OrderID {
			t.Errorf("not found: %+v", p)
		}
	})
}
