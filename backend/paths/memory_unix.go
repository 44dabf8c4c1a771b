//go:build unix

package paths

import (
	"errors"
	"syscall"
)

// CloseMemory keeps the program's memory out of core dumps, whatever the environment asks for. The web view's processes
// inherit the limit.
func CloseMemory() error {
	if inspectable {
		return nil
	}
	return errors.Join(syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{}), closeToTracers())
}
