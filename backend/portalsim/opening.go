package portalsim

import (
	"cmp"
	"slices"
	"time"
)

// role is one of the services every world begins with.
type role struct {
	number   int
	customer string
	firm     bool
	plan     string
	state    string // empty: active
}

// cast are the first services, so that a demonstration looks the same whatever
// the seed.
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

// opening is an order that is open when the world begins.
type opening struct {
	ago      time.Duration
	service  int
	platform string // the one its story needs; empty: any
	category string
	lot
}

// openingOrders are those of the default world, the oldest first.
var openingOrders = []opening{
	{140 * time.Minute, 13, "", cancelService, lot{is: isHeld, wait: 9 * time.Hour}},
	{85 * time.Minute, 8, "1.0", changePlan, lot{is: getsStuck}},
	{70 * time.Minute, 0, "", numberPort, lot{is: goesWell, takes: 110 * time.Minute}},
	{55 * time.Minute, 5, "", activation, lot{is: waitsForCustomer, wait: 7 * time.Hour}},
	{47 * time.Minute, 2, "", simSwap, lot{is: getsStuck}},
	{38 * time.Minute, 6, "", featureUpdate, lot{is: getsStuck}},
	{32 * time.Minute, 7, "2.0", changePlan, lot{is: goesWell}},
	{45 * time.Second, 9, "", simSwap, lot{is: isCancelled}},
	{40 * time.Second, 4, "1.0", changePlan, lot{is: goesWell}},
	{20 * time.Second, 3, "", simSwap, lot{is: goesWell}},
	{1500 * time.Millisecond, 1, "", featureUpdate, lot{is: goesWell}},
}

// orders is how many orders an opening makes: a port has two parts.
func (o opening) orders() int {
	if o.category == numberPort {
		return 3
	}
	return 1
}

// openings are the orders that are open at the start, the oldest first: one set
// for each 2,000 services, as far as the services and the budget of orders go.
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
	w.place(order{service: s, category: o.category, ordered: start - o.ago.Milliseconds()}, o.lot)
}
