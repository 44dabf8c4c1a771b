package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"commsdesk/backend/telecom"

	bolt "go.etcd.io/bbolt"
)

// Health is the state of a file.
type Health string

// The states of a file.
const (
	Absent     Health = "absent"     // there is no file
	Good       Health = "good"       // it can be opened
	InUse      Health = "inUse"      // another Commsdesk has it open
	Damaged    Health = "damaged"    // it, or a part of it, is not as written
	TooNew     Health = "tooNew"     // a newer Commsdesk wrote it
	Locked     Health = "locked"     // it is sealed with another key, or no key was given
	Unreadable Health = "unreadable" // the system does not allow it to be read
)

// Condition is what Inspect finds of a cache file. What cannot be determined is zero.
type Condition struct {
	State      Health
	Bytes      int64     // of the file, whatever its state
	Services   int       // known
	Orders     int       // known
	CompleteAt time.Time // start of the last complete pass, as last written; zero: none yet
	Experience telecom.Experience
}

// Inspect examines a cache file and changes nothing: it makes no file, sets none aside and repairs nothing. Without a sealer
// it reports only what is not sealed. Meanwhile no Commsdesk can open the file; the time it takes grows with the file.
//
// Good means that the structure of the pages, the state and the index are intact; records are not opened one by one.
func Inspect(path string, sealer *Sealer) Condition {
	bytes, state := sizeOf(path)
	if state != Good {
		return Condition{State: state}
	}
	found := Condition{Bytes: bytes}
	found.State = healthOf(found.look(path, sealer))
	if found.State == Good && isSuspect(path) {
		found.State = Damaged // the next start trusts the mark, too
	}
	return found
}

// sizeOf returns the size of a file, if it is one that can be read.
func sizeOf(path string) (int64, Health) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return 0, Absent
	case err != nil:
		return 0, Unreadable
	case !info.Mode().IsRegular():
		return 0, Unreadable // a pipe would block
	}
	return info.Size(), Good
}

// healthOf returns what the error of opening and reading a file means.
func healthOf(err error) Health {
	var u *unfit
	var e *telecom.Error
	switch {
	case err == nil:
		return Good
	case errors.Is(err, fs.ErrNotExist):
		return Absent
	case errors.As(err, &u):
		switch u.code {
		case telecom.TooNew:
			return TooNew
		case telecom.Locked:
			return Locked
		}
		return Damaged
	case errors.As(err, &e) && e.Code == telecom.InUse:
		return InUse
	}
	return Unreadable
}

// look fills in what it finds, and returns the error that it meets.
func (f *Condition) look(path string, sealer *Sealer) error {
	codec, err := newCodec()
	if err != nil {
		return err
	}
	file, err := openFile(path, true)
	if err != nil {
		return err
	}
	defer file.close()
	if _, err := file.fits(cachePurpose, cacheFormat, sealer); err != nil {
		return err
	}
	// A cache for this alone: its methods must not be used, since they mark damage.
	c := &Cache{sealer: sealer, codec: codec, file: file}
	return file.view(func(tx *bolt.Tx) (err error) {
		services := tx.Bucket([]byte(bucketServices))
		if services == nil {
			return nil // created, but never filled
		}
		if c.state, err = c.readState(tx); err != nil {
			return err
		}
		f.Orders, f.CompleteAt = c.state.Orders, c.state.Cursor.domain().CompleteAt
		f.Services = services.Stats().KeyN
		if c.experience, err = c.readExperience(tx); err != nil {
			return err
		}
		f.Experience = c.experience.domain()
		if tx.Bucket([]byte(bucketIndex)) == nil || tx.Bucket([]byte(bucketFresh)) == nil ||
			!strings.HasPrefix(c.state.IndexOf, fmt.Sprintf("%d ", indexFormat)) {
			return nil // the next start rebuilds it
		}
		_, err = c.readIndex(tx)
		return err
	})
}
