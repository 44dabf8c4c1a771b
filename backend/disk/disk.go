// Package disk reads and writes this program's own files safely. Whatever is at a path, a read neither blocks on it nor
// fills the memory, and a write follows no link and leaves no half-written file.
package disk

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Unfit is the reason why something is not read, as a clause: "it is a pipe, not a file".
type Unfit string

func (u Unfit) Error() string { return string(u) }

// Open opens a plain file. Anything else is Unfit: a pipe would block, and a device may never end. The flags are those of
// os.OpenFile.
func Open(path string, flag int, mode fs.FileMode) (*os.File, error) {
	return open(path, flag, mode, 0)
}

// Read returns the content of a plain file. One of more than most bytes is Unfit.
func Read(path string, most int64) ([]byte, error) {
	f, err := Open(path, os.O_RDONLY, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readAll(f, most)
}

// ReadText is Read for a file that people write: it skips the byte order mark that some editors put in front of UTF-8. One
// in UTF-16 is Unfit.
func ReadText(path string, most int64) ([]byte, error) {
	content, err := Read(path, most)
	if err != nil {
		return nil, err
	}
	return Text(content)
}

// Text returns the content of a file that people write, as ReadText does.
func Text(content []byte) ([]byte, error) {
	if bytes.HasPrefix(content, []byte("\xff\xfe")) || bytes.HasPrefix(content, []byte("\xfe\xff")) {
		return nil, Unfit("it is saved as UTF-16; save it as UTF-8")
	}
	return bytes.TrimPrefix(content, []byte("\ufeff")), nil
}

// ReadWithin is like Read, but also reads a pipe, such as a shell makes of a program's output. It waits at most patience
// for the end.
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
		return nil, Unfit("it is a pipe that sent nothing")
	}
	return content, err
}

// open opens a plain file or one of type other.
func open(path string, flag int, mode, other fs.FileMode) (*os.File, error) {
	fit := func(info fs.FileInfo) error {
		if t := info.Mode().Type(); t != 0 && t != other {
			return Unfit("it is " + kind(t) + ", not a file")
		}
		return nil
	}
	// Check before opening, which some devices take as a command, and again after, when the file can no longer be swapped.
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

// Why completes the sentence "The file cannot be read" and returns what to do about it.
func Why(err error) (because, next string) {
	var u Unfit
	if errors.As(err, &u) {
		return ": " + string(u), "Put the right file in its place, then start Commsdesk again."
	}
	return "", "Check the permissions of the file."
}

// Replace writes a file that only this user can read, whole or not at all, and returns once it is on the disk. It replaces
// a link; the link's target stays as it was.
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

// Try reports whether a folder can be written, by writing a small file and removing it.
func Try(dir string) error {
	f, err := os.CreateTemp(dir, ".try-*.part")
	if err != nil {
		return err
	}
	_, err = f.Write(make([]byte, 16<<10))
	return errors.Join(err, f.Sync(), f.Close(), os.Remove(f.Name()))
}
