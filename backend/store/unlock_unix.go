//go:build linux || darwin

package store

import (
	"os"
	"syscall"
)

// mapLengthens reports whether bbolt lengthens a file to its map when it opens it for writing.
const mapLengthens = false

// release unlocks and closes a file that bbolt could not close. Closing alone is not enough: bbolt's map of the file, which
// can no longer be unmapped, keeps the lock.
func release(h *os.File) {
	if h == nil {
		return
	}
	if raw, err := h.SyscallConn(); err == nil {
		_ = raw.Control(func(fd uintptr) { _ = syscall.Flock(int(fd), syscall.LOCK_UN) })
	}
	_ = h.Close()
}
