package store

import (
	"encoding/binary"

	bolt "go.etcd.io/bbolt"
)

// The formats of the two files. A format grows by one when an older Commsdesk could not read what is written, or
// would read it wrongly; it then sets the cache aside, and leaves the promises alone.
const (
	cacheFormat    = 1
	promisesFormat = promisesOfRequests // the newest that is known here
)

// The formats of the promises. A file begins as the oldest, and grows when something is written that an older Commsdesk
// would read wrongly: who never decides about a request may go back to one.
const (
	promisesOldest = 1
	// Decisions about requests. One that does not know them would never send those that wait, and take the journal that
	// tells of them for one that was changed.
	promisesOfRequests = 2
)

// What the two files are for, as their key checks say.
const (
	cachePurpose    = "commsdesk cache"
	promisesPurpose = "commsdesk promises"
)

// raise writes a newer format into a file, in the transaction of what needs it. It never lowers it.
func raise(tx *bolt.Tx, format uint64) error {
	meta := tx.Bucket([]byte(bucketMeta))
	if number := meta.Get([]byte(keyFormat)); len(number) == 8 && binary.BigEndian.Uint64(number) >= format {
		return nil
	}
	return meta.Put([]byte(keyFormat), binary.BigEndian.AppendUint64(nil, format))
}

// No file needs to be rewritten to be of a newer format yet. The first step that rewrites one goes here: a function of
// one write transaction that is run between fits and the first read, and writes the new format number last.
