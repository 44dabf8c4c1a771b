package store

import (
	"time"

	"commsdesk/backend/telecom"

	bolt "go.etcd.io/bbolt"
)

// OrdersSince gives every known order of the services on which anything has happened since a time in the portal's clock,
// and of those that the portal has not listed yet, in no particular order. The error is a *backend.Error: Damaged or Internal.
func (c *Cache) OrdersSince(t time.Time) (orders []telecom.Order, err error) {
	c.showing.Lock()
	var ids []string
	for _, e := range c.index.entries {
		if !e.known || e.last >= momentOf(t) { // of one that the portal has not listed yet nothing is summed
			ids = append(ids, e.orders()...)
		}
	}
	c.showing.Unlock()
	err = c.view(func(tx *bolt.Tx) error {
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
	return orders, err
}
