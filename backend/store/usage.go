package store

import (
	"time"

	"commsdesk/backend/telecom"

	bolt "go.etcd.io/bbolt"
)

// bucketUsage has the usage of services that somebody looked at. It is created with the first.
const bucketUsage = "usage"

// usageRecord is the usage of one service.
type usageRecord struct {
	From   string       `cbor:"1,keyasint,omitempty"` // the portal's usage that it was read from
	ReadAt timestamp    `cbor:"2,keyasint,omitempty"`
	Each   []usedRecord `cbor:"3,keyasint,omitempty"`
}

type usedRecord struct {
	Kind       string    `cbor:"1,keyasint,omitempty"`
	Used       float64   `cbor:"2,keyasint,omitempty"`
	Allowance  float64   `cbor:"3,keyasint,omitempty"`
	Unit       string    `cbor:"4,keyasint,omitempty"`
	Unlimited  bool      `cbor:"5,keyasint,omitempty"`
	CycleFrom  timestamp `cbor:"6,keyasint,omitempty"`
	CycleTo    timestamp `cbor:"7,keyasint,omitempty"`
	MeasuredAt timestamp `cbor:"8,keyasint,omitempty"`
	Says       string    `cbor:"9,keyasint,omitempty"`
}

func recordOfUsage(from string, usage []telecom.Usage, readAt time.Time) *usageRecord {
	r := &usageRecord{From: from, ReadAt: timestampOf(readAt)}
	for _, u := range usage {
		r.Each = append(r.Each, usedRecord{
			Kind: string(u.Kind), Used: u.Used, Allowance: u.Allowance, Unit: u.Unit, Unlimited: u.Unlimited,
			CycleFrom: timestampOf(u.From), CycleTo: timestampOf(u.To), MeasuredAt: timestampOf(u.MeasuredAt), Says: u.Says})
	}
	return r
}

// domain returns the usage, with the days of its cycle in a zone.
func (r *usageRecord) domain(zone *time.Location) (all []telecom.Usage) {
	day := func(m timestamp) time.Time {
		if m == 0 {
			return time.Time{}
		}
		return m.time().In(zone)
	}
	for _, u := range r.Each {
		all = append(all, telecom.Usage{
			Kind: telecom.UsageKind(u.Kind), Used: u.Used, Allowance: u.Allowance, Unit: u.Unit, Unlimited: u.Unlimited,
			From: day(u.CycleFrom), To: day(u.CycleTo), MeasuredAt: u.MeasuredAt.time(), Says: u.Says})
	}
	return all
}

// KeepUsage keeps the usage of a service, even if it is empty, replacing what was kept before. From names where it was read:
// the address, and anything else that the usage depends on. Usage of an unknown service, which may have gone meanwhile, is
// not kept. It is on the disk when it returns nil. On an error, a *telecom.Error, Damaged or Internal, the previous usage
// stays.
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
	return c.putValue(bucketUsage, c.sealer.name(bucketUsage, serviceID), plain)
}

// Usage returns the usage of a service as last read, and when that was. It returns nothing and the zero time if it was never
// read, was read from somewhere else, or the service is gone. The days of a cycle are in the zone of the rules. The error is
// a *telecom.Error: Damaged or Internal.
func (c *Cache) Usage(from, serviceID string) (usage []telecom.Usage, readAt time.Time, err error) {
	err = c.view(func(tx *bolt.Tx) error {
		var r usageRecord
		found, err := c.getPacked(tx, bucketUsage, c.sealer.name(bucketUsage, serviceID), &r)
		if found && r.From == from {
			usage, readAt = r.domain(c.rules.Zone), r.ReadAt.time()
		}
		return err
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
