package store

import (
	"bytes"
	"errors"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"commsdesk/backend/telecom"
)

func promisesFile(t testing.TB) (path string, content []byte) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "promises.db")
	p, err := OpenPromises(path, NewSealer(testKey))
	if err != nil {
		t.Fatal(err, errors.Unwrap(err))
	}
	if err := errors.Join(p.Close(), p.Close()); err != nil {
		t.Fatal(err)
	}
	return path, read(t, path)
}

func TestOpenPromises_WithTheirKey(t *testing.T) {
	path, _ := promisesFile(t)
	p, err := OpenPromises(path, NewSealer(testKey))
	if err != nil {
		t.Fatal(err, errors.Unwrap(err))
	}
	defer p.Close()
	if _, err := OpenPromises(path, NewSealer(testKey)); codeOf(err) != telecom.InUse {
		t.Error("a second opener: ", err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got %+v, %v; want info.Mode().Perm() == 0o600", info.Mode(), err)
	}
	if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 2 {
		t.Errorf("more than the file and the end of its journal: got %v, want 2", len(left))
	}
}

func TestOpenPromises_LeavesUnreadableFileAlone(t *testing.T) {
	cases := map[string]struct {
		spoil func(t *testing.T, path string, content []byte)
		key   [32]byte
		code  telecom.Code
	}{
		"empty": {func(t *testing.T, path string, _ []byte) { write(t, path, nil) }, testKey, telecom.Damaged},
		"garbage": {func(t *testing.T, path string, _ []byte) { write(t, path, bytes.Repeat([]byte("garbage "), 9000)) },
			testKey, telecom.Damaged},
		"cut":                {func(t *testing.T, path string, b []byte) { write(t, path, b[:9000]) }, testKey, telecom.Damaged},
		"pages zero":         {func(t *testing.T, path string, b []byte) { clear(b[8192:]); write(t, path, b) }, testKey, telecom.Damaged},
		"of another program": {func(t *testing.T, path string, _ []byte) { foreign(t, path) }, testKey, telecom.Damaged},
		"of a newer format":  {func(t *testing.T, path string, _ []byte) { setFormat(t, path, promisesFormat+1) }, testKey, telecom.TooNew},
		"of another key":     {func(*testing.T, string, []byte) {}, otherKey, telecom.Locked},
		"a cache": {func(t *testing.T, path string, _ []byte) { _, b := filled(t, 2, 2); write(t, path, b) }, testKey,
			telecom.Damaged},
	}
	for name, test := range cases {
		t.Run(name, func(t *testing.T) {
			path, content := promisesFile(t)
			test.spoil(t, path, content)
			before := folder(t, path)
			p, err := OpenPromises(path, NewSealer(test.key))
			if p != nil || codeOf(err) != test.code {
				t.Fatalf("got %v; want p == nil, codeOf(err) == test.code", err)
			}
			if !maps.Equal(before, folder(t, path)) {
				t.Error("the file was changed, or what lies beside it")
			}
		})
	}
}

func TestOpenPromises_FlippedBytesNeverChangeFile(t *testing.T) {
	path, content := promisesFile(t)
	content = content[:used(t, path)]
	random := rand.New(rand.NewPCG(3, 4))
	refused := 0
	for round := range 300 {
		spoilt := bytes.Clone(content)
		spoilt[random.IntN(len(spoilt)/4096)*4096+random.IntN(128)] ^= byte(1 + random.IntN(255))
		write(t, path, spoilt)
		p, err := OpenPromises(path, NewSealer(testKey))
		if err == nil {
			_ = p.Close()
			continue
		}
		refused++
		if code := codeOf(err); code != telecom.Damaged && code != telecom.Locked && code != telecom.TooNew {
			t.Fatalf("got %+v, %v, %v; want it refused as Damaged, Locked or TooNew", round, err, errors.Unwrap(err))
		}
		if !bytes.Equal(spoilt, read(t, path)) {
			t.Fatal(round, "the file was changed")
		}
	}
	t.Log("refused: ", refused)
}
