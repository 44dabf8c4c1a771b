package mirror

import (
	"time"

	"commsdesk/backend/telecom"
)

// meetClock notices before each pass whether the clock was set back since the one before, or since the program ran
// last: nothing may look younger than it is. It is called by who holds passing.
func (r *Requests) meetClock() error {
	now, before := r.clocks(), r.passed
	r.passed = now
	c := r.cache.RequestCursor()
	if before.wall.IsZero() {
		if !c.CompleteAt.After(now.wall.Add(setBackBy)) {
			return nil
		}
		// By how much is not known: so it is not known either how old anything is, and everything is read anew.
		r.tell(func(f *telecom.Freshness) { f.ReadAt = time.Time{} })
		c.CompleteAt = time.Time{}
		c.Requests, c.Agreements, c.Products = again(c.Requests), again(c.Agreements), again(c.Products)
	} else {
		by := -now.ahead(before)
		if by < setBackBy {
			return nil
		}
		earlier := func(t *time.Time) {
			if t.After(now.wall) {
				*t = t.Add(-by)
			}
		}
		for _, t := range []*time.Time{&c.CompleteAt, &c.Requests.Began, &c.Requests.Done, &c.Agreements.Began, &c.Agreements.Done, &c.Products.Began, &c.Products.Done} {
			earlier(t)
		}
		r.mu.Lock()
		earlier(&r.freshness.ReadAt)
		earlier(&r.freshness.Since)
		r.confirmed = map[string]time.Time{} // all are read again
		r.mu.Unlock()
	}
	_, err := r.apply(telecom.RequestChanges{Cursor: &c})
	return err
}

// again is a sweep that begins anew, of a list that was there.
func again(s telecom.Sweep) telecom.Sweep { return telecom.Sweep{Length: s.Length} }
