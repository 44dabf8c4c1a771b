package portalsim

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
	"strings"
	"time"
	_ "time/tzdata" // the 27th must be the same day on a machine without zone files
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

// usages returns those of a service, the present cycle first.
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

// allowance returns how much the present plan has of it; 0 for no limit.
func (u usage) allowance() int {
	p := u.service.plan
	return []int{p.data, p.voice, p.texts}[u.kind]
}

// reported returns the moment up to which usage is known.
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

// used returns how much was used by then. It never falls while a cycle runs: it depends on the seed, the service and
// the cycle, not on the present plan.
func (u usage) used(seed uint64, now int64) float64 {
	h := fnv.New64a()
	h.Write([]byte(u.id()))
	r := rand.New(rand.NewPCG(seed, h.Sum64()))
	first := u.service.firstPlan
	typical := []float64{float64(first.data), 240, 180}[u.kind]
	total := typical * (0.15 + 0.95*r.Float64()*r.Float64()*1.1)
	// Every day has its share, so that use is uneven.
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

// usagesAmong returns those of every service, in the order of the services, and how many they are.
func (p *Portal) usagesAmong(q query) ([]usage, int) {
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
		all = append(all, s.usages(p.world.now)...)
	}
	return all, len(all)
}

// findUsage finds one by its id, or the zero value.
func (p *Portal) findUsage(id string) (none usage) {
	name, ok := strings.CutPrefix(id, "USG-")
	name, _, cut := strings.Cut(name, "-")
	if s := p.world.serviceByID[name]; ok && cut && s != nil {
		return first(s.usages(p.world.now), func(u usage) bool { return u.id() == id })
	}
	return none
}

// ownHost begins the addresses of resources where a specification wants whole ones.
const ownHost = "http://" + memHost

type usageRow struct {
	usage
	p *Portal
}

func (r usageRow) attribute(path string) (string, bool) {
	return oneOf(path, "id", r.id(), "usageType", usageKinds[r.kind].name, "status", r.status(), "relatedParty.id", r.service.customer.id)
}

func (r usageRow) status() string {
	if r.p.world.now >= r.cycle.to.UnixMilli() {
		return "billed"
	}
	return "rated"
}

// wire writes usage as it is now. The standard has no reference to a service and no allowance, so characteristics carry
// them.
func (r usageRow) wire() doc {
	kind := usageKinds[r.kind]
	allowance := text("allowance", "unlimited")
	if n := r.allowance(); n > 0 {
		allowance = wireCharacteristic{"allowance", "number", n}
	}
	return doc{
		{"id", r.id()}, {"href", ownHost + usagePath + "/" + r.id()},
		{"description", kind.name + " from " + r.cycle.first() + " to " + r.cycle.last()}, {"usageDate", instant(r.reported(r.p.world.now))},
		{"usageType", kind.name}, {"status", r.status()}, {"relatedParty", []wireParty{r.service.customer.wire()}},
		{"usageCharacteristic", []wireCharacteristic{
			text(r.p.config.UsageKey, r.service.id), {"cycleStart", "date", r.cycle.first()}, {"cycleEnd", "date", r.cycle.last()},
			text("unit", kind.unit), {"used", "number", r.used(r.p.config.Seed, r.p.world.now)}, allowance,
		}},
		{"@type", "Usage"},
	}
}

// cycle is one billing month of a service: from its first day to before the first day of the next.
type cycle struct{ from, to time.Time }

// cycleAt returns the billing month in which a moment lies. Platform 2.0 bills from the 28th to the 27th, platform 1.0
// from the day of the month on which the service began, or the last day of a month that has no such day.
func (s *service) cycleAt(at int64) cycle {
	begins := 28
	if s.plan.platform == "1.0" {
		begins = time.UnixMilli(s.start).In(sydney).Day()
	}
	now := time.UnixMilli(at).In(sydney)
	y, m, _ := now.Date()
	from := dayOf(y, m, begins)
	if now.Before(from) {
		m--
		from = dayOf(y, m, begins)
	}
	return cycle{from, dayOf(y, m+1, begins)}
}

// dayOf returns the start of a day of a month, or of its last day.
func dayOf(y int, m time.Month, d int) time.Time {
	last := time.Date(y, m+1, 0, 0, 0, 0, 0, sydney).Day()
	return time.Date(y, m, min(d, last), 0, 0, 0, 0, sydney)
}

// first and last are the days of a cycle, as people say them.
func (c cycle) first() string { return c.from.Format(time.DateOnly) }
func (c cycle) last() string  { return c.to.AddDate(0, 0, -1).Format(time.DateOnly) }

// sydney is the provider's zone: the 27th is read there.
var sydney = func() *time.Location {
	l, err := time.LoadLocation("Australia/Sydney")
	if err != nil {
		panic(err) // cannot happen: the zones are compiled in
	}
	return l
}()

// the27thAfter returns the start of the 27th on which a plan change of platform 2.0 submitted at t takes effect. One
// submitted on the 27th itself waits for the next.
func the27thAfter(t time.Time) time.Time {
	y, m, d := t.In(sydney).Date()
	if d >= 27 {
		m++
	}
	return time.Date(y, m, 27, 0, 0, 0, 0, sydney)
}

// platformCut returns the day from which new services are on platform 2.0 only. It is 1 June 2026, but in a world whose
// clock has not got well past that day it lies some months back, so that every world has services of both platforms.
func platformCut(now time.Time) time.Time {
	cut := time.Date(2026, time.June, 1, 0, 0, 0, 0, sydney)
	if now.Before(cut.AddDate(0, 2, 0)) {
		return now.AddDate(0, 0, -170)
	}
	return cut
}
