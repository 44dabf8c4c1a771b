// Package outbox sends orders and decisions to the portal, each at most once. Each is recorded on disk before its first
// byte leaves; one whose outcome is unknown is looked up and never sent again; and where the portal cannot tell, a
// person decides, seeing what was sent and what the portal shows.
//
// An Outbox sends orders, which never wait. A Decisions sends decisions about subscription requests, which wait until
// the portal can be reached, and come back to a person if the request has changed by then.
package outbox

import (
	"context"
	"time"

	"commsdesk/backend/telecom"
)

// Sender writes orders to the portal.
type Sender interface {
	// Place sends the order of a submission, once, and returns the outcome.
	Place(ctx context.Context, sub telecom.Submission) telecom.Outcome
}

// Ledger keeps the submissions on disk.
type Ledger interface {
	Promise(sub telecom.Submission, at time.Time, allowed func(known []telecom.Submission) error) error
	Settle(key string, kind telecom.EntryKind, at time.Time, by, text string, change func(*telecom.Submission) error) error
	Scanned(key string) error
	All() ([]telecom.Submission, error)
	ClosedHere() ([]telecom.ClosedHere, error)
	ReopenHere(orderID, by, why string, at time.Time) error
	Forget(before time.Time) error

	// Held returns why no order at all may leave this desk; nil if it may.
	Held() *telecom.Error
}

// Reader reads what is known of the portal.
type Reader interface {
	// Fresh reads from the portal everything that may conflict with a draft. On an error nothing may be sent.
	Fresh(ctx context.Context, d *telecom.Draft) error

	// Now returns the time by the portal's clock, as far as it is known.
	Now() time.Time

	// Known returns what the copy knows, without the submissions; its Elsewhere holds every open order.
	Known(d *telecom.Draft) (telecom.Known, error)

	// Since returns all known orders of the services on which anything has happened since a time.
	Since(at time.Time) ([]telecom.Order, error)

	// ReadOrder reads one order from the portal into the copy.
	ReadOrder(ctx context.Context, id string) error

	// Order returns an order of the copy.
	Order(id string) (telecom.Order, bool, error)
}

// Options are what an Outbox needs.
type Options struct {
	Sender Sender
	Ledger Ledger
	Reader Reader

	// Changed is called from any goroutine after a submission changed. It may be nil.
	Changed func()
}

// Outbox sends orders. Its methods may be called from any goroutine.
type Outbox struct {
	Options
	wall func() time.Time // the wall clock, which keeps running while the machine sleeps

	drain    drain
	inflight inflight[telecom.Outcome]
	wake     chan struct{}
}

// rememberFor is how long a closed submission is still known, besides in the journal.
const rememberFor = 30 * 24 * time.Hour

// New returns an Outbox. A submission that was being sent when the program ended becomes unsure: nobody heard the
// answer. A full disk is no error: what cannot be written now is written by a later Look. The error is that the
// submissions cannot be read.
func New(o Options) (*Outbox, error) {
	if o.Changed == nil {
		o.Changed = func() {}
	}
	b := &Outbox{Options: o, wall: func() time.Time { return time.Now().Round(0) }, wake: make(chan struct{}, 1)}
	b.drain.open()
	if err := b.recover(); err != nil {
		return nil, err
	}
	_ = b.Ledger.Forget(b.wall().Add(-rememberFor)) // otherwise the next start forgets it
	return b, nil
}

func (b *Outbox) recover() error {
	all, err := b.Ledger.All()
	if err != nil {
		return err
	}
	for _, p := range all {
		if p.State != telecom.SubmissionSending {
			continue
		}
		_ = b.doubt(p, "Commsdesk ended while this was being sent.")
	}
	return nil
}

func (b *Outbox) wakeUp() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}
