package store

import (
	"commsdesk/backend/telecom"

	bolt "go.etcd.io/bbolt"
)

// bucketDocuments has the files of contracts that somebody opened. It is created with the first.
const bucketDocuments = "documents"

// documentMost is the longest file that is kept: a sealed value is opened in one piece.
const documentMost = sealedMost - 1024

// KeepDocument keeps the content of a file of a contract under its DocumentKey, replacing what was kept before. It is on the
// disk when it returns nil. The error is a *telecom.Error: Invalid if it is too long, Damaged or Internal.
func (c *Cache) KeepDocument(id string, content []byte) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	if c.done.Load() {
		return closed()
	}
	if len(content) > documentMost {
		return &telecom.Error{Code: telecom.Invalid,
			Text: "This document is too large to be kept on this computer. Nothing was changed. Open it in the portal."}
	}
	return c.putValue(bucketDocuments, c.sealer.name(bucketDocuments, id), content)
}

// Document returns the content of a file of a contract as it was last kept; ok is false if it was not kept, or if its
// request is gone. The error is a *telecom.Error: Damaged or Internal.
func (c *Cache) Document(id string) (content []byte, ok bool, err error) {
	err = c.view(func(tx *bolt.Tx) (err error) {
		key := c.sealer.name(bucketDocuments, id)
		ok = valueIn(tx, bucketDocuments, key) != nil
		content, err = c.getValue(tx, bucketDocuments, key)
		return err
	})
	return content, ok && err == nil, err
}

// HasDocument reports whether a document is kept.
func (c *Cache) HasDocument(id string) (has bool) {
	err := c.view(func(tx *bolt.Tx) error {
		has = valueIn(tx, bucketDocuments, c.sealer.name(bucketDocuments, id)) != nil
		return nil
	})
	return has && err == nil
}
