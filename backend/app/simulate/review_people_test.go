package simulate

import (
	"slices"
	"sync"
	"time"

	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

// The people of a review: those who decide, and those who act on the same requests elsewhere.

// choose picks a request on which something may be done, one that failed more often than chance.
func (r *review) choose(l *reviewLife) string {
	list, err := l.parts.Cache.Requests(telecom.RequestQuery{Limit: 1000})
	must(err)
	var all, again []string
	for _, s := range list.Rows {
		x, _, known, err := l.parts.Cache.Request(s.ID)
		must(err)
		if !known || len(offered(&x)) == 0 {
			continue
		}
		all = append(all, s.ID)
		if slices.ContainsFunc(offered(&x), func(o telecom.OfferedAction) bool {
			return o.Action == telecom.RetryProvisioning || o.Action == telecom.SendToCustomer
		}) {
			again = append(again, s.ID)
		}
	}
	switch {
	case len(all) == 0:
		return ""
	case len(again) > 0 && r.dice.percent(30):
		return again[r.dice.n(len(again))]
	}
	return all[r.dice.n(len(all))]
}

func offered(x *telecom.Request) []telecom.OfferedAction {
	return slices.DeleteFunc(x.Offers(telecom.RoleDelivery), func(o telecom.OfferedAction) bool { return o.Off != "" })
}

// person takes a decision, and may click twice. Then they check its outcome now and then: they change it, take it
// back, take it again, drop it, keep it for later, or record the outcome.
func (r *review) person(who string, desk *reviewer, request string) {
	l := desk.alive()
	d, ok := r.wish(l, request)
	if !ok {
		return
	}
	d.Text, d.By = who, who
	w := &reviewWish{who: who, request: request}
	r.mu.Lock()
	r.wishes = append(r.wishes, w)
	r.mu.Unlock()
	var clicks sync.WaitGroup
	times := 1
	if r.dice.percent(30) {
		times = 2
		r.met(takenTwice)
	}
	for range times {
		clicks.Go(func() {
			if _, err := l.decisions.Take(d, 10*time.Second); err == nil {
				r.mu.Lock()
				w.taken = true
				r.mu.Unlock()
			}
		})
	}
	clicks.Wait()
	time.Sleep(r.dice.upTo(15 * time.Second))
	for range 8 {
		l := desk.alive()
		for _, k := range decisionsOf(l, who) {
			r.looks(l, w, k)
		}
		time.Sleep(r.dice.upTo(5 * time.Minute))
	}
}

// wish is something that may be done with a request, by what the desk shows of it.
func (r *review) wish(l *reviewLife, request string) (d telecom.Decision, ok bool) {
	x, _, known, err := l.parts.Cache.Request(request)
	if err != nil || !known {
		return d, false
	}
	offers := offered(&x)
	if len(offers) == 0 {
		return d, false
	}
	o := offers[r.dice.n(len(offers))]
	for _, same := range offers {
		if (same.Action == telecom.RetryProvisioning || same.Action == telecom.SendToCustomer) && r.dice.percent(60) {
			o = same
		}
	}
	d = telecom.Decision{RequestID: request, Action: o.Action, To: o.To, On: x.Snapshot()}
	if reasons := o.Action.Reasons(); len(reasons) > 0 {
		d.Reason = reasons[0]
	}
	return d, true
}

// notThere is what a person says who has looked at the portal and has not found what was decided.
const notThere = "It is not in the portal."

// looks is what a person does who looks at one of their decisions.
func (r *review) looks(l *reviewLife, w *reviewWish, k telecom.Decision) {
	did := func(danger reviewDanger, err error) {
		if err == nil {
			r.met(danger)
		}
	}
	n := r.dice.n(100)
	switch k.State {
	case telecom.DecisionWaiting:
		switch {
		case n < 8:
			did(undone, l.decisions.Withdraw(k.Key, w.who))
		case n < 24:
			if d, ok := r.wish(l, w.request); ok {
				d.Text, d.By = w.who+", on second thoughts", w.who
				did(changedMind, l.decisions.Change(k.Key, d, 10*time.Second))
			}
		}
	case telecom.DecisionConflict, telecom.DecisionLater, telecom.DecisionRefused:
		switch {
		case n < 45:
			x, _, known, err := l.parts.Cache.Request(w.request)
			if err != nil || !known {
				return
			}
			for _, o := range offered(&x) {
				if o.Action == k.Action {
					if l.decisions.Again(k.Key, x, o.To, w.who) == nil {
						r.met(toldAgain)
						r.mu.Lock()
						w.again++
						r.mu.Unlock()
						r.hesitates(l, w, k.Key)
					}
					return
				}
			}
		case n < 55:
			did(droppedByAPerson, l.decisions.Drop(k.Key, w.who, "Not any more."))
		case n < 70:
			did(keptForLater, l.decisions.Later(k.Key, w.who))
		}
	case telecom.DecisionUnsure:
		if n < 90 { // the portal is looked at, which is who knows
			did(settledByAPerson, l.decisions.Settle(k.Key, w.who, notThere, len(r.came(k.Key)) > 0))
		}
	}
}

// hesitates may take back what was taken again in place of a decision, in the time there is for that.
func (r *review) hesitates(l *reviewLife, w *reviewWish, old string) {
	if !r.dice.percent(35) {
		return
	}
	time.Sleep(r.dice.upTo(9 * time.Second))
	for _, k := range decisionsOf(l, w.who) {
		if k.InPlaceOf == old && k.State == telecom.DecisionWaiting && l.decisions.Withdraw(k.Key, w.who) == nil {
			r.met(undoneAgain)
		}
	}
}

// settles has people record, in the end, the outcome of some decisions for which it is unknown.
func (r *review) settles() {
	for _, desk := range r.desks {
		l := desk.alive()
		all, err := l.parts.Promises.Decisions()
		must(err)
		for _, d := range all {
			if d.State == telecom.DecisionUnsure && r.dice.percent(50) && l.decisions.Settle(d.Key, d.By, notThere, len(r.came(d.Key)) > 0) == nil {
				r.met(settledByAPerson)
			}
		}
	}
}

// came is what reached the portal of a decision, by what it has carried out until now.
func (r *review) came(key string) []portalsim.DecidedRequest {
	if r.echo != nil {
		r.echo.carry()
	}
	return slices.DeleteFunc(r.sim.Decided(), func(d portalsim.DecidedRequest) bool { return d.Key != key })
}

// decisionsOf is what a person sees of their decisions: nothing, once the program has ended under their hands.
func decisionsOf(l *reviewLife, who string) []telecom.Decision {
	all, err := l.parts.Promises.Decisions()
	if err != nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(all), func(d telecom.Decision) bool { return d.By != who })
}

// weather brings faults and cut networks, and lets others act.
func (r *review) weather() {
	d := r.dice
	faults := []portalsim.Fault{portalsim.Lost, portalsim.Garbled, portalsim.WriteSlow, portalsim.Accepted, portalsim.Conflict, portalsim.Slow,
		portalsim.Burst500, portalsim.Reused, portalsim.Forbidden, portalsim.Refuse, portalsim.Refuse}
	away := false
	for range 8 {
		time.Sleep(d.upTo(30 * time.Second))
		lasts := 5*time.Second + d.upTo(time.Minute)
		switch n := d.n(100); {
		case n < 25:
			r.sim.SetFaults(faults[d.n(len(faults))])
			time.Sleep(lasts)
			r.sim.SetFaults()
		case n < 50:
			status, done := []int{200, 202, 408, 409, 500, 502, 503, 504}[d.n(8)], d.percent(75)
			if status < 300 {
				done = d.percent(30)
			}
			must(r.sim.AnswerWrites(status, done))
			time.Sleep(lasts)
			must(r.sim.AnswerWrites(0, false))
		case n < 53:
			if away {
				continue
			}
			away = true
			r.met(daysOffline)
			for _, desk := range r.desks { // nobody can be reached, so that nobody reads all the time
				desk.line.Cut()
			}
			time.Sleep(20*time.Hour + d.upTo(10*time.Hour))
			for _, desk := range r.desks {
				desk.line.Mend()
			}
		default:
			r.mu.Lock()
			var ids []string
			for _, w := range r.wishes {
				ids = append(ids, w.request)
			}
			r.mu.Unlock()
			if len(ids) == 0 {
				continue
			}
			id := ids[d.n(len(ids))]
			to := string(telecom.RequestStatuses()[d.n(16)])
			if d.percent(20) && r.sim.AskToCancel(id, "another provider") == nil {
				r.met(someoneElse)
			} else if r.sim.ActOnRequest(id, to) == nil {
				r.met(someoneElse)
				r.mu.Lock()
				r.acted[id+to] = true
				r.mu.Unlock()
			}
		}
	}
}
