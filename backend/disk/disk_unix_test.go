//go:build unix

package disk

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// odd makes things that are not plain files, and returns what Unfit calls each.
func odd(t *testing.T) map[string]string {
	t.Helper()
	dir, err := os.MkdirTemp("", "odd") // a socket's path has to be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	at := func(name string) string { return filepath.Join(dir, name) }
	socket, err := net.Listen("unix", at("socket"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = socket.Close() })
	if err := errors.Join(
		syscall.Mkfifo(at("pipe"), 0o600), os.Mkdir(at("folder"), 0o700),
		os.Symlink("/dev/zero", at("link to a device")), os.Symlink(at("pipe"), at("link to a pipe")),
	); err != nil {
		t.Fatal(err)
	}
	return map[string]string{
		at("pipe"): "a pipe", at("folder"): "a folder", at("socket"): "a socket", "/dev/zero": "a device", "/dev/tty": "a device",
		at("link to a device"): "a device", at("link to a pipe"): "a pipe",
	}
}

func TestRead_RefusesAllButPlainFiles(t *testing.T) {
	for path, want := range odd(t) {
		_, err := Read(path, 1000)
		var u Unfit
		if !errors.As(err, &u) || !strings.Contains(string(u), want) {
			t.Errorf("%s: got %v, want %s", path, err, want)
		}
		if _, err := Open(path, os.O_RDWR, 0); !errors.As(err, &u) {
			t.Errorf("%s: got %v from Open, want Unfit", path, err)
		}
	}
}

func TestRead_IsBounded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	if err := os.WriteFile(path, []byte("0123456789"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := Read(path, 10); err != nil || string(got) != "0123456789" {
		t.Errorf("got %q, %v; want ten digits", got, err)
	}
	var u Unfit
	if got, err := Read(path, 9); !errors.As(err, &u) {
		t.Errorf("got %q, %v; want Unfit", got, err)
	}
	// A sparse terabyte.
	if err := os.Truncate(path, 1<<40); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(path, 1_000_000); !errors.As(err, &u) || !strings.Contains(string(u), "larger than 1000 KB") {
		t.Errorf("got %v, want it refused for its size", err)
	}
}

func TestReadWithin_TakesPipeAndTimesOut(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	path := fmt.Sprintf("/dev/fd/%d", r.Fd())
	_, err = ReadWithin(path, 100, 50*time.Millisecond)
	var u Unfit
	if !errors.As(err, &u) {
		t.Errorf("got %v for a silent pipe, want Unfit", err)
	}
	if _, err := w.WriteString("secret\n"); err != nil {
		t.Fatal(err)
	}
	_ = w.Close()
	if got, err := ReadWithin(path, 100, time.Minute); err != nil || string(got) != "secret\n" {
		t.Errorf("got %q, %v; want the secret", got, err)
	}
}

func TestReplace_WritesThroughNoLink(t *testing.T) {
	dir := t.TempDir()
	path, target := filepath.Join(dir, "f"), filepath.Join(dir, "target")
	if err := os.WriteFile(target, []byte("precious"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"f", "f.part", ".f.part"} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := Replace(path, []byte("new")); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(target); string(got) != "precious" {
		t.Errorf("got target %q, want it untouched", got)
	}
	info, err := os.Lstat(path)
	if got, _ := os.ReadFile(path); err != nil || !info.Mode().IsRegular() || info.Mode().Perm() != 0o600 || string(got) != "new" {
		t.Errorf("got %q, %v, %v; want a private file", got, info.Mode(), err)
	}
}

func TestReplace_LeavesNothingAfterFailure(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "f")
	if err := os.MkdirAll(filepath.Join(path, "full"), 0o700); err != nil { // it cannot be replaced
		t.Fatal(err)
	}
	if err := Replace(path, bytes.Repeat([]byte("x"), 9000)); err == nil {
		t.Fatal("got no error for a full folder, want one")
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("got %v, %v; want only the folder", left, err)
	}
}
