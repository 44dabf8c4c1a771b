package shelf

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"commsdesk/backend/telecom"
)

// Source is the portal as the shelf asks it. Its errors are *backend.Error.
type Source interface {
	// Offer reads the whole catalog.
	Offer(ctx context.Context) (telecom.Offer, error)

	// Usage reads what one service has used; nothing and no error if nothing was measured.
	Usage(ctx context.Context, serviceID string) ([]telecom.Usage, error)
}

// Cache is where what was read is kept. From names where it was read; what was read elsewhere is not given.
type Cache interface {
	KeepOffer(from string, o telecom.Offer) error
	Offer(from string) (telecom.Offer, error)
	KeepUsage(from, serviceID string, usage []telecom.Usage, readAt time.Time) error
	Usage(from, serviceID string) (usage []telecom.Usage, readAt time.Time, err error)
}

// Options are all that a Shelf needs.
type Options struct {
	Source Source
	Cache  Cache

	// Written is the offer of a profile with a catalog file: it counts as it is, and no catalog is read. Nil: the
	// portal's catalog counts, if it has one.
	Written *telecom.Offer

	// Catalog and Usage name where the source reads: the addresses, and whatever else what is read would differ by.
	// Empty: the profile has none.
	Catalog, Usage string

	// Changed is called after what is on offer, or what a service has used, was read anew, and when there is another
	// reason why that failed. It may be nil, is called from any goroutine, and must not read.
	Changed func()

	// Jitter gives a number from 0 up to 1. Nil: a random one.
	Jitter func() float64
}

// Shelf has what is on offer and what services have used. Its methods may be called from any goroutine.
type Shelf struct {
	source        Source
	cache         Cache
	written       bool
	catalog, used string // where they are read; empty: nowhere
	changed       func()
	jitter        func() float64

	refresh chan struct{} // holds one: the catalog is wanted soon

	mu           sync.Mutex
	offer        telecom.Offer
	offerProblem *telecom.Error
	usageProblem *telecom.Error
	usageReadAt  time.Time
	empties      int                 // how often in a row the catalog was empty where something is known
	readings     map[string]*reading // of usage, by service: those that run
}

// New makes a shelf with what is known. It reads nothing from the portal yet.
func New(o Options) *Shelf {
	s := &Shelf{
		source: o.Source, cache: o.Cache, written: o.Written != nil, catalog: o.Catalog, used: o.Usage, changed: o.Changed, jitter: o.Jitter,
		refresh: make(chan struct{}, 1), readings: map[string]*reading{},
	}
	if s.changed == nil {
		s.changed = func() {}
	}
	if s.jitter == nil {
		s.jitter = rand.Float64
	}
	switch {
	case s.written:
		s.offer = *o.Written
	case s.catalog != "":
		known, err := s.cache.Offer(s.catalog)
		if err != nil {
			s.offerProblem = telecom.AsError(err) // until it is read
		}
		s.offer = known
	}
	return s
}

// HasCatalog says whether anything can be on offer: the profile has the address of a catalog, or a catalog file.
func (s *Shelf) HasCatalog() bool { return s.written || s.catalog != "" }

// HasUsage says whether the profile has the address of its portal's usage.
func (s *Shelf) HasUsage() bool { return s.used != "" }

// Offer is what is on offer as far as is known; the zero Offer if nothing is. Its ReadAt is zero also where it cannot be
// true. It never waits for the portal. What it holds is shared, and not to be changed.
func (s *Shelf) Offer() telecom.Offer {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.offer
	o.ReadAt = believable(o.ReadAt)
	return o
}

// OfferProblem is why the last reading of the catalog failed; nil if it did not, or if there was none. What was known
// before it is still on offer.
func (s *Shelf) OfferProblem() *telecom.Error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.offerProblem
}

// believable is a time of reading; the zero time if it cannot be true, because the clock was set back since.
func believable(readAt time.Time) time.Time {
	if readAt.After(time.Now()) {
		return time.Time{}
	}
	return readAt
}
