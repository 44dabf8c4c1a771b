//go:build unix

package paths

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func prepared(t *testing.T, dir string) Home {
	t.Helper()
	h, err := Find(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Prepare(); err != nil {
		t.Fatal(err)
	}
	return h
}

func TestSocket_LiesBesideData(t *testing.T) {
	dir, err := os.MkdirTemp("", "h")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	h := prepared(t, dir)
	if filepath.Dir(h.Socket()) != h.Data {
		t.Errorf("got %s, want it in %s", h.Socket(), h.Data)
	}
	if err := errors.Join(h.PrepareSocket(), h.CheckSocket(), h.ForgetSocket(), h.CheckSocket()); err != nil {
		t.Error(err)
	}
	if err := os.Chmod(h.Data, 0o755); err != nil {
		t.Fatal(err)
	}
	if h.CheckSocket() == nil {
		t.Error("got no error for a folder open to others, want one")
	}
}

func TestSocket_LongPathMovesToTemporaryFolder(t *testing.T) {
	short, err := os.MkdirTemp("", "h")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(short)
	t.Setenv("TMPDIR", short)
	h := prepared(t, filepath.Join(t.TempDir(), strings.Repeat("long", 25)))
	other := prepared(t, filepath.Join(t.TempDir(), strings.Repeat("long", 25)))
	if len(h.Socket()) > longestSocket || filepath.Dir(filepath.Dir(h.Socket())) != short ||
		h.Socket() == other.Socket() || strings.Contains(h.Socket(), "long") {
		t.Fatalf("got %s and %s, want two short paths below %s", h.Socket(), other.Socket(), short)
	}
	folder := filepath.Dir(h.Socket())
	if err := h.CheckSocket(); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v, want %v", err, fs.ErrNotExist)
	}
	if _, err := os.Lstat(folder); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v after CheckSocket, want no folder", err)
	}
	for range 2 { // the second finds the folder of the first
		if err := h.PrepareSocket(); err != nil {
			t.Fatal(err)
		}
	}
	if info, err := os.Lstat(folder); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("got %v, %v; want 0700", info, err)
	}
	if err := h.ForgetSocket(); err != nil {
		t.Error(err)
	}
	if _, err := os.Lstat(folder); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v after ForgetSocket, want no folder", err)
	}

	for name, lay := range map[string]func() error{
		"open to others": func() error { return errors.Join(os.Mkdir(folder, 0o700), os.Chmod(folder, 0o770)) },
		"a link":         func() error { return os.Symlink(h.Data, folder) },
		"a file":         func() error { return os.WriteFile(folder, nil, 0o600) },
	} {
		if err := lay(); err != nil {
			t.Fatal(err)
		}
		if h.PrepareSocket() == nil || h.CheckSocket() == nil {
			t.Errorf("%s: got no error, want one", name)
		}
		if err := h.ForgetSocket(); err != nil {
			t.Error(err)
		}
		if _, err := os.Lstat(folder); err != nil {
			t.Errorf("%s: got %v, want it left alone", name, err)
		}
		if err := os.Remove(folder); err != nil {
			t.Fatal(err)
		}
	}
}
