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

// Health says whether a file can be used.
type Health string

// The healths of a file.
const (
	Absent     Health = "absent"     // there is no file
	Good       Health = "good"       // it can be opened as it is
	InUse      Health = "inUse"      // another Commsdesk holds it
	Damaged    Health = "damaged"    // it, or a part of it, is not what was written
	TooNew     Health = "tooNew"     // a newer Commsdesk wrote it
	Locked     Health = "locked"     // it was sealed with another key, or no key was given
	Unreadable Health = "unreadable" // the system does not let it be read
)

// Condition is what can be told of a cache file. What cannot be told is zero.
type Condition struct {
	State      Health
	Bytes      int64     // of the file, whatever its state
	Services   int       // known
	Orders     int       // known
	CompleteAt time.Time // start of the last complete pass, as it was written last; zero: none yet
	Experience telecom.Experience
}

// Inspect looks at a cache file and changes nothing: it makes no file, sets none aside, and repairs nothing. Without a
// sealer it tells only what stands in clear. While it looks, which takes as long as the file is large, no Commsdesk can
// open the file.
//
// Good means that the pages hang together, and that the state and the index are what was written; records are not
// opened one by one.
func Inspect(path string, sealer *Sealer) Condition {
	bytes, state := sizeOf(path)
	if state != Good {
		return Condition{State: state}
	}
	found := Condition{Bytes: bytes}
	found.State = healthOf(found.look(path, sealer))
	if found.State == Good && isSuspect(path) {
		found.State = Damaged // the next start takes the mark's word, too
	}
	return found
}

// sizeOf is the size of a file, if there is one that can be looked into.
func sizeOf(path string) (int64, Health) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return 0, Absent
	case err != nil:
		return 0, Unreadable
	case !info.Mode().IsRegular():
		return 0, Unreadable // a pipe would be waited for
	}
	return info.Size(), Good
}

// healthOf is what an attempt to open and read a file says of it.
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

// look tells what it can, and gives what it met.
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
	// A cache that is only looked at: it is not to be asked through its own methods, which mark what is damaged.
	c := &Cache{sealer: sealer, codec: codec, file: file}
	return file.view(func(tx *bolt.Tx) (err error) {
		services := tx.Bucket([]byte(bucketServices))
		if services == nil {
			return nil // it was made, and never filled
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
			return nil // the next start makes it anew
		}
		_, err = c.readIndex(tx)
		return err
	})
}
