package mirror_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"commsdesk/backend/telecom"
)

// fakeSource is a portal in memory.
type fakeSource struct {
	mu       sync.Mutex
	services []telecom.Service
	orders   []telecom.Order // oldest first
	rows     int             // of a page
	sorts    bool
	filters  bool
	stubs    bool
	turn     int // open orders that a filter returns at once
	rest     bool
	hidden   map[string]bool // from lists, not from readings by id
	err      error           // of every answer
	empty    bool            // lists are
	repeats  bool            // the offset is ignored
	whole    bool            // only whole pages are counted
	moves    bool            // lists shift between two pages
	pages    int
	bad      int // unreadable records on every page
	slow     time.Duration
	asked    []string
}

func newFakeSource(services, ordersEach int) *fakeSource {
	f := &fakeSource{rows: 10, sorts: true}
	began := time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range services {
		s := telecom.Service{ID: fmt.Sprintf("S%05d", i), State: "active"}
		for j := range ordersEach {
			id := fmt.Sprintf("O%05d-%d", i, j)
			f.orders = append(f.orders, telecom.Order{ID: id, ServiceIDs: []string{s.ID}, State: "completed", Kind: telecom.SIMSwap,
				OrderedAt: began.Add(time.Duration(len(f.orders)) * time.Minute)})
			s.OrderIDs = append(s.OrderIDs, id)
		}
		f.services = append(f.services, s)
	}
	return f
}

// place adds an order, dated by the portal's own clock.
func (f *fakeSource) place(id, service, state string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.orders = append(f.orders, telecom.Order{ID: id, ServiceIDs: []string{service}, State: state, OrderedAt: time.Now().UTC()})
}

func (f *fakeSource) set(order, state string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range f.orders {
		if f.orders[i].ID == order {
			f.orders[i].State = state
		}
	}
}

func (f *fakeSource) change(do func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	do()
}

// questions returns how many questions were asked.
func (f *fakeSource) questions() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.asked)
}

func (f *fakeSource) count(what string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := 0
	for _, a := range f.asked {
		if a == what {
			n++
		}
	}
	return n
}

func (f *fakeSource) ask(ctx context.Context, what string) error {
	if f.slow > 0 {
		select {
		case <-time.After(f.slow):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, what)
	return f.err
}

func idOf(record any) string {
	if s, ok := record.(telecom.Service); ok {
		return s.ID
	}
	return record.(telecom.Order).ID
}

func cutPage[T any](f *fakeSource, all []T, offset, limit int) telecom.Page[T] {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.pages++
	total := len(all)
	if f.hidden != nil {
		all = slices.DeleteFunc(slices.Clone(all), func(it T) bool { return f.hidden[idOf(it)] })
	}
	if f.empty {
		all = nil
	}
	from := offset
	if f.repeats {
		from = 0
	}
	if f.moves && from > 0 {
		from += (f.pages % 3) - 1
	}
	if f.whole {
		from -= from % limit
	}
	from = min(from, len(all))
	items := slices.Clone(all[from:min(len(all), from+limit)])
	return telecom.Page[T]{Items: items, Unreadable: f.bad, Next: offset + len(items) + f.bad, Last: len(items)+f.bad == 0, Total: total}
}

func (f *fakeSource) Services(ctx context.Context, offset, limit int) (telecom.Page[telecom.Service], error) {
	if err := f.ask(ctx, "services"); err != nil {
		return telecom.Page[telecom.Service]{}, err
	}
	return cutPage(f, f.services, offset, f.limited(limit)), nil
}

// limited returns the page length for that many wanted rows.
func (f *fakeSource) limited(limit int) int {
	if limit == 0 {
		return f.rows
	}
	return min(limit, f.rows)
}

func (f *fakeSource) Probe(ctx context.Context, open []telecom.Order) error { return ctx.Err() }

func (f *fakeSource) Stubs(ctx context.Context, offset, limit int, newest bool) (page telecom.Page[telecom.Stub], ok bool, err error) {
	if !f.stubs || newest && !f.sorts {
		return page, false, nil
	}
	if err := f.ask(ctx, "stubs"); err != nil {
		return page, false, err
	}
	f.mu.Lock()
	orders := slices.Clone(f.orders)
	f.mu.Unlock()
	if newest {
		slices.Reverse(orders)
	}
	whole := cutPage(f, orders, offset, f.limited(limit))
	page = telecom.Page[telecom.Stub]{Unreadable: whole.Unreadable, Next: whole.Next, Last: whole.Last, Total: whole.Total}
	for _, o := range whole.Items {
		page.Items = append(page.Items, telecom.Stub{ID: o.ID, State: o.State, OrderedAt: o.OrderedAt})
	}
	return page, true, nil
}

func (f *fakeSource) Orders(ctx context.Context, offset, limit int) (telecom.Page[telecom.Order], error) {
	if err := f.ask(ctx, "orders"); err != nil {
		return telecom.Page[telecom.Order]{}, err
	}
	return cutPage(f, f.orders, offset, f.limited(limit)), nil
}

var errNotFound = &telecom.Error{Code: telecom.NotFound, Text: "Not there."}

func (f *fakeSource) Service(ctx context.Context, id string) (telecom.Service, error) {
	if err := f.ask(ctx, "service "+id); err != nil {
		return telecom.Service{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range f.services {
		if s.ID == id {
			return s, nil
		}
	}
	return telecom.Service{}, errNotFound
}

func (f *fakeSource) Order(ctx context.Context, id string) (telecom.Order, error) {
	if err := f.ask(ctx, "order "+id); err != nil {
		return telecom.Order{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, o := range f.orders {
		if o.ID == id {
			return o, nil
		}
	}
	return telecom.Order{}, errNotFound
}

func (f *fakeSource) AllOpenOrders(ctx context.Context, known []telecom.Order) (telecom.Page[telecom.Order], error) {
	return f.OpenOrders(ctx, known)
}

func (f *fakeSource) OpenOrders(ctx context.Context, known []telecom.Order) (page telecom.Page[telecom.Order], err error) {
	if err := f.ask(ctx, "open"); err != nil || !f.filters {
		return page, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, o := range f.orders {
		if o.Open() {
			page.Items = append(page.Items, o)
		}
	}
	page.Last = true
	if f.turn > 0 { // some of them, then the rest
		if f.rest = !f.rest; f.rest {
			page.Items, page.Last = page.Items[:f.turn], false
		} else {
			page.Items = page.Items[f.turn:]
		}
	}
	return page, nil
}

func (f *fakeSource) NewestOrders(ctx context.Context, offset int, known bool) (telecom.Page[telecom.Order], bool, error) {
	if err := f.ask(ctx, "newest"); err != nil || !f.sorts {
		return telecom.Page[telecom.Order]{}, false, err
	}
	f.mu.Lock()
	sorted := slices.Clone(f.orders)
	f.mu.Unlock()
	slices.Reverse(sorted)
	return cutPage(f, sorted, offset, f.rows), true, nil
}

func (f *fakeSource) OrdersOf(ctx context.Context, s telecom.Service, known []string) (page telecom.Page[telecom.Order], proven bool,
	err error) {
	if err := f.ask(ctx, "orders of "+s.ID); err != nil {
		return page, false, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, o := range f.orders {
		if slices.Contains(o.ServiceIDs, s.ID) && (f.filters || slices.Contains(known, o.ID) || slices.Contains(s.OrderIDs, o.ID)) {
			page.Items = append(page.Items, o)
		}
	}
	return page, f.filters, nil
}

// busy is an error with a retry time.
type busy struct{ after time.Duration }

func (b busy) Error() string             { return "busy" }
func (b busy) RetryAfter() time.Duration { return b.after }

func failing(code telecom.Code) error {
	return &telecom.Error{Code: code, Text: "No.", Cause: errors.New("test")}
}
