// Package outbox carries promises to the portal, each at most once. What is promised is on the disk before its first
// byte leaves; what nobody knows the outcome of is looked up and never sent again; and where the portal cannot say, a
// person decides, with both facts in view.
//
// An Outbox sends orders, which never wait. A Decisions sends what was decided about subscription requests, which waits
// until the portal can be reached, and comes back to a person where the request stands otherwise by then.
package outbox

import (
	"context"
	"time"

	"commsdesk/backend/telecom"
)

// Sender is the portal as it is written to.
type Sender interface {
	// Place sends the order of a promise, once, and says what became of it.
	Place(ctx context.Context, promise telecom.Submission) telecom.Outcome
}

// Ledger keeps the promises on the disk.
type Ledger interface {
	Promise(promise telecom.Submission, at time.Time, allowed func(known []telecom.Submission) error) error
	Settle(key string, deed telecom.EntryKind, at time.Time, by, text string, change func(*telecom.Submission) error) error
	Scanned(key string) error
	All() ([]telecom.Submission, error)
	ClosedHere() ([]telecom.ClosedHere, error)
	ReopenHere(orderID, by, why string, at time.Time) error
	Forget(before time.Time) error

	// Held says why no order may leave this desk at all; nil: it may.
	Held() *telecom.Error
}

// Reader is what is known of the portal.
type Reader interface {
	// Fresh reads from the portal all that may speak against a draft. Its error says why that cannot be done: nothing
	// may be sent then.
	Fresh(ctx context.Context, d *telecom.Draft) error

	// Now is the time in the portal's clock, as far as it is known.
	Now() time.Time

	// Known is what the copy knows beside the promises; its Elsewhere holds every open order.
	Known(d *telecom.Draft) (telecom.Known, error)

	// Since is every order that is known of the services on which anything has happened since a time.
	Since(at time.Time) ([]telecom.Order, error)

	// ReadOrder reads one order from the portal, by its id, into the copy.
	ReadOrder(ctx context.Context, id string) error

	// Order is an order of the copy.
	Order(id string) (telecom.Order, bool, error)
}

// Options are all that an Outbox needs.
type Options struct {
	Sender Sender
	Ledger Ledger
	Reader Reader

	// Changed is called after a promise changed, from any goroutine. Nil: nobody wants to know.
	Changed func()
}

// Outbox sends promises. Its methods may be called from any goroutine.
type Outbox struct {
	Options
	wall func() time.Time // the wall clock, which goes on while the machine sleeps

	drain    drain
	inflight inflight[telecom.Outcome]
	wake     chan struct{}
}

// rememberFor is how long what has come to its end is still known beside the journal.
const rememberFor = 30 * 24 * time.Hour

// New makes an outbox. What was being sent when the program ended is unsure from now on: nobody heard the answer. A disk
// that is full keeps nobody from looking: what could not be written now is written by a later Look. The error is that the
// promises cannot be read.
func New(o Options) (*Outbox, error) {
	if o.Changed == nil {
		o.Changed = func() {}
	}
	b := &Outbox{Options: o, wall: func() time.Time { return time.Now().Round(0) }, wake: make(chan struct{}, 1)}
	b.drain.open()
	if err := b.recover(); err != nil {
		return nil, err
	}
	_ = b.Ledger.Forget(b.wall().Add(-rememberFor)) // the next start forgets it
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

func (b *Outbox) ring() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}
