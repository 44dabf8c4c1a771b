package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"github.com/diskfs/go-diskfs/backend"
	"github.com/diskfs/go-diskfs/filesystem/squashfs"

	"commsdesk/build/package/appimage"
)

// offset is where the squashfs begins in the AppImage self.
func offset(self string) (int64, error) {
	f, err := os.Open(self)
	if err != nil {
		return 0, err
	}
	defer func() { _ = f.Close() }()
	return appimage.End(f)
}

// unpack lays what the AppImage self brings into the folder dir. It believes nothing that is not what was built.
func unpack(self, dir string) error {
	at, err := offset(self)
	if err != nil {
		return err
	}
	f, err := os.Open(self)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	image, err := io.ReadAll(io.NewSectionReader(f, at, 1<<40))
	if err != nil {
		return err
	}
	if fmt.Sprintf("%x", sha256.Sum256(image)) != imageSum {
		return errDamaged
	}
	files, err := squashfs.Read(memory{bytes.NewReader(image)}, int64(len(image)), 0, 0)
	if err != nil {
		return err
	}
	return lay(files, "/", dir)
}

// extract unpacks into a folder that it makes itself: what another user has laid there may lead anywhere.
func extract(self, dir string) error {
	if err := os.Mkdir(dir, 0o700); errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("there is a %s here already: remove or rename it, and unpack again", dir)
	} else if err != nil {
		return err
	}
	err := unpack(self, dir)
	if err != nil {
		_ = os.RemoveAll(dir)
	}
	return err
}

// lay writes the folder from of the squashfs as the folder to.
func lay(files *squashfs.FileSystem, from, to string) error {
	if err := os.MkdirAll(to, 0o700); err != nil {
		return err
	}
	entries, err := files.ReadDir(from)
	if err != nil {
		return err
	}
	for _, e := range entries {
		below, target := path.Join(from, e.Name()), filepath.Join(to, filepath.Base(e.Name()))
		if e.IsDir() {
			err = lay(files, below, target)
		} else {
			err = layFile(files, below, target, e.Mode().Perm())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func layFile(files *squashfs.FileSystem, from, to string, mode fs.FileMode) error {
	in, err := files.OpenFile(from, os.O_RDONLY)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode)
	if err != nil {
		return err
	}
	// Whole blocks, so that none is decompressed twice.
	if _, err := io.CopyBuffer(struct{ io.Writer }{out}, struct{ io.Reader }{in}, make([]byte, 1<<20)); err != nil {
		_ = out.Close()
		return err
	}
	return out.Close()
}

// memory is an image that was read already, as the library wants to have it.
type memory struct{ *bytes.Reader }

func (memory) Stat() (fs.FileInfo, error)              { return nil, fs.ErrInvalid }
func (memory) Close() error                            { return nil }
func (memory) Sys() (*os.File, error)                  { return nil, backend.ErrNotSuitable }
func (memory) Writable() (backend.WritableFile, error) { return nil, backend.ErrIncorrectOpenMode }
