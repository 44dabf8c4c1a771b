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
	for _, names := range [][]string{{"LICENSE.txt", "other.exe"}, {"other.exe", "uninstall.exe"},
		{"LICENSE.txt", "other.exe", "uninstall.exe"}} {
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
	layAll(t, dir, "commsdesk.exe.new") // as a setup leaves it that was cut off
	w.ends(0, w.path(uninstall), "/S")
	eventually(t, "the uninstaller is gone", func() bool { return !exists(uninstall) })
	holdsOnly(t, dir, "data.txt")
}

func TestHoweverItsFolderIsWrittenCommsdeskGoesWhole(t *testing.T) {
	setup := aSmallSetup(t)
	w := aWindowsPC(t)
	w.hasWebView2("140.0.1.2")
	layAll(t, w.drive("a"))
	shared := w.drive("ProgramData", "Microsoft", "Windows", "Start Menu", "Programs", "Commsdesk.lnk")
	_, own := installed(w)
	for _, scope := range []struct{ option, entry, links, shortcut string }{
		{"/AllUsers", sharedEntry, sharedLinks, shared},
		{"/CurrentUser", userEntry, userLinks, own},
	} {
		for _, written := range []string{`C:\a\..\b\`, `C:\b\.\`, `c:\B\\`} {
			w.ends(0, setup, "/S", scope.option, "/D="+written)
			dir := w.drive("b")
			if !exists(dir) {
				dir = w.drive("B")
			}
			uninstall := filepath.Join(dir, "uninstall.exe")
			entry := w.registry(scope.entry)
			if quiet := `"` + w.path(uninstall) + `" /S`; !strings.Contains(strings.ToLower(entry), strings.ToLower(quiet)) ||
				!exists(scope.shortcut) {
				t.Errorf("%s %s: the list of programs lacks %s, or the shortcut is missing:\n%s", scope.option, written, quiet, entry)
			}
			w.ends(0, w.path(uninstall), "/S")
			eventually(t, "the folder is gone", func() bool { return !exists(dir) })
			if left := w.registry(scope.entry) + w.registry(scope.links); left != "" || exists(scope.shortcut) {
				t.Errorf("%s %s: left are the shortcut or\n%s", scope.option, written, left)
			}
		}
	}

	// What an older setup has written of a folder is understood too, and so is another name that the folder is called by.
	w.ends(0, setup, "/S", "/AllUsers", `/D=C:\b`)
	w.must("reg", "add", sharedEntry, "/v", "InstallLocation", "/d", `C:\a\..\b\`, "/f")
	w.must("reg", "add", sharedLinks+`\shell\open\command`, "/ve", "/d", `"C:\a\..\b\\commsdesk.exe" "%1"`, "/f")
	w.ends(0, w.path(w.drive("b", "uninstall.exe")), "/S", `_?=C:\a\..\b`)
	if left := w.registry(sharedEntry) + w.registry(sharedLinks); left != "" || exists(shared) {
		t.Errorf("left are the shortcut or\n%s", left)
	}
}

func TestAFolderThatCannotBeUsedIsSaidAndNotReplacedByAnother(t *testing.T) {
	setup := aSmallSetup(t)
	w := aWindowsPC(t)
	w.hasWebView2("140.0.1.2")
	dir, _ := installed(w)
	nothing := func(given string) {
		t.Helper()
		for _, path := range []string{dir, w.drive("Program Files", "Commsdesk"), w.drive("fwd"), w.drive("x")} {
			if exists(path) {
				t.Fatalf("%s: %s was made", given, path)
			}
		}
	}
	for _, given := range []string{"/D=foo", "/D=C:/fwd/x", `/D=C:\`, "/D=C:", `/D=\x`, "/D=", `/d=C:\x`, `/D="C:\x"`} {
		w.ends(2, setup, "/S", given)
		nothing(given)
		w.ends(2, setup, "/S", "/AllUsers", given)
		nothing(given)
	}
	// What has a space gets its quotes around all of it, as most shells do.
	w.ends(2, setup, "/S", " /D=C:\\x")
	nothing("in quotes")

	// The name of setup itself may hold the same.
	odd := filepath.Join(t.TempDir(), "in a /D=x", "setup.exe")
	if err := os.MkdirAll(filepath.Dir(odd), 0o755); err != nil {
		t.Fatal(err)
	}
	tool(t, "cp", setup, odd)
	w.ends(0, odd, "/S")
	if !exists(filepath.Join(dir, "commsdesk.exe")) {
		t.Error("it was not installed")
	}
}
