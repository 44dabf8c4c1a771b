package main

import (
	"bytes"
	"encoding/binary"
	"image/png"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"howett.net/plist"
)

// aBundle is the program for macOS, made out of a stand-in.
func aBundle(t *testing.T) (r *release, app string) {
	t.Helper()
	r = aRelease(t)
	for _, part := range []string{"build/darwin", "build/linux/icons", "LICENSE"} {
		if err := os.MkdirAll(filepath.Join(r.Root, filepath.Dir(part)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(filepath.Join(theRelease(t).Root, part), filepath.Join(r.Root, part)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.MkdirAll(r.program(""), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(r.program("commsdesk-darwin"), []byte("a program"), 0o755); err != nil {
		t.Fatal(err)
	}
	// Twice: what was laid before is taken away.
	for range 2 {
		if paths, err := darwin(r); err != nil || len(paths) != 0 {
			t.Fatalf("%v, %v", paths, err)
		}
	}
	return r, r.program("Commsdesk.app")
}

func TestTheBundleHasEveryPartInItsPlace(t *testing.T) {
	r, app := aBundle(t)
	var got []string
	err := filepath.WalkDir(app, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if !info.ModTime().Equal(r.Date) {
			t.Errorf("%s bears the date %s", path, info.ModTime())
		}
		if !d.IsDir() {
			got = append(got, info.Mode().String()+" "+strings.TrimPrefix(path, app+"/"))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"-rw-r--r-- Contents/Info.plist",
		"-rwxr-xr-x Contents/MacOS/commsdesk",
		"-rw-r--r-- Contents/PkgInfo",
		"-rw-r--r-- Contents/Resources/LICENSE",
		"-rw-r--r-- Contents/Resources/commsdesk.icns",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("the bundle has\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestMacOSIsToldTheVersionTheLinksAndTheOldestSystem(t *testing.T) {
	_, app := aBundle(t)
	var info struct {
		ID         string `plist:"CFBundleIdentifier"`
		Kind       string `plist:"CFBundlePackageType"`
		Program    string `plist:"CFBundleExecutable"`
		Icon       string `plist:"CFBundleIconFile"`
		Version    string `plist:"CFBundleShortVersionString"`
		Build      string `plist:"CFBundleVersion"`
		Oldest     string `plist:"LSMinimumSystemVersion"`
		Category   string `plist:"LSApplicationCategoryType"`
		Resolution bool   `plist:"NSHighResolutionCapable"`
		Links      []struct {
			Schemes []string `plist:"CFBundleURLSchemes"`
		} `plist:"CFBundleURLTypes"`
	}
	text, err := os.ReadFile(filepath.Join(app, "Contents/Info.plist"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := plist.Unmarshal(text, &info); err != nil {
		t.Fatal(err)
	}
	if info.Version != "1.2.3" || info.Build != "1.2.3" {
		t.Errorf("version %s, build %s", info.Version, info.Build)
	}
	if info.Kind != "APPL" || info.ID == "" || info.Category == "" || !info.Resolution || info.Oldest != "12.0" {
		t.Errorf("it says %+v", info)
	}
	if len(info.Links) != 1 || strings.Join(info.Links[0].Schemes, " ") != "commsdesk" {
		t.Errorf("links: %+v", info.Links)
	}
	for _, path := range []string{"Contents/MacOS/" + info.Program, "Contents/Resources/" + info.Icon + ".icns"} {
		if _, err := os.Stat(filepath.Join(app, path)); err != nil {
			t.Error(err)
		}
	}
}

func TestTheHardenedRuntimeIsLoosenedNowhere(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(theRelease(t).Root, "build/darwin/entitlements.plist"))
	if err != nil {
		t.Fatal(err)
	}
	var rights map[string]any
	if _, err := plist.Unmarshal(text, &rights); err != nil || len(rights) != 0 {
		t.Errorf("%v, %v", rights, err)
	}
	if bytes.Contains(text, []byte("<!--")) {
		t.Error("the kernel of macOS reads no entitlements with a comment in them")
	}
}

func TestTheIconOfMacOSHasEverySizeThatItNames(t *testing.T) {
	_, app := aBundle(t)
	icon, err := os.ReadFile(filepath.Join(app, "Contents/Resources/commsdesk.icns"))
	if err != nil {
		t.Fatal(err)
	}
	if string(icon[:4]) != "icns" || int(binary.BigEndian.Uint32(icon[4:])) != len(icon) {
		t.Fatal("it does not begin as an icon does")
	}
	got := map[string]int{}
	for rest := icon[8:]; len(rest) > 0; {
		n := binary.BigEndian.Uint32(rest[4:])
		picture, err := png.Decode(bytes.NewReader(rest[8:n]))
		if err != nil {
			t.Fatal(err)
		}
		if b := picture.Bounds(); b.Dx() != b.Dy() {
			t.Errorf("%s is not square", rest[:4])
		}
		got[string(rest[:4])] = picture.Bounds().Dx()
		rest = rest[n:]
	}
	if len(got) != len(icnsParts) {
		t.Errorf("it has %d pictures, want %d", len(got), len(icnsParts))
	}
	for _, part := range icnsParts {
		if got[part.kind] != part.size {
			t.Errorf("%s is %d pixels wide, want %d", part.kind, got[part.kind], part.size)
		}
	}
}

func TestWhatNeedsNoWindowIsBuiltForBothKindsOfMac(t *testing.T) {
	for _, arch := range []string{"amd64", "arm64"} {
		for _, what := range []string{"build", "vet"} {
			c := exec.Command("go", what, "./backend/...")
			c.Dir = theRelease(t).Root
			c.Env = append(os.Environ(), "GOOS=darwin", "CGO_ENABLED=0", "GOARCH="+arch)
			if out, err := c.CombinedOutput(); err != nil {
				t.Errorf("go %s on %s: %v\n%s", what, arch, err, out)
			}
		}
	}
}
