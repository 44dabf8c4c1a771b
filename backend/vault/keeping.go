package vault

import (
	"errors"
	"io/fs"
)

// Keeping says how the key of a profile is kept.
type Keeping string

// The ways to keep a key.
const (
	KeptNowhere      Keeping = "nowhere" // there is none yet
	KeptInKeychain   Keeping = inKeychain
	KeptByPassphrase Keeping = withPassphrase
)

// Keeping tells how the key is kept. It asks neither the keychain nor anybody, and makes nothing.
func (v *Vault) Keeping() (Keeping, error) {
	l, err := v.read()
	switch {
	case errors.Is(err, fs.ErrNotExist) && v.sealed.Lies() != "":
		return "", v.missing()
	case errors.Is(err, fs.ErrNotExist):
		return KeptNowhere, nil
	case err != nil:
		return "", err
	}
	return Keeping(l.Kept), nil
}
