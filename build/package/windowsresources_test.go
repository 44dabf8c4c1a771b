package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tc-hib/winres"
	"github.com/tc-hib/winres/version"
)

func TestTheProgramForWindowsHasAnIconAManifestAndItsVersion(t *testing.T) {
	_, want := theSetup(t, "amd64")
	for _, arch := range windowsArchs {
		file, err := os.Open(theRelease(t).program("commsdesk-windows-" + arch + ".exe"))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = file.Close() }()
		set, err := winres.LoadFromEXE(file)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := set.GetIcon(wailsIcon); err != nil {
			t.Errorf("%s: no icon for the window: %v", arch, err)
		}
		manifest := string(set.Get(winres.RT_MANIFEST, winres.ID(1), winres.LCIDDefault))
		for _, word := range []string{"asInvoker", "permonitorv2", "longPathAware", "Microsoft.Windows.Common-Controls"} {
			if !strings.Contains(strings.ToLower(manifest), strings.ToLower(word)) {
				t.Errorf("%s: the manifest lacks %s:\n%s", arch, word, manifest)
			}
		}
		info, err := version.FromBytes(set.Get(winres.RT_VERSION, winres.ID(1), winres.LCIDDefault))
		if err != nil {
			t.Fatalf("%s: %v", arch, err)
		}
		text, err := json.Marshal(info)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{`"ProductName":"Commsdesk"`, `"ProductVersion":"` + want + `"`, `"FileDescription":"Commsdesk"`} {
			if !strings.Contains(string(text), word) {
				t.Errorf("%s: the version says %s, want %s", arch, text, word)
			}
		}
	}
}

func TestTheResourcesOfTheProgramAreTheSameBytesWheneverTheyAreMade(t *testing.T) {
	a, b := aSmallWindows(t), aSmallWindows(t)
	for _, r := range []*release{a, b} {
		if _, err := makeWindowsResources(r); err != nil {
			t.Fatal(err)
		}
	}
	for _, arch := range windowsArchs {
		name := "rsrc_windows_" + arch + ".syso"
		one, err := os.ReadFile(filepath.Join(a.Root, name))
		if err != nil {
			t.Fatal(err)
		}
		other, err := os.ReadFile(filepath.Join(b.Root, name))
		if err != nil {
			t.Fatal(err)
		}
		if string(one) != string(other) {
			t.Errorf("%s differs", name)
		}
	}
}
