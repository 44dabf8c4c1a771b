package portalsim

import (
	"fmt"
	"slices"
	"strings"
)

// PlaceOrder lets a colleague place an order on a service at this moment and returns the order's id. The category is
// one of the portal's seven words, such as simSwap. Nothing is checked: a colleague may well place a second one. The
// order goes well, at the portal's speed, unless a client's order of its kind is open on the service: two such clash.
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

// SetOrderState puts an order into a state at this moment and leaves it there for ever: what it was going to do does
// not happen. Any word is accepted, also one the specification does not have. A final state reaches the service.
func (p *Portal) SetOrderState(orderID, state string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.present()
	o := p.world.orderByID[orderID]
	if o == nil {
		return fmt.Errorf("there is no order %q", orderID)
	}
	o.steps = append(o.past(now), step{at: now, state: state})
	o.byHand = true
	if final(state) {
		o.settle(now)
	}
	return nil
}

// RenameCustomer renames the customer of a service, on all services of that customer.
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

// SubmitRequest lets a customer submit a new request at this moment and returns its id.
func (p *Portal) SubmitRequest() (id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.book.now = p.present()
	return p.book.submit().id()
}

// ActOnRequest lets a colleague give a request a status at this moment. Nothing is checked but that there are such a
// request and such a status: from there the request goes on as usual.
func (p *Portal) ActOnRequest(id, to string) error {
	if _, known := requestStatusNamed(to); !known {
		return fmt.Errorf("there is no status %q of a subscription request", to)
	}
	return p.onRequest(id, func(s *request) error {
		p.book.set(s, to, staff[s.version%len(staff)].name, "")
		return nil
	})
}

// AskToCancel lets the customer ask that a request be canceled. It fails in a status in which customers cannot.
func (p *Portal) AskToCancel(id, why string) error {
	return p.onRequest(id, func(s *request) error {
		if !mayAskToCancel(s.status) {
			return fmt.Errorf("the customer of %s cannot ask to cancel it: it is %s", id, s.status)
		}
		s.ask(p.book.now, why)
		return nil
	})
}

// WithdrawCancel lets the customer withdraw a cancellation request. It fails when there is none.
func (p *Portal) WithdrawCancel(id string) error {
	return p.onRequest(id, func(s *request) error {
		if s.asked == nil {
			return fmt.Errorf("the customer of %s does not ask to cancel it", id)
		}
		s.withdraw()
		return nil
	})
}

// NoteOnRequest lets a colleague add a note to a request. It changes nothing that a decision depends on, but what the
// portal answers, and so its ETag.
func (p *Portal) NoteOnRequest(id, text string) error {
	return p.onRequest(id, func(s *request) error {
		s.remark(p.book.now, staff[s.serial%len(staff)].name, text)
		return nil
	})
}

// onRequest does something to a request at this moment.
func (p *Portal) onRequest(id string, do func(*request) error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.book.now = p.present()
	s := p.book.find(id)
	if s == nil {
		return fmt.Errorf("there is no subscription request %q", id)
	}
	return do(s)
}
