package outbox

import (
	"context"

	"commsdesk/backend/telecom"
)

// unfinished goes on with a decision that is marked as being sent although nobody is sending it: its outcome could not
// be written. The outcome is remembered if this program heard it; if an earlier one did, the decision becomes unsure.
func (r *round) unfinished(ctx context.Context, x telecom.Decision) telecom.Decision {
	if v, heard := r.inflight.outcome(x.Key); heard {
		if v.State == telecom.DecisionConflict && v.now == nil && !r.away {
			v.now = r.snapshotNow(ctx, x)
		}
		_ = r.settle(x, v) // the next round goes on from there
		return x
	}
	if r.doubt(x, "The outcome could not be written to this computer’s disk.") == nil {
		x.State = telecom.DecisionUnsure
	}
	return x
}

// lookBack finds out from its request what became of an unsure decision, which is never sent again. Neither a portal
// that does not show the request nor a useless answer tells anything, but they count as readings, so that a person may
// settle it in the end.
func (r *round) lookBack(ctx context.Context, x telecom.Decision) {
	got := r.read(ctx, x.RequestID)
	became := telecom.BecameNothing
	snapshot := got.snapshot()
	switch {
	case !got.answered:
		return
	case got.ok && !got.gone:
		became = x.Became(snapshot)
	}
	unsure := func(change func(*telecom.Decision)) func(*telecom.Decision) error {
		return func(p *telecom.Decision) error {
			if p.State != telecom.DecisionUnsure {
				return errElsewhere
			}
			change(p)
			return nil
		}
	}
	switch became {
	case telecom.BecameDone:
		_ = r.change(x.Key, telecom.EntryFound, x.By, "", unsure(func(p *telecom.Decision) { p.State = telecom.DecisionApplied }))
	case telecom.BecameElse:
		_ = r.change(x.Key, telecom.EntryConflict, x.By, "The request has changed. It is not known whether this was carried out before that. "+
			"It is not sent again by itself.",
			unsure(func(p *telecom.Decision) {
				p.State, p.Against, p.Now = telecom.DecisionConflict, telecom.AgainstUnknown, &snapshot
			}))
	default:
		r.scanned(x)
	}
}

// scanned counts a reading that told nothing.
func (r *round) scanned(x telecom.Decision) {
	if r.Ledger.ScannedDecision(x.Key) == nil {
		r.Changed()
	}
}

// compare reads the request of a conflict of which the portal has only said that it changed.
func (r *round) compare(ctx context.Context, x telecom.Decision) {
	now := r.snapshotNow(ctx, x)
	switch {
	case now == nil:
		return
	case x.Led(*now): // it may have been sent, and it was
		r.found(x)
		return
	}
	_ = r.change(x.Key, telecom.EntryConflict, x.By, "The request was read as it is now.", func(p *telecom.Decision) error {
		if p.State != x.State || p.Now != nil {
			return errElsewhere
		}
		if p.Now = now; p.Against == "" || p.Against == telecom.AgainstChanged {
			p.Against = changedOrGone(now)
		}
		return nil
	})
}
