package store

import (
	"time"

	"commsdesk/backend/telecom"

	bolt "go.etcd.io/bbolt"
)

// bucketUsage has what services have used: those that somebody looked at. It is made with the first of them.
const bucketUsage = "usage"

// usageRecord is what one service has used.
type usageRecord struct {
	From   string       `cbor:"1,keyasint,omitempty"` // the portal's usage that it was read from
	ReadAt moment       `cbor:"2,keyasint,omitempty"`
	Each   []usedRecord `cbor:"3,keyasint,omitempty"`
}

type usedRecord struct {
	Kind       string  `cbor:"1,keyasint,omitempty"`
	Used       float64 `cbor:"2,keyasint,omitempty"`
	Allowance  float64 `cbor:"3,keyasint,omitempty"`
	Unit       string  `cbor:"4,keyasint,omitempty"`
	Unlimited  bool    `cbor:"5,keyasint,omitempty"`
	CycleFrom  moment  `cbor:"6,keyasint,omitempty"`
	CycleTo    moment  `cbor:"7,keyasint,omitempty"`
	MeasuredAt moment  `cbor:"8,keyasint,omitempty"`
}

func recordOfUsage(from string, usage []telecom.Usage, readAt time.Time) *usageRecord {
	r := &usageRecord{From: from, ReadAt: momentOf(readAt)}
	for _, u := range usage {
		r.Each = append(r.Each, usedRecord{
			Kind: string(u.Kind), Used: u.Used, Allowance: u.Allowance, Unit: u.Unit, Unlimited: u.Unlimited,
			CycleFrom: momentOf(u.From), CycleTo: momentOf(u.To), MeasuredAt: momentOf(u.MeasuredAt)})
	}
	return r
}

// words are the usage of a record, with the days of its cycle in a zone.
func (r *usageRecord) words(zone *time.Location) (all []telecom.Usage) {
	day := func(m moment) time.Time {
		if m == 0 {
			return time.Time{}
		}
		return m.time().In(zone)
	}
	for _, u := range r.Each {
		all = append(all, telecom.Usage{
			Kind: telecom.UsageKind(u.Kind), Used: u.Used, Allowance: u.Allowance, Unit: u.Unit, Unlimited: u.Unlimited,
			From: day(u.CycleFrom), To: day(u.CycleTo), MeasuredAt: u.MeasuredAt.time()})
	}
	return all
}

// KeepUsage keeps what a service has used, also if that is nothing, in place of what was kept before. From names where
// it was read: the address, and whatever else the usage would differ by. Of a service that is not known nothing is kept:
// it may have gone while the usage was read. It is on the disk when it returns nil. The error is a *backend.Error,
// Damaged or Internal; then what was kept before still is.
func (c *Cache) KeepUsage(from, serviceID string, usage []telecom.Usage, readAt time.Time) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	if c.done.Load() {
		return closed()
	}
	if _, known := c.confirmed(serviceID); !known {
		return nil
	}
	plain, err := c.codec.pack(recordOfUsage(from, usage, readAt))
	if err != nil {
		return c.problem(err)
	}
	key := c.sealer.name(bucketUsage, serviceID)
	sealed := c.sealer.seal(nil, bucketUsage, key, plain)
	return c.problem(c.file.update(func(tx *bolt.Tx) error {
		b, err := tx.CreateBucketIfNotExists([]byte(bucketUsage))
		if err != nil {
			return err
		}
		return b.Put(key, sealed)
	}))
}

// Usage is what a service has used as it was read last, and when that was; nothing and the zero time if it never was,
// if it was read elsewhere than from, or if the service is gone. The days of a cycle are in the zone of the rules. The
// error is a *backend.Error, Damaged or Internal.
func (c *Cache) Usage(from, serviceID string) (usage []telecom.Usage, readAt time.Time, err error) {
	err = c.view(func(tx *bolt.Tx) error {
		b := tx.Bucket([]byte(bucketUsage))
		if b == nil {
			return nil // of an earlier Commsdesk, or nobody has looked yet
		}
		key := c.sealer.name(bucketUsage, serviceID)
		sealed := b.Get(key)
		if sealed == nil {
			return nil
		}
		var r usageRecord
		plain, err := c.sealer.open(bucketUsage, key, sealed)
		if err == nil {
			err = c.codec.unpack(plain, &r)
		}
		if err != nil {
			return c.unfit(err)
		}
		if r.From == from {
			usage, readAt = r.words(c.rules.Zone), r.ReadAt.time()
		}
		return nil
	})
	return usage, readAt, err
}

// forgetUsage removes the usage of services that are gone.
func (c *Cache) forgetUsage(tx *bolt.Tx, services []goneService) error {
	b := tx.Bucket([]byte(bucketUsage))
	if b == nil {
		return nil
	}
	for _, s := range services {
		if err := b.Delete(c.sealer.name(bucketUsage, s.id)); err != nil {
			return err
		}
	}
	return nil
}
