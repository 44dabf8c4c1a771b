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

// folder is a short one: the path of a socket may not be long.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "hatch")
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
		t.Errorf("%s is left behind: %v", path, err)
	}
}

func TestWhoAsksIsHandedTheDocumentOfTheMoment(t *testing.T) {
	path := filepath.Join(folder(t), "s")
	var asked atomic.Int32
	h := open(t, path, func() any { return int(asked.Add(1)) })
	for want := range 3 {
		var got int
		if err := Ask(t.Context(), path, &got); err != nil || got != want+1 {
			t.Errorf("%d, %v", got, err)
		}
	}
	if err := h.Close(); err != nil {
		t.Error(err)
	}
	gone(t, path)
	if err := Ask(t.Context(), path, new(int)); !errors.Is(err, ErrNobody) {
		t.Error(err)
	}
}

func TestNoOtherUserCanOpenTheSocket(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("rights are inherited there")
	}
	path := filepath.Join(folder(t), "s")
	open(t, path, func() any { return 1 })
	if info, err := os.Lstat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info.Mode(), err)
	}
}

func TestWhatIsSentInIsNotRead(t *testing.T) {
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
		t.Errorf("%q, %v", text[:n], err)
	}
}

func TestASocketThatNobodyAnswersAtIsReplaced(t *testing.T) {
	path := filepath.Join(folder(t), "s")
	dead, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	dead.SetUnlinkOnClose(false)
	_ = dead.Close()
	if err := Ask(t.Context(), path, new(int)); !errors.Is(err, ErrNobody) {
		t.Error(err)
	}
	open(t, path, func() any { return 7 })
	var got int
	if err := Ask(t.Context(), path, &got); err != nil || got != 7 {
		t.Error(got, err)
	}
}

func TestASocketThatIsAnsweredIsLeftAlone(t *testing.T) {
	path := filepath.Join(folder(t), "s")
	open(t, path, func() any { return 1 })
	if _, err := Open(path, func() any { return 2 }); !errors.Is(err, ErrTaken) {
		t.Error(err)
	}
	var got int
	if err := Ask(t.Context(), path, &got); err != nil || got != 1 {
		t.Error(got, err)
	}
}

func TestWhatIsNoSocketIsNeverReplaced(t *testing.T) {
	path := filepath.Join(folder(t), "s")
	if err := os.WriteFile(path, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path, func() any { return 1 }); err == nil {
		t.Error("it was opened")
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != "precious" {
		t.Error(string(text), err)
	}
}

func TestASocketThatCannotBeMadeIsAnError(t *testing.T) {
	if _, err := Open(filepath.Join(folder(t), "no", "folder", "s"), func() any { return 1 }); err == nil {
		t.Error("it was opened")
	}
}

func TestTheSocketOfAnotherIsNotTakenAway(t *testing.T) {
	path := filepath.Join(folder(t), "s")
	first := open(t, path, func() any { return 1 })
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	open(t, path, func() any { return 2 })
	if err := first.Close(); err != nil {
		t.Error(err)
	}
	var got int
	if err := Ask(t.Context(), path, &got); err != nil || got != 2 {
		t.Error(got, err)
	}
}

func TestOnlyAFewAreAnsweredAtOnce(t *testing.T) {
	path := filepath.Join(folder(t), "s")
	hold, inside := make(chan struct{}), make(chan struct{}, 100)
	open(t, path, func() any { inside <- struct{}{}; <-hold; return 1 })
	var asking sync.WaitGroup
	for range atOnce {
		asking.Go(func() {
			var got int
			if err := Ask(t.Context(), path, &got); err != nil || got != 1 {
				t.Error(got, err)
			}
		})
	}
	for range atOnce {
		<-inside
	}
	if err := Ask(t.Context(), path, new(int)); err == nil || errors.Is(err, ErrNobody) {
		t.Errorf("one too many is told %v", err)
	}
	close(hold)
	asking.Wait()
	var got int
	if err := Ask(t.Context(), path, &got); err != nil || got != 1 {
		t.Error(got, err)
	}
}

func TestClosingDoesNotWaitForOneWhoDoesNotRead(t *testing.T) {
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
		t.Errorf("it took %v", d)
	}
	gone(t, path)
}

func TestWhoDoesNotAnswerIsGivenUp(t *testing.T) {
	path := filepath.Join(folder(t), "s")
	mute, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer mute.Close()
	ctx, stop := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer stop()
	if err := Ask(ctx, path, new(int)); err == nil || errors.Is(err, ErrNobody) {
		t.Error(err)
	}
}

func TestADocumentThatIsNoneIsAnError(t *testing.T) {
	path := filepath.Join(folder(t), "s")
	open(t, path, func() any { return func() {} })
	if err := Ask(t.Context(), path, new(int)); err == nil || errors.Is(err, ErrNobody) {
		t.Error(err)
	}
}
