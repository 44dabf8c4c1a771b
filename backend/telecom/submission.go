package telecom

import (
	"context"
	"slices"
	"strings"
	"time"
)

// Submission is an order that this desk has placed or is placing, or a cancellation of one. It is kept, whatever
// happens to the copy of the portal, until its result was read back as final.
type Submission struct {
	Key     string // a UUID made once; the portal gets it as the order's externalId
	Draft   Draft
	At      time.Time // in the portal's clock
	SentAt  time.Time // in this desk's clock; zero: recorded by a version that did not keep it
	By      string    // who sent it
	State   SubmissionState
	OrderID string // of its order, by the portal's word until that order proves it; empty while unknown
	Said    string // the portal's words when it refused, verbatim
	Scans   int    // complete searches in vain, while unsure
	Named   string // while unsure: the Order ID in the portal's answer, which is another order's
	Decided bool   // a person said which order it became
}

// KeptDraft is a draft that somebody has not placed yet.
type KeptDraft struct {
	ID    string
	Draft Draft
	At    time.Time // in this desk's clock: when it was last kept
}

// SubmissionState is how far a submission has come.
type SubmissionState string

// The states of a submission.
const (
	SubmissionSending SubmissionState = "sending"
	SubmissionPlaced  SubmissionState = "placed"
	SubmissionRefused SubmissionState = "refused" // the portal said no
	SubmissionNotSent SubmissionState = "notSent" // it never reached the portal
	SubmissionUnsure  SubmissionState = "unsure"  // it may or may not have reached the portal
	SubmissionClosed  SubmissionState = "closed"  // its order was read back final, or a person has decided
)

// SubmissionStates lists every state once.
func SubmissionStates() []SubmissionState {
	return []SubmissionState{SubmissionSending, SubmissionPlaced, SubmissionRefused, SubmissionNotSent, SubmissionUnsure, SubmissionClosed}
}

// Open reports whether the submission may still change something at the portal. An unknown state counts as open, like
// an unknown status of an order.
func (p *Submission) Open() bool {
	switch p.State {
	case SubmissionRefused, SubmissionNotSent, SubmissionClosed:
		return false
	}
	return true
}

// names returns the ids and keys of the orders that it may have become; ProvedBy reports whether one did.
func (p *Submission) names() []string {
	if p.Draft.Kind == CancelOrder {
		return []string{p.Draft.OrderID}
	}
	return []string{p.OrderID, bareKey(p.Key)}
}

// Outcome is the portal's answer to a write that was sent once.
type Outcome struct {
	State   SubmissionState // SubmissionPlaced, SubmissionRefused, SubmissionNotSent or SubmissionUnsure
	OrderID string          // of the placed order, by the portal's word; empty: it is to be looked up
	Named   string          // if unsure: the Order ID in the portal's answer, which is another order's
	Problem *Error          // why it was not placed, or why the outcome is unknown; nil if it was placed
	Again   bool            // if not sent: the readings it was judged on had grown old; after new readings it may be sent
}

// Objection is the error for a draft that was not sent because of its verdict. Its text is the strictest reason.
type Objection struct{ Verdict Verdict }

func (o *Objection) Error() string { return o.Verdict.Reasons[0].Text }

// SubmitResult is the result of submitting a draft.
type SubmitResult struct {
	Submission Submission
	Problem    *Error // why it was not placed, or why the outcome is unknown; nil if it was placed

	// Beside are other open orders of the same kind that were found after this one was placed: somebody else was as
	// quick.
	Beside []Concern
}

const (
	searchesAtLeast = 3                // in vain, before a person may resolve a submission
	searchesInstead = 60               // the same if the clock was set and does not tell how long the search took
	decideAfter     = 15 * time.Minute // since it was sent
)

// ClocksDiffer is how long before its submission an order may appear to have been placed.
const ClocksDiffer = 5 * time.Minute

// DecideAt returns from when a person may resolve a submission after enough searches, in this desk's clock: a portal
// whose clock jumps makes nothing due.
func (p *Submission) DecideAt() time.Time { return p.sent().Add(decideAfter) }

func (p *Submission) sent() time.Time {
	if p.SentAt.IsZero() {
		return p.At
	}
	return p.SentAt
}

// Sought reports whether the order of a submission is looked for: it is unknown whether it was placed, or as which one.
func (p *Submission) Sought() bool {
	return p.State == SubmissionUnsure || p.State == SubmissionPlaced && p.OrderID == ""
}

// Decidable reports whether a person may resolve a submission: after 15 minutes and three searches in vain. Now is in
// this desk's clock. If it seems to be sent later than now, a wrong clock sent it: then searches count, two a minute,
// so that it does not block until that day.
func (p *Submission) Decidable(now time.Time) bool {
	if now.Before(p.sent()) {
		return p.Sought() && p.Scans >= searchesInstead
	}
	return p.Sought() && p.Scans >= searchesAtLeast && !now.Before(p.DecideAt())
}

// Candidates returns the orders that may be the one looked for, if the portal keeps no keys: of the same kind, placed
// at that time; or if several carry the key. None of them is proof.
func (p *Submission) Candidates(ofItsService []Order) []Order {
	var all []Order
	if !p.Sought() || p.Draft.Kind == CancelOrder {
		return nil
	}
	for _, o := range ofItsService {
		at := o.PlacedAt()
		mayBe := o.Kind == p.Draft.Kind && (o.ExternalID == "" || p.CarriedBy(&o))
		if mayBe && at.After(p.At.Add(-ClocksDiffer)) && at.Before(p.At.Add(decideAfter)) {
			all = append(all, o)
		}
	}
	return all
}

const (
	zonesDiffer   = 24 * time.Hour // how much older than its submission a portal with a wrong zone may date an order
	serversDiffer = time.Minute    // how much earlier than its submission an order may seem to be seen: a portal may have several clocks
)

// ProvedBy reports whether an order proves to be the submission's. The id alone proves nothing: a portal may answer
// with that of an order which ended long ago, or of somebody else's. Nor does the key on an order that was there
// before. A portal may file an order with our key under another kind, and one that keeps no keys may give it a
// reference of its own. An order that names no service counts as one of none; see ListedOn.
func (p *Submission) ProvedBy(o *Order) bool {
	switch {
	case p.Draft.Kind == CancelOrder:
		return o.ID == p.Draft.OrderID
	case p.RuledOut(o) != "":
		return false
	case p.Decided && o.ID == p.OrderID:
		return true
	case !o.SeenAt.IsZero() && o.SeenAt.Before(p.At.Add(-serversDiffer)):
		return false
	case p.CarriedBy(o):
		return true
	}
	return strings.EqualFold(o.ID, p.OrderID) && !isKey(o.ExternalID) && o.Kind == p.Draft.Kind && p.about(o)
}

// isKey reports whether a reference looks like a desk's key: a UUID.
func isKey(s string) bool {
	s = bareKey(s)
	if len(s) != 36 {
		return false
	}
	for i, c := range s {
		if dash := i == 8 || i == 13 || i == 18 || i == 23; dash != (c == '-') || !dash && !strings.ContainsRune("0123456789abcdef", c) {
			return false
		}
	}
	return true
}

// CarriedBy reports whether an order carries the submission's key.
func (p *Submission) CarriedBy(o *Order) bool { return sameKey(o.ExternalID, p.Key) }

// RuledOut returns why an order cannot be the submission's, whatever key it carries and whatever a person says; empty
// if it can.
func (p *Submission) RuledOut(o *Order) string {
	switch d := &p.Draft; {
	case d.ServiceID != "" && len(o.ServiceIDs) > 0 && !slices.Contains(o.ServiceIDs, d.ServiceID):
		return "This Order ID belongs to an order of another service."
	case p.before(o):
		return "This Order ID belongs to an order that existed before yours was sent."
	}
	return ""
}

// before reports whether the portal dates an order so long before the submission that no clock explains it. When this
// desk saw it does not count: its own clock may have been wrong.
func (p *Submission) before(o *Order) bool {
	dated := *o
	dated.SeenAt = time.Time{}
	return slices.ContainsFunc([]time.Time{dated.PlacedAt(), dated.EndedAt()}, func(at time.Time) bool {
		return !at.IsZero() && at.Before(p.At.Add(-zonesDiffer))
	})
}

// about reports whether an order is for the submission's service; if it creates one, for the same number or SIM, or, if
// it has neither, for the same customer and plan.
func (p *Submission) about(o *Order) bool {
	if p.Draft.ServiceID != "" {
		return slices.Contains(o.ServiceIDs, p.Draft.ServiceID)
	}
	level, _ := (&judge{draft: &p.Draft}).touching([]Order{*o}, nil, nil)
	return level == Blocked
}

// ListedOn returns the order as one of a service that lists it, if the order itself names none.
func (o Order) ListedOn(serviceID string) Order {
	if len(o.ServiceIDs) == 0 && serviceID != "" {
		o.ServiceIDs = []string{serviceID}
	}
	return o
}

type sentWhileKey struct{}

// SentWhile returns a context under which a write is sent only if its readings are still fresh when its first byte
// could leave. It is checked then, since timers stop while a machine sleeps.
func SentWhile(ctx context.Context, fresh func() bool) context.Context {
	return context.WithValue(ctx, sentWhileKey{}, fresh)
}

// MaySend reports whether a write may still be sent.
func MaySend(ctx context.Context) bool {
	fresh, ok := ctx.Value(sentWhileKey{}).(func() bool)
	return !ok || fresh()
}
