package mirror_test

import (
	"reflect"
	"slices"
	"sync"
	"time"

	"commsdesk/backend/telecom"
)

// fakeCache keeps records in memory and counts what was really written.
type fakeCache struct {
	mu       sync.Mutex
	services map[string]telecom.Service
	orders   map[string]telecom.Order
	cursor   telecom.Cursor
	writes   int // of records that differed
	applies  int
	first    int // records after the first write
	doubted  time.Time
	seen     map[string]time.Time // by order: when it was first seen
}

func newFakeCache() *fakeCache {
	return &fakeCache{services: map[string]telecom.Service{}, orders: map[string]telecom.Order{}, seen: map[string]time.Time{}}
}

func (c *fakeCache) Apply(ch telecom.Changes) (telecom.Applied, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var a telecom.Applied
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
			c.seen[o.ID] = ch.SeenAt
		}
		if !known || !reflect.DeepEqual(old, o) {
			c.orders[o.ID] = o
			a.Orders = append(a.Orders, o.ID)
		}
	}
	for _, id := range ch.Gone.Services {
		if _, known := c.services[id]; known {
			delete(c.services, id)
			a.Services = append(a.Services, id)
		}
	}
	for _, id := range ch.Gone.Orders {
		if _, known := c.orders[id]; known {
			delete(c.orders, id)
			a.Orders = append(a.Orders, id)
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

func (c *fakeCache) Cursor() telecom.Cursor {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.cursor
}

func (c *fakeCache) OpenOrders() ([]telecom.Order, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var open []telecom.Order
	for _, o := range c.orders {
		if o.Open() {
			open = append(open, o)
		}
	}
	return open, nil
}

func (c *fakeCache) Orders(id string) ([]telecom.Order, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var of []telecom.Order
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

func (c *fakeCache) OrderStates(ids []string) (map[string]string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	states := map[string]string{}
	for _, id := range ids {
		if o, known := c.orders[id]; known {
			states[id] = o.State
		}
	}
	return states, nil
}

func (c *fakeCache) UnseenServices(seen func(string) bool) (ids []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for id := range c.services {
		if !seen(id) {
			ids = append(ids, id)
		}
	}
	return ids
}

func (c *fakeCache) UnseenOrders(seen func(string) bool) (ids []string, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for id := range c.orders {
		if !seen(id) {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

func (c *fakeCache) Doubt(after time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.doubted = after
	if c.cursor.CompleteAt.After(after) {
		c.cursor.CompleteAt = time.Time{}
	}
	return nil
}
