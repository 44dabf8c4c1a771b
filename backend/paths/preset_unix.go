//go:build unix

package paths

import (
	"os"
	"syscall"
)

// setByAdministrator reports whether only administrators or this user can have written a file or folder. One that cannot be
// examined counts as theirs: reading it fails, and that is reported.
func setByAdministrator(path string) bool {
	info, err := os.Stat(path)
	if err != nil {
		return true
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	return ok && (owner.Uid == 0 || int(owner.Uid) == os.Geteuid()) && info.Mode().Perm()&0o002 == 0
}
