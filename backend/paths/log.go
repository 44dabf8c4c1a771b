package paths

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Log is the path of the log.
func (h Home) Log() string { return filepath.Join(h.Logs, "commsdesk.log") }

// ClearLog takes away what lies in the log's place and is not a file, and reports whether it did: a link would lead what
// is logged elsewhere, and a pipe would be waited for.
func (h Home) ClearLog() (cleared bool, err error) {
	info, err := os.Lstat(h.Log())
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && info.Mode().IsRegular():
		return false, nil
	case err == nil:
		err = os.Remove(h.Log())
	}
	if err != nil {
		return false, cannot(h.Logs, err)
	}
	return true, nil
}
