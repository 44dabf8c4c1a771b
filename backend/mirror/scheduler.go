package mirror

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	"commsdesk/backend/telecom"
)

const (
	every        = telecom.PassEvery // from the beginning of a pass to the next
	atLeast      = time.Second       // between the end of a pass and the next
	slowest      = 5 * time.Minute   // between passes while the portal fails
	slowestAlone = 2 * time.Minute   // while it cannot be reached at all, which costs it nothing
	wakeCheck    = 5 * time.Second   // how soon a wake-up of the machine is noticed
	sleepLonger  = 10 * time.Second  // what counts as sleep
)

// scheduler times the passes of a mirror, and keeps their sync status.
type scheduler struct {
	changed func()
	fresher func()
	jitter  func() float64
	network func() string
	wall    func() time.Time // the wall clock, which keeps running while the machine sleeps: ages use it

	refresh chan struct{} // holds one: a pass is wanted at once
	look    chan struct{} // holds one: what is in view is to be read
	passing chan struct{} // holds one: the running pass
	turn    chan struct{} // holds one: whoever reads and applies, so that an older answer never replaces a newer one
	passed  clocks        // when the previous pass began; guarded by passing

	mu        sync.Mutex
	freshness telecom.Freshness
	watched   string // the id of what is in view
}

// newScheduler returns a scheduler for a copy that was complete at a time; zero: there is none yet.
func newScheduler(network func() string, changed, fresher func(), jitter func() float64, completeAt time.Time) scheduler {
	if changed == nil {
		changed = func() {}
	}
	if fresher == nil {
		fresher = func() {}
	}
	if jitter == nil {
		jitter = rand.Float64
	}
	if network == nil {
		network = func() string { return "" }
	}
	f := telecom.Freshness{Status: telecom.FirstCopy}
	if !completeAt.IsZero() {
		f.Status, f.ReadAt = telecom.Stale, completeAt
	}
	one := func() chan struct{} { return make(chan struct{}, 1) }
	return scheduler{changed: changed, fresher: fresher, jitter: jitter, network: network, freshness: f,
		wall: func() time.Time { return time.Now().Round(0) }, refresh: one(), look: one(), passing: one(), turn: one()}
}

// Refresh asks for a pass at once. If one is running, another follows.
func (r *scheduler) Refresh() { signal(r.refresh) }

// Freshness returns how old the copy is, and why.
func (r *scheduler) Freshness() telecom.Freshness {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.freshness.Aged(r.wall())
}

// watchedWithin is how old the data in view may be before it is read at once.
const watchedWithin = 5 * time.Second

// watch names what is in view; empty: nothing. ReadAt returns when it was read.
func (r *scheduler) watch(id string, readAt func() time.Time) {
	r.mu.Lock()
	r.watched = id
	r.mu.Unlock()
	if id != "" && r.wall().Sub(readAt()) > watchedWithin {
		signal(r.look)
	}
}

func (r *scheduler) watching() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.watched
}

// lookAfterWatched reads what comes into view without waiting for a running pass. It reports no failures: the next pass
// meets them too.
func (r *scheduler) lookAfterWatched(ctx context.Context, read func(id string)) {
	for {
		select {
		case <-r.look:
			if id := r.watching(); id != "" {
				read(id)
			}
		case <-ctx.Done():
			return
		}
	}
}

// keep makes passes until the context ends: at once, then every 30 seconds, sooner after Refresh and when the machine
// wakes, and ever more slowly while the portal fails. Beside them it reads what comes into view. Nothing is left running
// when it returns.
func (r *scheduler) keep(ctx context.Context, pass func(context.Context) error, read func(id string)) {
	var looking sync.WaitGroup
	looking.Go(func() { r.lookAfterWatched(ctx, read) })
	defer looking.Wait()
	failures := 0
	for {
		began := time.Now()
		err := pass(ctx)
		if ctx.Err() != nil {
			return
		}
		if err == nil {
			failures = 0
		} else {
			failures++
		}
		wait := r.pause(failures, err, time.Since(began))
		r.tell(func(f *telecom.Freshness) { f.NextTry = time.Now().Add(wait) })
		early, ok := r.wait(ctx, wait)
		if !ok {
			return
		}
		if early {
			failures = 0 // failures before the sleep say nothing about now, and a person who asks wants a try
		}
	}
}

// pause returns how long to wait after a pass: until 30 seconds from its beginning or, after failures in a row, twice
// as long each time, but never less than the portal asked for.
func (r *scheduler) pause(failures int, err error, took time.Duration) time.Duration {
	if failures == 0 {
		return max(every-took, atLeast)
	}
	limit := slowest
	if codeOf(err) == telecom.Unreachable {
		limit = slowestAlone
	}
	wait := every
	for i := 1; i < failures && wait < limit; i++ {
		wait *= 2
	}
	wait = min(wait, limit)
	wait += time.Duration(float64(wait) * 0.2 * r.jitter())
	var asked interface{ RetryAfter() time.Duration }
	if errors.As(err, &asked) {
		if after := asked.RetryAfter(); failures == 1 && after > 0 {
			wait = after + time.Duration(float64(time.Second)*r.jitter())
		} else {
			wait = max(wait, after)
		}
	}
	return wait
}

// wait waits for the next pass. It ends early after Refresh, when the machine woke, when its clock was set back, and
// when the network changed while the portal could not be reached. Ok is false if the context ended.
func (r *scheduler) wait(ctx context.Context, d time.Duration) (early, ok bool) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	check := time.NewTicker(wakeCheck)
	defer check.Stop()
	before, network := r.clocks(), r.network()
	for {
		select {
		case <-ctx.Done():
			return false, false
		case <-timer.C:
			return false, true
		case <-r.refresh:
			return true, true
		case <-check.C:
			now := r.clocks()
			if ahead := now.ahead(before); ahead > sleepLonger || ahead < -setBackBy {
				return true, true
			}
			if r.offline() && r.network() != network {
				return true, true
			}
			before = now
		}
	}
}

// offline reports whether the last pass could not reach the portal.
func (r *scheduler) offline() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.freshness.Status == telecom.Offline
}
