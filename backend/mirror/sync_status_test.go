package mirror_test

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/backend/mirror"
	"commsdesk/backend/telecom"
)

func TestFailures_HoldNoWordsOfThePortal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(5, 1)
		m, _ := running(t, f)
		f.change(func() { f.err = &telecom.Error{Code: telecom.Denied, Text: "Refused.", Said: "Anna Smith may not."} })
		after(10 * time.Minute)
		f.change(func() { f.err = failing(telecom.Unreachable) })
		after(10 * time.Minute)
		got := m.Failures()
		if len(got) != 2 || got[0].Code != telecom.Denied || got[0].Text != "Refused." || got[0].Times < 3 || !got[0].Until.After(got[0].From) ||
			got[1].Code != telecom.Unreachable {
			t.Errorf("%+v", got)
		}
	})
}

func TestReadAnew_HidesNothingMeanwhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(25, 1)
		_, c := running(t, f)
		after(3 * time.Minute) // in the middle of a sweep
		asked := f.count("services")
		m := mirror.New(mirror.Options{Source: f, Cache: c, Jitter: calm, ReadWith: "2"})
		if got := m.Freshness(); got.ReadAt.IsZero() {
			t.Errorf("%+v", got)
		}
		if _, err := m.Pass(t.Context()); err != nil || c.Cursor().ReadWith != "2" {
			t.Error(c.Cursor().ReadWith, err)
		}
		if n := f.count("services") - asked; n < 3 {
			t.Errorf("%d pages of services were read", n)
		}
	})
}

func TestScheduler_TriesAnotherNetworkAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var network atomic.Value
		network.Store("train")
		f, c := newFakeSource(5, 1), newFakeCache()
		m := mirror.New(mirror.Options{Source: f, Cache: c, Jitter: calm, Network: func() string { return network.Load().(string) }})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { m.Run(ctx); close(done) }()
		t.Cleanup(func() { cancel(); <-done })
		synctest.Wait()
		f.change(func() { f.err = failing(telecom.Unreachable) })
		after(20 * time.Minute) // it is asked for every two minutes only
		for m.Freshness().NextTry.Before(time.Now().Add(time.Minute)) {
			after(time.Second)
		}
		f.change(func() { f.err = nil })
		network.Store("office")
		after(6 * time.Second)
		if got := m.Freshness(); got.Status != telecom.Fresh {
			t.Errorf("%+v", got)
		}
	})
}

func TestRetryAfter_HeaderSaysWhenTheNextTryIs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(5, 1)
		m, _ := running(t, f)
		f.change(func() {
			f.err = &telecom.Error{Code: telecom.Busy, Text: "Busy.", Cause: retryIn(15 * time.Minute)}
		})
		after(time.Minute)
		if next := time.Until(m.Freshness().NextTry); next < 14*time.Minute || next > 16*time.Minute {
			t.Errorf("got the next try in %s, want one in about 15 min", next)
		}
	})
}

// retryIn is a busy portal.
type retryIn time.Duration

func (r retryIn) Error() string             { return "busy" }
func (r retryIn) RetryAfter() time.Duration { return time.Duration(r) }
