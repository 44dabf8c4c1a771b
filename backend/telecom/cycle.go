package telecom

import "time"

// Cycle is the billing cycle that a time lies in: its first and its last day, at midnight in the provider's zone.
// Platform 2.0 bills from the 28th to the 27th; platform 1.0 from the day of the month the service was activated on.
// Not ok: the platform or the activation date is not known.
func Cycle(s *Service, now time.Time, zone *time.Location) (from, to time.Time, ok bool) {
	first := ChangeDay + 1
	switch {
	case s.Platform == "2.0":
	case s.Platform == "1.0" && !s.ActiveSince.IsZero():
		first = s.ActiveSince.In(zone).Day()
	default:
		return
	}
	n := now.In(zone)
	from = dayOf(n.Year(), n.Month(), first, zone)
	if from.After(n) {
		from = dayOf(n.Year(), n.Month()-1, first, zone)
	}
	to = dayOf(from.Year(), from.Month()+1, first, zone).AddDate(0, 0, -1)
	return from, to, true
}

// dayOf is a day of a month, or the month's last where it has no such day.
func dayOf(year int, month time.Month, day int, zone *time.Location) time.Time {
	last := time.Date(year, month+1, 0, 0, 0, 0, 0, zone).Day()
	return time.Date(year, month, min(day, last), 0, 0, 0, 0, zone)
}
