//go:build window

package window

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// processes are the ids of all processes that run.
func processes(t *testing.T) []string {
	t.Helper()
	found, err := filepath.Glob("/proc/[0-9]*")
	if err != nil || len(found) == 0 {
		t.Fatal(found, err)
	}
	for i := range found {
		found[i] = filepath.Base(found[i])
	}
	return found
}

// below are the processes that a process started, and those that they started.
func below(t *testing.T, id string) []string {
	t.Helper()
	var all []string
	for _, child := range processes(t) {
		// The name of a program, in brackets, may hold anything.
		stat, _ := os.ReadFile(filepath.Join("/proc", child, "stat"))
		behind := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
		if len(behind) > 1 && behind[1] == id {
			all = append(append(all, child), below(t, child)...)
		}
	}
	return all
}

var coreLimit = regexp.MustCompile(`Max core file size +(\d+|unlimited)`)

func TestCrash_LeavesNoCoreDump(t *testing.T) {
	t.Setenv("GOTRACEBACK", "crash")
	cmd := exec.Command("bash", "-c", `ulimit -c unlimited; cd "$1"; exec "$0" --demo --data-dir "$1"`, binary(), t.TempDir())
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }()
	p := &program{t: t}
	id, drawing := fmt.Sprint(cmd.Process.Pid), []string(nil)
	p.until("the window shows, drawn by other processes", func() bool {
		drawing = below(t, id)
		return len(windows(t)) > 0 && len(drawing) > 1
	})
	for _, process := range append(drawing, id) {
		limits, err := os.ReadFile(filepath.Join("/proc", process, "limits"))
		if limit := coreLimit.FindSubmatch(limits); err != nil || limit == nil || string(limit[1]) != "0" {
			t.Errorf("process %s: got %q, %v, want 0", process, limit, err)
		}
	}
	_ = cmd.Process.Signal(syscall.SIGQUIT)
	_ = cmd.Wait()
	if status := cmd.ProcessState.Sys().(syscall.WaitStatus); !status.Signaled() || status.CoreDump() {
		t.Errorf("it ended with %v, a core dump: %v", status, status.CoreDump())
	}
}
