package vault

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"commsdesk/backend/telecom"
)

// untouched is a keychain that must not be asked.
type untouched struct{ t *testing.T }

func (u untouched) Get(string) ([]byte, error) {
	u.t.Error("the keychain was asked")
	return nil, ErrNoSecret
}

func (u untouched) Set(string, []byte) error {
	u.t.Error("the keychain was written")
	return nil
}

func TestHowAKeyIsKeptIsToldWithoutTheKeychain(t *testing.T) {
	none, kept, behind := t.TempDir(), t.TempDir(), t.TempDir()
	if _, _, err := vault(kept, &chain{secrets: map[string][]byte{}}).Open(); err != nil {
		t.Fatal(err)
	}
	if _, err := vault(behind, &chain{broken: errors.New("no bus")}).Protect("correct horse"); err != nil {
		t.Fatal(err)
	}
	for dir, want := range map[string]Keeping{none: KeptNowhere, kept: KeptInKeychain, behind: KeptByPassphrase} {
		if got, err := vault(dir, untouched{t}).Keeping(); err != nil || got != want {
			t.Errorf("%q, want %q, %v", got, want, err)
		}
	}
	if left, err := os.ReadDir(none); err != nil || len(left) > 0 {
		t.Error("something was made", left, err)
	}
	if err := os.WriteFile(filepath.Join(none, "vault.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := vault(none, untouched{t}).Keeping(); telecom.AsError(err).Code != telecom.Damaged {
		t.Error(err)
	}
}
