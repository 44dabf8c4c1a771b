package mirror_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/backend/mirror"
	"commsdesk/backend/telecom"
)

// requestPortal is an in-memory portal of requests.
type requestPortal struct {
	mu         sync.Mutex
	requests   []telecom.Request
	agreements []telecom.Agreement
	products   []telecom.Product
	rows       int
	others     int              // product orders of other kinds, at the beginning of the list and after every fourth request
	hidden     map[string]bool  // from lists, not from readings by id
	errs       map[string]error // by question; "": every question
	left       int              // questions until nothing is answered any more; zero: no limit
	asked      []string
}

func newRequestPortal(n int) *requestPortal {
	f := &requestPortal{rows: 10, errs: map[string]error{}, hidden: map[string]bool{}}
	for i := range n {
		r := telecom.Request{ID: fmt.Sprintf("R%04d", i), Status: telecom.RequestReceived, Customer: "Fictive Ltd"}
		if i%2 == 0 {
			a := telecom.Agreement{ID: fmt.Sprintf("A%04d", i), State: "inProcess"}
			f.agreements = append(f.agreements, a)
			r.Agreements, r.Contract = []string{a.ID}, a.ID
		}
		if i%5 == 0 {
			f.products = append(f.products, telecom.Product{ID: fmt.Sprintf("P%04d", i), State: "created"})
		}
		f.requests = append(f.requests, r)
	}
	return f
}

func (f *requestPortal) do(change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change()
}

func (f *requestPortal) set(id string, s telecom.RequestStatus) {
	f.do(func() { f.requests[f.index(id)].Status = s })
}

func (f *requestPortal) index(id string) int {
	return slices.IndexFunc(f.requests, func(r telecom.Request) bool { return r.ID == id })
}

func (f *requestPortal) ask(what string) error {
	f.asked = append(f.asked, what)
	if f.left == 1 {
		return failing(telecom.Unreachable)
	}
	f.left = max(f.left-1, 0)
	if err := f.errs[""]; err != nil {
		return err
	}
	return f.errs[what]
}

// questions returns what was asked since the last call.
func (f *requestPortal) questions() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	asked := f.asked
	f.asked = nil
	return asked
}

func pageOf[T any](f *requestPortal, what string, list *[]T, id func(T) string, offset, limit int) (telecom.Page[T], error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.ask(what); err != nil {
		return telecom.Page[T]{}, err
	}
	if limit == 0 || limit > f.rows {
		limit = f.rows
	}
	all := slices.DeleteFunc(slices.Clone(*list), func(t T) bool { return f.hidden[id(t)] })
	from := min(offset, len(all))
	items := all[from:min(len(all), from+limit)]
	return telecom.Page[T]{Items: items, Next: offset + len(items), Last: len(items) == 0, Total: len(all)}, nil
}

func (f *requestPortal) Requests(_ context.Context, offset, limit int) (telecom.Page[telecom.Request], error) {
	f.mu.Lock()
	var all []telecom.Request
	for i, r := range f.requests {
		if i%4 == 0 {
			all = append(all, make([]telecom.Request, f.others)...)
		}
		all = append(all, r)
	}
	f.mu.Unlock()
	page, err := pageOf(f, "requests", &all, func(r telecom.Request) string { return r.ID }, offset, limit)
	page.Items = slices.DeleteFunc(page.Items, func(r telecom.Request) bool { return r.ID == "" })
	return page, err
}

func (f *requestPortal) Agreements(_ context.Context, offset, limit int) (telecom.Page[telecom.Agreement], error) {
	return pageOf(f, "agreements", &f.agreements, func(a telecom.Agreement) string { return a.ID }, offset, limit)
}

func (f *requestPortal) Products(_ context.Context, offset, limit int) (telecom.Page[telecom.Product], error) {
	return pageOf(f, "products", &f.products, func(p telecom.Product) string { return p.ID }, offset, limit)
}

func (f *requestPortal) Request(_ context.Context, id string) (telecom.Request, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.ask("request " + id); err != nil {
		return telecom.Request{}, err
	}
	if i := f.index(id); i >= 0 {
		return f.requests[i], nil
	}
	return telecom.Request{}, errNotFound
}

func (f *requestPortal) Agreement(_ context.Context, id string) (telecom.Agreement, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.ask("agreement " + id); err != nil {
		return telecom.Agreement{}, err
	}
	for _, a := range f.agreements {
		if a.ID == id {
			return a, nil
		}
	}
	return telecom.Agreement{}, errNotFound
}

// requestCopy is an in-memory cache.
type requestCopy struct {
	mu         sync.Mutex
	requests   map[string]telecom.Request
	agreements map[string]telecom.Agreement
	products   map[string]telecom.Product
	cursor     telecom.RequestCursor
	first      int // requests after the first write
	full       error
}

func newRequestCopy() *requestCopy {
	return &requestCopy{requests: map[string]telecom.Request{}, agreements: map[string]telecom.Agreement{},
		products: map[string]telecom.Product{}}
}

func (c *requestCopy) ApplyRequests(ch telecom.RequestChanges) (a telecom.RequestsApplied, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.full != nil {
		return a, c.full
	}
	for _, r := range ch.Requests {
		old, known := c.requests[r.ID]
		if !known {
			a.NewRequests++
		}
		if !known || !reflect.DeepEqual(old, r) {
			c.requests[r.ID] = r
			a.Requests = append(a.Requests, r.ID)
		}
	}
	for _, g := range ch.Agreements {
		a.Others = a.Others || !reflect.DeepEqual(c.agreements[g.ID], g)
		c.agreements[g.ID] = g
	}
	for _, p := range ch.Products {
		a.Others = a.Others || !reflect.DeepEqual(c.products[p.ID], p)
		c.products[p.ID] = p
	}
	for _, id := range ch.Gone {
		delete(c.requests, id)
		a.Requests = append(a.Requests, id)
	}
	if ch.Cursor != nil {
		c.cursor = *ch.Cursor
	}
	if c.first == 0 {
		c.first = len(c.requests)
	}
	return a, nil
}

func (c *requestCopy) RequestCursor() telecom.RequestCursor {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.cursor
}

func (c *requestCopy) Request(id string) (telecom.Request, time.Time, bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	r, ok := c.requests[id]
	return r, time.Time{}, ok, nil
}

func (c *requestCopy) Agreement(id string) (telecom.Agreement, bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	a, ok := c.agreements[id]
	return a, ok, nil
}

func (c *requestCopy) LiveRequests() (live []telecom.RequestSummary, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, r := range c.requests {
		if !r.Status.Ended() {
			live = append(live, telecom.RequestSummary{ID: r.ID, Status: r.Status, State: r.State})
		}
	}
	return live, nil
}

func (c *requestCopy) UnseenRequests(seen func(string) bool) (ids []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for id := range c.requests {
		if !seen(id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// status returns the status of a request here.
func (c *requestCopy) status(id string) telecom.RequestStatus {
	r, _, _, _ := c.Request(id)
	return r.Status
}

func (c *requestCopy) agreement(id string) string {
	a, _, _ := c.Agreement(id)
	return a.State
}

func (c *requestCopy) size() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.requests)
}

// runningRequests starts a mirror of requests inside a synctest bubble.
func runningRequests(t *testing.T, f *requestPortal, c *requestCopy) *mirror.Requests {
	m := mirror.NewRequests(mirror.RequestOptions{Source: f, Cache: c, ReadWith: "1", Jitter: calm})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { m.Run(ctx); close(done) }()
	t.Cleanup(func() { cancel(); <-done })
	synctest.Wait()
	f.questions()
	return m
}

// sameRow answers every question with the same request.
type sameRow struct{ *requestPortal }

func (s sameRow) Request(ctx context.Context, _ string) (telecom.Request, error) {
	return s.requestPortal.Request(ctx, "R0000")
}
