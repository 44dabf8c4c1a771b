package store

import (
	"errors"
	"io/fs"
	"os"
	"time"

	"commsdesk/backend/disk"
	"commsdesk/backend/telecom"

	bolt "go.etcd.io/bbolt"
)

// mend restores what is known to be missing, and records in the journal that the rest is in doubt. It first copies both
// files as evidence. On an error, a *telecom.Error, nothing was changed.
func (p *Promises) mend(f *audit, missing error) error {
	at := time.Now().UTC()
	err := copyEvidence(p.path, at)
	if err == nil && !errors.Is(missing, fs.ErrNotExist) {
		if head := endPath(p.path); copyEvidence(head, at) != nil {
			err = os.Rename(head, evidencePath(head, at)) // what cannot be read cannot be copied
		}
	}
	if err == nil {
		err = p.write(func(tx *bolt.Tx) error { return p.mendIn(tx, f, at) })
	}
	if err != nil {
		return notRestored(errors.Join(f.cause, err))
	}
	return nil
}

func (p *Promises) mendIn(tx *bolt.Tx, f *audit, at time.Time) error {
	// The sums are recomputed at the end of the transaction: the old ones still include what was lost.
	if err := tx.Bucket([]byte(bucketMeta)).Delete([]byte(keySums)); err != nil {
		return err
	}
	for _, w := range append(f.unreadable, f.stale...) {
		if err := tx.Bucket([]byte(w.bucket)).Delete(w.key); err != nil {
			return err
		}
	}
	if f.broken {
		if err := p.rechain(tx, f.entries); err != nil {
			return err
		}
	}
	note := func(e telecom.Entry) error {
		f.entries = append(f.entries, recordOfEntry(e))
		return p.append(tx, e)
	}
	for _, r := range f.restore {
		promise := r.domain()
		if err := errors.Join(p.putSubmission(tx, &promise), note(entryOf(&promise, telecom.EntryPutBack, at, r.By, ""))); err != nil {
			return err
		}
	}
	for _, r := range f.restoreDecisions {
		d := r.domain()
		if err := errors.Join(p.putDecision(tx, &d, r.Place), note(entryOfDecision(&d, telecom.EntryPutBack, at, r.By, ""))); err != nil {
			return err
		}
	}
	what := telecom.EntryDoubted
	if f.lostUnknown {
		what = telecom.EntryHeld
	}
	return note(telecom.Entry{At: at, What: what})
}

// rechain rewrites the journal from the readable entries.
func (p *Promises) rechain(tx *bolt.Tx, entries []entryRecord) error {
	if err := tx.DeleteBucket([]byte(bucketJournal)); err != nil {
		return err
	}
	for i := range entries {
		if err := p.append(tx, entries[i].domain()); err != nil {
			return err
		}
	}
	return nil
}

// copyMost is larger than promises ever are.
const copyMost = 1 << 30

// evidencePath returns the name under which a file is kept as evidence.
func evidencePath(path string, at time.Time) string {
	return path + ".kept-" + at.Format("20060102T150405.000Z")
}

// copyEvidence copies a file to its evidencePath.
func copyEvidence(path string, at time.Time) error {
	content, err := disk.Read(path, copyMost)
	if err != nil {
		return err
	}
	return disk.Replace(evidencePath(path, at), content)
}

func notRestored(cause error) *telecom.Error {
	return &telecom.Error{Code: telecom.Damaged, Cause: cause,
		Text: "Orders sent from this computer are missing here and could not be restored. Nothing was opened or changed. " +
			"Check that the disk is not full and that you may write to Commsdesk’s data folder, then start Commsdesk again."}
}
