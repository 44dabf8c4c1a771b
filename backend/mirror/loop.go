package mirror

import (
	"context"
	"errors"
	"sync"
	"time"

	"commsdesk/backend"
)

const (
	every         = backend.PassEvery // from the beginning of a pass to the next
	atLeast       = time.Second       // between the end of a pass and the next
	slowest       = 5 * time.Minute   // between passes while the portal hurts
	slowestAlone  = 2 * time.Minute   // while it cannot be reached at all, which costs it nothing
	watchedWithin = 5 * time.Second   // an activity this old is good enough to be looked at
	wakeCheck     = 5 * time.Second   // how soon after waking a machine's sleep is noticed
	sleepLonger   = 10 * time.Second  // what counts as sleep
)

// Run makes passes until the context ends: at once, then every 30 seconds, sooner at Refresh and when the machine
// wakes, and ever slower while the portal hurts. Nothing is left running when it returns.
func (m *Mirror) Run(ctx context.Context) {
	var looking sync.WaitGroup
	defer looking.Wait()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	looking.Go(func() { m.lookAfterWatched(ctx) })

	failures := 0
	for {
		began := time.Now()
		err := m.lightPass(ctx)
		if ctx.Err() != nil {
			return
		}
		if err == nil {
			failures = 0
		} else {
			failures++
		}
		wait := m.pause(failures, err, time.Since(began))
		m.tell(func(f *backend.Freshness) { f.NextTry = time.Now().Add(wait) })
		early, ok := m.wait(ctx, wait)
		if !ok {
			return
		}
		if early {
			failures = 0 // what hurt before the sleep says nothing about now, and who asks wants to see it tried
		}
	}
}

// lookAfterWatched reads the watched service when it was just set, beside a pass that may take long. Its failures are
// not told: the pass, which reads it too, meets them.
func (m *Mirror) lookAfterWatched(ctx context.Context) {
	for {
		select {
		case <-m.look:
			if id := m.watching(); id != "" {
				_ = m.ReadService(ctx, id)
			}
		case <-ctx.Done():
			return
		}
	}
}

func (m *Mirror) watching() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.watched
}

// pause is how long to wait after a pass: up to 30 seconds from its beginning, or, after some failures in a row,
// twice as long each time, never shorter than the portal asked for.
func (m *Mirror) pause(failures int, err error, took time.Duration) time.Duration {
	if failures == 0 {
		return max(every-took, atLeast)
	}
	limit := slowest
	if codeOf(err) == backend.Unreachable {
		limit = slowestAlone
	}
	wait := every
	for i := 1; i < failures && wait < limit; i++ {
		wait *= 2
	}
	wait = min(wait, limit)
	wait += time.Duration(float64(wait) * 0.2 * m.jitter())
	var asked interface{ RetryAfter() time.Duration }
	if errors.As(err, &asked) {
		if after := asked.RetryAfter(); failures == 1 && after > 0 {
			wait = after + time.Duration(float64(time.Second)*m.jitter())
		} else {
			wait = max(wait, after)
		}
	}
	return wait
}

// wait passes the time until the next pass; it ends early at Refresh, when the machine woke, when its clock was set
// back, and when the network changed while the portal could not be reached. Not ok: the context ended.
func (m *Mirror) wait(ctx context.Context, d time.Duration) (early, ok bool) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	check := time.NewTicker(wakeCheck)
	defer check.Stop()
	before, network := m.clocks(), m.network()
	for {
		select {
		case <-ctx.Done():
			return false, false
		case <-timer.C:
			return false, true
		case <-m.refresh:
			return true, true
		case <-check.C:
			now := m.clocks()
			if ahead := now.ahead(before); ahead > sleepLonger || ahead < -setBackBy {
				return true, true
			}
			if m.offline() && m.network() != network {
				return true, true
			}
			before = now
		}
	}
}

// offline says whether the last pass could not reach the portal.
func (m *Mirror) offline() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.freshness.Weather == backend.Offline
}

// codeOf is empty for no error.
func codeOf(err error) backend.Code {
	if err == nil {
		return ""
	}
	return backend.AsError(err).Code
}
