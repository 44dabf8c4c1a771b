package outbox

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"commsdesk/backend/telecom"
)

const (
	lookEvery    = 30 * time.Second // how often it is looked for what became of promises
	clocksDiffer = 5 * time.Minute  // an order may seem to be placed so much before its promise
)

// Run looks up what became of promises until the context ends: soon after one was sent, and every 30 seconds.
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

// Look looks up every promise that is unsure or whose order is not known, and lets go of those whose order was read
// back final. What could not be written of one before is written now.
func (b *Outbox) Look(ctx context.Context) {
	all, err := b.Ledger.All()
	if err != nil {
		return // the next look meets it as well, and a submit says it
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
				b.letGo(p)
			}
		}
	}
	b.reopen()
}

// unfinished goes on with a promise that counts as being sent and is not, since what became of it could not be written.
// What this program has heard is not forgotten; what an earlier one heard, nobody knows.
func (b *Outbox) unfinished(ctx context.Context, p telecom.Submission) {
	if o, heard := b.inflight.outcome(p.Key); heard {
		if b.settle(p, o, p.By) == nil {
			b.ring() // it may have to be looked for
		}
		return
	}
	if b.doubt(p, "What became of this could not be written to this computer’s disk.") == nil {
		p.State = telecom.SubmissionUnsure
		b.search(ctx, p)
	}
}

// search looks for the order of a promise at the portal: all that can be read of its service is read again, and the
// order is there if one carries the promise's key. That none does says nothing of a portal that drops keys, or that
// was slower than this search. A portal that cannot be asked for all there is is searched as far as it can be: it would
// keep the promise from ever being decided otherwise.
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

// became is the Order ID of what a promise became, as far as the copy shows it; empty if it does not. It shows it by the
// key, or by the id that the portal named, which it may spell otherwise. A key that stands on two orders tells nothing. The
// wish to cancel an order has no key: that the order is being cancelled, or has ended, is all there is to see of it.
func (b *Outbox) became(p *telecom.Submission) (string, error) {
	if p.Draft.Kind == telecom.CancelOrder {
		o, known, err := b.Reader.Order(p.Draft.OrderID)
		if err != nil || !known || o.Open() && o.Status() != telecom.Cancelling {
			return "", err
		}
		return o.ID, nil
	}
	known, err := b.Reader.Known(&p.Draft)
	gone := err != nil && telecom.AsError(err).Code == telecom.NotFound // its service is: a person must be able to decide
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
	if p.Draft.ServiceID == "" || gone { // it has a service now, which nobody knew, and may have ended since
		lately, err := b.Reader.Since(p.At.Add(-clocksDiffer))
		if err != nil {
			return "", err
		}
		all = append(all, telecom.Activity{Orders: lately})
	}
	ours := map[string]telecom.Order{}
	for _, a := range all {
		for _, o := range a.Orders {
			if (p.CarriedBy(&o) || p.OrderID != "" && strings.EqualFold(o.ID, p.OrderID)) && p.ProvedBy(&o) {
				ours[o.ID] = o
			}
		}
	}
	if events := telecom.Events(slices.Collect(maps.Values(ours))); len(events) == 1 {
		return events[0].Order.ID, nil
	}
	return "", nil
}

// reopen takes back every word that an order has ended here of which the portal has said something new since.
func (b *Outbox) reopen() {
	all, err := b.Ledger.ClosedHere()
	if err != nil {
		return // a submit meets it as well, and says it
	}
	for _, c := range all {
		o, known, err := b.Reader.Order(c.OrderID)
		if err != nil || !known || c.Holds(&o) {
			continue
		}
		if b.Ledger.ReopenHere(c.OrderID, c.By, "The portal said something new about it.", b.wall()) == nil {
			b.Changed()
		}
	}
}

// letGo closes a promise whose order is proved, and was read back final: the copy tells of it from now on. The wish to cancel an order
// has also come to its end when the order goes on long after it.
func (b *Outbox) letGo(p telecom.Submission) {
	o, known, err := b.Reader.Order(p.OrderID)
	if err != nil || !known {
		return
	}
	said := ""
	if o.Open() {
		if p.Draft.Kind != telecom.CancelOrder || o.Status() == telecom.Cancelling || b.wall().Before(p.DecideAt()) {
			return
		}
		said = "The order goes on: the portal did not cancel it."
	}
	err = b.Ledger.Settle(p.Key, telecom.EntryFinal, b.wall(), p.By, said, func(p *telecom.Submission) error {
		p.State = telecom.SubmissionClosed
		return nil
	})
	if err == nil {
		b.Changed()
	}
}

// Resolve is a person's word about a promise that is unsure, where the portal cannot say: the order that it became, or
// that it became none.
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
			return &telecom.Error{Code: telecom.Invalid, Text: "What became of this order is known meanwhile, or somebody has decided it. Nothing was changed. Look at the activity."}
		case !p.Decidable(now):
			return &telecom.Error{Code: telecom.Invalid, Text: "It is too early to decide about this order: Commsdesk still looks for it. Nothing was changed. Wait, and look at the portal itself."}
		case orderID != "" && p.Draft.Kind == telecom.CancelOrder:
			orderID = p.Draft.OrderID // there is no other that it can have become
		case orderID == "":
		case read && p.RuledOut(&order) != "":
			return mistyped(p.RuledOut(&order))
		case slices.ContainsFunc(all, func(q telecom.Submission) bool {
			return q.Key != key && q.Draft.Kind != telecom.CancelOrder && strings.EqualFold(q.OrderID, orderID)
		}):
			return mistyped("This Order ID is that of another order from this desk.")
		}
		if p.State, p.Named = telecom.SubmissionNotSent, ""; orderID != "" {
			p.State, p.OrderID, p.Decided = telecom.SubmissionPlaced, orderID, p.Draft.Kind != telecom.CancelOrder
		}
		return nil
	})
}

func mistyped(why string) *telecom.Error {
	return &telecom.Error{Code: telecom.Invalid,
		Text: why + " Nothing was changed. Compare it with the activity of this service in the portal, and type it again."}
}
