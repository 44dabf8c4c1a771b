package simulate

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/backend/outbox"
	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

// mutant breaks a guard: in an outbox, or by hiding from a desk what is on the wire. It is searched for in schedules that
// can meet it: those with the same lie, or with files spoilt in the same way.
type mutant struct {
	parts  func(outbox.Options) outbox.Options
	wire   func(http.Handler) http.Handler
	lie    lie
	spoils spoiling
}

// schedule is one story: a portal, a few desks, people and bad luck, all drawn from a seed.
type schedule struct {
	seed    uint64
	kind    portalsim.Personality
	mutant  mutant
	dir     string
	sim     *portalsim.Portal
	slow    time.Duration // how long it takes where it is slow
	desks   []*station
	intents map[string]*intent
	quiet   chan struct{} // closed: the mirrors rest
	liar    *liar         // nil: nobody lies

	cuts [3]atomic.Bool
	mu   sync.Mutex
	seen [dangers]bool
}

func (s *schedule) met(d danger) {
	s.mu.Lock()
	s.seen[d] = true
	s.mu.Unlock()
}

// host is the name of a desk on the network.
func host(n int) string { return "desk" + strconv.Itoa(n) }

func (s *station) isCut() bool { return s.cuts[s.n].Load() }

// steps are where a desk may die.
var steps = []string{"fresh.before", "fresh.after", "promise.in", "promise.after", "place.before", "wire.before", "wire.after",
	"place.after",
	"settle.before", "settle.after", "write.torn"}

// kinds are the servers to place orders at, the usual ones more often. A mock takes every order and keeps none: there a
// desk sends nothing.
var kinds = []portalsim.Personality{portalsim.Ideal, portalsim.Ideal, portalsim.Ideal, portalsim.Reference, portalsim.Independent,
	portalsim.OpenPlain,
	portalsim.OpenPlain, portalsim.Certified, portalsim.OpenNamed}

// echoes reports whether a kind of server keeps the key of an order.
func echoes(kind portalsim.Personality) bool { return kind != portalsim.Certified }

// play plays one schedule and judges it.
func play(t *testing.T, seed uint64, m mutant) (v *verdict) {
	dir, err := os.MkdirTemp(memory(), "commsdesk-simulate-")
	must(err)
	defer os.RemoveAll(dir)
	synctest.Test(t, func(t *testing.T) {
		s := &schedule{seed: seed, mutant: m, dir: dir, intents: map[string]*intent{}, quiet: make(chan struct{})}
		s.draw()
		v = s.run()
	})
	return v
}

// memory is a folder that lies in memory, where there is one.
func memory() string {
	if info, err := os.Stat("/dev/shm"); err == nil && info.IsDir() {
		return "/dev/shm"
	}
	return ""
}

// draw draws the world, the desks and the people.
func (s *schedule) draw() {
	d := newDice(s.seed, 0)
	s.kind = kinds[d.n(len(kinds))]
	s.slow = time.Duration(2+d.n(24)) * time.Second
	s.drawLies()
	services, orders := 3+d.n(3), 1+d.n(3)
	if s.liar != nil && s.liar.aboutLists() {
		orders += 8 // else there is little to leave out
		if d := newDice(s.seed, 5); d.percent(30) {
			s.kind = portalsim.Certified // of which all open orders must be read
		}
	}
	sim, err := portalsim.New(portalsim.Config{Seed: s.seed, Services: services, Orders: orders, Personality: s.kind,
		Speed: []float64{1, 1, 1, 8}[d.n(4)], Latency: s.slow})
	must(err)
	s.sim = sim
	active := targets(sim)
	for n := range 2 + d.n(3)/2 {
		desk := &station{schedule: s, n: n, line: portalsim.NewNetwork(host(n)), dice: newDice(s.seed, uint64(100+n)),
			promised: map[string]string{}, left: map[string]bool{}, unsure: map[string]bool{},
			skew: time.Duration(d.n(3600)-1800) * time.Second, key: [32]byte{byte(n), byte(s.seed)}}
		if d.percent(40) {
			desk.crashAt, desk.crashOn = steps[d.n(len(steps))], 1+d.n(4)/3
		}
		if d.percent(12) {
			desk.sleepOn, desk.sleeps = 1, time.Duration(5+d.n(300))*time.Second
		}
		if d.percent(12) {
			desk.fullOn, desk.fullFor = 1+d.n(3), time.Duration(1+d.n(40))*time.Second
		}
		desk.drawSpoiling()
		s.desks = append(s.desks, desk)
	}
	if len(active) == 0 {
		return
	}
	var before *intent
	for n := range 2 + d.n(3) {
		i := &intent{who: fmt.Sprintf("person%02d", n), at: s.desks[d.n(len(s.desks))], begins: d.upTo(40 * time.Second), clicks: 1,
			patient: d.percent(50), warnings: d.percent(70), colleague: d.percent(8)}
		if i.draft = wanted(d, active, n); i.draft.Kind == telecom.CancelOrder {
			i.earlier, i.looks = newEarlier(d), 3*time.Second+d.upTo(35*time.Second)
		}
		if d.percent(30) {
			i.clicks = 2 + d.n(2)
		}
		if before != nil && !before.second && d.percent(35) { // two colleagues with the same customer on the phone
			number := i.draft.SIMNumber
			i.draft = before.draft
			i.draft.SIMNumber = before.draft.SIMNumber
			if number != "" && before.draft.SIMNumber != "" {
				i.draft.SIMNumber = number
			}
			i.second, i.earlier, i.looks = true, before.earlier, before.looks
			i.at = s.desks[(before.at.n+1)%len(s.desks)]
			i.begins = max(0, before.begins+d.upTo(time.Second)-500*time.Millisecond)
		}
		s.intents[i.who] = i
		before = i
	}
	s.tempt()
}

// run plays it.
func (s *schedule) run() *verdict {
	servers := s.open()
	ctx, end := context.WithCancel(context.Background())
	var living, acting sync.WaitGroup
	for _, desk := range s.desks {
		living.Go(func() { desk.live(ctx) })
	}
	if s.liar != nil {
		acting.Go(s.liar.lies)
	}
	time.Sleep(8 * time.Second) // the first copy
	for _, i := range s.intents {
		acting.Go(func() { i.act(ctx) })
	}
	acting.Go(func() { servers = s.badLuck(servers) })
	acting.Wait()

	s.clear()
	clear := time.Now()
	time.Sleep(s.slow + 12*time.Second) // what is on its way arrives
	patience := 20
	if s.liar != nil && s.liar.aboutLists() {
		patience = 6 // how lists go on is found out anew after ten minutes only
	}
	for n := range 150 {
		if stranded := s.stranded() && !(s.liar != nil && s.liar.forever); !stranded && (n >= patience || s.rested(clear)) {
			break
		}
		time.Sleep(10 * time.Second)
	}
	close(s.quiet)
	for range 80 {
		if s.settled(clear) {
			break
		}
		time.Sleep(15 * time.Second)
	}
	v := s.judge()
	end()
	living.Wait()
	for _, server := range servers {
		must(server.Close())
	}
	time.Sleep(time.Minute) // whoever is still on the way ends
	return v
}

func (s *schedule) open() (servers []*portalsim.Server) {
	for _, desk := range s.desks {
		servers = append(servers, s.sim.StartOn(desk.line, s.between(desk)))
	}
	return servers
}

// clear ends all faults.
func (s *schedule) clear() {
	s.sim.SetFaults()
	for _, desk := range s.desks {
		desk.bad.Store(false)
		desk.line.Mend()
		s.cuts[desk.n].Store(false)
		desk.mu.Lock()
		desk.crashAt, desk.fullOn, desk.fullUntil = "", 0, time.Time{}
		desk.mu.Unlock()
	}
}

// badLuck lets things go wrong while people work.
func (s *schedule) badLuck(servers []*portalsim.Server) []*portalsim.Server {
	d := newDice(s.seed, 1)
	faults := []portalsim.Fault{portalsim.Lost, portalsim.Garbled, portalsim.WriteSlow, portalsim.Reused, portalsim.Accepted,
		portalsim.Conflict,
		portalsim.Slow, portalsim.Burst500, portalsim.Refuse, portalsim.WriteSlow, portalsim.WriteSlow, portalsim.Lost}
	for range 6 {
		time.Sleep(d.upTo(8 * time.Second))
		desk := s.desks[d.n(len(s.desks))]
		lasts := 2*time.Second + d.upTo(12*time.Second)
		switch n := d.n(100); {
		case n < 30:
			s.sim.SetFaults(faults[d.n(len(faults))])
			time.Sleep(lasts)
			s.sim.SetFaults()
		case n < 45:
			must(s.sim.AnswerWrites([]int{408, 500, 502, 503, 504}[d.n(5)], d.percent(75)))
			time.Sleep(lasts)
			must(s.sim.AnswerWrites(0, false))
		case n < 65:
			desk.bad.Store(true)
			time.Sleep(lasts)
			desk.bad.Store(false)
		case n < 80:
			s.cuts[desk.n].Store(true)
			desk.line.Cut()
			time.Sleep(lasts)
			desk.line.Mend()
			s.cuts[desk.n].Store(false)
		case n < 90:
			s.met(portalRestart)
			for _, server := range servers {
				must(server.Close())
			}
			time.Sleep(d.upTo(10 * time.Second))
			servers = s.open()
		case n < 95:
			if l := desk.alive(context.Background()); l != nil {
				l.die("any")
			}
		}
	}
	return servers
}
