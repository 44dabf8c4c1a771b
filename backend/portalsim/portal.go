// Package portalsim simulates a provider's portal, on a port or in memory.
//
// It serves services, orders, usage, what is on offer, and subscription requests with their products and contracts over
// the TM Forum Open APIs (TMF638, TMF641, TMF635, TMF620, TMF622, TMF637 and TMF651, each v4; three of them v5 too), and it
// changes by itself: orders arrive, pass through carrier stages, get stuck, change their service; requests are submitted,
// signed, provisioned, canceled. It accepts orders, cancellations and decisions on requests; Placed, Cancelled and Decided
// return what arrived, whatever the sender was told. Everything follows from the seed, the clock and what
// was sent: the same seed, start, present and writes give the same bytes, no matter who asks and how often. It is
// written from the specifications alone and imports nothing of the client, so that the two cannot agree by accident.
//
// Use it for tests and demonstrations. It keeps the whole world in memory.
package portalsim

import (
	"cmp"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// Config says what kind of portal New builds. The zero value is a portal of 300 services with a believable present.
type Config struct {
	// Seed chooses the world. Every seed is good, 0 too.
	Seed uint64
	// Services is the number of services at start; 0 means 300.
	Services int
	// Orders is the number of orders at start; 0 means four for each service, and a negative number means none at all.
	Orders int
	// Requests is the number of subscription requests at start; 0 means 412, and a negative number means none at all,
	// also none that arrive by themselves.
	Requests int
	// StillRequests keeps customers and other staff from doing anything with requests by themselves; what has begun
	// continues.
	StillRequests bool
	// LateServices makes the portal list a service, and name it in orders, only once it is active: until then, the order that
	// creates it names none.
	LateServices bool
	// Speed divides the time that stages take after the start; 0 means 1. It does not move the calendar: the 27th stays
	// the 27th.
	Speed float64
	// Personality is the kind of server to imitate; empty means Ideal.
	Personality Personality
	// Variants change the wire of the personality.
	Variants []Variant
	// Paging is how lists are paged; empty means ByRows.
	Paging Paging
	// PageRows is the most rows of a page; 0 means as many as the personality has.
	PageRows int
	// Faults are what is wrong from the start; see SetFaults.
	Faults []Fault
	// Latency is how long the Slow, Drip and WriteSlow faults take; 0 means two seconds.
	Latency time.Duration
	// UsageKey is the characteristic of usage that names its service, because the standard has none; empty means
	// serviceId.
	UsageKey string
	// Now is the clock; nil means time.Now.
	Now func() time.Time
}

// Portal is one simulated portal. Its methods may be called from any goroutine.
type Portal struct {
	config Config
	traits traits

	mu        sync.Mutex
	world     *world
	book      *requestBook
	frozen    bool
	faults    map[Fault]bool
	traffic   traffic
	turns     turns
	lost      string    // the order that Vanish and Return hide
	lostAt    time.Time // since when
	forced    forced
	answerAs  string // see AnswerAs
	placed    []Placed
	cancelled []Cancelled
	decided   []DecidedRequest
}

// mostServices is what fits into the memory of an ordinary machine.
const mostServices = 2_000_000

// New builds a portal whose present is Config.Now at this moment. It fails with a sentence when a number in the
// configuration makes no sense or a personality or fault is unknown.
func New(c Config) (*Portal, error) {
	if c.Services < 0 || c.Services > mostServices {
		return nil, fmt.Errorf("a portal cannot have %d services", c.Services)
	}
	if c.Orders > 20*mostServices {
		return nil, fmt.Errorf("a portal cannot have %d orders", c.Orders)
	}
	if c.Requests > mostRequests {
		return nil, fmt.Errorf("a portal cannot have %d subscription requests", c.Requests)
	}
	if !(c.Speed >= 0 && c.Speed <= 1e6) { // so that NaN is refused too
		return nil, fmt.Errorf("a portal cannot run at speed %g", c.Speed)
	}
	if c.Latency < 0 {
		return nil, fmt.Errorf("a portal cannot wait for %s", c.Latency)
	}
	c.Services = cmp.Or(c.Services, 300)
	c.Orders = max(cmp.Or(c.Orders, 4*c.Services), 0)
	c.Requests = cmp.Or(c.Requests, 412)
	c.Speed = cmp.Or(c.Speed, 1)
	c.Personality = cmp.Or(c.Personality, Ideal)
	c.UsageKey = cmp.Or(c.UsageKey, "serviceId")
	c.Latency = cmp.Or(c.Latency, 2*time.Second)
	if c.Now == nil {
		c.Now = time.Now
	}
	p := &Portal{config: c}
	var err error
	if p.traits, err = parse(personalities, "personality", string(c.Personality)); err != nil {
		return nil, err
	}
	for _, name := range c.Variants {
		v, err := parse(variants, "variant", string(name))
		if err != nil {
			return nil, err
		}
		v.apply(&p.traits)
	}
	for _, name := range c.Faults {
		if _, err := ParseFault(string(name)); err != nil {
			return nil, err
		}
	}
	p.traits.lateServices = c.LateServices
	if p.traits.paging, err = parse(pagings, "paging", string(cmp.Or(c.Paging, ByRows))); err != nil {
		return nil, err
	}
	if c.PageRows > 0 {
		p.traits.defaultLimit, p.traits.maxLimit = c.PageRows, c.PageRows
	}
	p.world = newWorld(c)
	p.book = newRequestBook(c, p.world)
	p.SetFaults(c.Faults...)
	return p, nil
}

// Handler answers for the APIs below /tmf-api. Under the faults that cut a connection it panics with
// http.ErrAbortHandler, which a real server turns into a cut connection.
func (p *Portal) Handler() http.Handler { return http.HandlerFunc(p.serve) }

// Freeze stops the world: no order arrives and none advances from now on. What a test places or changes by hand still
// shows. The clock in the Date header keeps going.
func (p *Portal) Freeze() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.present()
	p.frozen = true
}

// present brings the world up to the moment it should show and returns that moment in Unix milliseconds. The caller
// holds the mutex.
func (p *Portal) present() int64 {
	if !p.frozen {
		p.world.advance(p.config.Now().UnixMilli())
		p.book.advance(p.world.now)
	}
	return p.world.now
}
