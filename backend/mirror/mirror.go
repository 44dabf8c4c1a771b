// Package mirror keeps the cache equal to the portal: a first copy, then a pass every 30 seconds that reads what may
// have changed, and a paced sweep through everything else. It applies each page as it is read, removes only what two
// sweeps did not see and the portal does not know by its id, and reports at any time how old the copy is and why.
//
// The Source knows how a portal can be asked for changes, the Cache what is worth storing. The mirror decides what is
// read when, and whether a pass was complete.
//
// A Mirror keeps services and orders, a Requests subscription requests with their contracts and products. Both follow
// the same rules, each with its own timing.
package mirror

import (
	"context"
	"slices"
	"time"

	"commsdesk/backend/telecom"
)

// Source is the portal. Its errors are *telecom.Error.
type Source interface {
	// Probe finds out what the portal can do, when that is due. A pass begins with it.
	Probe(ctx context.Context, open []telecom.Order) error

	// Services and Orders read a page of the whole list; a limit of zero means as many as the portal gives.
	Services(ctx context.Context, offset, limit int) (telecom.Page[telecom.Service], error)
	Orders(ctx context.Context, offset, limit int) (telecom.Page[telecom.Order], error)

	// Stubs reads only ids and states of a page of orders, newest first or in the list's order. Ok is false if the
	// portal cannot give parts of orders.
	Stubs(ctx context.Context, offset, limit int, newest bool) (page telecom.Page[telecom.Stub], ok bool, err error)

	// Service and Order read one record. The error is NotFound if the portal says that there is none.
	Service(ctx context.Context, id string) (telecom.Service, error)
	Order(ctx context.Context, id string) (telecom.Order, error)

	// OpenOrders returns the open orders as far as the portal can be asked for them; nothing if it cannot. Last is
	// false if there are more, which the next calls return in turns.
	OpenOrders(ctx context.Context, known []telecom.Order) (telecom.Page[telecom.Order], error)

	// AllOpenOrders returns every open order, whatever OpenOrders returned before. Last is false if it cannot, or if
	// there are others.
	AllOpenOrders(ctx context.Context, known []telecom.Order) (telecom.Page[telecom.Order], error)

	// NewestOrders returns orders, newest first. Ok is false if the portal cannot sort them.
	NewestOrders(ctx context.Context, offset int, known bool) (page telecom.Page[telecom.Order], ok bool, err error)

	// OrdersOf returns the orders of a service, at least those with the given ids. Proven is true if there can be no
	// others. With an error it returns those that could be read.
	OrdersOf(ctx context.Context, s telecom.Service, known []string) (page telecom.Page[telecom.Order], proven bool, err error)
}

// Cache keeps the copy. It may be used from several goroutines.
type Cache interface {
	Apply(telecom.Changes) (telecom.Applied, error)
	Cursor() telecom.Cursor
	OpenOrders() ([]telecom.Order, error) // ids and states are enough
	Orders(serviceID string) ([]telecom.Order, error)
	OrderStates(ids []string) (map[string]string, error) // the portal's words, for the known orders

	// UnseenServices and UnseenOrders return the known ids for which seen returns false.
	UnseenServices(seen func(id string) bool) []string
	UnseenOrders(seen func(id string) bool) ([]string, error)

	// Doubt makes every time after the given one unknown: it cannot be true.
	Doubt(after time.Time) error
}

// Options are what a Mirror needs.
type Options struct {
	Source Source
	Cache  Cache

	// ReadWith names the rules by which the source interprets the portal's words. If they differ from those of the
	// copy, everything is read anew.
	ReadWith string

	// Failures are the earlier ones.
	Failures []telecom.Failure

	// Network returns a name that stays the same as long as this machine is in the same networks. When it changes, a
	// portal that could not be reached is tried at once. It may be nil.
	Network func() string

	// Changed is called after visible data changed, Fresher when the Freshness changed in more than its age. Both may
	// be nil, are called from the mirror's goroutines, and must not call back into a pass.
	Changed, Fresher func()

	// Jitter returns a number in [0, 1). Nil means a random one.
	Jitter func() float64
}

// Mirror keeps one cache equal to one portal. Its methods may be called from any goroutine.
type Mirror struct {
	scheduler
	source   Source
	cache    Cache
	readWith string

	// Guarded by mu.
	updated   map[string]time.Time // by service: when its activity was read on its own
	doubted   map[string]time.Time // by service that the portal does not confirm: when it last did
	reached   time.Time            // when the newest orders were read back to where they had been read before; zero: not yet
	sideReads []sideRead           // orders that changed outside of passes, for the next pass to follow up
	failures  []telecom.Failure    // oldest first

	memory memory // of the running pass; guarded by passing
}

// sideRead is a reading of orders outside of passes, with the ids of those that changed.
type sideRead struct {
	orders  []telecom.Order
	changed []string
}

// New returns a mirror that does nothing until Run.
func New(o Options) *Mirror {
	return &Mirror{
		scheduler: newScheduler(o.Network, o.Changed, o.Fresher, o.Jitter, o.Cache.Cursor().CompleteAt),
		source:    o.Source,
		cache:     o.Cache,
		readWith:  o.ReadWith,
		failures:  slices.Clone(o.Failures),
		updated:   map[string]time.Time{},
		doubted:   map[string]time.Time{},
		memory:    newMemory(),
	}
}

// Watch names the service in view. Every pass reads it first, and it is read at once if its activity is older than a
// few seconds. Empty means none.
func (m *Mirror) Watch(serviceID string) {
	m.watch(serviceID, func() time.Time { return m.Updated(serviceID) })
}

// Updated returns when the activity of a service was last confirmed complete, in this desk's clock: by a reading of its
// own, or by a complete pass. It does not advance while the portal does not confirm the service. Zero means never.
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

// firstPass reports whether the newest orders were not read to their end yet since the program started.
func (m *Mirror) firstPass() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.reached.IsZero()
}

// signal sends to a channel that holds one, unless it is full.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// enter takes the only slot of a channel, or gives up with the context.
func enter(ctx context.Context, c chan struct{}) error {
	select {
	case c <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Run makes passes until the context ends: at once, then every 30 seconds, sooner after Refresh and when the machine
// wakes, and ever more slowly while the portal fails. Nothing is left running when it returns.
func (m *Mirror) Run(ctx context.Context) {
	m.keep(ctx, m.lightPass, func(id string) { _ = m.ReadService(ctx, id) })
}

// codeOf returns the code of an error; empty for nil.
func codeOf(err error) telecom.Code {
	if err == nil {
		return ""
	}
	return telecom.AsError(err).Code
}
