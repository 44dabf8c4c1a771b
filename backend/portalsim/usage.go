package portalsim

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
	"strings"
	"time"
)

const (
	usageBase = "/tmf-api/usage/v4"
	usagePath = usageBase + "/usage"
)

// usageKinds are what is counted, with its unit.
var usageKinds = []struct{ name, unit string }{{"data", "GB"}, {"voice", "minutes"}, {"sms", "messages"}}

// shownCycles is how far back usage is kept, the present cycle included.
const shownCycles = 3

// reportEvery is how often the network reports usage.
const reportEvery = 15 * time.Minute

// usage is what one service used of one kind in one cycle.
type usage struct {
	service *service
	kind    int
	cycle   cycle
}

// id names the service, the cycle and the kind, so that it can be made again.
func (u usage) id() string {
	return "USG-" + u.service.id + "-" + u.cycle.from.Format("20060102") + "-" + usageKinds[u.kind].name
}

// usages are those of a service, the present cycle first.
func (s *service) usages(now int64) []usage {
	if s.start == 0 || s.start > now {
		return nil
	}
	until := now
	if s.state == terminated {
		until = s.end
	}
	var out []usage
	first := s.cycleAt(now).from.AddDate(0, -shownCycles+1, -3)
	for c := s.cycleAt(until); c.to.UnixMilli() > s.start && c.from.After(first); c = s.cycleAt(c.from.UnixMilli() - 1) {
		for kind := range usageKinds {
			if usageKinds[kind].name == "data" || s.plan.speaks() {
				out = append(out, usage{s, kind, c})
			}
		}
	}
	return out
}

// speaks reports whether calls are possible on the plan.
func (p *plan) speaks() bool { return !strings.HasPrefix(p.name, "Data ") }

// allowance is how much the present plan has of it; 0 for no limit.
func (u usage) allowance() int {
	p := u.service.plan
	return []int{p.data, p.voice, p.texts}[u.kind]
}

// reported is the moment up to which usage is known.
func (u usage) reported(now int64) int64 {
	s, at := u.service, now-now%reportEvery.Milliseconds()
	at = min(at, u.cycle.to.UnixMilli()-1)
	if s.state == terminated {
		at = min(at, s.end)
	}
	if s.quiet != 0 {
		at = min(at, s.quiet)
	}
	return max(at, s.start, u.cycle.from.UnixMilli())
}

// used is how much was used by then. It never falls while a cycle runs: it
// depends on the seed, the service and the cycle, not on the present plan.
func (u usage) used(seed uint64, now int64) float64 {
	h := fnv.New64a()
	h.Write([]byte(u.id()))
	r := rand.New(rand.NewPCG(seed, h.Sum64()))
	first := u.service.first
	typical := []float64{float64(first.data), 240, 180}[u.kind]
	total := typical * (0.15 + 0.95*r.Float64()*r.Float64()*1.1)
	// Every day has its share, so that some days stand still and some leap.
	begin, sum, passed := u.cycle.from.UnixMilli(), 0.0, 0.0
	at := u.reported(now)
	for from := begin; from < u.cycle.to.UnixMilli(); from += day {
		share := r.Float64() * r.Float64()
		sum += share
		lived := share * float64(min(max(at-max(from, u.service.start), 0), day)) / float64(day)
		passed += lived
	}
	amount := total * passed / sum
	if u.kind == 0 {
		return math.Floor(amount*100) / 100
	}
	return math.Floor(amount)
}

// allUsages are those of every service, in the order of the services.
func (p *Portal) allUsages(now int64, q query) []usage {
	among := p.world.services
	for _, t := range q.tests {
		// A desk asks for one service, whose id is one of the values.
		if t.path != "usageCharacteristic.value" || t.op != "" || len(t.values) != 1 {
			continue
		}
		if s := p.world.serviceByID[t.values[0]]; s != nil {
			among = []*service{s}
		}
	}
	var all []usage
	for _, s := range among {
		all = append(all, s.usages(now)...)
	}
	return all
}

// findUsage finds one by its id, or nil.
func findUsage(p *Portal, id string) row {
	now := p.present()
	name, ok := strings.CutPrefix(id, "USG-")
	name, _, cut := strings.Cut(name, "-")
	if s := p.world.serviceByID[name]; ok && cut && s != nil {
		for _, u := range s.usages(now) {
			if u.id() == id {
				return usageRow{u, p, now}
			}
		}
	}
	return nil
}
