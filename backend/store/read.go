package store

import (
	"errors"
	"time"

	"commsdesk/backend/telecom"

	bolt "go.etcd.io/bbolt"
)

// Service gives a service as the portal last described it, and when the portal last confirmed that, in this desk's
// clock. Ok is false if the portal has not listed it. The error is a *backend.Error: Damaged or Internal.
func (c *Cache) Service(id string) (service telecom.Service, readAt time.Time, ok bool, err error) {
	readAt, ok = c.confirmed(id)
	if !ok {
		return telecom.Service{}, time.Time{}, false, nil
	}
	r, err := c.serviceOf(id)
	if err == nil && r == nil {
		// It may have gone from the disk meanwhile, and not yet from the index: once nothing is being written, the
		// two agree or the file is damaged.
		c.writing.Lock()
		defer c.writing.Unlock()
		if readAt, ok = c.confirmed(id); !ok {
			return telecom.Service{}, time.Time{}, false, nil
		}
		if r, err = c.serviceOf(id); err == nil && r == nil {
			err = c.problem(c.unfit(errors.New("a service of the index has no record")))
		}
	}
	if err != nil {
		return telecom.Service{}, time.Time{}, false, err
	}
	return toService(r), readAt, true, nil
}

// confirmed says whether the index knows a service, and when the portal last confirmed it.
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

// serviceOf gives the record of a service; nil if there is none.
func (c *Cache) serviceOf(id string) (r *serviceRecord, err error) {
	err = c.view(func(tx *bolt.Tx) (err error) {
		r, err = c.findService(tx, id)
		return err
	})
	return r, err
}

// Orders gives every known order of a service: those that name it and those it lists, in no particular order.
// SeenAt is set on each. A service that is not known has none. The error is a *backend.Error: Damaged or Internal.
func (c *Cache) Orders(serviceID string) ([]telecom.Order, error) {
	c.showing.Lock()
	var ids []string
	if slot, found := c.index.slots[serviceID]; found {
		ids = c.index.entries[slot].orders()
	}
	c.showing.Unlock()
	orders := make([]telecom.Order, 0, len(ids))
	err := c.view(func(tx *bolt.Tx) error {
		for _, id := range ids {
			r, err := c.findOrder(tx, id)
			if err != nil {
				return err
			}
			if r != nil { // one that is only listed may not have been read yet
				orders = append(orders, toOrder(r))
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return orders, nil
}

// OpenOrders gives every order that may still change, in no particular order: only its ids, kind, state, what
// that means, and SeenAt. The error is a *backend.Error: Damaged or Internal.
func (c *Cache) OpenOrders() ([]telecom.Order, error) {
	var orders []telecom.Order
	err := c.view(func(tx *bolt.Tx) error {
		return c.eachOpen(tx, func(r *orderRecord) { orders = append(orders, toOrder(r)) })
	})
	if err != nil {
		return nil, err
	}
	return orders, nil
}

// eachOpen visits what bucketOpen has of every order that may still change.
func (c *Cache) eachOpen(tx *bolt.Tx, visit func(*orderRecord)) error {
	return tx.Bucket([]byte(bucketOpen)).ForEach(func(k, v []byte) error {
		r := &orderRecord{}
		if err := c.openRecord(bucketOpen, k, v, r); err != nil {
			return err
		}
		visit(r)
		return nil
	})
}
