package mirror

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/backend"
)

func TestAWakingMachineIsNoticedWithinSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var slept atomic.Int64
		m := &Mirror{wall: func() time.Time { return time.Now().Add(time.Duration(slept.Load())) }}
		began := time.Now()
		go func() {
			time.Sleep(7 * time.Second)
			slept.Store(int64(8 * time.Hour))
		}()
		if early, ok := m.wait(t.Context(), 5*time.Minute); !early || !ok || time.Since(began) != 10*time.Second {
			t.Error(early, ok, time.Since(began))
		}
		began = time.Now()
		if early, ok := m.wait(t.Context(), time.Minute); early || !ok || time.Since(began) != time.Minute {
			t.Error(early, ok, time.Since(began))
		}
	})
}

func TestWhatWasReadBeforeTheMachineSleptIsStaleWhenItWakes(t *testing.T) {
	slept := time.Duration(0)
	m := &Mirror{wall: func() time.Time { return time.Now().Round(0).Add(slept) }}
	clears(&m.freshness, backend.Cursor{CompleteAt: m.wall()}, 0)
	if got := m.Freshness(); got.Weather != backend.Fresh {
		t.Errorf("%+v", got)
	}
	slept = 8 * time.Hour
	if got := m.Freshness(); got.Weather != backend.Stale {
		t.Errorf("%+v", got)
	}
}
