//go:build !linux && !darwin

package store

import "os"

// mapLengthens says that bbolt makes a file as long as its map when it opens it for writing.
const mapLengthens = true

// letGo unlocks and closes a file that bbolt could not close: here the lock goes with the handle.
func release(h *os.File) {
	if h != nil {
		_ = h.Close()
	}
}
