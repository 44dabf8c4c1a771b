package catalog_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"commsdesk/backend/catalog"
	"commsdesk/backend/telecom"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fakePortal has a catalog.
type fakePortal struct {
	mu    sync.Mutex
	offer telecom.Offer
	err   error
	slow  time.Duration
	read  []time.Time // when the catalog was
}

func (f *fakePortal) Offer(ctx context.Context) (telecom.Offer, error) {
	f.mu.Lock()
	f.read = append(f.read, time.Now())
	o, err, slow := f.offer, f.err, f.slow
	f.mu.Unlock()
	o.ReadAt = time.Now().UTC()
	if away := rest(ctx, slow); away != nil || err != nil {
		return telecom.Offer{}, errors.Join(away, err)
	}
	return o, nil
}

// change lets the portal be otherwise from now on.
func (f *fakePortal) change(how func(*fakePortal)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	how(f)
}

// asked returns how often the catalog was read.
func (f *fakePortal) asked() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.read)
}

func rest(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// fakeCache keeps in memory, and nothing of what was read elsewhere.
type fakeCache struct {
	mu    sync.Mutex
	from  string
	offer telecom.Offer
	err   error
}

func (c *fakeCache) KeepOffer(from string, o telecom.Offer) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err == nil {
		c.from, c.offer = from, o
	}
	return c.err
}

func (c *fakeCache) Offer(from string) (telecom.Offer, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.from != from {
		return telecom.Offer{}, c.err
	}
	return c.offer, c.err
}

// desk is a catalog between a portal and a cache, in virtual time.
type desk struct {
	*catalog.Catalog
	t      *testing.T
	portal *fakePortal
	cache  *fakeCache
	stop   context.CancelFunc

	mu    sync.Mutex
	rings int
}

var plans = telecom.Offer{Plans: []telecom.Plan{{Name: "Everyday 60", Platform: "2.0"}}}

var unreachable = &telecom.Error{Code: telecom.Unreachable, Text: "The portal could not be reached."}

// running makes a catalog that runs until the end of the test, after what is done to its options.
func running(t *testing.T, do ...func(*desk, *catalog.Options)) *desk {
	r := &desk{t: t, portal: &fakePortal{offer: plans}, cache: &fakeCache{}}
	o := catalog.Options{
		Source: r.portal, Cache: r.cache, From: "http://c",
		Changed: func() { r.mu.Lock(); defer r.mu.Unlock(); r.rings++ },
		Jitter:  func() float64 { return 0.5 },
	}
	for _, f := range do {
		f(r, &o)
	}
	r.Catalog = catalog.New(o)
	r.run()
	return r
}

func (r *desk) run() {
	ctx, stop := context.WithCancel(r.t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		r.Catalog.Run(ctx)
	}()
	r.stop = func() {
		stop()
		<-done
	}
	r.t.Cleanup(r.stop)
	synctest.Wait()
}

// after lets time pass and wants the catalog to have been read so often.
func (r *desk) after(d time.Duration, want int) {
	r.t.Helper()
	time.Sleep(d)
	synctest.Wait()
	if n := r.portal.asked(); n != want {
		r.t.Errorf("%v: the catalog was read %d times, not %d: %v", time.Now(), n, want, r.portal.read)
	}
}

// rang wants changes to be told so often since it was asked before.
func (r *desk) rang(want int) {
	r.t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.rings != want {
		r.t.Errorf("rang %d times, not %d", r.rings, want)
	}
	r.rings = 0
}

func TestTheCatalogIsReadAtStartAndThenEverySixHours(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := running(t)
		r.after(0, 1)
		r.rang(1)
		if o := r.Offer(); len(o.Plans) != 1 || !o.ReadAt.Equal(time.Now()) || r.Problem() != nil || !r.Available() {
			t.Errorf("%+v", o)
		}
		if !cmp.Equal(r.cache.offer, r.Offer()) {
			t.Errorf("kept %+v", r.cache.offer)
		}
		r.after(6*time.Hour-time.Second, 1)
		r.after(time.Second, 2)
		r.after(12*time.Hour, 4)
	})
}

func TestAnOfferOfWithinTheHourIsGoodEnoughAtStart(t *testing.T) {
	for _, c := range []struct {
		name string
		age  time.Duration
		from string
		read bool
		aged bool // its age is told
	}{
		{"young", 59 * time.Minute, "http://c", false, true},
		{"old", 61 * time.Minute, "http://c", true, true},
		{"from the future", -time.Minute, "http://c", true, false},
		{"of another catalog", time.Minute, "http://other", true, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := running(t, func(r *desk, o *catalog.Options) {
					r.portal.err = unreachable
					r.cache.from, r.cache.offer = c.from, plans
					r.cache.offer.ReadAt = time.Now().Add(-c.age)
				})
				r.after(0, map[bool]int{true: 1, false: 0}[c.read])
				o := r.Offer()
				if known := c.from == "http://c"; (len(o.Plans) == 1) != known || o.ReadAt.IsZero() == c.aged {
					t.Errorf("on offer is %+v", o)
				}
				if !c.read {
					r.after(time.Minute-time.Second, 0)
					r.after(time.Second, 1)
				}
			})
		})
	}
}

func TestAFailureIsToldAndTriedAgainInFiveMinutesAndTheOfferStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := running(t)
		first := r.Offer()
		r.portal.change(func(f *fakePortal) { f.err = unreachable })
		r.rang(1)
		r.after(6*time.Hour, 2)
		if !cmp.Equal(r.Offer(), first) || r.Problem() == nil || r.Problem().Code != telecom.Unreachable {
			t.Errorf("%+v, %v", r.Offer(), r.Problem())
		}
		r.after(5*time.Minute, 2) // half of a fifth more
		r.after(30*time.Second, 3)
		r.rang(1) // the same problem is told once
		r.portal.change(func(f *fakePortal) { f.err = nil })
		r.after(6*time.Minute, 4)
		r.rang(1)
		if r.Problem() != nil || r.Offer().ReadAt.Equal(first.ReadAt) {
			t.Errorf("%+v, %v", r.Offer(), r.Problem())
		}
		r.after(5*time.Hour, 4)
	})
}

// patient is a failure of a portal that says when to come again.
type patient struct{ error }

func (patient) RetryAfter() time.Duration { return 20 * time.Minute }

func TestAPortalThatAsksForPatienceIsGivenIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := running(t, func(r *desk, o *catalog.Options) {
			r.portal.err = &telecom.Error{Code: telecom.Busy, Text: "The portal is busy.", Cause: patient{unreachable}}
		})
		r.after(20*time.Minute-time.Second, 1)
		r.after(time.Second, 2)
	})
}

func TestWhoAsksForItGetsTheCatalogSoonButNotMoreOftenThanEveryThirtySeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := running(t)
		r.after(time.Minute, 1)
		r.Refresh()
		r.after(0, 2)
		for range 20 { // an impatient one
			r.Refresh()
			time.Sleep(time.Second)
		}
		r.after(9*time.Second, 2)
		r.after(time.Second, 3)
		r.after(time.Hour, 3)
		r.portal.change(func(f *fakePortal) { f.err = unreachable })
		r.Refresh()
		r.after(0, 4)
		r.portal.change(func(f *fakePortal) { f.err = nil })
		r.Refresh() // not in five minutes
		r.after(30*time.Second, 5)
		if r.Problem() != nil {
			t.Error(r.Problem())
		}
	})
}

func TestWithACatalogFileNothingIsRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		written := plans
		written.ReadAt = time.Now()
		r := running(t, func(_ *desk, o *catalog.Options) { o.From, o.Written = "", &written })
		r.Refresh()
		r.after(24*time.Hour, 0)
		if !cmp.Equal(r.Offer(), written) || !r.Available() || r.Problem() != nil {
			t.Errorf("%+v", r.Offer())
		}
	})
}

func TestAProfileWithoutACatalogHasNothingOnOffer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := running(t, func(_ *desk, o *catalog.Options) { o.From = "" })
		r.Refresh()
		r.after(24*time.Hour, 0)
		if !cmp.Equal(r.Offer(), telecom.Offer{}) || r.Available() || r.Problem() != nil {
			t.Errorf("%+v", r.Offer())
		}
	})
}

func TestAnEmptyCatalogIsBelievedAtOnceOnlyWhereNothingWasKnown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := running(t)
		r.portal.change(func(f *fakePortal) { f.offer = telecom.Offer{} })
		r.after(6*time.Hour, 2)
		r.after(6*time.Minute, 3)
		if len(r.Offer().Plans) != 1 || r.Problem() == nil || r.Problem().Code != telecom.Unconfirmed {
			t.Errorf("%+v, %v", r.Offer(), r.Problem())
		}
		r.after(6*time.Minute, 4)
		if len(r.Offer().Plans) != 0 || r.Problem() != nil {
			t.Errorf("%+v, %v", r.Offer(), r.Problem())
		}
		again := running(t, func(r *desk, _ *catalog.Options) { r.portal.offer = telecom.Offer{} })
		if again.Offer().ReadAt.IsZero() || again.Problem() != nil {
			t.Errorf("%+v, %v", again.Offer(), again.Problem())
		}
	})
}

func TestWhatCannotBeKeptIsOnOfferAllTheSame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		full := &telecom.Error{Code: telecom.Internal, Text: "The disk is full."}
		r := running(t, func(r *desk, _ *catalog.Options) { r.cache.err = full })
		if len(r.Offer().Plans) != 1 || r.Problem() != full {
			t.Errorf("%+v, %v", r.Offer(), r.Problem())
		}
	})
}

func TestNothingIsToldOfAReadingThatTheEndBrokeOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := running(t, func(r *desk, _ *catalog.Options) { r.portal.slow = time.Hour })
		r.stop()
		r.rang(0)
		if r.Problem() != nil {
			t.Error(r.Problem())
		}
	})
}
