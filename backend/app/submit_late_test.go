package app

import (
	"context"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/backend/outbox"
	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

// outboxOf makes an outbox of the desk's own parts, one of which is changed.
func (k *counter) outboxOf(change func(*outbox.Options)) *outbox.Outbox {
	k.t.Helper()
	parts := k.app.parts
	o := outbox.Options{Sender: parts.Portal, Ledger: parts.Promises,
		Reader: &reader{mirror: parts.Mirror, cache: parts.Cache, promises: parts.Promises, limits: telecom.DefaultLimits(), zone: time.UTC}}
	change(&o)
	b, err := outbox.New(o)
	if err != nil {
		k.t.Fatal(err)
	}
	return b
}

// slowReader waits before its first reading.
type slowReader struct {
	outbox.Reader
	once sync.Once
	wait chan struct{}
}

func (r *slowReader) Fresh(ctx context.Context, d *telecom.Draft) error {
	r.once.Do(func() { <-r.wait })
	return r.Reader.Fresh(ctx, d)
}

func TestSubmit_LateSecondClickPlacesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := atTheCounter(t, portalsim.Config{Speed: 500}) // an order ends while a click may still wait
		d := k.swap()
		wait := make(chan struct{})
		slow := k.outboxOf(func(o *outbox.Options) { o.Reader = &slowReader{Reader: o.Reader, wait: wait} })
		second := make(chan error, 1)
		go func() {
			_, err := slow.Submit(t.Context(), d, "ada", readAll)
			second <- err
		}()
		synctest.Wait()
		if _, err := k.app.parts.outbox.Submit(t.Context(), d, "ada", readAll); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Second)
		if err := k.app.parts.Mirror.ReadFresh(t.Context(), d.ServiceID); err != nil {
			t.Fatal(err)
		}
		k.app.parts.outbox.Look(t.Context())
		if p := k.promise(); p.State != telecom.SubmissionClosed {
			t.Fatalf("the first one's order has not ended: %+v", p)
		}
		close(wait)
		err := <-second
		if blocked, ok := err.(*telecom.Objection); !ok || !strings.Contains(blocked.Error(), "while yours waited") || len(k.sim.Placed()) != 1 {
			t.Errorf("%v, %d orders", err, len(k.sim.Placed()))
		}
		if _, err := k.app.parts.outbox.Submit(t.Context(), d, "ada", readAll); err != nil {
			t.Error("it cannot be placed again by one who knows:", err)
		}
	})
}

func TestSubmit_BlockedWhileEarlierOrderIsUnsure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := atTheCounter(t, portalsim.Config{})
		d := k.swap()
		if _, err := k.app.parts.outbox.Submit(t.Context(), d, "ada", readAll); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		k.line.Cut() // nothing looks it up meanwhile
		err := k.app.parts.Promises.Settle(k.promise().Key, telecom.EntryUnsure, time.Now(), "ada", "", func(p *telecom.Submission) error {
			p.State, p.OrderID = telecom.SubmissionUnsure, ""
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = k.app.parts.outbox.Submit(t.Context(), d, "ada", readAll)
		if _, ok := err.(*telecom.Objection); !ok || len(k.sim.Placed()) != 1 {
			t.Errorf("%v, %d orders", err, len(k.sim.Placed()))
		}
	})
}

// fullDisk takes submissions, but not their outcomes.
type fullDisk struct{ outbox.Ledger }

func (fullDisk) Settle(string, telecom.EntryKind, time.Time, string, string, func(*telecom.Submission) error) error {
	return &telecom.Error{Code: telecom.Internal, Text: "Nothing was sent."}
}

func TestSubmit_UnwrittenOutcomeIsNotCalledUnsent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := atTheCounter(t, portalsim.Config{})
		b := k.outboxOf(func(o *outbox.Options) { o.Ledger = fullDisk{o.Ledger} })
		d := k.swap()
		got, err := b.Submit(t.Context(), d, "ada", readAll)
		if err != nil || got.Problem == nil || !strings.Contains(got.Problem.Text, "The order was placed") {
			t.Errorf("%+v %v", got, err)
		}
		if _, err := b.Submit(t.Context(), d, "ada", readAll); err == nil || len(k.sim.Placed()) != 1 {
			t.Errorf("%v, %d orders", err, len(k.sim.Placed()))
		}
	})
}

func TestSubmit_ObjectionsAreReportedAsTheyAre(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := atTheCounter(t, portalsim.Config{})
		d := k.swap()
		if _, err := k.sim.PlaceOrder(d.ServiceID, "simSwap"); err != nil {
			t.Fatal(err)
		}
		_, err := k.app.parts.outbox.Submit(t.Context(), d, "ada", readAll)
		if _, ok := err.(*telecom.Objection); !ok {
			t.Errorf("%T %v", err, err)
		}
	})
}

// unprovenReader is of a portal that can be asked for nothing.
type unprovenReader struct{ outbox.Reader }

func (unprovenReader) Fresh(context.Context, *telecom.Draft) error {
	return &telecom.Error{Code: telecom.Unconfirmed, Text: "Nobody can be sure."}
}

func TestResolve_PossibleAtIncompletePortal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := atTheCounter(t, portalsim.Config{})
		p := telecom.Submission{Key: "K", Draft: k.swap(), At: time.Now(), By: "ada"}
		b := k.outboxOf(func(o *outbox.Options) { o.Reader = unprovenReader{o.Reader} })
		if err := b.Ledger.Promise(p, time.Now(), func([]telecom.Submission) error { return nil }); err != nil {
			t.Fatal(err)
		}
		err := b.Ledger.Settle("K", telecom.EntryUnsure, time.Now(), "ada", "", func(p *telecom.Submission) error {
			p.State = telecom.SubmissionUnsure
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			b.Look(t.Context())
		}
		time.Sleep(16 * time.Minute)
		if err := b.Resolve("K", "", "ada", "support says no", time.Now()); err != nil {
			t.Error(err)
		}
	})
}

// sleepySender lets time pass once, between the outbox's last look at the clock and the portal.
type sleepySender struct {
	outbox.Sender
	sleep func()
}

func (s *sleepySender) Place(ctx context.Context, p telecom.Submission) telecom.Outcome {
	s.sleep()
	return s.Sender.Place(ctx, p)
}

func (k *counter) asleep(during func()) *outbox.Outbox {
	return k.outboxOf(func(o *outbox.Options) {
		o.Sender = &sleepySender{o.Sender, sync.OnceFunc(func() {
			during()
			time.Sleep(11 * time.Second)
		})}
	})
}

func TestSubmit_SendsNothingOnAReadingThatSlept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := atTheCounter(t, portalsim.Config{})
		d := k.swap()
		b := k.asleep(func() {
			if _, err := k.sim.PlaceOrder(d.ServiceID, "simSwap"); err != nil { // a colleague is at another desk
				t.Error(err)
			}
		})
		got, err := b.Submit(t.Context(), d, "ada", readAll)
		if _, blocked := err.(*telecom.Objection); !blocked || len(k.sim.Placed()) != 0 {
			t.Errorf("%+v %v, %d orders", got, err, len(k.sim.Placed()))
		}
		if p := k.promise(); p.State != telecom.SubmissionNotSent {
			t.Errorf("%+v", p)
		}
	})
}

func TestSubmit_ReadsAgainAfterSleep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := atTheCounter(t, portalsim.Config{})
		got, err := k.asleep(func() {}).Submit(t.Context(), k.swap(), "ada", readAll)
		all, _ := k.app.parts.Promises.All()
		if err != nil || got.Submission.State != telecom.SubmissionPlaced || len(k.sim.Placed()) != 1 || len(all) != 2 {
			t.Errorf("%+v %v, %d orders, %+v", got, err, len(k.sim.Placed()), all)
		}
	})
}

func TestSubmit_SlowPortalIsNoInternalError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := withNothingOpen(t)
		k.sim.SetFaults(portalsim.Slow)
		defer k.sim.SetFaults()
		quiet := k.quiet("2.0")
		said := make(chan error, 20)
		for n := range 20 {
			go func() { said <- k.app.Service.Refresh(quiet[n%len(quiet)].ID) }()
		}
		late := 0
		for range 20 {
			if err := <-said; err != nil {
				late++
				if e := telecom.AsError(err); e.Code == telecom.Internal {
					t.Fatal(e)
				}
			}
		}
		if late == 0 {
			t.Error("nobody waited too long")
		}
	})
}
