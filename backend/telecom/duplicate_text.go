package telecom

import (
	"cmp"
	"fmt"
	"time"
)

// openText describes an open action: its status, since when, and where it was last: "SIM swap ORD00003927848 has been
// In Progress for 12 minutes, at BPCN."
func (j *judge) openText(e *Event, by *Order, c Clock) string {
	text := orderName(&e.Order)
	if by.ID != e.Order.ID {
		text += ": its part " + by.ID
	}
	if c.Waiting(j.Now) {
		return fmt.Sprintf("%s takes effect on %s.", text, day(NextChangeDay(by.PlacedAt(), j.Zone)))
	}
	return fmt.Sprintf("%s %s%s.", text, statusText(by, c, j.Now), lastStage(by))
}

// statusText describes the status of an order and its duration.
func statusText(o *Order, c Clock, now time.Time) string {
	lasting := ""
	if !c.Since.IsZero() {
		lasting = " for " + durationText(now.Sub(c.Since))
		if c.AtLeast {
			lasting = " for at least " + durationText(now.Sub(c.Since))
		}
	}
	has := "has been "
	if lasting == "" {
		has = "is "
	}
	switch status := o.Status(); status {
	case StatusMissing:
		return has + "open" + lasting + ", with no status given"
	case Cancelling:
		return has + "open" + lasting + " and is being cancelled"
	default:
		return has + statusName(status, o.State) + lasting
	}
}

// statusName returns a status by the portal's name; an unknown word is quoted.
func statusName(s Status, word string) string {
	return cmp.Or(statusNames[s], "“"+word+"”")
}

var statusNames = map[Status]string{Acknowledged: "Acknowledged", InProgress: "In Progress", Pending: "Pending", Held: "On hold"}

// lastStage returns where an order was last in the carrier's systems: the code, else the words.
func lastStage(o *Order) string {
	if len(o.Trail) == 0 {
		return ""
	}
	s := o.Trail[len(o.Trail)-1]
	if s.Code != "" {
		return ", at " + s.Code
	}
	if s.Text != "" {
		return ", at “" + s.Text + "”"
	}
	return ""
}

// besideText says why an action conflicts with another, and what to do.
func besideText(action, open Kind, level Level) string {
	switch {
	case level == Allowed:
		return ""
	case level == Warned:
		return "The two can interfere. If this can wait, wait until the first is Complete."
	case action == CancelService:
		return "A service can be cancelled only when no order is open on it. Wait until it is Complete."
	case open == CancelService:
		return "Nothing else can be placed on a service that is being cancelled. Wait until it has ended."
	case open == action:
		return "A second one can delay or cancel the first and leave the service unusable. Wait until it is Complete."
	}
	return "This desk does not know what it does, so nothing else can be placed. Wait until it has ended, or ask support."
}

func (j *judge) stuckText(stuck bool, c Clock) string {
	if !stuck {
		return ""
	}
	return fmt.Sprintf("It is past the limit of %s: contact support and quote the Order ID before doing anything else.", durationText(c.Limit))
}

// submissionText says how far a submission without a known order has come.
func (j *judge) submissionText(p *Submission) string {
	name, who := kindName(p.Draft.Kind, ""), cmp.Or(p.By, "somebody at this desk")
	ago := durationText(j.Now.Sub(p.At)) + " ago"
	if p.Draft.Kind == CancelOrder {
		name += " " + p.Draft.OrderID
	}
	switch p.State {
	case SubmissionSending:
		return fmt.Sprintf("%s: %s started sending it %s, and the portal has not answered yet.", name, who, ago)
	case SubmissionPlaced:
		if p.OrderID != "" && p.OrderID != p.Draft.OrderID {
			name += " " + p.OrderID
		}
		return fmt.Sprintf("%s was placed by %s %s, but the portal does not show it yet.", name, who, ago)
	}
	return fmt.Sprintf("%s: %s sent it %s, and it is not known whether the portal has it. Commsdesk is looking for it.", name, who, ago)
}

func (j *judge) closedText(o *Order) string {
	return closedHereText(orderName(o), j.closed[o.ID]) + " The portal still shows it as " + openWord(o) + "."
}

func closedHereText(name string, c ClosedHere) string {
	why := ""
	if c.Why != "" {
		why = " (“" + c.Why + "”)"
	}
	return fmt.Sprintf("%s was closed here by %s%s. Check that support said it has ended.", name, cmp.Or(c.By, "somebody at this desk"), why)
}

// openWord returns the status of an open order in one word.
func openWord(o *Order) string {
	switch s := o.Status(); s {
	case StatusMissing:
		return "open, with no status"
	case Cancelling:
		return "being cancelled"
	default:
		return statusName(s, o.State)
	}
}

// orderName returns a name such as "SIM swap ORD00003927848".
func orderName(o *Order) string {
	return kindName(o.Kind, o.KindWord) + " " + cmp.Or(o.ID, "without an Order ID")
}

// kindName names a kind at the start of a sentence; an unknown one by the portal's word.
func kindName(k Kind, word string) string {
	if name := kindNames[k]; name != "" || word == "" {
		return cmp.Or(name, "Order")
	}
	return "“" + word + "” order"
}

var kindNames = map[Kind]string{
	Activation: "Activation", FeatureUpdate: "Feature update", SIMSwap: "SIM swap", NumberPort: "Number port", ChangePlan: "Plan change",
	CancelService: "Cancellation", TravelPack: "Travel pack", CancelOrder: "Cancelling order",
}
