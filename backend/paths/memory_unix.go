//go:build unix

package paths

import (
	"errors"
	"syscall"
)

// CloseMemory keeps what the program knows out of core dumps, whatever the environment asks for. The processes that draw
// the window inherit the limit.
func CloseMemory() error {
	if inspectable {
		return nil
	}
	return errors.Join(syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{}), closeToTracers())
}
