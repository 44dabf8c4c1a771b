package app

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/backend/outbox"
	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

// fillingDisk takes promises, and what became of them only while there is room.
type fillingDisk struct {
	outbox.Ledger
	full atomic.Bool
}

func (f *fillingDisk) Settle(key string, deed telecom.EntryKind, at time.Time, by, text string,
	change func(*telecom.Submission) error) error {
	if f.full.Load() {
		return &telecom.Error{Code: telecom.Internal, Text: "The disk is full."}
	}
	return f.Ledger.Settle(key, deed, at, by, text, change)
}

func TestSubmit_UnwrittenOutcomeIsLookedUpLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := atTheCounter(t, portalsim.Config{})
		disk := &fillingDisk{}
		b := k.outboxOf(func(o *outbox.Options) { disk.Ledger, o.Ledger = o.Ledger, disk })
		disk.full.Store(true)
		if got, err := b.Submit(t.Context(), k.swap(), "ada", readAll); err != nil || got.Problem == nil {
			t.Fatalf("%+v %v", got, err)
		}
		b.Look(t.Context())
		if p := k.promise(); p.State != telecom.SubmissionSending {
			t.Errorf("settled on a full disk: %+v", p)
		}
		disk.full.Store(false)
		b.Look(t.Context())
		if p := k.promise(); p.State != telecom.SubmissionPlaced || p.OrderID != k.sim.Placed()[0].OrderID {
			t.Errorf("not found: %+v", p)
		}
	})
}

func (f *fillingDisk) Forget(before time.Time) error {
	if f.full.Load() {
		return &telecom.Error{Code: telecom.Internal, Text: "The disk is full."}
	}
	return f.Ledger.Forget(before)
}

func TestStart_WorksOnFullDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := atTheCounter(t, portalsim.Config{})
		promises := k.app.parts.Promises
		if err := promises.Promise(telecom.Submission{Key: "K", Draft: k.swap(), At: time.Now(), By: "ada"}, time.Now(),
			func([]telecom.Submission) error { return nil }); err != nil {
			t.Fatal(err)
		}
		disk := &fillingDisk{Ledger: promises}
		disk.full.Store(true)
		b := k.outboxOf(func(o *outbox.Options) { o.Ledger = disk })
		disk.full.Store(false)
		b.Look(t.Context())
		if p := k.promise(); p.State != telecom.SubmissionUnsure || p.Scans != 1 {
			t.Errorf("%+v", p)
		}
	})
}

func TestLook_LeavesOrdersInFlightAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := atTheCounter(t, portalsim.Config{Latency: 8 * time.Second})
		b := k.outboxOf(func(*outbox.Options) {})
		d := k.swap()
		k.sim.SetFaults(portalsim.WriteSlow)
		done := make(chan telecom.SubmitResult, 1)
		go func() {
			got, err := b.Submit(t.Context(), d, "ada", readAll)
			if err != nil {
				t.Error(err)
			}
			done <- got
		}()
		time.Sleep(4 * time.Second)
		b.Look(t.Context())
		if p := k.promise(); p.State != telecom.SubmissionSending {
			t.Errorf("%+v", p)
		}
		if got := <-done; got.Submission.State != telecom.SubmissionPlaced {
			t.Errorf("%+v", got)
		}
	})
}
