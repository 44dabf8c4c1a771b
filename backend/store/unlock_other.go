//go:build !linux && !darwin

package store

import "os"

// letGo unlocks and closes a file that bbolt could not close: here the lock goes with the handle.
func letGo(h *os.File) {
	if h != nil {
		_ = h.Close()
	}
}
