//go:build unix

package app

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/rs/zerolog"

	"commsdesk/backend/bindings"
	"commsdesk/backend/doctor"
	"commsdesk/backend/paths"
	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

// What is laid in the place of a file.
var odd = map[string]func(path string) error{
	"pipe":   func(path string) error { return syscall.Mkfifo(path, 0o600) },
	"folder": func(path string) error { return os.Mkdir(path, 0o700) },
	"device": func(path string) error { return os.Symlink("/dev/zero", path) },
	"gigabyte": func(path string) error {
		return errors.Join(os.WriteFile(path, []byte("["), 0o600), os.Truncate(path, 1<<30))
	},
}

func TestStart_DoesNotWaitForPipes(t *testing.T) {
	o := worked(t, portalsim.Config{Services: 5})
	config, err := os.ReadFile(filepath.Join(o.dir, "config.toml"))
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Dir(o.cacheFile())
	secret := passphraseFile(t, passphrase)
	catalog := filepath.Join(o.dir, "catalog.toml")
	for _, c := range []struct {
		path  string
		words string
	}{
		{filepath.Join(o.dir, "config.toml"), "The configuration"},
		{filepath.Join(folder, "vault.json"), "says how the key"},
		{filepath.Join(folder, "promises.db"), "drafts and sent orders"},
		{secret, "The passphrase file"},
		{catalog, "the catalog"},
	} {
		for name, lay := range odd {
			t.Run(filepath.Base(c.path)+" is a "+name, func(t *testing.T) {
				o := &office{t: t, dir: o.dir, sim: o.sim, server: o.server}
				if c.path == catalog {
					o.configure(strings.Replace(string(config), "auth", "catalog_file = 'catalog.toml'\nauth", 1))
					defer o.configure(string(config))
				}
				before, err := os.ReadFile(c.path)
				if err == nil {
					err = os.Remove(c.path)
				}
				if err != nil && !errors.Is(err, fs.ErrNotExist) { // there is no catalog
					t.Fatal(err)
				}
				if err := lay(c.path); err != nil {
					t.Fatal(err)
				}
				code, said := o.command("sync", "--passphrase-file", secret)
				if code != 1 {
					t.Errorf("sync: exit %d", code)
				}
				tells(t, said, c.words)
				if name == "pipe" && c.path != secret {
					a := o.open(passphrase)
					if s := a.Frame.Start(); s.Step != bindings.StepFailed || s.Problem == nil {
						t.Errorf("the window: %+v", s)
					} else {
						tells(t, s.Problem.Text, c.words)
					}
					a.Close()
				}
				if code, said := o.command("doctor", "--passphrase-file", secret); code != 1 || !strings.Contains(said, "Next:") {
					t.Errorf("doctor: exit %d, %s", code, said)
				}
				if err := os.Remove(c.path); err != nil {
					t.Fatal(err)
				}
				if before != nil {
					if err := os.WriteFile(c.path, before, 0o600); err != nil {
						t.Fatal(err)
					}
				}
				o.configure(string(config))
				if code, said := o.command("sync", "--passphrase-file", secret); code != 0 {
					t.Errorf("afterwards: exit %d, %s", code, said)
				}
			})
		}
	}
}

func TestCache_ThatIsNoFileIsMadeAnew(t *testing.T) {
	for name, lay := range odd {
		t.Run(name, func(t *testing.T) {
			o := worked(t, portalsim.Config{Services: 5})
			path := o.cacheFile()
			if err := errors.Join(os.Remove(path), lay(path)); err != nil {
				t.Fatal(err)
			}
			code, said := o.command("sync", "--passphrase-file", passphraseFile(t, passphrase))
			if code != 0 || !strings.Contains(said, "5 services") {
				t.Errorf("exit %d, %s", code, said)
			}
		})
	}
}

func TestJournalEnd_ThatIsNoFileIsReported(t *testing.T) {
	for name, lay := range odd {
		t.Run(name, func(t *testing.T) {
			o := worked(t, portalsim.Config{Services: 5})
			path := filepath.Join(filepath.Dir(o.cacheFile()), "journal.head")
			if err := errors.Join(os.Remove(path), lay(path)); err != nil {
				t.Fatal(err)
			}
			a := o.open(passphrase)
			if n := a.parts.Promises.Notice(); n == nil || n.Code != telecom.Damaged {
				t.Errorf("got notice %v, want that the end cannot be read", n)
			}
			a.Close()
			o.doctor("--passphrase-file", passphraseFile(t, passphrase)).expect(t, doctor.AreaSent, doctor.Bad, "may be missing")
		})
	}
}

func TestLog_GoesThroughNoLinkAndNoPipe(t *testing.T) {
	for name, lay := range map[string]func(path string) error{
		"link": func(path string) error { return os.Symlink(filepath.Join(filepath.Dir(path), "target"), path) },
		"pipe": odd["pipe"], "folder": odd["folder"],
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t, portalsim.Config{Services: 5})
			logs := filepath.Join(o.dir, "logs")
			path, target := filepath.Join(logs, "commsdesk.log"), filepath.Join(logs, "target")
			if err := errors.Join(os.Mkdir(logs, 0o700), os.WriteFile(target, []byte("precious"), 0o600), lay(path)); err != nil {
				t.Fatal(err)
			}
			if code, said := o.command("sync", "--passphrase-file", passphraseFile(t, passphrase)); code != 0 {
				t.Fatalf("exit %d, %s", code, said)
			}
			if got, _ := os.ReadFile(target); string(got) != "precious" {
				t.Errorf("the target holds %q", got)
			}
			info, err := os.Lstat(path)
			if err != nil || !info.Mode().IsRegular() {
				t.Fatal(info, err)
			}
			if text, _ := os.ReadFile(path); !bytes.Contains(text, []byte("the log was not a file")) {
				t.Errorf("it says %s", text)
			}
		})
	}
}

func TestPlantedParts_AreNotWrittenThrough(t *testing.T) {
	o := newOffice(t, portalsim.Config{Services: 5})
	first := worked(t, portalsim.Config{Services: 5})
	folder := filepath.Join(o.dir, "profiles", filepath.Base(filepath.Dir(first.cacheFile())))
	target := filepath.Join(o.dir, "target")
	if err := errors.Join(os.MkdirAll(folder, 0o700), os.WriteFile(target, nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"vault.json.part", "journal.head.part", "promises.db.new", "cache.db.new", "cache.db.suspect"} {
		if err := os.Symlink(target, filepath.Join(folder, name)); err != nil {
			t.Fatal(err)
		}
	}
	if code, said := o.command("sync", "--passphrase-file", passphraseFile(t, passphrase)); code != 0 {
		t.Fatalf("exit %d, %s", code, said)
	}
	if got, err := os.ReadFile(target); err != nil || len(got) > 0 {
		t.Errorf("the target holds %d bytes, %v", len(got), err)
	}
}

func TestPassphraseFile_OthersCanReadIsReported(t *testing.T) {
	const warning = "Other users of this computer can read the passphrase file "
	o := newOffice(t, portalsim.Config{Services: 5})
	secret := passphraseFile(t, passphrase)
	h, err := paths.Find(o.dir)
	if err != nil {
		t.Fatal(err)
	}
	for mode, says := range map[os.FileMode]bool{0o600: false, 0o640: true, 0o604: true} {
		if err := os.Chmod(secret, mode); err != nil {
			t.Fatal(err)
		}
		var out, errs bytes.Buffer
		if code := run([]string{"sync", "--data-dir", o.dir, "--passphrase-file", secret}, &out, &errs); code != 0 {
			t.Fatalf("%v: exit %d, %s", mode, code, errs.String())
		}
		if got := strings.Contains(errs.String(), warning+secret); got != says {
			t.Errorf("%v: sync warns: got %v, want %v: %s", mode, got, says, errs.String())
		}
		asked := o.doctor("--passphrase-file", secret)
		if got := asked.state(doctor.AreaKey) == doctor.Warning && strings.Contains(asked.of(doctor.AreaKey), warning+secret); got != says {
			t.Errorf("%v: the doctor warns: got %v, want %v:\n%s", mode, got, says, asked.of(doctor.AreaKey))
		}

		a := New(h, noKeychain{}, passphrase, "test", zerolog.Nop())
		a.exposed = exposedPassphrase(secret)
		a.Begin(false)
		header, err := a.Frame.Header()
		if got := len(header.Notices) == 1 && strings.Contains(header.Notices[0].Text, warning+secret); err != nil || got != says {
			t.Errorf("%v: the window warns: got %v, want %v: %v, %v", mode, got, says, header.Notices, err)
		}
		live := said{Report: doctor.Examine(a.facts())}
		if got := strings.Contains(live.of(doctor.AreaKey), warning+secret); got != says {
			t.Errorf("%v: the running program warns: got %v, want %v:\n%s", mode, got, says, live.of(doctor.AreaKey))
		}
		a.Close()
	}
}
