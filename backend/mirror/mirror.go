// Package mirror keeps the cache equal to the portal: a first copy, then a pass every 30 seconds that reads what may
// have changed, and a paced sweep through everything else. It applies what it reads at once and page by page, removes
// only what two sweeps did not see and the portal does not know by its id, and says at any time how old the copy is and
// why.
//
// What "changed" can be asked of a portal is the Source's business; what is worth storing is the Cache's. The mirror
// decides what is read when, and whether a pass was complete.
//
// A Mirror keeps services and orders, a Requests subscription requests with their contracts and products: they go round
// by the same rules, each at its own time.
package mirror

import (
	"context"
	"slices"
	"sync"
	"time"

	"commsdesk/backend/telecom"
)

// Source is the portal as the mirror asks it. Its errors are *backend.Error.
type Source interface {
	// Probe finds out what the portal can do, when it is time to; a pass begins with it.
	Probe(ctx context.Context, open []telecom.Order) error

	// Services and Orders read a page of the whole list; a limit of zero is as many as the portal gives.
	Services(ctx context.Context, offset, limit int) (telecom.Page[telecom.Service], error)
	Orders(ctx context.Context, offset, limit int) (telecom.Page[telecom.Order], error)

	// Stubs reads only ids and states of a page of orders, the newest first or as the list is; not ok if the portal
	// cannot give parts of them.
	Stubs(ctx context.Context, offset, limit int, newest bool) (page telecom.Page[telecom.Stub], ok bool, err error)

	// Service and Order read one record; NotFound if the portal says that there is none.
	Service(ctx context.Context, id string) (telecom.Service, error)
	Order(ctx context.Context, id string) (telecom.Order, error)

	// OpenOrders gives the open orders as far as the portal can be asked for them; nothing if it cannot. Last is false
	// if there are more, which the next readings bring in turns.
	OpenOrders(ctx context.Context, known []telecom.Order) (telecom.Page[telecom.Order], error)

	// AllOpenOrders gives every open order, whatever OpenOrders gave before; Last is false if it cannot, or if there are
	// others.
	AllOpenOrders(ctx context.Context, known []telecom.Order) (telecom.Page[telecom.Order], error)

	// NewestOrders gives orders, the newest first; not ok if the portal cannot.
	NewestOrders(ctx context.Context, offset int, known bool) (page telecom.Page[telecom.Order], ok bool, err error)

	// OrdersOf gives the orders of a service, at least those with the ids given; proven if there can be no others.
	// With an error, those that could be read.
	OrdersOf(ctx context.Context, s telecom.Service, known []string) (page telecom.Page[telecom.Order], proven bool, err error)
}

// Cache is where the copy is kept. It may be used by several goroutines.
type Cache interface {
	Apply(telecom.Changes) (telecom.Applied, error)
	Cursor() telecom.Cursor
	OpenOrders() ([]telecom.Order, error) // ids and states are enough
	Orders(serviceID string) ([]telecom.Order, error)
	OrderStates(ids []string) (map[string]string, error) // the portal's words, of the orders that are known

	// UnseenServices and UnseenOrders give the ids known here to which seen says no.
	UnseenServices(seen func(id string) bool) []string
	UnseenOrders(seen func(id string) bool) ([]string, error)

	// Doubt makes every time after the given one unknown: it cannot be true.
	Doubt(after time.Time) error
}

// Options are all that a Mirror needs.
type Options struct {
	Source Source
	Cache  Cache

	// ReadWith names the rules by which the source makes words. If they differ from those the copy was read with,
	// everything is read anew.
	ReadWith string

	// Failures are those of before.
	Failures []telecom.Failure

	// Network names the networks this machine is in, for as long as they stay the same: when they change, a portal
	// that could not be reached is tried at once. Nil: that is not noticed.
	Network func() string

	// Changed is called after something that can be seen differs, Fresher when the Freshness differs in more than its
	// age. Both may be nil, are called from the mirror's goroutines, and must not call back into a pass.
	Changed, Fresher func()

	// Jitter gives a number from 0 up to 1. Nil: a random one.
	Jitter func() float64
}

// Mirror keeps one cache equal to one portal. Its methods may be called from any goroutine.
type Mirror struct {
	scheduler
	source   Source
	cache    Cache
	changed  func()
	readWith string

	look    chan struct{} // holds one: the watched service wants to be read
	passing chan struct{} // holds one: the pass that runs
	turn    chan struct{} // holds one: who reads and applies, so that an older answer never covers a newer one

	// Who holds mu may touch these.
	watched   string
	updated   map[string]time.Time // by service: when its activity was read by itself
	doubted   map[string]time.Time // by service the portal does not confirm: when it last did
	reached   time.Time            // when the newest orders were read to where they had been read before; zero: not yet
	sideReads []sideRead           // orders that changed beside the passes, for the next one to follow
	failures  []telecom.Failure    // the oldest first

	memory memory // of the pass that runs; who holds passing may touch it
	passed clocks // when the pass before began; likewise
}

// sideRead is orders that were read beside a pass, and the ids of those that changed.
type sideRead struct {
	orders  []telecom.Order
	changed []string
}

// New makes a mirror that does nothing yet.
func New(o Options) *Mirror {
	m := &Mirror{
		scheduler: newScheduler(o.Network, o.Fresher, o.Jitter, o.Cache.Cursor().CompleteAt),
		source:    o.Source,
		cache:     o.Cache,
		changed:   o.Changed,
		readWith:  o.ReadWith,
		failures:  slices.Clone(o.Failures),
		look:      make(chan struct{}, 1),
		passing:   make(chan struct{}, 1),
		turn:      make(chan struct{}, 1),
		updated:   map[string]time.Time{},
		doubted:   map[string]time.Time{},
		memory:    newMemory(),
	}
	if m.changed == nil {
		m.changed = func() {}
	}
	return m
}

// Watch names the service that somebody looks at: it is read first in every pass, and right away if what is known of
// its activity is older than a few seconds. Empty: nobody looks at one.
func (m *Mirror) Watch(serviceID string) {
	m.mu.Lock()
	m.watched = serviceID
	m.mu.Unlock()
	if serviceID != "" && m.wall().Sub(m.Updated(serviceID)) > watchedWithin {
		ring(m.look)
	}
}

// Updated is when the activity of a service was last confirmed complete, in this desk's clock: by a reading of its
// own, or by a complete pass. It stands still while the portal does not confirm the service. Zero: never.
func (m *Mirror) Updated(serviceID string) time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.updatedAt(serviceID)
}

func (m *Mirror) updatedAt(serviceID string) time.Time {
	if at, doubted := m.doubted[serviceID]; doubted {
		return at
	}
	if own := m.updated[serviceID]; own.After(m.freshness.ReadAt) {
		return own
	}
	return m.freshness.ReadAt
}

// firstPass says whether the newest orders were not read to their end yet since the program began.
func (m *Mirror) firstPass() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.reached.IsZero()
}

// ring leaves a wish in a channel that holds one.
func ring(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// enter takes the only place in a channel, or gives up with the context.
func enter(ctx context.Context, c chan struct{}) error {
	select {
	case c <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// watchedWithin is how old what somebody looks at may be before it is read at once.
const watchedWithin = 5 * time.Second

// Run makes passes until the context ends: at once, then every 30 seconds, sooner at Refresh and when the machine
// wakes, and ever slower while the portal hurts. Nothing is left running when it returns.
func (m *Mirror) Run(ctx context.Context) {
	var looking sync.WaitGroup
	defer looking.Wait()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	looking.Go(func() { m.lookAfterWatched(ctx) })

	m.keep(ctx, m.lightPass)
}

// lookAfterWatched reads the watched service when it was just set, beside a pass that may take long. Its failures are
// not told: the pass, which reads it too, meets them.
func (m *Mirror) lookAfterWatched(ctx context.Context) {
	for {
		select {
		case <-m.look:
			if id := m.watching(); id != "" {
				_ = m.ReadService(ctx, id)
			}
		case <-ctx.Done():
			return
		}
	}
}

func (m *Mirror) watching() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.watched
}

// codeOf is empty for no error.
func codeOf(err error) telecom.Code {
	if err == nil {
		return ""
	}
	return telecom.AsError(err).Code
}
