package disk

import (
	"errors"
	"os"
	"path/filepath"
)

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
