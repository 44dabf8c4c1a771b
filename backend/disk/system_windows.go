package disk

import (
	"errors"

	"golang.org/x/sys/windows"
)

const nonblock = 0

// SyncFolder has nothing to do: a folder cannot be brought to the disk by itself here.
func SyncFolder(string) error { return nil }

// Free is how many bytes this user may still write into a folder.
func Free(dir string) (int64, error) {
	path, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return 0, err
	}
	var free uint64
	err = windows.GetDiskFreeSpaceEx(path, &free, nil, nil)
	return int64(free), err
}

// IsFull reports whether a write failed for want of room.
func IsFull(err error) bool {
	return errors.Is(err, windows.ERROR_DISK_FULL) || errors.Is(err, windows.ERROR_HANDLE_DISK_FULL)
}
