package portal

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"
	"time"

	"commsdesk/backend/telecom"
)

// dates says how this portal's dates are meant.
type dates struct {
	provider *time.Location // whose abbreviations are known, such as AEDT; nil: UTC
	zoneless *time.Location // of times without a zone; nil: the profile does not say, and UTC is presumed
}

// withOffset and withoutZone are the date formats of servers. All that have seconds accept fractions.
var (
	withOffset = []string{
		time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05Z07", "2006-01-02T15:04Z07:00",
		"2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 Z07:00", "2006-01-02 15:04:05Z0700", "2006-01-02 15:04:05 Z0700",
		"2006-01-02T15:04:05 Z07:00", "2006-01-02Z07:00", "20060102T150405Z0700", time.RFC1123Z, "Mon Jan _2 2006 15:04:05 Z0700",
	}
	withoutZone = []string{
		"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006/01/02 15:04:05",
		"20060102T150405", "20060102150405", "200601021504", "Mon, 02 Jan 2006 15:04:05", "Mon, 2 Jan 2006 15:04:05", time.ANSIC,
		"Mon Jan _2 2006 15:04:05", "2-Jan-2006 15:04:05", "2 Jan 2006 15:04:05", "2 January 2006 15:04:05", "Jan 2, 2006 3:04:05 PM",
		"January 2, 2006 15:04:05",
	}
	withoutTime = []string{time.DateOnly, "20060102", "2006/01/02", "2-Jan-2006", "2 Jan 2006", "2 January 2006", "Jan 2, 2006",
		"January 2, 2006"}
)

var (
	dateOfNET    = regexp.MustCompile(`^\\?/Date\((-?\d+)(?:[+-]\d{4})?\)\\?/$`)                     // milliseconds; its offset is for show
	zoneOfJava   = regexp.MustCompile(`^(.*?)\s*\[([A-Za-z][A-Za-z0-9_+/-]*)\]$`)                    // of ZonedDateTime
	listOfJava   = regexp.MustCompile(`^\d{4}(?:, \d{1,9}){2,6}$`)                                   // of LocalDateTime, as text joins it
	inBrackets   = regexp.MustCompile(`\s*\([^)]*\)$`)                                               // the name of the zone, in JavaScript
	abbreviation = regexp.MustCompile(`\s?\b(UTC|GMT|UT|[A-Z]{2,5}T)\b(?:([+-]\d{1,2}):?(\d{2})?)?`) // of a zone
)

// read parses a date in UTC: with a zone, without one, or as seconds or milliseconds since 1970. What cannot be read for
// certain is the zero time: never the present, and never another year. Zoneless reports that the date has no zone and
// that the profile does not say which is meant.
func (d dates) read(t text) (at time.Time, zoneless bool) {
	s := telecom.Clean(string(t))
	if s == "" {
		return time.Time{}, false
	}
	if at, ok := parsed(s, withOffset, time.UTC); ok { // nearly all
		return sensible(at), false
	}
	if listOfJava.MatchString(s) {
		s = joinedList(s)
	}
	if m := dateOfNET.FindStringSubmatch(s); m != nil {
		ms, err := strconv.ParseInt(m[1], 10, 64)
		if err != nil {
			return time.Time{}, false
		}
		return sensible(time.UnixMilli(ms)), false
	}
	if m := zoneOfJava.FindStringSubmatch(s); m != nil {
		if at, ok := parsed(m[1], withOffset, time.UTC); ok {
			return sensible(at), false
		}
		zone, err := time.LoadLocation(m[2])
		if at, ok := parsed(m[1], withoutZone, zone); err == nil && ok {
			return sensible(at), false
		}
		return time.Time{}, false
	}
	s = inBrackets.ReplaceAllString(s, "")
	if at, ok := parsed(s, withOffset, time.UTC); ok {
		return sensible(at), false
	}
	if at, ok := d.alone(s); ok {
		return sensible(at), d.zoneless == nil
	}
	if m := abbreviation.FindStringSubmatchIndex(s); m != nil {
		part := func(i int) string { return s[max(m[i], 0):max(m[i+1], 0)] }
		return sensible(d.abbreviated(strings.Join(strings.Fields(s[:m[0]]+" "+s[m[1]:]), " "), part(2), part(4), part(6))), false
	}
	return sensible(sinceEpoch(s)), false
}

// alone reads a date without a zone.
func (d dates) alone(s string) (time.Time, bool) {
	zone := cmp.Or(d.zoneless, time.UTC)
	if at, ok := parsed(s, withoutZone, zone); ok {
		return at, true
	}
	day, ok := parsed(s, withoutTime, time.UTC)
	return telecom.StartOfDay(day.Year(), day.Month(), day.Day(), zone), ok
}

// abbreviated reads a date whose zone is an abbreviation, with an offset or alone. One that the provider's zone does not
// use at that time is not guessed: CST is in America, in China and in Cuba.
func (d dates) abbreviated(s, name, hours, minutes string) time.Time {
	utc, ok := parsed(s, withoutZone, time.UTC)
	if !ok {
		return time.Time{}
	}
	if name == "UTC" || name == "GMT" || name == "UT" {
		h, _ := strconv.Atoi(hours)
		m, _ := strconv.Atoi(minutes)
		if h < 0 {
			m = -m
		}
		return utc.Add(-time.Duration(h)*time.Hour - time.Duration(m)*time.Minute)
	}
	if d.provider == nil || hours != "" {
		return time.Time{}
	}
	there, _ := parsed(s, withoutZone, d.provider)
	for _, apart := range []time.Duration{0, -time.Hour, time.Hour} { // an hour that clocks show twice
		at := there.Add(apart)
		if zone, offset := at.Zone(); zone == name && at.Add(time.Duration(offset)*time.Second).Equal(utc) {
			return at
		}
	}
	return time.Time{}
}

// parsed reads a date in the first format that fits.
func parsed(s string, formats []string, zone *time.Location) (time.Time, bool) {
	if zone == nil {
		return time.Time{}, false
	}
	for _, format := range formats {
		if at, err := time.ParseInLocation(format, s, zone); err == nil && (len(format) != len("200601021504") || at.Year() >= 1990) {
			return at, true
		}
	}
	return time.Time{}, false
}

// joinedList writes [2026, 10, 20, 12, 0] as 2026-10-20T12:00:00. Seconds and nanoseconds may be missing.
func joinedList(s string) string {
	n := make([]int, 7)
	for i, part := range strings.Split(s, ", ") {
		n[i], _ = strconv.Atoi(part)
	}
	two := func(i int) string { return strconv.Itoa(100 + n[i])[1:] }
	if max(n[1], n[2], n[3], n[4], n[5]) > 60 {
		return ""
	}
	return strconv.Itoa(n[0]) + "-" + two(1) + "-" + two(2) + "T" + two(3) + ":" + two(4) + ":" + two(5) + "." +
		strconv.Itoa(1_000_000_000 + n[6])[1:]
}

// sinceEpoch reads seconds, milliseconds, microseconds or nanoseconds since 1970.
func sinceEpoch(s string) time.Time {
	n, err := strconv.ParseFloat(s, 64)
	switch {
	case err != nil || n < 1e8: // before 1973 it is another number, such as a year
		return time.Time{}
	case n < 1e11:
		return time.UnixMilli(int64(n * 1000))
	case n < 1e14:
		return time.UnixMilli(int64(n))
	case n < 1e17:
		return time.UnixMicro(int64(n))
	case n < 1e19:
		return time.Unix(0, int64(min(n, 9.2e18)))
	}
	return time.Time{}
}

// sensible drops the dates that servers write for "none" or "never", and those that nobody can have meant.
func sensible(at time.Time) time.Time {
	at = at.UTC()
	if y := at.Year(); y < 1971 || y > 2199 {
		return time.Time{}
	}
	return at
}
