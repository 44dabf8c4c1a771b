package portalsim

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// sentDecision is a decision on a request as a client sends it. What is not here
// is not read: of a request that is sent whole, only what is asked for counts.
type sentDecision struct {
	Items []struct {
		ID      string `json:"id"`
		Action  string `json:"action"`
		Product *struct {
			Facts []sentCharacteristic `json:"productCharacteristic"`
		} `json:"product"`
	} `json:"productOrderItem"`
	RelatedParty []wireParty `json:"relatedParty"`
}

// fact is the value of a characteristic, empty when there is none.
func (d sentDecision) fact(name string) string {
	for _, it := range d.Items {
		if it.Product == nil {
			continue
		}
		for _, c := range it.Product.Facts {
			if c.Name == name {
				return c.asText()
			}
		}
	}
	return ""
}

// by is who decided: the person that the client names, if it names one.
func (d sentDecision) by() string {
	for _, p := range d.RelatedParty {
		if p.Role == "requester" || p.Role == "reviewer" {
			return cmp.Or(p.Name, p.ID, "staff")
		}
	}
	return "staff"
}

// why is what the history says of the reason.
func (d sentDecision) why() string {
	reason, text := d.fact("reason"), d.fact("reasonText")
	if reason == "" || text == "" {
		return reason + text
	}
	return reason + ": " + text
}

// readDecision reads what a client sent, as this kind of server understands it.
func (t *traits) readDecision(body []byte) (sentDecision, *problem) {
	var d sentDecision
	var names map[string]json.RawMessage
	if c := readJSON(body, &names); c != nil {
		return d, c
	}
	if c := readJSON(body, &d); c != nil {
		return d, c
	}
	if !t.strict {
		return d, nil
	}
	for _, name := range []string{"state", "orderDate"} {
		if _, there := names[name]; there {
			return d, badRequest("The attribute %s is set by the portal and may not be sent.", name)
		}
	}
	if len(d.Items) == 0 {
		return d, badRequest("The change has no productOrderItem.")
	}
	for i, it := range d.Items {
		if it.ID == "" || it.Action == "" {
			return d, badRequest("The item %d has no id or no action.", i+1)
		}
	}
	return d, sentOrder{RelatedParty: d.RelatedParty}.checkRequired(nil)
}

// patch answers a decision on a request.
func (p *Portal) patch(w http.ResponseWriter, r *http.Request, id string, on map[Fault]bool) {
	body, ok := p.readBody(w, r, !p.traits.strict)
	if !ok {
		return
	}
	p.mu.Lock()
	row, problem := p.decide(id, body, r, on)
	var answer []byte
	var version string
	if p.traits.placeholders {
		answer = placeholders[requestPath]
	} else if problem == nil {
		answer, version = shifted(writeRow(row, nil), skew(on)), p.traits.version(row)
	}
	p.mu.Unlock()
	if problem != nil {
		p.refuse(w, problem.status, problem.reason, problem.sentence)
		return
	}
	if p.traits.etags {
		w.Header().Set("ETag", p.traits.sentTag(tagOf(cmp.Or(version, string(answer)), "")))
	}
	w.Header().Set("Content-Type", contentType)
	if p.traits.changedIs201 {
		w.WriteHeader(http.StatusCreated)
	}
	w.Write(answer)
}

// decide applies a decision, if the request still stands where it was made and
// may go where it leads.
func (p *Portal) decide(id string, body []byte, r *http.Request, on map[Fault]bool) (row, *problem) {
	now := p.present()
	d, c := p.traits.readDecision(body)
	if c != nil {
		return nil, c
	}
	to := d.fact("requestedStatus")
	if p.traits.placeholders {
		p.decided = append(p.decided, decidedOf(id, "", to, now, d, r.RemoteAddr, body))
		return nil, nil
	}
	s := p.book.find(id)
	if s == nil {
		status := p.traits.unknownStatus()
		return nil, &problem{status, http.StatusText(status), fmt.Sprintf("There is no product order with the id %q.", id)}
	}
	shown := requestRow{s, p.book, &p.traits}
	if p.traits.etags && !matches(r, tagOf(cmp.Or(p.traits.version(shown), string(shifted(writeRow(shown, nil), skew(on)))), "")) {
		return nil, &problem{http.StatusPreconditionFailed, "Precondition failed", "The request " + id + " is not as it was when it was read. Read it again."}
	}
	if p.traits.echoesDecisions {
		p.decided = append(p.decided, decidedOf(id, s.status, s.status, now, d, r.RemoteAddr, body))
		s.key, s.echo = d.fact("decisionKey"), []wireFact{fact("requestedStatus", to)}
		if version := d.fact("ifStatusVersion"); version != "" {
			s.echo = append(s.echo, fact("ifStatusVersion", version))
		}
		return shown, nil
	}
	if c := p.traits.refusal(s, to, d.fact("ifStatusVersion")); c != nil {
		return nil, c
	}
	p.decided = append(p.decided, decidedOf(id, s.status, to, now, d, r.RemoteAddr, body))
	p.book.now = now // a frozen world is not moved forward
	if to == s.status {
		s.keepStatus(now, d.by(), d.why())
	} else {
		p.book.move(s, to, d.by(), d.why())
	}
	s.key = d.fact("decisionKey")
	return shown, nil
}

// refusal is why a request may not go to a status; nil: it may.
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
		return &problem{http.StatusConflict, "Conflict", fmt.Sprintf("The request %s was changed meanwhile: it is %s now, version %d, and the decision was made on version %s.", s.id(), s.status, s.version, ifVersion)}
	}
	var others []string
	for _, one := range s.actions() {
		if one.to == to {
			return nil
		}
		others = append(others, one.to)
	}
	if len(others) == 0 {
		return refused("The request %s is %s. Nothing can be decided on it now.", s.id(), s.status)
	}
	return refused("The request %s is %s. From there it cannot become %s, only %s.", s.id(), s.status, to, alternatives(others))
}

// alternatives names each of several things once.
func alternatives(all []string) string {
	seen := map[string]bool{}
	var names []string
	for _, one := range all {
		if !seen[one] {
			seen[one] = true
			names = append(names, one)
		}
	}
	if len(names) == 1 {
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}
