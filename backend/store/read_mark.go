package store

import (
	"maps"

	bolt "go.etcd.io/bbolt"
)

// readRecord is the version of a request that was last read here.
type readRecord struct {
	RequestID string `cbor:"1,keyasint"`
	Version   string `cbor:"2,keyasint,omitempty"`
}

// MarkRead records that somebody has read a version of a request. An empty version marks it as unread.
func (p *Promises) MarkRead(requestID, version string) error {
	p.marking.Lock()
	defer p.marking.Unlock()
	if known, err := p.Reads(); err != nil || known[requestID] == version {
		return err
	}
	err := p.write(func(tx *bolt.Tx) error {
		name := p.sealer.name(bucketReads, requestID)
		if version != "" {
			return p.put(tx, bucketReads, name, &readRecord{requestID, version})
		}
		return p.drop(tx, bucketReads, name)
	})
	if err != nil {
		p.reads.clear()
		return err
	}
	p.reads.change(func(all map[string]string) map[string]string {
		all = maps.Clone(all)
		if version == "" {
			delete(all, requestID)
		} else {
			all[requestID] = version
		}
		return all
	})
	return nil
}

// Reads returns the version of each request that was last read here. The map is shared and must not be changed.
func (p *Promises) Reads() (map[string]string, error) {
	return p.reads.load(func() (map[string]string, error) {
		all := map[string]string{}
		return all, p.read(func(tx *bolt.Tx) error {
			return records(p, tx, bucketReads, func(r *readRecord) { all[r.RequestID] = r.Version })
		})
	})
}
