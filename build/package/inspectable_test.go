package main

import (
	"debug/buildinfo"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A program with one of these tags lets others look into its window.
var inspectableTags = []string{"inspect", "dev", "debug", "devtools"}

func TestPackages_HoldNoInspectableProgram(t *testing.T) {
	var programs []string
	for _, kind := range linuxKinds {
		for _, path := range made(t, kind) {
			var dir string
			if kind == "appimage" {
				dir = t.TempDir()
				extract := withCache(path, filepath.Join(dir, "cache"), "--appimage-extract")
				extract.Dir = dir
				says(t, extract)
			} else {
				dir = unpacked(t, path)
			}
			err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
				if strings.Contains(e.Name(), "inspect") {
					t.Errorf("%s is packaged", path)
				}
				if filepath.Base(filepath.Dir(path)) == "bin" && e.Type().IsRegular() {
					programs = append(programs, path)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if len(programs) < len(linuxKinds) {
		t.Errorf("got %d programs in the packages for Linux, want one in each", len(programs))
	}
	r := releaseHere(t, "")
	for _, name := range []string{"commsdesk-windows-amd64.exe", "commsdesk-windows-arm64.exe", "commsdesk-darwin-amd64",
		"commsdesk-darwin-arm64"} {
		if _, err := os.Stat(r.program(name)); err == nil {
			programs = append(programs, r.program(name))
		}
	}
	for _, program := range programs {
		if tags := tagsOf(t, program); len(tags) == 0 || slices.ContainsFunc(tags,
			func(tag string) bool { return slices.Contains(inspectableTags, tag) }) {
			t.Errorf("%s was built with the tags %v", program, tags)
		}
	}
	if inspectable := r.program("commsdesk-inspect"); !slices.Contains(tagsOf(t, inspectable), "inspect") {
		t.Errorf("%s is not told from the program in the packages", inspectable)
	}
}

// tagsOf are the tags that a program was built with.
func tagsOf(t *testing.T, path string) []string {
	t.Helper()
	info, err := buildinfo.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range info.Settings {
		if s.Key == "-tags" {
			return strings.Split(s.Value, ",")
		}
	}
	return nil
}
