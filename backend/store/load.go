package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

var errClosed = bolterrors.ErrDatabaseNotOpen

// load reads the state and the index, or rebuilds the index from the records.
func (c *Cache) load() error {
	if isSuspect(c.path) {
		return unsound(errSuspect)
	}
	if _, err := c.file.fits(cachePurpose, cacheFormat, c.sealer); err != nil {
		return err
	}
	ready := false
	err := c.file.view(func(tx *bolt.Tx) (err error) {
		if tx.Bucket([]byte(bucketServices)) == nil {
			return nil
		}
		if c.state, err = c.readState(tx); err != nil {
			return err
		}
		if c.experience, err = c.readExperience(tx); err != nil {
			return err
		}
		if c.state.IndexOf == c.indexOf() && tx.Bucket([]byte(bucketIndex)) != nil && tx.Bucket([]byte(bucketFresh)) != nil {
			ready = true
			c.index, err = c.readIndex(tx)
		}
		return err
	})
	if err != nil || ready {
		return err
	}
	return c.rebuild()
}

// indexOf names everything besides the records that the index depends on.
func (c *Cache) indexOf() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d %s %d", indexFormat, c.rules.Zone, c.rules.Limits.Standard)
	for _, kind := range slices.Sorted(maps.Keys(c.rules.Limits.ByKind)) {
		fmt.Fprintf(&b, " %s %d", kind, c.rules.Limits.ByKind[kind])
	}
	return b.String()
}

// readIndex reads the index from its chunks.
func (c *Cache) readIndex(tx *bolt.Tx) (*index, error) {
	ix := newIndex(c.rules.CallingCode)
	pieces := tx.Bucket([]byte(bucketIndex)).Cursor()
	fresh := tx.Bucket([]byte(bucketFresh))
	var plain []byte
	n := int32(0)
	take := func() error {
		if err := c.readChunk(ix, fresh, n, plain); err != nil {
			return err
		}
		n++
		plain = plain[:0]
		return nil
	}
	for k, v := pieces.First(); k != nil; k, v = pieces.Next() {
		if len(k) != 6 {
			return nil, unsound(errIndex)
		}
		if at := int32(binary.BigEndian.Uint32(k)); at == n+1 {
			if err := take(); err != nil {
				return nil, err
			}
		} else if at != n {
			return nil, unsound(errIndex)
		}
		piece, err := c.sealer.open(bucketIndex, k, v)
		if err != nil {
			return nil, unsound(err)
		}
		plain = append(plain, piece...)
	}
	if len(plain) > 0 {
		if err := take(); err != nil {
			return nil, err
		}
	}
	if int(n) != c.state.Chunks {
		return nil, unsound(fmt.Errorf("%d chunks of %d", n, c.state.Chunks))
	}
	return ix, nil
}

func (c *Cache) readChunk(ix *index, fresh *bolt.Bucket, n int32, plain []byte) error {
	entries, err := unpackEntries(string(plain), ix.shared)
	if err != nil {
		return unsound(err)
	}
	key := chunkKey(n, 0)
	packed, err := c.sealer.open(bucketFresh, key, fresh.Get(key))
	if err != nil {
		return unsound(err)
	}
	times, err := unpackTimes(packed, len(entries))
	if err != nil {
		return unsound(err)
	}
	held := &chunk{size: len(plain)}
	for i, e := range entries {
		slot := int32(len(ix.entries))
		held.slots = append(held.slots, slot)
		ix.entries = append(ix.entries, e)
		ix.readAt = append(ix.readAt, times[i])
		ix.chunkOf = append(ix.chunkOf, n)
		ix.slots[e.id] = slot
		ix.relist(slot, nil, e)
		ix.totals.count(e, +1)
		ix.weight += e.weight()
	}
	held.join(ix.entries)
	ix.chunks = append(ix.chunks, held)
	return nil
}

// rebuild builds the index from the records and writes it.
func (c *Cache) rebuild() error {
	c.index = newIndex(c.rules.CallingCode)
	d := c.index.draft()
	return c.file.update(func(tx *bolt.Tx) error {
		for _, name := range []string{bucketServices, bucketOrders, bucketOpen} {
			if _, err := tx.CreateBucketIfNotExists([]byte(name)); err != nil {
				return err
			}
		}
		for _, name := range []string{bucketIndex, bucketFresh} {
			if err := tx.DeleteBucket([]byte(name)); err != nil && !errors.Is(err, bolterrors.ErrBucketNotFound) {
				return err
			}
			if _, err := tx.CreateBucket([]byte(name)); err != nil {
				return err
			}
		}
		orders := map[string]*orderRecord{}
		err := tx.Bucket([]byte(bucketOrders)).ForEach(func(k, v []byte) error {
			r, err := opened[orderRecord](c, bucketOrders, k, v)
			if err != nil {
				return err
			}
			r.Raw = nil // not shown in lists
			orders[r.ID] = r
			return d.order(nil, r, nil)
		})
		if err != nil {
			return err
		}
		err = tx.Bucket([]byte(bucketServices)).ForEach(func(k, v []byte) error {
			r, err := opened[serviceRecord](c, bucketServices, k, v)
			if err != nil {
				return err
			}
			d.service(r, millis(r.ReadAt.time()))
			return nil
		})
		if err != nil {
			return err
		}
		c.sum(d, func(id string) (*orderRecord, error) { return orders[id], nil })
		c.state.Orders = len(orders)
		if err := c.keep(tx, d, c.state); err != nil {
			return err
		}
		c.state.Chunks = len(d.chunks)
		c.index.publish(d)
		return nil
	})
}

// millis rounds down, so that nothing looks more recent than it is.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}
