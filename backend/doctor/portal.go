package doctor

import (
	"fmt"
	"slices"
	"time"

	"commsdesk/backend/telecom"
)

// reach reports how each required API answered just now.
func reach(f Facts) []Check {
	if p := f.Portal.Problem; p != nil {
		return one(AreaPortal, Bad, happened(p), nextFor(p.Code))
	}
	var checks []Check
	for _, r := range f.Portal.Reach {
		if r.API != telecom.ServiceInventory && r.API != telecom.ServiceOrdering {
			continue // the optional ones have areas of their own
		}
		c := Check{Area: AreaPortal, State: Good, Text: fmt.Sprintf("%s (%s) answered after %s.", apiWord(r.API), r.Address, took(r.Took))}
		if p := r.Problem; p != nil {
			c.State, c.Next = Bad, nextFor(p.Code)
			if p.Code == telecom.Busy {
				c.State = Warning
			}
			c.Text = fmt.Sprintf("%s (%s) could not be read (after %s). %s", apiWord(r.API), r.Address, took(r.Took), happened(p))
		}
		checks = append(checks, c)
	}
	return checks
}

func took(d time.Duration) string {
	if d < time.Second {
		return fmt.Sprintf("%d ms", max(1, (d+time.Millisecond/2)/time.Millisecond))
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}

// muchOff is how wrong a portal's clock may be before it is worth a warning.
const muchOff = 2 * time.Minute

// clock judges the portal's times, and compares its clock with this computer's. Ages are right even if they differ.
func clock(f Facts) []Check {
	if f.Portal.Zoneless {
		return append(skew(f), one(AreaClock, Warning, "The portal writes times without a time zone, and the profile does not say which is "+
			"meant. They are read as UTC and may be hours off; whether an order is stuck is counted from when this computer first saw it.",
			"Write time_without_zone in the profile, such as \"UTC\" or \"Australia/Sydney\".")...)
	}
	return skew(f)
}

// skew compares the portal's clock with this computer's.
func skew(f Facts) []Check {
	d := f.Portal.Skew
	if d == 0 {
		return nil
	}
	if d.Abs() < muchOff {
		return one(AreaClock, Good, "The portal's clock agrees with this computer's.", "")
	}
	way := "ahead of"
	if d < 0 {
		way = "behind"
	}
	if telecom.Believed(d) == 0 {
		return one(AreaClock, Warning,
			fmt.Sprintf("The portal's clock is %s %s this computer's. That cannot be true, so Commsdesk uses this computer's clock.",
				span(d), way),
			"Set the clock of this computer. If it is right, tell the portal's administrator: orders may have wrong times.")
	}
	return one(AreaClock, Warning, fmt.Sprintf("The portal's clock is %s %s this computer's. Commsdesk allows for it.", span(d), way),
		"Set the clock of this computer. If it is right, tell the portal's administrator.")
}

// syncStatus reports how the running program reads the portal. The portal is not asked again for it.
func syncStatus(f Facts) []Check {
	if f.Program.Open && f.Program.Step != StepOpen {
		return one(AreaPortal, Unknown, "The portal is not being read: no profile is open.", "")
	}
	w := f.Portal.Freshness
	if w == nil {
		return nil
	}
	c, known := syncWords[w.Status]
	if !known {
		c = Check{State: Unknown, Text: "The state of the portal is not known."}
	}
	if c.Area = AreaPortal; w.Status == telecom.FirstCopy {
		c.Text = fmt.Sprintf("The portal is being read for the first time: %s so far.", plural(w.Copied, "record"))
	}
	code := telecom.Unreachable
	if w.Problem != nil {
		code = w.Problem.Code
		if why := happened(w.Problem); why != c.Text {
			c.Text += " " + why
		}
	}
	if !w.Since.IsZero() {
		c.Text += fmt.Sprintf(" This began at %s.", instant(w.Since))
	}
	c.Text += " " + lastRead(w.ReadAt, f.At)
	if w.NextTry.IsZero() {
		c.Text += " A read is in progress."
	} else {
		c.Text += fmt.Sprintf(" The next read is at %s.", instant(w.NextTry))
	}
	if w.Unreadable > 0 {
		c.Text += fmt.Sprintf(" %s could not be understood.", plural(w.Unreadable, "record"))
	}
	if c.State == Warning || c.State == Bad {
		c.Next = nextFor(code)
	}
	c.Text += fmt.Sprintf(" Its addresses are %s (Service Inventory) and %s (Service Ordering).",
		f.Portal.ServiceInventory, f.Portal.ServiceOrdering)
	return []Check{c}
}

var syncWords = map[telecom.SyncStatus]Check{
	telecom.Fresh:      {State: Good, Text: "The portal answers, and the copy is up to date."},
	telecom.FirstCopy:  {State: Good},
	telecom.Refreshing: {State: Good, Text: "The portal is being read now."},
	telecom.Stale:      {State: Warning, Text: "The portal answers slowly or only in part, so the data shown is old."},
	telecom.Offline:    {State: Bad, Text: "The portal cannot be reached."},
	telecom.Refused:    {State: Bad, Text: "The portal answers but cannot be read."},
	telecom.Unsure:     {State: Warning, Text: "The portal returned less than before."},
}

const (
	failuresShown = 10
	longOver      = 24 * time.Hour // older failures are no warning
)

// failures lists when the portal could not be read, the latest first.
func failures(f Facts) []Check {
	if !f.profiled() || !f.Program.Open && f.Copy.Health != Whole && len(f.Failures) == 0 {
		return nil // they are stored in the copy
	}
	if len(f.Failures) == 0 {
		return one(AreaFailures, Good, "No failure to read the portal is on record.", "")
	}
	var checks []Check
	for _, x := range slices.Backward(f.Failures[max(0, len(f.Failures)-failuresShown):]) {
		checks = append(checks, failure(x, f.At))
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
		c.State, c.Next = Warning, "If it continues or happens again: "+nextFor(x.Code)
	}
	return c
}
