package outbox

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"commsdesk/backend"
)

// Sender is the portal as it is written to.
type Sender interface {
	// Place sends the order of a promise, once, and says what became of it.
	Place(ctx context.Context, promise backend.Promise) backend.Outcome
}

// Ledger keeps the promises on the disk.
type Ledger interface {
	Promise(promise backend.Promise, at time.Time, allowed func(known []backend.Promise) error) error
	Settle(key string, deed backend.Deed, at time.Time, by, text string, change func(*backend.Promise) error) error
	Scanned(key string) error
	All() ([]backend.Promise, error)
	ClosedHere() ([]backend.ClosedHere, error)
	ReopenHere(orderID, by, why string, at time.Time) error
	Forget(before time.Time) error
}

// Reader is what is known of the portal.
type Reader interface {
	// Fresh reads from the portal all that may speak against a draft. Its error says why that cannot be done: nothing
	// may be sent then.
	Fresh(ctx context.Context, d *backend.Draft) error

	// Now is the time in the portal's clock, as far as it is known.
	Now() time.Time

	// Known is what the copy knows beside the promises; its Elsewhere holds every open order.
	Known(d *backend.Draft) (backend.Known, error)

	// Since is every order that is known of the services on which anything has happened since a time.
	Since(at time.Time) ([]backend.Order, error)

	// Order is an order of the copy.
	Order(id string) (backend.Order, bool, error)
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

	leaving leaving
	flight  flight
	wake    chan struct{}
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
	b.leaving.ends, b.leaving.end = context.WithCancel(context.Background())
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
		if p.State != backend.PromiseSending {
			continue
		}
		_ = b.doubt(p, "Commsdesk ended while this was being sent.")
	}
	return nil
}

// freshFor is how old what was read for an order may be at the moment of sending, on the wall clock: a machine may have
// slept in between.
const freshFor = 10 * time.Second

// readsAtMost is how often what has grown old meanwhile is read again before one order.
const readsAtMost = 3

// Read says whether a person has read a warning; nil: none was read.
type Read = func(warning backend.Concern) bool

// Submit sends a draft, once. It reads what may speak against it, writes the promise, sends it and writes down what
// became of it. The error says why nothing was promised and nothing sent: a *backend.Objection carries the verdict. With a
// warned verdict the draft is sent only if each warning was read: those that have come up since somebody looked were not.
//
// Once the promise is written the end of the context changes nothing: the order is on its way.
func (b *Outbox) Submit(ctx context.Context, d backend.Draft, by string, read Read) (backend.Submission, error) {
	if !b.leaving.begin() {
		return backend.Submission{}, closing()
	}
	defer b.leaving.sending.Done()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(b.leaving.ends, cancel)()
	before, err := b.Ledger.All()
	if err != nil {
		return backend.Submission{}, err
	}
	for try := 1; ; try++ {
		promise, fresh, err := b.promise(ctx, d, by, read, before)
		if err != nil {
			return backend.Submission{}, err
		}
		b.Changed()
		ctx := context.WithoutCancel(ctx)
		if b.wall().Sub(fresh) > freshFor { // the machine slept between the promise and now
			if err := b.settle(promise, backend.Outcome{State: backend.PromiseNotSent}, by); err != nil {
				return backend.Submission{}, err
			}
			if try < readsAtMost {
				continue
			}
			return backend.Submission{}, tooOld()
		}
		outcome := b.Sender.Place(ctx, promise)
		if err := b.settle(promise, outcome, by); err != nil {
			return unwritten(promise, outcome, err), nil
		}
		promise.State, promise.OrderID = outcome.State, outcome.OrderID
		r := backend.Submission{Promise: promise, Problem: outcome.Problem}
		if outcome.State == backend.PromisePlaced {
			r.Beside = b.beside(ctx, &promise)
		}
		b.ring()
		return r, nil
	}
}

// promise writes a promise down, if nothing speaks against it in what was just read, at the moment of writing.
func (b *Outbox) promise(ctx context.Context, d backend.Draft, by string, read Read, before []backend.Promise) (backend.Promise, time.Time, error) {
	var promise backend.Promise
	seen, err := b.spoken(&d, read)
	if err != nil {
		return promise, time.Time{}, err // no need to ask the portal
	}
	for try := 1; ; try++ {
		fresh := b.wall()
		err := b.Reader.Fresh(ctx, &d)
		switch {
		case err == nil:
		case b.leaving.ends.Err() != nil:
			return promise, fresh, closing()
		case ctx.Err() != nil:
			return promise, fresh, tooOld() // whoever waits for it has no more patience
		default:
			return promise, fresh, notRead(err)
		}
		promise = backend.Promise{Key: newKey(), Draft: d, At: b.Reader.Now(), By: by}
		b.flight.begin(promise.Key)
		err = b.Ledger.Promise(promise, b.wall(), func(promises []backend.Promise) error {
			if b.wall().Sub(fresh) > freshFor {
				return errOld
			}
			now, err := b.Reader.Known(&d) // the copy may have moved since
			if err != nil {
				return err
			}
			now.Promises = promises
			if err := judge(&d, now, read); err != nil {
				return err
			}
			if err := b.over(&d, now.Orders); err != nil {
				return err
			}
			if err := own(&d, promises, before); err != nil {
				return err
			}
			return moved(&d, seen.Service, now.Service)
		})
		if err != nil {
			b.flight.end(promise.Key)
		}
		if err == errOld && try < readsAtMost {
			continue
		}
		if err == errOld {
			err = tooOld()
		}
		promise.State = backend.PromiseSending
		return promise, fresh, err
	}
}

// spoken says what already speaks against a draft in what is known here, and gives that.
func (b *Outbox) spoken(d *backend.Draft, read Read) (backend.Known, error) {
	known, err := b.known(d)
	if err != nil {
		return known, err
	}
	if err := judge(d, known, read); err != nil {
		return known, err
	}
	if err := b.over(d, known.Orders); err != nil {
		return known, err
	}
	return known, own(d, known.Promises, known.Promises)
}

func (b *Outbox) known(d *backend.Draft) (backend.Known, error) {
	known, err := b.Reader.Known(d)
	if err == nil {
		known.Promises, err = b.Ledger.All()
	}
	return known, err
}

// Judge says whether a draft could be placed now, by what is known here: without asking the portal.
func (b *Outbox) Judge(d *backend.Draft) (backend.Verdict, error) {
	known, err := b.known(d)
	if err != nil {
		return backend.Verdict{}, err
	}
	v := backend.Judge(d, known)
	if v.Level == backend.Blocked {
		return v, nil
	}
	if err = b.over(d, known.Orders); err == nil {
		err = own(d, known.Promises, known.Promises)
	}
	var o *backend.Objection
	if errors.As(err, &o) {
		return o.Verdict, nil
	}
	return v, err
}

// over says that there is nothing to cancel: the order has ended, or it is none of the service whose activity was read
// for it.
func (b *Outbox) over(d *backend.Draft, ofService []backend.Order) error {
	if d.Kind != backend.CancelOrder {
		return nil
	}
	o, known, err := b.Reader.Order(d.OrderID)
	if err != nil {
		return err
	}
	theirs := slices.ContainsFunc(ofService, func(o backend.Order) bool { return o.ID == d.OrderID }) || d.ServiceID == "" && len(o.ServiceIDs) == 0
	switch {
	case !known || !o.Open():
		return objection(backend.Concern{OrderID: d.OrderID, Text: "There is nothing to cancel: this order is not open. Nothing was sent. Look at the activity."})
	case !theirs:
		return objection(backend.Concern{OrderID: d.OrderID, Text: "This order is not one of this service. Nothing was sent. Open the service of the order, and cancel it there."})
	}
	return nil
}

func objection(c backend.Concern) error {
	c.Level = backend.Blocked
	return &backend.Objection{Verdict: backend.Verdict{Level: backend.Blocked, Reasons: []backend.Concern{c}}}
}

// judge makes an error of a verdict that keeps a draft from being sent.
func judge(d *backend.Draft, known backend.Known, read Read) error {
	v := backend.Judge(d, known)
	if v.Level == backend.Blocked || slices.ContainsFunc(v.Reasons, func(c backend.Concern) bool { return read == nil || !read(c) }) {
		return &backend.Objection{Verdict: v}
	}
	return nil
}

// own says what keeps a second order of the kind from being placed here that the rules about open orders pass over: they
// ask whether the first one is open at the portal, and it may have ended before whoever clicked heard of it. Such is one
// that nobody here knows the outcome of yet, and one that was placed since a submit began, by the first of two clicks,
// while the second waited for a slow portal.
func own(d *backend.Draft, promises, before []backend.Promise) error {
	for _, p := range promises {
		same := p.Draft.Kind == d.Kind && p.Draft.ServiceID == d.ServiceID && p.Draft.OrderID == d.OrderID && (d.ServiceID != "" || reflect.DeepEqual(p.Draft, *d))
		if !same {
			continue
		}
		text := ""
		switch p.State {
		case backend.PromiseNotSent, backend.PromiseRefused:
		case backend.PromiseSending, backend.PromiseUnsure:
			text = "It is not known yet what became of the one that was sent from this desk before. Yours was not sent; your draft is kept. Wait until it was looked up."
		default:
			if !slices.ContainsFunc(before, func(b backend.Promise) bool { return b.Key == p.Key }) {
				text = "One was placed from this desk while yours waited for the portal. Yours was not sent; your draft is kept. Look at the activity, and place it again if it is still wanted."
			}
		}
		if text != "" {
			return objection(backend.Concern{OrderID: p.OrderID, Key: p.Key, Text: text})
		}
	}
	return nil
}

var errOld = &backend.Error{Code: backend.Unconfirmed, Text: "What was read is too old."}

// unwritten is what became of an order where that cannot be kept on the disk. It is written as soon as the disk takes it;
// if the program ends before, the order counts as one that nobody knows the outcome of.
func unwritten(promise backend.Promise, o backend.Outcome, cause error) backend.Submission {
	what := "The order was sent, and what became of it"
	switch o.State {
	case backend.PromisePlaced:
		if promise.OrderID = o.OrderID; o.OrderID != "" {
			what = "The order was placed as " + o.OrderID + ", but that"
		}
	case backend.PromiseRefused, backend.PromiseNotSent: // what was prepared is needed again
		promise.State, what = o.State, "The order was not placed, but that"
	}
	problem := &backend.Error{Code: backend.Unconfirmed, Cause: cause,
		Text: what + " could not be written to this computer’s disk. It is not sent again. Make room on the disk, and leave Commsdesk open: it is written then."}
	if o.Problem != nil {
		problem.Said = o.Problem.Said
	}
	return backend.Submission{Promise: promise, Problem: problem}
}

func tooOld() *backend.Error {
	return &backend.Error{Code: backend.Unconfirmed, Text: "The portal answers too slowly to be sure that nothing changed meanwhile. The order was not sent; your draft is kept. Try again in a moment."}
}

// settle writes down what became of a promise that was sent. Whether it can or not, the promise is in flight no more.
func (b *Outbox) settle(p backend.Promise, o backend.Outcome, by string) error {
	deeds := map[backend.PromiseState]backend.Deed{
		backend.PromisePlaced: backend.DeedPlaced, backend.PromiseRefused: backend.DeedRefused,
		backend.PromiseNotSent: backend.DeedNotSent, backend.PromiseUnsure: backend.DeedUnsure,
	}
	said := ""
	if o.Problem != nil {
		said = o.Problem.Said
	}
	defer b.Changed()
	defer b.flight.end(p.Key)
	err := b.Ledger.Settle(p.Key, deeds[o.State], b.wall(), by, said, func(p *backend.Promise) error {
		p.State, p.OrderID, p.Said = o.State, o.OrderID, said
		return nil
	})
	b.flight.remember(p.Key, o, err == nil)
	return err
}

// beside reads the activity again after an order was placed, and gives the other open orders of its kind.
func (b *Outbox) beside(ctx context.Context, p *backend.Promise) []backend.Concern {
	ctx, cancel := context.WithTimeout(ctx, lookEvery)
	defer cancel()
	defer context.AfterFunc(b.leaving.ends, cancel)()
	if b.Reader.Fresh(ctx, &p.Draft) != nil {
		return nil // the next pass of the mirror reads it as well
	}
	known, err := b.Reader.Known(&p.Draft)
	if err != nil {
		return nil
	}
	var others []backend.Concern
	for _, c := range backend.Judge(&p.Draft, known).Reasons {
		if c.Level == backend.Blocked && c.OrderID != p.OrderID && c.Key != p.Key {
			others = append(others, c)
		}
	}
	return others
}

func (b *Outbox) ring() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// newKey is a random UUID.
func newKey() string {
	var u [16]byte
	_, _ = rand.Read(u[:]) // never fails: it ends the program instead
	u[6], u[8] = u[6]&0x0f|0x40, u[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:])
}
