package telecom

import (
	"slices"
	"strings"
	"time"
)

// Decision is a decision about a subscription request taken on this desk. It is kept until it was carried out once, or
// a person has withdrawn it.
type Decision struct {
	Key       string // a UUID made once; the portal gets it as decisionKey
	RequestID string
	Action    RequestAction
	To        RequestStatus // the resulting status
	Reason    DecisionReason
	Text      string    // why, in words
	At        time.Time // in this desk's clock; those of one request are sent in this order
	By        string
	On        Snapshot  // what it was based on
	HoldUntil time.Time // in this desk's clock: not sent before, so that it can be undone
	Portal    string    // names the portal of the request; empty: an older Commsdesk took it
	InPlaceOf string    // key of the returned decision that it replaces; empty: none

	State   DecisionState
	Against Against   // of a conflict: why it came back; empty otherwise, and in older records: AgainstChanged
	Now     *Snapshot // of a conflict: the request as it is; nil otherwise, or until that is read
	Said    string    // the portal's words when it refused, verbatim
	Kept    string    // of a waiting one: why it could not be sent last time; empty if nothing failed
	SentAt  time.Time // in this desk's clock; zero: it never left
	SentOn  *Snapshot // its request as read right before; nil: it never left, or an older Commsdesk sent it
	Scans   int       // readings of an unsure one that told nothing
	Note    string    // of a dropped one: why
}

// DecisionState is how far a decision has come.
type DecisionState string

// The states of a decision.
const (
	DecisionWaiting   DecisionState = "waiting"   // to be sent
	DecisionSending   DecisionState = "sending"   // recorded; it may be on its way
	DecisionApplied   DecisionState = "applied"   // the portal carried it out
	DecisionRefused   DecisionState = "refused"   // the portal said no: a person sees it and drops it
	DecisionUnsure    DecisionState = "unsure"    // nobody knows whether it was carried out
	DecisionConflict  DecisionState = "conflict"  // it no longer fits the request: a person decides again
	DecisionLater     DecisionState = "later"     // a conflict that a person keeps for later
	DecisionWithdrawn DecisionState = "withdrawn" // withdrawn before it was sent
	DecisionDropped   DecisionState = "dropped"   // given up by a person after a conflict, a refusal or an unknown outcome
)

// DecisionStates lists every state once.
func DecisionStates() []DecisionState {
	return []DecisionState{DecisionWaiting, DecisionSending, DecisionApplied, DecisionRefused, DecisionUnsure, DecisionConflict, DecisionLater,
		DecisionWithdrawn, DecisionDropped}
}

// Against is why a decision came back to a person as a conflict.
type Against string

// The reasons against a decision. All but AgainstUnknown mean that nothing was sent, or that the portal did nothing.
const (
	AgainstChanged     Against = "changed"     // the request is not as it was when the decision was taken
	AgainstGone        Against = "gone"        // the portal no longer has the request
	AgainstRole        Against = "role"        // the profile's role no longer allows it
	AgainstNotOffered  Against = "notOffered"  // the request no longer offers the action, or it leads elsewhere
	AgainstOtherPortal Against = "otherPortal" // it was taken on another portal's request
	AgainstUnknown     Against = "sentUnknown" // it was sent, or may have been, and its outcome is unknown
)

// Againsts lists every reason against a decision once.
func Againsts() []Against {
	return []Against{AgainstChanged, AgainstGone, AgainstRole, AgainstNotOffered, AgainstOtherPortal, AgainstUnknown}
}

// Open reports whether a decision is open: a request has at most one.
func (d *Decision) Open() bool {
	switch d.State {
	case DecisionApplied, DecisionWithdrawn, DecisionDropped:
		return false
	}
	return true
}

// Changeable reports whether a decision may be changed or withdrawn: nothing of it was sent.
func (d *Decision) Changeable() bool {
	switch d.State {
	case DecisionWaiting, DecisionConflict, DecisionLater, DecisionRefused:
		return true
	}
	return false
}

// Became returns the outcome of a decision that was sent, comparing its request now with the request it was sent on.
// Done: the portal names its key, or, at a portal without keys, the request has reached the decision's status, which it
// did not have before. Else: the request changed in some other way. A request that did not change tells nothing, even
// with the key on it: a slow portal may still carry the decision out.
func (d *Decision) Became(now Snapshot) Becoming {
	was := d.sentOn()
	if d.Led(now) {
		return BecameDone
	}
	if d.CarriedBy(now) {
		now.Key = was.Key
	}
	switch {
	case now.Key != "" && !sameKey(now.Key, was.Key): // another decision was carried out since
		return BecameElse
	case now.Same(was):
		return BecameNothing
	case now.Key != "" || was.Key != "": // a portal with keys would name ours
		return BecameElse
	case now.Status == d.To && d.To != was.Status:
		return BecameDone
	}
	return BecameElse
}

// ShownBy reports whether a reading confirms the portal's answer that a decision was carried out. It does if the
// decision's key is there and something has moved; at a portal without keys, if the request has reached the decision's
// status and did not have it before; and, for a decision that leads to the current status or may come back to it at
// once, as a retry that fails again, if the version or the history moved.
func (d *Decision) ShownBy(now Snapshot) bool {
	was := d.sentOn()
	switch {
	case d.Led(now):
		return true
	case now.Key != "" || was.Key != "": // a portal with keys would name ours
		return false
	case d.To != was.Status && now.Status == d.To:
		return true
	case d.To == was.Status || d.Action == RetryProvisioning:
		return now.stepped(was)
	}
	return false
}

// AnsweredBy reports the same for the portal's own answer to a decision. If no reading can ever tell, since the
// decision leads to the current status and the portal gives no versions, keys or history, an answer that shows the
// request is all the evidence there can be.
func (d *Decision) AnsweredBy(shown Snapshot) bool {
	was := d.sentOn()
	silent := shown.Key == "" && was.Key == "" && shown.Version == "" && was.Version == "" &&
		!shown.hasStep() && !was.hasStep()
	there := shown.Status == d.To || shown.Status == "" && shown.State != ""
	return d.ShownBy(shown) || silent && there && d.To == was.Status
}

// CarriedBy reports whether the request carries the decision's key: the portal received it. A server that stores what
// it is sent shows the key without having done anything.
func (d *Decision) CarriedBy(now Snapshot) bool { return sameKey(now.Key, d.Key) }

// Led reports whether the portal shows that this very decision led to the state of a request: its history names the
// key, or the request carries the key and its status, version or history has moved since. If the request also stores
// what was asked for, somebody else may have moved it, unless it has reached the decision's status.
func (d *Decision) Led(to Snapshot) bool {
	named := slices.ContainsFunc(strings.Split(to.Told, "\n"), func(key string) bool { return sameKey(key, d.Key) })
	was := d.sentOn()
	return named || d.CarriedBy(to) && to.moved(was) && (!to.Stored || to.Status == d.To && was.Status != d.To)
}

// MayGo reports whether a request is as it was when the decision was taken. One that had a version then and has none
// now is not: it may have gone elsewhere and come back.
func (d *Decision) MayGo(now Snapshot) bool {
	return now.Same(d.On) && (now.Version != "" || d.On.Version == "")
}

// sentOn returns the request a decision was sent on. An older Commsdesk did not record it: the one it was taken on
// counts then.
func (d *Decision) sentOn() Snapshot {
	if d.SentOn == nil {
		return d.On
	}
	return *d.SentOn
}

// Becoming is what a reading shows about a decision that was sent.
type Becoming string

// What a reading tells.
const (
	BecameNothing Becoming = "nothing" // the request has not changed
	BecameDone    Becoming = "done"
	BecameElse    Becoming = "else"
)

// SettleAt returns from when a person may settle an unsure decision after enough readings, in this desk's clock.
func (d *Decision) SettleAt() time.Time { return d.SentAt.Add(decideAfter) }

// Settleable reports whether a person may settle an unsure decision: after 15 minutes and three readings in vain. If it
// seems to be sent later than now, a wrong clock sent it: then readings count, two a minute, so that it does not stay
// unsure until that day.
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

// SavedView is a named list of requests.
type SavedView struct {
	Name  string
	Query RequestQuery
	Mark  string // this desk's mark that rows must have; empty: any
}

// DecisionOutcome is the portal's answer to a decision that was sent once.
type DecisionOutcome struct {
	// State is DecisionApplied (the portal says so), DecisionRefused, DecisionUnsure, DecisionWaiting (it never left, or the
	// portal did not take it at all), or DecisionConflict (the portal says the request has changed; nothing was done).
	State   DecisionState
	Shown   *Snapshot // the request as the answer shows it; nil if it does not
	Again   bool      // of a waiting one: it may be sent again at once, in another form, or after its request is read again
	Problem *Error    // why it was not applied, or why the outcome is unknown; nil if it was applied
}
