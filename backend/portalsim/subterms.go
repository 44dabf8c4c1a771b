package portalsim

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// serviceOffering is what customers can subscribe to.
type serviceOffering struct {
	id, name string
	packages []string
}

var serviceOfferings = []serviceOffering{
	{"SO-FLEET", "Mobile Fleet", []string{"Fleet 10", "Fleet 25", "Fleet 100"}},
	{"SO-TEAM", "Business Mobile", []string{"Team 60", "Team 120", "Team Unlimited"}},
	{"SO-THINGS", "Connected Things", []string{"Meters", "Trackers", "Cameras"}},
	{"SO-BACKUP", "Backup Internet", []string{"Backup 20", "Backup 100"}},
	{"SO-VOICE", "Office Voice", []string{"Voice Basic", "Voice Plus", "Contact Centre"}},
}

// terms are what a request asks for.
type terms struct {
	offering *serviceOffering
	pack     string
	quantity int
	numbers  []string // to be brought along
	losing   string
	platform string
	simType  string
	start    string // a day
	text     string // what the customer wrote; often empty
}

var subTexts = []string{
	"Please start before the end of the month.", "Our office moves in spring; the site is new.", "Invoices go to our head office.",
	"We would like to keep our numbers.",
}

// terms are drawn when they are needed, the same every time.
func (b *subscriptions) terms(s *subscription) terms {
	r := rand.New(rand.NewPCG(b.seed, 1<<49+uint64(s.serial)))
	t := terms{offering: &serviceOfferings[r.IntN(len(serviceOfferings))], platform: "2.0", simType: anySIMType(r)}
	t.pack = t.offering.packages[r.IntN(len(t.offering.packages))]
	t.quantity = 1 + r.IntN(1+r.IntN(60))
	if r.IntN(5) == 0 {
		t.platform = "1.0"
	}
	if r.IntN(2) == 0 {
		t.losing = losers[r.IntN(len(losers))]
		for range min(t.quantity, 1+r.IntN(3)) {
			t.numbers = append(t.numbers, e164(255500000+r.IntN(10_000))) // kept free for stories
		}
	}
	t.start = time.UnixMilli(s.ordered).In(sydney).AddDate(0, 0, 7+r.IntN(40)).Format(time.DateOnly)
	if r.IntN(3) == 0 {
		t.text = subTexts[r.IntN(len(subTexts))]
	}
	return t
}

// facts are the terms as characteristics.
func (t terms) facts() []wireFact {
	out := []wireFact{
		fact("package", t.pack), {"lines", "number", t.quantity}, fact("platform", t.platform), fact("simType", t.simType), {"sims", "number", t.quantity},
		fact("start", t.start),
	}
	if t.losing != "" {
		out = append(out, fact("losingProvider", t.losing), wireFact{"numbers", "array", t.numbers})
	}
	return out
}

func (t terms) description() string {
	lines := "lines"
	if t.quantity == 1 {
		lines = "line"
	}
	return fmt.Sprintf("%s, %s, %d %s", t.offering.name, t.pack, t.quantity, lines)
}

// personal is what may never be seen of the requests outside the desk.
func (b *subscriptions) personal() []string {
	var out []string
	for _, s := range b.all {
		out = append(out, s.by.name, s.by.mail)
		for _, number := range b.terms(s).numbers {
			n, _ := readNumber(number)
			out = append(out, number, compact(n), national(n))
		}
	}
	return out
}
