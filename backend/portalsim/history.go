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
		arrivals: rand.New(rand.NewPCG(c.Seed, 2)),
		schedule: schedule[*order]{next: math.MaxInt64},
		// Almost two a minute in the default world, a little more in larger ones: staff do not grow with the number of
		// services.
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
	w.placePast(r, past, start, openings)
	for _, o := range openings {
		w.advance(start - o.ago.Milliseconds())
		w.begin(o, start)
	}
	w.advance(start)
	w.next = start
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
			pastState(r, w.newService(r, began, nil), i, start)
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
		s.firstPlan = s.plan
		pastState(r, s, i, start)
	}
}

// pastState decides which services of the past are suspended or over by now. One that is over runs until its
// cancellation is complete.
func pastState(r *rand.Rand, s *service, i int, start int64) {
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

// pastOrder is an order of the past that is going to be placed.
type pastOrder struct {
	at       int64
	service  *service
	category string
}

// placePast places the orders of the past, each at its time, so that every one finds its service as the earlier ones
// left it.
func (w *world) placePast(r *rand.Rand, budget int, start int64, openings []opening) {
	var all []pastOrder
	young := map[*service]bool{} // those that are being activated have no past
	for _, o := range openings {
		if o.category == activation {
			young[w.services[o.service]] = true
		}
	}
	for _, s := range w.services {
		if len(all) < budget && !young[s] {
			all = append(all, pastOrder{s.start, s, activation})
		}
		if s.end == 0 {
			continue
		}
		if len(all) < budget {
			all = append(all, pastOrder{s.end, s, cancelService})
		} else {
			s.state = terminated
		}
	}
	for budget -= len(all); budget > 0; {
		m, ok := w.drawPastOrder(r, start, budget)
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
	slices.SortStableFunc(all, func(a, b pastOrder) int { return cmp.Compare(a.at, b.at) })
	for _, m := range all {
		w.advance(m.at)
		is := drawOutcome(r, false)
		if m.category == activation || m.category == cancelService {
			is = goesWell
		}
		if m.category == numberPort && is == isRejected {
			is = fails // its parts are counted already, and a rejected one has none
		}
		w.place(order{service: m.service, category: m.category, ordered: m.at}, fate{is: is})
	}
}

// drawPastOrder draws an order of the past; it reports false when the service it drew did not live long enough for one.
func (w *world) drawPastOrder(r *rand.Rand, start int64, budget int) (pastOrder, bool) {
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
		return pastOrder{}, false
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
	return pastOrder{at, s, category}, true
}

// role is one of the services every world begins with.
type role struct {
	number   int
	customer string
	firm     bool
	plan     string
	state    string // empty: active
}

// cast are the first services, so that a demonstration looks the same whatever the seed.
var cast = []role{
	{491570006, "Kestrel Joinery Pty Ltd", true, "Business 200", ""},
	{491570110, "Noor Haddad", false, "Everyday 25", ""},
	{491570156, "Harriet Lowe", false, "Everyday 60", ""},
	{491570157, "Brightwater Dental", true, "Business 200", ""},
	{491570158, "Marcus Tran", false, "Classic 30", ""},
	{491570159, "Wattle & Sons Plumbing", true, "Business 80", ""},
	{491570313, "Aroha Ngata", false, "Everyday 60", ""},
	{491570737, "Saltbush Café", true, "Everyday 120", ""},
	{491571266, "Dominic Feretti", false, "Classic 70", ""},
	{491571491, "Kestrel Joinery Pty Ltd", true, "Business 80", ""},
	{491571804, "Mei-Lin Zhao", false, "Everyday 25", ""},
	{491572549, "Okafor Transport", true, "Data SIM 80", ""},
	{491572665, "Okafor Transport", true, "Data SIM 80", ""},
	{491572983, "Okafor Transport", true, "Data SIM 80", suspended},
	{491573087, "Ruth Abernathy", false, "Classic 12", ""},
	{491573770, "Lachlan Price", false, "Everyday 60", ""},
	{491574118, "Brightwater Dental", true, "Business 80", ""},
	{491574632, "Tamsin Clarke", false, "Classic 30", ""},
	{491575254, "Ivo Petrov", false, "Everyday 25", ""},
	{491575789, "Corella Early Learning", true, "Business 80", ""},
	{491576398, "Corella Early Learning", true, "Business 80", ""},
	{491576801, "Jun Watanabe", false, "Everyday 120", suspended},
	{491577426, "Sable Ridge Wines", true, "Business 200", ""},
	{491577644, "Petra Lindqvist", false, "Classic 70", ""},
	{491578148, "Hugh Donnelly", false, "Everyday 25", terminated},
	{491578888, "Amina Yusuf", false, "Everyday 60", ""},
	{491578957, "Tidewater Surf School", true, "Business 80", ""},
	{491579212, "Gwen Mulcahy", false, "Classic 12", ""},
	{491579455, "Elias Brandt", false, "Everyday 25", ""},
	{491579760, "Pardalote Books", true, "Everyday 120", ""},
}

// opening is an order that is open at the start.
type opening struct {
	ago      time.Duration
	service  int
	platform string // the one its story needs; empty: any
	category string
	fate
}

// openingOrders are those of the default world, the oldest first.
var openingOrders = []opening{
	{140 * time.Minute, 13, "", cancelService, fate{is: isHeld, wait: 9 * time.Hour}},
	{85 * time.Minute, 8, "1.0", changePlan, fate{is: getsStuck}},
	{70 * time.Minute, 0, "", numberPort, fate{is: goesWell, takes: 110 * time.Minute}},
	{55 * time.Minute, 5, "", activation, fate{is: waitsForCustomer, wait: 7 * time.Hour}},
	{47 * time.Minute, 2, "", simSwap, fate{is: getsStuck}},
	{38 * time.Minute, 6, "", featureUpdate, fate{is: getsStuck}},
	{32 * time.Minute, 7, "2.0", changePlan, fate{is: goesWell}},
	{45 * time.Second, 9, "", simSwap, fate{is: isCancelled}},
	{40 * time.Second, 4, "1.0", changePlan, fate{is: goesWell}},
	{20 * time.Second, 3, "", simSwap, fate{is: goesWell}},
	{1500 * time.Millisecond, 1, "", featureUpdate, fate{is: goesWell}},
}

// orders returns how many orders an opening makes: a port has two parts.
func (o opening) orders() int {
	if o.category == numberPort {
		return 3
	}
	return 1
}

// openings returns the orders that are open at the start, the oldest first: one set for each 2,000 services, as far as
// the services and the budget of orders go.
func (w *world) openings(budget int) []opening {
	var all []opening
	next := len(cast)
	for set := 0; set <= len(w.services)/2000; set++ {
		for _, o := range openingOrders {
			if set > 0 {
				for next < len(w.services) && !o.fits(w.services[next]) {
					next++
				}
				o.service = next
				o.ago += time.Duration(set) * 137 * time.Millisecond
				next++
			}
			if o.service < len(w.services) && o.orders() <= budget {
				all = append(all, o)
				budget -= o.orders()
			}
		}
	}
	slices.SortStableFunc(all, func(a, b opening) int { return cmp.Compare(b.ago, a.ago) })
	return all
}

// fits reports whether the story of an opening can be that of a service.
func (o opening) fits(s *service) bool {
	return s.state == active && s.end == 0 && (o.platform == "" || o.platform == s.plan.platform)
}

// begin places an opening at its time.
func (w *world) begin(o opening, start int64) {
	s := w.services[o.service]
	if o.category == activation {
		s.state, s.start = reserved, 0
	}
	w.place(order{service: s, category: o.category, ordered: start - o.ago.Milliseconds()}, o.fate)
}
