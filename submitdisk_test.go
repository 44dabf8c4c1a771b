package main

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/backend"
	"commsdesk/backend/outbox"
	"commsdesk/backend/portalsim"
)

// fillingDisk takes promises, and what became of them only while there is room.
type fillingDisk struct {
	outbox.Ledger
	full atomic.Bool
}

func (f *fillingDisk) Settle(key string, deed backend.Deed, at time.Time, by, text string, change func(*backend.Promise) error) error {
	if f.full.Load() {
		return &backend.Error{Code: backend.Internal, Text: "The disk is full."}
	}
	return f.Ledger.Settle(key, deed, at, by, text, change)
}

func TestAnOrderWhoseOutcomeCouldNotBeWrittenIsLookedUpOnceThereIsRoomAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := atTheCounter(t, portalsim.Config{})
		disk := &fillingDisk{}
		b := k.outboxOf(func(o *outbox.Options) { disk.Ledger, o.Ledger = o.Ledger, disk })
		disk.full.Store(true)
		if got, err := b.Submit(t.Context(), k.swap(), "ada", readAll); err != nil || got.Problem == nil {
			t.Fatalf("%+v %v", got, err)
		}
		b.Look(t.Context())
		if p := k.promise(); p.State != backend.PromiseSending {
			t.Errorf("settled on a full disk: %+v", p)
		}
		disk.full.Store(false)
		b.Look(t.Context())
		if p := k.promise(); p.State != backend.PromisePlaced || p.OrderID != k.sim.Placed()[0].OrderID {
			t.Errorf("not found: %+v", p)
		}
	})
}

func (f *fillingDisk) Forget(before time.Time) error {
	if f.full.Load() {
		return &backend.Error{Code: backend.Internal, Text: "The disk is full."}
	}
	return f.Ledger.Forget(before)
}

func TestADeskStartsOnAFullDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := atTheCounter(t, portalsim.Config{})
		promises := k.app.parts.promises
		if err := promises.Promise(backend.Promise{Key: "K", Draft: k.swap(), At: time.Now(), By: "ada"}, time.Now(), func([]backend.Promise) error { return nil }); err != nil {
			t.Fatal(err)
		}
		disk := &fillingDisk{Ledger: promises}
		disk.full.Store(true)
		b := k.outboxOf(func(o *outbox.Options) { o.Ledger = disk })
		disk.full.Store(false)
		b.Look(t.Context())
		if p := k.promise(); p.State != backend.PromiseUnsure || p.Scans != 1 {
			t.Errorf("%+v", p)
		}
	})
}

func TestAnOrderOnItsWayIsNotTakenForLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := atTheCounter(t, portalsim.Config{Latency: 8 * time.Second})
		b := k.outboxOf(func(*outbox.Options) {})
		d := k.swap()
		k.sim.SetFaults(portalsim.WriteSlow)
		done := make(chan backend.Submission, 1)
		go func() {
			got, err := b.Submit(t.Context(), d, "ada", readAll)
			if err != nil {
				t.Error(err)
			}
			done <- got
		}()
		time.Sleep(4 * time.Second)
		b.Look(t.Context())
		if p := k.promise(); p.State != backend.PromiseSending {
			t.Errorf("%+v", p)
		}
		if got := <-done; got.Promise.State != backend.PromisePlaced {
			t.Errorf("%+v", got)
		}
	})
}
