package doctor

import (
	"fmt"

	"commsdesk/backend/telecom"
)

// weather says how the running program gets on with the portal. Nothing was asked for it: it reads the portal anyway.
func weather(f Facts) []Check {
	if f.Program.Open && f.Program.Step != StepOpen {
		return one(AreaPortal, Unknown, "The portal is not read, since no profile is open.", "")
	}
	w := f.Portal.Freshness
	if w == nil {
		return nil
	}
	c := Check{Area: AreaPortal, State: Good}
	switch w.Status {
	case telecom.Fresh:
		c.Text = "The portal is read."
	case telecom.FirstCopy:
		c.Text = fmt.Sprintf("The portal is being read for the first time: %s so far.", plural(w.Copied, "record"))
	case telecom.Refreshing:
		c.Text = "The portal is being read."
	case telecom.Stale:
		c.State, c.Text = Warning, "The portal answers slowly or in part, and what is shown is old."
	case telecom.Offline:
		c.State, c.Text = Bad, "The portal cannot be reached."
	case telecom.Refused:
		c.State, c.Text = Bad, "The portal answers and cannot be read."
	case telecom.Unsure:
		c.State, c.Text = Warning, "The portal shows less than it did."
	default:
		c.State, c.Text = Unknown, "How the portal is read is not known."
	}
	code := telecom.Unreachable
	if w.Problem != nil {
		code = w.Problem.Code
		if why := happened(w.Problem); why != c.Text {
			c.Text += " " + why
		}
	}
	if !w.Since.IsZero() {
		c.Text += fmt.Sprintf(" It has been so since %s.", instant(w.Since))
	}
	c.Text += " " + lastRead(w.ReadAt, f.At)
	if w.NextTry.IsZero() {
		c.Text += " A reading is under way."
	} else {
		c.Text += fmt.Sprintf(" The next one comes at %s.", instant(w.NextTry))
	}
	if w.Unreadable > 0 {
		c.Text += fmt.Sprintf(" No sense could be made of %s.", plural(w.Unreadable, "record"))
	}
	if c.State == Warning || c.State == Bad {
		c.Next = nextFor(code)
	}
	c.Text += fmt.Sprintf(" Its addresses are %s (Service Inventory) and %s (Service Ordering).", f.Portal.ServiceInventory, f.Portal.ServiceOrdering)
	return []Check{c}
}
