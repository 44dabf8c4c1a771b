package paths

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// longestSocket is the most bytes in the path of a socket that every system accepts.
const longestSocket = 100

const socket = "hatch.sock"

// Socket returns the path of the socket where the running program serves its status. It is beside the data or, if that
// path is too long for a socket, in a folder of its own among the temporary files.
func (h Home) Socket() string {
	if beside := filepath.Join(h.Data, socket); len(beside) <= longestSocket {
		return beside
	}
	return filepath.Join(os.TempDir(), anonymous(h.Data), socket)
}

// PrepareSocket makes the folder of the socket, closed to other users.
func (h Home) PrepareSocket() error {
	if folder := filepath.Dir(h.Socket()); folder != h.Data {
		if err := os.Mkdir(folder, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	return h.CheckSocket()
}

// CheckSocket returns an error unless the folder of the socket is this user's and closed to others. In any other folder,
// another user could have put a socket of their own. It changes nothing.
func (h Home) CheckSocket() error {
	folder := filepath.Dir(h.Socket())
	look := os.Lstat // anybody may make a link among the temporary files
	if folder == h.Data {
		look = os.Stat
	}
	info, err := look(folder)
	if err != nil {
		return err
	}
	if !info.IsDir() || !isPrivate(info) {
		return fmt.Errorf("the folder %s is not closed to other users", folder)
	}
	return nil
}

// ForgetSocket removes the folder that PrepareSocket made, once the socket is gone.
func (h Home) ForgetSocket() error {
	folder := filepath.Dir(h.Socket())
	if folder == h.Data || h.CheckSocket() != nil {
		return nil
	}
	return os.Remove(folder)
}
