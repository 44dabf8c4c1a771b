package outbox

import (
	"context"
	"errors"
	"time"

	"commsdesk/backend/telecom"
)

// verdict is the outcome of a decision that was sent, and its request as it was then; nil if that was not read.
type verdict struct {
	telecom.DecisionOutcome
	now *telecom.Snapshot
	why string // for the journal, next to the portal's words
}

// send reads the request of a decision and sends the decision if the request is as it was when the decision was taken,
// and the profile's role still allows it. A reading that is too old is made again: the machine may have slept.
func (r *round) send(ctx context.Context, x telecom.Decision) {
	for range readsAtMost {
		readAt := r.Wall()
		got := r.read(ctx, x.RequestID)
		if !got.ok {
			r.noteWhy(x, got.why)
			return
		}
		snapshot := got.snapshot()
		if x.Led(snapshot) {
			r.found(x)
			return
		}
		if a := r.against(&x, &got); a != "" {
			r.giveBack(x, a, &snapshot)
			return
		}
		fresh := freshSince(r.Wall, readAt)
		r.inflight.begin(x.Key)
		err := r.change(x.Key, telecom.EntryPromised, x.By, "", func(p *telecom.Decision) error {
			switch {
			case !unchanged(p, &x):
				return errElsewhere
			case !fresh():
				return errStale
			}
			p.State, p.SentAt, p.SentOn, p.Kept = telecom.DecisionSending, r.Wall(), &snapshot, ""
			x.State, x.SentAt, x.SentOn = p.State, p.SentAt, p.SentOn
			return nil
		})
		switch {
		case errors.Is(err, errStale):
			r.inflight.end(x.Key)
			continue
		case err != nil:
			r.inflight.end(x.Key)
			return
		}
		never := verdict{DecisionOutcome: telecom.DecisionOutcome{State: telecom.DecisionWaiting}}
		if fresh() {
			if !r.patch(telecom.SentWhile(ctx, fresh), x, got.request) {
				return
			}
		} else if r.settle(x, never) != nil {
			return
		}
		x.State, x.SentAt, x.SentOn = telecom.DecisionWaiting, time.Time{}, nil
	}
}

// noteWhy keeps with a decision why it cannot be sent: once, however often it is tried.
func (r *round) noteWhy(x telecom.Decision, why string) {
	if why == "" || x.Kept == why {
		return
	}
	_ = r.change(x.Key, telecom.EntryNotSent, x.By, "", func(p *telecom.Decision) error {
		if !unchanged(p, &x) {
			return errElsewhere
		}
		p.Kept = why
		return nil
	})
}

// unchanged reports whether a decision still waits and is what it was when its request was read for it.
func unchanged(p, read *telecom.Decision) bool {
	return p.State == telecom.DecisionWaiting && p.Action == read.Action && p.To == read.To && p.Reason == read.Reason &&
		p.Text == read.Text && p.By == read.By && p.On.Same(read.On) && p.HoldUntil.Equal(read.HoldUntil)
}

// against returns the reason not to send a decision, given its request as just read; empty if there is none.
func (r *round) against(x *telecom.Decision, got *reading) telecom.Against {
	switch {
	case got.gone:
		return telecom.AgainstGone
	case x.CarriedBy(got.snapshot()): // it was sent before, and the ledger does not say so
		return telecom.AgainstUnknown
	case !x.MayGo(got.snapshot()):
		return telecom.AgainstChanged
	}
	return got.request.AgainstTaking(x.Action, x.To, r.Role)
}

var wordsAgainst = map[telecom.Against]string{
	telecom.AgainstRole:        "The role of this profile no longer allows this. It was not sent.",
	telecom.AgainstNotOffered:  "The request no longer offers this. It was not sent.",
	telecom.AgainstOtherPortal: "It was taken on another portal and was not sent.",
	telecom.AgainstUnknown:     "This may have been sent before. It is not sent by itself.",
}

// giveBack returns an unsent decision to a person; now is its request, nil if that was not read.
func (r *round) giveBack(x telecom.Decision, against telecom.Against, now *telecom.Snapshot) {
	_ = r.change(x.Key, telecom.EntryConflict, x.By, wordsAgainst[against], func(p *telecom.Decision) error {
		if !unchanged(p, &x) {
			return errElsewhere
		}
		p.State, p.Against, p.Now, p.Kept = telecom.DecisionConflict, against, now, ""
		return nil
	})
}

// found records that the portal has carried out a decision although the ledger does not say that it was sent.
func (r *round) found(x telecom.Decision) {
	_ = r.change(x.Key, telecom.EntryFound, x.By, "The portal already has it. It was not sent again.", func(p *telecom.Decision) error {
		if p.State != x.State {
			return errElsewhere
		}
		p.State, p.Against, p.Kept = telecom.DecisionApplied, "", ""
		return nil
	})
}

// patch sends the recorded decision and writes down the outcome. Once it is being sent, the end of the context changes
// nothing. A portal that says "done" is believed once it shows it. It returns true if the portal did not take the
// decision in this form, or it was too late to send it, so that it may be sent once more.
func (r *round) patch(ctx context.Context, x telecom.Decision, now telecom.Request) (again bool) {
	v := verdict{DecisionOutcome: r.Sender.Patch(context.WithoutCancel(ctx), x, now)}
	ctx, cancel := context.WithTimeout(ctx, lookEvery)
	defer cancel()
	answered := v.Shown != nil && x.AnsweredBy(*v.Shown)
	switch {
	case v.State == telecom.DecisionConflict:
		v.now = r.snapshotNow(ctx, x)
	case v.State == telecom.DecisionApplied && !answered:
		if got := r.read(ctx, x.RequestID); !got.ok || !x.ShownBy(got.snapshot()) {
			v.State, v.why = telecom.DecisionUnsure, "The portal answered that this was done, but does not show it yet."
		}
	}
	settled := r.settle(x, v) == nil // if not, a later round writes it
	if v.State == telecom.DecisionApplied && answered {
		_ = r.read(ctx, x.RequestID) // so that the window sees it; the mirror reads it too
	}
	return v.State == telecom.DecisionWaiting && v.Again && settled
}

// snapshotNow returns how a request is after the portal said that it changed; nil if that cannot be read.
func (r *round) snapshotNow(ctx context.Context, x telecom.Decision) *telecom.Snapshot {
	got := r.read(ctx, x.RequestID)
	if !got.ok {
		return nil
	}
	snapshot := got.snapshot()
	return &snapshot
}

// changedOrGone returns the reason to give back a decision whose request the portal says has changed.
func changedOrGone(now *telecom.Snapshot) telecom.Against {
	if now != nil && now.State == GoneState {
		return telecom.AgainstGone
	}
	return telecom.AgainstChanged
}

// settle writes the outcome of a decision. Whether or not that succeeds, the decision is no longer in flight, and its
// outcome is remembered until it is written.
func (r *round) settle(x telecom.Decision, v verdict) error {
	kind := map[telecom.DecisionState]telecom.EntryKind{
		telecom.DecisionApplied: telecom.EntryPlaced, telecom.DecisionRefused: telecom.EntryRefused,
		telecom.DecisionWaiting: telecom.EntryNotSent, telecom.DecisionConflict: telecom.EntryConflict,
	}[v.State]
	if kind == "" { // the outcome of anything else is unknown
		kind, v.State = telecom.EntryUnsure, telecom.DecisionUnsure
	}
	said, keptBy := v.why, ""
	if v.Problem != nil {
		said = v.Problem.Said + v.why
	}
	if v.State == telecom.DecisionWaiting && v.Problem != nil && !v.Again {
		keptBy = v.Problem.Text
		r.backOff(&x)
	} else {
		delete(r.backoff, x.Key)
	}
	defer r.inflight.end(x.Key)
	err := r.change(x.Key, kind, x.By, said, func(p *telecom.Decision) error {
		if p.State != telecom.DecisionSending {
			return errElsewhere
		}
		switch p.State = v.State; v.State {
		case telecom.DecisionWaiting:
			p.SentAt, p.SentOn, p.Kept = time.Time{}, nil, keptBy
		case telecom.DecisionRefused:
			p.Said = said
		case telecom.DecisionConflict:
			p.Against, p.Now = changedOrGone(v.now), v.now
		}
		return nil
	})
	if errors.Is(err, errElsewhere) {
		err = nil
	}
	r.inflight.remember(x.Key, v, err == nil)
	return err
}
