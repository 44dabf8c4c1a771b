package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"commsdesk/build/package/appimage"
)

// starterName is the small program that an AppImage begins with, as it was built.
const starterName = "commsdesk-appimage-starter"

// makeAppImage makes the one file that runs where nothing may be installed: a small program, with a squashfs of everything
// else behind it.
func makeAppImage(r *release) ([]string, error) {
	image, programSum, err := makeSquash(r)
	if err != nil {
		return nil, err
	}
	starter := r.program(starterName)
	sums := fmt.Sprintf("-s -w -X main.version=%s -X main.imageSum=%x -X main.programSum=%x", r.Version, sha256.Sum256(image), programSum)
	build := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-ldflags", sums, "-o", starter, "./runtime")
	build.Dir = filepath.Join(r.Root, "build", "package")
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH=amd64", "GOAMD64=v1", "GOFLAGS=", "GOEXPERIMENT=")
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w: %s", err, out)
	}
	program, err := os.ReadFile(starter)
	if err != nil {
		return nil, err
	}
	// Every tool that reads AppImages must find the squashfs where this one lays it.
	if end, err := appimage.End(bytes.NewReader(program)); err != nil || end != int64(len(program)) {
		return nil, fmt.Errorf("the starter ends at %d and is %d long (%v)", end, len(program), err)
	}
	copy(program[appimage.MagicAt:], appimage.Magic)
	path := filepath.Join(r.Work, "Commsdesk-"+r.Version+"-x86_64.AppImage")
	return []string{path}, os.WriteFile(path, append(program, image...), 0o755)
}

// makeSquash gives the squashfs, and the sum of the program in it.
func makeSquash(r *release) (image []byte, programSum [32]byte, err error) {
	dir, err := os.MkdirTemp(r.Work, "appdir-")
	if err != nil {
		return nil, programSum, err
	}
	if err := layApp(r, dir); err != nil {
		return nil, programSum, err
	}
	program, err := os.ReadFile(filepath.Join(dir, "usr/bin/commsdesk"))
	if err != nil {
		return nil, programSum, err
	}
	path := filepath.Join(r.Work, "image.squashfs")
	date := fmt.Sprint(r.Date.Unix())
	// Large blocks of xz are the smallest; files are few, so that tables and padding do not matter.
	squash := exec.Command("mksquashfs", dir, path, "-comp", "xz", "-b", "1M", "-noappend", "-all-root", "-no-xattrs", "-quiet",
		"-no-progress",
		"-processors", "1", "-mkfs-time", date, "-all-time", date)
	// The tool takes the time from here too, and refuses to be told twice.
	squash.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "SOURCE_DATE_EPOCH=") })
	if out, err := squash.CombinedOutput(); err != nil {
		return nil, programSum, fmt.Errorf("mksquashfs: %w: %s", err, out)
	}
	image, err = os.ReadFile(path)
	return image, sha256.Sum256(program), err
}

// layApp lays what is in the AppImage below dir: the installed files, and at the top what desktops look for.
func layApp(r *release, dir string) error {
	made, err := os.MkdirTemp(r.Work, "appimage-")
	if err != nil {
		return err
	}
	l := &layout{release: r, dir: made}
	l.file(r.program("commsdesk"), "/usr/bin/commsdesk", 0o755)
	l.share("/usr")
	l.packed(l.source("commsdesk.1"), "/usr/share/man/man1/commsdesk.1.gz")
	l.licence("/usr/share/doc/commsdesk/LICENSE", "")
	l.file(l.source("commsdesk.desktop"), "/commsdesk.desktop", 0o644)
	l.file(l.source("256.png", "icons"), "/commsdesk.png", 0o644)
	l.file(l.source("256.png", "icons"), "/.DirIcon", 0o644)
	l.text([]byte("#!/bin/sh\nexec \"${0%/*}/usr/bin/commsdesk\" \"$@\"\n"), "/AppRun")
	if l.err != nil {
		return l.err
	}
	l.contents[len(l.contents)-1].FileInfo.Mode = 0o755
	for _, c := range l.contents {
		text, err := os.ReadFile(c.Source)
		if err != nil {
			return err
		}
		to := filepath.Join(dir, c.Destination)
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(to, text, c.FileInfo.Mode); err != nil {
			return err
		}
		if err := os.Chmod(to, c.FileInfo.Mode); err != nil {
			return err
		}
	}
	// Nothing depends on what the one who makes it lets others do.
	return filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err == nil && e.IsDir() {
			err = os.Chmod(path, 0o755)
		}
		return err
	})
}
