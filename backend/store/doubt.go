package store

import (
	"time"
)

// Doubt makes every reading time after the given one unknown: it was written by a clock that has been set back since,
// and cannot be true. The error is a *backend.Error, Damaged or Internal.
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
	for _, t := range []*time.Time{&cursor.CompleteAt, &cursor.Services.Began, &cursor.Services.Done, &cursor.Orders.Began, &cursor.Orders.Done} {
		if t.After(after) {
			*t = time.Time{}
			c.unsaved = true
		}
	}
	c.state.Cursor = recordOfCursor(cursor)
	return nil
}
