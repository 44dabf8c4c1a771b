package vault

import (
	"encoding/base64"
	"errors"
	"time"

	"github.com/zalando/go-keyring"
)

// Keychain keeps secrets by name. ErrNoSecret means that the keychain works and has no such secret; any other error means
// that it cannot be used.
type Keychain interface {
	Get(name string) ([]byte, error)
	Set(name string, secret []byte) error
}

// ErrNoSecret is returned by Keychain.Get for a name that has no secret.
var ErrNoSecret = errors.New("no such secret in the keychain")

// errSilent is a keychain that did not answer: on Linux a locked one may wait for a prompt that nobody sees.
var errSilent = errors.New("the keychain does not answer")

// SystemKeychain is the keychain of the operating system.
type SystemKeychain struct {
	// Patience is how long to wait for it: the user may have to enter a password at the system's prompt.
	Patience time.Duration
}

const keychainService = "commsdesk"

// Get reads a secret.
func (k SystemKeychain) Get(name string) ([]byte, error) {
	text, err := within(k.Patience, func() (string, error) { return keyring.Get(keychainService, name) })
	if errors.Is(err, keyring.ErrNotFound) {
		return nil, ErrNoSecret
	}
	if err != nil {
		return nil, err
	}
	return base64.StdEncoding.DecodeString(text)
}

// Set writes a secret.
func (k SystemKeychain) Set(name string, secret []byte) error {
	_, err := within(k.Patience, func() (struct{}, error) {
		return struct{}{}, keyring.Set(keychainService, name, base64.StdEncoding.EncodeToString(secret))
	})
	return err
}

// within gives up on a keychain that does not answer. The call cannot be stopped, so its goroutine stays behind.
func within[T any](patience time.Duration, ask func() (T, error)) (T, error) {
	type answer struct {
		value T
		err   error
	}
	came := make(chan answer, 1)
	go func() {
		v, err := ask()
		came <- answer{v, err}
	}()
	select {
	case a := <-came:
		return a.value, a.err
	case <-time.After(patience):
		var none T
		return none, errSilent
	}
}
