//go:build unix

package paths

import (
	"os"
	"syscall"
)

// laidByAdministrator says whether only administrators, or this user, can have laid a file or folder as it is. One that
// cannot be looked at counts as theirs: reading it fails, and that is said.
func laidByAdministrator(path string) bool {
	info, err := os.Stat(path)
	if err != nil {
		return true
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	return ok && (owner.Uid == 0 || int(owner.Uid) == os.Geteuid()) && info.Mode().Perm()&0o002 == 0
}
