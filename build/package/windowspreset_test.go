package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestALinkWhereThePresetFolderBelongsIsNotFollowed(t *testing.T) {
	setup := aSmallSetup(t)
	w := aWindowsPC(t)
	w.hasWebView2("140.0.1.2")
	preset, elsewhere := w.drive("ProgramData", "commsdesk"), w.drive("elsewhere")
	layAll(t, elsewhere, "data.txt")
	// A link of Linux is one to Wine too, which does not take it away as Windows does a junction.
	if err := os.Symlink(elsewhere, preset); err != nil {
		t.Fatal(err)
	}
	w.ends(2, setup, "/S", "/AllUsers")
	holdsOnly(t, elsewhere, "data.txt")
	if exists(w.drive("Program Files", "Commsdesk")) || w.registry(sharedEntry) != "" {
		t.Fatal("something was installed")
	}
	if err := os.Remove(preset); err != nil {
		t.Fatal(err)
	}
	w.ends(0, setup, "/S", "/AllUsers")
	if info, err := os.Lstat(preset); err != nil || !info.IsDir() {
		t.Errorf("the folder is %v, %v", info, err)
	}

	// What administrators have laid stays where setup runs again.
	layAll(t, filepath.Join(preset, "below"), "catalog.toml")
	layAll(t, preset, "config.toml")
	w.ends(0, setup, "/S", "/AllUsers")
	holdsOnly(t, filepath.Join(preset, "below"), "catalog.toml")
	if content, err := os.ReadFile(filepath.Join(preset, "config.toml")); err != nil || string(content) != "config.toml" {
		t.Errorf("config.toml: %q, %v", content, err)
	}
}

func TestWhereThePresetFolderCannotBeKeptToAdministratorsNothingIsInstalled(t *testing.T) {
	setup := aSmallSetup(t)
	w := aWindowsPC(t)
	w.hasWebView2("140.0.1.2")
	preset, dir := w.drive("ProgramData", "commsdesk"), w.drive("Program Files", "Commsdesk")
	nothing := func(why string) {
		t.Helper()
		w.ends(2, setup, "/S", "/AllUsers")
		if exists(dir) || w.registry(sharedEntry)+w.registry(sharedLinks) != "" {
			t.Fatalf("%s: something was installed", why)
		}
	}
	layAll(t, filepath.Dir(preset), filepath.Base(preset)) // a file
	nothing("a file is in the way")
	if err := os.Remove(preset); err != nil {
		t.Fatal(err)
	}
	icacls := w.drive("windows", "system32", "icacls.exe")
	if err := os.Remove(icacls); err != nil {
		t.Fatal(err)
	}
	// Else Wine takes its own, which says yes to everything.
	w.must("reg", "add", `HKCU\Software\Wine\DllOverrides`, "/v", "icacls.exe", "/d", "native", "/f")
	nothing("no rights can be set")
	tool(t, "makensis", "-V2", "-DOUT="+icacls, "testdata/windows/fails.nsi")
	nothing("the rights are refused")
	// For oneself none of it is needed.
	w.ends(0, setup, "/S")
}
