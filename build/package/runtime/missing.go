package main

import (
	"bytes"
	"context"
	"debug/elf"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

const install = `
Install WebKitGTK 4.1, which brings everything with it, and start Commsdesk again:

  Debian, Ubuntu   sudo apt install libwebkit2gtk-4.1-0
  Fedora           sudo dnf install webkit2gtk4.1
  Arch             sudo pacman -S webkit2gtk-4.1
  openSUSE         sudo zypper install libwebkit2gtk-4_1-0`

// missing says in plain words what the program lacks on this system, or nothing if it lacks nothing. The system's list of
// libraries answers at once; only where that is not enough, and the first time, the system's loader is asked. It is an
// error if the program itself is gone: caches are cleaned at any time.
func missing(program string, thorough bool) (string, error) {
	if !thorough && listed(program) {
		return "", nil
	}
	ctx, stop := context.WithTimeout(context.Background(), 10*time.Second)
	defer stop()
	// As ldd asks: the loader tells what it finds, and runs nothing.
	cmd := exec.CommandContext(ctx, program)
	cmd.Env = append(os.Environ(), "LD_TRACE_LOADED_OBJECTS=1")
	out, err := cmd.CombinedOutput()
	if errors.Is(err, fs.ErrNotExist) {
		// The system says the same of a program that is gone and of one whose loader is not there.
		if _, err := os.Stat(program); err != nil {
			return "", err
		}
		return "this system has no GNU C library. Commsdesk runs on systems like Debian, Ubuntu, Fedora, Arch and openSUSE.", nil
	}
	if bytes.Contains(out, []byte("version `")) {
		return "this system is too old for it. It runs on Debian 12, Ubuntu 22.04, Fedora 36 and newer ones.", nil
	}
	var lacks []string
	for line := range strings.Lines(string(out)) {
		if name, is := strings.CutSuffix(strings.TrimSpace(line), " => not found"); is && !slices.Contains(lacks, name) {
			lacks = append(lacks, name)
		}
	}
	if len(lacks) == 0 {
		return "", nil
	}
	slices.Sort(lacks)
	return fmt.Sprintf("this computer lacks %s.\n%s", strings.Join(lacks, ", "), install), nil
}

// listed tells whether the system's list names every library that the program asks for itself.
func listed(program string) bool {
	list, err := os.ReadFile("/etc/ld.so.cache")
	if err != nil {
		return false
	}
	f, err := elf.Open(program)
	if err != nil {
		return false
	}
	defer func() { _ = f.Close() }()
	libraries, err := f.ImportedLibraries()
	if err != nil {
		return false
	}
	for _, library := range libraries {
		// A name is the end of a path where that saves room, else it stands alone.
		if !bytes.Contains(list, []byte("/"+library+"\x00")) && !bytes.Contains(list, []byte("\x00"+library+"\x00")) {
			return false
		}
	}
	return true
}

// say tells it where it is read: to whoever started it, and in a window if that was not a terminal.
func say(what string) {
	fmt.Fprintln(os.Stderr, what)
	if info, err := os.Stderr.Stat(); err == nil && info.Mode()&fs.ModeCharDevice != 0 && info.Name() != os.DevNull {
		return
	}
	if os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		return
	}
	for _, with := range [][]string{
		{"zenity", "--error", "--no-markup", "--title=Commsdesk", "--width=560", "--text=" + what},
		{"kdialog", "--title", "Commsdesk", "--error", what},
		{"xmessage", "-center", "-title", "Commsdesk", what},
		{"notify-send", "--icon=dialog-error", "Commsdesk", what},
	} {
		// One that is there shows it, and ends when it was read.
		if name, err := exec.LookPath(with[0]); err == nil && exec.Command(name, with[1:]...).Run() == nil {
			return
		}
	}
}
