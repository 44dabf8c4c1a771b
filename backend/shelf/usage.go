package shelf

import (
	"context"
	"time"

	"commsdesk/backend/telecom"
)

// reading is one that runs.
type reading struct {
	done chan struct{} // closed at its end
	err  error         // once it is done
}

// Usage is what a service had used when that was read last, and when it was; nothing and the zero time if it never was,
// or if nobody can say when. It never waits for the portal. The error is a *backend.Error of the copy.
func (s *Shelf) Usage(serviceID string) (usage []telecom.Usage, readAt time.Time, err error) {
	if s.used == "" {
		return nil, time.Time{}, nil
	}
	usage, readAt, err = s.cache.Usage(s.used, serviceID)
	if readAt = believable(readAt); readAt.IsZero() {
		usage = nil // what nobody can say the age of is not known
	}
	return usage, readAt, err
}

// ReadUsage reads what a service has used now and keeps it, also if that is nothing. Who asks while it is being read
// waits for the same answer. The error is a *backend.Error: NotFound where the profile has no address for usage, else
// why the reading failed; then what was known before still is.
func (s *Shelf) ReadUsage(ctx context.Context, serviceID string) error {
	for {
		s.mu.Lock()
		r, runs := s.readings[serviceID]
		if !runs {
			r = &reading{done: make(chan struct{})}
			s.readings[serviceID] = r
		}
		s.mu.Unlock()
		if !runs {
			r.err = s.readUsage(ctx, serviceID)
			s.mu.Lock()
			delete(s.readings, serviceID)
			s.mu.Unlock()
			close(r.done)
			return r.err
		}
		select {
		case <-r.done:
			if r.err != errBrokenOff {
				return r.err
			}
		case <-ctx.Done():
			return errBrokenOff
		}
	}
}

// errBrokenOff is of a reading that nobody waits for any more.
var errBrokenOff error = &telecom.Error{Code: telecom.Unreachable, Cause: context.Canceled,
	Text: "The reading of the usage was stopped before the portal answered. Nothing was changed. Read it again."}

func (s *Shelf) readUsage(ctx context.Context, serviceID string) error {
	began := time.Now().Round(0).UTC()
	ctx, ages := telecom.WithAges(ctx)
	usage, err := s.source.Usage(ctx, serviceID)
	began = began.Add(-ages.Oldest())
	if err != nil && ctx.Err() != nil {
		return errBrokenOff
	}
	if err == nil {
		err = s.cache.KeepUsage(s.used, serviceID, usage, began)
	}
	problem := telecom.AsError(err)
	if s.used != "" {
		s.mu.Lock()
		if s.usageProblem = problem; problem == nil {
			s.usageReadAt = began
		}
		s.mu.Unlock()
	}
	if err != nil {
		return problem
	}
	s.changed()
	return nil
}

// UsageReadAt is when usage was read last since the shelf was made, of whatever service; zero: not yet.
func (s *Shelf) UsageReadAt() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.usageReadAt
}

// UsageProblem is why the last reading of usage failed, of whatever service; nil if it did not, or if there was none.
func (s *Shelf) UsageProblem() *telecom.Error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.usageProblem
}
