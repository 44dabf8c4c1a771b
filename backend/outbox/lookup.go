package outbox

import (
	"context"
	"time"

	"commsdesk/backend"
)

const (
	lookEvery = 30 * time.Second // for what became of promises
	lookBack  = 5 * time.Minute  // before a promise, since clocks differ
	patience  = 15 * time.Minute // until a person may decide about one that is unsure
	scans     = 3                // complete searches until then
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
// back final. One that counts as being sent and is not, since what became of it could not be written, is unsure.
func (b *Outbox) Look(ctx context.Context) {
	all, err := b.Ledger.All()
	if err != nil {
		return // the next look meets it as well, and a submit says it
	}
	for _, p := range all {
		switch {
		case ctx.Err() != nil:
			return
		case p.State == backend.PromiseSending && !b.flight.has(p.Key):
			if b.doubt(p, "What became of this could not be written to this computer's disk.") == nil {
				p.State = backend.PromiseUnsure
				b.search(ctx, p)
			}
		case p.State == backend.PromiseUnsure, p.State == backend.PromisePlaced && p.OrderID == "":
			b.search(ctx, p)
		case p.State == backend.PromisePlaced:
			b.letGo(p)
		}
	}
}

// search looks for the order of a promise at the portal: all that can be read of its service is read again, and the
// order is there if one carries the promise's key. That none does says nothing of a portal that drops keys, or that
// was slower than this search. A portal that cannot be asked for all there is is searched as far as it can be: it would
// keep the promise from ever being decided otherwise.
func (b *Outbox) search(ctx context.Context, p backend.Promise) {
	if err := b.Reader.Fresh(ctx, &p.Draft); err != nil && backend.AsError(err).Code != backend.Unconfirmed {
		return // the next look tries again
	}
	known, err := b.Reader.Known(&p.Draft)
	if err != nil {
		return
	}
	id := ""
	for _, a := range append(known.Elsewhere, backend.Activity{Orders: known.Orders}) {
		for _, o := range a.Orders {
			if o.ExternalID == p.Key {
				id = o.ID
			}
		}
	}
	switch {
	case id != "":
		err = b.Ledger.Settle(p.Key, backend.DeedFound, b.wall(), p.By, "", func(p *backend.Promise) error {
			p.State, p.OrderID = backend.PromisePlaced, id
			return nil
		})
	case p.State == backend.PromiseUnsure:
		err = b.Ledger.Scanned(p.Key)
	}
	if err == nil {
		b.Changed()
	}
}

// Candidates are orders that may be what an unsure promise became, where the portal keeps no keys: of the same kind, on
// the same service, placed at the time. None of them is proof.
func Candidates(p *backend.Promise, orders []backend.Order) []backend.Order {
	var all []backend.Order
	for _, o := range orders {
		at := o.PlacedAt()
		if o.Kind == p.Draft.Kind && o.ExternalID == "" && at.After(p.At.Add(-lookBack)) && at.Before(p.At.Add(patience)) {
			all = append(all, o)
		}
	}
	return all
}

// letGo closes a promise whose order was read back final: the copy tells of it from now on.
func (b *Outbox) letGo(p backend.Promise) {
	o, known, err := b.Reader.Order(p.OrderID)
	if err != nil || !known || o.Open() {
		return
	}
	err = b.Ledger.Settle(p.Key, backend.DeedFinal, b.wall(), p.By, "", func(p *backend.Promise) error {
		p.State = backend.PromiseClosed
		return nil
	})
	if err == nil {
		b.Changed()
	}
}

// Decidable says whether a person may decide what became of a promise: it is unsure for a quarter of an hour, and was
// looked for in vain three times.
func Decidable(p *backend.Promise, now time.Time) bool {
	return p.State == backend.PromiseUnsure && p.Scans >= scans && now.Sub(p.At) >= patience
}

// Decide is a person's word about a promise that is unsure, where the portal cannot say: the order that it became, or
// that it became none.
func (b *Outbox) Decide(key, orderID, by, why string, now time.Time) error {
	defer b.Changed()
	return b.Ledger.Settle(key, backend.DeedDecided, b.wall(), by, why, func(p *backend.Promise) error {
		if !Decidable(p, now) {
			return &backend.Error{Code: backend.Invalid, Text: "It is too early to decide about this order: Commsdesk still looks for it. Nothing was changed. Wait, and look at the portal itself."}
		}
		if p.State = backend.PromiseNotSent; orderID != "" {
			p.State, p.OrderID = backend.PromisePlaced, orderID
		}
		return nil
	})
}
