package outbox

import (
	"context"

	"commsdesk/backend/telecom"
)

// unfinished goes on with a decision that counts as being sent and is not, since what became of it could not be written.
// What this program has heard is not forgotten; what an earlier one heard, nobody knows.
func (r *round) unfinished(ctx context.Context, x telecom.Decision) telecom.Decision {
	if v, heard := r.inflight.outcome(x.Key); heard {
		if v.State == telecom.DecisionConflict && v.now == nil && !r.away {
			v.now = r.standNow(ctx, x)
		}
		_ = r.settle(x, v) // it goes on from there in the next round
		return x
	}
	if r.doubt(x, "What became of this could not be written to this computer’s disk.") == nil {
		x.State = telecom.DecisionUnsure
	}
	return x
}

// lookBack finds out what became of an unsure decision by how its request stands now. It is never sent again. A portal
// that does not show the request tells nothing, and neither does an answer that is of no use; those count as well, so that
// a person may say what became of it in the end.
func (r *round) lookBack(ctx context.Context, x telecom.Decision) {
	got := r.read(ctx, x.RequestID)
	became := telecom.BecameNothing
	stand := got.stand()
	switch {
	case !got.answered:
		return
	case got.ok && !got.gone:
		became = x.Became(stand)
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
		_ = r.change(x.Key, telecom.EntryConflict, x.By, "The request changed meanwhile. Nobody knows whether this was carried out before. It is not sent again by itself.",
			unsure(func(p *telecom.Decision) {
				p.State, p.Against, p.Now = telecom.DecisionConflict, telecom.AgainstUnknown, &stand
			}))
	default:
		r.scanned(x)
	}
}

// scanned counts a reading that did not tell.
func (r *round) scanned(x telecom.Decision) {
	if r.Ledger.ScannedDecision(x.Key) == nil {
		r.Changed()
	}
}

// compare reads how the request of a conflict stands, of which the portal has said only that it changed.
func (r *round) compare(ctx context.Context, x telecom.Decision) {
	now := r.standNow(ctx, x)
	switch {
	case now == nil:
		return
	case x.Led(*now): // it may have been sent, and was
		r.found(x)
		return
	}
	_ = r.change(x.Key, telecom.EntryConflict, x.By, "How the request stands now was read.", func(p *telecom.Decision) error {
		if p.State != x.State || p.Now != nil {
			return errElsewhere
		}
		if p.Now = now; p.Against == "" || p.Against == telecom.AgainstChanged {
			p.Against = changedOrGone(now)
		}
		return nil
	})
}
