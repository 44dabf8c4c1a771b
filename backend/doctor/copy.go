package doctor

import "fmt"

// copyOf says what the copy on this computer is worth.
func copyOf(f Facts) []Check {
	if !f.profiled() {
		return nil
	}
	var checks []Check
	for _, n := range f.Copy.Notices {
		text, next := split(n)
		if next == "" {
			next = "Nothing has to be done: Commsdesk reads the portal anew."
		}
		checks = append(checks, Check{Area: AreaCopy, State: Warning, Text: text, Next: next})
	}
	for _, folder := range f.Readable {
		checks = append(checks, Check{Area: AreaCopy, State: Warning, Text: "Contracts that were opened lie readable in " + folder + ": Commsdesk was ended before it could take them away.",
			Next: "Open Commsdesk, or run commsdesk sync: either takes them away."})
	}
	return append(checks, condition(f))
}

func condition(f Facts) Check {
	c := f.Copy
	check := func(s State, text, next string) Check { return Check{Area: AreaCopy, State: s, Text: text, Next: next} }
	held := fmt.Sprintf("%s, %s, %s on the disk.", plural(c.Services, "service"), plural(c.Orders, "order"), size(c.Bytes))
	switch c.Health {
	case Absent:
		return check(Unknown, "There is no copy on this computer yet.", "Open Commsdesk, or run commsdesk sync, to read the portal for the first time.")
	case Whole:
		switch {
		case c.CompleteAt.IsZero() && f.Program.Open:
			return check(Good, "The copy is not complete yet, and being read.", "")
		case c.CompleteAt.IsZero():
			return check(Warning, "The copy is not complete: "+held+" The portal was never read completely.", "Open Commsdesk and leave it open until the first reading is done.")
		}
		return check(Good, fmt.Sprintf("The copy is whole: %s It was last complete at %s, %s ago.", held, instant(c.CompleteAt), span(f.At.Sub(c.CompleteAt))), "")
	case InUse:
		return check(Warning, fmt.Sprintf("Another Commsdesk holds the copy (%s on the disk) and cannot be asked, so it was not looked into.", size(c.Bytes)),
			"Close the other Commsdesk, or wait until it is done, and look again.")
	case Damaged:
		return check(Bad, fmt.Sprintf("The copy is damaged (%s on the disk).", size(c.Bytes)), "Open Commsdesk: it sets the damaged copy aside and reads the portal anew.")
	case TooNew:
		return check(Bad, fmt.Sprintf("The copy was written by a newer Commsdesk (%s on the disk).", size(c.Bytes)),
			"Install the newer version. This one would set the copy aside and read the portal anew.")
	case Locked:
		if f.Key.Locked || f.Key.Problem != nil {
			return check(Unknown, fmt.Sprintf("The copy (%s on the disk) cannot be looked into without its key.", size(c.Bytes)), "")
		}
		return check(Bad, fmt.Sprintf("The copy (%s on the disk) was sealed with another key than the one kept for it.", size(c.Bytes)),
			"Open Commsdesk: it sets the copy aside and reads the portal anew.")
	case Unreadable:
		return check(Bad, "The system does not let the copy be read.", "Check who may read the folder of the data, and the disk.")
	}
	return check(Unknown, "What the copy is worth could not be found out.", "")
}
