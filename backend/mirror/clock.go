package mirror

import (
	"time"

	"commsdesk/backend/telecom"
)

// The clock counts as set back if the wall clock advanced less than the machine ran, by more than setBackBy.
const setBackBy = 2 * time.Second

// clockJump is how far the portal's clock may move before all its earlier times are doubted.
const clockJump = time.Minute

// skewError is by how much two measurements of the portal's clock may differ.
const skewError = 2 * time.Second

// clocks are the wall clock, which keeps running while the machine sleeps and may be set, and the monotonic clock.
type clocks struct{ wall, running time.Time }

func (r *scheduler) clocks() clocks { return clocks{r.wall(), time.Now()} }

// ahead returns how much more the wall clock advanced than the machine ran: it slept, or the clock was set forward. It
// is negative if the clock was set back.
func (c clocks) ahead(of clocks) time.Duration {
	return c.wall.Sub(of.wall) - c.running.Sub(of.running)
}

// setBack corrects what was remembered by a clock that has been set back since, so that nothing looks younger than it
// is. After a clock was set forward ages are too large, which does no harm.
func (m *Mirror) setBack(now time.Time, by time.Duration) error {
	m.mu.Lock()
	earlier(now, by, &m.freshness.ReadAt, &m.freshness.Since, &m.reached)
	for _, times := range []map[string]time.Time{m.updated, m.doubted} {
		for id, at := range times {
			earlier(now, by, &at)
			times[id] = at
		}
	}
	m.mu.Unlock()
	m.memory.confirmed = map[string]time.Time{} // all are read again
	c := m.cache.Cursor()
	earlier(now, by, &c.CompleteAt, &c.Services.Began, &c.Services.Done, &c.Orders.Began, &c.Orders.Done)
	if _, err := m.cache.Apply(telecom.Changes{Cursor: &c}); err != nil {
		return err
	}
	return m.cache.Doubt(now)
}

// earlier corrects the times that are later than now, after the clock was set back by some time.
func earlier(now time.Time, by time.Duration, times ...*time.Time) {
	for _, t := range times {
		if t.After(now) {
			*t = t.Add(-by)
		}
	}
}

// sinceLastPass returns the time, and by how much the clock was set back since the pass before; first: there was none.
// Callers hold passing.
func (r *scheduler) sinceLastPass() (now time.Time, setBack time.Duration, first bool) {
	clocks, before := r.clocks(), r.passed
	r.passed = clocks
	return clocks.wall, -clocks.ahead(before), before.wall.IsZero()
}

// meetClock notices before each pass whether the clock was set back since the previous one, or since the program last
// ran. Callers hold passing.
func (m *Mirror) meetClock() error {
	now, by, first := m.sinceLastPass()
	switch {
	case first:
		// Nobody knows by how much, and so how old anything is that was read later than now.
		if m.cache.Cursor().CompleteAt.After(now.Add(setBackBy)) {
			m.tell(func(f *telecom.Freshness) { f.ReadAt = time.Time{} })
		}
		return m.cache.Doubt(now.Add(setBackBy))
	case by >= setBackBy:
		return m.setBack(now, by)
	}
	return nil
}

// learnSkew records how far the portal's clock is off, if that differs from what is known by more than the measurement
// error; zero means no measurement. It reports whether the portal's clock was set, so that its earlier times are doubted.
func learnSkew(known *time.Duration, measured time.Duration) (set bool) {
	off := (measured - *known).Abs()
	if measured == 0 || *known != 0 && off <= skewError {
		return false
	}
	set = *known != 0 && off > clockJump
	*known = measured
	return set
}
