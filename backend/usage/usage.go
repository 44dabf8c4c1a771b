// Package usage reads what a service has used when somebody wants to see it, and keeps it with its age.
package usage

import (
	"context"
	"sync"
	"time"

	"commsdesk/backend/telecom"
)

// Source is the portal's usage. Its errors are *telecom.Error.
type Source interface {
	// Usage reads what one service has used; nothing and no error if nothing was measured.
	Usage(ctx context.Context, serviceID string) ([]telecom.Usage, error)
}

// Cache keeps what was read. From names where it was read; what was read elsewhere is not returned.
type Cache interface {
	KeepUsage(from, serviceID string, usage []telecom.Usage, readAt time.Time) error
	Usage(from, serviceID string) (usage []telecom.Usage, readAt time.Time, err error)
}

// Options are all that a Reader needs.
type Options struct {
	Source Source
	Cache  Cache

	// From identifies the source: its address, and anything else that the result depends on. Empty: the
	// profile has no usage.
	From string

	// Changed is called after usage was read. It may be nil, is called from any goroutine, and must not read.
	Changed func()
}

// Reader reads and keeps usage. Its methods may be called from any goroutine.
type Reader struct {
	source  Source
	cache   Cache
	from    string // where it is read; empty: nowhere
	changed func()

	mu       sync.Mutex
	problem  *telecom.Error
	readAt   time.Time
	readings map[string]*reading // by service: those that run
}

// New makes a Reader. It reads nothing from the portal yet.
func New(o Options) *Reader {
	r := &Reader{source: o.Source, cache: o.Cache, from: o.From, changed: o.Changed, readings: map[string]*reading{}}
	if r.changed == nil {
		r.changed = func() {}
	}
	return r
}

// Available reports whether the profile has the address of its portal's usage.
func (r *Reader) Available() bool { return r.from != "" }

// reading is one that runs.
type reading struct {
	done chan struct{} // closed at its end
	err  error         // once it is done
}

// Of returns the usage of a service as last read, and when that was; nothing and the zero time if it was never read,
// or if nobody can say when. It never waits for the portal. The error is a *telecom.Error of the copy.
func (r *Reader) Of(serviceID string) (usage []telecom.Usage, readAt time.Time, err error) {
	if r.from == "" {
		return nil, time.Time{}, nil
	}
	usage, readAt, err = r.cache.Usage(r.from, serviceID)
	if readAt.IsZero() || readAt.After(time.Now()) { // the clock was set back: nobody can say how old it is
		usage, readAt = nil, time.Time{}
	}
	return usage, readAt, err
}

// Read reads the usage of a service now and keeps it, even if there is none. A call while it is being read
// waits for the same answer. The error is a *telecom.Error: NotFound where the profile has no address for usage, else
// why the reading failed; what was known before is kept.
func (r *Reader) Read(ctx context.Context, serviceID string) error {
	for {
		r.mu.Lock()
		one, runs := r.readings[serviceID]
		if !runs {
			one = &reading{done: make(chan struct{})}
			r.readings[serviceID] = one
		}
		r.mu.Unlock()
		if !runs {
			one.err = r.read(ctx, serviceID)
			r.mu.Lock()
			delete(r.readings, serviceID)
			r.mu.Unlock()
			close(one.done)
			return one.err
		}
		select {
		case <-one.done:
			if one.err != errBrokenOff {
				return one.err
			}
		case <-ctx.Done():
			return errBrokenOff
		}
	}
}

// errBrokenOff is of a reading that nobody waits for any more.
var errBrokenOff error = &telecom.Error{Code: telecom.Unreachable, Cause: context.Canceled,
	Text: "Reading the usage was stopped before the portal answered. Nothing was changed. Read it again."}

func (r *Reader) read(ctx context.Context, serviceID string) error {
	began := time.Now().Round(0).UTC()
	ctx, ages := telecom.WithAges(ctx)
	usage, err := r.source.Usage(ctx, serviceID)
	began = began.Add(-ages.Oldest())
	if err != nil && ctx.Err() != nil {
		return errBrokenOff
	}
	if err == nil {
		err = r.cache.KeepUsage(r.from, serviceID, usage, began)
	}
	problem := telecom.AsError(err)
	if r.from != "" {
		r.mu.Lock()
		if r.problem = problem; problem == nil {
			r.readAt = began
		}
		r.mu.Unlock()
	}
	if err != nil {
		return problem
	}
	r.changed()
	return nil
}

// ReadAt returns when the Reader last read any usage, of whatever service; zero: not yet.
func (r *Reader) ReadAt() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.readAt
}

// Problem returns why the last reading of usage failed, of whatever service; nil if it succeeded or there was none.
func (r *Reader) Problem() *telecom.Error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.problem
}
