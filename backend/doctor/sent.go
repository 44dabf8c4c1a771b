package doctor

import "fmt"

// Sent is what was prepared and sent from this computer.
type Sent struct {
	Health    Health // empty: none is kept, and there is nothing to tell
	Bytes     int64
	Unsettled int // orders of which it is not known whether the portal has them
	Drafts    int
	Doubt     Doubt
	Journal   Journal
}

// Doubt says whether something that was sent from here may be missing, and nobody has looked yet.
type Doubt string

// The doubts.
const (
	NoDoubt Doubt = ""
	Doubted Doubt = "doubted" // what was open is there again; what was prepared or written may be missing
	Held    Doubt = "held"    // an order may be missing of which nothing is known: none leaves
)

// Journal is the list of what was done here, and how it stands to its end, which is kept apart.
type Journal struct {
	State   JournalState
	Entries int
	Since   int // how many there were when the end began to be kept
	Behind  int // how many the end that is kept does not know yet
}

// JournalState says what a journal is worth.
type JournalState string

// The states of a journal.
const (
	JournalWhole   JournalState = "whole"   // and as long as it was
	JournalEndless JournalState = "endless" // its end was not kept
	JournalShort   JournalState = "short"   // entries at its end are gone
	JournalChanged JournalState = "changed" // an entry is not what was written, or is gone
	JournalEndLost JournalState = "endLost" // what was kept of its end is gone, or cannot be read
	JournalUnmet   JournalState = "unmet"   // whole, and what was sent is not what it tells
)

// sent says what became of the orders that were placed here, and whether all that was written of them is there.
func sent(f Facts) []Check {
	s := f.Sent
	if !f.profiled() || s.Health == "" {
		return nil
	}
	return append(strays(f), own(f)...)
}

// strays names the folders that no profile opens any more.
func strays(f Facts) (checks []Check) {
	for _, folder := range f.Strays {
		checks = append(checks, one(AreaSent, Warning, "The folder "+folder+" holds what was prepared and sent from here, and no profile in the configuration opens it.",
			"If a profile or a folder was renamed, give it back its name. Until then, look in the portal before you order again.")...)
	}
	return checks
}

// own says what became of the orders of the profile itself.
func own(f Facts) []Check {
	s := f.Sent
	if s.Health != Whole {
		return []Check{unread(f)}
	}
	drafts := one(AreaSent, Good, "No draft is kept here.", "")
	if s.Drafts > 0 {
		drafts = one(AreaSent, Good, plural(s.Drafts, "draft")+" kept here, not sent yet.", "")
	}
	return append(append(append(unsettled(f), drafts...), doubt(f)...), journal(f)...)
}

func doubt(f Facts) []Check {
	const next = " Then say so at the top of Commsdesk’s window. The files as they were lie beside promises.db: give them to your administrator."
	switch f.Sent.Doubt {
	case NoDoubt:
		return nil
	case Held:
		return one(AreaSent, Bad, "An order that was sent from here may be missing, and which one is not known. No order leaves until somebody has looked.",
			"Look in the portal at what was ordered from here lately."+next)
	}
	return one(AreaSent, Bad, "What was prepared and sent from here was set back or damaged. Orders that were open were put back; drafts, notes and decisions that were kept last may be missing.",
		"Look through them."+next)
}

func unsettled(f Facts) []Check {
	n := f.Sent.Unsettled
	if n == 0 {
		return one(AreaSent, Good, "Of every order that was sent from here it is known what the portal said.", "")
	}
	text := "Of " + plural(n, "order") + " sent from here it is not known yet whether the portal has it."
	if n > 1 {
		text = "Of " + plural(n, "order") + " sent from here it is not known yet whether the portal has them."
	}
	if f.Program.Open {
		return one(AreaSent, Warning, text, "Leave Commsdesk open: it looks for them in the portal. Place none of them again meanwhile.")
	}
	return one(AreaSent, Warning, text, "Open Commsdesk: it looks for them in the portal. Place none of them again before it has found out.")
}

const (
	lookFirst = "Before another order is placed for a service, look in the portal at what was ordered for it."
	keepThem  = "Keep promises.db and journal.head as they are, and tell your administrator."
)

func journal(f Facts) []Check {
	j := f.Sent.Journal
	has := fmt.Sprintf("The journal of what was done here has %s", entries(j.Entries))
	switch j.State {
	case JournalWhole:
		text := has + ". It is whole, and as long as it was."
		if j.Entries == 0 {
			text = "The journal of what was done here has no entry yet."
		}
		if j.Since > 0 {
			text += fmt.Sprintf(" Whether there was more when it had %s cannot be told: its end is kept only since then.", entries(j.Since))
		}
		switch {
		case j.Behind > 0 && f.Program.Open:
			return one(AreaSent, Warning, text+fmt.Sprintf(" Its end could not be written to journal.head, where it is %s behind.", entries(j.Behind)),
				"Look whether the disk is full, and who may write in the folder of the data. It is tried again with the next order.")
		case j.Behind > 0:
			text += " The end that is kept is a little behind, as after a power failure: the next start brings it up to date."
		}
		return one(AreaSent, Good, text, "")
	case JournalEndless:
		return one(AreaSent, Warning, has+", which hang together. Whether there were more cannot be told: its end was not kept in journal.head.",
			"Open Commsdesk once: it is kept from then on. If Commsdesk was open here before in this version, the file was taken away: tell your administrator.")
	case JournalShort:
		return one(AreaSent, Bad, "The journal of what was done here is shorter than it was: "+entries(j.Entries)+" left. The last order sent from here may be missing.", lookFirst+" "+keepThem)
	case JournalChanged:
		return one(AreaSent, Bad, "The journal of what was done here is not what was written: an entry was changed, or is gone. The last order sent from here may be missing.", lookFirst+" "+keepThem)
	case JournalEndLost:
		return one(AreaSent, Bad, has+", which hang together. Whether there were more cannot be told: journal.head, where its end is kept, is gone, damaged or cannot be read.", lookFirst+" "+keepThem)
	case JournalUnmet:
		return one(AreaSent, Bad, "What was prepared and sent from here is not what was written: something was set back or is gone. The last order sent from here may be missing.", lookFirst+" "+keepThem)
	}
	return one(AreaSent, Unknown, "What the journal of what was done here is worth could not be found out.", "")
}

func entries(n int) string {
	if n == 1 {
		return "1 entry"
	}
	return count(n) + " entries"
}

// unread says why it cannot be told what was sent from here.
func unread(f Facts) Check {
	s := f.Sent
	check := func(state State, text, next string) Check {
		return Check{Area: AreaSent, State: state, Text: text, Next: next}
	}
	what := fmt.Sprintf("What was prepared and sent from here (%s on the disk)", size(s.Bytes))
	switch s.Health {
	case Absent:
		if s.Journal.State == JournalShort {
			return check(Bad, "What was prepared and sent from here is gone: the end of its journal is there, and promises.db is not.",
				lookFirst+" Restore promises.db from a backup, or tell your administrator.")
		}
		return check(Good, "Nothing was prepared or sent from here yet.", "")
	case InUse:
		return check(Warning, "Another Commsdesk holds what was prepared and sent from here and cannot be asked, so it was not looked into.",
			"Close the other Commsdesk, or wait until it is done, and look again.")
	case Damaged:
		return check(Bad, what+" is damaged. It is left as it is.", "Do not delete it. Restore promises.db from a backup, or send it to your administrator. "+lookFirst)
	case TooNew:
		return check(Bad, what+" was written by a newer Commsdesk.", "Install the newer version. This one opens nothing of it.")
	case Locked:
		if f.Key.Locked || f.Key.Problem != nil {
			return check(Unknown, what+" cannot be looked into without its key.", "")
		}
		return check(Bad, what+" was sealed with another key than the one kept for it.",
			"Sign in to this computer as the one who wrote it, or restore the key. Do not delete promises.db.")
	case Unreadable:
		return check(Bad, "The system does not let be read what was prepared and sent from here.", "Check who may read the folder of the data, and the disk.")
	}
	return check(Unknown, "What was prepared and sent from here could not be looked into.", "")
}
