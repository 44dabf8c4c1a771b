// Package catalog keeps what the portal has on offer, with its age. It answers at once from what is known, and reads the
// portal's catalog now and then.
package catalog

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	"commsdesk/backend/telecom"
)

const (
	every     = 6 * time.Hour    // from one reading of the catalog to the next
	youngFor  = time.Hour        // an offer this old is good enough at start
	again     = 5 * time.Minute  // after a failure, and up to a fifth more
	atMost    = 30 * time.Second // between two readings that are asked for
	wakeCheck = time.Minute      // how soon it is noticed that the machine slept or its clock was set back
	sureAfter = 3                // readings in a row make an empty catalog true where something is known
)

// Source is the portal's catalog. Its errors are *telecom.Error.
type Source interface {
	// Offer reads the whole catalog.
	Offer(ctx context.Context) (telecom.Offer, error)
}

// Cache keeps what was read. From names where it was read; what was read elsewhere is not returned.
type Cache interface {
	KeepOffer(from string, o telecom.Offer) error
	Offer(from string) (telecom.Offer, error)
}

// Options are all that a Catalog needs.
type Options struct {
	Source Source
	Cache  Cache

	// Written is the offer of a profile with a catalog file: it counts as it is, and no catalog is read. Nil: the
	// portal's catalog counts, if it has one.
	Written *telecom.Offer

	// From identifies the source: its address, and anything else that the result depends on. Empty: the
	// profile has no catalog.
	From string

	// Changed is called after the catalog was read, and when reading it fails for a new reason. It may be nil,
	// is called from any goroutine, and must not read.
	Changed func()

	// Jitter returns a number from 0 up to 1. Nil: a random one.
	Jitter func() float64
}

// Catalog holds what is on offer. Its methods may be called from any goroutine.
type Catalog struct {
	source  Source
	cache   Cache
	written bool
	from    string // where it is read; empty: nowhere
	changed func()
	jitter  func() float64

	refresh chan struct{} // holds one: the catalog is wanted soon

	mu      sync.Mutex
	offer   telecom.Offer
	problem *telecom.Error
	empties int // how often in a row the catalog was empty where something is known
}

// New makes a Catalog of what is known. It reads nothing from the portal yet.
func New(o Options) *Catalog {
	c := &Catalog{
		source: o.Source, cache: o.Cache, written: o.Written != nil, from: o.From, changed: o.Changed, jitter: o.Jitter,
		refresh: make(chan struct{}, 1),
	}
	if c.changed == nil {
		c.changed = func() {}
	}
	if c.jitter == nil {
		c.jitter = rand.Float64
	}
	switch {
	case c.written:
		c.offer = *o.Written
	case c.from != "":
		known, err := c.cache.Offer(c.from)
		if err != nil {
			c.problem = telecom.AsError(err) // until it is read
		}
		c.offer = known
	}
	return c
}

// Available reports whether anything can be on offer: the profile has the address of a catalog, or a catalog file.
func (c *Catalog) Available() bool { return c.written || c.from != "" }

// Offer is what is on offer as far as is known; the zero Offer if nothing is. Its ReadAt is zero also where it cannot be
// true. It never waits for the portal. What it holds is shared, and not to be changed.
func (c *Catalog) Offer() telecom.Offer {
	c.mu.Lock()
	defer c.mu.Unlock()
	o := c.offer
	if o.ReadAt.After(time.Now()) {
		o.ReadAt = time.Time{} // the clock was set back since
	}
	return o
}

// Problem returns why the last reading of the catalog failed; nil if it succeeded or there was none. What was known
// before it is still on offer.
func (c *Catalog) Problem() *telecom.Error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.problem
}

// Run keeps the offer fresh until the context ends: it reads the catalog at once unless it was read within the hour,
// then every six hours, five minutes after a failure, and soon after Refresh. Without a catalog to read it does nothing.
func (c *Catalog) Run(ctx context.Context) {
	if c.written || c.from == "" {
		return
	}
	due := c.Offer().ReadAt.Add(youngFor)
	var began time.Time // of the last reading
	for c.wait(ctx, began, due) {
		select {
		case <-c.refresh: // who asked meanwhile gets the same answer
		default:
		}
		began = time.Now().Round(0)
		err := c.readOffer(ctx)
		if ctx.Err() != nil {
			return
		}
		due = began.Add(every)
		if err != nil {
			due = time.Now().Round(0).Add(c.pause(err))
		}
	}
}

// Refresh asks for the catalog to be read soon, and returns at once. It is not read more often than every 30 seconds.
func (c *Catalog) Refresh() {
	select {
	case c.refresh <- struct{}{}:
	default: // it is asked for already
	}
}

// wait passes the time until the catalog is due on the wall clock, which goes on while the machine sleeps, or until
// somebody asks for it, but not too soon after the reading before. It is false when the context ended.
func (c *Catalog) wait(ctx context.Context, began, due time.Time) bool {
	asked := c.refresh
	for {
		now := time.Now().Round(0)
		if now.Before(began) {
			return ctx.Err() == nil // the clock was set back: nobody knows how long ago it was
		}
		left := due.Sub(now)
		if left <= 0 {
			return ctx.Err() == nil
		}
		timer := time.NewTimer(min(left, wakeCheck))
		select {
		case <-ctx.Done():
			timer.Stop()
			return false
		case <-asked:
			asked = nil
			if soon := began.Add(atMost); soon.Before(due) {
				due = soon
			}
		case <-timer.C:
		}
		timer.Stop()
	}
}

// pause is how long to wait after a failure: never shorter than the portal asked for.
func (c *Catalog) pause(err error) time.Duration {
	wait := again + time.Duration(float64(again)*0.2*c.jitter())
	var asked interface{ RetryAfter() time.Duration }
	if errors.As(err, &asked) {
		wait = max(wait, asked.RetryAfter())
	}
	return min(wait, every)
}

// readOffer reads the catalog and keeps it.
func (c *Catalog) readOffer(ctx context.Context) error {
	offer, err := c.source.Offer(ctx)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err == nil && offer.ReadAt.IsZero() {
		offer.ReadAt = time.Now().Round(0).UTC()
	}
	if err == nil {
		err = c.confirm(offer)
	}
	var unkept error
	if err == nil {
		unkept = c.cache.KeepOffer(c.from, offer)
	}
	problem := telecom.AsError(err)
	if problem == nil {
		problem = telecom.AsError(unkept) // what was read counts all the same
	}
	c.mu.Lock()
	differs := err == nil || c.problem == nil || c.problem.Code != problem.Code || c.problem.Text != problem.Text
	if err == nil {
		c.offer = offer
	}
	c.problem = problem
	c.mu.Unlock()
	if differs {
		c.changed()
	}
	if problem == nil {
		return nil
	}
	return problem
}

// confirm does not believe at once that nothing is on offer where something was: it is more often a server in trouble.
func (c *Catalog) confirm(o telecom.Offer) error {
	nothing := func(o telecom.Offer) bool { return len(o.Plans)+len(o.Packs)+len(o.Features) == 0 }
	c.mu.Lock()
	defer c.mu.Unlock()
	if !nothing(o) || nothing(c.offer) {
		c.empties = 0
		return nil
	}
	if c.empties++; c.empties >= sureAfter {
		c.empties = 0
		return nil
	}
	return &telecom.Error{Code: telecom.Unconfirmed, Text: "The portal’s catalog is empty, and it was not before. What was read before is " +
		"still offered. Commsdesk reads it again by itself; if it stays empty, ask the portal’s administrator."}
}
