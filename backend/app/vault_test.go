package app

import (
	"bytes"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"commsdesk/backend/bindings"
	"commsdesk/backend/doctor"
	"commsdesk/backend/paths"
	"commsdesk/backend/portalsim"
	"commsdesk/backend/store"
	"commsdesk/backend/vault"
)

// forgetful is a keychain in memory.
type forgetful map[string][]byte

func (f forgetful) Get(name string) ([]byte, error) {
	if s, ok := f[name]; ok {
		return s, nil
	}
	return nil, vault.ErrNoSecret
}

func (f forgetful) Set(name string, secret []byte) error {
	f[name] = bytes.Clone(secret)
	return nil
}

// TestVault_MissingMakesNoKey takes vault.json away from beside promises, as a backup program or a person may for a
// moment: when it is back, everything is as it was.
func TestVault_MissingMakesNoKey(t *testing.T) {
	for name, lose := range map[string]func(path string) error{
		"gone":    os.Remove,
		"renamed": func(path string) error { return os.Rename(path, path+".part") },
		"a link":  func(path string) error { return errors.Join(os.Remove(path), os.Symlink(path+".none", path)) },
		"promises gone": func(path string) error {
			return errors.Join(os.Remove(path), os.Remove(filepath.Join(filepath.Dir(path), "promises.db")))
		},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t, portalsim.Config{Services: 5})
			a := o.open(passphrase)
			promiseAnOrder(t, a, "K1")
			a.Close()
			vault := filepath.Join(filepath.Dir(o.promisesFile()), "vault.json")
			kept, err := os.ReadFile(vault)
			if err == nil {
				err = lose(vault)
			}
			if err != nil {
				t.Fatal(err)
			}
			before := inside(t, filepath.Dir(vault))
			said := func(text string) {
				t.Helper()
				for _, w := range []string{vault + " is missing", "no new key was made", "Restore vault.json from a backup"} {
					if !strings.Contains(text, w) {
						t.Errorf("got %q, want %q", text, w)
					}
				}
			}
			for _, args := range [][]string{{"sync"}, {"sync", "--passphrase-file", passphraseFile(t, passphrase)}} {
				code, text := o.command(args...)
				if code != 1 {
					t.Errorf("%v: exit %d", args, code)
				}
				said(text)
			}
			for _, pass := range []string{"", passphrase} {
				a := o.open(pass)
				if s := a.Frame.Start(); s.Step != bindings.StepFailed {
					t.Errorf("the window: %+v", s)
				} else {
					said(s.Problem.Text)
				}
				a.Close()
			}
			o.doctor("--passphrase-file", passphraseFile(t, passphrase)).expect(t, doctor.AreaKey, doctor.Bad, "is missing", "Restore vault.json")
			if after := inside(t, filepath.Dir(vault)); !maps.Equal(after, before) {
				t.Errorf("got %v, want %v", slices.Sorted(maps.Keys(after)), slices.Sorted(maps.Keys(before)))
			}
			if name == "promises gone" {
				return // lost for good
			}
			_ = os.Remove(vault)
			if err := os.WriteFile(vault, kept, 0o600); err != nil {
				t.Fatal(err)
			}
			if code, text := o.command("sync", "--passphrase-file", passphraseFile(t, passphrase)); code != 0 {
				t.Errorf("it is back: exit %d, %s", code, text)
			}
		})
	}
}

// inside is what the files of a folder hold.
func inside(t *testing.T, folder string) map[string]string {
	t.Helper()
	found, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	held := map[string]string{}
	for _, f := range found {
		content, _ := os.ReadFile(filepath.Join(folder, f.Name()))
		held[f.Name()] = string(content)
	}
	return held
}

func TestVault_KeychainWithoutTheKeyMakesNone(t *testing.T) {
	o := newOffice(t, portalsim.Config{Services: 5})
	h, err := paths.Find(o.dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Prepare(); err != nil {
		t.Fatal(err)
	}
	ring := forgetful{}
	start := func() *App {
		a := New(h, ring, "", "test", zerolog.Nop())
		t.Cleanup(a.Close)
		a.Begin(false)
		return a
	}
	a := start()
	promiseAnOrder(t, a, "K1")
	a.Close()
	vault := filepath.Join(filepath.Dir(o.promisesFile()), "vault.json")
	if err := os.Remove(vault); err != nil {
		t.Fatal(err)
	}
	var name string
	var key []byte
	for name, key = range ring {
		delete(ring, name)
	}
	if s := start().Frame.Start(); s.Step != bindings.StepFailed || !strings.Contains(s.Problem.Text, "is missing") || len(ring) > 0 {
		t.Errorf("without the key: %+v, %d keys", s, len(ring))
	}
	ring[name] = bytes.Repeat([]byte{7}, 32)
	if s := start().Frame.Start(); s.Step != bindings.StepFailed || !strings.Contains(s.Problem.Text, "is missing") {
		t.Errorf("with another key: %+v", s)
	}
	if _, err := os.Stat(vault); err == nil {
		t.Error("a vault was written")
	}
	ring[name] = key
	again := start()
	if s := again.Frame.Start(); s.Step != bindings.StepOpen {
		t.Errorf("with the key: %+v", s)
	} else if p := again.parts.Promises.Inspect(); p.State != store.Good || len(p.Promises) != 1 {
		t.Errorf("promises: %+v", p)
	}
}

func TestStrayFolder_IsReported(t *testing.T) {
	o := newOffice(t, portalsim.Config{Services: 5})
	a := o.open(passphrase)
	promiseAnOrder(t, a, "K1")
	a.Close()
	folder := filepath.Dir(o.promisesFile())
	moved := folder + ".old"
	if err := os.Rename(folder, moved); err != nil {
		t.Fatal(err)
	}
	again := o.open(passphrase)
	if n := again.parts.notices; len(n) != 1 || !strings.Contains(n[0].Text, moved) {
		t.Errorf("notices: %v", n)
	}
	again.Close()
	secret := passphraseFile(t, passphrase)
	o.doctor("--passphrase-file", secret).expect(t, doctor.AreaSent, doctor.Warning, moved, "rename it back")
	if err := errors.Join(os.RemoveAll(folder), os.Rename(moved, folder)); err != nil {
		t.Fatal(err)
	}
	o.open(passphrase).Close()
	if s := o.doctor("--passphrase-file", secret); strings.Contains(s.of(doctor.AreaSent), "rename it back") {
		t.Error(s.of(doctor.AreaSent))
	}
}
