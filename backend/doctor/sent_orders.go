package doctor

import "fmt"

// record is what people are told promises.db is.
const record = "The record of drafts and sent orders"

const (
	checkFirst = "Before you place another order for a service, check in the portal what was ordered for it."
	keepFiles  = "Keep promises.db and journal.head as they are, and tell your administrator."
	mayMiss    = " The last order sent from here may be missing."
)

// sent reports the outcome of the orders sent from this computer, and whether the record of them is intact.
func sent(f Facts) []Check {
	if !f.profiled() || f.Sent.Health == "" {
		return nil
	}
	var checks []Check
	for _, folder := range f.Orphans {
		checks = append(checks, one(AreaSent, Warning,
			"The folder "+folder+" holds drafts and sent orders, but no profile in the configuration uses it.",
			"If a profile or a folder was renamed, rename it back. Until then, check the portal before you order again.")...)
	}
	if f.Sent.Health != Whole {
		return append(checks, unread(f)...)
	}
	drafts := "No drafts."
	if f.Sent.Drafts > 0 {
		drafts = plural(f.Sent.Drafts, "draft") + ", not sent yet."
	}
	checks = append(append(checks, unsettled(f)...), one(AreaSent, Good, drafts, "")...)
	return append(append(checks, doubt(f)...), journal(f)...)
}

func doubt(f Facts) []Check {
	const next = " Then confirm it at the top of Commsdesk's window. " +
		"The original files are beside promises.db: give them to your administrator."
	switch f.Sent.Doubt {
	case NoDoubt:
		return nil
	case Held:
		return one(AreaSent, Bad, "An order sent from this computer may be missing, and it is not known which. "+
			"No order leaves until somebody has checked.",
			"Check in the portal what was ordered from here lately."+next)
	}
	return one(AreaSent, Bad, record+" was damaged or replaced by an older copy. Open orders were restored; "+
		"the latest drafts, notes and decisions may be missing.", "Look through them."+next)
}

func unsettled(f Facts) []Check {
	n := f.Sent.Unsettled
	if n == 0 {
		return one(AreaSent, Good, "The outcome of every order sent from this computer is known.", "")
	}
	text := "1 order sent from this computer is unconfirmed: it is not known yet whether the portal has it."
	if n > 1 {
		text = plural(n, "order") + " sent from this computer are unconfirmed: it is not known yet whether the portal has them."
	}
	if f.Program.Open {
		return one(AreaSent, Warning, text, "Leave Commsdesk open: it searches the portal for them. Do not place them again meanwhile.")
	}
	return one(AreaSent, Warning, text, "Open Commsdesk: it searches the portal for them. Do not place them again before then.")
}

func journal(f Facts) []Check {
	j := f.Sent.Journal
	has := "The journal has " + entries(j.Entries)
	bad := func(text string) []Check { return one(AreaSent, Bad, text, checkFirst+" "+keepFiles) }
	switch j.State {
	case JournalWhole:
		text := has + ". It is complete."
		if j.Entries == 0 {
			text = "The journal has no entries yet."
		}
		if j.Since > 0 {
			text += fmt.Sprintf(" Its end was first recorded when it had %s, so entries may have been missing before then.",
				entries(j.Since))
		}
		switch {
		case j.Behind > 0 && f.Program.Open:
			return one(AreaSent, Warning, text+fmt.Sprintf(" Its end could not be written to journal.head, which is %s behind.",
				entries(j.Behind)),
				"Check the permissions of the data folder, and whether the disk is full. Commsdesk tries again with the next order.")
		case j.Behind > 0:
			text += " Its recorded end is a little behind, as after a power failure; the next start updates it."
		}
		return one(AreaSent, Good, text, "")
	case JournalEndless:
		return one(AreaSent, Warning, has+" in an unbroken chain. "+
			"There may have been more: journal.head, which records its end, does not exist.",
			"Open Commsdesk once: it records the end from then on. "+
				"If this version has been open here before, the file was removed: tell your administrator.")
	case JournalShort:
		return bad("The journal is shorter than it was: " + entries(j.Entries) + " left." + mayMiss)
	case JournalChanged:
		return bad("An entry of the journal was changed or removed." + mayMiss)
	case JournalEndLost:
		return bad(has + " in an unbroken chain. There may have been more: journal.head, which records its end, is missing, " +
			"damaged or unreadable.")
	case JournalUnmet:
		return bad(record + " does not match the journal: something was replaced or removed." + mayMiss)
	}
	return one(AreaSent, Unknown, "The state of the journal could not be determined.", "")
}

func entries(n int) string {
	if n == 1 {
		return "1 entry"
	}
	return count(n) + " entries"
}

// unread reports why the record of sent orders was not checked.
func unread(f Facts) []Check {
	what := fmt.Sprintf("%s (%s on disk)", record, size(f.Sent.Bytes))
	check := func(s State, text, next string) []Check { return one(AreaSent, s, text, next) }
	switch f.Sent.Health {
	case Absent:
		if f.Sent.Journal.State == JournalShort {
			return check(Bad, record+" is gone: journal.head exists, but promises.db does not.",
				checkFirst+" Restore promises.db from a backup, or tell your administrator.")
		}
		return check(Good, "Nothing has been drafted or sent from this computer yet.", "")
	case InUse:
		return check(Warning, "Another Commsdesk has the record of drafts and sent orders open and does not answer, so it was not checked.",
			"Close the other Commsdesk, or wait until it is done, then run this again.")
	case Damaged:
		return check(Bad, what+" is damaged. It is left as it is.",
			"Do not delete it. Restore promises.db from a backup, or send it to your administrator. "+checkFirst)
	case TooNew:
		return check(Bad, what+" was written by a newer Commsdesk.", "Install the newer version. This one cannot open it.")
	case Locked:
		if f.Key.Locked || f.Key.Problem != nil {
			return check(Unknown, what+" cannot be checked without its key.", "")
		}
		return check(Bad, what+" is encrypted with a different key from the one kept for it.",
			"Sign in to this computer as the user who wrote it, or restore the key. Do not delete promises.db.")
	case Unreadable:
		return check(Bad, "The system does not allow the record of drafts and sent orders to be read.",
			"Check the permissions of the data folder, and the disk.")
	}
	return check(Unknown, record+" could not be checked.", "")
}
