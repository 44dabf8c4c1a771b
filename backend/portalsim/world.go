package portalsim

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"
)

// world is everything the portal knows, at one moment. Only advance moves it forward.
type world struct {
	schedule[*order] // of the outcomes that have yet to reach a service, and of arrivals

	seed   uint64
	pace   pace
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
	cancels      []*cancellation // asked for over HTTP
	arrivals     *rand.Rand
	betweenOrder float64 // milliseconds
}

// advance moves the world to a moment; one in the past changes nothing.
func (w *world) advance(to int64) {
	w.schedule.advance(to, func(d due[*order]) {
		if at, ever := d.of.settlesAt(); ever && at == d.at && !d.of.byHand { // else it was rerouted
			d.of.settle(d.at)
		}
	}, func() {
		w.arrive()
		w.scheduleArrival()
	})
}

// scheduleArrival keeps arrivals fairly regular: somebody who watches should not have to wait long for something to
// happen.
func (w *world) scheduleArrival() {
	w.next += max(1, int64(w.betweenOrder*(0.7+0.6*w.arrivals.Float64())))
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

// newService adds a service that began at a moment, for a customer or, given nil, for one of those there are or a new
// one.
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
	s.firstPlan = s.plan
	w.services = append(w.services, s)
	w.serviceByID[s.id] = s
	return s
}

// freeNumber returns the phone number of the nth service, or the next that nobody took.
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

// place adds an order to the world with its whole future, and the parts it consists of. The draft needs service,
// category and ordered; the rest is invented from the seed and the order's serial alone.
func (w *world) place(draft order, fate fate) *order {
	if draft.category == numberPort && fate.takes == 0 {
		fate.takes = portDuration(rand.New(rand.NewPCG(w.seed, 1<<40+uint64(len(w.orders)))))
	}
	o := w.placeOne(draft, fate)
	if o.category != numberPort || fate.is == isRejected {
		return o
	}
	for _, part := range []string{simPart, routingPart} {
		of := fate
		if of.is != fails && of.is != clashes && of.is != isCancelled && of.is != getsStuck || part == simPart {
			of.is = goesWell
		}
		p := w.placeOne(order{service: o.service, category: o.category, part: part, whole: o, ordered: o.ordered, by: o.by}, of)
		o.parts = append(o.parts, p)
	}
	return o
}

// placeOne adds one order of an action.
func (w *world) placeOne(draft order, fate fate) *order {
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
	v := &timeline{rand: r, pace: w.pace, at: o.ordered}
	o.steps = v.plan(o.category, o.part, fate, o.category == changePlan && o.service.plan.platform == "2.0")
	w.orders = append(w.orders, o)
	w.orderByID[o.id] = o
	o.service.orders = append(o.service.orders, o)
	if at, ever := o.settlesAt(); ever {
		w.add(at, o.serial, o)
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

// twoSwitches makes a feature update ask for a second feature, so that one part of it can go wrong.
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

// submit places an order that somebody decided on. The portal refuses none because another of its kind is open on the
// service, but the carrier cannot do both: the one before stops for ever, and this one fails. Orders that only
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

// rivals returns the open orders that a new one cannot go with.
func (w *world) rivals(o *order) []*order {
	var all []*order
	for _, r := range o.service.orders {
		if r.category == o.category && r.whole == nil && (r.sent != nil || o.sent != nil) && !final(r.stateAt(w.now)) {
			all = append(all, r)
		}
	}
	if len(o.service.orders) > 0 {
		return all
	}
	// The same new service, asked for twice, is two services here: only the number or the SIM tells that they are one.
	for _, r := range w.sent {
		if r.category == o.category && r.begins() && !final(r.stateAt(w.now)) &&
			(o.change.number != 0 && r.change.number == o.change.number || o.change.iccid != "" && o.change.simType == "physical" &&
				r.change.iccid == o.change.iccid) {
			all = append(all, r)
		}
	}
	return all
}

// stall stops an order where it is, with an alert. One that is stuck already stays as it is, and one that is being
// cancelled is cancelled.
func (w *world) stall(o *order) {
	state := o.stateAt(w.now)
	if state == assessing || state == cancelling || w.askedToCancel(o) || o.steps == nil || o.steps[len(o.steps)-1].at <= w.now {
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

// reroute drops the rest of an order's timeline. The new one begins now; follow lets the order continue on it.
func (w *world) reroute(o *order) *timeline {
	o.steps, o.byHand = o.past(w.now), false
	return &timeline{rand: rand.New(rand.NewPCG(w.seed, 1<<41+uint64(o.serial)<<16+uint64(len(o.steps)))), pace: w.pace, at: w.now}
}

func (w *world) follow(o *order, v *timeline) {
	o.steps = append(o.steps, v.steps...)
	if at, ever := o.settlesAt(); ever {
		w.add(at, o.serial, o)
	}
}

// placeParsed turns a parsed order into an order, and makes a new service where it needs one.
func (w *world) placeParsed(parsed parsedOrder, draft order) *order {
	c := &draft.change
	if c.simType == "physical" && w.sims[c.iccid] {
		parsed.fate.is = usedSIM
	}
	r := rand.New(rand.NewPCG(w.seed, 1<<42+uint64(len(w.orders))))
	switch {
	case c.iccid != "":
		w.sims[c.iccid] = true
	case c.simType != "":
		c.iccid = w.newSIM(r) // the carrier chooses it
	}
	if parsed.service == nil {
		draft.service = w.newReservedService(r, parsed, c)
	}
	if c.number != 0 {
		w.taken[c.number] = true
	}
	o := w.submit(draft, parsed.fate)
	w.sent = append(w.sent, o)
	return o
}

// newReservedService makes a service that an order is about to activate.
func (w *world) newReservedService(r *rand.Rand, parsed parsedOrder, c *change) *service {
	s := w.newService(r, w.now, parsed.customer)
	s.state, s.start, s.plan, s.firstPlan, s.simType, s.iccid = reserved, 0, parsed.plan, parsed.plan, c.simType, c.iccid
	for _, sw := range parsed.switches {
		s.turn(sw)
	}
	if c.number == 0 {
		c.number = s.number
	}
	s.number = c.number
	if s.customer.id == "" { // a lenient server takes a customer without one
		s.customer.id = fmt.Sprintf("CUS%07d", 2041800+len(w.customers)*3)
	}
	return s
}

// schedule moves things through time: what is due happens at its moment, and now and then somebody begins something
// new. What happens depends on the schedule only, never on how often somebody looked.
type schedule[T any] struct {
	now  int64
	next int64 // when somebody begins something
	dues []due[T]
}

// due is something that happens to one thing at a moment. Of one moment the lower serial comes first.
type due[T any] struct {
	at     int64
	serial int
	of     T
}

func (s *schedule[T]) add(at int64, serial int, of T) {
	one := due[T]{at, serial, of}
	i, _ := slices.BinarySearchFunc(s.dues, one, func(a, b due[T]) int {
		return cmp.Or(cmp.Compare(a.at, b.at),
			cmp.Compare(a.serial, b.serial))
	})
	s.dues = slices.Insert(s.dues, i, one)
}

// advance moves to a moment; one in the past changes nothing. begin must set the next beginning.
func (s *schedule[T]) advance(to int64, happen func(due[T]), begin func()) {
	for {
		at := int64(math.MaxInt64)
		if len(s.dues) > 0 {
			at = s.dues[0].at
		}
		switch {
		case min(at, s.next) > to:
			s.now = max(s.now, to)
			return
		case at <= s.next:
			one := s.dues[0]
			s.dues = s.dues[1:]
			happen(one)
		default:
			s.now = s.next
			begin()
		}
	}
}
