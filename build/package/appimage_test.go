package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// withCache is a command of the AppImage that keeps what it unpacks below cache.
func withCache(path, cache string, args ...string) *exec.Cmd {
	cmd := exec.Command(path, args...)
	cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+cache, "HOME="+filepath.Dir(cache), "DISPLAY=", "WAYLAND_DISPLAY=")
	return cmd
}

// says is what a command that must succeed says.
func says(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %v\n%s", cmd.Args, err, out)
	}
	return string(out)
}

func TestAnAppImageIsUnpackedOnceAndThenOnlyStarted(t *testing.T) {
	path, cache := made(t, "appimage")[0], filepath.Join(t.TempDir(), "cache")
	version := says(t, exec.Command("../bin/commsdesk", "--version"))
	for _, which := range []string{"first", "second", "third"} {
		begun := time.Now()
		if out := says(t, withCache(path, cache, "--version")); out != version {
			t.Errorf("the %s start says %q, the program %q", which, out, version)
		}
		t.Logf("the %s start took %v", which, time.Since(begun).Round(time.Millisecond))
	}
	kept, _ := filepath.Glob(filepath.Join(cache, "commsdesk-appimage", "*"))
	if len(kept) != 1 {
		t.Fatalf("%d folders in the cache", len(kept))
	}
	for _, dir := range []string{filepath.Dir(kept[0]), kept[0]} {
		if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("%s is open to others: %v %v", dir, info.Mode(), err)
		}
	}

	t.Run("what was damaged is unpacked again, and other versions go", func(t *testing.T) {
		program := filepath.Join(kept[0], "usr/bin/commsdesk")
		whole, err := os.ReadFile(program)
		if err != nil {
			t.Fatal(err)
		}
		other := filepath.Join(filepath.Dir(kept[0]), strings.Repeat("0", 64))
		if err := os.MkdirAll(other, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(program, whole[:len(whole)/2], 0o755); err != nil {
			t.Fatal(err)
		}
		if out := says(t, withCache(path, cache, "--version")); out != version {
			t.Error(out)
		}
		if now, _ := os.ReadFile(program); !bytes.Equal(now, whole) {
			t.Error("it was not unpacked again")
		}
		if _, err := os.Stat(other); err == nil {
			t.Error("another version is still there")
		}
	})

	t.Run("many that start for the first time do not disturb each other", func(t *testing.T) {
		fresh := filepath.Join(t.TempDir(), "cache")
		startMany(t, 16, path, fresh, version)
		if left, _ := os.ReadDir(filepath.Join(fresh, "commsdesk-appimage")); len(left) != 1 {
			t.Errorf("%d folders in the cache", len(left))
		}
	})

	t.Run("those that find it damaged together do not disturb each other", func(t *testing.T) {
		if err := os.Truncate(filepath.Join(kept[0], "usr/bin/commsdesk"), 1000); err != nil {
			t.Fatal(err)
		}
		startMany(t, 8, path, cache, version)
	})

	t.Run("a cache that is cleaned all the time keeps nobody from starting", func(t *testing.T) {
		root, end, ended := filepath.Join(cache, "commsdesk-appimage"), make(chan struct{}), make(chan struct{})
		go func() {
			defer close(ended)
			for {
				select {
				case <-end:
					return
				case <-time.After(time.Millisecond):
					_ = os.RemoveAll(filepath.Join(root, filepath.Base(kept[0])))
				}
			}
		}()
		startMany(t, 4, path, cache, version)
		close(end)
		<-ended
	})

	t.Run("a cache that others may write is not used", func(t *testing.T) {
		open, temp := filepath.Join(t.TempDir(), "cache"), t.TempDir()
		root := filepath.Join(open, "commsdesk-appimage")
		if err := os.MkdirAll(root, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(root, 0o777); err != nil {
			t.Fatal(err)
		}
		cmd := withCache(path, open, "--version")
		cmd.Env = append(cmd.Env, "TMPDIR="+temp)
		if out := says(t, cmd); out != version {
			t.Error(out)
		}
		for _, dir := range []string{root, temp} {
			if left, _ := os.ReadDir(dir); len(left) != 0 {
				t.Errorf("%d files are left in %s", len(left), dir)
			}
		}
	})
}

// startMany starts it many times at once; each must say what the program says.
func startMany(t *testing.T, many int, path, cache, version string) {
	t.Helper()
	ends := make(chan string)
	for range many {
		go func() {
			out, err := withCache(path, cache, "--version").CombinedOutput()
			if err != nil {
				out = append(out, err.Error()...)
			}
			ends <- string(out)
		}()
	}
	for range many {
		if out := <-ends; out != version {
			t.Error(out)
		}
	}
}

func TestAnAppImageIsUnpackedNowhereButIntoAFolderOfItsOwn(t *testing.T) {
	path, dir, elsewhere := made(t, "appimage")[0], t.TempDir(), t.TempDir()
	if err := os.Symlink(elsewhere, filepath.Join(dir, "squashfs-root")); err != nil {
		t.Fatal(err)
	}
	extract := withCache(path, dir+"/cache", "--appimage-extract")
	extract.Dir = dir
	if out, err := extract.CombinedOutput(); err == nil || !strings.Contains(string(out), "there is a squashfs-root here already") {
		t.Errorf("%v: %s", err, out)
	}
	if left, _ := os.ReadDir(elsewhere); len(left) != 0 {
		t.Errorf("%d files were laid where the link leads", len(left))
	}
}

func TestAnAppImageIsWhatOtherToolsTakeForOne(t *testing.T) {
	path, dir := made(t, "appimage")[0], t.TempDir()
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(file[8:11]) != "AI\x02" {
		t.Errorf("it is marked %q", file[8:11])
	}
	offset := strings.TrimSpace(says(t, withCache(path, dir+"/cache", "--appimage-offset")))
	if at, err := strconv.Atoi(offset); err != nil || string(file[at:at+4]) != "hsqs" {
		t.Fatalf("no squashfs at %s", offset)
	}
	tool(t, "unsquashfs", "-quiet", "-no-progress", "-offset", offset, "-dest", filepath.Join(dir, "theirs"), path)
	cmd := withCache(path, dir+"/cache", "--appimage-extract")
	cmd.Dir = dir
	says(t, cmd)
	ours, theirs := held(t, filepath.Join(dir, "squashfs-root")), held(t, filepath.Join(dir, "theirs"))
	for name, what := range theirs {
		if ours[name] != what {
			t.Errorf("%s is unpacked as %q, by others as %q", name, ours[name], what)
		}
	}
	for _, name := range []string{"/AppRun", "/commsdesk.desktop", "/commsdesk.png", "/.DirIcon", "/usr/bin/commsdesk",
		"/usr/share/metainfo/commsdesk.metainfo.xml"} {
		if theirs[name] == "" {
			t.Errorf("it lacks %s", name)
		}
	}
	if out := says(t, exec.Command(filepath.Join(dir, "theirs/AppRun"), "--version")); !strings.HasPrefix(out, "commsdesk ") {
		t.Error(out)
	}
}

func TestADamagedAppImageSaysSo(t *testing.T) {
	whole, err := os.ReadFile(made(t, "appimage")[0])
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "Commsdesk.AppImage")
	if err := os.WriteFile(path, whole[:len(whole)-100_000], 0o755); err != nil {
		t.Fatal(err)
	}
	out, err := withCache(path, t.TempDir(), "--version").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "fetch it again") {
		t.Errorf("%v: %s", err, out)
	}
}

func TestAnAppImageShowsTheDemoHere(t *testing.T) {
	cmd := withCache(made(t, "appimage")[0], filepath.Join(t.TempDir(), "cache"), "--demo", "--data-dir", t.TempDir())
	cmd.Env = append(cmd.Env, "XDG_RUNTIME_DIR="+t.TempDir(), "DBUS_SESSION_BUS_ADDRESS=")
	seesTheDemo(t, "appimage", cmd)
}

// Without a cache it stays beside the program, until that ends.
func TestAppImage_HidesTheLinkWhileItWaits(t *testing.T) {
	const number = "0491570156"
	cmd := withCache(made(t, "appimage")[0], "/dev/null/cache", "--demo", "--data-dir", t.TempDir(), "commsdesk://services?find="+number)
	cmd.Env = append(cmd.Env, "XDG_RUNTIME_DIR="+t.TempDir(), "DBUS_SESSION_BUS_ADDRESS=")
	seesTheDemo(t, "appimage-once", cmd, func() {
		processes, err := filepath.Glob("/proc/[0-9]*/cmdline")
		if err != nil {
			t.Fatal(err)
		}
		both := 0
		for _, path := range processes {
			line, _ := os.ReadFile(path)
			if bytes.Contains(line, []byte(number)) {
				t.Errorf("%s is %q", path, line)
			}
			if bytes.Contains(line, []byte("commsdesk\x00--demo")) || bytes.HasPrefix(line, []byte(cmd.Path)) {
				both++
			}
		}
		if both < 2 {
			t.Errorf("got %d processes, want the AppImage and the program", both)
		}
	})
}
