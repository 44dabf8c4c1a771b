package mirror_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/backend/mirror"
	"commsdesk/backend/telecom"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func calm() float64 { return 0 }

// equalWorlds checks that the cache equals the portal.
func equalWorlds(t *testing.T, c *fakeCache, f *fakeSource) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.services) != len(f.services) || len(c.orders) != len(f.orders) {
		t.Errorf("%d of %d services, %d of %d orders", len(c.services), len(f.services), len(c.orders), len(f.orders))
	}
	for _, o := range f.orders {
		if c.orders[o.ID].State != o.State {
			t.Errorf("order %s: got %q, want %q", o.ID, c.orders[o.ID].State, o.State)
		}
	}
	for _, s := range f.services {
		if c.services[s.ID].State != s.State {
			t.Errorf("service %s: got %q, want %q", s.ID, c.services[s.ID].State, s.State)
		}
	}
}

// running starts a mirror inside a synctest bubble.
func running(t *testing.T, f *fakeSource) (*mirror.Mirror, *fakeCache) { return runningOn(t, f) }

func runningOn(t *testing.T, f mirror.Source) (*mirror.Mirror, *fakeCache) {
	c := newFakeCache()
	m := mirror.New(mirror.Options{Source: f, Cache: c, Jitter: calm})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { m.Run(ctx); close(done) }()
	t.Cleanup(func() { cancel(); <-done })
	synctest.Wait()
	return m, c
}

// after lets time pass until everything rests.
func after(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func TestFirstPass_CopiesEverything(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(57, 3)
		m, c := running(t, f)
		equalWorlds(t, c, f)
		if got := m.Freshness(); got.Status != telecom.Fresh || !got.ReadAt.Equal(time.Now()) ||
			!got.NextTry.Equal(time.Now().Add(30*time.Second)) {
			t.Errorf("%+v", got)
		}
		if c.first != 10 {
			t.Errorf("the first rows came %d at once", c.first)
		}
	})
}

func TestPass_RunsEvery30SecondsAndWritesOnlyChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(5, 2)
		_, c := running(t, f)
		written := c.written()
		after(29 * time.Second)
		if n := f.count("open"); n != 0 {
			t.Errorf("%d passes too early", n)
		}
		after(time.Second)
		after(5 * time.Minute)
		if n := f.count("open"); n != 11 || c.written() != written {
			t.Errorf("%d passes wrote %d", n, c.written()-written)
		}
	})
}

func TestPass_SeesNewOrderItsEndAndService(t *testing.T) {
	for name, kind := range map[string]func(*fakeSource){
		"sorting": func(*fakeSource) {}, "filtering": func(f *fakeSource) { f.filters = true },
		"neither": func(f *fakeSource) { f.sorts = false },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFakeSource(300, 2)
				kind(f)
				_, c := running(t, f)
				f.place("NEW", "S00299", "acknowledged")
				after(30 * time.Second)
				if _, known := c.orders["NEW"]; !known {
					t.Fatal("not seen")
				}
				f.set("NEW", "completed")
				f.change(func() { f.services[299].Plan = "L" })
				after(30 * time.Second)
				if c.orders["NEW"].State != "completed" || c.services["S00299"].Plan != "L" {
					t.Errorf("%q %q", c.orders["NEW"].State, c.services["S00299"].Plan)
				}
				asked := f.count("order NEW")
				f.set("NEW", "failed") // the carrier's last word
				after(5*time.Minute + 30*time.Second)
				if c.orders["NEW"].State != "failed" || f.count("order NEW") != asked+1 {
					t.Errorf("%q after %d reads", c.orders["NEW"].State, f.count("order NEW")-asked)
				}
				after(10 * time.Minute)
				if got := f.count("order NEW"); got != asked+1 {
					t.Errorf("it is not left alone: got %v, want %v", got, asked+1)
				}
			})
		})
	}
}

func TestSweep_FindsWhatNothingElseReports(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(95, 1)
		m, c := running(t, f)
		f.change(func() { f.services[77].Customer = "Ada"; f.orders[3].Summary = "late word" })
		within := m.Freshness().SweepWithin
		if within != 5*time.Minute { // ten pages
			t.Errorf("within %v", within)
		}
		after(telecom.SweepEvery + within) // it begins five minutes after the copy
		if c.services["S00077"].Customer != "Ada" || c.orders["O00003-0"].Summary != "late word" {
			t.Errorf("not found: got %q, %q, want \"Ada\", \"late word\"", c.services["S00077"].Customer, c.orders["O00003-0"].Summary)
		}
	})
}

func TestPass_FailureKeepsCacheAndSetsStatus(t *testing.T) {
	for code, want := range map[telecom.Code]telecom.SyncStatus{
		telecom.Unreachable: telecom.Offline, telecom.Denied: telecom.Refused, telecom.Busy: telecom.Stale,
		telecom.Broken: telecom.Stale, telecom.NotPortal: telecom.Stale,
	} {
		synctest.Test(t, func(t *testing.T) {
			f := newFakeSource(5, 2)
			m, c := running(t, f)
			read := m.Freshness().ReadAt
			f.change(func() { f.err = failing(code) })
			after(30 * time.Second)
			failed := time.Now()
			got := m.Freshness()
			if got.Status != want || got.Problem == nil || !got.Since.Equal(failed) || !got.ReadAt.Equal(read) || got.NextTry.IsZero() {
				t.Errorf("%s: %+v", code, got)
			}
			after(20 * time.Minute)
			if got := m.Freshness(); !got.Since.Equal(failed) || got.Status != want {
				t.Errorf("%s: %+v", code, got)
			}
			equalWorlds(t, c, f)
			f.change(func() { f.err = nil })
			m.Refresh()
			synctest.Wait()
			if got := m.Freshness(); got.Status != telecom.Fresh || got.Problem != nil || !got.Since.IsZero() {
				t.Errorf("%s: %+v", code, got)
			}
		})
	}
}

func TestScheduler_SlowsDownWhilePortalFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(5, 2)
		m, _ := running(t, f)
		f.change(func() { f.err = failing(telecom.Busy) })
		after(30 * time.Second)
		for _, want := range []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute, 5 * time.Minute, 5 * time.Minute} {
			if got := time.Until(m.Freshness().NextTry); got != want {
				t.Errorf("got %v, want %v", got, want)
			}
			after(want)
		}
		f.change(func() { f.err = &telecom.Error{Code: telecom.Busy, Cause: busy{20 * time.Minute}} })
		after(5 * time.Minute)
		if got := time.Until(m.Freshness().NextTry); got < 15*time.Minute {
			t.Errorf("asked again in %v", got)
		}
		m.Refresh()
		synctest.Wait()
		f.change(func() { f.err = nil })
		after(20 * time.Minute)
		if got := m.Freshness(); got.Status != telecom.Fresh {
			t.Errorf("%+v", got)
		}
	})
}

func TestPass_EmptyAnswerRemovesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(25, 2)
		m, c := running(t, f)
		f.change(func() { f.empty = true })
		after(30 * time.Second)
		if got := m.Freshness(); got.Status != telecom.Unsure || got.Problem.Code != telecom.Unconfirmed {
			t.Errorf("%+v", got)
		}
		if _, err := m.Pass(t.Context()); telecom.AsError(err).Code != telecom.Unconfirmed {
			t.Error(err)
		}
		equalWorlds(t, c, f)
		f.change(func() { f.empty = false })
		after(5 * time.Minute)
		equalWorlds(t, c, f)
		if got := m.Freshness(); got.Status != telecom.Fresh {
			t.Errorf("%+v", got)
		}
	})
}

func TestPass_ReadsMovingListsWhole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(100, 2)
		f.moves, f.rows = true, 60
		_, c := running(t, f)
		after(30 * time.Minute)
		equalWorlds(t, c, f)
	})
}

func TestPass_ReadsServersOfWholePages(t *testing.T) {
	f := newFakeSource(250, 1)
	f.whole, f.rows = true, 60
	c := newFakeCache()
	m := mirror.New(mirror.Options{Source: f, Cache: c})
	if _, err := m.Pass(t.Context()); err != nil {
		t.Error(err)
	}
	equalWorlds(t, c, f)
}

func TestPass_StoppingIsNoFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(3, 1)
		m, _ := running(t, f)
		f.change(func() { f.slow = time.Second })
		ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		defer cancel()
		if _, err := m.Pass(ctx); err == nil || m.Freshness().Status != telecom.Fresh || m.Freshness().Problem != nil {
			t.Errorf("%v %+v", err, m.Freshness())
		}
	})
}

func TestPass_EndsOnRepeatedRow(t *testing.T) {
	f := newFakeSource(1, 1)
	f.repeats = true
	m := mirror.New(mirror.Options{Source: f, Cache: newFakeCache()})
	if n, err := m.Pass(t.Context()); err != nil || n != (mirror.Counts{Services: 1, Orders: 1}) {
		t.Error(n, err)
	}
}

func TestFirstCopy_AsksAgainAfterEarlyEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(95, 1)
		f.slow = time.Second
		m, c := running(t, f)
		after(8 * time.Second)
		f.change(func() { f.empty = true })
		after(5 * time.Second)
		if got := m.Freshness(); got.Status != telecom.Unsure || !got.ReadAt.IsZero() {
			t.Errorf("%+v", got)
		}
		f.change(func() { f.empty = false })
		after(5 * time.Minute)
		equalWorlds(t, c, f)
		if got := m.Freshness(); got.ReadAt.IsZero() {
			t.Errorf("%+v", got)
		}
	})
}

func TestPass_EndsOnRepeatingUnreadableRecords(t *testing.T) {
	f := newFakeSource(30, 1)
	f.repeats, f.bad, f.rows = true, 2, 40
	m := mirror.New(mirror.Options{Source: f, Cache: newFakeCache()})
	if n, err := m.Pass(t.Context()); err != nil || n.Unreadable < 2 || m.Freshness().Unreadable != n.Unreadable {
		t.Errorf("got %+v, %v, want some unreadable records", n, err)
	}
}

func TestPass_OfUnreadableRecordsAloneFails(t *testing.T) {
	f := newFakeSource(0, 1)
	f.repeats, f.bad, f.rows = true, 2, 40
	m := mirror.New(mirror.Options{Source: f, Cache: newFakeCache()})
	_, err := m.Pass(t.Context())
	if e := telecom.AsError(err); e == nil || e.Code != telecom.Broken || !strings.Contains(e.Text, "can read none of them") {
		t.Errorf("got %v, want words about records that cannot be read", err)
	}
}

func TestFirstCopy_ResumesWhereItStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSource(95, 1)
		c := newFakeCache()
		f.slow = time.Second
		ctx, cancel := context.WithTimeout(t.Context(), 9*time.Second+500*time.Millisecond)
		defer cancel()
		m := mirror.New(mirror.Options{Source: f, Cache: c})
		m.Run(ctx)
		if s, o := c.size(); s != 50 || o != 40 {
			t.Errorf("%d services, %d orders", s, o)
		}
		if got := m.Freshness(); got.Status != telecom.FirstCopy || got.Copied != 80 || got.Expected != 190 {
			t.Errorf("%+v", got)
		}
		f.slow = 0
		asked := f.count("services")
		m = mirror.New(mirror.Options{Source: f, Cache: c})
		ctx, cancel = context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		m.Run(ctx)
		equalWorlds(t, c, f)
		if again := f.count("services") - asked; again != 6 || c.Cursor().Services.Length != 95 {
			t.Errorf("%d pages, %+v", again, c.Cursor())
		}
	})
}
