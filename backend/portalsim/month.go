package portalsim

import (
	"time"
	_ "time/tzdata" // the 27th must be the same day on a machine without zone files
)

// sydney is the provider's zone: the 27th is read there.
var sydney = func() *time.Location {
	l, err := time.LoadLocation("Australia/Sydney")
	if err != nil {
		panic(err) // cannot happen: the zones are compiled in
	}
	return l
}()

// the27thAfter is the start of the 27th on which a plan change of platform 2.0
// submitted at t takes effect. One submitted on the 27th itself waits for the
// next.
func the27thAfter(t time.Time) time.Time {
	y, m, d := t.In(sydney).Date()
	if d >= 27 {
		m++
	}
	return time.Date(y, m, 27, 0, 0, 0, 0, sydney)
}

// platformCut is the day from which new services are on platform 2.0 only. It
// is 1 June 2026, but in a world whose clock has not got well past that day it
// lies some months back, so that every world has services of both platforms.
func platformCut(now time.Time) time.Time {
	cut := time.Date(2026, time.June, 1, 0, 0, 0, 0, sydney)
	if now.Before(cut.AddDate(0, 2, 0)) {
		return now.AddDate(0, 0, -170)
	}
	return cut
}
