package portalsim

import (
	"fmt"
	"slices"
	"time"
)

// cancelPath is where clients ask for the cancellation of an order.
const cancelPath = orderingPath + "/cancelServiceOrder"

// cancellation is what a client asked for, and its outcome.
type cancellation struct {
	id      string
	order   *order
	reason  string
	wanted  string // requestedCancellationDate, as it was sent
	asked   int64
	granted bool
	decided int64 // when a refusal is known
}

// sentCancellation is a cancellation as a client sends it.
type sentCancellation struct {
	Reason string `json:"cancellationReason"`
	Wanted string `json:"requestedCancellationDate"`
	Order  *struct {
		ID string `json:"id"`
	} `json:"serviceOrder"`
}

// createCancellation lets the carrier assess a cancellation. There is no key in it: its outcome is read from the order.
func createCancellation(p *Portal, body []byte, remote string) (row, *problem) {
	now := p.present()
	var sent sentCancellation
	if c := readJSON(body, &sent); c != nil {
		return nil, c
	}
	if sent.Order == nil || sent.Order.ID == "" {
		return nil, badRequest("The cancellation has no serviceOrder.id.")
	}
	note := Cancelled{TaskID: placeholderWord, OrderID: sent.Order.ID, Reason: sent.Reason, At: time.UnixMilli(now).UTC(), Remote: remote,
		Body: string(body)}
	if p.traits.placeholders {
		p.cancelled = append(p.cancelled, note)
		return nil, nil
	}
	o := p.world.orderByID[sent.Order.ID]
	if o == nil {
		return nil, badRequest("There is no service order with the id %q.", sent.Order.ID)
	}
	switch state := o.stateAt(now); {
	case o.whole != nil:
		return nil, badRequest("The order %s is a part of %s. Cancel that one.", o.id, o.whole.id)
	case final(state):
		return nil, badRequest("The order %s is %s. It cannot be cancelled any more.", o.id, p.traits.shownState(state))
	case state == assessing || state == cancelling || p.world.askedToCancel(o):
		return nil, badRequest("The order %s is being cancelled already.", o.id)
	}
	task := p.world.assess(o, sent)
	note.TaskID = task.id
	p.cancelled = append(p.cancelled, note)
	return cancelRow{task, p}, nil
}

// askedToCancel reports whether a cancellation of an order is still undecided.
func (w *world) askedToCancel(o *order) bool {
	return slices.ContainsFunc(w.cancels, func(c *cancellation) bool { return c.order == o && !c.over(w.now) })
}

// assess grants a cancellation while the carrier can still be stopped. Otherwise it is refused, and the order
// continues.
func (w *world) assess(o *order, sent sentCancellation) *cancellation {
	t := &cancellation{
		id: fmt.Sprintf("CXL%08d", 500101+len(w.cancels)*3), order: o, reason: sent.Reason, wanted: sent.Wanted, asked: w.now,
		granted: !o.tooFar(w.now),
	}
	w.cancels = append(w.cancels, t)
	before, rest := o.stateAt(w.now), slices.Clone(o.steps)
	v := w.reroute(o)
	v.pass(v.between(time.Second, 4*time.Second))
	re := &remark{noteRemark, "", sent.Reason}
	if sent.Reason == "" {
		re = cancelNote
	}
	v.note(assessing, stopping, re)
	v.pass(v.between(5*time.Second, 15*time.Second))
	if t.granted {
		o.reason = re.text
		v.note(cancelling, nil, nil)
		v.pass(v.between(10*time.Second, 40*time.Second))
		v.note(cancelled, withdrawn, nil)
		for _, part := range o.parts {
			if !final(part.stateAt(w.now)) {
				part.reason = re.text
				with := w.reroute(part)
				with.at = v.at
				with.note(cancelled, withdrawn, nil)
				w.follow(part, with)
			}
		}
	} else {
		v.note(before, tooLate, nil)
		late := v.at - w.now
		for _, s := range rest[len(o.steps):] {
			s.at += late
			v.steps = append(v.steps, s)
		}
	}
	t.decided = v.at
	w.follow(o, v)
	return t
}

// tooFar reports whether the carrier cannot be stopped any more: it was told and is at work, or the change waits for
// the 27th. A stuck order can always be withdrawn.
func (o *order) tooFar(now int64) bool {
	if o.steps == nil || o.steps[len(o.steps)-1].at <= now {
		return false
	}
	if o.category == changePlan && o.change.previous != nil && o.change.previous.platform == "2.0" {
		return true
	}
	return slices.ContainsFunc(o.steps, func(s step) bool { return s.at <= now && s.stage == awaiting })
}

// over reports whether the cancellation is decided.
func (t *cancellation) over(now int64) bool {
	return final(t.order.stateAt(now)) || !t.granted && now >= t.decided
}

// state returns the state of the task, in a word of the specification.
func (t *cancellation) state(now int64) string {
	switch state := t.order.stateAt(now); {
	case state == cancelled:
		return "done"
	case t.over(now):
		return "terminatedWithError"
	case state == assessing || state == cancelling:
		return "inProgress"
	}
	return "accepted"
}

type cancelRow struct {
	*cancellation
	p *Portal
}

func (r cancelRow) attribute(path string) (string, bool) {
	return oneOf(path, "id", r.id, "state", r.state(r.p.world.now), "serviceOrder.id", r.order.id)
}

// wire writes a cancellation as it is now.
func (r cancelRow) wire() doc {
	state := r.state(r.p.world.now)
	var message, effective string
	var problem doc
	switch state {
	case "done":
		at, _ := r.order.settlesAt()
		message, effective = withdrawn.text, instant(at)
	case "terminatedWithError":
		problem = doc{{"code", tooLate.code}, {"reason", tooLate.text}, {"message", tooLate.text}, {"@type", "ErrorMessage"}}
	}
	return doc{
		{"id", r.id}, {"href", ownHost + cancelPath + "/" + r.id}, {"cancellationReason", r.reason}, {"completionMessage", message},
		{"effectiveCancellationDate", effective}, {"requestedCancellationDate", r.wanted}, {"errorMessage", problem},
		{"serviceOrder", doc{{"id", r.order.id}, {"href", ownHost + orderPath + "/" + r.order.id}, {"@type", "ServiceOrderRef"},
			{"@referredType", "ServiceOrder"}}},
		{"state", state}, {"@type", "CancelServiceOrder"},
	}
}
