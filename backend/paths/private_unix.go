//go:build unix

package paths

import (
	"io/fs"
	"os"
	"syscall"
)

// closeToOthers also covers the files that libraries write, such as the web view's.
func closeToOthers() { syscall.Umask(0o077) }

// closeFolder closes an existing folder, which may be open to others.
func closeFolder(dir string) error { return os.Chmod(dir, 0o700) }

// closeFile closes a file that the user may have written open to others.
func closeFile(path string) error { return os.Chmod(path, 0o600) }

// isPrivate reports whether a folder is this user's and closed to others.
func isPrivate(info fs.FileInfo) bool {
	owner, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(owner.Uid) == os.Geteuid() && info.Mode().Perm()&0o077 == 0
}

// OthersRead reports whether other users of this computer can read a file.
func OthersRead(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().Perm()&0o044 != 0
}
