package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"commsdesk/backend/disk"
	"commsdesk/backend/telecom"
)

// The bucket that both files have. The format number is not sealed, so that it can be read whatever way a newer Commsdesk
// seals values.
const (
	bucketMeta = "meta"
	keyFormat  = "format"
	keyCheck   = "check"
)

// lockTimeout is how long to wait for another Commsdesk to close a file.
const lockTimeout = time.Second

// file is an open bbolt file.
type file struct {
	db      *bolt.DB
	handle  *os.File     // bbolt's own, to release the lock if bbolt no longer can
	stopped atomic.Bool  // bbolt panicked: it may hold its locks and must not be used
	unread  func() error // checks the pages that were skipped at opening; once, before the first write
}

// unfit is the error of a file that cannot be used.
type unfit struct {
	code  telecom.Code // Damaged, TooNew or Locked
	cause error
}

func (u *unfit) Error() string { return fmt.Sprintf("%s: %v", u.code, u.cause) }
func (u *unfit) Unwrap() error { return u.cause }

// unsound returns the error of something in a file that is not as written.
func unsound(cause error) error { return &unfit{code: telecom.Damaged, cause: cause} }

// openFile opens an existing file and checks the structure of its pages; of all pages, if it is read-only.
func openFile(path string, readOnly bool) (*file, error) {
	if mapLengthens && !readOnly {
		// Otherwise a truncated file would be lengthened before it is noticed, and set aside in that state.
		seen, err := openAs(path, true, false)
		if err != nil {
			return nil, err
		}
		seen.close()
	}
	return openAs(path, readOnly, readOnly)
}

// openAs is openFile without the check of the length first. Thorough checks every page.
func openAs(path string, readOnly, thorough bool) (*file, error) {
	if info, err := os.Stat(path); err != nil {
		return nil, err
	} else if info.Mode().IsRegular() && info.Size() == 0 {
		// bbolt would take it for a new file, but createFile makes no empty ones.
		return nil, unsound(errors.New("the file is empty"))
	}
	f := &file{}
	options := &bolt.Options{
		Timeout:      lockTimeout,
		FreelistType: bolt.FreelistMapType,
		ReadOnly:     readOnly,
		// Here a bad page is caught; in a goroutine of bbolt it would not be.
		PreLoadFreelist: true,
		OpenFile: func(name string, flag int, mode os.FileMode) (*os.File, error) {
			h, err := disk.Open(name, flag&^os.O_CREATE, mode)
			f.handle = h
			if err == nil {
				err = soundHeaders(h)
			}
			return h, err
		},
	}
	err, panicked := guard(func() (err error) {
		f.db, err = bolt.Open(path, 0o600, options)
		return err
	})
	if err != nil {
		release(f.handle) // closed already, unless bbolt could not
	}
	var refused *fs.PathError
	var kind disk.Unfit
	var headers *unfit
	switch {
	case errors.As(err, &headers):
		return nil, err
	case panicked, errors.As(err, &kind):
		return nil, unsound(err)
	case errors.Is(err, bolterrors.ErrTimeout):
		return nil, inUse(err)
	case errors.As(err, &refused):
		return nil, err
	case err != nil:
		return nil, unsound(err)
	}
	err = f.view(func(tx *bolt.Tx) error {
		if err := f.complete(tx); err != nil {
			return err
		}
		return f.sound(tx, thorough)
	})
	if err != nil {
		f.close()
		return nil, err
	}
	return f, nil
}

// complete returns an error if pages are missing at the end of the file: bbolt does not check, and would fault later.
func (f *file) complete(tx *bolt.Tx) error {
	info, err := f.handle.Stat()
	if err != nil {
		return err
	}
	if info.Size() < tx.Size() {
		return unsound(fmt.Errorf("file has %d bytes of %d", info.Size(), tx.Size()))
	}
	return nil
}

// createFile makes a new file atomically, with its format and key check. A file that exists by then is left alone.
func createFile(path, purpose string, format uint64, sealer *Sealer) error {
	begun := path + ".new"
	if info, err := os.Lstat(begun); err == nil && !info.Mode().IsRegular() {
		_ = os.Remove(begun) // bbolt would write through a link
	}
	db, err := bolt.Open(begun, 0o600, &bolt.Options{Timeout: lockTimeout})
	if errors.Is(err, bolterrors.ErrTimeout) {
		return inUse(err)
	} else if err != nil {
		// The leftover of an interrupted creation holds nothing.
		_ = os.Remove(begun)
		if db, err = bolt.Open(begun, 0o600, &bolt.Options{Timeout: lockTimeout}); err != nil {
			return err
		}
	}
	defer os.Remove(begun)
	err = db.Update(func(tx *bolt.Tx) error {
		meta, err := tx.CreateBucketIfNotExists([]byte(bucketMeta))
		if err != nil {
			return err
		}
		return errors.Join(
			meta.Put([]byte(keyFormat), binary.BigEndian.AppendUint64(nil, format)),
			meta.Put([]byte(keyCheck), sealer.seal(nil, bucketMeta, []byte(keyCheck), []byte(purpose))))
	})
	if err := errors.Join(err, db.Close()); err != nil {
		return err
	}
	err = os.Link(begun, path)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil { // some file systems have no links
		if _, err := os.Stat(path); err == nil {
			return nil
		}
		if err := os.Rename(begun, path); err != nil {
			return err
		}
	}
	return disk.SyncFolder(filepath.Dir(path))
}

// fits returns an error unless the file has a known format, is sealed with this key and was made for this purpose. It also
// returns the format. Without a sealer, an otherwise good file is Locked.
func (f *file) fits(purpose string, newest uint64, sealer *Sealer) (format uint64, err error) {
	err = f.view(func(tx *bolt.Tx) error {
		meta := tx.Bucket([]byte(bucketMeta))
		if meta == nil {
			return unsound(errors.New("not a file of Commsdesk"))
		}
		number := meta.Get([]byte(keyFormat))
		if len(number) != 8 {
			return unsound(errors.New("no format number"))
		}
		if format = binary.BigEndian.Uint64(number); format > newest {
			return &unfit{code: telecom.TooNew, cause: fmt.Errorf("format %d, newest known %d", format, newest)}
		}
		if sealer == nil {
			return &unfit{code: telecom.Locked, cause: errors.New("no key was given")}
		}
		check, err := sealer.open(bucketMeta, []byte(keyCheck), meta.Get([]byte(keyCheck)))
		if err != nil {
			return &unfit{code: telecom.Locked, cause: err}
		}
		if string(check) != purpose {
			return unsound(fmt.Errorf("file is %q, wanted %q", check, purpose))
		}
		return nil
	})
	return format, err
}

// check lets bbolt check every page and the list of free ones. The time it takes grows with the file.
func (f *file) check() error {
	return f.view(func(tx *bolt.Tx) error {
		var first error
		for err := range tx.Check() {
			if first == nil {
				first = unsound(err)
			}
		}
		return first
	})
}

// view runs a read transaction. A page that cannot be read makes the file Damaged.
func (f *file) view(do func(*bolt.Tx) error) error {
	return f.run(func() error { return f.db.View(do) })
}

// update runs a write transaction. All of it is on the disk when it returns nil, and none of it otherwise.
func (f *file) update(do func(*bolt.Tx) error) error {
	if err := f.unread(); err != nil {
		return err
	}
	return f.run(func() error { return f.db.Update(do) })
}

func (f *file) run(do func() error) error {
	if f.stopped.Load() {
		return unsound(errors.New("stopped after a panic"))
	}
	err, panicked := guard(do)
	if panicked {
		f.stopped.Store(true)
		return unsound(err)
	}
	if errors.Is(err, bolterrors.ErrIncompatibleValue) { // a page says that a value is a bucket
		return unsound(err)
	}
	return err
}

// close closes the file, whatever state bbolt is in.
func (f *file) close() {
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = guard(f.db.Close)
	}()
	if f.stopped.Load() {
		select {
		case <-done:
		case <-time.After(lockTimeout): // bbolt waits for itself
		}
	} else {
		<-done
	}
	release(f.handle) // closed already, unless bbolt could not
}

// The formats of the two files. A format grows by one when an older Commsdesk could not read what is written, or would
// misread it; the older one then sets the cache aside and leaves the promises alone.
const (
	cacheFormat    = 1
	promisesFormat = promisesOfRequests // the newest known
)

// The formats of the promises. A file begins with the oldest, and grows when something is written that an older Commsdesk
// would misread: users who never decide about a request may go back to an older one.
const (
	promisesOldest = 1
	// Decisions about requests. An older Commsdesk would never send those that wait, and would take their journal entries
	// for tampering.
	promisesOfRequests = 2
)

// The purposes of the two files, as their key checks say.
const (
	cachePurpose    = "commsdesk cache"
	promisesPurpose = "commsdesk promises"
)

// raise sets a newer format, in the transaction of what needs it. It never lowers the format.
func raise(tx *bolt.Tx, format uint64) error {
	meta := tx.Bucket([]byte(bucketMeta))
	if number := meta.Get([]byte(keyFormat)); len(number) == 8 && binary.BigEndian.Uint64(number) >= format {
		return nil
	}
	return meta.Put([]byte(keyFormat), binary.BigEndian.AppendUint64(nil, format))
}

// No newer format needs a file to be rewritten yet. The first that does goes here: a function of one write transaction that
// runs between fits and the first read, and writes the new format number last.
