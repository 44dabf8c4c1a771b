package vault

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/chacha20poly1305"

	"commsdesk/backend/telecom"
)

// cheap returns a vault.json whose passphrase costs next to nothing to try.
func cheap(t testing.TB, key Key, passphrase string) []byte {
	t.Helper()
	l := lock{Format: lockFormat, Kept: withPassphrase, Salt: []byte("salted salted :)"), Time: 1, Memory: 8, Threads: 1}
	seal, err := l.cipher(passphrase)
	if err != nil {
		t.Fatal(err)
	}
	nonce := bytes.Repeat([]byte{7}, chacha20poly1305.NonceSizeX)
	l.Sealed = seal.Seal(bytes.Clone(nonce), nonce, key[:], nil)
	text, err := json.Marshal(l)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// FuzzVault checks that any vault.json returns the key that was put into it or a worded error. It is never replaced, its
// cost stays within bounds, and what is read of it is written back the same.
func FuzzVault(f *testing.F) {
	key := Key{1, 2, 3}
	const passphrase = "correct horse"
	whole := cheap(f, key, passphrase)
	for _, text := range []string{
		string(whole), `null`, `[]`, ``, `{"format":1e99}`,
		`{"format":1,"kept":"keychain"}`, `{"format":2,"kept":"stars"}`, `{"format":0,"kept":"keychain"}`,
		`{"format":1,"kept":"passphrase","salt":"AAAAAAAAAAA=","time":4294967295,"memory":4294967295,"threads":255}`,
		`{"format":1,"kept":"passphrase","salt":"AAAAAAAAAAA=","time":1,"memory":8,"threads":255,"sealed":"AAAA"}`,
		`{"format":1,"kept":"passphrase","salt":"AAAAAAAAAAA=","time":1,"memory":2097153,"threads":1}`,
		`{"format":1,"kept":"passphrase","salt":"AAAAAAAAAAA=","time":101,"memory":8,"threads":1}`,
		`{"format":1,"kept":"keychain"} and more`, `{"format":1,"kept":"passphrase","kept":"keychain"}`,
		`{"format":-1,"kept":"passphrase"}`,
	} {
		f.Add([]byte(text), uint16(0), byte(0))
	}
	for at := 0; at < len(whole); at += 9 {
		f.Add(whole, uint16(at), byte(1))
	}
	dir := f.TempDir()
	path := filepath.Join(dir, "vault.json")
	f.Fuzz(func(t *testing.T, text []byte, at uint16, by byte) {
		text = bytes.Clone(text)
		if len(text) > 0 {
			text[int(at)%len(text)] ^= by
		}
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		c := &chain{secrets: map[string][]byte{}}
		v := vault(dir, c)
		l, err := v.read()
		refused := func(err error, codes ...telecom.Code) {
			t.Helper()
			var e *telecom.Error
			if !errors.As(err, &e) || !strings.HasSuffix(e.Text, ".") {
				t.Fatalf("got %v, want a worded error", err)
			}
			for _, code := range codes {
				if e.Code == code {
					return
				}
			}
			t.Fatalf("got %s: %v, want one of %v", e.Code, err, codes)
		}
		got, want, opened := v.Open()
		if got != (Key{}) || len(c.secrets) > 0 {
			t.Fatalf("got key %v, want none", got)
		}
		if _, err := v.Protect("another passphrase"); err == nil {
			t.Fatal("the file was replaced")
		}
		if now, _ := os.ReadFile(path); !bytes.Equal(now, text) {
			t.Fatal("the file has changed")
		}
		if err != nil {
			refused(err, telecom.Damaged, telecom.TooNew)
			refused(opened, telecom.Damaged, telecom.TooNew)
			return
		}
		if other, err := json.Marshal(l); err != nil || !sameLock(l, other) {
			t.Errorf("got %s, %v; want %+v", other, err, l)
		}
		if l.Kept == inKeychain {
			refused(opened, telecom.Locked)
			return
		}
		if opened != nil || want != Passphrase || l.Memory > 2<<20 || l.Time > 100 {
			t.Fatalf("got %v, %v for %+v; want the passphrase asked within bounds", want, opened, l)
		}
		if l.Memory > 1024 || l.Time > 3 {
			return // allowed, and too slow for here
		}
		switch got, err := v.Unlock(passphrase); {
		case err != nil:
			refused(err, telecom.Locked, telecom.Damaged)
		case got != key:
			t.Fatalf("got %v, want %v", got, key)
		}
		if _, err := v.Unlock(passphrase + " "); err == nil {
			t.Fatal("another passphrase opens it")
		}
	})
}

// sameLock reports whether text is the lock l.
func sameLock(l lock, text []byte) bool {
	var other lock
	if json.Unmarshal(text, &other) != nil {
		return false
	}
	return other.Format == l.Format && other.Kept == l.Kept && bytes.Equal(other.Salt, l.Salt) && other.Time == l.Time &&
		other.Memory == l.Memory && other.Threads == l.Threads && bytes.Equal(other.Sealed, l.Sealed)
}
