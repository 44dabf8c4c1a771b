package telecom

import (
	"context"
	"slices"
	"strings"
	"time"
)

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

// Outcome is what became of a write that was sent to the portal, once.
type Outcome struct {
	State   SubmissionState // PromisePlaced, PromiseRefused, SubmissionNotSent or SubmissionUnsure
	OrderID string          // of the order that was placed, by the portal's word; empty: it is to be looked up
	Named   string          // of one that is unsure: the Order ID that the portal answered with, which is another order's
	Problem *Error          // why it was not placed, or why nobody knows; nil if it was
	Again   bool            // of one that was not sent: what it was judged on had grown old; once read again, it may go
}

// Objection is an error: a draft was not sent, because of what the verdict says. The strictest reason is its sentence.
type Objection struct{ Verdict Verdict }

func (o *Objection) Error() string { return o.Verdict.Reasons[0].Text }

// SubmitResult is what became of a draft that was sent.
type SubmitResult struct {
	Submission Submission
	Problem    *Error // why it was not placed, or why nobody knows; nil if it was

	// Beside are other open orders of the same kind that were met after this one was placed: somebody else was as quick.
	Beside []Concern
}

const (
	searchesAtLeast = 3                // that did not find a promise, before a person may decide about it
	searchesInstead = 60               // the same where the clock was set and does not tell how long it was looked for
	decideAfter     = 15 * time.Minute // since it was sent
	clocksDiffer    = 5 * time.Minute  // an order may seem to be placed so much before its promise
)

// DecideAt is from when on a person may decide what became of a promise, once it was looked for often
// enough; in this desk's clock: a portal whose clock leaps makes nothing due.
func (p *Submission) DecideAt() time.Time { return p.sent().Add(decideAfter) }

func (p *Submission) sent() time.Time {
	if p.SentAt.IsZero() {
		return p.At
	}
	return p.SentAt
}

// Sought says whether the order of a promise is looked for: nobody knows whether it was placed, or as which one.
func (p *Submission) Sought() bool {
	return p.State == SubmissionUnsure || p.State == SubmissionPlaced && p.OrderID == ""
}

// Decidable says whether a person may decide what became of a promise: its order has been looked for for a quarter of an
// hour, and three times in vain. Now is in this desk's clock. One that seems to be sent later than now was sent by a clock that was wrong: searches
// count then, of which there are two a minute, lest it blocks until that day.
func (p *Submission) Decidable(now time.Time) bool {
	if now.Before(p.sent()) {
		return p.Sought() && p.Scans >= searchesInstead
	}
	return p.Sought() && p.Scans >= searchesAtLeast && !now.Before(p.DecideAt())
}

// Candidates are the orders that may be what a promise became whose order is looked for, where the portal keeps no keys:
// of the same kind, placed at the time; or where the key stands on several. None of them is proof.
func (p *Submission) Candidates(ofItsService []Order) []Order {
	var all []Order
	if !p.Sought() || p.Draft.Kind == CancelOrder {
		return nil
	}
	for _, o := range ofItsService {
		at := o.PlacedAt()
		mayBe := o.Kind == p.Draft.Kind && (o.ExternalID == "" || p.CarriedBy(&o))
		if mayBe && at.After(p.At.Add(-clocksDiffer)) && at.Before(p.At.Add(decideAfter)) {
			all = append(all, o)
		}
	}
	return all
}

const (
	zonesDiffer   = 24 * time.Hour // so much older than its promise may a portal that is wrong about its zone date an order
	serversDiffer = time.Minute    // so much before its promise may an order seem to be seen: a portal may have several clocks
)

// ProvedBy reports whether an order shows that it is what the promise became. The id alone does not: a portal may answer
// with that of an order which ended long ago, or of somebody else's. Nor does the key on an order that was there before. A
// portal may file an order with our key under another kind, and one that keeps no key may give it a reference of its own.
// An order that names no service counts as one of none; see ListedOn.
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

// isKey reports whether a reference looks like the key of a desk: a UUID.
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

// CarriedBy reports whether an order carries the key of the promise.
func (p *Submission) CarriedBy(o *Order) bool { return sameKey(o.ExternalID, p.Key) }

// RuledOut says why an order cannot be what the promise became, whatever key it carries and whatever a person says, in a
// sentence; empty: it can be.
func (p *Submission) RuledOut(o *Order) string {
	switch d := &p.Draft; {
	case d.ServiceID != "" && len(o.ServiceIDs) > 0 && !slices.Contains(o.ServiceIDs, d.ServiceID):
		return "This Order ID is that of another service’s order."
	case p.before(o):
		return "This Order ID is that of an order that was there before yours was sent."
	}
	return ""
}

// before reports whether the portal dates an order so long before the promise that no clock explains it. When this desk
// saw it does not count: its own clock may have been wrong.
func (p *Submission) before(o *Order) bool {
	dated := *o
	dated.SeenAt = time.Time{}
	return slices.ContainsFunc([]time.Time{dated.PlacedAt(), dated.EndedAt()}, func(at time.Time) bool {
		return !at.IsZero() && at.Before(p.At.Add(-zonesDiffer))
	})
}

// about reports whether an order is for the service of the promise; where it makes one, for the same number or SIM, or, if
// it has neither, for the same customer and plan.
func (p *Submission) about(o *Order) bool {
	if p.Draft.ServiceID != "" {
		return slices.Contains(o.ServiceIDs, p.Draft.ServiceID)
	}
	level, _ := (&judge{draft: &p.Draft}).touching([]Order{*o}, nil, nil)
	return level == Blocked
}

// ListedOn returns the order as one of a service that lists it, where the order itself names none.
func (o Order) ListedOn(serviceID string) Order {
	if len(o.ServiceIDs) == 0 && serviceID != "" {
		o.ServiceIDs = []string{serviceID}
	}
	return o
}

type sentWhileKey struct{}

// SentWhile returns a context under which a write leaves only if what it was judged on is still young at the moment its
// first byte could go. It is asked then: no timer tells, since timers stand still while a machine sleeps.
func SentWhile(ctx context.Context, young func() bool) context.Context {
	return context.WithValue(ctx, sentWhileKey{}, young)
}

// MaySend reports whether a write may still leave.
func MaySend(ctx context.Context) bool {
	young, ok := ctx.Value(sentWhileKey{}).(func() bool)
	return !ok || young()
}
