//go:build unix

package paths

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"strconv"
	"testing"
)

// seenByOthers returns the arguments of this program as the system shows them to every user.
func seenByOthers(t *testing.T) string {
	t.Helper()
	seen, err := os.ReadFile("/proc/self/cmdline")
	if errors.Is(err, fs.ErrNotExist) {
		seen, err = exec.Command("ps", "-ww", "-o", "args=", "-p", strconv.Itoa(os.Getpid())).Output()
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(seen)
}
