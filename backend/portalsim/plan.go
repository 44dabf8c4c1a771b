package portalsim

import (
	"math/rand/v2"
	"strings"
)

// plan is something a service can be on.
type plan struct {
	name, platform string
	price          float64 // dollars a month
	data           int     // GB in a cycle
	voice, texts   int     // minutes and messages in a cycle; 0: without limit
	network        string
	speed          int // Mbit/s at most; 0: as fast as it goes
	inclusions     []string
}

// plans are all there are; those of one platform in the order of their size.
var plans = []*plan{
	{"Classic 12", "1.0", 15, 12, 300, 300, "4G", 60, []string{"Voicemail"}},
	{"Classic 30", "1.0", 29, 30, 1000, 1000, "4G", 100, []string{"Voicemail", "Data bank up to 200 GB"}},
	{"Classic 70", "1.0", 45, 70, 0, 0, "4G", 150, []string{"Voicemail", "Data bank up to 500 GB", "50 international minutes"}},
	{"Everyday 25", "2.0", 25, 25, 0, 0, "5G", 100, []string{"Voicemail"}},
	{"Everyday 60", "2.0", 39, 60, 0, 0, "5G", 150, []string{"Voicemail", "100 international minutes"}},
	{"Everyday 120", "2.0", 55, 120, 0, 0, "5G", 250, []string{"Voicemail", "Calls to 30 countries"}},
	{"Business 80", "2.0", 49, 80, 0, 0, "5G", 250, []string{"Voicemail", "Static address on request"}},
	{"Business 200", "2.0", 79.5, 200, 0, 0, "5G", 0, []string{"Voicemail", "Static address on request", "Calls to 30 countries"}},
	{"Data SIM 80", "2.0", 35, 80, 0, 0, "5G", 150, []string{"Data only"}},
}

// id is the plan's in the catalogue.
func (p *plan) id() string { return offeringID("PLN", p.name) }

// offeringID makes an id of a name: PLN-EVERYDAY-60.
func offeringID(kind, name string) string {
	return kind + "-" + strings.ToUpper(strings.ReplaceAll(name, " ", "-"))
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

// pack is something for a journey.
type pack struct {
	name       string
	price      float64 // dollars, once
	data, days int
}

func (p pack) id() string { return offeringID("PCK", p.name) }

// packs are the travel packs, which only platform 1.0 can order here.
var packs = []pack{
	{"New Zealand 7 days", 20, 4, 7}, {"Asia 14 days", 45, 8, 14}, {"Europe 14 days", 45, 8, 14},
	{"North America 7 days", 35, 5, 7}, {"World 30 days", 99, 10, 30},
}
