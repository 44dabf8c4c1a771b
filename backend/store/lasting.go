package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// PromisesDir is a folder in which promises, or the end of their journal, may lie: what nobody can make again.
type PromisesDir string

// Lies names the file that lies there; empty: none does. One that cannot be looked at lies there too.
func (l PromisesDir) File() string {
	for _, path := range []string{l.promises(), headPath(l.promises())} {
		if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
			return filepath.Base(path)
		}
	}
	return ""
}

// OpensWith reports whether a key opens what lies there.
func (l PromisesDir) OpensWith(key [32]byte) bool {
	codec, err := newCodec()
	if err != nil {
		return false
	}
	p := &Promises{path: l.promises(), sealer: NewSealer(key), codec: codec}
	if p.file, err = openAs(p.path, true, false); err != nil { // the end of the journal proves the key as well
		_, err = p.readHead()
		return err == nil
	}
	defer p.file.close()
	_, err = p.file.fits(promisesPurpose, promisesFormat, p.sealer)
	return err == nil
}

// InUse reports whether a program has them open.
func (l PromisesDir) InUse() bool {
	f, err := openAs(l.promises(), true, false)
	if err == nil {
		f.close()
	}
	return healthOf(err) == InUse
}

func (l PromisesDir) promises() string { return filepath.Join(string(l), "promises.db") }
