package store

import (
	"slices"

	"commsdesk/backend/telecom"

	bolt "go.etcd.io/bbolt"
)

// OpenActivities gives every open order, whole, beside the service it is on; orders on no service that is known stand
// beside none. The list is the caller's; what it holds is not to be changed. The error is a *backend.Error: Damaged or
// Internal.
func (c *Cache) OpenActivities() ([]telecom.Activity, error) {
	known, at, ok := c.open.get()
	if ok && !c.done.Load() {
		return known, nil
	}
	all, err := c.readOpen()
	if err == nil {
		c.open.set(all, at)
	}
	return slices.Clone(all), err
}

func (c *Cache) readOpen() (all []telecom.Activity, err error) {
	err = c.view(func(tx *bolt.Tx) error {
		at := map[string]int{}
		return tx.Bucket([]byte(bucketOpen)).ForEach(func(k, v []byte) error {
			var few orderRecord
			if err := c.openRecord(bucketOpen, k, v, &few); err != nil {
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

// Order gives an order as the portal last described it; not ok if it is not known. The error is a *backend.Error:
// Damaged or Internal.
func (c *Cache) Order(id string) (o telecom.Order, ok bool, err error) {
	err = c.view(func(tx *bolt.Tx) error {
		r, err := c.findOrder(tx, id)
		if err == nil && r != nil {
			o, ok = toOrder(r), true
		}
		return err
	})
	return o, ok, err
}
