package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// windowsArchs are the processors that Windows runs on, as Go names them.
var windowsArchs = []string{"amd64", "arm64"}

// makeWindows makes a setup program for each processor.
func makeWindows(r *release) ([]string, error) {
	if err := checkMakensis(tellMakensis()); err != nil {
		return nil, err
	}
	s, err := windowsSigner(r)
	if err != nil {
		return nil, err
	}
	if s == nil {
		fmt.Println("the programs and setups for Windows are not signed: no key was given")
	}
	var paths []string
	for _, arch := range windowsArchs {
		path, err := windowsSetup(r, arch, s)
		if err != nil {
			return nil, fmt.Errorf("for %s: %w", arch, err)
		}
		paths = append(paths, path)
	}
	return paths, nil
}

// oldestMakensis is the oldest that the setups were made and tried with.
var oldestMakensis = [2]int{3, 8}

// tellMakensis is what makensis says of its version, or nothing.
func tellMakensis() string {
	said, err := exec.Command("makensis", "-VERSION").Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(said))
}

// checkMakensis refuses one that is too old, or not there; said is as v3.08-3+deb12u1.
func checkMakensis(said string) error {
	if said == "" {
		return errors.New("makensis is missing: install NSIS 3.08 or newer, as build/scripts/deps.sh packages does")
	}
	var have [2]int
	if n, _ := fmt.Sscanf(said, "v%d.%d", &have[0], &have[1]); n != 2 || slices.Compare(have[:], oldestMakensis[:]) < 0 {
		return fmt.Errorf("makensis says that it is %s: install NSIS 3.08 or newer", said)
	}
	return nil
}

// setupName is the file name of the setup for a processor.
func setupName(version, arch string) string {
	return fmt.Sprintf("commsdesk-%s-windows-%s-setup.exe", version, arch)
}

// windowsSetup makes the setup for one processor and signs it, and what it installs, where there is a signer.
func windowsSetup(r *release, arch string, s *signer) (string, error) {
	work, err := os.MkdirTemp(r.Work, "windows-")
	if err != nil {
		return "", err
	}
	program := filepath.Join(work, "commsdesk.exe")
	if err := copyProgram(r.program("commsdesk-windows-"+arch+".exe"), program); err != nil {
		return "", err
	}
	if err := s.sign(program); err != nil {
		return "", err
	}
	icon := filepath.Join(work, "icon.ico")
	if err := writeIcon(r, icon); err != nil {
		return "", err
	}
	banner := filepath.Join(work, "banner.bmp")
	if err := writeBanner(r, banner); err != nil {
		return "", err
	}
	bootstrapper, err := webview2Bootstrapper(r)
	if err != nil {
		return "", err
	}
	info, err := os.Stat(program)
	if err != nil {
		return "", err
	}
	out := filepath.Join(r.Work, setupName(r.Version, arch))
	defines := map[string]string{
		"VERSION": r.Version, "ARCH": arch, "PROGRAM": program, "ICON": icon, "BANNER": banner, "BOOTSTRAPPER": bootstrapper,
		"LICENCE": filepath.Join(r.Root, "LICENSE"), "OUT": out,
		// The uninstaller and the licence are rounded up to what they never reach.
		"SIZE": strconv.FormatInt((info.Size()+512*1024)/1024, 10),
	}
	if s != nil {
		if defines["SIGN"], err = s.script(work); err != nil {
			return "", err
		}
	}
	args := []string{"-V2", "-WX", "-INPUTCHARSET", "UTF8"}
	for name, value := range defines {
		args = append(args, "-D"+name+"="+value)
	}
	cmd := exec.Command("makensis", append(args, filepath.Join(r.Root, "build", "windows", "installer.nsi"))...)
	cmd.Env = append(os.Environ(), "SOURCE_DATE_EPOCH="+strconv.FormatInt(r.Date.Unix(), 10))
	if said, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("makensis: %w\n%s", err, said)
	}
	return out, s.sign(out)
}

// webview2Bootstrapper is where Microsoft's small program lies that fetches the WebView2 runtime: Wails brings it.
func webview2Bootstrapper(r *release) (string, error) {
	cmd := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/wailsapp/wails/v2")
	cmd.Dir = r.Root
	said, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("where Wails lies: %w", err)
	}
	path := filepath.Join(strings.TrimSpace(string(said)), "internal", "webview2runtime", "MicrosoftEdgeWebview2Setup.exe")
	if _, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("Wails no longer brings the WebView2 bootstrapper: %w", err)
	}
	return path, nil
}

func copyProgram(from, to string) error {
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, content, 0o755)
}
