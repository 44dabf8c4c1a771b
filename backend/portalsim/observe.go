package portalsim

import (
	"encoding/json"
	"fmt"
	"net/http"
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

// Request is one request the portal received, and what became of it.
type Request struct {
	Method, Path, Query string
	// Status is what was answered; 0 when the connection was cut without an
	// answer, or there is none yet.
	Status int
	// Bytes is how much of a body was sent.
	Bytes int
}

// logLength is how many requests are remembered.
const logLength = 10_000

// traffic is what has gone over the wire. The portal's mutex guards it.
type traffic struct {
	log   []Request // the latest
	asked int
	bytes int64
}

// record notes a request and gives the number it is known by. The caller
// holds the mutex.
func (t *traffic) record(r *http.Request) (number int) {
	if len(t.log) == logLength {
		t.log = slices.Delete(t.log, 0, logLength/2)
	}
	t.log = append(t.log, Request{Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery})
	t.asked++
	return t.asked
}

// note adds to what became of a request.
func (p *Portal) note(number, status, bytes int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	t := &p.traffic
	t.bytes += int64(bytes)
	if i := len(t.log) - 1 - (t.asked - number); i >= 0 { // else it is forgotten
		t.log[i].Status = status
		t.log[i].Bytes += bytes
	}
}

// counted notes what is sent of one answer, always before it leaves, so that
// whoever has received it finds it noted.
type counted struct {
	http.ResponseWriter
	portal         *Portal
	number, status int
}

func (c *counted) WriteHeader(status int) {
	c.status = status
	c.portal.note(c.number, status, 0)
	c.ResponseWriter.WriteHeader(status)
}

func (c *counted) Write(b []byte) (int, error) {
	c.portal.note(c.number, c.status, len(b))
	n, err := c.ResponseWriter.Write(b)
	if n < len(b) {
		c.portal.note(c.number, c.status, n-len(b))
	}
	return n, err
}

// Unwrap lets an http.ResponseController find what can flush.
func (c *counted) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// Requests is how many requests have arrived, those that a fault spoiled too.
func (p *Portal) Requests() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.traffic.asked
}

// Bytes is how many bytes of bodies have been sent. Who has read an answer to
// its end finds it counted.
func (p *Portal) Bytes() int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.traffic.bytes
}

// Log gives the latest requests, at least 5,000 of them, the oldest first.
func (p *Portal) Log() []Request {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.traffic.log)
}

// DecidedRequest is one decision on a subscription request that reached the
// portal and was applied, whatever the client was told.
type DecidedRequest struct {
	// RequestID is the request; of a Mock the id that was asked for.
	RequestID string
	// Key is the decisionKey that was sent, also where the server drops it.
	Key string
	// From and To are the statuses before and after: the same where a decision is
	// only stored. A Mock knows no From.
	From, To string
	// Reason and ReasonText are why, as they were sent.
	Reason, ReasonText string
	// By is who decided, as the history says it.
	By string
	// At is when, by the portal's clock.
	At time.Time
	// Remote is the address it came from, and Body what arrived.
	Remote, Body string
}

// Decided lists every decision that clients sent over HTTP and the portal
// applied, in the order of their arrival. It counts the work done, not the
// answers, as Placed does. What ActOnRequest does is not here, nor what happens
// by itself.
func (p *Portal) Decided() []DecidedRequest {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.decided)
}

func decidedOf(id, from, to string, now int64, d sentDecision, remote string, body []byte) DecidedRequest {
	return DecidedRequest{
		RequestID: id, Key: d.fact("decisionKey"), From: from, To: to, Reason: d.fact("reason"), ReasonText: d.fact("reasonText"), By: d.by(),
		At: time.UnixMilli(now).UTC(), Remote: remote, Body: string(body),
	}
}

// SubscriptionRequest is what the portal answers now when it is asked for a
// request request and no fault is on, and whether there is one; of a Mock
// as Service has it.
func (p *Portal) SubscriptionRequest(id string) (json.RawMessage, bool) {
	return p.one(requestPath, id)
}

// SubscriptionRequests is every subscription request as the portal would answer
// now, in insertion order: of a Mock, the one row it has.
func (p *Portal) SubscriptionRequests() []json.RawMessage { return p.all(requestPath) }

// SubscriptionStatuses lists the sixteen labels that a request may have.
func SubscriptionStatuses() []string {
	var all []string
	for _, s := range requestStatuses {
		all = append(all, s.label)
	}
	return all
}

// ActOnRequest lets a colleague give a request a status at this moment. Nothing
// is checked but that there are such a request and such a status: from there the
// request goes on as usual.
func (p *Portal) ActOnRequest(id, to string) error {
	if _, known := requestStatusNamed(to); !known {
		return fmt.Errorf("there is no status %q of a subscription request", to)
	}
	return p.onRequest(id, func(s *request) error {
		by := staff[s.version%len(staff)].name
		if to == s.status {
			s.keepStatus(p.book.now, by, "")
			return nil
		}
		p.book.move(s, to, by, "")
		return nil
	})
}

// AskToCancel lets the customer ask that a request be canceled. It fails in a
// status in which customers cannot.
func (p *Portal) AskToCancel(id, why string) error {
	return p.onRequest(id, func(s *request) error {
		if !mayAskToCancel(s.status) {
			return fmt.Errorf("the customer of %s cannot ask to cancel it: it is %s", id, s.status)
		}
		s.ask(p.book.now, why)
		return nil
	})
}

// WithdrawCancel lets the customer withdraw that wish. It fails when there is
// none.
func (p *Portal) WithdrawCancel(id string) error {
	return p.onRequest(id, func(s *request) error {
		if s.asked == nil {
			return fmt.Errorf("the customer of %s does not ask to cancel it", id)
		}
		s.withdraw()
		return nil
	})
}

// NoteOnRequest lets a colleague add a note to a request. It changes nothing
// that a decision stands on, but what the portal answers, and so its ETag.
func (p *Portal) NoteOnRequest(id, text string) error {
	return p.onRequest(id, func(s *request) error {
		s.remark(p.book.now, staff[s.serial%len(staff)].name, text)
		return nil
	})
}

// SubmitRequest lets a customer submit a new request at this moment, and gives
// its id.
func (p *Portal) SubmitRequest() (id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.book.now = p.present()
	return p.book.submit().id()
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
