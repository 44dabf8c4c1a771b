//go:build windows

// Command limited runs a program without an administrator's rights, as Windows does for everybody since Vista. Wine
// gives them to every program, and asks nobody.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"unsafe"
)

func main() {
	token, err := withoutAdministrators()
	if err != nil {
		fmt.Fprintln(os.Stderr, "limited:", err)
		os.Exit(99)
	}
	cmd := exec.Command(os.Args[1], os.Args[2:]...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Token: token}
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if err := cmd.Run(); cmd.ProcessState == nil {
		fmt.Fprintln(os.Stderr, "limited:", err)
		os.Exit(99)
	}
	os.Exit(cmd.ProcessState.ExitCode())
}

// withoutAdministrators is this process's token, in which being an administrator counts for nothing.
func withoutAdministrators() (syscall.Token, error) {
	me, err := syscall.GetCurrentProcess()
	if err != nil {
		return 0, err
	}
	const everyAccess = 0xF01FF
	var own, limited syscall.Token
	if err := syscall.OpenProcessToken(me, everyAccess, &own); err != nil {
		return 0, err
	}
	administrators, err := syscall.StringToSid("S-1-5-32-544")
	if err != nil {
		return 0, err
	}
	refused := syscall.SIDAndAttributes{Sid: administrators}
	restrict := syscall.NewLazyDLL("advapi32.dll").NewProc("CreateRestrictedToken")
	done, _, err := restrict.Call(uintptr(own), 0, 1, uintptr(unsafe.Pointer(&refused)), 0, 0, 0, 0, uintptr(unsafe.Pointer(&limited)))
	if done == 0 {
		return 0, err
	}
	return limited, nil
}
