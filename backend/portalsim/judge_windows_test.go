package portalsim

import "os/exec"

// Windows has no process groups to signal; the launcher alone is ended.
func inGroup(*exec.Cmd) {}

func killGroup(c *exec.Cmd) { c.Process.Kill() }
