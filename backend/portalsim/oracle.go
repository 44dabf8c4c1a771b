package portalsim

import (
	"encoding/json"
	"slices"
)

// Service is what the portal answers now when it is asked for a service and no
// fault is on, and whether there is one. A Mock has its placeholder under the
// placeholder's own id only, although it answers so to any.
func (p *Portal) Service(id string) (json.RawMessage, bool) { return p.one(servicePath, id) }

// Order is what the portal answers now when it is asked for an order and no
// fault is on, and whether there is one; of a Mock as Service has it.
func (p *Portal) Order(id string) (json.RawMessage, bool) { return p.one(orderPath, id) }

func (p *Portal) one(path, id string) (json.RawMessage, bool) {
	if p.traits.placeholders {
		if id != placeholderWord {
			return nil, false
		}
		return slices.Clone(placeholders[path]), true
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if r := lists[path].find(p, id); r != nil {
		return writeRow(r, nil), true
	}
	return nil, false
}

// Services is every service as the portal would answer now, in insertion order:
// of a Mock, the one row it has.
func (p *Portal) Services() []json.RawMessage { return p.all(servicePath) }

// Orders is every order as the portal would answer now, in insertion order: of
// a Mock, the one row it has.
func (p *Portal) Orders() []json.RawMessage { return p.all(orderPath) }

func (p *Portal) all(path string) []json.RawMessage {
	if p.traits.placeholders {
		return []json.RawMessage{slices.Clone(placeholders[path])}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	rows, _, _ := lists[path].page(p, query{limit: 1 << 40})
	out := make([]json.RawMessage, len(rows))
	for i, r := range rows {
		out[i] = writeRow(r, nil)
	}
	return out
}

// PersonalData lists what may never be seen outside the desk: every customer's
// name, also former ones, every phone number in the three ways it is written
// (+61491570156, 0491570156, 0491 570 156), and every SIM number ever used; of
// what clients sent also account numbers and dates of birth, and all of it also
// when the order was refused; of subscription requests the name and the address
// of who initiated them, and the numbers in them. Each once, sorted.
func (p *Portal) PersonalData() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.present()
	out := slices.Clone(p.world.oldNames)
	for _, s := range p.world.services {
		out = append(out, s.customer.name, e164(s.number), compact(s.number), national(s.number))
	}
	for secret := range p.world.personal {
		out = append(out, secret)
	}
	for sim := range p.world.sims {
		out = append(out, sim)
	}
	out = append(out, p.book.personal()...)
	slices.Sort(out)
	return slices.Compact(out)
}
