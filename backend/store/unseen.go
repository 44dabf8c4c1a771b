package store

import (
	"slices"

	bolt "go.etcd.io/bbolt"
)

// What is known, by id alone: a sweep asks what it has not met, and a read of a few fields what may have changed.

// UnseenServices gives the ids of the services known that a sweep has not seen, sorted. Seen is asked about each
// known service once.
func (c *Cache) UnseenServices(seen func(id string) bool) []string {
	c.showing.Lock()
	ids := make([]string, 0, c.index.totals.known)
	for _, e := range c.index.entries {
		if e.known {
			ids = append(ids, e.id)
		}
	}
	c.showing.Unlock()
	return unseen(ids, seen) // without the lock: it is not ours what seen does
}

// UnseenOrders gives the ids of the orders known that a sweep has not seen, sorted: those that a service is known to
// have, and those that are open. An order that is closed, names no service and is listed by none is not among them.
// Seen may be asked about an id more than once, and about ids that are not known. The error is a *backend.Error:
// Damaged or Internal.
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
		// One that is only listed may never have been read. The record itself need not be opened to know.
		ids = slices.DeleteFunc(ids, func(id string) bool { return orders.Get(c.sealer.name(bucketOrders, id)) == nil })
		return nil
	})
	if err != nil {
		return nil, err
	}
	return ids, nil
}

// unseen keeps the ids that were not seen, sorted and each once.
func unseen(ids []string, seen func(id string) bool) []string {
	ids = slices.DeleteFunc(ids, seen)
	slices.Sort(ids)
	return slices.Compact(ids)
}

// OrderStates gives the portal's state word, verbatim, of each of the given orders that is known. The error is a
// *backend.Error: Damaged or Internal.
func (c *Cache) OrderStates(ids []string) (map[string]string, error) {
	states := make(map[string]string, len(ids))
	err := c.view(func(tx *bolt.Tx) error {
		for _, id := range ids {
			r, err := c.findOrder(tx, id)
			if err != nil {
				return err
			}
			if r != nil {
				states[id] = r.State
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return states, nil
}
