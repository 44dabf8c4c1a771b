package mirror

import (
	"time"

	"commsdesk/backend/telecom"
)

// The clock counts as set back if the wall clock advanced less than the machine ran, by more than setBackBy.
const setBackBy = 2 * time.Second

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
func (m *Mirror) setBack(by time.Duration) error {
	now := m.wall()
	m.mu.Lock()
	earlier := func(t *time.Time) {
		if t.After(now) {
			*t = t.Add(-by)
		}
	}
	earlier(&m.freshness.ReadAt)
	earlier(&m.freshness.Since)
	earlier(&m.reached)
	for _, times := range []map[string]time.Time{m.updated, m.doubted} {
		for id, at := range times {
			earlier(&at)
			times[id] = at
		}
	}
	m.mu.Unlock()
	m.memory.confirmed = map[string]time.Time{} // all are read again
	c := m.cache.Cursor()
	for _, t := range []*time.Time{&c.CompleteAt, &c.Services.Began, &c.Services.Done, &c.Orders.Began, &c.Orders.Done} {
		earlier(t)
	}
	if _, err := m.cache.Apply(telecom.Changes{Cursor: &c}); err != nil {
		return err
	}
	return m.cache.Doubt(now)
}

// meetClock notices before each pass whether the clock was set back since the previous one, or since the program last
// ran. Callers hold passing.
func (m *Mirror) meetClock() error {
	now, before := m.clocks(), m.passed
	m.passed = now
	if before.wall.IsZero() {
		// Nobody knows by how much, and so how old anything is that was read later than now.
		if m.cache.Cursor().CompleteAt.After(now.wall.Add(setBackBy)) {
			m.tell(func(f *telecom.Freshness) { f.ReadAt = time.Time{} })
		}
		return m.cache.Doubt(now.wall.Add(setBackBy))
	}
	if now.ahead(before) > -setBackBy {
		return nil
	}
	return m.setBack(-now.ahead(before))
}
