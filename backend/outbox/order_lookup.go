package outbox

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"commsdesk/backend/telecom"
)

const lookEvery = 30 * time.Second // how often unknown outcomes are looked up

// Run looks up the outcomes of submissions until the context ends: soon after each was sent, and every 30 seconds.
func (b *Outbox) Run(ctx context.Context) {
	for {
		b.Look(ctx)
		select {
		case <-ctx.Done():
			return
		case <-b.wake:
		case <-time.After(lookEvery):
		}
	}
}

// Look looks up every submission that is unsure or whose order is unknown, and closes those whose order was read back
// final. Outcomes that could not be written before are written now.
func (b *Outbox) Look(ctx context.Context) {
	all, err := b.Ledger.All()
	if err != nil {
		return // the next look meets the error again, and so does a submit
	}
	for _, p := range all {
		switch {
		case ctx.Err() != nil:
			return
		case p.State == telecom.SubmissionSending && !b.inflight.has(p.Key):
			b.unfinished(ctx, p)
		case p.Sought():
			b.search(ctx, p)
		case p.State == telecom.SubmissionPlaced:
			if p, proved := b.check(p); proved {
				b.closeFinal(p)
			}
		}
	}
	b.reopen()
}

// unfinished goes on with a submission that is marked as being sent although nobody is sending it: its outcome could
// not be written. The outcome is remembered if this program heard it; if an earlier one did, the submission becomes
// unsure.
func (b *Outbox) unfinished(ctx context.Context, p telecom.Submission) {
	if o, heard := b.inflight.outcome(p.Key); heard {
		if b.settle(p, o, p.By) == nil {
			b.wakeUp() // its order may have to be looked for
		}
		return
	}
	if b.doubt(p, "The outcome could not be written to this computer’s disk.") == nil {
		p.State = telecom.SubmissionUnsure
		b.search(ctx, p)
	}
}

// search looks for the order of a submission at the portal: it reads all that can be read of the service and looks for
// the submission's key. Finding none proves nothing, as portals drop keys and may be slower than this search. A portal
// that cannot be read completely is searched as far as possible; otherwise nobody could ever resolve the submission.
func (b *Outbox) search(ctx context.Context, p telecom.Submission) {
	if err := b.Reader.Fresh(ctx, &p.Draft); err != nil && telecom.AsError(err).Code != telecom.Unconfirmed {
		return // the next look tries again
	}
	id, err := b.became(&p)
	switch {
	case err != nil:
		return
	case id != "":
		err = b.Ledger.Settle(p.Key, telecom.EntryFound, b.wall(), p.By, "", func(p *telecom.Submission) error {
			if !p.Sought() {
				return errSettled
			}
			p.State, p.OrderID, p.Named = telecom.SubmissionPlaced, id, ""
			return nil
		})
	default:
		err = b.Ledger.Scanned(p.Key)
	}
	if err == nil {
		b.Changed()
	}
}

// became returns the Order ID of a submission, as far as the copy shows it; empty if it does not. It looks for the key,
// or, where no order carries it, for the id that the portal named, which it may spell differently. A key on two orders
// tells nothing. A
// cancellation has no key: it shows only in its order, which is being cancelled or has ended.
func (b *Outbox) became(p *telecom.Submission) (string, error) {
	if p.Draft.Kind == telecom.CancelOrder {
		o, known, err := b.Reader.Order(p.Draft.OrderID)
		if err != nil || !known || o.Open() && o.Status() != telecom.Cancelling {
			return "", err
		}
		return o.ID, nil
	}
	known, err := b.Reader.Known(&p.Draft)
	gone := err != nil && telecom.AsError(err).Code == telecom.NotFound // the service is gone: a person must be able to decide
	if gone {
		known, err = b.Reader.Known(&telecom.Draft{Kind: p.Draft.Kind})
	}
	if err != nil {
		return "", err
	}
	own := slices.Clone(known.Orders)
	for i, o := range own {
		own[i] = o.ListedOn(p.Draft.ServiceID)
	}
	all := append(known.Elsewhere, telecom.Activity{Orders: own})
	if p.Draft.ServiceID == "" || gone { // it now belongs to a service that was unknown, and may have ended since
		lately, err := b.Reader.Since(p.At.Add(-telecom.ClocksDiffer))
		if err != nil {
			return "", err
		}
		all = append(all, telecom.Activity{Orders: lately})
	}
	carried, named := map[string]telecom.Order{}, map[string]telecom.Order{}
	for _, a := range all {
		for _, o := range a.Orders {
			switch {
			case !p.ProvedBy(&o):
			case p.CarriedBy(&o):
				carried[o.ID] = o
			case p.OrderID != "" && strings.EqualFold(o.ID, p.OrderID):
				named[o.ID] = o
			}
		}
	}
	ours := carried
	if len(carried) == 0 {
		ours = named
	}
	if events := telecom.Events(slices.Collect(maps.Values(ours))); len(events) == 1 {
		return events[0].Order.ID, nil
	}
	return "", nil
}

// reopen withdraws every "closed here" about an order of which the portal has news since.
func (b *Outbox) reopen() {
	all, err := b.Ledger.ClosedHere()
	if err != nil {
		return // a submit meets the error again and reports it
	}
	for _, c := range all {
		o, known, err := b.Reader.Order(c.OrderID)
		if err != nil || !known || c.Holds(&o) {
			continue
		}
		if b.Ledger.ReopenHere(c.OrderID, c.By, "The portal has news about it.", b.wall()) == nil {
			b.Changed()
		}
	}
}

// closeFinal closes a submission whose order is proved and was read back final: from then on the copy shows it. A
// cancellation also ends when its order is still going on long after it.
func (b *Outbox) closeFinal(p telecom.Submission) {
	o, known, err := b.Reader.Order(p.OrderID)
	if err != nil || !known {
		return
	}
	said := ""
	if o.Open() {
		if p.Draft.Kind != telecom.CancelOrder || o.Status() == telecom.Cancelling || b.wall().Before(p.DecideAt()) {
			return
		}
		said = "The portal did not cancel the order; it continues."
	}
	err = b.Ledger.Settle(p.Key, telecom.EntryFinal, b.wall(), p.By, said, func(p *telecom.Submission) error {
		p.State = telecom.SubmissionClosed
		return nil
	})
	if err == nil {
		b.Changed()
	}
}

// Resolve records what a person says about a submission whose outcome the portal does not tell: the order it became, or
// none.
func (b *Outbox) Resolve(key, orderID, by, why string, now time.Time) error {
	defer b.Changed()
	order, read, err := b.Reader.Order(orderID)
	if err != nil {
		return err
	}
	all, err := b.Ledger.All()
	if err != nil {
		return err
	}
	return b.Ledger.Settle(key, telecom.EntryDecided, b.wall(), by, why, func(p *telecom.Submission) error {
		switch {
		case !p.Sought():
			return &telecom.Error{Code: telecom.Invalid, Text: "The outcome of this order is already known, or somebody has resolved it. " +
				"Nothing was changed. Check the activity."}
		case !p.Decidable(now):
			return &telecom.Error{Code: telecom.Invalid, Text: "It is too early to resolve this order: Commsdesk is still looking for it. " +
				"Nothing was changed. Wait, and check in the portal."}
		case orderID != "" && p.Draft.Kind == telecom.CancelOrder:
			orderID = p.Draft.OrderID // it cannot have become any other
		case orderID == "":
		case read && p.RuledOut(&order) != "":
			return mistyped(p.RuledOut(&order))
		case slices.ContainsFunc(all, func(q telecom.Submission) bool {
			return q.Key != key && q.Draft.Kind != telecom.CancelOrder && strings.EqualFold(q.OrderID, orderID)
		}):
			return mistyped("This Order ID belongs to another order from this desk.")
		}
		if p.State, p.Named = telecom.SubmissionNotSent, ""; orderID != "" {
			p.State, p.OrderID, p.Decided = telecom.SubmissionPlaced, orderID, p.Draft.Kind != telecom.CancelOrder
		}
		return nil
	})
}

func mistyped(why string) *telecom.Error {
	return &telecom.Error{Code: telecom.Invalid,
		Text: why + " Nothing was changed. Compare it with the activity of this service in the portal, and enter it again."}
}
