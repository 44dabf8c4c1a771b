package store

import (
	"errors"
	"path/filepath"

	"commsdesk/backend/disk"
)

// The end of the journal lies in a file of its own, sealed, so that nobody without the key can make one that fits a
// journal that was cut short. It is written after each transaction, so it may be behind the promises after a crash, and is
// never ahead of them: promises that are older than their end says have lost something. What is open stands in it whole,
// so that this is put back.

// headRecord is the end of the journal as it is kept.
type headRecord struct {
	Count uint64 `cbor:"1,keyasint"`
	Chain []byte `cbor:"2,keyasint,omitempty"`
	Since uint64 `cbor:"3,keyasint,omitempty"` // how many entries there were when this began to be kept; nobody confirms those

	Tx        uint64            `cbor:"4,keyasint,omitempty"` // the last transaction of the promises; zero: an older Commsdesk wrote this, and nothing of what follows
	Promises  []*promiseRecord  `cbor:"5,keyasint,omitempty"` // that are open
	Decisions []*decisionRecord `cbor:"6,keyasint,omitempty"` // that are open
}

// headPath is where the end of the journal lies: beside the promises.
func headPath(promises string) string { return filepath.Join(filepath.Dir(promises), "journal.head") }

const (
	headBucket = "journal.head" // its place, for the seal
	headMost   = 16 << 20       // it has some hundred bytes for each order that is open
)

var errNoHead = errors.New("the file of the journal's end is not what was written")

// readHead reads the end that is kept; the error is fs.ErrNotExist if there is none.
func (p *Promises) readHead() (r headRecord, err error) {
	sealed, err := disk.Read(headPath(p.path), headMost)
	if err != nil {
		return r, err
	}
	packed, err := p.sealer.open(headBucket, nil, sealed)
	if err == nil {
		err = p.codec.unpack(packed, &r)
	}
	if err != nil {
		return headRecord{}, errors.Join(errNoHead, err)
	}
	return r, nil
}

// writeHead replaces the end that is kept: whole, or not at all. It is on the disk when this returns nil.
func (p *Promises) writeHead(r headRecord) error {
	packed, err := p.codec.pack(&r)
	if err != nil {
		return err
	}
	return disk.Replace(headPath(p.path), p.sealer.seal(nil, headBucket, nil, packed))
}

func (r *headRecord) head() Head { return Head{r.Count, r.Chain} }
