// Package vault keeps the key that encrypts a profile's data: in the system's keychain or behind a passphrase, never in
// clear.
package vault

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/chacha20poly1305"

	"commsdesk/backend/disk"
	"commsdesk/backend/telecom"
)

// Key encrypts the data of one profile.
type Key = [32]byte

// Vault keeps the key of one profile. The file vault.json beside the data records how; it holds no key in clear.
type Vault struct {
	path     string
	name     string
	keychain Keychain
	sealed   Sealed
}

// Sealed is data that is encrypted with the vault's key and cannot be recreated.
type Sealed interface {
	File() string           // the name of one of its files; empty if there is none
	OpensWith(key Key) bool // reports whether the data is encrypted with key
}

// NewVault returns the vault of the profile whose data is in dir. The name is that of its secret in the keychain.
// Where sealed data exists, the vault makes no new key.
func NewVault(dir, name string, keychain Keychain, sealed Sealed) *Vault {
	return &Vault{path: filepath.Join(dir, "vault.json"), name: name, keychain: keychain, sealed: sealed}
}

// Want is what Open needs from the user to return the key.
type Want int

// What Open may need.
const (
	Nothing       Want = iota // it returned the key
	Passphrase                // the passphrase chosen earlier
	NewPassphrase             // there is no keychain: choose a passphrase, or keep nothing
)

// lock is the content of vault.json. With a passphrase, Sealed is the key, encrypted with one that Argon2id derives from
// the passphrase.
type lock struct {
	Format  int    `json:"format"`
	Kept    string `json:"kept"` // "keychain" or "passphrase"
	Salt    []byte `json:"salt,omitempty"`
	Time    uint32 `json:"time,omitempty"`
	Memory  uint32 `json:"memory,omitempty"` // KiB
	Threads uint8  `json:"threads,omitempty"`
	Sealed  []byte `json:"sealed,omitempty"`
}

const (
	lockFormat     = 1
	inKeychain     = "keychain"
	withPassphrase = "passphrase"

	largest = 64_000 // bytes of the file; a good one has a few hundred
)

// Begun reports whether the profile has a key already, however it is kept.
func (v *Vault) Begun() bool {
	_, err := os.Stat(v.path)
	return !errors.Is(err, fs.ErrNotExist)
}

// Open returns the key, or what it needs from the user first. A profile without a key gets one if there is a keychain.
func (v *Vault) Open() (Key, Want, error) {
	l, err := v.read()
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return v.begin()
	case err != nil:
		return Key{}, Nothing, err
	case l.Kept == withPassphrase:
		return Key{}, Passphrase, nil
	}
	secret, err := v.keychain.Get(v.name)
	switch {
	case errors.Is(err, ErrNoSecret), err == nil && len(secret) != len(Key{}):
		return Key{}, Nothing, &telecom.Error{Code: telecom.Locked, Cause: err,
			Text: "The keychain of this computer no longer holds the key of this profile. Nothing was opened or deleted. " +
				"Restore the keychain, or ask your administrator."}
	case err != nil:
		return Key{}, Nothing, &telecom.Error{Code: telecom.Locked, Cause: err,
			Text: "The key of this profile is in the keychain of this computer, which is locked or unavailable. " +
				"Nothing was opened or deleted. Unlock the keychain and start again."}
	}
	return Key(secret), Nothing, nil
}

// begin makes a key in the keychain. It never replaces one that exists: that key encrypts data in another folder, or here
// if vault.json was lost. Where sealed data exists, only the key that opens it is accepted.
func (v *Vault) begin() (Key, Want, error) {
	secret, err := v.keychain.Get(v.name)
	if v.sealed.File() != "" {
		if err == nil && len(secret) == len(Key{}) && v.sealed.OpensWith(Key(secret)) {
			return Key(secret), Nothing, v.write(lock{Format: lockFormat, Kept: inKeychain})
		}
		return Key{}, Nothing, v.missing()
	}
	if errors.Is(err, ErrNoSecret) || err == nil && len(secret) != len(Key{}) {
		key := newKey()
		if err = v.keychain.Set(v.name, key[:]); err == nil {
			secret, err = v.keychain.Get(v.name)
		}
		if err == nil && string(secret) != string(key[:]) {
			err = errors.New("the keychain returned another secret")
		}
	}
	if err != nil {
		return Key{}, NewPassphrase, nil // a computer without a keychain is no error: the user chooses a passphrase
	}
	return Key(secret), Nothing, v.write(lock{Format: lockFormat, Kept: inKeychain})
}

// Protect makes a key behind a passphrase, for a profile without a key.
func (v *Vault) Protect(passphrase string) (Key, error) {
	switch _, err := v.read(); {
	case err == nil:
		return Key{}, &telecom.Error{Code: telecom.Invalid, Text: "This profile already has a key. Nothing was changed. Start again."}
	case !errors.Is(err, fs.ErrNotExist):
		return Key{}, err
	case v.sealed.File() != "":
		return Key{}, v.missing()
	}
	if len([]rune(passphrase)) < ShortestPassphrase {
		return Key{}, &telecom.Error{Code: telecom.Invalid,
			Text: fmt.Sprintf("The passphrase is too short. Nothing was saved. Enter at least %d characters.", ShortestPassphrase)}
	}
	key := newKey()
	l := lock{Format: lockFormat, Kept: withPassphrase, Salt: random(16), Time: 3, Memory: 64 * 1024, Threads: 2}
	seal, err := l.cipher(passphrase)
	if err != nil {
		return Key{}, err
	}
	nonce := random(chacha20poly1305.NonceSizeX)
	l.Sealed = seal.Seal(nonce, nonce, key[:], nil)
	return key, v.write(l)
}

// ShortestPassphrase is the least number of characters in a passphrase.
const ShortestPassphrase = 8

// Unlock returns the key that a passphrase protects.
func (v *Vault) Unlock(passphrase string) (Key, error) {
	l, err := v.read()
	if errors.Is(err, fs.ErrNotExist) {
		return Key{}, v.missing()
	}
	if err != nil {
		return Key{}, err
	}
	if l.Kept != withPassphrase {
		return Key{}, &telecom.Error{Code: telecom.Invalid,
			Text: "This profile has no passphrase: its key is in the keychain of this computer. Nothing was opened. Start again."}
	}
	seal, err := l.cipher(passphrase)
	if err != nil {
		return Key{}, err
	}
	if len(l.Sealed) <= chacha20poly1305.NonceSizeX {
		return Key{}, v.damaged(nil)
	}
	plain, err := seal.Open(nil, l.Sealed[:chacha20poly1305.NonceSizeX], l.Sealed[chacha20poly1305.NonceSizeX:], nil)
	if err != nil || len(plain) != len(Key{}) {
		return Key{}, &telecom.Error{Code: telecom.Locked,
			Text: "This is not the passphrase of this profile. Nothing was opened. Enter it again."}
	}
	return Key(plain), nil
}

// ThrowAwayKey returns a new key that is kept nowhere.
func ThrowAwayKey() Key { return newKey() }

func (l *lock) cipher(passphrase string) (interface {
	Seal(dst, nonce, plaintext, additionalData []byte) []byte
	Open(dst, nonce, ciphertext, additionalData []byte) ([]byte, error)
}, error) {
	return chacha20poly1305.NewX(argon2.IDKey([]byte(passphrase), l.Salt, l.Time, l.Memory, l.Threads, chacha20poly1305.KeySize))
}

func (v *Vault) read() (lock, error) {
	var l lock
	text, err := disk.Read(v.path, largest)
	if errors.Is(err, fs.ErrNotExist) {
		return l, err
	}
	if err != nil {
		because, next := disk.Why(err)
		return l, &telecom.Error{Code: telecom.Damaged, Cause: err,
			Text: fmt.Sprintf("The file %s, which says how the key of this profile is kept, cannot be read%s. "+
				"Nothing was opened or deleted. %s",
				v.path, because, next)}
	}
	if err := json.Unmarshal(text, &l); err != nil {
		return l, v.damaged(err)
	}
	if l.Format > lockFormat {
		return l, &telecom.Error{Code: telecom.TooNew,
			Text: "The data of this profile was written by a newer Commsdesk. Nothing was opened or changed. Install the newer version."}
	}
	// The bounds keep a tampered file from using up all memory.
	costs := l.Time >= 1 && l.Time <= 100 && l.Memory >= 8 && l.Memory <= 1<<21 && l.Threads >= 1 && len(l.Salt) >= 8
	if l.Kept != inKeychain && (l.Kept != withPassphrase || !costs) {
		return l, v.damaged(nil)
	}
	return l, nil
}

func (v *Vault) missing() error {
	needs := "The data kept here needs that key."
	if file := v.sealed.File(); file != "" {
		needs = fmt.Sprintf("Your orders and drafts on this computer (%s in the same folder) need that key.", file)
	}
	return &telecom.Error{Code: telecom.Locked,
		Text: fmt.Sprintf("The file %s is missing. It says how the key of this profile is kept. "+
			"%s Nothing was opened, and no new key was made. "+
			"Restore vault.json from a backup of that folder, or ask your administrator.", v.path, needs)}
}

func (v *Vault) damaged(cause error) error {
	return &telecom.Error{Code: telecom.Damaged, Cause: cause,
		Text: fmt.Sprintf("The file %s, which says how the key of this profile is kept, is damaged. Nothing was opened or deleted. "+
			"Restore it from a backup, or ask your administrator.", v.path)}
}

func (v *Vault) write(l lock) error {
	text, err := json.Marshal(l)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(v.path), 0o700); err != nil {
		return v.cannotWrite(err)
	}
	if err := disk.Replace(v.path, text); err != nil {
		return v.cannotWrite(err)
	}
	return nil
}

func (v *Vault) cannotWrite(err error) error {
	return &telecom.Error{Code: telecom.Invalid, Cause: err,
		Text: fmt.Sprintf("Commsdesk cannot write to the folder %s. Nothing was opened. Check its permissions and the space on the disk.",
			filepath.Dir(v.path))}
}

func newKey() Key { return Key(random(len(Key{}))) }

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never returns an error
	return b
}

// Keeping is how the key of a profile is kept.
type Keeping string

// The ways to keep a key.
const (
	KeptNowhere      Keeping = "nowhere" // there is none yet
	KeptInKeychain   Keeping = inKeychain
	KeptByPassphrase Keeping = withPassphrase
)

// Keeping returns how the key is kept. It asks neither the keychain nor the user, and makes nothing.
func (v *Vault) Keeping() (Keeping, error) {
	l, err := v.read()
	switch {
	case errors.Is(err, fs.ErrNotExist) && v.sealed.File() != "":
		return "", v.missing()
	case errors.Is(err, fs.ErrNotExist):
		return KeptNowhere, nil
	case err != nil:
		return "", err
	}
	return Keeping(l.Kept), nil
}
