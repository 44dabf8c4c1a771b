package mirror

import (
	"context"
	"time"

	"commsdesk/backend/telecom"
)

// RequestSource is the portal's subscription requests. Its errors are *telecom.Error.
type RequestSource interface {
	// Requests, Agreements and Products read a page of a whole list; a limit of zero means as many as the portal gives.
	// A list of agreements or products that is NotFound does not exist at this portal.
	Requests(ctx context.Context, offset, limit int) (telecom.Page[telecom.Request], error)
	Agreements(ctx context.Context, offset, limit int) (telecom.Page[telecom.Agreement], error)
	Products(ctx context.Context, offset, limit int) (telecom.Page[telecom.Product], error)

	// Request and Agreement read one record. The error is NotFound if the portal says that there is none.
	Request(ctx context.Context, id string) (telecom.Request, error)
	Agreement(ctx context.Context, id string) (telecom.Agreement, error)
}

// RequestCache keeps the copy of the requests. It may be used from several goroutines.
type RequestCache interface {
	ApplyRequests(telecom.RequestChanges) (telecom.RequestsApplied, error)
	RequestCursor() telecom.RequestCursor
	Request(id string) (r telecom.Request, readAt time.Time, ok bool, err error)
	Agreement(id string) (telecom.Agreement, bool, error)

	// LiveRequests returns the requests that have not ended.
	LiveRequests() ([]telecom.RequestSummary, error)

	// UnseenRequests returns the known ids for which seen returns false.
	UnseenRequests(seen func(id string) bool) []string
}

// RequestOptions are what a Requests needs.
type RequestOptions struct {
	Source RequestSource
	Cache  RequestCache

	// ReadWith, Network, Changed, Fresher and Jitter are as in Options.
	ReadWith         string
	Network          func() string
	Changed, Fresher func()
	Jitter           func() float64
}

// Requests keeps a copy of a portal's subscription requests, their contracts and their products equal to the portal.
// Its methods may be called from any goroutine.
type Requests struct {
	scheduler
	source   RequestSource
	cache    RequestCache
	readWith string

	// Guarded by mu.
	confirmed map[string]time.Time // by request: when the portal was last asked for it in this run
	wanted    map[string]bool      // agreements to read by id

	// Guarded by passing.
	memory                       memory // of what the portal could not give
	requests, agreements, things page   // of the sweeps
}

// NewRequests returns a Requests that does nothing until Run.
func NewRequests(o RequestOptions) *Requests {
	r := &Requests{
		scheduler: newScheduler(o.Network, o.Changed, o.Fresher, o.Jitter, o.Cache.RequestCursor().CompleteAt),
		source:    o.Source,
		cache:     o.Cache,
		readWith:  o.ReadWith,
		confirmed: map[string]time.Time{},
		wanted:    map[string]bool{},
		memory:    newMemory(),
	}
	return r
}

// Run makes passes until the context ends, as Mirror.Run does. Nothing is left running when it returns.
func (r *Requests) Run(ctx context.Context) {
	r.keep(ctx, r.lightPass, func(id string) { _, _ = r.ReadFresh(ctx, id) })
}

// Watch names the request in view. Every pass reads it first, and it is read at once if it was not read within a few
// seconds. Empty means none.
func (r *Requests) Watch(id string) {
	r.watch(id, func() time.Time {
		r.mu.Lock()
		defer r.mu.Unlock()
		return r.confirmed[id]
	})
}

// RequestCounts are the distinct records that a full pass read.
type RequestCounts struct {
	Requests, Agreements, Products int
}

// Pass reads everything once: the three lists whole, whatever was read before.
func (r *Requests) Pass(ctx context.Context) (RequestCounts, error) {
	var n RequestCounts
	err := r.run(ctx, func(ctx context.Context, p *requestPass) error {
		var err error
		p.once = true
		n, err = p.everything(ctx, false)
		return err
	})
	return n, err
}

// meetClock notices before each pass whether the clock was set back since the previous one, or since the program last
// ran: nothing may look younger than it is. Callers hold passing.
func (r *Requests) meetClock() error {
	now, by, first := r.sinceLastPass()
	c := r.cache.RequestCursor()
	switch {
	case first && c.CompleteAt.After(now.Add(setBackBy)):
		// Nobody knows by how much, and so how old anything is: everything is read anew.
		r.tell(func(f *telecom.Freshness) { f.ReadAt = time.Time{} })
		c.CompleteAt = time.Time{}
		c.Requests, c.Agreements, c.Products = again(c.Requests), again(c.Agreements), again(c.Products)
	case !first && by >= setBackBy:
		earlier(now, by, &c.CompleteAt, &c.Requests.Began, &c.Requests.Done, &c.Agreements.Began, &c.Agreements.Done, &c.Products.Began,
			&c.Products.Done)
		r.mu.Lock()
		earlier(now, by, &r.freshness.ReadAt, &r.freshness.Since)
		r.confirmed = map[string]time.Time{} // all are read again
		r.mu.Unlock()
	default:
		return nil
	}
	_, err := r.apply(telecom.RequestChanges{Cursor: &c})
	return err
}

// again returns a sweep that starts over on a list of known length.
func again(s telecom.Sweep) telecom.Sweep { return telecom.Sweep{Length: s.Length} }
