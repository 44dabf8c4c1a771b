package mirror_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/backend/mirror"
	"commsdesk/backend/telecom"
)

func TestPass_ReadsManyOpenOrdersInTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(10, 0)
		for i := range 100 {
			f.place(fmt.Sprintf("N%03d", i), "S00001", "inProgress")
		}
		m, _ := running(t, f)
		copied := m.Freshness().ReadAt
		after(30 * time.Second)
		after(30 * time.Second)
		if got := m.Freshness().ReadAt; !got.Equal(copied) {
			t.Errorf("confirmed at %v though not all were read", got)
		}
		after(30 * time.Second)
		if got := m.Freshness().ReadAt; !got.Equal(copied.Add(30 * time.Second)) {
			t.Errorf("confirmed at %v", got.Sub(copied))
		}
	})
}

func TestWatch_ReadsServiceAtOnceAndFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(20, 2)
		f.filters = true
		m, c := running(t, f)
		after(10 * time.Second)
		f.change(func() { f.services[7].Plan = "L" })
		m.Watch("S00007")
		synctest.Wait()
		if c.services["S00007"].Plan != "L" || !m.Updated("S00007").Equal(time.Now()) || m.Updated("S00001").Equal(time.Now()) {
			t.Error("not read at once")
		}
		m.Watch("S00007")
		synctest.Wait()
		if n := f.count("service S00007"); n != 1 {
			t.Errorf("read %d times", n)
		}
		after(20 * time.Second)
		if n := f.count("service S00007"); n != 2 {
			t.Errorf("read %d times with the pass", n)
		}
	})
}

func TestWatch_HiddenServiceIsNotConfirmed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(3, 1)
		m, c := running(t, f)
		f.change(func() { f.services = f.services[1:] })
		if err := m.ReadService(t.Context(), "S00000"); telecom.AsError(err).Code != telecom.Unconfirmed {
			t.Error(err)
		}
		if _, kept := c.services["S00000"]; !kept {
			t.Error("removed")
		}
		read := m.Updated("S00000")
		after(time.Minute)
		if !m.Updated("S00000").Equal(read) || !m.Updated("S00001").After(read) {
			t.Errorf("a complete pass made it look confirmed at %v, last read at %v", m.Updated("S00000"), read)
		}
	})
}

func TestCallbacks_CalledOnlyForDifferences(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(3, 1)
		var changed, fresher atomic.Int32
		m := mirror.New(mirror.Options{Source: f, Cache: newFakeCache(), Changed: func() { changed.Add(1) }, Fresher: func() { fresher.Add(1) }})
		if _, err := m.Pass(t.Context()); err != nil || changed.Load() != 2 || fresher.Load() == 0 {
			t.Error(err, changed.Load(), fresher.Load())
		}
		if _, err := m.Pass(t.Context()); err != nil || changed.Load() != 2 {
			t.Error(err, changed.Load())
		}
	})
}

func TestFirstCopy_TakesTwentyThousandServices(t *testing.T) {
	f := newFakeSource(20000, 1)
	f.rows = 1000
	c := newFakeCache()
	m := mirror.New(mirror.Options{Source: f, Cache: c})
	if n, err := m.Pass(t.Context()); err != nil || n.Services != 20000 || n.Orders != 20000 {
		t.Error(n, err)
	}
	equalWorlds(t, c, f)
}

func TestPass_DoesNotReadTurnsOneByOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(10, 1)
		for i := range 60 {
			f.place(fmt.Sprintf("OPEN%02d", i), fmt.Sprintf("S%05d", i%10), "inProgress")
		}
		f.filters, f.turn = true, 40
		m, _ := running(t, f)
		after(5 * time.Minute)
		for i := range 60 {
			if id := fmt.Sprintf("OPEN%02d", i); f.count("order "+id) > 1 { // once, since it was never confirmed
				t.Fatalf("%s was read by its id again and again", id)
			}
		}
		if got := m.Freshness(); got.Status != telecom.Fresh || time.Since(got.ReadAt) > 90*time.Second {
			t.Errorf("%+v", got)
		}
	})
}

// agedSource is a portal whose open orders come from a cache.
type agedSource struct {
	*fakeSource
	age time.Duration
}

func (a *agedSource) OpenOrders(ctx context.Context, known []telecom.Order) (telecom.Page[telecom.Order], error) {
	telecom.AgesOf(ctx).Note(a.age)
	return a.fakeSource.OpenOrders(ctx, known)
}

func TestPass_AsksOnceForCachedOrders(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(60, 1)
		f.filters = true
		for i := range f.orders {
			f.orders[i].State = "inProgress"
		}
		runningOn(t, &agedSource{f, 3 * time.Second})
		after(2 * time.Minute)
		before := f.questions()
		after(10 * time.Minute)
		for _, what := range f.asked[before:] {
			if strings.HasPrefix(what, "order O") {
				t.Fatalf("%s was asked for singly", what)
			}
		}
	})
}

func TestPass_SeesNewOrderDespiteCache(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(60, 1)
		f.filters = true
		_, c := runningOn(t, &agedSource{f, 270 * time.Second})
		after(2 * time.Minute)
		placed := time.Now()
		f.place("NEW", "S00003", "inProgress")
		after(time.Minute)
		if seen := c.seen["NEW"]; seen.Before(placed) {
			t.Errorf("it seems to be seen at %s, before it was placed", seen)
		}
	})
}
