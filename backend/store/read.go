package store

import (
	"errors"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"

	"commsdesk/backend/telecom"
)

// Service returns a service as the portal last described it, and when the portal last confirmed that, in this computer's
// clock. Ok is false if the portal has not listed it. The error is a *telecom.Error: Damaged or Internal.
func (c *Cache) Service(id string) (service telecom.Service, readAt time.Time, ok bool, err error) {
	readAt, ok = c.confirmed(id)
	if !ok {
		return telecom.Service{}, time.Time{}, false, nil
	}
	r, err := one[serviceRecord](c, bucketServices, id)
	if err == nil && r == nil {
		// It may have been removed from the disk but not yet from the index. Without a write in progress, the two agree or
		// the file is damaged.
		c.writing.Lock()
		defer c.writing.Unlock()
		if readAt, ok = c.confirmed(id); !ok {
			return telecom.Service{}, time.Time{}, false, nil
		}
		if r, err = one[serviceRecord](c, bucketServices, id); err == nil && r == nil {
			err = c.problem(unsound(errors.New("a service of the index has no record")))
		}
	}
	if err != nil {
		return telecom.Service{}, time.Time{}, false, err
	}
	return toService(r), readAt, true, nil
}

// confirmed reports whether the index knows a service, and when the portal last confirmed it.
func (c *Cache) confirmed(id string) (readAt time.Time, ok bool) {
	c.showing.Lock()
	defer c.showing.Unlock()
	slot, found := c.index.slots[id]
	if !found || !c.index.entries[slot].known {
		return time.Time{}, false
	}
	if ms := c.index.readAt[slot]; ms != 0 {
		readAt = time.UnixMilli(ms).UTC()
	}
	return readAt, true
}

// Orders returns every known order of a service: those that name it and those it lists, in no particular order. SeenAt is
// set on each. An unknown service has none. The error is a *telecom.Error: Damaged or Internal.
func (c *Cache) Orders(serviceID string) ([]telecom.Order, error) {
	c.showing.Lock()
	var ids []string
	if slot, found := c.index.slots[serviceID]; found {
		ids = c.index.entries[slot].orders()
	}
	c.showing.Unlock()
	return c.ordersByID(ids)
}

// ordersByID returns the known orders among some IDs. One that a service only lists may not have been read yet.
func (c *Cache) ordersByID(ids []string) ([]telecom.Order, error) {
	orders := make([]telecom.Order, 0, len(ids))
	return orders, c.eachOrder(ids, func(r *orderRecord) { orders = append(orders, toOrder(r)) })
}

func (c *Cache) eachOrder(ids []string, visit func(*orderRecord)) error {
	return c.view(func(tx *bolt.Tx) error {
		for _, id := range ids {
			r, err := c.findOrder(tx, id)
			if err != nil {
				return err
			}
			if r != nil {
				visit(r)
			}
		}
		return nil
	})
}

// OpenOrders returns every order that may still change, in no particular order: only its IDs, kind, state, the meaning of
// the state, and SeenAt. The error is a *telecom.Error: Damaged or Internal.
func (c *Cache) OpenOrders() ([]telecom.Order, error) {
	var orders []telecom.Order
	err := c.view(func(tx *bolt.Tx) error {
		return c.eachOpen(tx, func(r *orderRecord) { orders = append(orders, toOrder(r)) })
	})
	return orders, err
}

// eachOpen visits what bucketOpen has of every open order.
func (c *Cache) eachOpen(tx *bolt.Tx, visit func(*orderRecord)) error {
	return tx.Bucket([]byte(bucketOpen)).ForEach(func(k, v []byte) error {
		r, err := opened[orderRecord](c, bucketOpen, k, v)
		if err == nil {
			visit(r)
		}
		return err
	})
}

// OpenActivities returns every open order, whole, grouped by its service; orders on no known service have none. The list is
// the caller's, but its content must not be changed. The error is a *telecom.Error: Damaged or Internal.
func (c *Cache) OpenActivities() ([]telecom.Activity, error) {
	if c.done.Load() {
		return nil, closed()
	}
	all, err := c.open.load(c.readOpen)
	return slices.Clone(all), err
}

func (c *Cache) readOpen() (all []telecom.Activity, err error) {
	err = c.view(func(tx *bolt.Tx) error {
		at := map[string]int{}
		return tx.Bucket([]byte(bucketOpen)).ForEach(func(k, v []byte) error {
			few, err := opened[orderRecord](c, bucketOpen, k, v)
			if err != nil {
				return err
			}
			r, err := c.findOrder(tx, few.ID)
			if err != nil || r == nil {
				return err
			}
			o := toOrder(r)
			id := ""
			if len(o.ServiceIDs) > 0 {
				id = o.ServiceIDs[0]
			}
			i, known := at[id]
			if !known {
				i = len(all)
				at[id] = i
				all = append(all, telecom.Activity{})
				if s, err := c.findService(tx, id); err != nil {
					return err
				} else if s != nil {
					word := toService(s)
					all[i].Service = &word
				}
			}
			all[i].Orders = append(all[i].Orders, o)
			return nil
		})
	})
	return all, err
}

// Order returns an order as the portal last described it; ok is false if it is not known. The error is a *telecom.Error:
// Damaged or Internal.
func (c *Cache) Order(id string) (o telecom.Order, ok bool, err error) {
	r, err := one[orderRecord](c, bucketOrders, id)
	if err != nil || r == nil {
		return o, false, err
	}
	return toOrder(r), true, nil
}

// OrdersSince returns every known order of the services with activity since a time in the portal's clock, of services that
// the portal has not listed yet, and those of no service that changed since, in no particular order. The error is a
// *telecom.Error: Damaged or Internal.
func (c *Cache) OrdersSince(t time.Time) ([]telecom.Order, error) {
	c.showing.Lock()
	var ids []string
	for _, e := range c.index.entries {
		if !e.known && !e.ofNoService() || e.last >= timestampOf(t) {
			ids = append(ids, e.orders()...)
		}
	}
	c.showing.Unlock()
	return c.ordersByID(ids)
}

// UnseenServices returns the IDs of the known services that a sweep has not seen, sorted. Seen is called once for each
// known service.
func (c *Cache) UnseenServices(seen func(id string) bool) []string {
	c.showing.Lock()
	ids := make([]string, 0, c.index.totals.known)
	for _, e := range c.index.entries {
		if e.known {
			ids = append(ids, e.id)
		}
	}
	c.showing.Unlock()
	return unseen(ids, seen) // without the lock: seen is the caller's
}

// UnseenOrders returns the IDs of the known orders that a sweep has not seen, sorted. Seen may be called more than once for
// an ID, and for unknown IDs. The error is a *telecom.Error: Damaged or Internal.
func (c *Cache) UnseenOrders(seen func(id string) bool) ([]string, error) {
	c.showing.Lock()
	ids := make([]string, 0, c.state.Orders)
	for _, e := range c.index.entries {
		ids = append(append(ids, e.named...), e.listed...)
	}
	c.showing.Unlock()
	err := c.view(func(tx *bolt.Tx) error {
		return c.eachOpen(tx, func(r *orderRecord) { ids = append(ids, r.ID) })
	})
	if err != nil {
		return nil, err
	}
	ids = unseen(ids, seen)
	err = c.view(func(tx *bolt.Tx) error {
		orders := tx.Bucket([]byte(bucketOrders))
		// One that a service only lists may never have been read. There is no need to open the record.
		ids = slices.DeleteFunc(ids, func(id string) bool { return orders.Get(c.sealer.name(bucketOrders, id)) == nil })
		return nil
	})
	return ids, err
}

// unseen returns the IDs that were not seen, sorted and without duplicates.
func unseen(ids []string, seen func(id string) bool) []string {
	ids = slices.DeleteFunc(ids, seen)
	slices.Sort(ids)
	return slices.Compact(ids)
}

// OrderStates returns the state, as the portal spells it, of each given order that is known. The error is a *telecom.Error:
// Damaged or Internal.
func (c *Cache) OrderStates(ids []string) (map[string]string, error) {
	states := make(map[string]string, len(ids))
	return states, c.eachOrder(ids, func(r *orderRecord) { states[r.ID] = r.State })
}
