package main

import (
	"os"
	"path/filepath"
	"testing"
)

// aRuntime lays what stands for Microsoft's standalone installer of the WebView2 runtime.
func aRuntime(t *testing.T, path string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	tool(t, "makensis", "-V2", "-DOUT="+path, "testdata/windows/runtime.nsi")
}

func TestWhatMerelyLiesBesideSetupIsNotRun(t *testing.T) {
	setup := aSmallSetup(t)
	w := aWindowsPC(t)
	for _, name := range []string{"", "X64", "X86", "ARM64"} {
		aRuntime(t, filepath.Join(filepath.Dir(setup), "MicrosoftEdgeWebView2RuntimeInstaller"+name+".exe"))
	}
	for _, scope := range []string{"/CurrentUser", "/AllUsers"} {
		w.ends(3, setup, "/S", scope)
	}
	if left := w.registry(`HKCU\Software\Microsoft\EdgeUpdate`); left != "" {
		t.Errorf("it was run: %s", left)
	}
	if dir, _ := installed(w); !exists(filepath.Join(dir, "commsdesk.exe")) {
		t.Error("Commsdesk was not installed")
	}
}

func TestTheInstallerOfWebView2ThatWasNamedIsRunWhereTheRuntimeIsMissing(t *testing.T) {
	setup := aSmallSetup(t)
	share := t.TempDir()
	for _, name := range []string{"runtime.exe", "of Microsoft/the runtime.exe"} {
		path := filepath.Join(share, name)
		aRuntime(t, path)
		w := aWindowsPC(t)
		w.ends(3, setup, "/S", "/WebView2="+w.path(path), "/NoWebView2")
		if left := w.registry(`HKCU\Software\Microsoft\EdgeUpdate`); left != "" {
			t.Errorf("with /NoWebView2 it was run: %s", left)
		}
		w.ends(0, setup, "/WebView2="+w.path(path), "/S", "/NoShortcut", `/D=C:\x`)
		if _, shortcut := installed(w); !exists(w.drive("x", "commsdesk.exe")) || exists(shortcut) {
			t.Error("the other switches do not count beside it")
		}
	}

	w := aWindowsPC(t)
	dir, _ := installed(w)
	w.ends(2, setup, "/S", "/WebView2="+w.path(filepath.Join(share, "none.exe")))
	w.ends(2, setup, "/S", "/WebView2=")
	if exists(dir) || w.registry(userEntry) != "" {
		t.Error("something was changed")
	}
	// One for another processor does not start.
	broken := filepath.Join(share, "broken.exe")
	if err := os.WriteFile(broken, []byte("MZ"), 0o755); err != nil {
		t.Fatal(err)
	}
	w.ends(3, setup, "/S", "/WebView2="+w.path(broken))
}
