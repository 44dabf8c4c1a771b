package store

import (
	"errors"
	"time"

	"commsdesk/backend/telecom"

	bolt "go.etcd.io/bbolt"
)

const keyState = "state"

// state is written with every transaction.
type state struct {
	Cursor   cursorRecord `cbor:"1,keyasint"`
	Revision uint64       `cbor:"2,keyasint"`
	Orders   int          `cbor:"3,keyasint"` // orders known
	Chunks   int          `cbor:"4,keyasint"` // of the index
	IndexOf  string       `cbor:"5,keyasint"` // what the index depends on, see indexOf

	Requests     requestCursorRecord `cbor:"6,keyasint"`
	RequestCount int                 `cbor:"7,keyasint,omitempty"` // in the index of requests
}

type cursorRecord struct {
	CompleteAt timestamp   `cbor:"1,keyasint,omitempty"`
	Skew       int64       `cbor:"2,keyasint,omitempty"` // nanoseconds
	Services   sweepRecord `cbor:"3,keyasint"`
	Orders     sweepRecord `cbor:"4,keyasint"`
	ReadWith   string      `cbor:"5,keyasint,omitempty"`
}

type sweepRecord struct {
	Offset int       `cbor:"1,keyasint,omitempty"`
	Began  timestamp `cbor:"2,keyasint,omitempty"`
	Done   timestamp `cbor:"3,keyasint,omitempty"`
	Length int       `cbor:"4,keyasint,omitempty"`
}

func recordOfCursor(c telecom.Cursor) cursorRecord {
	return cursorRecord{CompleteAt: timestampOf(c.CompleteAt), Skew: int64(c.Skew), ReadWith: c.ReadWith,
		Services: recordOfSweep(c.Services), Orders: recordOfSweep(c.Orders)}
}

func recordOfSweep(s telecom.Sweep) sweepRecord {
	return sweepRecord{Offset: s.Offset, Began: timestampOf(s.Began), Done: timestampOf(s.Done), Length: s.Length}
}

func (s sweepRecord) domain() telecom.Sweep {
	return telecom.Sweep{Offset: s.Offset, Began: s.Began.time(), Done: s.Done.time(), Length: s.Length}
}

func (c cursorRecord) domain() telecom.Cursor {
	return telecom.Cursor{CompleteAt: c.CompleteAt.time(), Skew: telecom.Believed(time.Duration(c.Skew)), ReadWith: c.ReadWith,
		Services: c.Services.domain(), Orders: c.Orders.domain()}
}

func (c *Cache) readState(tx *bolt.Tx) (s state, err error) {
	found, err := c.readMeta(tx, keyState, &s)
	if err == nil && !found {
		err = unsound(errors.New("no state"))
	}
	return s, err
}

// readMeta reads a record of bucketMeta, and reports whether there is one.
func (c *Cache) readMeta(tx *bolt.Tx, key string, record any) (found bool, err error) {
	sealed := tx.Bucket([]byte(bucketMeta)).Get([]byte(key))
	if sealed == nil {
		return false, nil
	}
	plain, err := c.sealer.open(bucketMeta, []byte(key), sealed)
	if err == nil {
		err = c.codec.dec.Unmarshal(plain, record)
	}
	if err != nil {
		return false, unsound(err)
	}
	return true, nil
}

func (c *Cache) writeMeta(tx *bolt.Tx, key string, record any) error {
	plain, err := c.codec.enc.Marshal(record)
	if err != nil {
		return err
	}
	return tx.Bucket([]byte(bucketMeta)).Put([]byte(key), c.sealer.seal(nil, bucketMeta, []byte(key), plain))
}

// keep writes the index's draft, changed freshness, experience and the state, as the last part of every transaction.
func (c *Cache) keep(tx *bolt.Tx, d *draft, s state) (err error) {
	if c.learned {
		if err := c.writeMeta(tx, keyExperience, c.experience); err != nil {
			return err
		}
	}
	if s.Chunks, err = d.write(tx, c.sealer); err != nil {
		return err
	}
	if err := c.writeRequestFreshness(tx); err != nil {
		return err
	}
	s.IndexOf = c.indexOf()
	return c.writeMeta(tx, keyState, s)
}
