package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	bolt "go.etcd.io/bbolt"

	"commsdesk/backend/telecom"
)

// Promises is the data that must never be lost: the orders and decisions that this computer has promised to send, and what
// people have written here. The program never sets the file aside or deletes it. A file that cannot be read stays as it is,
// byte for byte, and one that has lost something is copied before it is mended; both are reported. What is reported as
// written is on the disk.
type Promises struct {
	path   string
	file   *file
	sealer *Sealer
	codec  codec
	end    keptEnd
	doubt  atomic.Value // Doubt
	cause  error        // of the doubt, if it arose at this start

	changed   map[string]sum // by the current write transaction
	known     memo[[]telecom.Submission]
	decisions memo[[]telecom.Decision]
	reads     memo[map[string]string]
	marking   sync.Mutex // held while a request is marked as read, so that reads changes in the order of the file
}

// OpenPromises opens the promises at path, or makes the file if there is none. The error is a *telecom.Error: InUse if
// another Commsdesk has the file open, TooNew, Locked or Damaged if it cannot be read, Internal if the disk refuses. Missing
// data is no error: see Notice.
func OpenPromises(path string, sealer *Sealer) (*Promises, error) {
	codec, err := newCodec()
	if err != nil {
		return nil, unopenable(err)
	}
	f, err := openPromises(path, sealer)
	if err == nil {
		p := &Promises{path: path, file: f, sealer: sealer, codec: codec}
		if err = p.begin(); err == nil {
			return p, nil
		}
		f.close()
	}
	var e *telecom.Error
	var u *unfit
	switch {
	case errors.As(err, &e):
		return nil, e
	case errors.As(err, &u):
		return nil, unfitPromises(u)
	}
	return nil, unopenable(err)
}

func openPromises(path string, sealer *Sealer) (*file, error) {
	// Read only at first: bbolt writes to some files as soon as it opens them.
	looked, err := openFile(path, true)
	if errors.Is(err, fs.ErrNotExist) {
		if err := createFile(path, promisesPurpose, promisesOldest, sealer); err != nil {
			return nil, err
		}
		looked, err = openFile(path, true)
	}
	if err != nil {
		return nil, err
	}
	err = looked.check()
	if err == nil {
		_, err = looked.fits(promisesPurpose, promisesFormat, sealer)
	}
	looked.close()
	if err != nil {
		return nil, err
	}
	return openAs(path, false, false) // just checked
}

func unfitPromises(u *unfit) *telecom.Error {
	e := &telecom.Error{Code: u.code, Cause: u}
	switch u.code {
	case telecom.TooNew:
		e.Text = "Your drafts and sent orders were written by a newer Commsdesk. Nothing was opened or changed. " +
			"Update Commsdesk to the newest version, then start it again."
	case telecom.Locked:
		e.Text = "Your drafts and sent orders are encrypted with another key. Nothing was opened or changed. " +
			"Sign in to this computer as the user who wrote them, or restore the key, then start Commsdesk again."
	default:
		e.Text = "Your drafts and sent orders cannot be read: promises.db is damaged. Nothing was opened or changed. Do not delete it. " +
			"Restore promises.db from a backup, or send it to your administrator, then start Commsdesk again."
	}
	return e
}

// Close closes the file.
func (p *Promises) Close() error {
	_ = p.retryEnd() // the end, if it could not be written before
	p.file.close()
	return nil
}

// write runs one transaction. What it writes is on the disk when it returns nil.
func (p *Promises) write(do func(*bolt.Tx) error) error {
	_, err := p.commit(do)
	return err
}

// commit is write; unkept is why the end of the journal could not be written, if so.
func (p *Promises) commit(do func(*bolt.Tx) error) (unkept, err error) {
	err = p.file.update(func(tx *bolt.Tx) error {
		p.changed = map[string]sum{} // there is one write transaction at a time
		if err := do(tx); err != nil {
			return err
		}
		return p.keepSums(tx)
	})
	p.known.clear()
	p.decisions.clear()
	if err == nil {
		unkept = p.keepEnd()
	}
	return unkept, p.problem(err)
}

// writeIf is write for a transaction that its caller may refuse: an error passed to refused is returned as it is, and is
// not one of the file.
func (p *Promises) writeIf(do func(tx *bolt.Tx, refused func(error) error) error) error {
	_, err := p.commitIf(do)
	return err
}

func (p *Promises) commitIf(do func(tx *bolt.Tx, refused func(error) error) error) (unkept, err error) {
	var said error
	unkept, err = p.commit(func(tx *bolt.Tx) error {
		return do(tx, func(err error) error {
			said = err
			return err
		})
	})
	if said != nil {
		return nil, said
	}
	return unkept, err
}

// leaveIf is writeIf for something that is sent right after: the end of the journal must record it first. If that fails,
// undo takes it back.
func (p *Promises) leaveIf(do func(tx *bolt.Tx, refused func(error) error) error, undo func(*bolt.Tx) error) error {
	if err := p.retryEnd(); err != nil {
		return notSent(err)
	}
	unkept, err := p.commitIf(do)
	if err == nil && unkept != nil {
		_ = p.write(undo) // if this fails too, the outcome counts as unknown
		err = notSent(unkept)
	}
	return err
}

func (p *Promises) read(do func(*bolt.Tx) error) error { return p.problem(p.file.view(do)) }

// put seals a record into a bucket.
func (p *Promises) put(tx *bolt.Tx, bucket string, key []byte, record any) error {
	b, err := tx.CreateBucketIfNotExists([]byte(bucket))
	if err != nil {
		return err
	}
	packed, err := p.codec.pack(record)
	if err != nil {
		return err
	}
	sealed := p.sealer.seal(nil, bucket, key, packed)
	p.replaced(bucket, key, b.Get(key), sealed)
	return b.Put(key, sealed)
}

// drop deletes a record from a bucket, if it exists.
func (p *Promises) drop(tx *bolt.Tx, bucket string, key []byte) error {
	b := tx.Bucket([]byte(bucket))
	if b == nil {
		return nil
	}
	p.replaced(bucket, key, b.Get(key), nil)
	return b.Delete(key)
}

// open is the reverse of put.
func (p *Promises) open(bucket string, key, sealed []byte, record any) error {
	packed, err := p.sealer.open(bucket, key, sealed)
	if err == nil {
		err = p.codec.unpack(packed, record)
	}
	if err != nil {
		return unsound(err)
	}
	return nil
}

// records visits every record of a bucket.
func records[R any](p *Promises, tx *bolt.Tx, bucket string, visit func(*R)) error {
	return p.each(tx, bucket, func(k, v []byte) error {
		r := new(R)
		if err := p.open(bucket, k, v, r); err != nil {
			return err
		}
		visit(r)
		return nil
	})
}

// problem turns an error of the file into one for staff.
func (p *Promises) problem(err error) error {
	var e *telecom.Error
	var u *unfit
	switch {
	case err == nil:
		return nil
	case errors.As(err, &e):
		return e
	case errors.As(err, &u):
		return unfitPromises(u)
	case errors.Is(err, errClosed):
		return closed()
	}
	return &telecom.Error{Code: telecom.Internal, Cause: err,
		Text: "Your order or draft could not be written to the disk of this computer. Nothing was sent. " +
			"Check whether the disk is full, and try again."}
}

// PromisesDir is a folder that may hold promises.db or journal.head, which cannot be recreated.
type PromisesDir string

// File returns the name of one of the two files, or an empty string. A file that cannot be examined counts.
func (d PromisesDir) File() string {
	for _, path := range []string{d.promises(), endPath(d.promises())} {
		if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
			return filepath.Base(path)
		}
	}
	return ""
}

// OpensWith reports whether key opens the files.
func (d PromisesDir) OpensWith(key [32]byte) bool {
	codec, err := newCodec()
	if err != nil {
		return false
	}
	p := &Promises{path: d.promises(), sealer: NewSealer(key), codec: codec}
	if p.file, err = openAs(p.path, true, false); err != nil { // journal.head proves the key as well
		_, err = p.readEnd()
		return err == nil
	}
	defer p.file.close()
	_, err = p.file.fits(promisesPurpose, promisesFormat, p.sealer)
	return err == nil
}

// InUse reports whether a program has the promises open.
func (d PromisesDir) InUse() bool {
	f, err := openAs(d.promises(), true, false)
	if err == nil {
		f.close()
	}
	return healthOf(err) == InUse
}

func (d PromisesDir) promises() string { return filepath.Join(string(d), "promises.db") }
