package portalsim

import (
	"container/heap"
	"fmt"
	"math/rand/v2"
)

// place adds an order to the world with its whole future, and the parts it
// consists of. The draft needs service, category and ordered; the rest is
// invented from the seed and the order's serial alone.
func (w *world) place(draft order, lot lot) *order {
	if draft.category == numberPort && lot.takes == 0 {
		lot.takes = portDuration(rand.New(rand.NewPCG(w.seed, 1<<40+uint64(len(w.orders)))))
	}
	o := w.add(draft, lot)
	if o.category != numberPort || lot.is == isRejected {
		return o
	}
	for _, part := range []string{simPart, routingPart} {
		of := lot
		if of.is != fails && of.is != clashes && of.is != isCancelled && of.is != getsStuck || part == simPart {
			of.is = goesWell
		}
		p := w.add(order{service: o.service, category: o.category, part: part, first: o, ordered: o.ordered, by: o.by}, of)
		o.parts = append(o.parts, p)
	}
	return o
}

// add adds one order of an action.
func (w *world) add(draft order, lot lot) *order {
	o := &draft
	o.serial = len(w.orders)
	r := rand.New(rand.NewPCG(w.seed, 1000+uint64(o.serial)))
	o.id = fmt.Sprintf("ORD%011d", 3927848+(o.serial-w.anchor)*w.stride)
	if o.by == nil {
		o.by = &staff[r.IntN(len(staff))]
	}
	if r.IntN(5) > 0 && o.sent == nil { // the others were placed in the portal's own pages
		o.externalID = fmt.Sprintf("%08x-%04x-4%03x-a%03x-%012x", r.Uint32(), r.IntN(1<<16), r.IntN(1<<12), r.IntN(1<<12), r.Int64N(1<<48))
	}
	if o.change.empty() && o.part == "" && o.sent == nil {
		o.change = w.invent(r, o.service, o.category)
	}
	if lot.is == isPartial && o.category == featureUpdate {
		o.change.twoSwitches(r)
	}
	kind := o.category
	if o.part != "" {
		kind = o.part
	}
	v := &voyage{rand: r, pace: w.pace, at: o.ordered}
	o.steps = v.sail(kind, o.category, lot, o.category == changePlan && o.service.plan.platform == "2.0")
	w.orders = append(w.orders, o)
	w.orderByID[o.id] = o
	o.service.orders = append(o.service.orders, o)
	if at, ever := o.settlesAt(); ever {
		heap.Push(&w.outcomes, dueOutcome{at, o})
	}
	return o
}

func (c *change) empty() bool {
	return c.plan == nil && c.simType == "" && c.switches == nil && c.pack == "" && c.losing == ""
}

var losers = []string{"Bluegum Telecom", "Southern Cell", "Harbour Mobile", "Dingo Wireless"}

// invent draws what an order of a kind asks of a service.
func (w *world) invent(r *rand.Rand, s *service, category string) change {
	switch category {
	case simSwap:
		return change{simType: anySIMType(r), iccid: w.newSIM(r)}
	case changePlan:
		return change{plan: anyPlan(r, s.plan.platform, s.plan), previous: s.plan}
	case featureUpdate:
		f := r.IntN(len(features))
		return change{switches: []featureSwitch{{f, s.features&(1<<f) == 0}}}
	case numberPort:
		return change{losing: losers[r.IntN(len(losers))]}
	case activation:
		return change{plan: s.plan, simType: s.simType, iccid: s.iccid}
	case travelPack:
		return change{pack: packs[r.IntN(len(packs))].name}
	}
	return change{}
}

// twoSwitches makes a feature update ask for a second feature, so that one part
// of it can go wrong.
func (c *change) twoSwitches(r *rand.Rand) {
	first := c.switches[0].feature
	second := (first + 1 + r.IntN(len(features)-1)) % len(features)
	c.switches = append(c.switches, featureSwitch{second, true})
}
