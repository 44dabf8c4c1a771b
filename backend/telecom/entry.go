package telecom

import "time"

// Entry is one line of the journal: who did what with which outcome. The journal is only ever added to.
type Entry struct {
	At      time.Time // in this desk's clock
	By      string    // who sat at the desk
	What    Deed
	Kind    Kind          // of the draft it is about
	Service string        // id; empty where there is none
	Key     string        // of the promise; empty where there is none
	OrderID string        // of the order; empty while it is not known
	Request string        // id of the subscription request it is about; empty where there is none
	Action  RequestAction // of the decision it is about
	Text    string        // more, in words: the portal's refusal, the reason of a person, the note of a draft
}

// Deed is what was done.
type Deed string

// The deeds.
const (
	DeedPromised Deed = "promised" // about to be sent: written before the first byte leaves
	DeedPlaced   Deed = "placed"
	DeedRefused  Deed = "refused"
	DeedNotSent  Deed = "notSent"
	DeedUnsure   Deed = "unsure"
	DeedFound    Deed = "found"    // one that was unsure was found at the portal
	DeedDecided  Deed = "decided"  // a person decided what became of one that was unsure
	DeedFinal    Deed = "final"    // the order of a promise was read back final
	DeedClosed   Deed = "closed"   // a person declared an order closed here
	DeedReopened Deed = "reopened" // that was taken back, by a person or by something new from the portal
)

// The deeds on what this desk has lost.
const (
	DeedPutBack Deed = "putBack" // a promise or a decision was missing, and was put back from what was kept of it
	DeedDoubted Deed = "doubted" // something that was prepared or written may be missing
	DeedHeld    Deed = "held"    // an order may be missing: none leaves from here on
	DeedLooked  Deed = "looked"  // a person has looked for what may be missing; with a key: for that one, in vain
)

// The deeds on decisions about subscription requests. What is sent of them, and what becomes of it, is told as of orders.
const (
	DeedTaken     Deed = "taken"     // a decision was taken
	DeedChanged   Deed = "changed"   // it was taken otherwise before it was sent
	DeedWithdrawn Deed = "withdrawn" // it was taken back before it was sent
	DeedConflict  Deed = "conflict"  // the request stood otherwise when it was to be sent
	DeedLater     Deed = "later"     // a conflict was kept for later
	DeedDropped   Deed = "dropped"   // it was given up
)

// Deeds lists every deed once.
func Deeds() []Deed {
	return []Deed{DeedPromised, DeedPlaced, DeedRefused, DeedNotSent, DeedUnsure, DeedFound, DeedDecided, DeedFinal, DeedClosed, DeedReopened,
		DeedPutBack, DeedDoubted, DeedHeld, DeedLooked,
		DeedTaken, DeedChanged, DeedWithdrawn, DeedConflict, DeedLater, DeedDropped}
}
