package portalsim

import (
	"container/heap"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
)

// subscriptions is every subscription request there is. It has chances of its
// own, so that services and orders come out the same with it and without.
type subscriptions struct {
	seed     uint64
	speed    float64
	now      int64
	all      []*subscription            // in order of insertion; orderDate never falls along it
	shelves  map[string][]*subscription // by status
	dues     subDues
	chance   *rand.Rand
	nextStir int64
	usual    map[string]int // how many there are in a status when all is as usual
	services []*service     // whose customers submit requests
}

// mostSubscriptions keeps the numbers in the ids at six digits.
const mostSubscriptions = 500_000

// newSubscriptions builds the requests of a world: their past, and what is open
// now.
func newSubscriptions(c Config, w *world) *subscriptions {
	b := &subscriptions{
		seed: c.Seed, speed: c.Speed, now: w.now, shelves: map[string][]*subscription{}, services: w.services,
		chance: rand.New(rand.NewPCG(c.Seed, 3)), nextStir: math.MaxInt64,
	}
	b.remember(c.Requests)
	b.usual = map[string]int{}
	for status, shelf := range b.shelves {
		b.usual[status] = len(shelf)
	}
	if c.Requests > 0 && !c.StillRequests {
		b.nextStir = b.now
		b.scheduleStir()
	}
	return b
}

// find gives the request with an id, or nil.
func (b *subscriptions) find(id string) *subscription {
	digits, ok := strings.CutPrefix(id, "SR-")
	return b.numbered(digits, ok)
}

// withProduct gives the request that made a product, or nil.
func (b *subscriptions) withProduct(id string) *subscription {
	digits, ok := strings.CutPrefix(id, "PRD-")
	if s := b.numbered(digits, ok); s != nil && s.hasProduct() {
		return s
	}
	return nil
}

func (b *subscriptions) numbered(digits string, ok bool) *subscription {
	n, err := strconv.Atoi(digits)
	if n -= firstSubscription; !ok || err != nil || n < 0 || n >= len(b.all) || strconv.Itoa(n+firstSubscription) != digits {
		return nil
	}
	return b.all[n]
}

// products are the requests that have one.
func (b *subscriptions) products() []*subscription {
	var all []*subscription
	for _, s := range b.all {
		if s.hasProduct() {
			all = append(all, s)
		}
	}
	return all
}

// add puts a request into the book.
func (b *subscriptions) add(s *subscription) {
	b.all = append(b.all, s)
	b.shelve(s)
}

func (b *subscriptions) shelve(s *subscription) {
	s.place = len(b.shelves[s.status])
	b.shelves[s.status] = append(b.shelves[s.status], s)
}

// move gives a request a status now, and lets it go on from there.
func (b *subscriptions) move(s *subscription, to, by, why string) {
	shelf := b.shelves[s.status]
	last := shelf[len(shelf)-1]
	shelf[s.place], last.place = last, s.place
	b.shelves[s.status] = shelf[:len(shelf)-1]
	s.turn(to, b.now, by, why)
	b.shelve(s)
	b.schedule(s)
}

// chanceOf is what is random about a request at its present version, whatever
// happens to the others.
func (b *subscriptions) chanceOf(s *subscription) *rand.Rand {
	return rand.New(rand.NewPCG(b.seed, 1<<50+uint64(s.serial)<<20+uint64(s.version)))
}

// advance moves all requests to a moment, as the world's own does.
func (b *subscriptions) advance(to int64) {
	for {
		settles := int64(math.MaxInt64)
		if len(b.dues) > 0 {
			settles = b.dues[0].at
		}
		if min(settles, b.nextStir) > to {
			break
		}
		if settles <= b.nextStir {
			d := heap.Pop(&b.dues).(subDue)
			if d.of.due == d.at { // else it took another course
				b.now = d.at
				b.proceed(d.of)
			}
			continue
		}
		b.now = b.nextStir
		b.stir()
		b.scheduleStir()
	}
	b.now = max(b.now, to)
}

// subDue is a moment at which provisioning goes on.
type subDue struct {
	at int64
	of *subscription
}

// subDues is a heap, the next one first.
type subDues []subDue

func (h subDues) Len() int { return len(h) }
func (h subDues) Less(i, j int) bool {
	if h[i].at != h[j].at {
		return h[i].at < h[j].at
	}
	return h[i].of.serial < h[j].of.serial
}
func (h subDues) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *subDues) Push(x any)   { *h = append(*h, x.(subDue)) }
func (h *subDues) Pop() any {
	old := *h
	last := old[len(old)-1]
	*h = old[:len(old)-1]
	return last
}
