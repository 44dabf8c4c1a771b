package store

import (
	"errors"
	"io/fs"
	"sync"
	"sync/atomic"

	"commsdesk/backend/telecom"
)

// Promises is what may never be lost: what the desk has promised to carry to the portal, and what people have written
// here. The file is never set aside or deleted by the desk: one that cannot be read is left as it is, byte for byte, and one
// that has lost something is copied before it is mended; both is said. What it reports as written is on the disk.
type Promises struct {
	path   string
	file   *file
	sealer *Sealer
	codec  codec
	end    keeping
	doubt  atomic.Value // Doubt
	cause  error        // of the doubt, if it came up at this start

	changed   map[string]sum // by the write transaction that runs
	known     known[[]telecom.Submission]
	decisions known[[]telecom.Decision]
	reads     known[map[string]string]
	marking   sync.Mutex // held while a request is marked as read, so that what is known is changed in the order of the file
}

// OpenPromises opens the promises at a path, or makes the file if there is none. The error is a *backend.Error that
// says what to do: InUse if another Commsdesk holds the file, TooNew, Locked or Damaged if it cannot be read, Internal
// if the disk refuses. That something is missing is no error: see Notice.
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
	return openAs(path, false, false) // it was looked at just now
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

// Close lets go of the file. Close again does nothing.
func (p *Promises) Close() error {
	_ = p.retryHead() // what could not be kept before
	p.file.close()
	return nil
}
