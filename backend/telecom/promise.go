package telecom

import "time"

// Promise is an order that this desk has placed or is placing, or the cancelling of one. It is kept whatever happens to
// the copy of the portal, until what it asked for was read back as final.
type Promise struct {
	Key     string // a UUID made once; the portal gets it as the order's externalId
	Draft   Draft
	At      time.Time // in the portal's clock
	SentAt  time.Time // the same in this desk's clock; zero: written by a version that did not keep it
	By      string    // who
	State   PromiseState
	OrderID string // of the order it became, by the portal's word until that order proves it; empty while it is not known
	Said    string // the portal's words when it refused, verbatim
	Scans   int    // complete searches for one that is unsure that did not find it
	Named   string // of one that is unsure: the Order ID that the portal answered with, which is another order's
	Decided bool   // a person said which order it became
}

// KeptDraft is a draft that somebody has not placed yet.
type KeptDraft struct {
	ID    string
	Draft Draft
	At    time.Time // in this desk's clock: when it was kept last
}

// PromiseState is how far a promise has come.
type PromiseState string

// The states of a promise.
const (
	PromiseSending PromiseState = "sending"
	PromisePlaced  PromiseState = "placed"
	PromiseRefused PromiseState = "refused" // the portal said no
	PromiseNotSent PromiseState = "notSent" // it never reached the portal
	PromiseUnsure  PromiseState = "unsure"  // nobody knows whether it reached the portal
	PromiseClosed  PromiseState = "closed"  // its order was read back final, or a person has decided
)

// PromiseStates lists every state once.
func PromiseStates() []PromiseState {
	return []PromiseState{PromiseSending, PromisePlaced, PromiseRefused, PromiseNotSent, PromiseUnsure, PromiseClosed}
}

// Open says whether the promise may still change something at the portal. A state that this desk does not know counts
// as open, as such a status of an order does.
func (p *Promise) Open() bool {
	switch p.State {
	case PromiseRefused, PromiseNotSent, PromiseClosed:
		return false
	}
	return true
}

// names are the ids and keys by which an order may be what a promise became; see ProvedBy, which says whether it is.
func (p *Promise) names() []string {
	if p.Draft.Kind == CancelOrder {
		return []string{p.Draft.OrderID}
	}
	return []string{p.OrderID, bareKey(p.Key)}
}
