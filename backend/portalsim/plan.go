package portalsim

import "math/rand/v2"

// plan is something a service can be on.
type plan struct{ name, platform string }

// plans are all there are; those of one platform in the order of their size.
var plans = []*plan{
	{"Classic 12", "1.0"}, {"Classic 30", "1.0"}, {"Classic 70", "1.0"},
	{"Everyday 25", "2.0"}, {"Everyday 60", "2.0"}, {"Everyday 120", "2.0"},
	{"Business 80", "2.0"}, {"Business 200", "2.0"}, {"Data SIM 80", "2.0"},
}

func planNamed(name string) *plan {
	for _, p := range plans {
		if p.name == name {
			return p
		}
	}
	panic("no plan " + name)
}

// anyPlan draws a plan of one platform, and other than the given one, which may
// be nil.
func anyPlan(r *rand.Rand, platform string, other *plan) *plan {
	for {
		if p := plans[r.IntN(len(plans))]; p.platform == platform && p != other {
			return p
		}
	}
}

// packs are the travel packs, which only platform 1.0 can order here.
var packs = []string{"New Zealand 7 days", "Asia 14 days", "Europe 14 days", "North America 7 days", "World 30 days"}
