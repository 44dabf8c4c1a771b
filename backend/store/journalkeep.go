package store

import (
	"crypto/hmac"
	"encoding/binary"
	"errors"
	"io/fs"
	"sync"

	"commsdesk/backend"

	bolt "go.etcd.io/bbolt"
)

// keeping is what is known of the end of the journal that is kept beside it.
type keeping struct {
	sync.Mutex
	kept    headRecord
	barred  bool  // what is kept contradicts the journal: it stays as it is, whatever is added
	failing error // why it could not be written the last time
	missing bool  // there is no file yet, or it could not be made
	tell    func(*backend.Error)
}

// beginKeeping sees whether the journal still reaches what was kept of its end. Only then is the end brought up to
// date: one that contradicts the journal is evidence, and neither a start nor a new entry may write over it.
func (p *Promises) beginKeeping() {
	p.end.Lock()
	kept, err := p.readHead()
	switch {
	case errors.Is(err, fs.ErrNotExist):
		// An earlier version kept none, or somebody took it away. From here on it is kept; of what was before, this
		// says for good that nobody confirms it.
		p.end.missing = true
		if _, err = p.Journal(Head{}); err == nil {
			var head Head
			head, err = p.Head()
			p.end.kept.Since = head.Count
		}
	case err == nil:
		p.end.kept = kept
		err = p.reaches(kept.head())
	}
	if err != nil {
		p.end.barred, p.notice = true, contradicted(err)
	}
	p.end.Unlock()
	p.keepHead()
}

// reaches says whether the journal has the entry that a head names, and hangs together from there on. The way to there
// is not walked: see Journal.
func (p *Promises) reaches(kept Head) error {
	return p.read(func(tx *bolt.Tx) error {
		b := tx.Bucket([]byte(bucketJournal))
		if b == nil {
			if kept.Count > 0 {
				return p.unfit(errShort)
			}
			return nil
		}
		n, before := kept.Count, kept.Chain
		c := b.Cursor()
		k, v := c.First()
		if n > 0 {
			var l link
			if k, v = c.Seek(binary.BigEndian.AppendUint64(nil, n)); k == nil {
				return p.unfit(errShort)
			}
			if err := p.open(bucketJournal, k, v, &l); err != nil {
				return err
			}
			if binary.BigEndian.Uint64(k) != n || !hmac.Equal(l.Chain, kept.Chain) {
				return p.unfit(errChain)
			}
			k, v = c.Next()
		}
		for ; k != nil; k, v = c.Next() {
			n++
			l, err := p.follow(n, before, k, v)
			if err != nil {
				return err
			}
			before = l.Chain
		}
		return nil
	})
}

// keepHead brings the end that is kept up to date with the journal on the disk. What was promised does not depend on
// it: if it cannot be written, that is told once, and tried again with the next thing that is written.
func (p *Promises) keepHead() {
	p.end.Lock() // the journal is read inside, so the end never goes back
	defer p.end.Unlock()
	if p.end.barred {
		return
	}
	head, err := p.Head()
	if err != nil || !p.end.missing && p.end.kept.at(head) {
		return // what cannot be read is met by everybody else, too
	}
	next := headRecord{head.Count, head.Chain, p.end.kept.Since}
	if err := p.writeHead(next); err != nil {
		if p.end.failing == nil && p.end.tell != nil {
			p.end.tell(unkept(err))
		}
		p.end.failing = err
		return
	}
	p.end.kept, p.end.failing, p.end.missing = next, nil, false
}

// Tell is told, at most once in a row, that the end of the journal could not be kept. Nothing that was promised or
// settled is lost by it. Tell must not ask the promises.
func (p *Promises) Tell(tell func(*backend.Error)) {
	p.end.Lock()
	defer p.end.Unlock()
	p.end.tell = tell
	if p.end.failing != nil {
		tell(unkept(p.end.failing))
	}
}

// Kept is the end of the journal as it was kept, for Journal; zero: none was.
func (p *Promises) Kept() Head {
	p.end.Lock()
	defer p.end.Unlock()
	return p.end.kept.head()
}

// Notice says that the journal contradicts what was kept of its end when it was opened; nil: it does not.
func (p *Promises) Notice() *backend.Error { return p.notice }

func contradicted(cause error) *backend.Error {
	return &backend.Error{Code: backend.Damaged, Cause: cause,
		Text: "The journal of this desk is shorter than it was, was changed, or its end cannot be confirmed. The last order sent from here may be missing from this desk. Nothing was deleted by Commsdesk. " +
			"Look at the activity of a service in the portal before you place another order for it. Tell your administrator, who runs commsdesk doctor; the files promises.db and journal.head must be kept as they are."}
}

func unkept(cause error) *backend.Error {
	return &backend.Error{Code: backend.Internal, Cause: cause,
		Text: "The end of this desk’s journal could not be written to journal.head. Nothing was lost: the journal itself is written. Look whether the disk is full, and who may write in the folder; it is tried again with the next order."}
}
