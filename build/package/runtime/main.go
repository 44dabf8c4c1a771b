// Command runtime is what an AppImage of Commsdesk begins with. It unpacks the program that is appended to it into the
// user's cache, once for each version, and becomes that program. It needs nothing of the system itself, no FUSE and no
// library; if the program's libraries are missing, it says which and how to get them.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"unsafe"
)

// Set by the build: what is appended, and the program in it, by their SHA-256.
var (
	version     = "dev"
	imageSum    string
	programSum  string
	programPath = "usr/bin/commsdesk"
)

const usage = `This is the AppImage of Commsdesk. It passes its arguments on to Commsdesk, except for

  --appimage-help              this text
  --appimage-version           which version it is
  --appimage-offset            where in this file its squashfs begins
  --appimage-extract           unpack it into the folder squashfs-root
  --appimage-extract-and-run   as without it: it is unpacked and run anyway

It keeps the unpacked program in ~/.cache/commsdesk-appimage, which may be deleted at any time.
`

func main() {
	code, err := run(os.Args, os.Stdout)
	if err != nil {
		say(fmt.Sprintf("Commsdesk cannot start: %v", err))
	}
	os.Exit(code)
}

func run(args []string, out io.Writer) (int, error) {
	self, err := os.Executable()
	if err != nil {
		return 1, err
	}
	if len(args) > 1 {
		switch args[1] {
		case "--appimage-help":
			_, err = fmt.Fprint(out, usage)
			return 0, err
		case "--appimage-version":
			_, err = fmt.Fprintln(out, "Commsdesk", version)
			return 0, err
		case "--appimage-offset":
			at, err := offset(self)
			if err == nil {
				_, err = fmt.Fprintln(out, at)
			}
			return code(err), err
		case "--appimage-extract":
			err := extract(self, "squashfs-root")
			return code(err), err
		case "--appimage-mount":
			return 1, errors.New("this AppImage is never mounted; --appimage-extract unpacks it")
		case "--appimage-extract-and-run":
			args = append(args[:1:1], args[2:]...)
		}
	}
	dir, fresh, err := settled(self)
	if err == nil {
		var lacks string
		if lacks, err = missing(filepath.Join(dir, programPath), fresh); lacks != "" {
			return 1, errors.New(lacks)
		}
	}
	if err == nil {
		err = become(dir, self, args)
	}
	if errors.Is(err, errDamaged) {
		return 1, err
	}
	// No home, a full or foreign cache, one that was cleaned this moment, or one from which nothing may be run: a folder for
	// this one time will do.
	return once(self, args, err)
}

func code(err error) int {
	if err != nil {
		return 1
	}
	return 0
}

// become turns this process into the program; it returns only if that was not possible.
func become(dir, self string, args []string) error {
	program := filepath.Join(dir, programPath)
	return syscall.Exec(program, append([]string{program}, args[1:]...), environment(dir, self, args[0]))
}

// environment is what AppImages tell their programs.
func environment(dir, self, name string) []string {
	owd, _ := os.Getwd()
	return append(os.Environ(), "APPIMAGE="+self, "APPDIR="+dir, "ARGV0="+name, "OWD="+owd)
}

// once runs the program out of a folder that goes with it. why is what spoke against the cache.
func once(self string, args []string, why error) (int, error) {
	dir, err := os.MkdirTemp("", "commsdesk-appimage-")
	if err != nil {
		return 1, errors.Join(why, err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if err := unpack(self, dir); err != nil {
		return 1, errors.Join(why, err)
	}
	program := filepath.Join(dir, programPath)
	lacks, err := missing(program, true)
	if err != nil {
		return 1, errors.Join(why, err)
	}
	if lacks != "" {
		return 1, errors.New(lacks)
	}
	cmd := exec.Command(program, args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.Env = os.Stdin, os.Stdout, os.Stderr, environment(dir, self, args[0])
	// Whoever ends this process means the program.
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	if err := cmd.Start(); err != nil {
		return 1, errors.Join(why, err)
	}
	hide(args[1:])
	go func() {
		for s := range signals {
			_ = cmd.Process.Signal(s)
		}
	}()
	err = cmd.Wait()
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		return ended.ExitCode(), nil
	}
	return code(err), err
}

// hide overwrites arguments of this process, which every user of the machine could read for as long as it waits: a link
// among them may name a customer's number. They lie where the system reads them, for Go does not copy them.
func hide(args []string) {
	for _, arg := range args {
		clear(unsafe.Slice(unsafe.StringData(arg), len(arg)))
	}
}
