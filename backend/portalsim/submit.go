package portalsim

import (
	"container/heap"
	"math/rand/v2"
	"time"
)

// clash is an order that came while others of its kind were open.
type clash struct {
	order *order
	with  []*order
}

// submit places an order that somebody decided on. The portal refuses none
// because another of its kind is open on the service, but the carrier cannot do
// both: the one before stops for ever, and this one fails. Orders that only
// colleagues placed get along.
func (w *world) submit(draft order, lot lot) *order {
	rivals := w.rivals(&draft)
	if len(rivals) > 0 {
		lot.is = clashes
	}
	o := w.place(draft, lot)
	for _, r := range rivals {
		w.stop(r)
	}
	if len(rivals) > 0 {
		w.clashes = append(w.clashes, clash{o, rivals})
	}
	return o
}

// rivals are the open orders that a new one cannot go with.
func (w *world) rivals(o *order) []*order {
	var all []*order
	for _, r := range o.service.orders {
		if r.category == o.category && r.first == nil && (r.sent != nil || o.sent != nil) && !final(r.stateAt(w.now)) {
			all = append(all, r)
		}
	}
	if len(o.service.orders) > 0 {
		return all
	}
	// The same new service, asked for twice, is two services here: only the
	// number or the SIM tells that they are one.
	for _, r := range w.sent {
		if r.category == o.category && r.begins() && !final(r.stateAt(w.now)) &&
			(o.change.number != 0 && r.change.number == o.change.number || o.change.iccid != "" && o.change.simType == "physical" && r.change.iccid == o.change.iccid) {
			all = append(all, r)
		}
	}
	return all
}

// stop lets an order stand where it is, with an alert. One that stands already
// stays as it is, and one that is being cancelled is cancelled.
func (w *world) stop(o *order) {
	state := o.stateAt(w.now)
	if state == assessing || state == cancelling || o.askedToEnd(w.tasks, w.now) || o.steps == nil || o.steps[len(o.steps)-1].at <= w.now {
		return
	}
	v := w.reroute(o)
	v.pass(v.between(2*time.Second, 6*time.Second))
	if state == acknowledged {
		v.note(inProgress, nil, clashAlert)
	} else {
		v.note("", nil, clashAlert)
	}
	w.follow(o, v)
}

// reroute takes an order off its course: what was to come does not happen. The
// voyage begins where the order stands; follow lets the order go on it.
func (w *world) reroute(o *order) *voyage {
	past := 0
	for past < len(o.steps) && o.steps[past].at <= w.now {
		past++
	}
	o.steps, o.byHand = o.steps[:past:past], false
	return &voyage{rand: rand.New(rand.NewPCG(w.seed, 1<<41+uint64(o.serial)<<16+uint64(past))), pace: w.pace, at: w.now}
}

func (w *world) follow(o *order, v *voyage) {
	o.steps = append(o.steps, v.steps...)
	if at, ever := o.settlesAt(); ever {
		heap.Push(&w.outcomes, dueOutcome{at, o})
	}
}
