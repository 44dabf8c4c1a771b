package store

import (
	"encoding/hex"
	"slices"

	bolt "go.etcd.io/bbolt"

	"commsdesk/backend/telecom"
)

// The buckets of requests, created with the first request.
const (
	bucketRequests   = "requests"
	bucketAgreements = "agreements"
	bucketProducts   = "products"
)

// requestDifference is what a read of requests changes.
type requestDifference struct {
	records   []recordChange
	rows      map[string]*requestRow // of the requests among them, by id; nil: it is gone
	same      []string               // requests that are known and equal
	gone      [][]byte               // keys of requests
	documents [][]byte               // keys of documents that no longer belong to a request
	applied   telecom.RequestsApplied
}

func (d *requestDifference) empty() bool { return len(d.records)+len(d.gone) == 0 }

// recordChange is a record that must be written.
type recordChange struct {
	bucket      string
	key         []byte
	fingerprint fingerprint
	record      any
}

// compareRequests finds the records that differ by their fingerprints: no equal record is opened.
func (c *Cache) compareRequests(tx *bolt.Tx, changes telecom.RequestChanges) (d requestDifference, err error) {
	d.rows = map[string]*requestRow{}
	at := c.portalTimestamp(changes)
	for _, q := range lastOfEach(changes.Requests, func(q *telecom.Request) string { return q.ID }) {
		if err := c.compareRequest(tx, q, at, timestampOf(changes.ReadAt), &d); err != nil {
			return d, err
		}
	}
	for _, a := range lastOfEach(changes.Agreements, func(a *telecom.Agreement) string { return a.ID }) {
		r := recordOfAgreement(a)
		h, err := c.fingerprintOfAgreement(r)
		if err != nil {
			return d, err
		}
		if err := c.compareAgreement(tx, recordChange{bucketAgreements, c.sealer.name(bucketAgreements, a.ID), h, r}, a, &d); err != nil {
			return d, err
		}
	}
	for _, p := range lastOfEach(changes.Products, func(p *telecom.Product) string { return p.ID }) {
		r := recordOfProduct(p)
		h, err := c.fingerprintOfProduct(r)
		if err != nil {
			return d, err
		}
		c.compareOther(tx, recordChange{bucketProducts, c.sealer.name(bucketProducts, p.ID), h, r}, &d)
	}
	// A request in the same read is not gone.
	brought := idsOf(changes.Requests, func(q *telecom.Request) string { return q.ID })
	for _, id := range without(changes.Gone, brought) {
		if err := c.compareGoneRequest(tx, id, &d); err != nil {
			return d, err
		}
	}
	return d, nil
}

func (c *Cache) compareRequest(tx *bolt.Tx, q *telecom.Request, at, readAt timestamp, d *requestDifference) error {
	change := recordChange{bucket: bucketRequests, key: c.sealer.name(bucketRequests, q.ID)}
	r := recordOfRequest(q)
	var err error
	if change.fingerprint, err = c.fingerprintOfRequest(r); err != nil {
		return err
	}
	value := valueIn(tx, bucketRequests, change.key)
	before, known := fingerprintOf(value)
	if known && before == change.fingerprint {
		d.same = append(d.same, q.ID)
		return nil
	}
	var old *requestRecord
	if known {
		if old, err = opened[requestRecord](c, bucketRequests, change.key, value); err != nil {
			return err
		}
		if err := c.dropDocuments(tx, without(old.Agreements, idsOf(q.Agreements, func(id *string) string { return *id })), d); err != nil {
			return err
		}
	} else {
		d.applied.NewRequests++
	}
	if !known || before.seen != change.fingerprint.seen {
		d.applied.Requests = append(d.applied.Requests, q.ID)
	}
	r.remember(old, at)
	r.ReadAt = readAt
	change.record = r
	d.records = append(d.records, change)
	d.rows[q.ID] = newRequestRow(rowOfRequest(r, change.fingerprint), change.key, foldText)
	return nil
}

// compareAgreement finds whether a version of a contract differs, and which of its kept documents are outdated.
func (c *Cache) compareAgreement(tx *bolt.Tx, change recordChange, a *telecom.Agreement, d *requestDifference) error {
	value := valueIn(tx, bucketAgreements, change.key)
	if before, known := fingerprintOf(value); known && before != change.fingerprint {
		old, err := opened[agreementRecord](c, bucketAgreements, change.key, value)
		if err != nil {
			return err
		}
		was, now := toAgreement(old), a.DocumentKeys()
		for _, key := range was.DocumentKeys() {
			if !slices.Contains(now, key) {
				d.documents = append(d.documents, c.sealer.name(bucketDocuments, key))
			}
		}
	}
	c.compareOther(tx, change, d)
	return nil
}

func (c *Cache) compareOther(tx *bolt.Tx, change recordChange, d *requestDifference) {
	before, known := fingerprintOf(valueIn(tx, change.bucket, change.key))
	if known && before == change.fingerprint {
		return
	}
	if !known || before.seen != change.fingerprint.seen {
		d.applied.Others = true
	}
	d.records = append(d.records, change)
}

// compareGoneRequest finds whether a gone request is known, and which documents go with it.
func (c *Cache) compareGoneRequest(tx *bolt.Tx, id string, d *requestDifference) error {
	key := c.sealer.name(bucketRequests, id)
	value := valueIn(tx, bucketRequests, key)
	if value == nil {
		return nil
	}
	d.gone, d.rows[id] = append(d.gone, key), nil
	d.applied.Requests = append(d.applied.Requests, id)
	r, err := opened[requestRecord](c, bucketRequests, key, value)
	if err != nil {
		return err
	}
	return c.dropDocuments(tx, r.Agreements, d)
}

// dropDocuments drops the documents of contract versions that a request no longer has.
func (c *Cache) dropDocuments(tx *bolt.Tx, agreements []string, d *requestDifference) error {
	for _, id := range agreements {
		r, err := find[agreementRecord](c, tx, bucketAgreements, id)
		if err != nil {
			return err
		}
		if r == nil {
			continue
		}
		a := toAgreement(r)
		for _, key := range a.DocumentKeys() {
			d.documents = append(d.documents, c.sealer.name(bucketDocuments, key))
		}
	}
	return nil
}

// portalMoment is when a reading began, in the portal's clock as far as it is known.
func (c *Cache) portalTimestamp(changes telecom.RequestChanges) timestamp {
	if changes.ReadAt.IsZero() {
		return 0
	}
	skew := c.state.Requests.domain().Skew
	if changes.Cursor != nil {
		skew = changes.Cursor.Skew
	}
	return timestampOf(changes.ReadAt.Add(skew))
}

// versionOf returns a short digest of the visible part of a record.
func versionOf(h fingerprint) string { return hex.EncodeToString(h.seen[:8]) }

// valueIn returns the value of a key in a bucket, or nil without either.
func valueIn(tx *bolt.Tx, bucket string, key []byte) []byte {
	if b := tx.Bucket([]byte(bucket)); b != nil {
		return b.Get(key)
	}
	return nil
}
