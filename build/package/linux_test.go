package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// linuxKinds are the kinds of package of this file.
var linuxKinds = []string{"deb", "rpm", "arch", "appimage"}

// releaseHere is a release of what is built in this project, which lays everything into dir.
func releaseHere(t *testing.T, dir string) *release {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	settings, err := os.ReadFile(filepath.Join(root, "wails.json"))
	if err != nil {
		t.Fatal(err)
	}
	version := regexp.MustCompile(`"productVersion": *"([^"]*)"`).FindSubmatch(settings)
	if version == nil {
		t.Fatal("wails.json names no version")
	}
	return &release{Version: string(version[1]), Date: time.Unix(1_780_000_000, 0).UTC(), Root: root, Work: dir, Out: dir}
}

var (
	madeOnce sync.Mutex
	madeHere = map[string][]string{}
	madeDir  string
)

// made are the packages of a kind, made once for all tests.
func made(t *testing.T, kind string) []string {
	t.Helper()
	madeOnce.Lock()
	defer madeOnce.Unlock()
	if paths, are := madeHere[kind]; are {
		return paths
	}
	paths, err := makers[kind](releaseHere(t, madeDir))
	if err != nil {
		t.Fatalf("%s: %v; `make packages` builds what is needed", kind, err)
	}
	madeHere[kind] = paths
	return paths
}

func TestMain(m *testing.M) {
	var err error
	if madeDir, err = os.MkdirTemp("", "commsdesk-made-"); err != nil {
		panic(err)
	}
	code := m.Run()
	_ = os.RemoveAll(madeDir)
	os.Exit(code)
}

// tool runs a program that must succeed, and gives what it says.
func tool(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}

// unpacked is a folder with what a package holds.
func unpacked(t *testing.T, path string) string {
	t.Helper()
	dir := t.TempDir()
	if strings.HasSuffix(path, ".deb") {
		tool(t, "dpkg-deb", "-x", path, dir)
	} else {
		tool(t, "bsdtar", "-x", "-f", path, "-C", dir)
	}
	return dir
}

// held are the files below dir, each with its mode and the sum of its bytes.
func held(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		text, err := os.ReadFile(path)
		all[strings.TrimPrefix(path, dir)] = fmt.Sprintf("%v %x", info.Mode(), sha256.Sum256(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestTheSameProgramGivesTheSamePackage(t *testing.T) {
	for _, kind := range linuxKinds {
		once := made(t, kind)
		again, err := makers[kind](releaseHere(t, t.TempDir()))
		if err != nil {
			t.Fatal(err)
		}
		for i := range once {
			a, _ := os.ReadFile(once[i])
			b, _ := os.ReadFile(again[i])
			if len(a) == 0 || !bytes.Equal(a, b) {
				t.Errorf("%s is another one the second time", filepath.Base(once[i]))
			}
		}
	}
}

func TestEveryPackageHoldsTheSameProgram(t *testing.T) {
	// Where the systems differ: what is said of the licence and of changes, and where zsh looks.
	own := regexp.MustCompile(`^/usr/share/(doc|licenses)/|^/\.(PKGINFO|MTREE)$`)
	common := func(path string) map[string]string {
		all := map[string]string{}
		for name, what := range held(t, unpacked(t, path)) {
			if !own.MatchString(name) {
				all[strings.Replace(name, "/vendor-completions/", "/site-functions/", 1)] = what
			}
		}
		return all
	}
	wanted := common(made(t, "deb")[0])
	for _, name := range []string{
		"/usr/bin/commsdesk", "/usr/share/applications/commsdesk.desktop", "/usr/share/man/man1/commsdesk.1.gz",
		"/usr/share/metainfo/commsdesk.metainfo.xml", "/usr/share/icons/hicolor/16x16/apps/commsdesk.png",
		"/usr/share/icons/hicolor/512x512/apps/commsdesk.png", "/usr/share/icons/hicolor/scalable/apps/commsdesk.svg",
		"/usr/share/bash-completion/completions/commsdesk", "/usr/share/zsh/site-functions/_commsdesk",
		"/usr/share/fish/vendor_completions.d/commsdesk.fish",
	} {
		if wanted[name] == "" {
			t.Errorf("the .deb lacks %s", name)
		}
	}
	if program := wanted["/usr/bin/commsdesk"]; !strings.HasPrefix(program, "-rwxr-xr-x ") {
		t.Errorf("the program is installed as %q", program)
	}
	for _, kind := range linuxKinds[1:3] {
		path := made(t, kind)[0]
		got := common(path)
		for name := range wanted {
			if got[name] != wanted[name] {
				t.Errorf("%s has %s as %q, the .deb as %q", filepath.Base(path), name, got[name], wanted[name])
			}
		}
		if len(got) != len(wanted) {
			t.Errorf("%s holds %d files, the .deb %d", filepath.Base(path), len(got), len(wanted))
		}
	}
}

// Debian's own tool finds out from the libraries' lists of symbols what a program needs. It knows the systems' names of this
// machine only, so the names that came later are left out.
func TestADebAsksForWhatItsProgramNeeds(t *testing.T) {
	for _, path := range made(t, "deb") {
		dir := t.TempDir()
		if err := os.MkdirAll(filepath.Join(dir, "debian"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "debian/control"), []byte("Source: commsdesk\n\nPackage: commsdesk\nArchitecture: amd64\n"),
			0o644); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command("dpkg-shlibdeps", "-O", filepath.Join(unpacked(t, path), "usr/bin/commsdesk"))
		cmd.Dir = dir
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("dpkg-shlibdeps: %v", err)
		}
		found := versions(strings.TrimPrefix(strings.TrimSpace(string(out)), "shlibs:Depends="))
		asked := versions(strings.TrimSpace(tool(t, "dpkg-deb", "-f", path, "Depends")))
		for name, version := range found {
			got, is := asked[name]
			if !is || newer(version, got) {
				t.Errorf("%s asks for %s %q; its program needs %q", filepath.Base(path), name, got, version)
			}
		}
		for name := range asked {
			if _, is := found[name]; !is {
				t.Errorf("%s asks for %s, which its program does not need", filepath.Base(path), name)
			}
		}
	}
}

// versions reads a line of dependencies: of names to choose from the last, with the version from which on it will do.
func versions(depends string) map[string]string {
	all := map[string]string{}
	for _, choice := range strings.Split(depends, ", ") {
		names := strings.Split(choice, " | ")
		name, version, _ := strings.Cut(names[len(names)-1], " (>= ")
		all[strings.TrimSuffix(name, "t64")] = strings.TrimSuffix(version, ")")
	}
	return all
}

func TestLintianHasNothingToSay(t *testing.T) {
	for _, path := range made(t, "deb") {
		tool(t, "lintian", "--allow-root", "--fail-on", "error,warning", "--display-level", ">=warning", path)
	}
}

func TestTheDesktopUnderstandsWhatIsInstalled(t *testing.T) {
	dir := unpacked(t, made(t, "deb")[0])
	tool(t, "desktop-file-validate", filepath.Join(dir, "usr/share/applications/commsdesk.desktop"))
	// The project has no domain to name the component by, which is worth a warning to the tool, and the only one.
	out, _ := exec.Command("appstreamcli", "validate", "--no-net", "--no-color",
		filepath.Join(dir, "usr/share/metainfo/commsdesk.metainfo.xml")).CombinedOutput()
	if len(out) == 0 {
		t.Error("appstreamcli says nothing")
	}
	for line := range strings.Lines(string(out)) {
		if (strings.HasPrefix(line, "W:") || strings.HasPrefix(line, "E:")) && !strings.Contains(line, "cid-desktopapp-is-not-rdns") {
			t.Error(line)
		}
	}
	metainfo, _ := os.ReadFile(filepath.Join(dir, "usr/share/metainfo/commsdesk.metainfo.xml"))
	if r := releaseHere(t, dir); !bytes.Contains(metainfo, []byte(`<release version="`+r.Version+`" date="2026-05-28"`)) {
		t.Errorf("the metainfo does not name this release:\n%s", metainfo)
	}
	for _, size := range iconSizes {
		icon := filepath.Join(dir, fmt.Sprintf("usr/share/icons/hicolor/%dx%d/apps/commsdesk.png", size, size))
		if out := tool(t, "file", icon); !strings.Contains(out, fmt.Sprintf("%d x %d", size, size)) {
			t.Error(out)
		}
	}
}

func TestAnRPMAsksForTheLibrariesByTheirNames(t *testing.T) {
	path := made(t, "rpm")[0]
	n, err := needsOf(releaseHere(t, "").program("commsdesk"))
	if err != nil {
		t.Fatal(err)
	}
	requires := strings.Fields(tool(t, "rpm", "-qp", "--requires", path))
	for _, wanted := range []string{"libc.so.6(GLIBC_" + n.glibc + ")(64bit)", "libgtk-3.so.0()(64bit)", "libwebkit2gtk-4.1.so.0()(64bit)"} {
		if !slices.Contains(requires, wanted) {
			t.Errorf("it does not ask for %s, but for %v", wanted, requires)
		}
	}
	if out := tool(t, "rpm", "-K", "--nosignature", path); !strings.Contains(out, "digests OK") {
		t.Error(out)
	}
	if out := tool(t, "rpm", "-qp", "--queryformat", "%{NAME} %{VERSION} %{ARCH} %{LICENSE} %{BUILDHOST}", path); out != "commsdesk "+
		releaseHere(t, "").Version+" x86_64 MIT localhost" {
		t.Error(out)
	}
	for _, other := range made(t, "rpm")[1:] {
		if out := tool(t, "rpm", "-qp", "--conflicts", other); strings.TrimSpace(out) != "commsdesk" {
			t.Errorf("%s conflicts with %q", filepath.Base(other), out)
		}
		if out := tool(t, "rpm", "-qp", "--requires", other); !strings.Contains(out, "libwebkit2gtk-4.0.so.37()(64bit)") {
			t.Errorf("%s asks for %s", filepath.Base(other), out)
		}
	}
}

func TestAnArchPackageSaysWhatItNeeds(t *testing.T) {
	info, err := os.ReadFile(filepath.Join(unpacked(t, made(t, "arch")[0]), ".PKGINFO"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		"pkgname = commsdesk", "pkgver = " + releaseHere(t, "").Version + "-1", "arch = x86_64", "license = MIT",
		"depend = glibc>=2.", "depend = gtk3", "depend = webkit2gtk-4.1", "depend = libsoup3", "depend = glib2", "depend = gdk-pixbuf2",
	} {
		if !bytes.Contains(info, []byte("\n"+line)) {
			t.Errorf("it does not say %q:\n%s", line, info)
		}
	}
}

func TestTheChangesOfAReleaseAreThoseUnderItsName(t *testing.T) {
	changelog := "# Changelog\n\n## Unreleased\n\nText.\n\n- Next.\n\n" +
		"## 1.2.0 — 2026-01-02\n\n- One\n  and more.\n- Two.\n\n## 1.1.0\n\n- Old.\n"
	for version, wanted := range map[string]string{"1.2.0": "One and more.|Two.", "1.1.0": "Old.", "1.3.0": "Next.", "1.2": "Next."} {
		if got := strings.Join(changesOf(changelog, version), "|"); got != wanted {
			t.Errorf("%s: %q", version, got)
		}
	}
	if got := wrapped("one two three", "* ", "  ", 7); got != "* one\n  two\n  three\n" {
		t.Errorf("%q", got)
	}
}
