package outbox

import (
	"slices"
	"strings"

	"commsdesk/backend/telecom"
)

// The Order ID in the answer to an order is the portal's word. The order counts as placed by it at once, and as open until
// the order that the portal shows by this id proves to be ours. If it proves to be another one, nobody knows what became of
// ours.

// taken are the Order IDs that are known here before an order is sent, beside the promises there were: none of them can be
// its own.
func (b *Outbox) taken(d *telecom.Draft, before []telecom.Submission) map[string]bool {
	ids := map[string]bool{}
	for _, p := range before {
		ids[strings.ToLower(p.OrderID)] = true
	}
	known, err := b.Reader.Known(d)
	if err != nil {
		return ids // what the copy shows once it can be read is held against the promise all the same
	}
	for _, a := range append(known.Elsewhere, telecom.Activity{Orders: known.Orders}) {
		for _, o := range a.Orders {
			ids[strings.ToLower(o.ID)] = true
		}
	}
	return ids
}

// heard is what became of an order, in the light of what was known before: an id that is taken is another order's.
func heard(o telecom.Outcome, d *telecom.Draft, taken map[string]bool) telecom.Outcome {
	if o.State != telecom.SubmissionPlaced || o.OrderID == "" || d.Kind == telecom.CancelOrder || !taken[strings.ToLower(o.OrderID)] {
		return o
	}
	return telecom.Outcome{State: telecom.SubmissionUnsure, Named: o.OrderID, Problem: namesAnother(o.OrderID)}
}

func namesAnother(id string) *telecom.Error {
	return &telecom.Error{Code: telecom.Unconfirmed,
		Text: "The portal answered with " + id + ", which is another order, so nobody knows yet whether yours was placed. It is not " +
			"sent again. Commsdesk looks for it; wait for the result, and place no other order of this kind."}
}

// order is the order that a promise became by the portal's word, as the copy shows it.
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

// Shows reports whether the copy shows what a promise became: its order, or, of the wish to cancel one, that it is being
// cancelled or has ended.
func (b *Outbox) Shows(p *telecom.Submission) bool {
	if p.OrderID == "" {
		return false
	}
	o, known, err := b.order(p)
	return err == nil && known && p.ProvedBy(&o) && (p.Draft.Kind != telecom.CancelOrder || !o.Open() || o.Status() == telecom.Cancelling)
}

// check holds a placed promise against what the copy shows by its Order ID, and returns it as it stands then. Proved: the
// order is ours. One that carries our key elsewhere corrects the id. If the id is another order's and ours is nowhere, it
// is not known what became of ours. What the portal does not show yet tells nothing.
func (b *Outbox) check(p telecom.Submission) (_ telecom.Submission, proved bool) {
	o, known, err := b.order(&p)
	if err != nil || known && p.ProvedBy(&o) {
		return p, err == nil
	}
	id, err := b.became(&p)
	to, deed, text := p, telecom.EntryFound, ""
	switch {
	case err != nil, id == p.OrderID:
		return p, id != ""
	case id != "":
		if to.OrderID = id; p.OrderID != "" {
			text = "It is not " + p.OrderID + "."
		}
	case !known:
		return p, false
	default:
		deed, text = telecom.EntryUnsure, p.OrderID+" is another order."
		if to.State, to.OrderID = telecom.SubmissionUnsure, ""; !p.Decided {
			to.Named = p.OrderID
		}
	}
	to.Decided = false
	err = b.Ledger.Settle(p.Key, deed, b.wall(), p.By, text, func(now *telecom.Submission) error {
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
