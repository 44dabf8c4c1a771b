package usage_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"commsdesk/backend/telecom"
	"commsdesk/backend/usage"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fakePortal has usage.
type fakePortal struct {
	usage   map[string][]telecom.Usage
	err     error
	slow    time.Duration
	nowhere bool // the profile has no address for usage

	mu    sync.Mutex
	asked int
}

func (f *fakePortal) Usage(ctx context.Context, id string) ([]telecom.Usage, error) {
	f.mu.Lock()
	f.asked++
	f.mu.Unlock()
	if f.nowhere {
		return nil, &telecom.Error{Code: telecom.NotFound, Text: "This portal's usage is not configured."}
	}
	select {
	case <-ctx.Done():
		return nil, errors.Join(ctx.Err(), f.err)
	case <-time.After(f.slow):
		return f.usage[id], f.err
	}
}

func (f *fakePortal) questions() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.asked
}

// fakeCache keeps in memory.
type fakeCache struct {
	mu   sync.Mutex
	used map[string]held
}

type held struct {
	usage []telecom.Usage
	at    time.Time
}

func (c *fakeCache) KeepUsage(from, id string, usage []telecom.Usage, at time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.used[from+id] = held{usage, at}
	return nil
}

func (c *fakeCache) Usage(from, id string) ([]telecom.Usage, time.Time, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	h := c.used[from+id]
	return h.usage, h.at, nil
}

// desk is a Reader between a portal and a cache, in virtual time.
type desk struct {
	*usage.Reader
	t      *testing.T
	portal *fakePortal
	cache  *fakeCache

	mu      sync.Mutex
	changes int
}

var unreachable = &telecom.Error{Code: telecom.Unreachable, Text: "The portal could not be reached."}

func reading(t *testing.T, do ...func(*desk, *usage.Options)) *desk {
	d := &desk{t: t, portal: &fakePortal{usage: map[string][]telecom.Usage{}}, cache: &fakeCache{used: map[string]held{}}}
	o := usage.Options{Source: d.portal, Cache: d.cache, From: "http://u", Changed: func() { d.mu.Lock(); defer d.mu.Unlock(); d.changes++ }}
	for _, f := range do {
		f(d, &o)
	}
	d.Reader = usage.New(o)
	return d
}

// changed wants so many changes to be told since it was asked before.
func (d *desk) changed(want int) {
	d.t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.changes != want {
		d.t.Errorf("got %d changes, want %d", d.changes, want)
	}
	d.changes = 0
}

var used = []telecom.Usage{{Kind: telecom.Data, Used: 3.5, Allowance: 60, Unit: "GB"}}

func TestUsageIsReadWhenSomebodyAsksAndKnownFromThenOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := reading(t)
		r.portal.usage["1"] = used
		if got, at, err := r.Of("1"); got != nil || !at.IsZero() || err != nil || !r.Available() {
			t.Error(got, at, err)
		}
		r.portal.slow = time.Minute
		began := time.Now()
		if err := r.Read(t.Context(), "1"); err != nil {
			t.Fatal(err)
		}
		if got, at, err := r.Of("1"); !cmp.Equal(got, used) || !at.Equal(began) || err != nil {
			t.Error(got, at, err)
		}
		r.changed(1)
		if err := r.Read(t.Context(), "2"); err != nil {
			t.Fatal(err)
		}
		if got, at, err := r.Of("2"); len(got) != 0 || at.IsZero() || err != nil {
			t.Error("that nothing was used is known: ", got, at, err)
		}
		r.changed(1)
		if at := r.cache.used["http://u2"].at; at.Location() != time.UTC {
			t.Error("a time that is not UTC: ", at)
		}
	})
}

func TestAFailedReadingLeavesWhatIsKnownAndItsAge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := reading(t)
		r.portal.usage["1"] = used
		began := time.Now()
		if !r.ReadAt().IsZero() {
			t.Error("read before anybody asked")
		}
		if err := r.Read(t.Context(), "1"); err != nil || r.Problem() != nil {
			t.Fatal(err)
		}
		r.changed(1)
		time.Sleep(time.Hour)
		r.portal.err = unreachable
		if err := r.Read(t.Context(), "1"); telecom.AsError(err).Code != telecom.Unreachable || r.Problem() == nil {
			t.Error(err)
		}
		if got, at, err := r.Of("1"); len(got) != 1 || !at.Equal(began) || err != nil {
			t.Error(got, at, err)
		}
		if !r.ReadAt().Equal(began) {
			t.Error(r.ReadAt())
		}
		r.changed(0)
	})
}

func TestAProfileWithoutUsageSaysSoInThePortalsWords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := reading(t, func(r *desk, o *usage.Options) { o.From, r.portal.nowhere = "", true })
		err := r.Read(t.Context(), "1")
		if e := telecom.AsError(err); e.Code != telecom.NotFound || e.Text != "This portal's usage is not configured." {
			t.Error(err)
		}
		if got, at, err := r.Of("1"); got != nil || !at.IsZero() || err != nil || r.Available() || r.Problem() != nil {
			t.Error(got, at, err)
		}
	})
}

func TestManyWhoAskAtOnceAreOneQuestion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := reading(t)
		r.portal.slow, r.portal.usage["1"] = time.Minute, used
		first, leave := context.WithCancel(t.Context())
		var asking sync.WaitGroup
		asking.Go(func() {
			if err := r.Read(first, "1"); telecom.AsError(err).Code != telecom.Unreachable {
				t.Error("who left: ", err)
			}
		})
		synctest.Wait()
		for range 9 {
			asking.Go(func() {
				if err := r.Read(t.Context(), "1"); err != nil {
					t.Error(err)
				}
			})
		}
		synctest.Wait()
		if n := r.portal.questions(); n != 1 {
			t.Errorf("%d questions", n)
		}
		gone, leaveToo := context.WithCancel(t.Context())
		asking.Go(func() {
			if err := r.Read(gone, "1"); err == nil {
				t.Error("an answer for one who had left")
			}
		})
		synctest.Wait()
		leaveToo()
		leave() // the others still want to know
		asking.Wait()
		if n := r.portal.questions(); n != 2 {
			t.Errorf("%d questions", n)
		}
		if got, _, _ := r.Of("1"); len(got) != 1 || r.Problem() != nil {
			t.Error(got)
		}
	})
}

func TestUsageOfTheFutureIsNotKnown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := reading(t)
		r.cache.used["http://u1"] = held{used, time.Now().Add(time.Minute)}
		if got, at, err := r.Of("1"); got != nil || !at.IsZero() || err != nil {
			t.Error(got, at, err)
		}
	})
}
