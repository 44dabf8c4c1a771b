package portal

import (
	"slices"
	"time"

	"commsdesk/backend/telecom"
)

// presentUsage is the usage of the cycle that runs now, of rows of one service. Of several of a kind the latest cycle
// counts, and what was measured last. A record without a cycle counts if it is not billed yet. Events says that there
// were only records of single uses: several of a kind, without a cycle and without an allowance.
func presentUsage(rows []usageRow, now time.Time) (present []telecom.Usage, events bool) {
	for _, kind := range telecom.UsageKinds() {
		var best, loose []telecom.Usage
		single, totals := 0, true
		for _, r := range rows {
			for _, u := range r.each {
				switch {
				case u.Kind != kind:
				case u.From.IsZero() && u.To.IsZero():
					if !r.billed {
						loose = newest(loose, u)
						single++
						totals = totals && (u.Unlimited || u.Allowance > 0)
					}
				case holds(u, now):
					best = newest(best, u)
				}
			}
		}
		switch {
		case len(best) > 0:
			present = append(present, best...)
		case totals || single == 1:
			present = append(present, loose...)
		default:
			events = true
		}
	}
	return present, events
}

// newest adds one to those that nothing is newer than, or puts it in their place.
func newest(all []telecom.Usage, u telecom.Usage) []telecom.Usage {
	if len(all) == 0 {
		return []telecom.Usage{u}
	}
	switch n := newerUsage(u, all[0]); {
	case n > 0:
		return []telecom.Usage{u}
	case n == 0 && !slices.Contains(all, u):
		return append(all, u)
	}
	return all
}

func newerUsage(a, b telecom.Usage) int {
	if n := a.From.Compare(b.From); n != 0 {
		return n
	}
	return a.MeasuredAt.Compare(b.MeasuredAt)
}

// holds says whether a moment lies in a cycle, of which one end may be unknown.
func holds(u telecom.Usage, now time.Time) bool {
	return !now.Before(u.From) && (u.To.IsZero() || now.Before(u.To.AddDate(0, 0, 1)))
}
