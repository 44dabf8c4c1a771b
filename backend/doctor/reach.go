package doctor

import (
	"fmt"
	"time"

	"commsdesk/backend/telecom"
)

// reach says how each API answered when it was asked just now.
func reach(f Facts) []Check {
	if p := f.Portal.Problem; p != nil {
		return one(AreaPortal, Bad, happened(p), nextFor(p.Code))
	}
	var checks []Check
	for _, r := range f.Portal.Reach {
		if r.API != telecom.ServiceInventory && r.API != telecom.ServiceOrdering {
			continue // the others have words of their own
		}
		c := Check{Area: AreaPortal, State: Good, Text: fmt.Sprintf("%s (%s) answered after %s.", apiWord(r.API), r.Address, took(r.Took))}
		if p := r.Problem; p != nil {
			c.State, c.Next = Bad, nextFor(p.Code)
			if p.Code == telecom.Busy {
				c.State = Warning
			}
			c.Text = fmt.Sprintf("%s (%s) could not be read, after %s. %s", apiWord(r.API), r.Address, took(r.Took), happened(p))
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

// muchOff is how wrong a portal's clock may be without a word.
const muchOff = 2 * time.Minute

// clock says how the portal's clock stands to this computer's. Ages are right all the same.
func clock(f Facts) []Check {
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
		return one(AreaClock, Warning, fmt.Sprintf("The portal's clock is %s %s this computer's. That cannot be true, so Commsdesk goes by this computer's clock.", span(d), way),
			"Set the clock of this computer. If it is right, tell the portal's administrator: orders may carry wrong times.")
	}
	return one(AreaClock, Warning, fmt.Sprintf("The portal's clock is %s %s this computer's. Commsdesk allows for it.", span(d), way),
		"Set the clock of this computer. If it is right, tell the portal's administrator.")
}
