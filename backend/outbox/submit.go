package outbox

import (
	"context"
	"time"

	"github.com/google/uuid"

	"commsdesk/backend/telecom"
)

// freshFor is how old what was read for an order may be at the moment of sending, on the wall clock: a machine may have
// slept in between.
const freshFor = 10 * time.Second

// A click is answered within so long if nothing is sent: reading takes a part of it, reaching the portal the rest.
const (
	readWithin  = 15 * time.Second
	leaveWithin = 20 * time.Second
)

// readsAtMost is how often what has grown old meanwhile is read again before one order.
const readsAtMost = 3

// Read says whether a person has read a warning; nil: none was read.
type Read = func(warning telecom.Concern) bool

// Submit sends a draft, once. It reads what may speak against it, writes the promise, sends it and writes down what
// became of it. The error says why nothing was promised and nothing sent: a *telecom.Objection carries the verdict. With a
// warned verdict the draft is sent only if each warning was read: those that have come up since somebody looked were not.
//
// Once the promise is written the end of the context changes nothing: the order is on its way. A portal that answers too
// slowly, or cannot be reached, within 20 seconds of the click gets nothing; once it was reached it is heard out.
func (b *Outbox) Submit(ctx context.Context, d telecom.Draft, by string, read Read) (telecom.SubmitResult, error) {
	if !b.drain.begin() {
		return telecom.SubmitResult{}, closing()
	}
	defer b.drain.sending.Done()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(b.drain.ends, cancel)()
	before, err := b.Ledger.All()
	if err != nil {
		return telecom.SubmitResult{}, err
	}
	sending, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaveWithin)
	defer cancel()
	reading, cancel := context.WithTimeout(ctx, readWithin)
	defer cancel()
	for try := 1; ; try++ {
		promise, fresh, err := b.promise(reading, d, by, read, before)
		if err != nil {
			return telecom.SubmitResult{}, err
		}
		b.Changed()
		outcome := b.place(sending, promise, fresh, before)
		if err := b.settle(promise, outcome, by); err != nil {
			return unwritten(promise, outcome, err), nil
		}
		switch {
		case outcome.Again && try < readsAtMost:
			continue
		case outcome.Again:
			return telecom.SubmitResult{}, tooOld()
		}
		promise.State, promise.OrderID, promise.Named = outcome.State, outcome.OrderID, outcome.Named
		r := telecom.SubmitResult{Submission: promise, Problem: outcome.Problem}
		if outcome.State == telecom.SubmissionPlaced {
			if r.Submission, r.Beside = b.readBack(context.WithoutCancel(ctx), promise); r.Submission.State != telecom.SubmissionPlaced {
				r.Problem = namesAnother(r.Submission.Named)
			}
		}
		b.ring()
		return r, nil
	}
}

// place sends a promise, if what was read for it is young enough until it leaves: the machine may sleep at any time.
func (b *Outbox) place(ctx context.Context, p telecom.Submission, fresh time.Time, before []telecom.Submission) telecom.Outcome {
	young := youngSince(b.wall, fresh)
	taken := b.taken(&p.Draft, before)
	if !young() {
		return telecom.Outcome{State: telecom.SubmissionNotSent, Again: true}
	}
	return heard(b.Sender.Place(telecom.SentWhile(ctx, young), p), &p.Draft, taken)
}

// youngSince says whether what was read at a time may be sent on. A clock that was set back does not tell.
func youngSince(wall func() time.Time, read time.Time) func() bool {
	return func() bool { age := wall().Sub(read); return age >= 0 && age <= freshFor }
}

// promise writes a promise down, if nothing speaks against it in what was just read, at the moment of writing.
func (b *Outbox) promise(ctx context.Context, d telecom.Draft, by string, read Read, before []telecom.Submission) (telecom.Submission, time.Time, error) {
	var promise telecom.Submission
	seen, err := b.spoken(&d, read)
	if err != nil {
		return promise, time.Time{}, err // no need to ask the portal
	}
	for try := 1; ; try++ {
		fresh := b.wall()
		err := b.Reader.Fresh(ctx, &d)
		switch {
		case err == nil:
		case b.drain.ends.Err() != nil:
			return promise, fresh, closing()
		case ctx.Err() != nil:
			return promise, fresh, tooOld() // whoever waits for it has no more patience
		default:
			return promise, fresh, notRead(err)
		}
		promise = telecom.Submission{Key: uuid.NewString(), Draft: d, At: b.Reader.Now(), SentAt: b.wall(), By: by}
		b.inflight.begin(promise.Key)
		err = b.Ledger.Promise(promise, b.wall(), func(promises []telecom.Submission) error {
			if !youngSince(b.wall, fresh)() {
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
			b.inflight.end(promise.Key)
		}
		if err == errOld && try < readsAtMost {
			continue
		}
		if err == errOld {
			err = tooOld()
		}
		promise.State = telecom.SubmissionSending
		return promise, fresh, err
	}
}

var errOld = &telecom.Error{Code: telecom.Unconfirmed, Text: "What was read is too old."}

func tooOld() *telecom.Error {
	return &telecom.Error{Code: telecom.Unconfirmed, Text: "The portal answers too slowly to be sure that nothing changed meanwhile. The order was not sent; your draft is kept. Try again in a moment."}
}

// notRead says that nothing was sent because the portal could not be asked what is open.
func notRead(cause error) error {
	e := telecom.AsError(cause)
	why := map[telecom.Code]string{
		telecom.Unreachable: "The portal cannot be reached",
		telecom.Busy:        "The portal asks for patience",
		telecom.Denied:      "The portal does not let this desk read what is open",
		telecom.Broken:      "The portal failed inside",
		telecom.Cached:      "A cache on the way to the portal answered with old data",
		telecom.NotPortal:   "Something else answered instead of the portal, such as a sign-in page of your network",
	}[e.Code]
	if why == "" {
		return e // it says what that means for the order
	}
	return &telecom.Error{Code: e.Code, Said: e.Said, Cause: e,
		Text: why + ", so nobody can be sure what is open. The order was not sent, and is not sent later by itself; your draft is kept. Place it again once the portal answers."}
}
