package telecom

import (
	"slices"
	"strings"
	"time"
)

// Decision is what somebody has decided about a subscription request on this desk. It is a promise: it is kept until it
// was carried out once, or a person has taken it back.
type Decision struct {
	Key       string // a UUID made once; the portal gets it as decisionKey
	RequestID string
	Action    RequestAction
	To        RequestStatus // where it leads
	Reason    DecisionReason
	Text      string    // why, in words
	At        time.Time // in this desk's clock: when it was taken; those of one request are sent in this order
	By        string
	On        Snapshot  // what it was taken on
	HoldUntil time.Time // in this desk's clock: not sent before, so that it can be undone
	Portal    string    // names the portal whose request it is; empty: an older Commsdesk took it
	InPlaceOf string    // key of the one that had come back and was taken again as this one; empty: none

	State   DecisionState
	Against Against   // of a conflict: what speaks against sending it; empty otherwise, and of older records: AgainstChanged
	Now     *Snapshot // of a conflict: how the request stands instead; nil otherwise, or while that is not read
	Said    string    // the portal's words when it refused, verbatim
	Kept    string    // of one that waits: why it did not leave when it was tried last, in words; empty: nothing kept it
	SentAt  time.Time // in this desk's clock; zero: it never left
	SentOn  *Snapshot // how its request was read to stand right before; nil: it never left, or an older Commsdesk sent it
	Scans   int       // readings of one that is unsure that did not tell what became of it
	Note    string    // of one that was dropped: why
}

// DecisionState is how far a decision has come.
type DecisionState string

// The states of a decision.
const (
	DecisionWaiting   DecisionState = "waiting"   // to be sent
	DecisionSending   DecisionState = "sending"   // its promise is written; it may be on its way
	DecisionApplied   DecisionState = "applied"   // the portal has carried it out
	DecisionRefused   DecisionState = "refused"   // the portal said no: a person sees it and drops it
	DecisionUnsure    DecisionState = "unsure"    // nobody knows whether it was carried out
	DecisionConflict  DecisionState = "conflict"  // the request stands otherwise: a person decides again
	DecisionLater     DecisionState = "later"     // a conflict that a person keeps for later
	DecisionWithdrawn DecisionState = "withdrawn" // taken back before it was sent
	DecisionDropped   DecisionState = "dropped"   // given up by a person after it met a conflict or a refusal, or could not be settled
)

// DecisionStates lists every state once.
func DecisionStates() []DecisionState {
	return []DecisionState{DecisionWaiting, DecisionSending, DecisionApplied, DecisionRefused, DecisionUnsure, DecisionConflict, DecisionLater, DecisionWithdrawn, DecisionDropped}
}

// Against is what speaks against carrying a decision out, so that it has come back to a person as a conflict.
type Against string

// What speaks against a decision. All but AgainstUnknown: nothing of it has left, or the portal did nothing.
const (
	AgainstChanged     Against = "changed"     // the request stands otherwise than it was decided on
	AgainstGone        Against = "gone"        // the portal has the request no more
	AgainstRole        Against = "role"        // the profile's role may not take it any more
	AgainstNotOffered  Against = "notOffered"  // the request does not offer the action any more, or it leads elsewhere
	AgainstOtherPortal Against = "otherPortal" // it was taken on another portal's request
	AgainstUnknown     Against = "sentUnknown" // it was sent, or may have been, and nobody knows whether it was carried out
)

// Againsts lists all that may speak against a decision once.
func Againsts() []Against {
	return []Against{AgainstChanged, AgainstGone, AgainstRole, AgainstNotOffered, AgainstOtherPortal, AgainstUnknown}
}

// Open says whether a decision has not come to its end: a request takes one at a time.
func (d *Decision) Open() bool {
	switch d.State {
	case DecisionApplied, DecisionWithdrawn, DecisionDropped:
		return false
	}
	return true
}

// Changeable says whether a decision may be changed or withdrawn: nothing of it has left.
func (d *Decision) Changeable() bool {
	switch d.State {
	case DecisionWaiting, DecisionConflict, DecisionLater, DecisionRefused:
		return true
	}
	return false
}

// Became says what became of a decision that was sent, by how its request stands now, against the stand it was sent on.
// Done: the portal tells that it was carried out, by its key, or, at a portal that tells no keys, the request has come to
// where the decision leads, which it was not before. Elsewhere: the request stands otherwise, and nobody knows how that
// came. A request that stands as it did tells nothing, also where the key is on it: a slow portal may still carry it out.
func (d *Decision) Became(now Snapshot) Becoming {
	was := d.sentOn()
	if d.Led(now) {
		return BecameDone
	}
	if d.CarriedBy(now) {
		now.Key = was.Key
	}
	switch {
	case now.Key != "" && !sameKey(now.Key, was.Key): // somebody else's decision was carried out since
		return BecameElse
	case now.Same(was):
		return BecameNothing
	case now.Key != "" || was.Key != "": // a portal that tells keys would tell ours
		return BecameElse
	case now.Status == d.To && d.To != was.Status:
		return BecameDone
	}
	return BecameElse
}

// ShownBy says whether a reading shows what the portal has said: that a decision was carried out. It does by the
// decision's key beside what has moved; at a portal that tells no keys, if the request is where the decision leads and was
// not before; and if the version or the history moved, where a decision leads to where the request was, or may come back
// at once, as a retry that fails again.
func (d *Decision) ShownBy(now Snapshot) bool {
	was := d.sentOn()
	switch {
	case d.Led(now):
		return true
	case now.Key != "" || was.Key != "": // a portal that tells keys would tell ours
		return false
	case d.To != was.Status && now.Status == d.To:
		return true
	case d.To == was.Status || d.Action == RetryProvisioning:
		return now.stepped(was)
	}
	return false
}

// AnsweredBy says the same of the portal's own answer to a decision, in which it showed the request. Where nothing that is
// read can ever tell, since the decision leads to where the request was and the portal tells no versions, keys or history,
// that it showed the request is all the evidence there can be.
func (d *Decision) AnsweredBy(shown Snapshot) bool {
	was := d.sentOn()
	silent := shown.Key == "" && was.Key == "" && shown.Version == "" && was.Version == "" &&
		!shown.hasStep() && !was.hasStep()
	there := shown.Status == d.To || shown.Status == "" && shown.State != ""
	return d.ShownBy(shown) || silent && there && d.To == was.Status
}

// CarriedBy reports whether the key of the decision stands on its request: the portal was handed it. A server that stores
// what it is sent shows it without having done anything.
func (d *Decision) CarriedBy(now Snapshot) bool { return sameKey(now.Key, d.Key) }

// Led reports whether the portal tells that this very decision led to how a request stands: its history names the key, or
// the key stands on the request and the status, the version or the history has moved since the decision was sent. Where
// what was asked for stands beside the key, the server stores what it is sent: somebody else may have moved the request,
// unless it is where the decision leads.
func (d *Decision) Led(to Snapshot) bool {
	named := slices.ContainsFunc(strings.Split(to.Told, "\n"), func(key string) bool { return sameKey(key, d.Key) })
	was := d.sentOn()
	return named || d.CarriedBy(to) && to.moved(was) && (!to.Stored || to.Status == d.To && was.Status != d.To)
}

// MayGo says whether a request stands as a decision was taken on. One that told a version then and tells none now does not:
// it may have gone elsewhere and come back.
func (d *Decision) MayGo(now Snapshot) bool {
	return now.Same(d.On) && (now.Version != "" || d.On.Version == "")
}

// sentOn is what a decision was sent on. An older Commsdesk did not write that down: what it was taken on counts then.
func (d *Decision) sentOn() Snapshot {
	if d.SentOn == nil {
		return d.On
	}
	return *d.SentOn
}

// Becoming is what a reading tells of a decision that was sent.
type Becoming string

// What a reading tells.
const (
	BecameNothing Becoming = "nothing" // the request stands as it did
	BecameDone    Becoming = "done"
	BecameElse    Becoming = "else"
)

// SettleAt is from when on a person may decide what became of an unsure decision, once it was looked for often enough; in
// this desk's clock.
func (d *Decision) SettleAt() time.Time { return d.SentAt.Add(decideAfter) }

// Settleable says whether a person may decide what became of an unsure decision: it was looked for for a quarter of an
// hour, and three times in vain. One that seems to be sent later than now was sent by a clock that was wrong: readings
// count then, of which there are two a minute, lest it stays unsure until that day.
func (d *Decision) Settleable(now time.Time) bool {
	if now.Before(d.SentAt) {
		return d.State == DecisionUnsure && d.Scans >= searchesInstead
	}
	return d.State == DecisionUnsure && d.Scans >= searchesAtLeast && !now.Before(d.SettleAt())
}

// DeskNote is a note on a request that stays on this desk.
type DeskNote struct {
	ID        string
	RequestID string
	At        time.Time // in this desk's clock
	By        string
	Text      string
}

// SavedView is a list of requests that somebody named.
type SavedView struct {
	Name  string
	Query RequestQuery
	Mark  string // what rows must carry beside the portal's status, in the desk's word; empty: anything
}

// DecisionOutcome is what became of a decision that was handed to the portal, once.
type DecisionOutcome struct {
	State   DecisionState // DecisionApplied (the portal says so), DecisionRefused, DecisionUnsure, DecisionWaiting (it never left, or the portal did not take it at all), or DecisionConflict (the portal says the request has changed; nothing was done)
	Shown   *Snapshot     // how the request stands in the portal's answer; nil: it does not show it
	Again   bool          // of one that waits: it may go again at once, in another form, or once its request is read again
	Problem *Error        // why it was not applied, or why nobody knows; nil if it was
}
