package store

import (
	"errors"

	"commsdesk/backend/telecom"

	bolt "go.etcd.io/bbolt"
)

// The buckets of records. A key is the keyed digest of an ID. A value is a fingerprint and the sealed record.
const (
	bucketServices = "services"
	bucketOrders   = "orders"
	// bucketOpen has a few fields of every order that may still change, so that finding them reads no others.
	bucketOpen = "open"
)

// fingerprint compares records without opening them: by what can be seen, and by the portal's JSON.
type fingerprint struct{ seen, raw digest }

const fingerprintSize = 2 * digestSize

func fingerprintOf(value []byte) (h fingerprint, ok bool) {
	if len(value) < fingerprintSize {
		return h, false
	}
	copy(h.seen[:], value)
	copy(h.raw[:], value[digestSize:])
	return h, true
}

func (c *Cache) sealRecord(bucket string, key []byte, h fingerprint, record any) ([]byte, error) {
	plain, err := c.codec.pack(record)
	if err != nil {
		return nil, err
	}
	value := make([]byte, 0, fingerprintSize+len(plain)+64)
	value = append(append(value, h.seen[:]...), h.raw[:]...)
	return c.sealer.seal(value, bucket, key, plain), nil
}

func (c *Cache) openRecord(bucket string, key, value []byte, record any) error {
	if len(value) < fingerprintSize {
		return unsound(errors.New("record is too short"))
	}
	plain, err := c.sealer.open(bucket, key, value[fingerprintSize:])
	if err == nil {
		err = c.codec.unpack(plain, record)
	}
	if err != nil {
		return unsound(err)
	}
	return nil
}

func opened[R any](c *Cache, bucket string, key, value []byte) (*R, error) {
	r := new(R)
	return r, c.openRecord(bucket, key, value, r)
}

// find returns the record of an ID in a bucket, or nil if it is unknown.
func find[R any](c *Cache, tx *bolt.Tx, bucket, id string) (*R, error) {
	key := c.sealer.name(bucket, id)
	if value := valueIn(tx, bucket, key); value != nil {
		return opened[R](c, bucket, key, value)
	}
	return nil, nil
}

// one is find in a transaction of its own.
func one[R any](c *Cache, bucket, id string) (r *R, err error) {
	err = c.view(func(tx *bolt.Tx) (err error) {
		r, err = find[R](c, tx, bucket, id)
		return err
	})
	return r, err
}

func (c *Cache) findService(tx *bolt.Tx, id string) (*serviceRecord, error) {
	return find[serviceRecord](c, tx, bucketServices, id)
}

func (c *Cache) findOrder(tx *bolt.Tx, id string) (*orderRecord, error) {
	return find[orderRecord](c, tx, bucketOrders, id)
}

// openState returns what bucketOpen has of an order: what the mirror needs to read it again.
func openState(r *orderRecord) *orderRecord {
	return &orderRecord{ID: r.ID, ServiceIDs: r.ServiceIDs, Kind: r.Kind, KindWord: r.KindWord, State: r.State, StateMeans: r.StateMeans,
		SeenAt: r.SeenAt}
}

// isOpen reports whether an order may still change.
func (r *orderRecord) isOpen() bool {
	o := telecom.Order{State: r.State, StateMeans: r.StateMeans}
	return o.Open()
}

// putValue keeps a value in a bucket, which it makes if needed, in a transaction of its own.
func (c *Cache) putValue(bucket string, key, plain []byte) error {
	sealed := c.sealer.seal(nil, bucket, key, plain)
	return c.problem(c.file.update(func(tx *bolt.Tx) error {
		b, err := tx.CreateBucketIfNotExists([]byte(bucket))
		if err != nil {
			return err
		}
		return b.Put(key, sealed)
	}))
}

// getValue returns the value of a key in a bucket, or nil if there is none.
func (c *Cache) getValue(tx *bolt.Tx, bucket string, key []byte) ([]byte, error) {
	sealed := valueIn(tx, bucket, key)
	if sealed == nil {
		return nil, nil
	}
	plain, err := c.sealer.open(bucket, key, sealed)
	if err != nil {
		return nil, unsound(err)
	}
	return plain, nil
}

// getPacked unpacks the value of a key in a bucket, and reports whether there is one.
func (c *Cache) getPacked(tx *bolt.Tx, bucket string, key []byte, record any) (found bool, err error) {
	packed, err := c.getValue(tx, bucket, key)
	if err != nil || packed == nil {
		return false, err
	}
	if err := c.codec.unpack(packed, record); err != nil {
		return false, unsound(err)
	}
	return true, nil
}
