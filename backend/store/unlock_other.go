//go:build !linux && !darwin

package store

import "os"

// mapLengthens reports whether bbolt lengthens a file to its map when it opens it for writing.
const mapLengthens = true

// release unlocks and closes a file that bbolt could not close. Here closing the handle unlocks it.
func release(h *os.File) {
	if h != nil {
		_ = h.Close()
	}
}
