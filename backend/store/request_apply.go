package store

import (
	"bytes"
	"slices"

	bolt "go.etcd.io/bbolt"

	"commsdesk/backend/telecom"
)

// ApplyRequests stores the result of a read of requests: the records, the cursor and the revision, in one transaction. Only
// records that differ are written. If none does, only freshness and the cursor move, in memory: they are written with the
// next change or by Close. The last of several records with the same ID counts; a record without an ID is ignored.
//
// If the portal has no history, the history seen here is kept: each status with the time of the read that first found it,
// in the portal's clock.
//
// Requests that are gone are removed, with the documents of their contracts; if they come back, they are new. A request in
// the same read is not gone.
//
// A difference in the portal's JSON or its tag alone is stored, but nobody can see it: it is not listed as applied and does
// not change Version.
//
// The error is a *telecom.Error: Damaged or Internal. It is safe to call ApplyRequests again with the same changes.
func (c *Cache) ApplyRequests(changes telecom.RequestChanges) (telecom.RequestsApplied, error) {
	c.writing.Lock()
	defer c.writing.Unlock()
	ix, err := c.requestIndex()
	if err != nil {
		return telecom.RequestsApplied{}, err
	}
	var found requestDifference
	if err := c.view(func(tx *bolt.Tx) (err error) {
		found, err = c.compareRequests(tx, changes)
		return err
	}); err != nil {
		return telecom.RequestsApplied{}, err
	}
	applied, next := found.applied, c.state
	if changes.Cursor != nil {
		next.Requests = recordOfRequestCursor(*changes.Cursor)
	}
	if ix.confirm(found.same, millis(changes.ReadAt)) {
		c.unsaved = true
	}
	if found.empty() {
		c.adopt(next)
		applied.Revision = next.Revision
		return applied, nil
	}
	if len(applied.Requests) > 0 || applied.Others {
		next.Revision++
	}
	if err := c.writeRequests(ix, found, next, millis(changes.ReadAt)); err != nil {
		return telecom.RequestsApplied{}, err
	}
	applied.Revision = next.Revision
	return applied, nil
}

// writeRequests writes records, the index of requests, changed freshness and the state in one transaction.
func (c *Cache) writeRequests(ix *requestIndex, found requestDifference, next state, readAt int64) error {
	plan := ix.plan(found.rows, readAt)
	next.RequestCount = plan.count
	if !plan.fits(ix) {
		return full("requests")
	}
	d := c.index.draft()
	// In key order, so that pages are filled one after another.
	slices.SortFunc(found.records, func(a, b recordChange) int { return bytes.Compare(a.key, b.key) })
	err := c.file.update(func(tx *bolt.Tx) error {
		for _, name := range []string{bucketRequests, bucketAgreements, bucketProducts, bucketRequestRows, bucketRequestFresh} {
			b, err := tx.CreateBucketIfNotExists([]byte(name))
			if err != nil {
				return err
			}
			b.FillPercent = fill(len(found.records))
		}
		for _, r := range found.records {
			value, err := c.sealRecord(r.bucket, r.key, r.fingerprint, r.record)
			if err != nil {
				return err
			}
			if err := tx.Bucket([]byte(r.bucket)).Put(r.key, value); err != nil {
				return err
			}
		}
		for _, key := range found.gone {
			if err := tx.Bucket([]byte(bucketRequests)).Delete(key); err != nil {
				return err
			}
		}
		if documents := tx.Bucket([]byte(bucketDocuments)); documents != nil {
			for _, key := range found.documents {
				if err := documents.Delete(key); err != nil {
					return err
				}
			}
		}
		if err := c.keep(tx, d, next); err != nil {
			return err
		}
		return c.writeRequestGroups(tx, plan) // last: it replaces what keep wrote of them
	})
	if err != nil {
		return c.problem(err)
	}
	ix.publish(plan)
	c.showing.Lock()
	defer c.showing.Unlock()
	c.index.publish(d)
	c.state, c.unsaved, c.learned = next, false, false
	return nil
}
