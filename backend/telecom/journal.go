package telecom

import (
	"time"
)

// Entry is one line of the journal: who did what with which outcome. The journal is only ever added to.
type Entry struct {
	At      time.Time // in this desk's clock
	By      string    // who sat at the desk
	What    EntryKind
	Kind    Kind          // of the draft it is about
	Service string        // id; empty where there is none
	Key     string        // of the promise; empty where there is none
	OrderID string        // of the order; empty while it is not known
	Request string        // id of the subscription request it is about; empty where there is none
	Action  RequestAction // of the decision it is about
	Text    string        // more, in words: the portal's refusal, the reason of a person, the note of a draft
}

// EntryKind is what was done.
type EntryKind string

// The deeds.
const (
	EntryPromised EntryKind = "promised" // about to be sent: written before the first byte leaves
	EntryPlaced   EntryKind = "placed"
	EntryRefused  EntryKind = "refused"
	EntryNotSent  EntryKind = "notSent"
	EntryUnsure   EntryKind = "unsure"
	EntryFound    EntryKind = "found"    // one that was unsure was found at the portal
	EntryDecided  EntryKind = "decided"  // a person decided what became of one that was unsure
	EntryFinal    EntryKind = "final"    // the order of a promise was read back final
	EntryClosed   EntryKind = "closed"   // a person declared an order closed here
	EntryReopened EntryKind = "reopened" // that was taken back, by a person or by something new from the portal
)

// The deeds on what this desk has lost.
const (
	EntryPutBack EntryKind = "putBack" // a promise or a decision was missing, and was put back from what was kept of it
	EntryDoubted EntryKind = "doubted" // something that was prepared or written may be missing
	EntryHeld    EntryKind = "held"    // an order may be missing: none leaves from here on
	EntryLooked  EntryKind = "looked"  // a person has looked for what may be missing; with a key: for that one, in vain
)

// The deeds on decisions about subscription requests. What is sent of them, and what becomes of it, is told as of orders.
const (
	EntryTaken     EntryKind = "taken"     // a decision was taken
	EntryChanged   EntryKind = "changed"   // it was taken otherwise before it was sent
	EntryWithdrawn EntryKind = "withdrawn" // it was taken back before it was sent
	EntryConflict  EntryKind = "conflict"  // the request stood otherwise when it was to be sent
	EntryLater     EntryKind = "later"     // a conflict was kept for later
	EntryDropped   EntryKind = "dropped"   // it was given up
)

// EntryKinds lists every deed once.
func EntryKinds() []EntryKind {
	return []EntryKind{EntryPromised, EntryPlaced, EntryRefused, EntryNotSent, EntryUnsure, EntryFound, EntryDecided, EntryFinal, EntryClosed, EntryReopened,
		EntryPutBack, EntryDoubted, EntryHeld, EntryLooked,
		EntryTaken, EntryChanged, EntryWithdrawn, EntryConflict, EntryLater, EntryDropped}
}
