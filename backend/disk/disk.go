// Package disk reads and writes the desk's own files. Whatever lies in a file's place, a read neither waits for it nor
// fills the memory, and a write goes through no link and leaves no half of a file.
package disk

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Unfit says why something is not read, as a clause: "it is a pipe, not a file".
type Unfit string

func (u Unfit) Error() string { return string(u) }

// Open opens a plain file. Anything else is Unfit: a pipe would be waited for, and a device may never end. The flags are
// those of os.OpenFile.
func Open(path string, flag int, mode fs.FileMode) (*os.File, error) {
	return open(path, flag, mode, 0)
}

// Read returns the content of a plain file of at most so many bytes; a larger one is Unfit.
func Read(path string, most int64) ([]byte, error) {
	f, err := Open(path, os.O_RDONLY, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readAll(f, most)
}

// ReadWithin is Read that takes a pipe too, as a shell makes one of a program's output, and waits so long for its end.
func ReadWithin(path string, most int64, patience time.Duration) ([]byte, error) {
	f, err := open(path, os.O_RDONLY, 0, fs.ModeNamedPipe)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if err := f.SetReadDeadline(time.Now().Add(patience)); err != nil && !errors.Is(err, os.ErrNoDeadline) {
		return nil, err
	}
	content, err := readAll(f, most)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return nil, Unfit("it is a pipe, and nothing came through it")
	}
	return content, err
}

// open opens a plain file, or one of another type.
func open(path string, flag int, mode, other fs.FileMode) (*os.File, error) {
	fit := func(info fs.FileInfo) error {
		if t := info.Mode().Type(); t != 0 && t != other {
			return Unfit("it is " + kind(t) + ", not a file")
		}
		return nil
	}
	// Before it is opened, which some devices take for an order; and again after, when nobody can put another in its place.
	info, err := os.Stat(path)
	if err == nil {
		err = fit(info)
	} else if flag&os.O_CREATE != 0 && errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, flag|nonblock, mode)
	if err != nil {
		return nil, err
	}
	if info, err = f.Stat(); err == nil {
		err = fit(info)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func readAll(f *os.File, most int64) ([]byte, error) {
	content, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return nil, err
	}
	if int64(len(content)) > most {
		return nil, Unfit(fmt.Sprintf("it is larger than %d KB", most/1000))
	}
	return content, nil
}

func kind(t fs.FileMode) string {
	switch {
	case t.IsDir():
		return "a folder"
	case t&fs.ModeNamedPipe != 0:
		return "a pipe"
	case t&fs.ModeSocket != 0:
		return "a socket"
	case t&fs.ModeDevice != 0:
		return "a device"
	}
	return "something else"
}

// Why completes the sentence "The file cannot be read", and says what to do about it.
func Why(err error) (because, next string) {
	var u Unfit
	if errors.As(err, &u) {
		return ": " + string(u), "Put the right file in its place, then start Commsdesk again."
	}
	return "", "Check who may read the file."
}

// Replace writes a file for this user alone, whole or not at all, and returns once it is on the disk. A link in its place
// is replaced; what it leads to stays as it was.
func Replace(path string, content []byte) error {
	part, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*.part")
	if err != nil {
		return err
	}
	_, err = part.Write(content)
	if err = errors.Join(err, part.Sync(), part.Close()); err == nil {
		err = os.Rename(part.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(part.Name()))
	}
	return SyncFolder(filepath.Dir(path))
}

// Try writes something small into a folder, and takes it away again.
func Try(dir string) error {
	f, err := os.CreateTemp(dir, ".try-*.part")
	if err != nil {
		return err
	}
	_, err = f.Write(make([]byte, 16<<10))
	return errors.Join(err, f.Sync(), f.Close(), os.Remove(f.Name()))
}
