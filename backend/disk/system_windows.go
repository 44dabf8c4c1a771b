package disk

import (
	"errors"

	"golang.org/x/sys/windows"
)

const nonblock = 0

// SyncFolder does nothing: Windows cannot flush a folder by itself.
func SyncFolder(string) error { return nil }

// Free returns how many bytes this user may still write to a folder.
func Free(dir string) (int64, error) {
	path, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return 0, err
	}
	var free uint64
	err = windows.GetDiskFreeSpaceEx(path, &free, nil, nil)
	return int64(free), err
}

// IsFull reports whether a write failed because the disk is full.
func IsFull(err error) bool {
	return errors.Is(err, windows.ERROR_DISK_FULL) || errors.Is(err, windows.ERROR_HANDLE_DISK_FULL)
}
