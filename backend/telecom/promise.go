package telecom

import "time"

// Submission is an order that this desk has placed or is placing, or the cancelling of one. It is kept whatever happens to
// the copy of the portal, until what it asked for was read back as final.
type Submission struct {
	Key     string // a UUID made once; the portal gets it as the order's externalId
	Draft   Draft
	At      time.Time // in the portal's clock
	SentAt  time.Time // the same in this desk's clock; zero: written by a version that did not keep it
	By      string    // who
	State   SubmissionState
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

// SubmissionState is how far a promise has come.
type SubmissionState string

// The states of a promise.
const (
	SubmissionSending SubmissionState = "sending"
	SubmissionPlaced  SubmissionState = "placed"
	SubmissionRefused SubmissionState = "refused" // the portal said no
	SubmissionNotSent SubmissionState = "notSent" // it never reached the portal
	SubmissionUnsure  SubmissionState = "unsure"  // nobody knows whether it reached the portal
	SubmissionClosed  SubmissionState = "closed"  // its order was read back final, or a person has decided
)

// SubmissionStates lists every state once.
func SubmissionStates() []SubmissionState {
	return []SubmissionState{SubmissionSending, SubmissionPlaced, SubmissionRefused, SubmissionNotSent, SubmissionUnsure, SubmissionClosed}
}

// Open says whether the promise may still change something at the portal. A state that this desk does not know counts
// as open, as such a status of an order does.
func (p *Submission) Open() bool {
	switch p.State {
	case SubmissionRefused, SubmissionNotSent, SubmissionClosed:
		return false
	}
	return true
}

// names are the ids and keys by which an order may be what a promise became; see ProvedBy, which says whether it is.
func (p *Submission) names() []string {
	if p.Draft.Kind == CancelOrder {
		return []string{p.Draft.OrderID}
	}
	return []string{p.OrderID, bareKey(p.Key)}
}
