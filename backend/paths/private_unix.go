//go:build unix

package paths

import (
	"io/fs"
	"os"
	"syscall"
)

// closeToOthers keeps from other users also what libraries write, such as the web view.
func closeToOthers() { syscall.Umask(0o077) }

// closeFolder closes a folder that was there before and may be open to others.
func closeFolder(dir string) error { return os.Chmod(dir, 0o700) }

// closeFile closes a file that a person may have written, and left open to others.
func closeFile(path string) error { return os.Chmod(path, 0o600) }

// isPrivate says whether a folder is this user's and closed to others.
func isPrivate(info fs.FileInfo) bool {
	owner, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(owner.Uid) == os.Geteuid() && info.Mode().Perm()&0o077 == 0
}

// OthersRead reports whether other users of this computer can read a file.
func OthersRead(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().Perm()&0o044 != 0
}
