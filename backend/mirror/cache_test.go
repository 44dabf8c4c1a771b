package mirror_test

import (
	"reflect"
	"slices"
	"sync"

	"commsdesk/backend"
)

// fakeCache keeps records in memory and counts what was really written.
type fakeCache struct {
	mu       sync.Mutex
	services map[string]backend.Service
	orders   map[string]backend.Order
	cursor   backend.Cursor
	writes   int // of records that differed
	applies  int
	first    int // records there were after the first write
}

func newFakeCache() *fakeCache {
	return &fakeCache{services: map[string]backend.Service{}, orders: map[string]backend.Order{}}
}

func (c *fakeCache) Apply(ch backend.Changes) (backend.Applied, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var a backend.Applied
	for _, s := range ch.Services {
		if old, known := c.services[s.ID]; !known || !reflect.DeepEqual(old, s) {
			c.services[s.ID] = s
			a.Services = append(a.Services, s.ID)
		}
	}
	for _, o := range ch.Orders {
		old, known := c.orders[o.ID]
		if !known {
			a.NewOrders++
		}
		if !known || !reflect.DeepEqual(old, o) {
			c.orders[o.ID] = o
			a.Orders = append(a.Orders, o.ID)
		}
	}
	if ch.Cursor != nil {
		c.cursor = *ch.Cursor
	}
	c.applies++
	c.writes += len(a.Services) + len(a.Orders)
	if c.first == 0 {
		c.first = c.writes
	}
	a.Revision = uint64(c.writes)
	return a, nil
}

func (c *fakeCache) Cursor() backend.Cursor {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.cursor
}

func (c *fakeCache) OpenOrders() ([]backend.Order, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var open []backend.Order
	for _, o := range c.orders {
		if o.Open() {
			open = append(open, o)
		}
	}
	return open, nil
}

func (c *fakeCache) Orders(id string) ([]backend.Order, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var of []backend.Order
	for _, o := range c.orders {
		if slices.Contains(o.ServiceIDs, id) {
			of = append(of, o)
		}
	}
	return of, nil
}

func (c *fakeCache) written() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.writes
}

func (c *fakeCache) size() (services, orders int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.services), len(c.orders)
}
