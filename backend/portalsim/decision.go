package portalsim

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// sentDecision is a decision on a request as a client sends it. What is not here is not read: of a request that is sent
// whole, only what is asked for counts.
type sentDecision struct {
	Items []struct {
		ID      string `json:"id"`
		Action  string `json:"action"`
		Product struct {
			Characteristics []wireCharacteristic `json:"productCharacteristic"`
		} `json:"product"`
	} `json:"productOrderItem"`
	RelatedParty []wireParty `json:"relatedParty"`
}

// value returns the value of a characteristic, or "".
func (d sentDecision) value(name string) string {
	for _, it := range d.Items {
		if value := valueOf(it.Product.Characteristics, name); value != "" {
			return value
		}
	}
	return ""
}

// by returns who decided, as far as the client says.
func (d sentDecision) by() string {
	for _, p := range d.RelatedParty {
		if p.Role == "requester" || p.Role == "reviewer" {
			return cmp.Or(p.Name, p.ID, "staff")
		}
	}
	return "staff"
}

// why returns the reason for the history.
func (d sentDecision) why() string {
	reason, text := d.value("reason"), d.value("reasonText")
	if reason == "" || text == "" {
		return reason + text
	}
	return reason + ": " + text
}

// readDecision reads what a client sent, as this kind of server understands it.
func (t *traits) readDecision(body []byte) (sentDecision, *problem) {
	var d sentDecision
	why := readObject(body, &d, !t.strict)
	if why == nil && t.version5 {
		d.RelatedParty, why = asVersion4(d.RelatedParty)
	}
	if why != nil || !t.strict {
		return d, why
	}
	if len(d.Items) == 0 {
		return d, badRequest("The change has no productOrderItem.")
	}
	for i, it := range d.Items {
		if it.ID == "" || it.Action == "" {
			return d, badRequest("The item %d has no id or no action.", i+1)
		}
	}
	if t.version5 {
		return d, nil
	}
	return d, checkParties(d.RelatedParty)
}

// decide applies a decision, if the request is still as it was when the decision was made, and may go where it leads.
func (p *Portal) decide(id string, body []byte, r *http.Request, on map[Fault]bool) (row, *problem) {
	now := p.present()
	d, why := p.traits.readDecision(body)
	if why != nil {
		return nil, why
	}
	to, version := d.value("requestedStatus"), d.value("ifStatusVersion")
	decided := func(from, to string) {
		p.decided = append(p.decided, DecidedRequest{
			RequestID: id, Key: d.value("decisionKey"), From: from, To: to, Reason: d.value("reason"), ReasonText: d.value("reasonText"),
			By: d.by(), At: time.UnixMilli(now).UTC(), Remote: r.RemoteAddr, Body: string(body),
		})
	}
	if p.traits.placeholders {
		decided("", to)
		return nil, nil
	}
	s := p.book.find(id)
	if s == nil {
		unknown := p.traits.unknown("product order", id)
		return nil, &unknown
	}
	shown := requestRow{s, p}
	if p.traits.etags && !matches(r, p.tag(shown, on)) {
		return nil, &problem{http.StatusPreconditionFailed, "Precondition failed",
			"The request " + id + " is not as it was when it was read. Read it again."}
	}
	if p.traits.echoesDecisions {
		decided(s.status, s.status)
		s.key, s.echo = d.value("decisionKey"), []wireCharacteristic{text("requestedStatus", to)}
		if version != "" {
			s.echo = append(s.echo, text("ifStatusVersion", version))
		}
		return shown, nil
	}
	if why := p.traits.refusal(s, to, version); why != nil {
		return nil, why
	}
	decided(s.status, to)
	p.book.now = now // a frozen world is not moved forward
	p.book.set(s, to, d.by(), d.why())
	s.key = d.value("decisionKey")
	return shown, nil
}

// refusal returns why a request may not be given a status, nil if it may.
func (t *traits) refusal(s *request, to, ifVersion string) *problem {
	refused := func(format string, args ...any) *problem {
		return &problem{http.StatusUnprocessableEntity, "Not allowed", fmt.Sprintf(format, args...)}
	}
	if t.plainRequests {
		return refused("This portal takes no decisions on requests.")
	}
	if to == "" {
		return badRequest("The item has no characteristic requestedStatus.")
	}
	if _, known := requestStatusNamed(to); !known {
		return refused("There is no status %q.", to)
	}
	if ifVersion != "" && !t.noStatusVersion && ifVersion != fmt.Sprint(s.version) {
		return &problem{http.StatusConflict, "Conflict", fmt.Sprintf("The request %s was changed meanwhile: it is %s now, version %d, and "+
			"the decision was made on version %s.", s.id(), s.status, s.version, ifVersion)}
	}
	var others []string
	for _, one := range s.actions() {
		if one.to == to {
			return nil
		}
		if !slices.Contains(others, one.to) {
			others = append(others, one.to)
		}
	}
	n := len(others)
	if n == 0 {
		return refused("The request %s is %s. Nothing can be decided on it now.", s.id(), s.status)
	}
	choices := others[n-1]
	if n > 1 {
		choices = strings.Join(others[:n-1], ", ") + " or " + choices
	}
	return refused("The request %s is %s. From there it cannot become %s, only %s.", s.id(), s.status, to, choices)
}
