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

// The bucket that both files have. The format number is in clear, so that it can be read before anything is known of
// how a newer Commsdesk seals.
const (
	bucketMeta = "meta"
	keyFormat  = "format"
	keyCheck   = "check"
)

// lockTimeout is how long another Commsdesk is given to let go of a file.
const lockTimeout = time.Second

// file is an open bbolt file of ours.
type file struct {
	db      *bolt.DB
	handle  *os.File     // bbolt's own, to let go of the lock where bbolt itself cannot any more
	stopped atomic.Bool  // bbolt panicked: it may hold its locks, and nothing may be asked of it
	unread  func() error // looks at the pages that were not looked at when it was opened; once, before the first write
}

// What can be wrong with a file, for errors.As; the cause says more.
type unfit struct {
	code  telecom.Code // Damaged, TooNew or Locked
	cause error
}

func (u *unfit) Error() string { return fmt.Sprintf("%s: %v", u.code, u.cause) }
func (u *unfit) Unwrap() error { return u.cause }

// openFile opens a file that exists, and sees that its pages hang together; for reading only, all of them.
func openFile(path string, readOnly bool) (*file, error) {
	if mapLengthens && !readOnly {
		// What is short would not be seen any more, and what is set aside would not be what was there.
		seen, err := openAs(path, true, false)
		if err != nil {
			return nil, err
		}
		seen.close()
	}
	return openAs(path, readOnly, readOnly)
}

// openAs is openFile as it is; thorough, every page is looked at.
func openAs(path string, readOnly, thorough bool) (*file, error) {
	if info, err := os.Stat(path); err != nil {
		return nil, err
	} else if info.Mode().IsRegular() && info.Size() == 0 {
		// bbolt would take it for new. No file of ours begins empty: see createFile.
		return nil, &unfit{code: telecom.Damaged, cause: errors.New("the file is empty")}
	}
	f := &file{}
	options := &bolt.Options{
		Timeout:      lockTimeout,
		FreelistType: bolt.FreelistMapType,
		ReadOnly:     readOnly,
		// Now, where a bad page is caught, and not in a goroutine of bbolt's, where it is not.
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
	case errors.As(err, &kind):
		return nil, &unfit{code: telecom.Damaged, cause: err}
	case panicked:
		return nil, &unfit{code: telecom.Damaged, cause: err}
	case errors.Is(err, bolterrors.ErrTimeout):
		return nil, inUse(err)
	case errors.As(err, &refused):
		return nil, err
	case err != nil:
		return nil, &unfit{code: telecom.Damaged, cause: err}
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

// whole says whether the file has all the pages it speaks of: bbolt does not look, and would fault later.
func (f *file) complete(tx *bolt.Tx) error {
	info, err := f.handle.Stat()
	if err != nil {
		return err
	}
	if info.Size() < tx.Size() {
		return &unfit{code: telecom.Damaged, cause: fmt.Errorf("file has %d bytes of %d", info.Size(), tx.Size())}
	}
	return nil
}

// createFile makes a new file in one piece: it has its format and its key check, or it is not there. A file that
// exists meanwhile is left alone.
func createFile(path, purpose string, format uint64, sealer *Sealer) error {
	begun := path + ".new"
	if info, err := os.Lstat(begun); err == nil && !info.Mode().IsRegular() {
		_ = os.Remove(begun) // bbolt would write through a link
	}
	db, err := bolt.Open(begun, 0o600, &bolt.Options{Timeout: lockTimeout})
	if errors.Is(err, bolterrors.ErrTimeout) {
		return inUse(err)
	} else if err != nil {
		// What is left of a creation that was cut off holds nothing.
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

// fits says whether the file is one this program can use: of a format it knows, sealed with this key, and made for
// this purpose. It gives the format. Without a sealer, a file that is otherwise right is locked.
func (f *file) fits(purpose string, newest uint64, sealer *Sealer) (format uint64, err error) {
	err = f.view(func(tx *bolt.Tx) error {
		meta := tx.Bucket([]byte(bucketMeta))
		if meta == nil {
			return &unfit{code: telecom.Damaged, cause: errors.New("not a file of Commsdesk")}
		}
		number := meta.Get([]byte(keyFormat))
		if len(number) != 8 {
			return &unfit{code: telecom.Damaged, cause: errors.New("no format number")}
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
			return &unfit{code: telecom.Damaged, cause: fmt.Errorf("file is %q, wanted %q", check, purpose)}
		}
		return nil
	})
	return format, err
}

// check lets bbolt look at every page, and at the list of free ones. It takes as long as the file is large.
func (f *file) check() error {
	return f.view(func(tx *bolt.Tx) error {
		var first error
		for err := range tx.Check() {
			if first == nil {
				first = &unfit{code: telecom.Damaged, cause: err}
			}
		}
		return first
	})
}

// view runs a read. A page that cannot be read makes the file unfit as Damaged.
func (f *file) view(do func(*bolt.Tx) error) error {
	return f.run(func() error { return f.db.View(do) })
}

// update runs one write transaction: all of it is on the disk when it returns nil, and none of it otherwise.
func (f *file) update(do func(*bolt.Tx) error) error {
	if err := f.unread(); err != nil {
		return err
	}
	return f.run(func() error { return f.db.Update(do) })
}

func (f *file) run(do func() error) error {
	if f.stopped.Load() {
		return &unfit{code: telecom.Damaged, cause: errors.New("stopped after a panic")}
	}
	err, panicked := guard(do)
	if panicked {
		f.stopped.Store(true)
		return &unfit{code: telecom.Damaged, cause: err}
	}
	if errors.Is(err, bolterrors.ErrIncompatibleValue) { // a page says that a value is a bucket
		return &unfit{code: telecom.Damaged, cause: err}
	}
	return err
}

// close lets go of the file, whatever state bbolt is in.
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
