package store

import (
	"commsdesk/backend/telecom"

	bolt "go.etcd.io/bbolt"
)

// bucketDocuments has the files of contracts that somebody looked at. It is made with the first of them.
const bucketDocuments = "documents"

// documentMost is the longest file that is kept: what is sealed must be opened in one piece.
const documentMost = sealedMost - 1024

// KeepDocument keeps what a file of a contract holds, under its DocumentKey, in place of what was kept before. It is on the disk when it returns
// nil. The error is a *backend.Error: Invalid if it is too long to be kept, Damaged or Internal.
func (c *Cache) KeepDocument(id string, content []byte) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	if c.done.Load() {
		return closed()
	}
	if len(content) > documentMost {
		return &telecom.Error{Code: telecom.Invalid, Text: "This document is too large to be kept on this computer. Nothing was changed. Open it in the portal."}
	}
	key := c.sealer.name(bucketDocuments, id)
	sealed := c.sealer.seal(nil, bucketDocuments, key, content)
	return c.problem(c.file.update(func(tx *bolt.Tx) error {
		b, err := tx.CreateBucketIfNotExists([]byte(bucketDocuments))
		if err != nil {
			return err
		}
		return b.Put(key, sealed)
	}))
}

// Document gives what a file of a contract holds, as it was kept last; not ok if it was not, or if its request is gone.
// The error is a *backend.Error, Damaged or Internal.
func (c *Cache) Document(id string) (content []byte, ok bool, err error) {
	err = c.view(func(tx *bolt.Tx) error {
		key := c.sealer.name(bucketDocuments, id)
		sealed := valueIn(tx, bucketDocuments, key)
		if sealed == nil {
			return nil
		}
		var err error
		if content, err = c.sealer.open(bucketDocuments, key, sealed); err != nil {
			return c.unfit(err)
		}
		ok = true
		return nil
	})
	if err != nil {
		return nil, false, err
	}
	return content, ok, nil
}

// HasDocument says whether a document is kept, without opening it.
func (c *Cache) HasDocument(id string) (has bool) {
	err := c.view(func(tx *bolt.Tx) error {
		has = valueIn(tx, bucketDocuments, c.sealer.name(bucketDocuments, id)) != nil
		return nil
	})
	return has && err == nil
}
