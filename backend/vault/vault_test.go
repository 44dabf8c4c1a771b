package vault

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"commsdesk/backend/telecom"
)

// chain is a keychain in memory; with broken set it is one that cannot be used.
type chain struct {
	secrets map[string][]byte
	broken  error
}

func (c *chain) Get(name string) ([]byte, error) {
	if c.broken != nil {
		return nil, c.broken
	}
	if s, ok := c.secrets[name]; ok {
		return s, nil
	}
	return nil, ErrNoSecret
}

func (c *chain) Set(name string, secret []byte) error {
	if c.broken != nil {
		return c.broken
	}
	c.secrets[name] = bytes.Clone(secret)
	return nil
}

func TestOpen_KeychainKeepsTheKey(t *testing.T) {
	dir, c := t.TempDir(), &chain{secrets: map[string][]byte{}}
	first, needs, err := vault(dir, c).Open()
	if err != nil || needs != Nothing || first == (Key{}) {
		t.Fatalf("got key %v, needs %v, %v; want a key", first, needs, err)
	}
	again, needs, err := vault(dir, c).Open()
	if err != nil || needs != Nothing || again != first {
		t.Fatalf("got another key, needs %v, %v; want the first key", needs, err)
	}
	text, _ := os.ReadFile(filepath.Join(dir, "vault.json"))
	if bytes.Contains(text, first[:]) || len(text) > 100 {
		t.Errorf("got vault.json %s, want no key in it", text)
	}
}

func TestProtect_PassphraseKeepsKeyWithoutKeychain(t *testing.T) {
	dir, c := t.TempDir(), &chain{broken: errors.New("no bus")}
	v := vault(dir, c)
	if _, got, err := v.Open(); got != NewPassphrase || err != nil {
		t.Fatalf("got %v, %v; want NewPassphrase", got, err)
	}
	if _, err := v.Protect("short"); telecom.AsError(err).Code != telecom.Invalid {
		t.Fatalf("got %v, want an invalid passphrase", err)
	}
	key, err := v.Protect("correct horse")
	if err != nil {
		t.Fatal(err)
	}
	if _, got, err := vault(dir, c).Open(); got != Passphrase || err != nil {
		t.Fatalf("got %v, %v; want Passphrase", got, err)
	}
	if _, err := v.Unlock("wrong horse!"); telecom.AsError(err).Code != telecom.Locked ||
		!strings.Contains(err.Error(), "not the passphrase") {
		t.Fatalf("got %v, want it to name the wrong passphrase", err)
	}
	back, err := v.Unlock("correct horse")
	if err != nil || back != key {
		t.Fatalf("got another key, %v; want the one made by Protect", err)
	}
	if _, err := v.Protect("another one"); err == nil {
		t.Fatal("a second passphrase replaced the first, want an error")
	}
}

func TestOpen_LostOrLockedKeychainDeletesNothing(t *testing.T) {
	for name, spoil := range map[string]func(*chain){
		"lost":   func(c *chain) { c.secrets = map[string][]byte{} },
		"locked": func(c *chain) { c.broken = errors.New("locked") },
	} {
		t.Run(name, func(t *testing.T) {
			dir, c := t.TempDir(), &chain{secrets: map[string][]byte{}}
			if _, _, err := vault(dir, c).Open(); err != nil {
				t.Fatal(err)
			}
			before, _ := os.ReadFile(filepath.Join(dir, "vault.json"))
			spoil(c)
			_, _, err := vault(dir, c).Open()
			if telecom.AsError(err).Code != telecom.Locked {
				t.Fatalf("got %v, want %s", err, telecom.Locked)
			}
			if after, _ := os.ReadFile(filepath.Join(dir, "vault.json")); !bytes.Equal(before, after) {
				t.Errorf("got vault.json %s, want %s", after, before)
			}
		})
	}
}

func TestOpen_NeverReplacesKeyInKeychain(t *testing.T) {
	first, c := t.TempDir(), &chain{secrets: map[string][]byte{}}
	key, _, err := vault(first, c).Open()
	if err != nil {
		t.Fatal(err)
	}
	// The same profile in another folder, or after vault.json was lost.
	if _, _, err := vault(t.TempDir(), c).Open(); err != nil {
		t.Fatal(err)
	}
	if again, _, err := vault(first, c).Open(); err != nil || again != key {
		t.Errorf("got another key, %v; want the key of the first folder", err)
	}
}

func TestOpen_LeavesDamagedOrNewerVaultAlone(t *testing.T) {
	for text, code := range map[string]telecom.Code{
		"{":                                telecom.Damaged,
		`{"format":1,"kept":"nowhere"}`:    telecom.Damaged,
		`{"format":1,"kept":"passphrase"}`: telecom.Damaged,
		`{"format":2,"kept":"stars"}`:      telecom.TooNew,
		`{"format":1,"kept":"passphrase","salt":"AAAAAAAAAAA=","time":1,"memory":4294967295,"threads":1}`: telecom.Damaged,
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, "vault.json")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, _, err := vault(dir, &chain{}).Open()
		if telecom.AsError(err).Code != code {
			t.Errorf("%s: got %v, want %s", text, err, code)
		}
		if _, err := vault(dir, &chain{}).Protect("a passphrase"); err == nil {
			t.Errorf("%s: was replaced, want an error", text)
		}
		if after, _ := os.ReadFile(path); string(after) != text {
			t.Errorf("got vault.json %s, want %s", after, text)
		}
	}
}

func TestSystemKeychain_GivesUpWhenSilent(t *testing.T) {
	_, err := within(time.Millisecond, func() (string, error) { select {} })
	if !errors.Is(err, errSilent) {
		t.Fatalf("got %v, want %v", err, errSilent)
	}
}

func TestSystemKeychain_TellsMissingFromBroken(t *testing.T) {
	keyring.MockInitWithError(errors.New("locked"))
	k := SystemKeychain{Patience: time.Second}
	if _, err := k.Get("p"); err == nil || errors.Is(err, ErrNoSecret) {
		t.Fatalf("got %v from a locked keychain, want its own error", err)
	}
	keyring.MockInit()
	if _, err := k.Get("p"); !errors.Is(err, ErrNoSecret) {
		t.Fatalf("got %v, want %v", err, ErrNoSecret)
	}
	if err := k.Set("p", []byte{0, 1, 2}); err != nil {
		t.Fatal(err)
	}
	if s, err := k.Get("p"); err != nil || !bytes.Equal(s, []byte{0, 1, 2}) {
		t.Fatalf("got %v, %v; want what was set", s, err)
	}
}

// sealed is data beside a vault, and the key that opens it.
type sealed struct {
	file string
	key  Key
}

func (s sealed) File() string           { return s.file }
func (s sealed) OpensWith(key Key) bool { return s.file != "" && key == s.key }

// vault returns a vault without data beside it.
func vault(dir string, k Keychain) *Vault { return NewVault(dir, "p", k, sealed{}) }

func TestVault_MakesNoKeyBesideSealedData(t *testing.T) {
	real := Key{1, 2, 3}
	for name, c := range map[string]*chain{
		"no keychain":             {broken: errors.New("no bus")},
		"entry gone":              {secrets: map[string][]byte{}},
		"entry of another folder": {secrets: map[string][]byte{"p": bytes.Repeat([]byte{9}, 32)}},
		"entry cut short":         {secrets: map[string][]byte{"p": real[:5]}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			v := NewVault(dir, "p", c, sealed{file: "promises.db", key: real})
			held := len(c.secrets)
			_, want, err := v.Open()
			_, protected := v.Protect("correct horse")
			_, unlocked := v.Unlock("correct horse")
			_, looked := v.Keeping()
			for _, err := range []error{err, protected, unlocked, looked} {
				if e := telecom.AsError(err); e == nil || e.Code != telecom.Locked || !strings.Contains(e.Text, "Restore vault.json") {
					t.Errorf("got %v, %v; want %s and the advice to restore vault.json", want, err, telecom.Locked)
				}
			}
			if left, err := os.ReadDir(dir); err != nil || len(left) > 0 || len(c.secrets) != held {
				t.Errorf("got files %v, %v; want none", left, err)
			}
		})
	}
	// The key that opens the data is still in the keychain: vault.json is written again.
	c := &chain{secrets: map[string][]byte{"p": real[:]}}
	dir := t.TempDir()
	for range 2 {
		if key, want, err := NewVault(dir, "p", c, sealed{file: "promises.db", key: real}).Open(); err != nil || want != Nothing ||
			key != real {
			t.Errorf("got %v, %v, %v; want the key of the data", key, want, err)
		}
	}
}

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

func TestKeeping_AsksNoKeychain(t *testing.T) {
	none, kept, behind := t.TempDir(), t.TempDir(), t.TempDir()
	if _, _, err := vault(kept, &chain{secrets: map[string][]byte{}}).Open(); err != nil {
		t.Fatal(err)
	}
	if _, err := vault(behind, &chain{broken: errors.New("no bus")}).Protect("correct horse"); err != nil {
		t.Fatal(err)
	}
	for dir, want := range map[string]Keeping{none: KeptNowhere, kept: KeptInKeychain, behind: KeptByPassphrase} {
		if got, err := vault(dir, untouched{t}).Keeping(); err != nil || got != want {
			t.Errorf("got %q, %v; want %q", got, err, want)
		}
	}
	if left, err := os.ReadDir(none); err != nil || len(left) > 0 {
		t.Errorf("got files %v, %v; want none", left, err)
	}
	if err := os.WriteFile(filepath.Join(none, "vault.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := vault(none, untouched{t}).Keeping(); telecom.AsError(err).Code != telecom.Damaged {
		t.Errorf("got %v, want %s", err, telecom.Damaged)
	}
}
