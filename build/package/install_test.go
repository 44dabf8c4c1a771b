package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// shipped is the package of that name as it is given to people, if it was made.
func shipped(name string) []string {
	path := filepath.Join("../packages", name)
	if _, err := os.Stat(path); err != nil {
		return nil
	}
	return []string{path}
}

func TestOnACleanDebianThePackagesInstallShowTheDemoAndGoWithoutATrace(t *testing.T) {
	version := releaseHere(t, "").Version
	debs := append(shipped("commsdesk_"+version+"_amd64.deb"), shipped("commsdesk-webkit40_"+version+"_amd64.deb")...)
	images := shipped("Commsdesk-" + version + "-x86_64.AppImage")
	if len(debs) == 0 || len(images) == 0 {
		t.Fatal("the packages are not there: `make packages` makes them")
	}
	r := newCleanRoot(t)
	image := r.lay(images[0], "Commsdesk.AppImage")

	t.Run("the AppImage says what is missing, also in a window", func(t *testing.T) {
		zenity := filepath.Join(t.TempDir(), "zenity")
		if err := os.WriteFile(zenity, []byte("#!/bin/sh\nprintf '%s\\n' \"$@\" >\"$HOME/shown\"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
		r.lay(zenity, "bin/zenity")
		cmd := r.asPerson(image, "--demo")
		cmd.Env = append(cmd.Env, "DISPLAY=:1")
		out, err := cmd.CombinedOutput()
		if err == nil {
			t.Fatal("it ends as if it had run")
		}
		shown, _ := os.ReadFile(r.dir + person + "/shown")
		for where, text := range map[string]string{"the terminal": string(out), "the window": string(shown)} {
			for _, wanted := range []string{"libwebkit2gtk-4.1.so.0", "sudo apt install libwebkit2gtk-4.1-0", "sudo dnf install webkit2gtk4.1",
				"sudo pacman -S webkit2gtk-4.1"} {
				if !strings.Contains(text, wanted) {
					t.Errorf("%s does not say %q:\n%s", where, wanted, text)
				}
			}
		}
	})

	// The first time brings the libraries, which stay; from then on the package must leave nothing.
	r.install(debs[0])
	r.asRoot("apt-get", "purge", "-y", "-qq", "commsdesk")
	before := r.everything()
	r.install(debs[0])

	t.Run("the installed program runs", func(t *testing.T) {
		out, err := r.asPerson("commsdesk", "--version").CombinedOutput()
		if err != nil || !strings.HasPrefix(string(out), "commsdesk ") {
			t.Errorf("%v: %s", err, out)
		}
		if out := r.asRoot("dpkg", "--verify", "commsdesk"); out != "" {
			t.Errorf("what is installed is not what was packed: %s", out)
		}
		seesTheDemo(t, "deb", r.asPerson("commsdesk", "--demo", "--data-dir", person+"/data"))
	})

	t.Run("the AppImage runs with the libraries that are there now", func(t *testing.T) {
		seesTheDemo(t, "appimage-debian", r.asPerson(image, "--demo", "--data-dir", person+"/data-appimage"))
	})

	t.Run("what was installed goes, and what the person has stays", func(t *testing.T) {
		r.asRoot("apt-get", "purge", "-y", "-qq", "commsdesk")
		after := r.everything()
		for name, what := range after {
			if before[name] != what {
				t.Errorf("%s is left behind, or changed", name)
			}
		}
		for name := range before {
			if _, is := after[name]; !is {
				t.Errorf("%s is gone", name)
			}
		}
		if found := r.named("commsdesk"); len(found) > 0 {
			t.Errorf("left behind: %v", found)
		}
		if entries, _ := os.ReadDir(r.dir + person + "/data"); len(entries) == 0 {
			t.Error("the person’s data is gone")
		}
	})

	if len(debs) == 1 {
		t.Log("the package for WebKitGTK 4.0 was not made: this machine does not have it")
		return
	}
	t.Run("the package for WebKitGTK 4.0 takes the place of the other, and runs", func(t *testing.T) {
		r.install(debs[0])
		r.install(debs[1])
		if out := r.asRoot("dpkg-query", "-W", "-f", "${Package} ${Version} ${db:Status-Status}\n", "commsdesk*"); !strings.Contains(out,
			"commsdesk-webkit40 "+version+" installed") || strings.Contains(out, "commsdesk "+version+" installed") {
			t.Error(out)
		}
		seesTheDemo(t, "deb-webkit40", r.asPerson("commsdesk", "--demo", "--data-dir", person+"/data-webkit40"))
		r.asRoot("apt-get", "purge", "-y", "-qq", "commsdesk-webkit40", "commsdesk")
		if found := r.named("commsdesk"); len(found) > 0 {
			slices.Sort(found)
			t.Errorf("left behind: %v", found)
		}
	})
}

// rpm itself installs into a folder here, without the libraries, which it would look for in Debian in vain.
func TestOnACleanSystemAnRPMIsInstalledWholeAndGoesWithoutATrace(t *testing.T) {
	if os.Getuid() != 0 {
		t.Fatal("rpm installs for root only: run it as root, or with sudo")
	}
	packages := shipped("commsdesk-" + releaseHere(t, "").Version + "-1.x86_64.rpm")
	if len(packages) == 0 {
		t.Fatal("the package is not there: `make packages` makes it")
	}
	path, err := filepath.Abs(packages[0])
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	rpm := func(args ...string) {
		t.Helper()
		tool(t, "rpm", append([]string{"--root", root, "--dbpath", "/var/lib/rpm"}, args...)...)
	}
	rpm("--initdb")
	rpm("--install", "--nodeps", path)
	rpm("--verify", "--nodeps", "commsdesk")
	if info, err := os.Stat(filepath.Join(root, "usr/bin/commsdesk")); err != nil || info.Mode().Perm() != 0o755 {
		t.Errorf("the program: %v %v", info, err)
	}
	rpm("--erase", "--nodeps", "commsdesk")
	for name := range held(t, filepath.Join(root, "usr")) {
		t.Errorf("%s is left behind", name)
	}
	if left, _ := filepath.Glob(filepath.Join(root, "usr/share/*/*commsdesk*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
