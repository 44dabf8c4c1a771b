package store

import (
	"bytes"
	"slices"

	"commsdesk/backend/telecom"

	bolt "go.etcd.io/bbolt"
)

// goneService and goneOrder are records that are known, and that the portal has no more.

type goneService struct {
	id  string
	key []byte
}

type goneOrder struct {
	id         string
	key        []byte
	serviceIDs []string // the services it named
}

// compareGone finds which of the ids that are said to be gone are known. What the same read brought is not gone.
func (c *Cache) compareGone(tx *bolt.Tx, changes telecom.Changes, d *difference) error {
	if len(changes.Gone.Services)+len(changes.Gone.Orders) == 0 {
		return nil // nearly always
	}
	services, orders := tx.Bucket([]byte(bucketServices)), tx.Bucket([]byte(bucketOrders))
	brought := idsOf(changes.Services, func(s *telecom.Service) string { return s.ID })
	for _, id := range without(changes.Gone.Services, brought) {
		if key := c.sealer.name(bucketServices, id); services.Get(key) != nil {
			d.goneServices = append(d.goneServices, goneService{id: id, key: key})
			d.applied.Services = append(d.applied.Services, id)
		}
	}
	brought = idsOf(changes.Orders, func(o *telecom.Order) string { return o.ID })
	for _, id := range without(changes.Gone.Orders, brought) {
		key := c.sealer.name(bucketOrders, id)
		value := orders.Get(key)
		if value == nil {
			continue
		}
		r, err := c.openOrder(key, value)
		if err != nil {
			return err
		}
		d.goneOrders = append(d.goneOrders, goneOrder{id: id, key: key, serviceIDs: r.ServiceIDs})
		d.applied.Orders = append(d.applied.Orders, id)
	}
	slices.SortFunc(d.goneServices, func(a, b goneService) int { return bytes.Compare(a.key, b.key) })
	slices.SortFunc(d.goneOrders, func(a, b goneOrder) int { return bytes.Compare(a.key, b.key) })
	return nil
}

func idsOf[T any](records []T, id func(*T) string) map[string]struct{} {
	ids := make(map[string]struct{}, len(records))
	for i := range records {
		ids[id(&records[i])] = struct{}{}
	}
	return ids
}

// without gives each id once that is not in a set, in the order in which they first occur. It adds them to the set.
func without(ids []string, set map[string]struct{}) []string {
	var list []string
	for _, id := range ids {
		if _, in := set[id]; !in {
			set[id] = struct{}{}
			list = append(list, id)
		}
	}
	return list
}

// remove takes the records that are gone out of their buckets, and what a service has used with it.
func (c *Cache) remove(tx *bolt.Tx, services []goneService, orders []goneOrder) error {
	for _, s := range services {
		if err := tx.Bucket([]byte(bucketServices)).Delete(s.key); err != nil {
			return err
		}
	}
	if err := c.forgetUsage(tx, services); err != nil {
		return err
	}
	for _, o := range orders {
		for _, bucket := range []string{bucketOrders, bucketOpen} {
			if err := tx.Bucket([]byte(bucket)).Delete(o.key); err != nil {
				return err
			}
		}
	}
	return nil
}

// serviceGone leaves of a service that is gone only which orders name it: they may be there still, and it may come
// back. None of its words stays, so that none is written again.
func (d *draft) serviceGone(id string) {
	slot := d.slot(id)
	d.entries[slot] = &entry{id: id, named: d.at(slot).named}
	d.readAt[slot] = 0
}

// ordersGone takes orders that are gone from the services they named. A service that lists one of them goes on doing
// so, as it would list one that was never read. Lists gives what a service's record lists.
func (d *draft) ordersGone(orders []goneOrder, lists func(serviceID string) ([]string, error)) error {
	left := map[int32]struct{}{} // each is listed anew once, however many of its orders are gone
	for _, o := range orders {
		for _, id := range o.serviceIDs {
			if id == "" {
				continue
			}
			slot := d.slot(id)
			d.edit(slot).unname(o.id)
			left[slot] = struct{}{}
		}
		for _, slot := range d.ix.listers[o.id] {
			d.edit(slot)
			d.sums[slot] = struct{}{}
		}
	}
	for slot := range left {
		e := d.edit(slot)
		listed, err := lists(e.id)
		if err != nil {
			return err
		}
		e.list(listed)
		d.sums[slot] = struct{}{}
	}
	return nil
}
