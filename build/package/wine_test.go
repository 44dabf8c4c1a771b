package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Debian lays Wine where only a package that is not needed here makes it a command.
const (
	wineLoader = "/usr/lib/wine/wine64"
	wineServer = "/usr/lib/wine/wineserver64"
)

// windowsPC is a computer with Windows 10 as Wine has it: with a drive, a registry and one user of its own. It has no
// WebView2 runtime and, unlike a real one, gives every program an administrator's rights without asking.
type windowsPC struct {
	t      *testing.T
	prefix string
}

// aWindowsPC gives a fresh computer, which goes with the test.
func aWindowsPC(t *testing.T) *windowsPC {
	t.Helper()
	bare := bareWindows(t)
	prefix, err := os.MkdirTemp(filepath.Dir(bare), "pc-")
	if err != nil {
		t.Fatal(err)
	}
	w := &windowsPC{t: t, prefix: filepath.Join(prefix, "wine")}
	t.Cleanup(func() {
		w.off()
		_ = os.RemoveAll(prefix)
	})
	// Most of it are 700 MB of Windows that nobody changes. The registry is written in place where it has two names.
	tool(t, "cp", "-al", bare, w.prefix)
	for _, name := range []string{"system.reg", "user.reg", "userdef.reg"} {
		tool(t, "cp", "--remove-destination", filepath.Join(bare, name), filepath.Join(w.prefix, name))
	}
	return w
}

// bareWindows is where a computer lies that was never used. It is made once for each version of Wine.
func bareWindows(t *testing.T) string {
	t.Helper()
	if _, err := os.Stat(wineLoader); err != nil {
		t.Fatal("Wine is missing: build/scripts/deps.sh test-packages installs it")
	}
	def, err := filepath.Abs("testdata/windows/bcryptprimitives.def")
	if err != nil {
		t.Fatal(err)
	}
	kind := sha256.Sum256([]byte("1 " + tool(t, wineLoader, "--version")))
	bare := filepath.Join(theRelease(t).Root, "build", "tmp", "wine", hex.EncodeToString(kind[:6]))
	if _, err := os.Stat(bare); err == nil {
		return bare
	}
	if err := os.MkdirAll(filepath.Dir(bare), 0o755); err != nil {
		t.Fatal(err)
	}
	half, err := os.MkdirTemp(filepath.Dir(bare), "half-")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(half) }()
	w := &windowsPC{t: t, prefix: filepath.Join(half, "wine")}
	w.must("wineboot", "-i")
	w.must("winecfg", "-v", "win10")
	// Go takes its randomness from this library, which Wine 8 does not have: its one function is another's other name.
	exports := filepath.Join(half, "exports.o")
	tool(t, "x86_64-w64-mingw32-dlltool", "-d", def, "-e", exports)
	tool(t, "x86_64-w64-mingw32-ld", "-shared", "--subsystem", "windows", "-e", "0", "-o",
		w.drive("windows", "system32", "bcryptprimitives.dll"), exports)
	w.off()
	if err := os.Rename(w.prefix, bare); err != nil {
		t.Fatal(err)
	}
	return bare
}

// command is a program of this computer, or one of Linux's files given by its path.
func (w *windowsPC) command(ctx context.Context, args ...string) *exec.Cmd {
	var words []string
	for _, arg := range args {
		if strings.HasPrefix(arg, "/D=") || strings.HasPrefix(arg, "_?=") {
			// These two take the rest of the line as it is: Wine would put quotes around spaces.
			words = append(words, strings.Split(arg, " ")...)
			continue
		}
		words = append(words, arg)
	}
	cmd := exec.CommandContext(ctx, wineLoader, words...)
	// Without a display, without Wine's own offers to fetch things, and without files in the home of who tests.
	cmd.Env = append(os.Environ(), "WINEPREFIX="+w.prefix, "WINEARCH=win64", "WINEDEBUG=-all", "DISPLAY=", "WAYLAND_DISPLAY=",
		"HOME="+filepath.Dir(w.prefix), "LC_ALL=C.UTF-8", "WINEDLLOVERRIDES=mscoree,mshtml,winemenubuilder.exe=")
	return cmd
}

// run runs a program and gives what it printed and its exit code.
func (w *windowsPC) run(args ...string) (said string, code int) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 4*time.Minute)
	defer cancel()
	// A file and no pipe: what Wine starts in the background would hold a pipe open.
	out, err := os.CreateTemp(w.t.TempDir(), "said")
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = out.Close() }()
	cmd := w.command(ctx, args...)
	cmd.Stdout, cmd.Stderr = out, out
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && (!errors.As(err, &exit) || ctx.Err() != nil) {
		w.t.Fatalf("%v: %v", args, errors.Join(err, ctx.Err()))
	}
	text, err := os.ReadFile(out.Name())
	if err != nil {
		w.t.Fatal(err)
	}
	return strings.ReplaceAll(string(text), "\r\n", "\n"), cmd.ProcessState.ExitCode()
}

func (w *windowsPC) must(args ...string) string {
	w.t.Helper()
	said, code := w.run(args...)
	if code != 0 {
		w.t.Fatalf("%v ended with %d\n%s", args, code, said)
	}
	return said
}

// ends runs a program that has to end with a code.
func (w *windowsPC) ends(want int, args ...string) {
	w.t.Helper()
	if said, code := w.run(args...); code != want {
		w.t.Fatalf("%v ended with %d, want %d\n%s", args, code, want, said)
	}
}

// off ends what runs on this computer, once what is written is on its disk.
func (w *windowsPC) off() {
	for _, how := range []string{"-k", "-w"} {
		cmd := exec.Command(wineServer, how)
		cmd.Env = append(os.Environ(), "WINEPREFIX="+w.prefix)
		_ = cmd.Run()
	}
}

// drive is where a file of drive C lies.
func (w *windowsPC) drive(names ...string) string {
	return filepath.Join(append([]string{w.prefix, "drive_c"}, names...)...)
}

// user is where a file of the user's folder lies.
func (w *windowsPC) user(names ...string) string {
	w.t.Helper()
	entries, err := os.ReadDir(w.drive("users"))
	if err != nil {
		w.t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() != "Public" {
			return w.drive(append([]string{"users", e.Name()}, names...)...)
		}
	}
	w.t.Fatal("the computer has no user")
	return ""
}

// path is how this computer calls a file: C:\… on its drive, Z:\… elsewhere.
func (w *windowsPC) path(file string) string {
	letter := "Z:"
	if below, ok := strings.CutPrefix(file, w.drive()); ok {
		letter, file = "C:", below
	}
	return letter + strings.ReplaceAll(file, "/", `\`)
}

// registry is what is below a key, or nothing.
func (w *windowsPC) registry(key string) string {
	w.t.Helper()
	said, code := w.run("reg", "query", key, "/s")
	if code != 0 {
		return ""
	}
	return said
}

const webview2Key = `Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}`

// hasWebView2 marks the runtime as present, for all users.
func (w *windowsPC) hasWebView2(version string) {
	w.t.Helper()
	w.must("reg", "add", `HKLM\SOFTWARE\WOW6432Node\`+webview2Key, "/v", "pv", "/d", version, "/f")
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
