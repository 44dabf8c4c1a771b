//go:build unix

package paths

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFind_PutsEverythingBelowGivenFolder(t *testing.T) {
	dir := t.TempDir()
	h, err := Find(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{h.Config, h.Data, h.Logs, h.Webview, h.Profile("x")} {
		if !strings.HasPrefix(path, dir+string(filepath.Separator)) {
			t.Errorf("got %s, want it below %s", path, dir)
		}
	}
}

func TestPrepare_ClosesEverythingToOtherUsers(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "profiles"), 0o755); err != nil {
		t.Fatal(err)
	}
	h, _ := Find(dir)
	if err := os.WriteFile(h.Config, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := h.Prepare(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(h.Data, "f"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	err := filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: got %v, want it closed to others", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestPrepare_ReportsFolderItCannotMake(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	h, _ := Find(filepath.Join(file, "below"))
	if err := h.Prepare(); err == nil || !strings.Contains(err.Error(), "cannot be used") {
		t.Fatalf("got %v, want the folder reported", err)
	}
}
