package app

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"commsdesk/backend/doctor"
	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

// contract lays one that was opened from a profile.
func contract(t *testing.T, profile string) (path string) {
	t.Helper()
	path = filepath.Join(openedIn(profile), "1", "contract.pdf")
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte("%PDF"), 0o600)); err != nil {
		t.Fatal(err)
	}
	return path
}

func there(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func TestOpenedContracts_GoWithAnyStart(t *testing.T) {
	o := worked(t, portalsim.Config{Services: 5})
	own := filepath.Dir(o.cacheFile())
	other := filepath.Join(filepath.Dir(own), "of-another-profile")
	secret := passphraseFile(t, passphrase)
	for name, start := range map[string]func(){
		"sync":                    func() { o.command("sync", "--passphrase-file", secret) },
		"sync without a key":      func() { o.command("sync") },
		"window":                  func() { o.open(passphrase).Close() },
		"window without a key":    func() { o.open("").Close() },
		"window that cannot open": func() { o.open("not the passphrase").Close() },
	} {
		paths := []string{contract(t, own), contract(t, other)}
		o.doctor().expect(t, doctor.AreaCopy, doctor.Warning, openedIn(own), openedIn(other), "commsdesk sync")
		start()
		for _, path := range paths {
			if there(path) {
				t.Errorf("%s: %s is readable", name, path)
			}
		}
	}
}

func TestOpenedContracts_StayWhileADeskHasThemOpen(t *testing.T) {
	o := worked(t, portalsim.Config{Services: 5})
	a := o.open(passphrase)
	path := contract(t, filepath.Dir(o.cacheFile()))
	o.command("sync", "--passphrase-file", passphraseFile(t, passphrase))
	o.doctor()
	o.open(passphrase).Close()
	if !there(path) {
		t.Error("taken away while it was shown")
	}
	a.Close()
	if there(path) {
		t.Error("it stays after the desk was closed")
	}
}

func TestOpenedContract_ThatNoProgramShowsGoesAtOnce(t *testing.T) {
	o := worked(t, portalsim.Config{Services: 5})
	a := o.open(passphrase)
	var shown string
	a.show = func(path string) error {
		if shown = path; !there(path) {
			t.Error("there is nothing to show")
		}
		return errors.New("no program for it")
	}
	if err := (documents{a}).Open("contract.pdf", []byte("%PDF")); telecom.AsError(err).Code != telecom.Invalid {
		t.Error(err)
	}
	if shown == "" || there(shown) {
		t.Errorf("%q is readable", shown)
	}
}
