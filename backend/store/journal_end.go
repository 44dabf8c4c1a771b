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

// keptEnd is the state of journal.head.
type keptEnd struct {
	sync.Mutex
	kept    endRecord
	failing error // why the last write failed
	missing bool  // there is no file yet, or it could not be read
	tell    func(*telecom.Error)
}

// begin compares the promises with the kept end of their journal and restores what is missing. From then on, the end is
// kept up to date.
func (p *Promises) begin() error {
	kept, missing := p.readEnd()
	var found *audit
	if err := p.read(func(tx *bolt.Tx) (err error) { found, err = p.compare(tx, kept, missing); return err }); err != nil {
		return err
	}
	p.cause, p.end.kept, p.end.missing = found.cause, kept, missing != nil
	if missing != nil {
		// An earlier version kept none, or it was lost. Since records for good that nothing confirms the entries before.
		p.end.kept = endRecord{Since: found.last}
	}
	if found.cause != nil {
		if err := p.mend(found, missing); err != nil {
			return err
		}
	}
	p.doubt.Store(doubtOf(found.entries))
	if p.keepEnd() == nil && (!found.summed || found.cause != nil) {
		err := p.write(func(*bolt.Tx) error { return nil }) // makes the sums; on a full disk, a later write does
		if e := (*telecom.Error)(nil); errors.As(err, &e) && e.Code == telecom.Damaged {
			return err
		}
	}
	return nil
}

// keepEnd brings journal.head up to date with the promises on the disk. A failure is reported once, and tried again with
// the next write.
func (p *Promises) keepEnd() error {
	p.end.Lock() // held while reading the promises, so that the end never goes back
	defer p.end.Unlock()
	next, err := p.endNow()
	if err != nil || !p.end.missing && p.end.failing == nil && p.end.kept.Tx == next.Tx {
		return err // any other reader meets the same error
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

// retryEnd writes journal.head if the last write failed.
func (p *Promises) retryEnd() error {
	p.end.Lock()
	fails := p.end.failing != nil || p.end.missing
	p.end.Unlock()
	if !fails {
		return nil
	}
	return p.keepEnd()
}

// endNow returns the end to keep. It also fills the memos with what it reads.
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
		if promises, err = p.readSubmissions(tx); err != nil {
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
			r.Promises = append(r.Promises, recordOfSubmission(&promises[i]))
		}
	}
	p.known.set(promises, writes)
	p.decisions.set(decisions, writesOfDecisions)
	return r, nil
}

// Tell sets a function to call when the end of the journal cannot be kept, once per series of failures. Nothing is lost by
// it, and nothing leaves meanwhile. The function must not use the promises.
func (p *Promises) Tell(tell func(*telecom.Error)) {
	p.end.Lock()
	defer p.end.Unlock()
	p.end.tell = tell
	if p.end.failing != nil {
		tell(unkept(p.end.failing))
	}
}

// Kept returns the kept end of the journal, for Journal, or zero without one.
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
		Text: "The end of the journal could not be written to journal.head. Nothing was lost: the journal itself is written. " +
			"No order leaves until it can be. Check that the disk is not full and that you may write to Commsdesk’s data folder."}
}

func notSent(cause error) *telecom.Error {
	return &telecom.Error{Code: telecom.Internal, Cause: cause,
		Text: "The end of the journal could not be written to journal.head. Nothing was sent; your draft is kept. " +
			"Check that the disk is not full and that you may write to Commsdesk’s data folder, then try again."}
}

var errNoEnd = errors.New("the end of the journal was kept, but is gone")

// lostEnd reports whether the end was kept but is gone.
func lostEnd(missing error, summed bool) bool {
	return missing != nil && (summed || !errors.Is(missing, fs.ErrNotExist))
}

// The end of the journal is kept in a file of its own, sealed, so that nobody without the key can forge one for a journal
// that was cut short. It is written after each transaction, so after a crash it may be behind the promises, but never ahead:
// promises older than their end have lost something. It also holds what is open, whole, so that it can be restored.

// endRecord is the end of the journal as stored.
type endRecord struct {
	Count uint64 `cbor:"1,keyasint"`
	Chain []byte `cbor:"2,keyasint,omitempty"`
	Since uint64 `cbor:"3,keyasint,omitempty"` // how many entries preceded the first end; nothing confirms those

	// Tx is the last transaction of the promises. Zero: an older Commsdesk wrote this, without the fields that follow.
	Tx        uint64              `cbor:"4,keyasint,omitempty"`
	Promises  []*submissionRecord `cbor:"5,keyasint,omitempty"` // that are open
	Decisions []*decisionRecord   `cbor:"6,keyasint,omitempty"` // that are open
}

// endPath returns the path of the end of the journal, beside the promises.
func endPath(promises string) string { return filepath.Join(filepath.Dir(promises), "journal.head") }

const (
	endBucket = "journal.head" // its place, for the seal
	endMost   = 16 << 20       // a few hundred bytes for each open order
)

var errBadEnd = errors.New("the file of the journal's end is not what was written")

// readEnd reads the kept end. The error is fs.ErrNotExist if there is none.
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

// writeEnd replaces the kept end atomically. It is on the disk when this returns nil.
func (p *Promises) writeEnd(r endRecord) error {
	packed, err := p.codec.pack(&r)
	if err != nil {
		return err
	}
	return disk.Replace(endPath(p.path), p.sealer.seal(nil, endBucket, nil, packed))
}

func (r *endRecord) head() JournalEnd { return JournalEnd{r.Count, r.Chain} }
