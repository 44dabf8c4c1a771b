package portalsim

import (
	"container/heap"
	"fmt"
	"math"
	"math/rand/v2"
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
		w.place(order{service: s, category: activation, ordered: w.now}, lot{is: drawOutcome(w.arrivals, true)})
		return
	}
	for range 20 {
		s := w.services[w.arrivals.IntN(len(w.services))]
		if s.state != active || s.openOrder(w.now) {
			continue
		}
		category := drawCategory(w.arrivals, s)
		w.place(order{service: s, category: category, ordered: w.now}, lot{is: drawOutcome(w.arrivals, true)})
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
