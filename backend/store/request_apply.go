package store

import (
	"bytes"
	"slices"

	bolt "go.etcd.io/bbolt"

	"commsdesk/backend/telecom"
)

// ApplyRequests takes over what a reading of requests brought, in one transaction for the records, the cursor and the
// revision. A record that equals what is known is not written; if none differs nothing is, and only freshness and the
// cursor move, in memory: they are written with the next change, and by Close. Of an id that occurs twice the last counts;
// a record without an id is left out.
//
// Where the portal tells no history, what this desk has seen is kept: each status with the time of the reading that first
// found it, in the portal's clock.
//
// What is gone is removed, with the documents of its contracts; if it comes back, it is new. What the same reading brought
// stays.
//
// A difference in the portal's own JSON or its tag alone is kept, but nobody can see it: it is in no list of what is
// applied, and makes no other Version.
//
// The error is a *backend.Error, Damaged or Internal. What was then not written was not applied; asking again is safe.
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

// writeRequests is one transaction: records, the index of requests, every freshness that moved, and the state.
func (c *Cache) writeRequests(ix *requestIndex, found requestDifference, next state, readAt int64) error {
	plan := ix.plan(found.rows, readAt)
	next.RequestCount = plan.count
	if !plan.fits(ix) {
		return full("requests")
	}
	d := c.index.draft()
	// In the order of the keys, so that pages are filled one after the other.
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
		return c.writeRequestGroups(tx, plan) // last: what keep has written of them is of before
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
