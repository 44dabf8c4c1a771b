package outbox

import (
	"context"

	"commsdesk/backend/telecom"
)

// unwritten is what became of an order where that cannot be kept on the disk. It is written as soon as the disk takes it;
// if the program ends before, the order counts as one that nobody knows the outcome of.
func unwritten(promise telecom.Submission, o telecom.Outcome, cause error) telecom.SubmitResult {
	what := "The order was sent, and what became of it"
	switch o.State {
	case telecom.SubmissionPlaced:
		if promise.OrderID = o.OrderID; o.OrderID != "" {
			what = "The order was placed as " + o.OrderID + ", but that"
		}
	case telecom.SubmissionRefused, telecom.SubmissionNotSent: // what was prepared is needed again
		promise.State, what = o.State, "The order was not placed, but that"
	}
	problem := &telecom.Error{Code: telecom.Unconfirmed, Cause: cause,
		Text: what + " could not be written to this computer’s disk. It is not sent again. Make room on the disk, and leave Commsdesk open: it is written then."}
	if o.Problem != nil {
		problem.Said = o.Problem.Said
	}
	return telecom.SubmitResult{Submission: promise, Problem: problem}
}

// settle writes down what became of a promise that was sent. Whether it can or not, the promise is in flight no more.
func (b *Outbox) settle(p telecom.Submission, o telecom.Outcome, by string) error {
	deeds := map[telecom.SubmissionState]telecom.EntryKind{
		telecom.SubmissionPlaced: telecom.EntryPlaced, telecom.SubmissionRefused: telecom.EntryRefused,
		telecom.SubmissionNotSent: telecom.EntryNotSent, telecom.SubmissionUnsure: telecom.EntryUnsure,
	}
	said := ""
	if o.Problem != nil {
		said = o.Problem.Said
	}
	defer b.Changed()
	defer b.inflight.end(p.Key)
	why := said
	if o.Named != "" {
		why = "The portal named " + o.Named + ", which is another order."
	}
	err := b.Ledger.Settle(p.Key, deeds[o.State], b.wall(), by, why, func(p *telecom.Submission) error {
		p.State, p.OrderID, p.Said, p.Named = o.State, o.OrderID, said, o.Named
		return nil
	})
	b.inflight.remember(p.Key, o, err == nil)
	return err
}

// readBack reads the activity again after an order was placed, and the order by its id if it is not there, and gives the
// promise as it stands then, and the other open orders of its kind.
func (b *Outbox) readBack(ctx context.Context, p telecom.Submission) (telecom.Submission, []telecom.Concern) {
	ctx, cancel := context.WithTimeout(ctx, freshFor)
	defer cancel()
	defer context.AfterFunc(b.drain.ends, cancel)()
	if b.Reader.Fresh(ctx, &p.Draft) != nil {
		return p, nil // the next pass of the mirror reads it as well
	}
	p, proved := b.check(p)
	if !proved && p.OrderID != "" && b.Reader.ReadOrder(ctx, p.OrderID) == nil {
		p, _ = b.check(p)
	}
	return p, b.Beside(&p)
}

// Beside are the open orders of the kind that are known beside one that was placed from here, or that may have been:
// somebody else was as quick. A promise that has come to its end has none.
func (b *Outbox) Beside(p *telecom.Submission) []telecom.Concern {
	if !p.Open() {
		return nil
	}
	known, err := b.Reader.Known(&p.Draft)
	if err != nil {
		return nil
	}
	var others []telecom.Concern
	for _, c := range telecom.Judge(&p.Draft, known).Reasons {
		if c.Level == telecom.Blocked && c.OrderID != p.OrderID && c.Key != p.Key {
			others = append(others, c)
		}
	}
	return others
}
