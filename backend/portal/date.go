package portal

import (
	"strconv"
	"strings"
	"time"
)

// layouts are the ways servers write a date. Fractions of a second are read by all that have seconds.
var layouts = []string{
	time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05Z07", "2006-01-02T15:04:05", "2006-01-02T15:04Z07:00",
	"2006-01-02T15:04", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 Z07:00", "2006-01-02 15:04:05Z0700",
	"2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05 MST", "2006-01-02 15:04:05", "2006-01-02 15:04", time.DateOnly, "2006-01-02Z07:00",
	"20060102T150405Z0700", "20060102T150405", time.RFC1123, time.RFC1123Z,
}

// readDate reads a date in UTC: with or without a zone, which then is UTC, or as seconds or milliseconds since 1970.
// What makes no sense is the zero time.
func readDate(t text) time.Time {
	s := strings.TrimSpace(string(t))
	if s == "" {
		return time.Time{}
	}
	for _, layout := range layouts {
		if at, err := time.Parse(layout, s); err == nil {
			return sensible(at.UTC())
		}
	}
	n, err := strconv.ParseFloat(s, 64)
	switch {
	case err != nil || n < 1e8: // before 1973 it is some other number, such as a year
		return time.Time{}
	case n < 1e11:
		return sensible(time.UnixMilli(int64(n * 1000)).UTC())
	case n < 1e14:
		return sensible(time.UnixMilli(int64(n)).UTC())
	case n < 1e17:
		return sensible(time.UnixMicro(int64(n)).UTC())
	case n < 1e19:
		return sensible(time.Unix(0, int64(min(n, 9.2e18))).UTC())
	}
	return time.Time{}
}

// sensible leaves out the dates that servers write for "none" or "never", and those no calendar can show.
func sensible(at time.Time) time.Time {
	if y := at.Year(); y < 1971 || y > 9998 {
		return time.Time{}
	}
	return at
}
