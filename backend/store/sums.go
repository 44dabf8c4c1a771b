package store

import (
	"crypto/subtle"
	"errors"
	"fmt"

	bolt "go.etcd.io/bbolt"
)

// bbolt's pages carry no checksum: a flipped bit in the head of one can drop a record, and nothing looks wrong. So the
// file has a keyed sum of all that lies in each bucket, written in every transaction, and whoever reads a bucket whole
// holds what he read against it.

// sum stands for the records of a bucket, in whatever order they are met.
type sum struct {
	Count uint64 `cbor:"1,keyasint,omitempty"`
	Of    digest `cbor:"2,keyasint"`
}

// sumsRecord are the sums of all buckets, as a transaction left them.
type sumsRecord struct {
	// Tx is the transaction that wrote this. A Commsdesk that knows no sums writes the file without them: they are made
	// anew then.
	Tx uint64         `cbor:"1,keyasint"`
	Of map[string]sum `cbor:"2,keyasint,omitempty"`
}

const keySums = "sums"

// summed are the buckets that have sums: all that holds records.
var summed = []string{
	bucketPromises, bucketDrafts, bucketClosings, bucketJournal, bucketDecisions, bucketNotes, bucketReads, bucketViews,
}

var errSums = errors.New("what is there is not all that was written")

func (s *sum) add(d digest) {
	subtle.XORBytes(s.Of[:], s.Of[:], d[:])
	s.Count++
}

// take is the reverse of add.
func (s *sum) take(d digest) {
	subtle.XORBytes(s.Of[:], s.Of[:], d[:])
	s.Count--
}

// join adds what another sum stands for; of a change, that may be less than nothing.
func (s *sum) join(other sum) {
	s.Count += other.Count
	subtle.XORBytes(s.Of[:], s.Of[:], other.Of[:])
}

func (p *Promises) digestAt(bucket string, key, sealed []byte) digest {
	return p.sealer.digest(append(append([]byte("record\x00"), place(bucket, key)...), sealed...))
}

// replaced notes that the value under a key is another one from now on; nil: there is none.
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

// sumsIn are the sums that a file has. They are not known of a file that was last written by a Commsdesk that knows none.
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

// keepSums brings the sums up to date at the end of a transaction.
func (p *Promises) keepSums(tx *bolt.Tx) error {
	of, known, err := p.sumsIn(tx)
	if err != nil {
		return err
	}
	if !known {
		if p.endMissing() {
			return nil // a file that has sums has lost its end if there is none
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

// sumAnew makes the sums of what is there.
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

// each visits every record of a bucket, and sees that they are all there.
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
		err = p.unfit(fmt.Errorf("%s: %w", bucket, errSums))
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
