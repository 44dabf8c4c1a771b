package portalsim

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Placed is one order that reached the portal and was accepted, whatever the client was told.
type Placed struct {
	// OrderID is the resulting order: each is a different one, even if the same thing was sent twice. A Mock
	// calls all of them "string".
	OrderID string
	// ExternalID and Reference are what the client called it: its externalId, and the id of its externalReference of
	// type clientRequest. They are kept here also where the server drops them.
	ExternalID, Reference string
	ServiceID             string    // the service it is for, a new one where it asked for one
	Category              string    // its kind, in the portal's own word
	At                    time.Time // by the portal's clock
	Remote, Body          string    // the address it came from, and what arrived
}

func placedOf(o *order, sent sentOrder, body []byte, remote string) Placed {
	key := first(sent.ExternalReference, func(e wireExternal) bool { return e.Kind == clientRequest })
	return Placed{
		OrderID: o.id, ExternalID: sent.ExternalID, Reference: cmp.Or(key.ID, key.Name), ServiceID: o.service.id, Category: o.category,
		At: time.UnixMilli(o.ordered).UTC(), Remote: remote, Body: string(body),
	}
}

// Placed lists every order that clients placed over HTTP, in the order of their arrival. It counts the work done, not
// the answers: an order whose answer was lost is here, one that was refused is not. What PlaceOrder places is not here,
// nor what arrives by itself.
func (p *Portal) Placed() []Placed { return copied(p, &p.placed) }

// Cancelled is one cancellation that reached the portal and was accepted for assessment, whatever the client was told.
type Cancelled struct {
	TaskID, OrderID, Reason string
	At                      time.Time
	Remote, Body            string // the address it came from, and what arrived
}

// Cancelled lists every cancellation that clients asked for over HTTP, as Placed does for orders.
func (p *Portal) Cancelled() []Cancelled { return copied(p, &p.cancelled) }

// DecidedRequest is one decision on a subscription request that reached the portal and was applied, whatever the client
// was told.
type DecidedRequest struct {
	RequestID          string    // of a Mock the id that was asked for
	Key                string    // the decisionKey that was sent, also where the server drops it
	From, To           string    // the statuses before and after: the same where a decision is only stored; a Mock knows no From
	Reason, ReasonText string    // as they were sent
	By                 string    // who decided, as the history says it
	At                 time.Time // by the portal's clock
	Remote, Body       string    // the address it came from, and what arrived
}

// Decided lists every decision that clients sent over HTTP and the portal applied, as Placed does for orders. What
// ActOnRequest does is not here, nor what happens by itself.
func (p *Portal) Decided() []DecidedRequest { return copied(p, &p.decided) }

// copied returns what a list that the portal's mutex guards has now.
func copied[T any](p *Portal, list *[]T) []T {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(*list)
}

// Clashes lists the ids of the orders that were placed while one of their kind was open on their service: each is one
// too many.
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
	At      time.Time // when it was placed, by the portal's clock
}

// Rivals lists what one of the Clashes clashed with, whoever had placed it.
func (p *Portal) Rivals(orderID string) []Rival {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.present()
	var all []Rival
	for _, r := range first(p.world.clashes, func(c clash) bool { return c.order.id == orderID }).with {
		all = append(all, Rival{r.id, time.UnixMilli(r.ordered).UTC()})
	}
	return all
}

// Service returns what the portal answers now when it is asked for a service and no fault is on, and whether there is
// one. A Mock has its placeholder under the placeholder's own id only, although it answers so to any.
func (p *Portal) Service(id string) (json.RawMessage, bool) { return p.one(servicePath, id) }

// Order is to orders what Service is to services.
func (p *Portal) Order(id string) (json.RawMessage, bool) { return p.one(orderPath, id) }

// SubscriptionRequest is to subscription requests what Service is to services.
func (p *Portal) SubscriptionRequest(id string) (json.RawMessage, bool) {
	return p.one(requestPath, id)
}

func (p *Portal) one(path, id string) (json.RawMessage, bool) {
	if p.traits.placeholders && id == placeholderWord {
		return slices.Clone(placeholders[path]), true
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	r := lists[path].find(p, id)
	if r == nil || p.traits.placeholders {
		return nil, false
	}
	return p.write(r, nil), true
}

// Services returns every service as the portal would answer now, in insertion order: of a Mock, the one row it has.
func (p *Portal) Services() []json.RawMessage { return p.all(servicePath) }

// Orders is to orders what Services is to services.
func (p *Portal) Orders() []json.RawMessage { return p.all(orderPath) }

// SubscriptionRequests is to subscription requests what Services is to services.
func (p *Portal) SubscriptionRequests() []json.RawMessage { return p.all(requestPath) }

func (p *Portal) all(path string) []json.RawMessage {
	if p.traits.placeholders {
		return []json.RawMessage{slices.Clone(placeholders[path])}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	rows, _, _ := lists[path].page(p, query{limit: 1 << 40})
	out := make([]json.RawMessage, len(rows))
	for i, r := range rows {
		out[i] = p.write(r, nil)
	}
	return out
}

// PersonalData lists what may never be seen outside the desk: every customer's name, also former ones, every phone
// number in the three ways it is written (+61491570156, 0491570156, 0491 570 156), and every SIM number ever used; of
// what clients sent also account numbers and dates of birth, and all of it also when the order was refused; of
// subscription requests the name and the address of who initiated them, and the numbers in them. Each once, sorted.
func (p *Portal) PersonalData() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.present()
	out := slices.Clone(p.world.oldNames)
	for _, s := range p.world.services {
		out = append(append(out, s.customer.name), written(s.number)...)
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

// Request is one request the portal received, and its outcome.
type Request struct {
	Method, Path, Query string
	Status              int // what was answered; 0 when the connection was cut without an answer, or there is none yet
	Bytes               int // how much of a body was sent
}

// logLength is how many requests are remembered.
const logLength = 10_000

// traffic is what has gone over the wire. The portal's mutex guards it.
type traffic struct {
	log   []Request // the latest
	asked int
	bytes int64
}

// record notes a request and returns the number it is known by. Callers hold the mutex.
func (t *traffic) record(r *http.Request) (number int) {
	if len(t.log) == logLength {
		t.log = slices.Delete(t.log, 0, logLength/2)
	}
	t.log = append(t.log, Request{Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery})
	t.asked++
	return t.asked
}

// counted notes what is sent of one answer, always before it leaves, so that a client that has received it finds it
// noted.
type counted struct {
	http.ResponseWriter
	portal         *Portal
	number, status int
}

// note adds to what became of the request.
func (c *counted) note(bytes int) {
	c.portal.mu.Lock()
	defer c.portal.mu.Unlock()
	t := &c.portal.traffic
	t.bytes += int64(bytes)
	if i := len(t.log) - 1 - (t.asked - c.number); i >= 0 { // else it is forgotten
		t.log[i].Status = c.status
		t.log[i].Bytes += bytes
	}
}

func (c *counted) WriteHeader(status int) {
	c.status = status
	c.note(0)
	c.ResponseWriter.WriteHeader(status)
}

func (c *counted) Write(b []byte) (int, error) {
	c.note(len(b))
	n, err := c.ResponseWriter.Write(b)
	if n < len(b) {
		c.note(n - len(b))
	}
	return n, err
}

// Unwrap lets an http.ResponseController find what can flush.
func (c *counted) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// Requests returns how many requests have arrived, those that a fault spoiled too.
func (p *Portal) Requests() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.traffic.asked
}

// Bytes returns how many bytes of bodies have been sent. A client that has read an answer to its end finds it counted.
func (p *Portal) Bytes() int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.traffic.bytes
}

// Log returns the latest requests, at least 5,000 of them, the oldest first.
func (p *Portal) Log() []Request { return copied(p, &p.traffic.log) }

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
