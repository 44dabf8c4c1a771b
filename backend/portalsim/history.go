package portalsim

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"time"
)

const day = int64(24 * time.Hour / time.Millisecond)

// newWorld builds a world with a past and a present.
func newWorld(c Config) *world {
	now := c.Now()
	start := now.UnixMilli()
	w := &world{
		seed: c.Seed, pace: pace{start, c.Speed}, cut: platformCut(now).UnixMilli(),
		serviceByID: make(map[string]*service, c.Services), orderByID: make(map[string]*order, c.Orders),
		sims: make(map[string]bool, 2*c.Services), personal: map[string]bool{}, taken: map[int]bool{}, orders: make([]*order, 0, c.Orders+1000),
		arrivals:    rand.New(rand.NewPCG(c.Seed, 2)),
		nextArrival: math.MaxInt64,
		// Almost two a minute in the default world, a little more in
		// larger ones: staff do not grow with the number of services.
		betweenOrder: 33_000 / c.Speed / math.Pow(float64(c.Services)/300, 0.25),
	}
	r := rand.New(rand.NewPCG(c.Seed, 1))
	w.populate(r, c.Services, start)
	openings := w.openings(c.Orders)
	past := c.Orders
	for _, o := range openings {
		past -= o.orders()
	}
	w.stride = max(1, min(37, 3_900_000/(c.Orders+1)))
	w.anchor = past
	for _, o := range openings {
		if o.category == simSwap && o.is == getsStuck {
			break
		}
		w.anchor += o.orders()
	}
	w.remember(r, past, start, openings)
	for _, o := range openings {
		w.advance(start - o.ago.Milliseconds())
		w.begin(o, start)
	}
	w.advance(start)
	w.nextArrival = start
	w.scheduleArrival()
	return w
}

// populate adds the services of the start, the known cast first.
func (w *world) populate(r *rand.Rand, n int, start int64) {
	w.services = make([]*service, 0, n+100)
	var one *customer
	for i := range n {
		began := w.cut - day - r.Int64N(900*day)
		if i >= len(cast) {
			if r.IntN(10) < 6 {
				began = w.cut + r.Int64N(start-w.cut-2*day)
			}
			fate(r, w.newService(r, began, nil), i, start)
			continue
		}
		role := cast[i]
		if planNamed(role.plan).platform == "2.0" {
			began = w.cut + r.Int64N(start-w.cut-2*day)
		}
		if one == nil || one.name != role.customer {
			one = newCustomer(r, len(w.customers))
			one.name, one.firm = role.customer, role.firm
		}
		s := w.newService(r, began, one)
		s.plan = planNamed(role.plan)
		s.first = s.plan
		fate(r, s, i, start)
	}
}

// fate decides which services of the past are suspended or over by now. One
// that is over runs until its cancellation is complete.
func fate(r *rand.Rand, s *service, i int, start int64) {
	n := r.IntN(100)
	if i < len(cast) {
		n = map[string]int{"": 99, suspended: 0, terminated: 6}[cast[i].state]
	}
	switch {
	case n < 4:
		s.state, s.because, s.quiet = suspended, suspensions[r.IntN(len(suspensions))], start-9*day
	case n < 9:
		s.end = start - day - r.Int64N((start-day-s.start)/2)
	}
}

var suspensions = []string{"Payment overdue", "Reported lost", "Asked for by the customer"}

// memory is an order of the past that is going to be placed.
type memory struct {
	at       int64
	service  *service
	category string
}

// remember places the orders of the past, each at its time, so that every one
// finds its service as the earlier ones left it.
func (w *world) remember(r *rand.Rand, budget int, start int64, openings []opening) {
	var all []memory
	young := map[*service]bool{} // those that are being activated have no past
	for _, o := range openings {
		if o.category == activation {
			young[w.services[o.service]] = true
		}
	}
	for _, s := range w.services {
		if len(all) < budget && !young[s] {
			all = append(all, memory{s.start, s, activation})
		}
		if s.end == 0 {
			continue
		}
		if len(all) < budget {
			all = append(all, memory{s.end, s, cancelService})
		} else {
			s.state = terminated
		}
	}
	for budget -= len(all); budget > 0; {
		m, ok := w.recall(r, start, budget)
		if !ok || young[m.service] {
			if len(young) == len(w.services) {
				break
			}
			continue
		}
		all = append(all, m)
		budget--
		if m.category == numberPort {
			budget -= 2
		}
	}
	slices.SortStableFunc(all, func(a, b memory) int { return cmp.Compare(a.at, b.at) })
	for _, m := range all {
		w.advance(m.at)
		is := drawOutcome(r, false)
		if m.category == activation || m.category == cancelService {
			is = goesWell
		}
		if m.category == numberPort && is == isRejected {
			is = fails // its parts are counted already, and a rejected one has none
		}
		w.place(order{service: m.service, category: m.category, ordered: m.at}, lot{is: is})
	}
}

// recall draws an order of the past; it reports false when the service it drew
// did not live long enough for one.
func (w *world) recall(r *rand.Rand, start int64, budget int) (memory, bool) {
	i := r.IntN(len(w.services))
	s := w.services[i]
	category := drawCategory(r, s)
	if category == changePlan && i < len(cast) {
		category = simSwap // the cast is known by its plans
	}
	from, to := max(s.start+day/2, start-400*day), start-day/4
	if s.end != 0 {
		to = s.end - 3*day
	}
	if to <= from {
		return memory{}, false
	}
	// Recent months are fuller than old ones.
	share := r.Float64()
	at := from + int64((1-share*share)*float64(to-from))
	switch {
	case category == cancelService,
		category == numberPort && (budget < 3 || at > start-4*day):
		category = featureUpdate
	case category == changePlan && s.plan.platform == "2.0" && the27thAfter(time.UnixMilli(at)).UnixMilli()+day > to:
		category = simSwap // it would still be waiting; the present has its own
	}
	return memory{at, s, category}, true
}
