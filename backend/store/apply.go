package store

import (
	"time"

	"commsdesk/backend/telecom"

	bolt "go.etcd.io/bbolt"
)

// batch is the most records in one transaction. More would need memory for the pages of the whole file at once.
const batch = 5000

// Apply stores the result of a read in one transaction, or a very large one in several, with the cursor in the last. Only
// records that differ are written. If none does, only freshness moves, in memory: it is written with the next change or by
// Close. The last of several records with the same ID counts; a record without an ID is ignored.
//
// Records that are gone are removed from every list; if they come back, they are new. A record in the same read is not
// gone. Unknown IDs are ignored.
//
// A difference in the portal's JSON alone is stored, but not listed as applied, since nobody can see it.
//
// The error is a *telecom.Error: Damaged or Internal. It is safe to call Apply again with the same changes.
func (c *Cache) Apply(changes telecom.Changes) (telecom.Applied, error) {
	c.writing.Lock()
	defer c.writing.Unlock()
	var found difference
	if err := c.view(func(tx *bolt.Tx) (err error) {
		found, err = c.compare(tx, changes)
		return err
	}); err != nil {
		return telecom.Applied{}, err
	}
	applied := found.applied // in the order of the read
	next := c.state
	if changes.Cursor != nil {
		next.Cursor = recordOfCursor(*changes.Cursor)
	}
	c.confirm(found.same, changes.ReadAt)
	if found.size() == 0 {
		c.adopt(next)
		applied.Revision = next.Revision
		return applied, nil
	}
	if len(applied.Services)+len(applied.Orders) > 0 {
		next.Revision++
	}
	for found.size() > 0 {
		part, step := found.take(batch), next
		if found.size() > 0 {
			step.Cursor = c.state.Cursor // nothing may count as read before it is
		}
		if err := c.write(part, step, changes.ReadAt); err != nil {
			return telecom.Applied{}, err
		}
	}
	applied.Revision = next.Revision
	return applied, nil
}

// confirm moves freshness in memory.
func (c *Cache) confirm(serviceIDs []string, readAt time.Time) {
	c.showing.Lock()
	defer c.showing.Unlock()
	for _, id := range serviceIDs {
		if slot, ok := c.index.slots[id]; ok && c.index.entries[slot].known {
			c.index.confirm(slot, millis(readAt))
			c.unsaved = true
		}
	}
}

// adopt sets a state that is not written yet.
func (c *Cache) adopt(s state) {
	c.showing.Lock()
	defer c.showing.Unlock()
	if c.state != s {
		c.state, c.unsaved = s, true
	}
}

// write writes records, open orders, the index, freshness and the state in one transaction.
func (c *Cache) write(part difference, next state, readAt time.Time) error {
	defer c.open.clear() // even after an error
	d := c.index.draft()
	next.Orders = c.state.Orders - len(part.goneOrders)
	for _, o := range part.orders {
		if o.old == nil {
			next.Orders++
		}
	}
	err := c.file.update(func(tx *bolt.Tx) error {
		if err := c.putServices(tx, part.services); err != nil {
			return err
		}
		if err := c.putOrders(tx, part.orders); err != nil {
			return err
		}
		if err := c.remove(tx, part.goneServices, part.goneOrders); err != nil {
			return err
		}
		for _, s := range part.services {
			d.service(s.record, millis(readAt))
		}
		for _, s := range part.goneServices {
			d.serviceGone(s.id)
		}
		lists := func(id string) ([]string, error) {
			r, err := c.findService(tx, id)
			if err != nil || r == nil {
				return nil, err
			}
			return r.OrderIDs, nil
		}
		at := make(map[string]*orderRecord, len(part.orders))
		for _, o := range part.orders {
			at[o.record.ID] = o.record
			if err := d.order(o.old, o.record, lists); err != nil {
				return err
			}
		}
		if err := d.ordersGone(part.goneOrders, lists); err != nil {
			return err
		}
		err := c.sum(d, func(id string) (*orderRecord, error) {
			if r, ok := at[id]; ok {
				return r, nil
			}
			return c.findOrder(tx, id)
		})
		if err != nil {
			return err
		}
		switch {
		case next.Orders > max(c.state.Orders, ordersAtMost):
			return full("orders")
		case !d.fits():
			return full("services")
		}
		return c.keep(tx, d, next)
	})
	if err != nil {
		return c.problem(err)
	}
	c.showing.Lock()
	defer c.showing.Unlock()
	c.index.publish(d)
	c.state, c.unsaved, c.learned = next, false, false
	return nil
}

// sum recomputes the order columns of every service in the draft whose orders differ.
func (c *Cache) sum(d *draft, find func(orderID string) (*orderRecord, error)) error {
	for slot := range d.sums {
		e := d.edit(slot)
		var orders []telecom.Order
		for _, id := range e.orders() {
			r, err := find(id)
			if err != nil {
				return err
			}
			if r != nil {
				orders = append(orders, toOrder(r))
			}
		}
		e.sum(orders, c.rules)
	}
	for _, e := range d.entries {
		e.buildText()
	}
	return nil
}
