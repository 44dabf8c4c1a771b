package portalsim

import "time"

// cycle is one billing month of a service: from its first day to before the
// first day of the next.
type cycle struct{ from, to time.Time }

// cycleAt is the billing month in which a moment lies. Platform 2.0 bills from
// the 28th to the 27th, platform 1.0 from the day of the month on which the
// service began, or the last day of a month that has no such day.
func (s *service) cycleAt(at int64) cycle {
	begins := 28
	if s.plan.platform == "1.0" {
		begins = time.UnixMilli(s.start).In(sydney).Day()
	}
	now := time.UnixMilli(at).In(sydney)
	y, m, _ := now.Date()
	from := dayOf(y, m, begins)
	if now.Before(from) {
		m--
		from = dayOf(y, m, begins)
	}
	return cycle{from, dayOf(y, m+1, begins)}
}

// dayOf is the start of a day of a month, or of its last day.
func dayOf(y int, m time.Month, d int) time.Time {
	last := time.Date(y, m+1, 0, 0, 0, 0, 0, sydney).Day()
	return time.Date(y, m, min(d, last), 0, 0, 0, 0, sydney)
}

// first and last are the days of a cycle, as people say them.
func (c cycle) first() string { return c.from.Format(time.DateOnly) }
func (c cycle) last() string  { return c.to.AddDate(0, 0, -1).Format(time.DateOnly) }
