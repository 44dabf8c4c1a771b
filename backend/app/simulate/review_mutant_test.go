package simulate

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"commsdesk/backend/outbox"
	"commsdesk/backend/telecom"
)

// stubbornReviewer sends again what it heard no answer to.
type stubbornReviewer struct{ outbox.DecisionSender }

func (s stubbornReviewer) Patch(ctx context.Context, d telecom.Decision, now telecom.Request) telecom.DecisionOutcome {
	o := s.DecisionSender.Patch(ctx, d, now)
	if o.State == telecom.DecisionUnsure {
		now.Tag, now.Version = "", ""
		o = s.DecisionSender.Patch(ctx, d, now)
	}
	return o
}

// forgetfulLedger does not write that a decision is about to be sent.
type forgetfulLedger struct{ outbox.DecisionLedger }

func (l forgetfulLedger) ChangeDecision(key string, deed telecom.EntryKind, at time.Time, by, text string,
	change func(*telecom.Decision) error) error {
	if deed != telecom.EntryPromised {
		return l.DecisionLedger.ChangeDecision(key, deed, at, by, text, func(d *telecom.Decision) error {
			if d.State == telecom.DecisionWaiting && deed != telecom.EntryWithdrawn && deed != telecom.EntryConflict {
				d.State, d.SentAt = telecom.DecisionSending, at
			}
			return change(d)
		})
	}
	all, err := l.DecisionLedger.Decisions()
	if err != nil {
		return err
	}
	for _, d := range all {
		if d.Key == key {
			return change(&d)
		}
	}
	return errors.New("unknown")
}

// credulousReviewer believes whatever the portal says.
type credulousReviewer struct{ outbox.DecisionSender }

func (s credulousReviewer) Patch(ctx context.Context, d telecom.Decision, now telecom.Request) telecom.DecisionOutcome {
	o := s.DecisionSender.Patch(ctx, d, now)
	if o.State == telecom.DecisionApplied {
		o.Shown = &telecom.Snapshot{Status: d.To, Key: d.Key}
	}
	return o
}

// flatteredReviewer takes its own key in an answer for the outcome.
type flatteredReviewer struct{ outbox.DecisionSender }

func (s flatteredReviewer) Patch(ctx context.Context, d telecom.Decision, now telecom.Request) telecom.DecisionOutcome {
	o := s.DecisionSender.Patch(ctx, d, now)
	if o.Shown != nil && o.Shown.Key == d.Key {
		o.Shown.Told = d.Key
	}
	return o
}

// calmingLedger does not say that what came back may have been carried out.
type calmingLedger struct{ outbox.DecisionLedger }

func (l calmingLedger) ChangeDecision(key string, deed telecom.EntryKind, at time.Time, by, text string,
	change func(*telecom.Decision) error) error {
	return l.DecisionLedger.ChangeDecision(key, deed, at, by, text, func(d *telecom.Decision) error {
		err := change(d)
		if d.Against == telecom.AgainstUnknown {
			d.Against = telecom.AgainstChanged
		}
		return err
	})
}

func TestDecisions_BrokenReviewsAreFound(t *testing.T) {
	type options = outbox.DecisionOptions
	for name, mutant := range map[string]struct {
		from   uint64 // the story to begin with: shortly before the first in which it is found, since most are not about it
		broken func(options) options
	}{
		"sends again":            {1, func(o options) options { o.Sender = stubbornReviewer{o.Sender}; return o }},
		"writes after it sends":  {1, func(o options) options { o.Ledger = forgetfulLedger{o.Ledger}; return o }},
		"believes what it hears": {1, func(o options) options { o.Sender = credulousReviewer{o.Sender}; return o }},
		"takes an echo":          {1, func(o options) options { o.Sender = flatteredReviewer{o.Sender}; return o }},
		"calms people down":      {76, func(o options) options { o.Ledger = calmingLedger{o.Ledger}; return o }},
	} {
		t.Run(name, func(t *testing.T) {
			var found atomic.Int64
			tellReviews(t, mutant.from, 600, mutant.broken, func(j *judgement) bool { return found.Add(int64(len(j.twice)+len(j.dropped))) > 0 })
			if found.Load() == 0 {
				t.Error("it is not found")
			}
		})
	}
}
