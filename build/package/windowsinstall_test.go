package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// theSetup is the setup that `make packages` has laid, and its version.
func theSetup(t *testing.T, arch string) (path, version string) {
	t.Helper()
	r := theRelease(t)
	content, err := os.ReadFile(filepath.Join(r.Root, "wails.json"))
	if err != nil {
		t.Fatal(err)
	}
	var wails struct {
		Info struct{ ProductVersion string }
	}
	if err := json.Unmarshal(content, &wails); err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(r.Out, setupName(wails.Info.ProductVersion, arch))
	if !exists(path) {
		t.Fatalf("%s is missing: make packages", path)
	}
	return path, wails.Info.ProductVersion
}

const (
	userEntry   = `HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\Commsdesk`
	sharedEntry = `HKLM\Software\Microsoft\Windows\CurrentVersion\Uninstall\Commsdesk`
	userLinks   = `HKCU\Software\Classes\commsdesk`
	sharedLinks = `HKLM\Software\Classes\commsdesk`
)

// installed is where setup puts Commsdesk for its user, and lays the shortcut.
func installed(w *windowsPC) (dir, shortcut string) {
	return w.user("AppData", "Local", "Programs", "Commsdesk"),
		w.user("AppData", "Roaming", "Microsoft", "Windows", "Start Menu", "Programs", "Commsdesk.lnk")
}

// withData lays what a user has: a configuration, data, and what the web view keeps. It gives the folders.
func withData(t *testing.T, w *windowsPC) []string {
	t.Helper()
	folders := []string{w.user("AppData", "Local", "commsdesk"), w.user("AppData", "Roaming", "commsdesk.exe")}
	for _, dir := range folders {
		if err := os.MkdirAll(filepath.Join(dir, "below"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "below", "kept"), []byte("kept"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return folders
}

// eventually waits for what goes on in another process.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for range 300 {
		if is() {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("after half a minute not: %s", what)
}

func TestSetupInstallsForItsUserRunsWhatItInstalledAndTakesItAwayAgain(t *testing.T) {
	setup, version := theSetup(t, "amd64")
	w := aWindowsPC(t)
	w.hasWebView2("140.0.1.2")
	data := withData(t, w)
	dir, shortcut := installed(w)
	program := filepath.Join(dir, "commsdesk.exe")

	w.ends(0, setup, "/S")
	for _, path := range []string{program, filepath.Join(dir, "uninstall.exe"), filepath.Join(dir, "LICENSE.txt"), shortcut} {
		if !exists(path) {
			t.Errorf("%s is missing", path)
		}
	}
	want := fmt.Sprintf(`"%s" "%%1"`, w.path(program))
	if got := w.registry(userLinks); !strings.Contains(got, want) || !strings.Contains(got, "URL Protocol") {
		t.Errorf("links open with\n%s\nwant %s", got, want)
	}
	entry := w.registry(userEntry)
	for _, value := range []string{"DisplayName    REG_SZ    Commsdesk\n", "DisplayVersion    REG_SZ    " + version + "\n",
		"Publisher    REG_SZ", "DisplayIcon", "EstimatedSize", "NoModify",
		`QuietUninstallString    REG_SZ    "` + w.path(filepath.Join(dir, "uninstall.exe")) + `" /S`} {
		if !strings.Contains(entry, value) {
			t.Errorf("the list of programs lacks %q:\n%s", value, entry)
		}
	}
	if w.registry(sharedEntry)+w.registry(sharedLinks) != "" {
		t.Error("other users got something of it")
	}

	if said := w.must(w.path(program), "--version"); !strings.HasPrefix(said, "commsdesk "+version) {
		t.Errorf("the version is %q", said)
	}
	said, _ := w.run(w.path(program), "doctor", "--json")
	var report struct{ Version string }
	if err := json.Unmarshal([]byte(said), &report); err != nil || report.Version == "" {
		t.Errorf("the doctor says %q: %v", said, err)
	}

	// Again, as an upgrade does; without a shortcut this time.
	w.ends(0, setup, "/S", "/NoShortcut")
	if exists(shortcut) || !exists(program) {
		t.Error("after setup ran again, the program must be there, and no shortcut")
	}

	foreign := filepath.Join(dir, "foreign")
	if err := os.WriteFile(foreign, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	// The uninstaller goes on in a copy of itself.
	w.ends(0, w.path(filepath.Join(dir, "uninstall.exe")), "/S")
	eventually(t, "the uninstaller is gone", func() bool { return !exists(filepath.Join(dir, "uninstall.exe")) })
	left, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(left) != 1 || left[0] != foreign {
		t.Errorf("what is left is %v, want only what setup did not lay: %v", left, err)
	}
	if w.registry(userEntry)+w.registry(userLinks) != "" {
		t.Error("keys of the registry are left")
	}
	for _, dir := range data {
		if !exists(filepath.Join(dir, "below", "kept")) {
			t.Errorf("%s is gone, and nobody asked for that", dir)
		}
	}
}

func TestTheUninstallerDeletesTheDataOfItsUserWhereThatIsAskedFor(t *testing.T) {
	setup, _ := theSetup(t, "amd64")
	w := aWindowsPC(t)
	w.hasWebView2("140.0.1.2")
	data := withData(t, w)
	w.ends(0, setup, "/S", `/D=C:\Desk of Zoë`)
	dir := w.drive("Desk of Zoë")
	w.ends(0, w.path(filepath.Join(dir, "uninstall.exe")), "/S", "/DeleteData", "_?="+w.path(dir))
	for _, path := range append(data, filepath.Join(dir, "commsdesk.exe"), filepath.Join(dir, "LICENSE.txt")) {
		if exists(path) {
			t.Errorf("%s is left", path)
		}
	}
}

// running starts the installed program reading from a portal that never answers, and gives what ends it.
func running(t *testing.T, w *windowsPC, program string) (process *exec.Cmd, end func()) {
	t.Helper()
	portal, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = portal.Close() })
	home := t.TempDir()
	config := fmt.Sprintf("[[profile]]\nname = \"P\"\nplace = \"test\"\ntime_zone = \"UTC\"\ncountry = \"AU\"\nauth = \"none\"\n"+
		"[profile.api]\nservice_inventory = \"http://%[1]s/a\"\nservice_ordering = \"http://%[1]s/b\"\n", portal.Addr())
	for name, content := range map[string]string{"config.toml": config, "passphrase": "correct horse battery\n"} {
		if err := os.WriteFile(filepath.Join(home, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	process = w.command(ctx, w.path(program), "sync", "--data-dir", w.path(home), "--passphrase-file",
		w.path(filepath.Join(home, "passphrase")))
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = process.Wait(); close(ended) }()
	end = func() { cancel(); <-ended }
	t.Cleanup(end)
	asked := make(chan net.Conn, 1)
	go func() {
		if c, err := portal.Accept(); err == nil {
			asked <- c
		}
	}()
	select {
	case c := <-asked:
		t.Cleanup(func() { _ = c.Close() })
	case <-ended:
		t.Fatal("the program ended at once")
	case <-time.After(time.Minute):
		t.Fatal("the program did not ask its portal")
	}
	return process, end
}

func TestAnUpgradeLeavesARunningCommsdeskAloneAndARunningOneIsNotRemoved(t *testing.T) {
	setup, _ := theSetup(t, "amd64")
	w := aWindowsPC(t)
	w.hasWebView2("140.0.1.2")
	dir, _ := installed(w)
	program, aside := filepath.Join(dir, "commsdesk.exe"), filepath.Join(dir, "commsdesk.exe.1.old")
	w.ends(0, setup, "/S")
	before, err := os.Stat(program)
	if err != nil {
		t.Fatal(err)
	}
	process, end := running(t, w, program)

	w.ends(0, setup, "/S")
	after, err := os.Stat(program)
	if err != nil {
		t.Fatal(err)
	}
	old, err := os.Stat(aside)
	if err != nil {
		t.Fatal("the running program was not set aside: ", err)
	}
	if !os.SameFile(before, old) || os.SameFile(before, after) {
		t.Error("the new program did not take the place of the old one")
	}
	if process.ProcessState != nil {
		t.Fatal("the running program was ended")
	}

	w.ends(6, w.path(filepath.Join(dir, "uninstall.exe")), "/S", "/DeleteData", "_?="+w.path(dir))
	if !exists(program) || w.registry(userEntry) == "" {
		t.Error("the uninstaller has changed something while Commsdesk was running")
	}

	end()
	w.ends(0, setup, "/S")
	eventually(t, "the old program goes with the next setup", func() bool { return !exists(aside) })
	w.ends(0, w.path(filepath.Join(dir, "uninstall.exe")), "/S", "_?="+w.path(dir))
	if exists(program) {
		t.Error("the program is left")
	}
}

func TestWithoutWebView2CommsdeskIsInstalledAndTheExitCodeSaysWhatIsMissing(t *testing.T) {
	setup, _ := theSetup(t, "amd64")
	w := aWindowsPC(t)
	dir, _ := installed(w)

	// Microsoft's program, which fetches the runtime, does not even start here: as without a network, nothing comes.
	w.ends(3, setup, "/S")
	if !exists(filepath.Join(dir, "commsdesk.exe")) || w.registry(userEntry) == "" {
		t.Fatal("Commsdesk was not installed")
	}
	w.must(w.path(filepath.Join(dir, "commsdesk.exe")), "--version")
	w.hasWebView2("93.0.961.38")
	w.ends(3, setup, "/S", "/NoWebView2") // too old
	w.hasWebView2("0.0.0.0")
	w.ends(3, setup, "/S", "/NoWebView2") // was removed

	// An administrator brings the standalone installer.
	share := t.TempDir()
	tool(t, "makensis", "-V2", "-DOUT="+filepath.Join(share, "standalone.exe"), "testdata/windows/runtime.nsi")
	w.ends(0, setup, "/S", "/WebView2="+w.path(filepath.Join(share, "standalone.exe")))

	// That one was for its user alone.
	w.ends(3, setup, "/S", "/AllUsers", "/NoWebView2")
}

func TestForAllUsersAnAdministratorIsNeededAndNobodyElsesDataIsTouched(t *testing.T) {
	setup, _ := theSetup(t, "amd64")
	w := aWindowsPC(t)
	w.hasWebView2("140.0.1.2")
	data := withData(t, w)
	limited := filepath.Join(t.TempDir(), "limited.exe")
	build := exec.Command("go", "build", "-o", limited, "./testdata/windows/limited")
	build.Env = append(os.Environ(), "GOOS=windows", "GOARCH=amd64", "CGO_ENABLED=0")
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	dir := w.drive("Program Files", "Commsdesk")
	program := filepath.Join(dir, "commsdesk.exe")
	shortcut := w.drive("ProgramData", "Microsoft", "Windows", "Start Menu", "Programs", "Commsdesk.lnk")

	w.ends(5, limited, w.path(setup), "/S", "/AllUsers")
	if exists(dir) || exists(shortcut) || w.registry(sharedEntry) != "" {
		t.Fatal("something was changed without an administrator's rights")
	}
	w.ends(0, limited, w.path(setup), "/S")
	mine, _ := installed(w)
	if !exists(filepath.Join(mine, "commsdesk.exe")) {
		t.Fatal("for oneself no administrator must be needed")
	}

	w.ends(0, setup, "/S", "/AllUsers")
	preset := w.drive("ProgramData", "commsdesk")
	for _, path := range []string{program, shortcut, preset} {
		if !exists(path) {
			t.Errorf("%s is missing", path)
		}
	}
	if got := w.registry(sharedLinks); !strings.Contains(got, w.path(program)) {
		t.Errorf("links of all users open with\n%s", got)
	}
	link, err := os.ReadFile(shortcut)
	if err != nil || !bytes.Contains(bytes.ReplaceAll(link, []byte{0}, nil), []byte("commsdesk.exe")) {
		t.Errorf("the shortcut does not lead to the program: %v", err)
	}

	uninstall := []string{w.path(filepath.Join(dir, "uninstall.exe")), "/S", "_?=" + w.path(dir)}
	w.ends(5, append([]string{limited}, uninstall...)...)
	if !exists(program) {
		t.Fatal("it was removed without an administrator's rights")
	}
	if err := os.WriteFile(filepath.Join(preset, "config.toml"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	other := w.drive("users", "other", "AppData", "Local", "commsdesk")
	if err := os.MkdirAll(other, 0o755); err != nil {
		t.Fatal(err)
	}
	w.ends(0, uninstall[0], "/S", "/DeleteData", uninstall[2])
	if exists(program) || exists(shortcut) || w.registry(sharedEntry)+w.registry(sharedLinks) != "" {
		t.Error("not all of it was removed")
	}
	if !exists(other) || !exists(filepath.Join(preset, "config.toml")) {
		t.Error("the data of another user or the preset configuration was deleted")
	}
	if exists(data[0]) {
		t.Error("the data of who asked for that is left")
	}
	if !exists(filepath.Join(mine, "commsdesk.exe")) || w.registry(userEntry) == "" {
		t.Error("the copy that its user has for himself was touched")
	}
}

func TestASetupForAnotherProcessorOrAnOldWindowsChangesNothing(t *testing.T) {
	w := aWindowsPC(t)
	dir, _ := installed(w)
	arm, _ := theSetup(t, "arm64")
	w.ends(4, arm, "/S")
	setup, _ := theSetup(t, "amd64")
	w.must("winecfg", "-v", "win7")
	w.ends(4, setup, "/S")
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) || w.registry(userEntry) != "" {
		t.Error("something was changed")
	}
}
