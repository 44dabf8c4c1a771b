package shelf_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"commsdesk/backend/shelf"
	"commsdesk/backend/telecom"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fakePortal has a catalog and usage.
type fakePortal struct {
	mu      sync.Mutex
	offer   telecom.Offer
	usage   map[string][]telecom.Usage
	err     error
	slow    time.Duration
	read    []time.Time // when the catalog was
	usages  int         // how often usage was
	nowhere bool        // the profile has no address for usage
}

func (f *fakePortal) Offer(ctx context.Context) (telecom.Offer, error) {
	f.mu.Lock()
	f.read = append(f.read, time.Now())
	o, err, slow := f.offer, f.err, f.slow
	f.mu.Unlock()
	o.ReadAt = time.Now().UTC()
	if away := rest(ctx, slow); away != nil || err != nil {
		return telecom.Offer{}, errors.Join(away, err)
	}
	return o, nil
}

func (f *fakePortal) Usage(ctx context.Context, id string) ([]telecom.Usage, error) {
	f.mu.Lock()
	f.usages++
	u, err, slow := f.usage[id], f.err, f.slow
	f.mu.Unlock()
	if f.nowhere {
		return nil, &telecom.Error{Code: telecom.NotFound, Text: "This portal's usage is not configured."}
	}
	if away := rest(ctx, slow); away != nil || err != nil {
		return nil, errors.Join(away, err)
	}
	return u, nil
}

// change lets the portal be otherwise from now on.
func (f *fakePortal) change(how func(*fakePortal)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	how(f)
}

// asked tells how often the catalog was read, and how often usage was.
func (f *fakePortal) asked() (catalogs, usages int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.read), f.usages
}

func rest(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// fakeCache keeps in memory, and nothing of what was read elsewhere.
type fakeCache struct {
	mu    sync.Mutex
	from  string
	offer telecom.Offer
	used  map[string]held
	err   error
}

type held struct {
	usage []telecom.Usage
	at    time.Time
}

func (c *fakeCache) KeepOffer(from string, o telecom.Offer) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err == nil {
		c.from, c.offer = from, o
	}
	return c.err
}

func (c *fakeCache) Offer(from string) (telecom.Offer, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.from != from {
		return telecom.Offer{}, c.err
	}
	return c.offer, c.err
}

func (c *fakeCache) KeepUsage(from, id string, usage []telecom.Usage, at time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err == nil {
		c.used[from+id] = held{usage, at}
	}
	return c.err
}

func (c *fakeCache) Usage(from, id string) ([]telecom.Usage, time.Time, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	h := c.used[from+id]
	return h.usage, h.at, c.err
}

// room is a shelf between a portal and a cache, in virtual time.
type room struct {
	*shelf.Shelf
	t      *testing.T
	portal *fakePortal
	cache  *fakeCache
	stop   context.CancelFunc

	mu    sync.Mutex
	rings int
}

var plans = telecom.Offer{Plans: []telecom.Plan{{Name: "Everyday 60", Platform: "2.0"}}}

var unreachable = &telecom.Error{Code: telecom.Unreachable, Text: "The portal could not be reached."}

// shelved makes a shelf that runs until the end of the test, after what is done to its options.
func shelved(t *testing.T, do ...func(*room, *shelf.Options)) *room {
	r := &room{t: t, portal: &fakePortal{offer: plans, usage: map[string][]telecom.Usage{}}, cache: &fakeCache{used: map[string]held{}}}
	o := shelf.Options{
		Source: r.portal, Cache: r.cache, Catalog: "http://c", Usage: "http://u",
		Changed: func() { r.mu.Lock(); defer r.mu.Unlock(); r.rings++ },
		Jitter:  func() float64 { return 0.5 },
	}
	for _, f := range do {
		f(r, &o)
	}
	r.Shelf = shelf.New(o)
	r.run()
	return r
}

func (r *room) run() {
	ctx, stop := context.WithCancel(r.t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		r.Shelf.Run(ctx)
	}()
	r.stop = func() {
		stop()
		<-done
	}
	r.t.Cleanup(r.stop)
	synctest.Wait()
}

// after lets time pass and wants the catalog to have been read so often.
func (r *room) after(d time.Duration, want int) {
	r.t.Helper()
	time.Sleep(d)
	synctest.Wait()
	if n, _ := r.portal.asked(); n != want {
		r.t.Errorf("%v: the catalog was read %d times, not %d: %v", time.Now(), n, want, r.portal.read)
	}
}

// rang wants the bell to have rung so often since it was asked before.
func (r *room) rang(want int) {
	r.t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.rings != want {
		r.t.Errorf("rang %d times, not %d", r.rings, want)
	}
	r.rings = 0
}
