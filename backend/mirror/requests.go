package mirror

import (
	"context"
	"sync"
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
	changed  func()
	readWith string

	look    chan struct{} // holds one: the watched request is to be read
	passing chan struct{} // holds one: the running pass
	turn    chan struct{} // holds one: whoever reads and applies, so that an older answer never replaces a newer one

	// Guarded by mu.
	watched   string
	confirmed map[string]time.Time // by request: when the portal was last asked for it in this run
	wanted    map[string]bool      // agreements to read by id

	// Guarded by passing.
	memory                       memory // of what the portal could not give
	requests, agreements, things page   // of the sweeps
	passed                       clocks // when the previous pass began
}

// NewRequests returns a Requests that does nothing until Run.
func NewRequests(o RequestOptions) *Requests {
	r := &Requests{
		scheduler: newScheduler(o.Network, o.Fresher, o.Jitter, o.Cache.RequestCursor().CompleteAt),
		source:    o.Source,
		cache:     o.Cache,
		changed:   o.Changed,
		readWith:  o.ReadWith,
		look:      make(chan struct{}, 1),
		passing:   make(chan struct{}, 1),
		turn:      make(chan struct{}, 1),
		confirmed: map[string]time.Time{},
		wanted:    map[string]bool{},
		memory:    newMemory(),
	}
	if r.changed == nil {
		r.changed = func() {}
	}
	return r
}

// Run makes passes until the context ends, as Mirror.Run does. Nothing is left running when it returns.
func (r *Requests) Run(ctx context.Context) {
	var looking sync.WaitGroup
	defer looking.Wait()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	looking.Go(func() { r.lookAfterWatched(ctx) })
	r.keep(ctx, r.lightPass)
}

// Watch names the request in view. Every pass reads it first, and it is read at once if it was not read within a few
// seconds. Empty means none.
func (r *Requests) Watch(id string) {
	r.mu.Lock()
	r.watched = id
	read := r.confirmed[id]
	r.mu.Unlock()
	if id != "" && r.wall().Sub(read) > watchedWithin {
		signal(r.look)
	}
}

func (r *Requests) watching() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.watched
}

// lookAfterWatched reads a newly watched request without waiting for a running pass. It reports no failures: the next
// pass meets them too.
func (r *Requests) lookAfterWatched(ctx context.Context) {
	for {
		select {
		case <-r.look:
			if id := r.watching(); id != "" {
				_, _ = r.ReadFresh(ctx, id)
			}
		case <-ctx.Done():
			return
		}
	}
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
	now, before := r.clocks(), r.passed
	r.passed = now
	c := r.cache.RequestCursor()
	if before.wall.IsZero() {
		if !c.CompleteAt.After(now.wall.Add(setBackBy)) {
			return nil
		}
		// Nobody knows by how much, and so how old anything is: everything is read anew.
		r.tell(func(f *telecom.Freshness) { f.ReadAt = time.Time{} })
		c.CompleteAt = time.Time{}
		c.Requests, c.Agreements, c.Products = again(c.Requests), again(c.Agreements), again(c.Products)
	} else {
		by := -now.ahead(before)
		if by < setBackBy {
			return nil
		}
		earlier := func(t *time.Time) {
			if t.After(now.wall) {
				*t = t.Add(-by)
			}
		}
		for _, t := range []*time.Time{&c.CompleteAt, &c.Requests.Began, &c.Requests.Done, &c.Agreements.Began, &c.Agreements.Done, &c.Products.Began, &c.Products.Done} {
			earlier(t)
		}
		r.mu.Lock()
		earlier(&r.freshness.ReadAt)
		earlier(&r.freshness.Since)
		r.confirmed = map[string]time.Time{} // all are read again
		r.mu.Unlock()
	}
	_, err := r.apply(telecom.RequestChanges{Cursor: &c})
	return err
}

// again returns a sweep that starts over on a list of known length.
func again(s telecom.Sweep) telecom.Sweep { return telecom.Sweep{Length: s.Length} }
