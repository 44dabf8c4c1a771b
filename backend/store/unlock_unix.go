//go:build linux || darwin

package store

import (
	"os"
	"syscall"
)

// mapLengthens says whether bbolt makes a file as long as its map when it opens it for writing.
const mapLengthens = false

// letGo unlocks and closes a file that bbolt could not close. Closing is not enough: bbolt's map of the file, which
// nobody can take back any more, keeps the lock.
func release(h *os.File) {
	if h == nil {
		return
	}
	if raw, err := h.SyscallConn(); err == nil {
		_ = raw.Control(func(fd uintptr) { _ = syscall.Flock(int(fd), syscall.LOCK_UN) })
	}
	_ = h.Close()
}
