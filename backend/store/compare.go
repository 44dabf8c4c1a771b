package store

import (
	"bytes"
	"slices"
	"time"

	"commsdesk/backend/telecom"

	bolt "go.etcd.io/bbolt"
)

// difference is what of a read differs from what is known.
type difference struct {
	services []serviceChange
	orders   []orderChange
	same     []string // services that are known and equal
	applied  telecom.Applied

	goneServices []goneService
	goneOrders   []goneOrder
}

// size is how many records must be written or removed.
func (d *difference) size() int {
	return len(d.services) + len(d.orders) + len(d.goneServices) + len(d.goneOrders)
}

// take splits off as many records as one transaction may have.
func (d *difference) take(most int) (part difference) {
	part.services, d.services = split(d.services, most)
	part.orders, d.orders = split(d.orders, most-part.size())
	part.goneServices, d.goneServices = split(d.goneServices, most-part.size())
	part.goneOrders, d.goneOrders = split(d.goneOrders, most-part.size())
	return part
}

func split[T any](list []T, most int) (part, rest []T) {
	n := min(most, len(list))
	return list[:n], list[n:]
}

type serviceChange struct {
	key    []byte
	head   head
	record *serviceRecord
}

type orderChange struct {
	key    []byte
	head   head
	record *orderRecord
	old    *orderRecord // nil: not known
}

// compare finds what differs, by the heads of the records: nothing that is equal is opened.
func (c *Cache) compare(tx *bolt.Tx, changes telecom.Changes) (d difference, err error) {
	services, orders := tx.Bucket([]byte(bucketServices)), tx.Bucket([]byte(bucketOrders))
	for _, s := range lastOfEach(changes.Services, func(s *telecom.Service) string { return s.ID }) {
		change := serviceChange{key: c.sealer.name(bucketServices, s.ID), record: recordOfService(s)}
		if change.head, err = c.headOfService(change.record); err != nil {
			return d, err
		}
		before, known := headOf(services.Get(change.key))
		if known && before == change.head {
			d.same = append(d.same, s.ID)
			continue
		}
		if before.seen != change.head.seen {
			d.applied.Services = append(d.applied.Services, s.ID)
		}
		change.record.ReadAt = momentOf(changes.ReadAt)
		d.services = append(d.services, change)
	}
	for _, o := range lastOfEach(changes.Orders, func(o *telecom.Order) string { return o.ID }) {
		change := orderChange{key: c.sealer.name(bucketOrders, o.ID), record: recordOfOrder(o)}
		if change.head, err = c.headOfOrder(change.record); err != nil {
			return d, err
		}
		value := orders.Get(change.key)
		before, known := headOf(value)
		if known && before == change.head {
			continue
		}
		if before.seen != change.head.seen {
			d.applied.Orders = append(d.applied.Orders, o.ID)
		}
		if known {
			if change.old, err = c.openOrder(change.key, value); err != nil {
				return d, err
			}
			change.record.SeenAt = change.old.SeenAt // what was seen first stays seen then
		} else {
			d.applied.NewOrders++
			if change.record.SeenAt == 0 {
				change.record.SeenAt = momentOf(c.portalTime(changes))
			}
		}
		d.orders = append(d.orders, change)
	}
	if err := c.compareGone(tx, changes, &d); err != nil {
		return d, err
	}
	// In the order of the keys, so that pages are filled one after the other.
	slices.SortFunc(d.services, func(a, b serviceChange) int { return bytes.Compare(a.key, b.key) })
	slices.SortFunc(d.orders, func(a, b orderChange) int { return bytes.Compare(a.key, b.key) })
	return d, nil
}

// portalTime is when an answer was here, in the portal's clock as far as it is known. How old it was by then does not
// count: an order that is new here was not seen before.
func (c *Cache) portalTime(changes telecom.Changes) time.Time {
	skew := time.Duration(c.state.Cursor.Skew)
	if changes.Cursor != nil {
		skew = changes.Cursor.Skew
	}
	at := changes.SeenAt
	if at.IsZero() {
		at = changes.ReadAt
	}
	if at.IsZero() {
		return at
	}
	return at.Add(skew)
}

// headOfService is taken without when it was read: that makes no difference.
func (c *Cache) headOfService(r *serviceRecord) (head, error) {
	bare := *r
	bare.Raw, bare.ReadAt = nil, 0
	plain, err := c.codec.enc.Marshal(&bare)
	return head{seen: c.sealer.digest(plain), raw: c.sealer.digest(r.Raw)}, err
}

// headOfOrder is taken without when it was first seen: that makes no difference.
func (c *Cache) headOfOrder(r *orderRecord) (head, error) {
	bare := *r
	bare.Raw, bare.SeenAt = nil, 0
	plain, err := c.codec.enc.Marshal(&bare)
	return head{seen: c.sealer.digest(plain), raw: c.sealer.digest(r.Raw)}, err
}

// lastOfEach gives the last record of every id, in the order in which the ids first occur.
func lastOfEach[T any](records []T, id func(*T) string) []*T {
	at := make(map[string]int, len(records))
	list := make([]*T, 0, len(records))
	for i := range records {
		r := &records[i]
		switch n, twice := at[id(r)]; {
		case id(r) == "":
		case twice:
			list[n] = r
		default:
			at[id(r)] = len(list)
			list = append(list, r)
		}
	}
	return list
}

func (c *Cache) putServices(tx *bolt.Tx, services []serviceChange) error {
	bucket := tx.Bucket([]byte(bucketServices))
	bucket.FillPercent = fill(len(services))
	for _, s := range services {
		value, err := c.sealRecord(bucketServices, s.key, s.head, s.record)
		if err != nil {
			return err
		}
		if err := bucket.Put(s.key, value); err != nil {
			return err
		}
	}
	return nil
}

func (c *Cache) putOrders(tx *bolt.Tx, orders []orderChange) error {
	bucket, open := tx.Bucket([]byte(bucketOrders)), tx.Bucket([]byte(bucketOpen))
	bucket.FillPercent = fill(len(orders))
	for _, o := range orders {
		value, err := c.sealRecord(bucketOrders, o.key, o.head, o.record)
		if err != nil {
			return err
		}
		if err := bucket.Put(o.key, value); err != nil {
			return err
		}
		if !o.record.isOpen() {
			if err := open.Delete(o.key); err != nil {
				return err
			}
			continue
		}
		few := openState(o.record)
		if value, err = c.sealRecord(bucketOpen, o.key, head{}, few); err != nil {
			return err
		}
		if err := open.Put(o.key, value); err != nil {
			return err
		}
	}
	return nil
}

// fill is how full pages are left: nearly full in a first copy, with room to grow later.
func fill(records int) float64 {
	if records >= 100 {
		return 0.9
	}
	return bolt.DefaultFillPercent
}
