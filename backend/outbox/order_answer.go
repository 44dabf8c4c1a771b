package outbox

import (
	"context"
	"slices"
	"strings"

	"commsdesk/backend/telecom"
)

// unwritten returns the result of an order whose outcome the disk did not take. It is written as soon as the disk takes
// it; if the program ends before that, the order counts as unsure.
func unwritten(sub telecom.Submission, o telecom.Outcome, cause error) telecom.SubmitResult {
	what := "The order was sent, but its outcome"
	switch o.State {
	case telecom.SubmissionPlaced:
		if sub.OrderID = o.OrderID; o.OrderID != "" {
			what = "The order was placed as " + o.OrderID + ", but that"
		}
	case telecom.SubmissionRefused, telecom.SubmissionNotSent: // the form is needed again
		sub.State, what = o.State, "The order was not placed, but that"
	}
	problem := &telecom.Error{Code: telecom.Unconfirmed, Cause: cause,
		Text: what + " could not be written to this computer’s disk. It is not sent again. Free some space on the disk and leave Commsdesk " +
			"open: it saves the outcome then."}
	if o.Problem != nil {
		problem.Said = o.Problem.Said
	}
	return telecom.SubmitResult{Submission: sub, Problem: problem}
}

// settle writes the outcome of a submission. Whether or not that succeeds, the submission is no longer in flight.
func (b *Outbox) settle(p telecom.Submission, o telecom.Outcome, by string) error {
	kinds := map[telecom.SubmissionState]telecom.EntryKind{
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
	err := b.Ledger.Settle(p.Key, kinds[o.State], b.wall(), by, why, func(p *telecom.Submission) error {
		p.State, p.OrderID, p.Said, p.Named = o.State, o.OrderID, said, o.Named
		return nil
	})
	b.inflight.remember(p.Key, o, err == nil)
	return err
}

// readBack reads the activity again after an order was placed, and the order itself if the activity lacks it. It
// returns the submission as it is then, and the other open orders of its kind.
func (b *Outbox) readBack(ctx context.Context, p telecom.Submission) (telecom.Submission, []telecom.Concern) {
	ctx, cancel := context.WithTimeout(ctx, freshFor)
	defer cancel()
	defer context.AfterFunc(b.drain.ctx, cancel)()
	if b.Reader.Fresh(ctx, &p.Draft) != nil {
		return p, nil // the next pass of the mirror reads it too
	}
	p, proved := b.check(p)
	if !proved && p.OrderID != "" && b.Reader.ReadOrder(ctx, p.OrderID) == nil {
		p, _ = b.check(p)
	}
	return p, b.Beside(&p)
}

// Beside returns the open orders of the same kind beside one that was placed here, or may have been: somebody else was
// as quick. A closed submission has none.
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

// The Order ID in the answer to an order is only a claim. The order counts as placed at once, and as open until the
// order that the portal shows under this id proves to be ours. If it proves to be another order, the outcome of ours is
// unknown.

// knownIDs returns the Order IDs known here before an order is sent: none of them can be its own.
func (b *Outbox) knownIDs(d *telecom.Draft, before []telecom.Submission) map[string]bool {
	ids := map[string]bool{}
	for _, p := range before {
		ids[strings.ToLower(p.OrderID)] = true
	}
	known, err := b.Reader.Known(d)
	if err != nil {
		return ids // the ids are compared again once the copy can be read
	}
	for _, a := range append(known.Elsewhere, telecom.Activity{Orders: known.Orders}) {
		for _, o := range a.Orders {
			ids[strings.ToLower(o.ID)] = true
		}
	}
	return ids
}

// believed corrects an outcome whose Order ID was known before the order was sent: it is another order's.
func believed(o telecom.Outcome, d *telecom.Draft, taken map[string]bool) telecom.Outcome {
	if o.State != telecom.SubmissionPlaced || o.OrderID == "" || d.Kind == telecom.CancelOrder || !taken[strings.ToLower(o.OrderID)] {
		return o
	}
	return telecom.Outcome{State: telecom.SubmissionUnsure, Named: o.OrderID, Problem: namesAnother(o.OrderID)}
}

func namesAnother(id string) *telecom.Error {
	return &telecom.Error{Code: telecom.Unconfirmed,
		Text: "The portal answered with " + id + ", which is another order, so it is not known yet whether yours was placed. It is not " +
			"sent again. Commsdesk looks for it; wait for the result, and place no other order of this kind."}
}

// order returns the order that the portal named in its answer, as the copy shows it.
func (b *Outbox) order(p *telecom.Submission) (telecom.Order, bool, error) {
	o, known, err := b.Reader.Order(p.OrderID)
	if err != nil || !known || len(o.ServiceIDs) > 0 || p.Draft.ServiceID == "" {
		return o, known, err
	}
	of, err := b.Reader.Known(&p.Draft)
	if err == nil && slices.ContainsFunc(of.Orders, func(l telecom.Order) bool { return l.ID == o.ID }) {
		o = o.ListedOn(p.Draft.ServiceID)
	}
	return o, true, nil // a service that is gone lists nothing
}

// Shows reports whether the copy shows the result of a submission: its order, or, for a cancellation, that the order is
// being cancelled or has ended.
func (b *Outbox) Shows(p *telecom.Submission) bool {
	if p.OrderID == "" {
		return false
	}
	o, known, err := b.order(p)
	return err == nil && known && p.ProvedBy(&o) && (p.Draft.Kind != telecom.CancelOrder || !o.Open() || o.Status() == telecom.Cancelling)
}

// check compares a placed submission with what the copy shows under its Order ID, and returns the submission as it is
// then. It is proved if the order is ours. An order that carries our key elsewhere corrects the id, even if the one named
// fits: it may be what a colleague ordered at the same moment. If the id is another order's and ours is nowhere, the
// outcome is unknown. What the portal does not show yet proves nothing.
func (b *Outbox) check(p telecom.Submission) (_ telecom.Submission, proved bool) {
	o, known, err := b.order(&p)
	fits := known && p.ProvedBy(&o)
	if err != nil || fits && (p.Decided || p.Draft.Kind == telecom.CancelOrder || p.CarriedBy(&o)) {
		return p, err == nil
	}
	id, err := b.became(&p)
	to, kind, text := p, telecom.EntryFound, ""
	switch {
	case err != nil, id == p.OrderID, id == "" && fits:
		return p, id != "" || fits
	case id != "":
		if to.OrderID = id; p.OrderID != "" {
			text = "It is not " + p.OrderID + "."
		}
	case !known:
		return p, false
	default:
		kind, text = telecom.EntryUnsure, p.OrderID+" is another order."
		if to.State, to.OrderID = telecom.SubmissionUnsure, ""; !p.Decided {
			to.Named = p.OrderID
		}
	}
	to.Decided = false
	err = b.Ledger.Settle(p.Key, kind, b.wall(), p.By, text, func(now *telecom.Submission) error {
		if now.State != p.State || now.OrderID != p.OrderID {
			return errSettled
		}
		now.State, now.OrderID, now.Named, now.Decided = to.State, to.OrderID, to.Named, to.Decided
		return nil
	})
	if err != nil {
		return p, false
	}
	b.Changed()
	return to, id != ""
}
