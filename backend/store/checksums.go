package store

import (
	"crypto/subtle"
	"errors"
	"fmt"

	bolt "go.etcd.io/bbolt"
)

// bbolt's pages have no checksum: a flipped bit in a page's head can drop a record unnoticed. So the file has a keyed sum of
// each bucket, updated in every transaction, and every read of a whole bucket is compared with it.

// sum is a checksum of the records of a bucket, in any order.
type sum struct {
	Count uint64 `cbor:"1,keyasint,omitempty"`
	Of    digest `cbor:"2,keyasint"`
}

// sumsRecord are the sums of all buckets, as a transaction left them.
type sumsRecord struct {
	// Tx is the transaction that wrote this. An older Commsdesk does not update the sums; they are then recomputed.
	Tx uint64         `cbor:"1,keyasint"`
	Of map[string]sum `cbor:"2,keyasint,omitempty"`
}

const keySums = "sums"

// summed lists the buckets that have sums: all that hold records.
var summed = []string{
	bucketPromises, bucketDrafts, bucketClosings, bucketJournal, bucketDecisions, bucketNotes, bucketReads, bucketViews,
}

var errSums = errors.New("some of what was written is missing")

func (s *sum) add(d digest) {
	subtle.XORBytes(s.Of[:], s.Of[:], d[:])
	s.Count++
}

// take is the reverse of add.
func (s *sum) take(d digest) {
	subtle.XORBytes(s.Of[:], s.Of[:], d[:])
	s.Count--
}

// join adds another sum, which for a change may be negative.
func (s *sum) join(other sum) {
	s.Count += other.Count
	subtle.XORBytes(s.Of[:], s.Of[:], other.Of[:])
}

func (p *Promises) digestAt(bucket string, key, sealed []byte) digest {
	return p.sealer.digest(append(append([]byte("record\x00"), place(bucket, key)...), sealed...))
}

// replaced records that the value of a key changed; nil means none.
func (p *Promises) replaced(bucket string, key, before, after []byte) {
	s := p.changed[bucket]
	if before != nil {
		s.take(p.digestAt(bucket, key, before))
	}
	if after != nil {
		s.add(p.digestAt(bucket, key, after))
	}
	p.changed[bucket] = s
}

// sumsIn returns the sums of a file. They are not known if an older Commsdesk, without sums, wrote it last.
func (p *Promises) sumsIn(tx *bolt.Tx) (of map[string]sum, known bool, err error) {
	meta := tx.Bucket([]byte(bucketMeta))
	sealed := meta.Get([]byte(keySums))
	if sealed == nil {
		return nil, false, nil
	}
	var r sumsRecord
	if err := p.open(bucketMeta, []byte(keySums), sealed, &r); err != nil {
		return nil, false, err
	}
	last := uint64(tx.ID())
	if tx.Writable() {
		last--
	}
	return r.Of, r.Tx == last, nil
}

// keepSums updates the sums at the end of a transaction.
func (p *Promises) keepSums(tx *bolt.Tx) error {
	of, known, err := p.sumsIn(tx)
	if err != nil {
		return err
	}
	if !known {
		if p.endMissing() {
			return nil // first journal.head: sums without it would mean that it was lost
		}
		return p.sumAnew(tx)
	}
	r := sumsRecord{Tx: uint64(tx.ID()), Of: map[string]sum{}}
	for _, bucket := range summed {
		s := of[bucket]
		s.join(p.changed[bucket])
		r.Of[bucket] = s
	}
	return p.putSums(tx, &r)
}

// sumAnew computes the sums of what is in the file.
func (p *Promises) sumAnew(tx *bolt.Tx) error {
	r := sumsRecord{Tx: uint64(tx.ID()), Of: map[string]sum{}}
	for _, bucket := range summed {
		var s sum
		if err := eachOf(tx, bucket, func(k, v []byte) error { s.add(p.digestAt(bucket, k, v)); return nil }); err != nil {
			return err
		}
		r.Of[bucket] = s
	}
	return p.putSums(tx, &r)
}

func (p *Promises) putSums(tx *bolt.Tx, r *sumsRecord) error {
	packed, err := p.codec.pack(r)
	if err != nil {
		return err
	}
	return tx.Bucket([]byte(bucketMeta)).Put([]byte(keySums), p.sealer.seal(nil, bucketMeta, []byte(keySums), packed))
}

// each visits every record of a bucket, and checks that none is missing.
func (p *Promises) each(tx *bolt.Tx, bucket string, visit func(k, v []byte) error) error {
	of, known, err := p.sumsIn(tx)
	if err != nil {
		return err
	}
	var found sum
	err = eachOf(tx, bucket, func(k, v []byte) error {
		if known {
			found.add(p.digestAt(bucket, k, v))
		}
		return visit(k, v)
	})
	want := of[bucket]
	if tx.Writable() {
		want.join(p.changed[bucket])
	}
	if err == nil && known && found != want {
		err = unsound(fmt.Errorf("%s: %w", bucket, errSums))
	}
	return err
}

func eachOf(tx *bolt.Tx, bucket string, visit func(k, v []byte) error) error {
	b := tx.Bucket([]byte(bucket))
	if b == nil {
		return nil
	}
	return b.ForEach(visit)
}
