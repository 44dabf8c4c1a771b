package shelf

import (
	"context"
	"errors"
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

// Run keeps what is on offer young until the context ends: the catalog is read at once unless it was within the hour,
// then every six hours, five minutes after a failure, and soon after Refresh. Without a catalog to read it does nothing.
func (s *Shelf) Run(ctx context.Context) {
	if s.written || s.catalog == "" {
		return
	}
	due := s.Offer().ReadAt.Add(youngFor)
	var began time.Time // of the last reading
	for s.wait(ctx, began, due) {
		select {
		case <-s.refresh: // who asked meanwhile gets the same answer
		default:
		}
		began = time.Now().Round(0)
		err := s.readOffer(ctx)
		if ctx.Err() != nil {
			return
		}
		due = began.Add(every)
		if err != nil {
			due = time.Now().Round(0).Add(s.pause(err))
		}
	}
}

// Refresh asks for the catalog to be read soon, and returns at once. It is not read more often than every 30 seconds.
func (s *Shelf) Refresh() {
	select {
	case s.refresh <- struct{}{}:
	default: // it is asked for already
	}
}

// wait passes the time until the catalog is due on the wall clock, which goes on while the machine sleeps, or until
// somebody asks for it, but not too soon after the reading before. It is false when the context ended.
func (s *Shelf) wait(ctx context.Context, began, due time.Time) bool {
	asked := s.refresh
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
func (s *Shelf) pause(err error) time.Duration {
	wait := again + time.Duration(float64(again)*0.2*s.jitter())
	var asked interface{ RetryAfter() time.Duration }
	if errors.As(err, &asked) {
		wait = max(wait, asked.RetryAfter())
	}
	return min(wait, every)
}

// readOffer reads the catalog and keeps it.
func (s *Shelf) readOffer(ctx context.Context) error {
	offer, err := s.source.Offer(ctx)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err == nil && offer.ReadAt.IsZero() {
		offer.ReadAt = time.Now().Round(0).UTC()
	}
	if err == nil {
		err = s.confirm(offer)
	}
	var unkept error
	if err == nil {
		unkept = s.cache.KeepOffer(s.catalog, offer)
	}
	problem := telecom.AsError(err)
	if problem == nil {
		problem = telecom.AsError(unkept) // what was read counts all the same
	}
	s.mu.Lock()
	differs := err == nil || s.offerProblem == nil || s.offerProblem.Code != problem.Code || s.offerProblem.Text != problem.Text
	if err == nil {
		s.offer = offer
	}
	s.offerProblem = problem
	s.mu.Unlock()
	if differs {
		s.changed()
	}
	if problem == nil {
		return nil
	}
	return problem
}

// confirm does not believe at once that nothing is on offer where something was: it is more often a server in trouble.
func (s *Shelf) confirm(o telecom.Offer) error {
	nothing := func(o telecom.Offer) bool { return len(o.Plans)+len(o.Packs)+len(o.Features) == 0 }
	s.mu.Lock()
	defer s.mu.Unlock()
	if !nothing(o) || nothing(s.offer) {
		s.empties = 0
		return nil
	}
	if s.empties++; s.empties >= sureAfter {
		s.empties = 0
		return nil
	}
	return &telecom.Error{Code: telecom.Unconfirmed, Text: "The portal’s catalog is empty, and it was not before. What was read before is still offered. Commsdesk reads it again by itself; if it stays so, ask the portal’s administrator."}
}
