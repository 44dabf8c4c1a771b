package portalsim

import (
	"fmt"
	"slices"
	"strings"
)

// PlaceOrder lets a colleague place an order on a service at this moment, and
// gives the order's id. The category is one of the portal's seven words, such
// as simSwap. Nothing is checked: a colleague may well place a second one. The
// order goes well, at the portal's speed, unless a client's order of its kind is
// open on the service: two such clash.
func (p *Portal) PlaceOrder(serviceID, category string) (orderID string, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.present()
	s := p.world.serviceByID[serviceID]
	if s == nil {
		return "", fmt.Errorf("there is no service %q to place an order on", serviceID)
	}
	if !slices.Contains(categories, category) {
		return "", fmt.Errorf("there is no order category %q; choose one of %s", category, strings.Join(categories, ", "))
	}
	return p.world.submit(order{service: s, category: category, ordered: now}, fate{is: goesWell}).id, nil
}

// SetOrderState puts an order into a state at this moment and leaves it there
// for ever: what it was going to do does not happen. Any word is accepted, also
// one the specification does not have. A final state reaches the service.
func (p *Portal) SetOrderState(orderID, state string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.present()
	o := p.world.orderByID[orderID]
	if o == nil {
		return fmt.Errorf("there is no order %q", orderID)
	}
	var kept []step
	for _, s := range o.steps {
		if s.at <= now {
			kept = append(kept, s)
		}
	}
	o.steps = append(kept, step{at: now, state: state})
	o.byHand = true
	if final(state) {
		o.settle(now)
	}
	return nil
}

// RenameCustomer gives the customer of a service another name, on all services
// of that customer.
func (p *Portal) RenameCustomer(serviceID, name string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.present()
	s := p.world.serviceByID[serviceID]
	if s == nil {
		return fmt.Errorf("there is no service %q", serviceID)
	}
	p.world.oldNames = append(p.world.oldNames, s.customer.name)
	s.customer.name = name
	return nil
}
