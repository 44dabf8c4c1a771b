package outbox

import (
	"context"
	"time"

	"github.com/google/uuid"

	"commsdesk/backend/telecom"
)

// freshFor is how old the readings for an order may be when it is sent, by the wall clock: the machine may have slept
// in between.
const freshFor = 10 * time.Second

// A click is answered within these times if nothing is sent: reading takes a part of them, reaching the portal the
// rest.
const (
	readWithin  = 15 * time.Second
	leaveWithin = 20 * time.Second
)

// readsAtMost is how often readings that grew old are repeated for one order.
const readsAtMost = 3

// Read reports whether a person has read a warning; nil means that none was read.
type Read = func(warning telecom.Concern) bool

// Submit sends a draft, once. It reads what may conflict with it, records the submission, sends it and writes down the
// outcome. On an error nothing was recorded and nothing was sent; a *telecom.Objection carries the verdict. A draft
// with warnings is sent only if each of them was read: new ones were not.
//
// Once the submission is recorded, the end of the context changes nothing. A portal that is too slow or cannot be
// reached within 20 seconds of the click gets nothing; once it was reached, its answer is awaited.
func (b *Outbox) Submit(ctx context.Context, d telecom.Draft, by string, read Read) (telecom.SubmitResult, error) {
	if !b.drain.begin() {
		return telecom.SubmitResult{}, closing()
	}
	defer b.drain.sending.Done()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(b.drain.ctx, cancel)()
	before, err := b.Ledger.All()
	if err != nil {
		return telecom.SubmitResult{}, err
	}
	sending, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaveWithin)
	defer cancel()
	reading, cancel := context.WithTimeout(ctx, readWithin)
	defer cancel()
	for try := 1; ; try++ {
		sub, readAt, err := b.promise(reading, d, by, read, before)
		if err != nil {
			return telecom.SubmitResult{}, err
		}
		b.Changed()
		outcome := b.place(sending, sub, readAt, before)
		if err := b.settle(sub, outcome, by); err != nil {
			return unwritten(sub, outcome, err), nil
		}
		switch {
		case outcome.Again && try < readsAtMost:
			continue
		case outcome.Again:
			return telecom.SubmitResult{}, tooSlow()
		}
		sub.State, sub.OrderID, sub.Named = outcome.State, outcome.OrderID, outcome.Named
		r := telecom.SubmitResult{Submission: sub, Problem: outcome.Problem}
		if outcome.State == telecom.SubmissionPlaced {
			if r.Submission, r.Beside = b.readBack(context.WithoutCancel(ctx), sub); r.Submission.State != telecom.SubmissionPlaced {
				r.Problem = namesAnother(r.Submission.Named)
			}
		}
		b.wakeUp()
		return r, nil
	}
}

// place sends a submission if the readings for it are fresh until it leaves: the machine may sleep at any time.
func (b *Outbox) place(ctx context.Context, p telecom.Submission, readAt time.Time, before []telecom.Submission) telecom.Outcome {
	fresh := freshSince(b.wall, readAt)
	taken := b.knownIDs(&p.Draft, before)
	if !fresh() {
		return telecom.Outcome{State: telecom.SubmissionNotSent, Again: true}
	}
	return believed(b.Sender.Place(telecom.SentWhile(ctx, fresh), p), &p.Draft, taken)
}

// freshSince returns a function that reports whether a reading made at that time may still be sent on. A clock that was
// set back tells nothing.
func freshSince(wall func() time.Time, read time.Time) func() bool {
	return func() bool { age := wall().Sub(read); return age >= 0 && age <= freshFor }
}

// promise records a submission if nothing conflicts with it in what was just read, at the moment of writing.
func (b *Outbox) promise(ctx context.Context, d telecom.Draft, by string, read Read, before []telecom.Submission) (telecom.Submission,
	time.Time, error) {
	var sub telecom.Submission
	seen, err := b.precheck(&d, read)
	if err != nil {
		return sub, time.Time{}, err // no need to ask the portal
	}
	for try := 1; ; try++ {
		readAt := b.wall()
		err := b.Reader.Fresh(ctx, &d)
		switch {
		case err == nil:
		case b.drain.ctx.Err() != nil:
			return sub, readAt, closing()
		case ctx.Err() != nil:
			return sub, readAt, tooSlow() // the caller has run out of time
		default:
			return sub, readAt, notRead(err)
		}
		sub = telecom.Submission{Key: uuid.NewString(), Draft: d, At: b.Reader.Now(), SentAt: b.wall(), By: by}
		b.inflight.begin(sub.Key)
		err = b.Ledger.Promise(sub, b.wall(), func(submissions []telecom.Submission) error {
			if !freshSince(b.wall, readAt)() {
				return errStale
			}
			now, err := b.Reader.Known(&d) // the copy may have changed since
			if err != nil {
				return err
			}
			now.Promises = submissions
			if err := judge(&d, now, read); err != nil {
				return err
			}
			if err := b.checkCancel(&d, now.Orders); err != nil {
				return err
			}
			if err := checkOwn(&d, submissions, before); err != nil {
				return err
			}
			return checkMoved(&d, seen.Service, now.Service)
		})
		if err != nil {
			b.inflight.end(sub.Key)
		}
		if err == errStale && try < readsAtMost {
			continue
		}
		if err == errStale {
			err = tooSlow()
		}
		sub.State = telecom.SubmissionSending
		return sub, readAt, err
	}
}

var errStale = &telecom.Error{Code: telecom.Unconfirmed, Text: "What was read is too old."}

func tooSlow() *telecom.Error {
	return &telecom.Error{Code: telecom.Unconfirmed, Text: "The portal is too slow to rule out a change in the meantime. The order was " +
		"not sent; your draft is kept. Try again in a moment."}
}

// notRead returns the error for an order that was not sent because the portal could not be asked what is open.
func notRead(cause error) error {
	e := telecom.AsError(cause)
	why := map[telecom.Code]string{
		telecom.Unreachable: "The portal cannot be reached",
		telecom.Busy:        "The portal is busy",
		telecom.Denied:      "The portal does not let this desk read open orders",
		telecom.Broken:      "The portal had an internal error",
		telecom.Cached:      "A cache on the way to the portal answered with old data",
		telecom.NotPortal:   "Something else answered instead of the portal, such as a sign-in page of your network",
	}[e.Code]
	if why == "" {
		return e // its text says already what that means for the order
	}
	return &telecom.Error{Code: e.Code, Said: e.Said, Cause: e,
		Text: why + ", so open orders could not be checked. The order was not sent, and will not be sent later by itself; your draft is " +
			"kept. Place it again once the portal answers."}
}
