//go:build unix

package portalsim

import (
	"os/exec"
	"syscall"
)

// inGroup puts a command into a process group of its own: npm's launchers start children that would outlive them.
func inGroup(c *exec.Cmd) { c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

func killGroup(c *exec.Cmd) { syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }
