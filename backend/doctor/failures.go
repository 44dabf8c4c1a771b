package doctor

import (
	"fmt"
	"time"

	"commsdesk/backend/telecom"
)

const (
	failuresShown = 10
	longOver      = 24 * time.Hour // what failed before is history
)

// failures says when the portal could not be read, the last first.
func failures(f Facts) []Check {
	if !f.profiled() || !f.Program.Open && f.Copy.Health != Whole && len(f.Failures) == 0 {
		return nil // what is remembered lies in the copy
	}
	if len(f.Failures) == 0 {
		return one(AreaFailures, Good, "No time is remembered at which the portal could not be read.", "")
	}
	var checks []Check
	for i := len(f.Failures) - 1; i >= 0 && len(checks) < failuresShown; i-- {
		checks = append(checks, failure(f.Failures[i], f.At))
	}
	return checks
}

func failure(x telecom.Failure, now time.Time) Check {
	when := "At " + instant(x.From)
	if x.Times > 1 {
		when = fmt.Sprintf("From %s until %s, %d times", instant(x.From), instant(x.Until), x.Times)
	}
	c := Check{Area: AreaFailures, State: Good, Text: when + ": " + happened(&telecom.Error{Text: x.Text})}
	if now.Sub(x.Until) < longOver {
		c.State, c.Next = Warning, "If it goes on or comes again: "+nextFor(x.Code)
	}
	return c
}
