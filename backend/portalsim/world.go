package portalsim

import (
	"container/heap"
	"fmt"
	"math"
	"math/rand/v2"
	"time"
)

// world is everything the portal knows, at one moment. It is moved forward by
// advance and by nothing else, and what happens in between depends on the
// schedule only, never on how often somebody looked.
type world struct {
	seed   uint64
	pace   pace
	now    int64
	cut    int64 // new services are on platform 2.0 from here
	anchor int   // serial whose order has the number of the first stuck SIM swap
	stride int   // distance of order numbers

	customers    []*customer
	services     []*service // in order of insertion, as the lists show them
	orders       []*order   // likewise; orderDate never falls along it
	serviceByID  map[string]*service
	orderByID    map[string]*order
	sims         map[string]bool // every SIM number ever used
	oldNames     []string        // names customers no longer have
	personal     map[string]bool // of people, entered by writes
	taken        map[int]bool    // phone numbers entered by writes
	stepped      int             // phone numbers stepped over because of that
	sent         []*order        // those that clients sent
	clashes      []clash         // those that came while one of their kind was open
	tasks        []*cancellation // asked for over HTTP
	outcomes     outcomes        // what has yet to reach a service
	arrivals     *rand.Rand
	nextArrival  int64
	betweenOrder float64 // milliseconds
}

// advance moves the world to a moment; one in the past changes nothing.
func (w *world) advance(to int64) {
	for {
		settles := int64(math.MaxInt64)
		if len(w.outcomes) > 0 {
			settles = w.outcomes[0].at
		}
		if min(settles, w.nextArrival) > to {
			break
		}
		if settles <= w.nextArrival {
			due := heap.Pop(&w.outcomes).(dueOutcome)
			if at, ever := due.order.settlesAt(); ever && at == due.at && !due.order.byHand { // else its course changed
				due.order.settle(due.at)
			}
			continue
		}
		w.now = w.nextArrival
		w.arrive()
		w.scheduleArrival()
	}
	w.now = max(w.now, to)
}

// scheduleArrival keeps arrivals fairly regular: somebody who watches should
// not have to wait long for something to happen.
func (w *world) scheduleArrival() {
	w.nextArrival += max(1, int64(w.betweenOrder*(0.7+0.6*w.arrivals.Float64())))
}

// arrive places an order of some kind on a service that is free for it.
func (w *world) arrive() {
	if len(w.services) == 0 {
		return
	}
	if w.arrivals.IntN(12) == 0 {
		s := w.newService(w.arrivals, w.now, nil)
		s.state, s.start = reserved, 0
		w.place(order{service: s, category: activation, ordered: w.now}, fate{is: drawOutcome(w.arrivals, true)})
		return
	}
	for range 20 {
		s := w.services[w.arrivals.IntN(len(w.services))]
		if s.state != active || s.openOrder(w.now) {
			continue
		}
		category := drawCategory(w.arrivals, s)
		w.place(order{service: s, category: category, ordered: w.now}, fate{is: drawOutcome(w.arrivals, true)})
		return
	}
}

// drawCategory draws what might be asked of a running service.
func drawCategory(r *rand.Rand, s *service) string {
	switch n := r.IntN(100); {
	case n < 36:
		return featureUpdate
	case n < 58:
		return simSwap
	case n < 78:
		return changePlan
	case n < 84:
		return numberPort
	case n < 86:
		return cancelService
	case s.plan.platform == "1.0":
		return travelPack
	}
	return featureUpdate
}

// newService adds a service that began at a moment, for a customer or, given
// nil, for one of those there are or a new one.
func (w *world) newService(r *rand.Rand, began int64, c *customer) *service {
	n := len(w.services)
	if c == nil && n > 0 {
		// Firms have several services, people seldom do.
		last := w.services[n-1].customer
		if again := r.IntN(10); last.firm && again < 6 || again < 1 {
			c = last
		}
	}
	if c == nil {
		c = newCustomer(r, len(w.customers))
	}
	if len(w.customers) == 0 || w.customers[len(w.customers)-1] != c {
		w.customers = append(w.customers, c)
	}
	platform := "1.0"
	if began >= w.cut {
		platform = "2.0"
	}
	s := &service{
		id: fmt.Sprintf("SVC%08d", 10440017+n*7), number: w.freeNumber(n), customer: c, plan: anyPlan(r, platform, nil),
		simType: anySIMType(r), iccid: w.newSIM(r), state: active, features: uint8(r.IntN(32)) | 1, start: began,
	}
	s.first = s.plan
	w.services = append(w.services, s)
	w.serviceByID[s.id] = s
	return s
}

// freeNumber is the phone number of the nth service, or the next that nobody
// took.
func (w *world) freeNumber(n int) int {
	for {
		number := numberOf(n + w.stepped)
		if !w.taken[number] {
			return number
		}
		w.stepped++
	}
}

func (w *world) newSIM(r *rand.Rand) string {
	for {
		sim := newSIM(r)
		if !w.sims[sim] {
			w.sims[sim] = true
			return sim
		}
	}
}

// dueOutcome is an order's outcome that will reach its service at a moment.
type dueOutcome struct {
	at    int64
	order *order
}

// outcomes is a heap, the next one first.
type outcomes []dueOutcome

func (h outcomes) Len() int { return len(h) }
func (h outcomes) Less(i, j int) bool {
	if h[i].at != h[j].at {
		return h[i].at < h[j].at
	}
	return h[i].order.serial < h[j].order.serial
}
func (h outcomes) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *outcomes) Push(x any)   { *h = append(*h, x.(dueOutcome)) }
func (h *outcomes) Pop() any {
	old := *h
	last := old[len(old)-1]
	*h = old[:len(old)-1]
	return last
}

// index adds an order to the world with its whole future, and the parts it
// consists of. The draft needs service, category and ordered; the rest is
// invented from the seed and the order's serial alone.
func (w *world) place(draft order, fate fate) *order {
	if draft.category == numberPort && fate.takes == 0 {
		fate.takes = portDuration(rand.New(rand.NewPCG(w.seed, 1<<40+uint64(len(w.orders)))))
	}
	o := w.add(draft, fate)
	if o.category != numberPort || fate.is == isRejected {
		return o
	}
	for _, part := range []string{simPart, routingPart} {
		of := fate
		if of.is != fails && of.is != clashes && of.is != isCancelled && of.is != getsStuck || part == simPart {
			of.is = goesWell
		}
		p := w.add(order{service: o.service, category: o.category, part: part, first: o, ordered: o.ordered, by: o.by}, of)
		o.parts = append(o.parts, p)
	}
	return o
}

// add adds one order of an action.
func (w *world) add(draft order, fate fate) *order {
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
	if fate.is == isPartial && o.category == featureUpdate {
		o.change.twoSwitches(r)
	}
	kind := o.category
	if o.part != "" {
		kind = o.part
	}
	v := &timeline{rand: r, pace: w.pace, at: o.ordered}
	o.steps = v.plan(kind, o.category, fate, o.category == changePlan && o.service.plan.platform == "2.0")
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

var losingProviders = []string{"Bluegum Telecom", "Southern Cell", "Harbour Mobile", "Dingo Wireless"}

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
		return change{losing: losingProviders[r.IntN(len(losingProviders))]}
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

// clash is an order that came while others of its kind were open.
type clash struct {
	order *order
	with  []*order
}

// submit places an order that somebody decided on. The portal refuses none
// because another of its kind is open on the service, but the carrier cannot do
// both: the one before stops for ever, and this one fails. Orders that only
// colleagues placed get along.
func (w *world) submit(draft order, fate fate) *order {
	rivals := w.rivals(&draft)
	if len(rivals) > 0 {
		fate.is = clashes
	}
	o := w.place(draft, fate)
	for _, r := range rivals {
		w.stall(r)
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

// stall lets an order stand where it is, with an alert. One that stands already
// stays as it is, and one that is being cancelled is cancelled.
func (w *world) stall(o *order) {
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
// timeline begins where the order stands; follow lets the order go on it.
func (w *world) reroute(o *order) *timeline {
	past := 0
	for past < len(o.steps) && o.steps[past].at <= w.now {
		past++
	}
	o.steps, o.byHand = o.steps[:past:past], false
	return &timeline{rand: rand.New(rand.NewPCG(w.seed, 1<<41+uint64(o.serial)<<16+uint64(past))), pace: w.pace, at: w.now}
}

func (w *world) follow(o *order, v *timeline) {
	o.steps = append(o.steps, v.steps...)
	if at, ever := o.settlesAt(); ever {
		heap.Push(&w.outcomes, dueOutcome{at, o})
	}
}
