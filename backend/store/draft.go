package store

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"commsdesk/backend/telecom"

	bolt "go.etcd.io/bbolt"
)

// draftRecord is a draft as stored, by the names of its fields.
type draftRecord struct {
	ID    string        `cbor:"1,keyasint"`
	Draft telecom.Draft `cbor:"2,keyasint"`
	At    timestamp     `cbor:"3,keyasint,omitempty"`
}

// KeepDraft keeps a draft under its ID, replacing what was kept before.
func (p *Promises) KeepDraft(k telecom.KeptDraft) error {
	return p.write(func(tx *bolt.Tx) error {
		return p.put(tx, bucketDrafts, p.sealer.name(bucketDrafts, k.ID), &draftRecord{k.ID, k.Draft, timestampOf(k.At)})
	})
}

// DropDraft deletes a draft, if it exists.
func (p *Promises) DropDraft(id string) error {
	return p.write(func(tx *bolt.Tx) error {
		return p.drop(tx, bucketDrafts, p.sealer.name(bucketDrafts, id))
	})
}

// Drafts returns every draft, newest first.
func (p *Promises) Drafts() (all []telecom.KeptDraft, err error) {
	err = p.read(func(tx *bolt.Tx) error {
		return records(p, tx, bucketDrafts, func(r *draftRecord) {
			all = append(all, telecom.KeptDraft{ID: r.ID, Draft: r.Draft, At: r.At.time()})
		})
	})
	slices.SortStableFunc(all, func(a, b telecom.KeptDraft) int {
		return cmp.Or(b.At.Compare(a.At), strings.Compare(a.ID, b.ID))
	})
	return all, err
}

// closingRecord is an order that a person declared closed.
type closingRecord struct {
	OrderID string    `cbor:"1,keyasint"`
	By      string    `cbor:"2,keyasint,omitempty"`
	Why     string    `cbor:"3,keyasint,omitempty"`
	At      timestamp `cbor:"4,keyasint,omitempty"`

	Digest string `cbor:"5,keyasint,omitempty"`
}

// CloseHere records that a person declares an order closed although the portal says it is open.
func (p *Promises) CloseHere(c telecom.ClosedHere, serviceID string, at time.Time) error {
	return p.write(func(tx *bolt.Tx) error {
		err := p.put(tx, bucketClosings, p.sealer.name(bucketClosings, c.OrderID),
			&closingRecord{c.OrderID, c.By, c.Why, timestampOf(c.At), c.Digest})
		if err != nil {
			return err
		}
		return p.append(tx, telecom.Entry{At: at, By: c.By, What: telecom.EntryClosed, Service: serviceID, OrderID: c.OrderID, Text: c.Why})
	})
}

// ReopenHere takes a closing back, if there is one.
func (p *Promises) ReopenHere(orderID, by, why string, at time.Time) error {
	return p.write(func(tx *bolt.Tx) error {
		b, name := tx.Bucket([]byte(bucketClosings)), p.sealer.name(bucketClosings, orderID)
		if b == nil || b.Get(name) == nil {
			return nil
		}
		if err := p.drop(tx, bucketClosings, name); err != nil {
			return err
		}
		return p.append(tx, telecom.Entry{At: at, By: by, What: telecom.EntryReopened, OrderID: orderID, Text: why})
	})
}

// ClosedHere returns every order that a person declared closed here.
func (p *Promises) ClosedHere() (all []telecom.ClosedHere, err error) {
	err = p.read(func(tx *bolt.Tx) error {
		return records(p, tx, bucketClosings, func(r *closingRecord) {
			all = append(all, telecom.ClosedHere{OrderID: r.OrderID, By: r.By, Why: r.Why, At: r.At.time(), Digest: r.Digest})
		})
	})
	return all, err
}
