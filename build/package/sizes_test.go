package main

import (
	"path/filepath"
	"testing"
)

// theRelease is what `make packages` has laid: the tests that read it run after it.
func theRelease(t *testing.T) *release {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return &release{Root: root, Out: filepath.Join(root, "build", "packages")}
}

func TestNoPackageIsLargerThanOneAndAHalfEmptyProgramsAndNoProgramGrows(t *testing.T) {
	programs, downloads, err := measure(theRelease(t))
	if err != nil {
		t.Fatal(err)
	}
	if len(programs) == 0 {
		t.Fatal("no program was built")
	}
	for _, m := range append(programs, downloads...) {
		if m.ratio() > m.limit {
			t.Errorf("%s is %.2f times as large as an empty program, and may be %.1f times", m.name, m.ratio(), m.limit)
		}
	}
}

func TestAPackageIsMeasuredAgainstItsOwnSystem(t *testing.T) {
	for name, want := range map[string]string{
		"commsdesk_1.2.3_amd64.deb":               "commsdesk",
		"commsdesk-1.2.3-x86_64.AppImage":         "commsdesk",
		"commsdesk-webkit40":                      "commsdesk",
		"commsdesk-1.2.3-windows-amd64-setup.exe": "commsdesk-windows-amd64.exe",
		"commsdesk-1.2.3-windows-arm64.zip":       "commsdesk-windows-arm64.exe",
		"commsdesk-1.2.3.dmg":                     "commsdesk-darwin",
	} {
		if got := emptyFor(name); got != want {
			t.Errorf("%s is measured against %s, want %s", name, got, want)
		}
	}
}
