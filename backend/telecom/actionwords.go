package telecom

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// sentences puts those that say something behind each other.
func sentences(all ...string) string {
	return strings.Join(slices.DeleteFunc(all, func(s string) bool { return s == "" }), " ")
}

// spoken is a duration as it is said: "47 minutes", "1 hour 10 minutes". It never rounds up.
func spoken(d time.Duration) string {
	const day = 24 * time.Hour
	d = max(0, d)
	switch {
	case d < time.Minute:
		return counted(int(d/time.Second), "second")
	case d < time.Hour:
		return counted(int(d/time.Minute), "minute")
	case d >= 2*day:
		return counted(int(d/day), "day")
	}
	hours, minutes := counted(int(d/time.Hour), "hour"), int(d%time.Hour/time.Minute)
	if minutes == 0 {
		return hours
	}
	return hours + " " + counted(minutes, "minute")
}

func counted(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// day is a date as it is said: "27 November 2026".
func day(t time.Time) string { return t.Format("2 January 2006") }
