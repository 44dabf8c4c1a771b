package telecom

import (
	"time"
)

// Entry is one line of the journal: who did what with which outcome. The journal only grows.
type Entry struct {
	At      time.Time // in this desk's clock
	By      string    // who used this desk
	What    EntryKind
	Kind    Kind          // of the draft it is about
	Service string        // id; empty where there is none
	Key     string        // of the submission; empty if there is none
	OrderID string        // of the order; empty while it is not known
	Request string        // id of the subscription request; empty if there is none
	Action  RequestAction // of the decision
	Text    string        // more, in words: the portal's refusal, a person's reason, the note of a draft
}

// EntryKind is what was done.
type EntryKind string

// The kinds.
const (
	EntryPromised EntryKind = "promised" // about to be sent: recorded before the first byte leaves
	EntryPlaced   EntryKind = "placed"
	EntryRefused  EntryKind = "refused"
	EntryNotSent  EntryKind = "notSent"
	EntryUnsure   EntryKind = "unsure"
	EntryFound    EntryKind = "found"    // an unsure one was found at the portal
	EntryDecided  EntryKind = "decided"  // a person resolved an unsure one
	EntryFinal    EntryKind = "final"    // the order of a submission was read back final
	EntryClosed   EntryKind = "closed"   // a person closed an order here
	EntryReopened EntryKind = "reopened" // that was undone, by a person or by news from the portal
)

// The kinds about what this desk has lost.
const (
	EntryPutBack EntryKind = "putBack" // a submission or decision was missing, and was restored
	EntryDoubted EntryKind = "doubted" // something that was prepared or written may be missing
	EntryHeld    EntryKind = "held"    // an order may be missing: none leaves from now on
	EntryLooked  EntryKind = "looked"  // a person has looked for what may be missing; with a key: for that one, in vain
)

// The kinds about decisions. Their sending and its outcome use the kinds of orders.
const (
	EntryTaken     EntryKind = "taken"     // a decision was taken
	EntryChanged   EntryKind = "changed"   // it was changed before it was sent
	EntryWithdrawn EntryKind = "withdrawn" // it was withdrawn before it was sent
	EntryConflict  EntryKind = "conflict"  // the request had changed when it was to be sent
	EntryLater     EntryKind = "later"     // a conflict was kept for later
	EntryDropped   EntryKind = "dropped"   // it was given up
)
