package portalsim

import (
	"slices"
	"time"
)

// Placed is one order that reached the portal and was accepted, whatever the
// client was told.
type Placed struct {
	// OrderID is the order that came of it: every one is another order, also
	// when the same thing was sent twice. A Mock calls all of them "string".
	OrderID string
	// ExternalID and Reference are what the client called it: its externalId,
	// and the id of its externalReference of type clientRequest. They are kept
	// here also where the server drops them.
	ExternalID, Reference string
	// ServiceID is the service it is for, a new one where it asked for one.
	ServiceID string
	// Category is its kind, in the portal's own word.
	Category string
	// At is when, by the portal's clock.
	At time.Time
	// Remote is the address it came from, and Body what arrived.
	Remote, Body string
}

// Placed lists every order that clients placed over HTTP, in the order of their
// arrival. It counts the work done, not the answers: an order whose answer was
// lost is here, one that was refused is not. What PlaceOrder places is not
// here, nor what arrives by itself.
func (p *Portal) Placed() []Placed {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.placed)
}

// Clashes lists the ids of the orders that were placed while one of their kind
// was open on their service: each is one too many.
func (p *Portal) Clashes() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.present()
	var ids []string
	for _, c := range p.world.clashes {
		ids = append(ids, c.order.id)
	}
	return ids
}

// Rival is an order that was open when another of its kind came.
type Rival struct {
	OrderID string
	// At is when it was placed, by the portal's clock.
	At time.Time
}

// Rivals lists what one of the Clashes clashed with, whoever had placed it.
func (p *Portal) Rivals(orderID string) []Rival {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.present()
	var all []Rival
	for _, c := range p.world.clashes {
		if c.order.id != orderID {
			continue
		}
		for _, r := range c.with {
			all = append(all, Rival{r.id, time.UnixMilli(r.ordered).UTC()})
		}
	}
	return all
}

func placedOf(o *order, sent sentOrder, body []byte, remote string) Placed {
	out := Placed{
		OrderID: o.id, ExternalID: sent.ExternalID, ServiceID: o.service.id, Category: o.category,
		At: time.UnixMilli(o.ordered).UTC(), Remote: remote, Body: string(body),
	}
	for _, e := range sent.ExternalReference {
		if e.Kind == clientRequest {
			out.Reference = e.ID
			if e.ID == "" {
				out.Reference = e.Name
			}
		}
	}
	return out
}
