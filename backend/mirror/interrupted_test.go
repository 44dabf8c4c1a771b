package mirror_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/backend/mirror"
	"commsdesk/backend/telecom"
)

// livingOn runs a mirror on a copy that may come from an earlier run, until it is stopped.
func livingOn(t *testing.T, f mirror.Source, c *fakeCache, change ...func(*mirror.Options)) (m *mirror.Mirror, stop func()) {
	o := mirror.Options{Source: f, Cache: c, Jitter: calm}
	for _, ch := range change {
		ch(&o)
	}
	m = mirror.New(o)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { m.Run(ctx); close(done) }()
	synctest.Wait()
	return m, func() { cancel(); <-done }
}

// twisted is a portal with some changed answers.
type twisted struct {
	*fakeSource
	newest   func(offset int, p telecom.Page[telecom.Order], ok bool, err error) (telecom.Page[telecom.Order], bool, error)
	order    func(id string, o telecom.Order, err error) (telecom.Order, error)
	services func(offset, limit int, p telecom.Page[telecom.Service], err error) (telecom.Page[telecom.Service], error)
}

func (f *twisted) NewestOrders(ctx context.Context, offset int, known bool) (telecom.Page[telecom.Order], bool, error) {
	p, ok, err := f.fakeSource.NewestOrders(ctx, offset, known)
	if f.newest != nil {
		return f.newest(offset, p, ok, err)
	}
	return p, ok, err
}

func (f *twisted) Order(ctx context.Context, id string) (telecom.Order, error) {
	o, err := f.fakeSource.Order(ctx, id)
	if f.order != nil {
		return f.order(id, o, err)
	}
	return o, err
}

func (f *twisted) Services(ctx context.Context, offset, limit int) (telecom.Page[telecom.Service], error) {
	p, err := f.fakeSource.Services(ctx, offset, limit)
	if f.services != nil {
		return f.services(offset, limit, p, err)
	}
	return p, err
}

func has(c *fakeCache, id string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, ok := c.orders[id]
	return ok
}

func TestNewest_InterruptedReadingIsCompleted(t *testing.T) {
	for _, stubs := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			f := newFakeSource(2000, 1)
			f.rows, f.stubs = 50, stubs
			var failAt atomic.Int32
			w := &twisted{fakeSource: f}
			w.newest = func(offset int, p telecom.Page[telecom.Order], ok bool, err error) (telecom.Page[telecom.Order], bool, error) {
				if at := int(failAt.Load()); at > 0 && offset >= at {
					return telecom.Page[telecom.Order]{}, false, failing(telecom.Unreachable)
				}
				return p, ok, err
			}
			m, c := runningOn(t, w)
			after(31 * time.Second)
			for i := range 300 {
				f.place(fmt.Sprintf("N%03d", i), "S00001", "completed")
			}
			failAt.Store(150)
			after(31 * time.Second)
			failAt.Store(0)
			after(61 * time.Second)
			if fresh := m.Freshness(); fresh.Status != telecom.Fresh || !has(c, "N000") {
				t.Errorf("%s of %v ago, and an order placed before is here: %v", fresh.Status, time.Since(fresh.ReadAt), has(c, "N000"))
			}
			asked := f.count("newest") + f.count("stubs")
			after(10 * time.Minute)
			if n := f.count("newest") + f.count("stubs") - asked; n > 20*3 {
				t.Errorf("%d pages in 20 passes", n)
			}
		})
	}
}

func TestNewest_FindsEndedOrdersBehindOpenOnes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(2000, 1)
		f.rows, f.filters = 50, true
		c := newFakeCache()
		_, stop := livingOn(t, f, c)
		after(31 * time.Second)
		stop()
		time.Sleep(time.Hour)
		for i := range 100 {
			f.place(fmt.Sprintf("CLOSED%03d", i), "S00001", "completed")
		}
		time.Sleep(47 * time.Hour) // a weekend
		for i := range 150 {
			f.place(fmt.Sprintf("OPEN%03d", i), "S00002", "inProgress")
		}
		m, stop := livingOn(t, f, c)
		after(5 * time.Second)
		defer stop()
		if fresh := m.Freshness(); fresh.Status != telecom.Fresh || !has(c, "CLOSED000") {
			t.Errorf("%s of %v ago, and an order placed before is here: %v", fresh.Status, time.Since(fresh.ReadAt), has(c, "CLOSED000"))
		}
	})
}

func TestPass_ReadsFromListWhatHasNoPage(t *testing.T) {
	for _, code := range []telecom.Code{telecom.Broken, telecom.Denied} {
		synctest.Test(t, func(t *testing.T) {
			f := newFakeSource(100, 1)
			f.rows, f.stubs = 100, true
			w := &twisted{fakeSource: f}
			w.order = func(id string, o telecom.Order, err error) (telecom.Order, error) {
				if id[0] == 'N' {
					return telecom.Order{}, failing(code)
				}
				return o, err
			}
			m, c := runningOn(t, w)
			for i := range 4 {
				f.place(fmt.Sprintf("N%03d", i), "S00001", "completed")
			}
			f.place("GOOD", "S00001", "completed")
			after(time.Minute)
			equalWorlds(t, c, f)
			if fresh := m.Freshness(); fresh.Status != telecom.Fresh {
				t.Errorf("%s: %+v", code, fresh)
			}
		})
	}
}

func TestLastWord_ReadAfterFirstCopy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(100, 1)
		f.rows, f.stubs = 100, true
		f.place("NEW", "S00001", "completed")
		time.Sleep(2 * time.Minute)
		_, c := running(t, f)
		f.change(func() { f.orders[len(f.orders)-1].Summary = "last word" })
		after(time.Hour)
		if c.orders["NEW"].Summary != "last word" {
			t.Errorf("it was never read: got %q, want \"last word\"", c.orders["NEW"].Summary)
		}
	})
}

func TestSweep_EndsOnListThatWrapsAround(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(50, 1)
		w := &twisted{fakeSource: f}
		w.services = func(offset, limit int, p telecom.Page[telecom.Service], err error) (telecom.Page[telecom.Service], error) {
			f.mu.Lock()
			defer f.mu.Unlock()
			p = telecom.Page[telecom.Service]{Next: offset + 20}
			for i := range 20 {
				p.Items = append(p.Items, f.services[(offset+i)%len(f.services)])
			}
			return p, err
		}
		c := newFakeCache()
		_, stop := livingOn(t, w, c)
		after(6 * time.Minute)
		stop() // in the middle of a sweep
		_, stop = livingOn(t, w, c)
		defer stop()
		f.remove("S00007", "")
		after(time.Hour)
		if n, _ := c.size(); n != 49 {
			t.Errorf("%d services, %+v", n, c.Cursor())
		}
	})
}

func TestSweep_BeginsAfterClockWasSetBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(30, 1)
		c := newFakeCache()
		_, stop := livingOn(t, f, c)
		after(time.Minute)
		stop()
		// The last complete pass is older than what was read since, because something was always missing.
		c.cursor.Services.Began = time.Now().Add(24 * time.Hour)
		c.cursor.Orders.Began = time.Now().Add(24 * time.Hour)
		_, stop = livingOn(t, f, c)
		defer stop()
		f.change(func() { f.services[7].Customer = "Ada" })
		after(10 * time.Minute)
		if c.services["S00007"].Customer != "Ada" {
			t.Errorf("no sweep began: %+v: got %q, want \"Ada\"", c.cursor, c.services["S00007"].Customer)
		}
		if c.doubted.IsZero() {
			t.Error("times that cannot be true are kept")
		}
	})
}

func TestPass_EndsOnRepeatingFutureOrders(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(5, 1)
		f.orders[4].OrderedAt = time.Now().Add(24 * time.Hour)
		f.rows, f.repeats = 1, true
		m, _ := running(t, f)
		after(10 * time.Minute)
		if fresh := m.Freshness(); fresh.Status != telecom.Fresh || f.count("newest") > 3*21 {
			t.Errorf("%d questions, %+v", f.count("newest"), fresh)
		}
	})
}

func TestClock_DifferingServersAreNotReadAnewConstantly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(500, 1)
		n := 0
		w := &twisted{fakeSource: f}
		w.newest = func(offset int, p telecom.Page[telecom.Order], ok bool, err error) (telecom.Page[telecom.Order], bool, error) {
			n++
			p.Skew = time.Second + time.Duration(n%2)*90*time.Second
			return p, ok, err
		}
		_, stop := livingOn(t, w, newFakeCache(), func(o *mirror.Options) { o.ReadWith = "rules" })
		defer stop()
		after(time.Minute)
		before := f.questions()
		after(time.Hour)
		if asked := f.questions() - before; asked > 120*6+12*200 {
			t.Errorf("%d questions in an hour", asked)
		}
	})
}

func TestReadAnew_ResumesAfterInterruption(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(1000, 1)
		f.rows = 10
		c := newFakeCache()
		_, stop := livingOn(t, f, c)
		after(time.Minute)
		stop()
		n := 0
		w := &twisted{fakeSource: f}
		w.services = func(offset, limit int, p telecom.Page[telecom.Service], err error) (telecom.Page[telecom.Service], error) {
			if n++; n%40 == 0 {
				return telecom.Page[telecom.Service]{}, failing(telecom.Broken)
			}
			return p, err
		}
		m, stop := livingOn(t, w, c, func(o *mirror.Options) { o.ReadWith = "other" })
		defer stop()
		f.place("NEW", "S00001", "inProgress")
		before := f.questions()
		after(24 * time.Hour)
		if c.Cursor().ReadWith != "other" || !has(c, "NEW") {
			t.Errorf("after a day: %+v, %d questions, order %v; %+v", c.Cursor(), f.questions()-before, has(c, "NEW"), m.Freshness())
		}
	})
}

func TestLastWord_ReadAfterRestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(100, 1)
		f.rows, f.stubs = 100, true
		c := newFakeCache()
		f.place("NEW", "S00001", "inProgress")
		_, stop := livingOn(t, f, c)
		after(31 * time.Second)
		f.set("NEW", "completed")
		after(31 * time.Second)
		stop()
		_, stop = livingOn(t, f, c)
		defer stop()
		f.change(func() { f.orders[len(f.orders)-1].Summary = "last word" })
		after(24 * time.Hour)
		if c.orders["NEW"].Summary != "last word" {
			t.Errorf("the last word was never read: got %q, want \"last word\"", c.orders["NEW"].Summary)
		}
	})
}
