package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// aSmallSetup is a setup with a small program in it, made from the scripts as they are now.
func aSmallSetup(t *testing.T) string {
	t.Helper()
	path, err := windowsSetup(aSmallWindows(t), "amd64", nil)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// layAll writes files, each with its name as content.
func layAll(t *testing.T, dir string, names ...string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
}

// holdsOnly checks that a folder holds what layAll has laid there, and nothing else.
func holdsOnly(t *testing.T, dir string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != len(names) {
		t.Errorf("%s holds %v, want %v", dir, entries, names)
	}
	for _, name := range names {
		if content, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(content) != name {
			t.Errorf("%s was changed: %q, %v", name, content, err)
		}
	}
}

func TestAFolderThatHoldsAnotherProgramIsLeftAsItIs(t *testing.T) {
	setup := aSmallSetup(t)
	w := aWindowsPC(t)
	w.hasWebView2("140.0.1.2")
	for _, names := range [][]string{{"LICENSE.txt", "other.exe"}, {"other.exe", "uninstall.exe"}, {"LICENSE.txt", "other.exe", "uninstall.exe"}} {
		dir := w.drive(strings.Join(names, " "))
		layAll(t, dir, names...)
		for _, scope := range []string{"/CurrentUser", "/AllUsers"} {
			w.ends(2, setup, "/S", scope, "/D="+w.path(dir))
			holdsOnly(t, dir, names...)
		}
	}
	if w.registry(userEntry)+w.registry(sharedEntry)+w.registry(userLinks)+w.registry(sharedLinks) != "" {
		t.Error("keys were written")
	}
	// The uninstaller of another program made with the same tool is not ours either.
	dir := w.drive("Made alike")
	layAll(t, dir)
	theirs := filepath.Join(dir, "uninstall.exe")
	tool(t, "makensis", "-V2", "-DOUT="+theirs, "testdata/windows/runtime.nsi")
	w.ends(2, setup, "/S", "/D="+w.path(dir))
}

func TestDataOfOthersInTheFolderOfCommsdeskStays(t *testing.T) {
	setup := aSmallSetup(t)
	w := aWindowsPC(t)
	w.hasWebView2("140.0.1.2")
	dir := w.drive("Shared")
	layAll(t, dir, "data.txt")
	uninstall := filepath.Join(dir, "uninstall.exe")
	w.ends(0, setup, "/S", `/D=C:\Shared`)
	w.ends(0, w.path(uninstall), "/S", "_?="+w.path(dir))
	// What its caller has not deleted is known again, and is no other program.
	w.ends(0, setup, "/S", `/D=C:\Shared`)
	w.ends(0, setup, "/S", `/D=C:\Shared`)
	w.ends(0, w.path(uninstall), "/S")
	eventually(t, "the uninstaller is gone", func() bool { return !exists(uninstall) })
	holdsOnly(t, dir, "data.txt")
}
