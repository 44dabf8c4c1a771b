package outbox

import (
	"context"
	"errors"
	"time"

	"commsdesk/backend/telecom"
)

// verdict is what became of a decision that was sent, and how its request stood then; nil: that was not read.
type verdict struct {
	telecom.DecisionOutcome
	now *telecom.Snapshot
	why string // for the journal, beside the portal's words
}

// send reads how the request of a decision stands, and hands the decision to the portal if it stands as it was decided
// on and who sits here may still take it. A reading that has grown old meanwhile is made again: the machine may have slept.
func (r *round) send(ctx context.Context, x telecom.Decision) {
	for range readsAtMost {
		fresh := r.Wall()
		got := r.read(ctx, x.RequestID)
		if !got.ok {
			r.saysWhy(x, got.why)
			return
		}
		stand := got.stand()
		if x.Led(stand) {
			r.found(x)
			return
		}
		if a := r.against(&x, &got); a != "" {
			r.comeBack(x, a, &stand)
			return
		}
		young := youngSince(r.Wall, fresh)
		r.inflight.begin(x.Key)
		err := r.change(x.Key, telecom.EntryPromised, x.By, "", func(p *telecom.Decision) error {
			switch {
			case !alike(p, &x):
				return errElsewhere
			case !young():
				return errOld
			}
			p.State, p.SentAt, p.SentOn, p.Kept = telecom.DecisionSending, r.Wall(), &stand, ""
			x.State, x.SentAt, x.SentOn = p.State, p.SentAt, p.SentOn
			return nil
		})
		switch {
		case errors.Is(err, errOld):
			r.inflight.end(x.Key)
			continue
		case err != nil:
			r.inflight.end(x.Key)
			return
		}
		never := verdict{DecisionOutcome: telecom.DecisionOutcome{State: telecom.DecisionWaiting}}
		if young() {
			if !r.hand(telecom.SentWhile(ctx, young), x, got.request) {
				return
			}
		} else if r.settle(x, never) != nil {
			return
		}
		x.State, x.SentAt, x.SentOn = telecom.DecisionWaiting, time.Time{}, nil
	}
}

// saysWhy keeps with a decision why it cannot leave: once, however often it is tried.
func (r *round) saysWhy(x telecom.Decision, why string) {
	if why == "" || x.Kept == why {
		return
	}
	_ = r.change(x.Key, telecom.EntryNotSent, x.By, "", func(p *telecom.Decision) error {
		if !alike(p, &x) {
			return errElsewhere
		}
		p.Kept = why
		return nil
	})
}

// alike says whether a decision still waits and is what it was when its request was read for it.
func alike(p, read *telecom.Decision) bool {
	return p.State == telecom.DecisionWaiting && p.Action == read.Action && p.To == read.To && p.Reason == read.Reason &&
		p.Text == read.Text && p.By == read.By && p.On.Same(read.On) && p.HoldUntil.Equal(read.HoldUntil)
}

// against is what speaks against sending a decision on how its request was just read; empty: nothing.
func (r *round) against(x *telecom.Decision, got *reading) telecom.Against {
	switch {
	case got.gone:
		return telecom.AgainstGone
	case x.CarriedBy(got.stand()): // it was sent before, and nothing is written of that
		return telecom.AgainstUnknown
	case !x.MayGo(got.stand()):
		return telecom.AgainstChanged
	}
	return got.request.AgainstTaking(x.Action, x.To, r.Role)
}

var wordsAgainst = map[telecom.Against]string{
	telecom.AgainstRole:        "The role of this profile does not take this any more. It was not sent.",
	telecom.AgainstNotOffered:  "The request does not offer this any more. It was not sent.",
	telecom.AgainstOtherPortal: "It was taken on another portal. It was not sent.",
	telecom.AgainstUnknown:     "Nobody knows whether this was sent before. It is not sent by itself.",
}

// comeBack gives a decision back that was not sent; now is how its request stands, nil if that was not read.
func (r *round) comeBack(x telecom.Decision, against telecom.Against, now *telecom.Snapshot) {
	_ = r.change(x.Key, telecom.EntryConflict, x.By, wordsAgainst[against], func(p *telecom.Decision) error {
		if !alike(p, &x) {
			return errElsewhere
		}
		p.State, p.Against, p.Now, p.Kept = telecom.DecisionConflict, against, now, ""
		return nil
	})
}

// found writes down that the portal has carried out a decision of whose sending nothing is written: that was lost.
func (r *round) found(x telecom.Decision) {
	_ = r.change(x.Key, telecom.EntryFound, x.By, "The portal has it already. It was not sent again.", func(p *telecom.Decision) error {
		if p.State != x.State {
			return errElsewhere
		}
		p.State, p.Against, p.Kept = telecom.DecisionApplied, "", ""
		return nil
	})
}

// hand gives the promised decision to the portal and writes down what became of it. Once it is on its way it is heard out:
// the end of the context changes nothing then. That the portal says that it was done is believed if the portal shows it.
// Again: the portal did not take it in this form, or it was too late to send it, and it waits to go once more.
func (r *round) hand(ctx context.Context, x telecom.Decision, now telecom.Request) (again bool) {
	v := verdict{DecisionOutcome: r.Sender.Patch(context.WithoutCancel(ctx), x, now)}
	ctx, cancel := context.WithTimeout(ctx, lookEvery)
	defer cancel()
	answered := v.Shown != nil && x.AnsweredBy(*v.Shown)
	switch {
	case v.State == telecom.DecisionConflict:
		v.now = r.standNow(ctx, x)
	case v.State == telecom.DecisionApplied && !answered:
		if got := r.read(ctx, x.RequestID); !got.ok || !x.ShownBy(got.stand()) {
			v.State, v.why = telecom.DecisionUnsure, "The portal said that this was done, and does not show it so far."
		}
	}
	settled := r.settle(x, v) == nil // else a round writes it that can
	if v.State == telecom.DecisionApplied && answered {
		_ = r.read(ctx, x.RequestID) // so that it is seen here; the mirror reads it as well
	}
	return v.State == telecom.DecisionWaiting && v.Again && settled
}

// standNow is how a request stands now that a portal has said that it changed; nil if that cannot be read.
func (r *round) standNow(ctx context.Context, x telecom.Decision) *telecom.Snapshot {
	got := r.read(ctx, x.RequestID)
	if !got.ok {
		return nil
	}
	stand := got.stand()
	return &stand
}

// changedOrGone is what speaks against a decision of which the portal has said that its request is not as it was.
func changedOrGone(now *telecom.Snapshot) telecom.Against {
	if now != nil && now.State == GoneState {
		return telecom.AgainstGone
	}
	return telecom.AgainstChanged
}

// settle writes down what became of a decision that was sent. Whether it can or not, the decision is in flight no more,
// and what was heard of it is remembered until it is written.
func (r *round) settle(x telecom.Decision, v verdict) error {
	deed := map[telecom.DecisionState]telecom.EntryKind{
		telecom.DecisionApplied: telecom.EntryPlaced, telecom.DecisionRefused: telecom.EntryRefused,
		telecom.DecisionWaiting: telecom.EntryNotSent, telecom.DecisionConflict: telecom.EntryConflict,
	}[v.State]
	if deed == "" { // whatever else it is, nobody knows what became of it
		deed, v.State = telecom.EntryUnsure, telecom.DecisionUnsure
	}
	said, keptBy := v.why, ""
	if v.Problem != nil {
		said = v.Problem.Said + v.why
	}
	if v.State == telecom.DecisionWaiting && v.Problem != nil && !v.Again {
		keptBy = v.Problem.Text
		r.keepBack(&x)
	} else {
		delete(r.backoff, x.Key)
	}
	defer r.inflight.end(x.Key)
	err := r.change(x.Key, deed, x.By, said, func(p *telecom.Decision) error {
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
