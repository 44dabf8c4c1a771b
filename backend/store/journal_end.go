package store

import (
	"errors"
	"io/fs"
	"path/filepath"
	"sync"

	bolt "go.etcd.io/bbolt"

	"commsdesk/backend/disk"
	"commsdesk/backend/telecom"
)

// keeping is what is known of the end of the journal that is kept beside it.
type keptEnd struct {
	sync.Mutex
	kept    endRecord
	failing error // why it could not be written the last time
	missing bool  // there is no file yet, or it could not be made
	tell    func(*telecom.Error)
}

// begin holds the promises against what was kept of them, and mends what contradicts. From here on their end is kept.
func (p *Promises) begin() error {
	kept, missing := p.readEnd()
	var found *audit
	if err := p.read(func(tx *bolt.Tx) (err error) { found, err = p.compare(tx, kept, missing); return err }); err != nil {
		return err
	}
	p.cause, p.end.kept, p.end.missing = found.cause, kept, missing != nil
	if missing != nil {
		// An earlier version kept none, or it was lost. From here on it is kept; of what was before, this says for good
		// that nobody confirms it.
		p.end.kept = endRecord{Since: found.last}
	}
	if found.cause != nil {
		if err := p.mend(found, missing); err != nil {
			return err
		}
	}
	p.doubt.Store(doubtOf(found.entries))
	if p.keepEnd() == nil && (!found.summed || found.cause != nil) {
		err := p.write(func(*bolt.Tx) error { return nil }) // which makes the sums; on a full disk, a later one does
		if e := (*telecom.Error)(nil); errors.As(err, &e) && e.Code == telecom.Damaged {
			return err
		}
	}
	return nil
}

// keepHead brings the end that is kept up to date with the promises on the disk. If it cannot be written, that is told
// once, and tried again with the next thing that is written.
func (p *Promises) keepEnd() error {
	p.end.Lock() // the promises are read inside, so the end never goes back
	defer p.end.Unlock()
	next, err := p.endNow()
	if err != nil || !p.end.missing && p.end.failing == nil && p.end.kept.Tx == next.Tx {
		return err // what cannot be read is met by everybody else, too
	}
	next.Since = p.end.kept.Since
	if err := p.writeEnd(next); err != nil {
		if p.end.failing == nil && p.end.tell != nil {
			p.end.tell(unkept(err))
		}
		p.end.failing = err
		return err
	}
	p.end.kept, p.end.failing, p.end.missing = next, nil, false
	return nil
}

// retryHead writes the end that is kept if it could not be written before.
func (p *Promises) retryEnd() error {
	p.end.Lock()
	fails := p.end.failing != nil || p.end.missing
	p.end.Unlock()
	if !fails {
		return nil
	}
	return p.keepEnd()
}

// headNow is the end to be kept. What is read for it is known from then on.
func (p *Promises) endNow() (r endRecord, err error) {
	_, writes, _ := p.known.get()
	_, writesOfDecisions, _ := p.decisions.get()
	var promises []telecom.Submission
	var decisions []telecom.Decision
	err = p.read(func(tx *bolt.Tx) error {
		head, err := p.endIn(tx)
		if err != nil {
			return err
		}
		r = endRecord{Count: head.Count, Chain: head.Chain, Tx: uint64(tx.ID())}
		if promises, err = p.readPromises(tx); err != nil {
			return err
		}
		var records []*decisionRecord
		if records, err = p.readDecisions(tx); err != nil {
			return err
		}
		for _, d := range records {
			word := d.domain()
			if decisions = append(decisions, word); word.Open() {
				r.Decisions = append(r.Decisions, d)
			}
		}
		return nil
	})
	if err != nil {
		return r, err
	}
	for i := range promises {
		if promises[i].Open() {
			r.Promises = append(r.Promises, recordOfPromise(&promises[i]))
		}
	}
	p.known.set(promises, writes)
	p.decisions.set(decisions, writesOfDecisions)
	return r, nil
}

// Tell is told, at most once in a row, that the end of the journal could not be kept. Nothing that was promised or
// settled is lost by it, and nothing leaves meanwhile. Tell must not ask the promises.
func (p *Promises) Tell(tell func(*telecom.Error)) {
	p.end.Lock()
	defer p.end.Unlock()
	p.end.tell = tell
	if p.end.failing != nil {
		tell(unkept(p.end.failing))
	}
}

// Kept is the end of the journal as it was kept, for Journal; zero: none was.
func (p *Promises) Kept() JournalEnd {
	p.end.Lock()
	defer p.end.Unlock()
	return p.end.kept.head()
}

func (p *Promises) endMissing() bool {
	p.end.Lock()
	defer p.end.Unlock()
	return p.end.missing
}

func unkept(cause error) *telecom.Error {
	return &telecom.Error{Code: telecom.Internal, Cause: cause,
		Text: "The end of this desk’s journal could not be written to journal.head. Nothing was lost: the journal itself is written. No order leaves until it can be. Check that the disk is not full and that you may write in the folder."}
}

func notSent(cause error) *telecom.Error {
	return &telecom.Error{Code: telecom.Internal, Cause: cause,
		Text: "The end of this desk’s journal could not be written to journal.head. Nothing was sent; your draft is kept. Check that the disk is not full and that you may write in Commsdesk’s data folder, then try again."}
}

var errNoEnd = errors.New("the end of the journal was kept, and is gone")

// lostEnd reports whether an end was kept and is not there.
func lostEnd(missing error, summed bool) bool {
	return missing != nil && (summed || !errors.Is(missing, fs.ErrNotExist))
}

// The end of the journal lies in a file of its own, sealed, so that nobody without the key can make one that fits a
// journal that was cut short. It is written after each transaction, so it may be behind the promises after a crash, and is
// never ahead of them: promises that are older than their end says have lost something. What is open stands in it whole,
// so that this is put back.

// headRecord is the end of the journal as it is kept.
type endRecord struct {
	Count uint64 `cbor:"1,keyasint"`
	Chain []byte `cbor:"2,keyasint,omitempty"`
	Since uint64 `cbor:"3,keyasint,omitempty"` // how many entries there were when this began to be kept; nobody confirms those

	Tx        uint64            `cbor:"4,keyasint,omitempty"` // the last transaction of the promises; zero: an older Commsdesk wrote this, and nothing of what follows
	Promises  []*promiseRecord  `cbor:"5,keyasint,omitempty"` // that are open
	Decisions []*decisionRecord `cbor:"6,keyasint,omitempty"` // that are open
}

// headPath is where the end of the journal lies: beside the promises.
func endPath(promises string) string { return filepath.Join(filepath.Dir(promises), "journal.head") }

const (
	endBucket = "journal.head" // its place, for the seal
	endMost   = 16 << 20       // it has some hundred bytes for each order that is open
)

var errBadEnd = errors.New("the file of the journal's end is not what was written")

// readHead reads the end that is kept; the error is fs.ErrNotExist if there is none.
func (p *Promises) readEnd() (r endRecord, err error) {
	sealed, err := disk.Read(endPath(p.path), endMost)
	if err != nil {
		return r, err
	}
	packed, err := p.sealer.open(endBucket, nil, sealed)
	if err == nil {
		err = p.codec.unpack(packed, &r)
	}
	if err != nil {
		return endRecord{}, errors.Join(errBadEnd, err)
	}
	return r, nil
}

// writeHead replaces the end that is kept: whole, or not at all. It is on the disk when this returns nil.
func (p *Promises) writeEnd(r endRecord) error {
	packed, err := p.codec.pack(&r)
	if err != nil {
		return err
	}
	return disk.Replace(endPath(p.path), p.sealer.seal(nil, endBucket, nil, packed))
}

func (r *endRecord) head() JournalEnd { return JournalEnd{r.Count, r.Chain} }
