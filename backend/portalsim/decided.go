package portalsim

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

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
// subscription request and no fault is on, and whether there is one; of a Mock
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
	for _, s := range subStatuses {
		all = append(all, s.label)
	}
	return all
}

// ActOnRequest lets a colleague give a request a status at this moment. Nothing
// is checked but that there are such a request and such a status: from there the
// request goes on as usual.
func (p *Portal) ActOnRequest(id, to string) error {
	if _, known := subStatusOf(to); !known {
		return fmt.Errorf("there is no status %q of a subscription request", to)
	}
	return p.onRequest(id, func(s *subscription) error {
		by := staff[s.version%len(staff)].name
		if to == s.status {
			s.stay(p.book.now, by, "")
			return nil
		}
		p.book.move(s, to, by, "")
		return nil
	})
}

// AskToCancel lets the customer ask that a request be canceled. It fails in a
// status in which customers cannot.
func (p *Portal) AskToCancel(id, why string) error {
	return p.onRequest(id, func(s *subscription) error {
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
	return p.onRequest(id, func(s *subscription) error {
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
	return p.onRequest(id, func(s *subscription) error {
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
func (p *Portal) onRequest(id string, do func(*subscription) error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.book.now = p.present()
	s := p.book.find(id)
	if s == nil {
		return fmt.Errorf("there is no subscription request %q", id)
	}
	return do(s)
}
