package store

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"time"

	"commsdesk/backend/telecom"

	bolt "go.etcd.io/bbolt"
)

// The journal is a hash chain: each entry carries a keyed digest of itself and of the one before, so that none can be
// changed or removed unnoticed. The length of the chain and its last digest are kept in a file of their own (see keepEnd),
// so that it cannot be cut short unnoticed either.

// link is an entry with its place in the chain.
type link struct {
	Entry entryRecord `cbor:"1,keyasint"`
	Chain []byte      `cbor:"2,keyasint"`
}

type entryRecord struct {
	At      int64  `cbor:"1,keyasint"` // Unix milliseconds
	By      string `cbor:"2,keyasint,omitempty"`
	What    string `cbor:"3,keyasint"`
	Kind    string `cbor:"4,keyasint,omitempty"`
	Service string `cbor:"5,keyasint,omitempty"`
	Key     string `cbor:"6,keyasint,omitempty"`
	OrderID string `cbor:"7,keyasint,omitempty"`
	Text    string `cbor:"8,keyasint,omitempty"`

	// Left out when empty, so that the digests of entries from before these fields stay valid.
	Request string `cbor:"9,keyasint,omitempty"`
	Action  string `cbor:"10,keyasint,omitempty"`
}

func recordOfEntry(e telecom.Entry) entryRecord {
	return entryRecord{At: e.At.UnixMilli(), By: e.By, What: string(e.What), Kind: string(e.Kind), Service: e.Service, Key: e.Key,
		OrderID: e.OrderID,
		Text:    e.Text, Request: e.Request, Action: string(e.Action)}
}

func (e *entryRecord) domain() telecom.Entry {
	return telecom.Entry{At: time.UnixMilli(e.At).UTC(), By: e.By, What: telecom.EntryKind(e.What), Kind: telecom.Kind(e.Kind),
		Service: e.Service, Key: e.Key, OrderID: e.OrderID, Text: e.Text, Request: e.Request, Action: telecom.RequestAction(e.Action)}
}

// Head is the end of the journal: how many entries there are, and the digest of the last.
type JournalEnd struct {
	Count uint64 `json:"count"`
	Chain []byte `json:"chain"`
}

// append adds an entry, in the transaction that it records.
func (p *Promises) append(tx *bolt.Tx, e telecom.Entry) error {
	if e.Request != "" || e.Action != "" {
		if err := raise(tx, promisesOfRequests); err != nil {
			return err
		}
	}
	b, err := tx.CreateBucketIfNotExists([]byte(bucketJournal))
	if err != nil {
		return err
	}
	var before link
	last, value := b.Cursor().Last()
	if last != nil {
		if err := p.open(bucketJournal, last, value, &before); err != nil {
			return err
		}
	}
	n := numberOf(last)
	if of, known, err := p.sumsIn(tx); err != nil {
		return err
	} else if s := of[bucketJournal]; known && n != s.Count+p.changed[bucketJournal].Count {
		return unsound(errShort)
	}
	n++
	if err := b.SetSequence(n); err != nil { // an older Commsdesk relies on it
		return err
	}
	key := binary.BigEndian.AppendUint64(nil, n)
	l := link{Entry: recordOfEntry(e)}
	if l.Chain, err = p.chain(n, before.Chain, &l.Entry); err != nil {
		return err
	}
	b.FillPercent = 0.95 // it only grows at its end
	return p.put(tx, bucketJournal, key, &l)
}

// chain returns the digest of the n-th entry.
func (p *Promises) chain(n uint64, before []byte, e *entryRecord) ([]byte, error) {
	plain, err := p.codec.enc.Marshal(e)
	if err != nil {
		return nil, err
	}
	h := hmac.New(sha256.New, p.sealer.digests)
	h.Write([]byte("journal\x00"))
	h.Write(binary.BigEndian.AppendUint64(nil, n))
	h.Write(before)
	h.Write(plain)
	return h.Sum(nil), nil
}

// follow opens the n-th entry and checks that it continues the chain.
func (p *Promises) follow(n uint64, before, key, sealed []byte) (l link, err error) {
	if err = p.open(bucketJournal, key, sealed, &l); err != nil {
		return l, err
	}
	chain, err := p.chain(n, before, &l.Entry)
	if err == nil && (numberOf(key) != n || !hmac.Equal(chain, l.Chain)) {
		err = unsound(errChain)
	}
	return l, err
}

// endIn returns the end of the journal.
func (p *Promises) endIn(tx *bolt.Tx) (head JournalEnd, err error) {
	b := tx.Bucket([]byte(bucketJournal))
	if b == nil {
		return head, nil
	}
	k, v := b.Cursor().Last()
	if k == nil {
		return head, nil
	}
	var l link
	if err := p.open(bucketJournal, k, v, &l); err != nil {
		return head, err
	}
	return JournalEnd{numberOf(k), l.Chain}, nil
}

// numberOf returns the number of an entry from its key, or 0 for any other key.
func numberOf(key []byte) uint64 {
	if len(key) != 8 {
		return 0
	}
	return binary.BigEndian.Uint64(key)
}

var (
	errChain = errors.New("the chain of the journal is broken")
	errShort = errors.New("the journal is shorter than it was")
)

// Journal returns every entry, oldest first, and checks that none was changed or removed since kept: the error is Damaged
// then, with the entries that can be trusted.
func (p *Promises) Journal(kept JournalEnd) (entries []telecom.Entry, err error) {
	err = p.read(func(tx *bolt.Tx) error {
		n := uint64(0)
		var before []byte
		err := eachOf(tx, bucketJournal, func(k, v []byte) error {
			n++
			l, err := p.follow(n, before, k, v)
			if err != nil {
				return err
			}
			if n == kept.Count && !hmac.Equal(l.Chain, kept.Chain) {
				return unsound(errChain)
			}
			before = l.Chain
			entries = append(entries, l.Entry.domain())
			return nil
		})
		if err == nil && n < kept.Count {
			err = unsound(errShort)
		}
		return err
	})
	return entries, err
}
