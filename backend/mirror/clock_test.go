package mirror

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/backend/telecom"
)

func TestClock_WakingMachineIsNoticedWithinSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var slept atomic.Int64
		m := &Mirror{scheduler: scheduler{network: func() string { return "" },
			wall: func() time.Time { return time.Now().Round(0).Add(time.Duration(slept.Load())) }}}
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

func TestClock_DataIsStaleAfterSleep(t *testing.T) {
	slept := time.Duration(0)
	m := &Mirror{scheduler: scheduler{wall: func() time.Time { return time.Now().Round(0).Add(slept) }}}
	markFresh(&m.freshness, m.wall(), 0)
	if got := m.Freshness(); got.Status != telecom.Fresh {
		t.Errorf("%+v", got)
	}
	slept = 8 * time.Hour
	if got := m.Freshness(); got.Status != telecom.Stale {
		t.Errorf("%+v", got)
	}
}

// quiet is a portal without data.
type quiet struct{ Source }

func (quiet) Probe(context.Context, []telecom.Order) error { return nil }
func (quiet) Services(context.Context, int, int) (p telecom.Page[telecom.Service], err error) {
	p.Last = true
	return p, nil
}
func (quiet) Orders(context.Context, int, int) (p telecom.Page[telecom.Order], err error) {
	p.Last = true
	return p, nil
}

// times is a cache that keeps only its cursor.
type times struct {
	Cache
	cursor  telecom.Cursor
	doubted time.Time
}

func (c *times) Cursor() telecom.Cursor                           { return c.cursor }
func (c *times) UnseenServices(func(string) bool) []string        { return nil }
func (c *times) UnseenOrders(func(string) bool) ([]string, error) { return nil, nil }
func (c *times) Apply(ch telecom.Changes) (telecom.Applied, error) {
	if ch.Cursor != nil {
		c.cursor = *ch.Cursor
	}
	return telecom.Applied{}, nil
}
func (c *times) Doubt(after time.Time) error {
	if c.doubted = after; c.cursor.CompleteAt.After(after) {
		c.cursor.CompleteAt = time.Time{}
	}
	return nil
}

func TestClock_SetBackMakesNothingYounger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		set := time.Duration(0)
		c := &times{}
		m := New(Options{Source: quiet{}, Cache: c})
		m.wall = func() time.Time { return time.Now().Round(0).Add(set) }
		if _, err := m.Pass(t.Context()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(4 * time.Minute)
		set = -10 * time.Minute
		if err := m.meetClock(); err != nil {
			t.Fatal(err)
		}
		if age := m.wall().Sub(m.Freshness().ReadAt); age != 4*time.Minute {
			t.Errorf("read %v ago, it says", age)
		}
		if age := m.wall().Sub(c.cursor.CompleteAt); age != 4*time.Minute || !c.doubted.Equal(m.wall()) {
			t.Errorf("the copy says %v, doubted after %v", age, c.doubted)
		}
	})
}

func TestClock_CopyFromTheFutureHasUnknownAge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &times{cursor: telecom.Cursor{CompleteAt: time.Now().Add(time.Hour)}}
		m := New(Options{Source: quiet{}, Cache: c})
		if err := m.meetClock(); err != nil || !m.Freshness().ReadAt.IsZero() || c.doubted.IsZero() {
			t.Errorf("%+v %v", m.Freshness(), err)
		}
	})
}
