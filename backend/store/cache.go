package store

import (
	"errors"
	"io/fs"
	"sync"
	"sync/atomic"
	"time"

	bolt "go.etcd.io/bbolt"

	"commsdesk/backend/telecom"
)

// Rules are what the store must know of the profile to tell which orders are stuck.
type Rules struct {
	Zone   *time.Location // the provider's; nil: UTC
	Limits telecom.Limits

	CallingCode string // of the provider's country, such as 61; empty: numbers are found only as they were sent
}

// Cache is the copy of the portal. It may be deleted at any time and is then read from the portal again. After a crash it
// shows data as older than it is, never as younger. It is safe for concurrent use: reads never wait for the network, and
// wait for the disk only if a write removes the very service they read.
type Cache struct {
	path   string
	sealer *Sealer
	rules  Rules
	codec  codec
	file   *file
	done   atomic.Bool
	open   memo[[]telecom.Activity] // the open activities

	requests knownRequests

	// writing is held through a whole Apply. It comes before showing.
	writing sync.Mutex
	unsaved bool // freshness moved since the last write, or something was learned; under writing
	learned bool // something was learned since the last write; under writing

	// showing is held briefly: to read the index and the state, or to publish changes.
	showing    sync.Mutex
	index      *index
	state      state
	experience experienceRecord
}

// OpenCache opens the copy at path, or makes a new one. A copy that is damaged, was written by a newer Commsdesk or
// is sealed with another key is renamed and replaced by a new one; notice then tells staff so. The error is a
// *telecom.Error: InUse if another Commsdesk has the file open, Internal if the disk refuses.
func OpenCache(path string, sealer *Sealer, rules Rules) (cache *Cache, notice *telecom.Error, err error) {
	if rules.Zone == nil {
		rules.Zone = time.UTC
	}
	for range 2 {
		cache, err = openCache(path, sealer, rules)
		var u *unfit
		if err == nil {
			return cache, notice, nil
		} else if !errors.As(err, &u) || notice != nil {
			break
		}
		if notice, err = setAside(path, u, time.Now()); err != nil {
			break
		}
	}
	var e *telecom.Error
	if !errors.As(err, &e) {
		e = unopenable(err)
	}
	return nil, nil, e
}

func openCache(path string, sealer *Sealer, rules Rules) (*Cache, error) {
	codec, err := newCodec()
	if err != nil {
		return nil, err
	}
	f, err := openFile(path, false)
	if errors.Is(err, fs.ErrNotExist) {
		if err := createFile(path, cachePurpose, cacheFormat, sealer); err != nil {
			return nil, err
		}
		f, err = openFile(path, false)
	}
	if err != nil {
		return nil, err
	}
	c := &Cache{path: path, sealer: sealer, rules: rules, codec: codec, file: f}
	if err := c.load(); err != nil {
		f.close()
		return nil, err
	}
	return c, nil
}

// Close writes freshness and experience that are not written yet and closes the file. Calling it again does nothing.
func (c *Cache) Close() error {
	c.writing.Lock()
	defer c.writing.Unlock()
	if c.done.Swap(true) {
		return nil
	}
	defer c.file.close()
	if !c.unsaved {
		return nil
	}
	d := c.index.draft()
	return c.problem(c.file.update(func(tx *bolt.Tx) error { return c.keep(tx, d, c.state) }))
}

// Cursor returns how far the portal has been read. It may be ahead of the disk, never behind.
func (c *Cache) Cursor() telecom.Cursor {
	c.showing.Lock()
	defer c.showing.Unlock()
	return c.state.Cursor.domain()
}

// view reads records in one transaction.
func (c *Cache) view(do func(*bolt.Tx) error) error {
	if c.done.Load() {
		return closed()
	}
	return c.problem(c.file.view(do))
}

// problem turns an error of the file into one for staff, and marks damage for the next start.
func (c *Cache) problem(err error) error {
	if err == nil {
		return nil
	}
	var e *telecom.Error
	if errors.As(err, &e) {
		return e
	}
	var u *unfit
	if errors.As(err, &u) {
		markSuspect(c.path)
		return damaged(err)
	}
	if errors.Is(err, errClosed) {
		return closed()
	}
	return unwritable(err)
}

// Doubt makes every reading time after the given one unknown: the clock that wrote it has been set back since. The error is
// a *telecom.Error: Damaged or Internal.
func (c *Cache) Doubt(after time.Time) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	if c.done.Load() {
		return closed()
	}
	c.showing.Lock()
	defer c.showing.Unlock()
	last := millis(after)
	for slot, at := range c.index.readAt {
		if at > last {
			c.index.readAt[slot] = 0
			c.index.stale[c.index.chunkOf[slot]] = struct{}{}
			c.unsaved = true
		}
	}
	cursor := c.state.Cursor.domain()
	for _, t := range []*time.Time{&cursor.CompleteAt, &cursor.Services.Began, &cursor.Services.Done, &cursor.Orders.Began,
		&cursor.Orders.Done} {
		if t.After(after) {
			*t = time.Time{}
			c.unsaved = true
		}
	}
	c.state.Cursor = recordOfCursor(cursor)
	return nil
}
