package store

import (
	"bytes"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"

	"commsdesk/backend/telecom"
)

// difference is what a read changes.
type difference struct {
	services []serviceChange
	orders   []orderChange
	same     []string // services that are known and equal
	applied  telecom.Applied

	goneServices []goneService
	goneOrders   []goneOrder
}

// size returns how many records must be written or removed.
func (d *difference) size() int {
	return len(d.services) + len(d.orders) + len(d.goneServices) + len(d.goneOrders)
}

// take splits off at most that many records, for one transaction.
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
	key         []byte
	fingerprint fingerprint
	record      *serviceRecord
}

type orderChange struct {
	key         []byte
	fingerprint fingerprint
	record      *orderRecord
	old         *orderRecord // nil: not known
}

// compare finds the records that differ by their fingerprints: no equal record is opened.
func (c *Cache) compare(tx *bolt.Tx, changes telecom.Changes) (d difference, err error) {
	services, orders := tx.Bucket([]byte(bucketServices)), tx.Bucket([]byte(bucketOrders))
	for _, s := range lastOfEach(changes.Services, func(s *telecom.Service) string { return s.ID }) {
		change := serviceChange{key: c.sealer.name(bucketServices, s.ID), record: recordOfService(s)}
		if change.fingerprint, err = c.fingerprintOfService(change.record); err != nil {
			return d, err
		}
		before, known := fingerprintOf(services.Get(change.key))
		if known && before == change.fingerprint {
			d.same = append(d.same, s.ID)
			continue
		}
		if before.seen != change.fingerprint.seen {
			d.applied.Services = append(d.applied.Services, s.ID)
		}
		change.record.ReadAt = timestampOf(changes.ReadAt)
		d.services = append(d.services, change)
	}
	for _, o := range lastOfEach(changes.Orders, func(o *telecom.Order) string { return o.ID }) {
		change := orderChange{key: c.sealer.name(bucketOrders, o.ID), record: recordOfOrder(o)}
		if change.fingerprint, err = c.fingerprintOfOrder(change.record); err != nil {
			return d, err
		}
		value := orders.Get(change.key)
		before, known := fingerprintOf(value)
		if known && before == change.fingerprint {
			continue
		}
		if before.seen != change.fingerprint.seen {
			d.applied.Orders = append(d.applied.Orders, o.ID)
		}
		if known {
			if change.old, err = opened[orderRecord](c, bucketOrders, change.key, value); err != nil {
				return d, err
			}
			change.record.SeenAt = change.old.SeenAt // the first sighting stays
		} else {
			d.applied.NewOrders++
			if change.record.SeenAt == 0 {
				change.record.SeenAt = timestampOf(c.portalTime(changes))
			}
		}
		d.orders = append(d.orders, change)
	}
	if err := c.compareGone(tx, changes, &d); err != nil {
		return d, err
	}
	// In key order, so that pages are filled one after another.
	slices.SortFunc(d.services, func(a, b serviceChange) int { return bytes.Compare(a.key, b.key) })
	slices.SortFunc(d.orders, func(a, b orderChange) int { return bytes.Compare(a.key, b.key) })
	return d, nil
}

// portalTime returns when an answer arrived, in the portal's clock as far as it is known. The answer's age does not count:
// an order that is new here was not seen before.
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

// fingerprintOfService leaves out the time of the read, which is no change.
func (c *Cache) fingerprintOfService(r *serviceRecord) (fingerprint, error) {
	bare := *r
	bare.Raw, bare.ReadAt = nil, 0
	return c.fingerprintOf(&bare, r.Raw)
}

// fingerprintOfOrder leaves out the time of the first sighting, which is no change.
func (c *Cache) fingerprintOfOrder(r *orderRecord) (fingerprint, error) {
	bare := *r
	bare.Raw, bare.SeenAt = nil, 0
	return c.fingerprintOf(&bare, r.Raw)
}

// lastOfEach returns the last record of every ID, in the order in which the IDs first occur.
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
		value, err := c.sealRecord(bucketServices, s.key, s.fingerprint, s.record)
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
		value, err := c.sealRecord(bucketOrders, o.key, o.fingerprint, o.record)
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
		if value, err = c.sealRecord(bucketOpen, o.key, fingerprint{}, few); err != nil {
			return err
		}
		if err := open.Put(o.key, value); err != nil {
			return err
		}
	}
	return nil
}

// fill returns how full to leave pages: nearly full in a first copy, with room to grow later.
func fill(records int) float64 {
	if records >= 100 {
		return 0.9
	}
	return bolt.DefaultFillPercent
}

// goneService and goneOrder are known records that the portal no longer has.

type goneService struct {
	id  string
	key []byte
}

type goneOrder struct {
	id    string
	key   []byte
	homes []string // see homesOf
}

// compareGone finds the gone records that are known. A record in the same read is not gone.
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
		r, err := opened[orderRecord](c, bucketOrders, key, value)
		if err != nil {
			return err
		}
		d.goneOrders = append(d.goneOrders, goneOrder{id: id, key: key, homes: homesOf(r)})
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

// without returns the IDs that are not in set, each once and in order, and adds them to the set.
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

// remove deletes the records that are gone, and the usage of services.
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

// serviceGone keeps of a service that is gone only the orders that name it: they may still exist, and it may come back.
// Nothing else stays, so that none of its data is written again.
func (d *draft) serviceGone(id string) {
	slot := d.slot(id)
	d.entries[slot] = &entry{id: id, named: d.at(slot).named}
	d.readAt[slot] = 0
	d.sums[slot] = struct{}{}
}

// ordersGone removes orders that are gone from the services they named. A service that lists one of them still does, as it
// would one that was never read. Lists returns what a service's record lists.
func (d *draft) ordersGone(orders []goneOrder, lists func(serviceID string) ([]string, error)) error {
	left := map[int32]struct{}{} // listed again once each, however many orders are gone
	for _, o := range orders {
		for _, id := range o.homes {
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
