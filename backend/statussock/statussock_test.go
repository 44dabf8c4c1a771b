package statussock

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// folder makes a folder with a short path, as a socket needs.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "sock")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func open(t *testing.T, path string, answer func() any) *Server {
	t.Helper()
	h, err := Open(path, answer)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.Close() })
	return h
}

func gone(t *testing.T, path string) {
	t.Helper()
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v for %s, want it removed", err, path)
	}
}

func answers(t *testing.T, path string, want int) {
	t.Helper()
	var got int
	if err := Ask(t.Context(), path, &got); err != nil || got != want {
		t.Errorf("got %d, %v; want %d", got, err, want)
	}
}

func TestAsk_GetsCurrentDocument(t *testing.T) {
	path := filepath.Join(folder(t), "s")
	var asked atomic.Int32
	h := open(t, path, func() any { return int(asked.Add(1)) })
	for want := range 3 {
		var got int
		if err := Ask(t.Context(), path, &got); err != nil || got != want+1 {
			t.Errorf("got %d, %v; want %d", got, err, want+1)
		}
	}
	if err := h.Close(); err != nil {
		t.Error(err)
	}
	gone(t, path)
	if err := Ask(t.Context(), path, new(int)); !errors.Is(err, ErrNobody) {
		t.Errorf("got %v, want %v", err, ErrNobody)
	}
}

func TestOpen_ClosesSocketToOtherUsers(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a socket inherits the rights of its folder")
	}
	path := filepath.Join(folder(t), "s")
	open(t, path, func() any { return 1 })
	if info, err := os.Lstat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got %v, %v; want 0600", info.Mode(), err)
	}
}

func TestServer_ReadsNoInput(t *testing.T) {
	path := filepath.Join(folder(t), "s")
	open(t, path, func() any { return "document" })
	c, err := net.Dial("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_, _ = c.Write([]byte(`{"delete":"everything"}`))
	text := make([]byte, 100)
	n, err := c.Read(text)
	if string(text[:n]) != "\"document\"\n" {
		t.Errorf("got %q, %v; want the document", text[:n], err)
	}
}

func TestOpen_ReplacesDeadSocket(t *testing.T) {
	path := filepath.Join(folder(t), "s")
	dead, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	dead.SetUnlinkOnClose(false)
	_ = dead.Close()
	if err := Ask(t.Context(), path, new(int)); !errors.Is(err, ErrNobody) {
		t.Errorf("got %v, want %v", err, ErrNobody)
	}
	open(t, path, func() any { return 7 })
	answers(t, path, 7)
}

func TestOpen_LeavesLiveSocketAlone(t *testing.T) {
	path := filepath.Join(folder(t), "s")
	open(t, path, func() any { return 1 })
	if _, err := Open(path, func() any { return 2 }); !errors.Is(err, ErrTaken) {
		t.Errorf("got %v, want %v", err, ErrTaken)
	}
	answers(t, path, 1)
}

func TestOpen_NeverReplacesFile(t *testing.T) {
	path := filepath.Join(folder(t), "s")
	if err := os.WriteFile(path, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path, func() any { return 1 }); err == nil {
		t.Error("got no error for a file, want one")
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != "precious" {
		t.Errorf("got %q, %v; want the file untouched", text, err)
	}
}

func TestOpen_ReportsSocketItCannotMake(t *testing.T) {
	if _, err := Open(filepath.Join(folder(t), "no", "folder", "s"), func() any { return 1 }); err == nil {
		t.Error("got no error without a folder, want one")
	}
}

func TestClose_LeavesSocketOfAnotherServer(t *testing.T) {
	path := filepath.Join(folder(t), "s")
	first := open(t, path, func() any { return 1 })
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	open(t, path, func() any { return 2 })
	if err := first.Close(); err != nil {
		t.Error(err)
	}
	answers(t, path, 2)
}

func TestServer_LimitsConnections(t *testing.T) {
	path := filepath.Join(folder(t), "s")
	hold, inside := make(chan struct{}), make(chan struct{}, 100)
	open(t, path, func() any { inside <- struct{}{}; <-hold; return 1 })
	var asking sync.WaitGroup
	for range atOnce {
		asking.Go(func() { answers(t, path, 1) })
	}
	for range atOnce {
		<-inside
	}
	if err := Ask(t.Context(), path, new(int)); err == nil || errors.Is(err, ErrNobody) {
		t.Errorf("got %v for one too many, want it closed", err)
	}
	close(hold)
	asking.Wait()
	answers(t, path, 1)
}

func TestClose_DoesNotWaitForSlowReader(t *testing.T) {
	path := filepath.Join(folder(t), "s")
	large := make([]byte, 8<<20)
	h := open(t, path, func() any { return large })
	c, err := net.Dial("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := io.ReadFull(c, make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	if err := h.Close(); err != nil {
		t.Error(err)
	}
	if d := time.Since(began); d >= patience {
		t.Errorf("got %v to close, want less than %v", d, patience)
	}
	gone(t, path)
}

func TestAsk_GivesUpOnSilentServer(t *testing.T) {
	path := filepath.Join(folder(t), "s")
	mute, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer mute.Close()
	ctx, stop := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer stop()
	if err := Ask(ctx, path, new(int)); err == nil || errors.Is(err, ErrNobody) {
		t.Errorf("got %v, want a timeout", err)
	}
}

func TestAsk_ReportsInvalidDocument(t *testing.T) {
	path := filepath.Join(folder(t), "s")
	open(t, path, func() any { return func() {} })
	if err := Ask(t.Context(), path, new(int)); err == nil || errors.Is(err, ErrNobody) {
		t.Errorf("got %v, want an error of JSON", err)
	}
}
