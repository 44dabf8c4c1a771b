// Package paths says where the configuration, the data and the logs are on this computer, and keeps other users out of
// them.
package paths

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/adrg/xdg"

	"commsdesk/backend/telecom"
)

// Home holds the paths of the configuration, the data and the logs. All are absolute.
type Home struct {
	Config  string // this user's own configuration file
	Data    string // the profiles' data, a folder each
	Logs    string
	Webview string // the web view's data; empty: where the system puts it

	Preset []string // where administrators may put a configuration for all users, the first in effect first
}

const name = "commsdesk"

// Find returns the home below dir or, without one, where the system wants each thing.
func Find(dir string) (Home, error) {
	if dir == "" {
		return Home{
			Config: filepath.Join(xdg.ConfigHome, name, "config.toml"),
			Data:   filepath.Join(xdg.DataHome, name),
			Logs:   filepath.Join(xdg.StateHome, name),
			Preset: presets(),
		}, nil
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return Home{}, cannot(dir, err)
	}
	return Home{
		Config:  filepath.Join(dir, "config.toml"),
		Data:    filepath.Join(dir, "profiles"),
		Logs:    filepath.Join(dir, "logs"),
		Webview: filepath.Join(dir, "webview"),
	}, nil
}

// Prepare makes the folders and closes them and the configuration to other users. From then on, no file that this program
// makes is readable to other users.
func (h Home) Prepare() error {
	closeToOthers()
	dirs := []string{filepath.Dir(h.Config), h.Data, h.Logs}
	if h.Webview != "" {
		dirs = append(dirs, h.Webview)
	}
	for _, dir := range dirs {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return cannot(dir, err)
		}
		if err := closeFolder(dir); err != nil {
			return cannot(dir, err)
		}
	}
	info, err := os.Stat(h.Config)
	if err == nil && info.Mode().IsRegular() { // a link may lead to a device, whose rights are not ours to change
		err = closeFile(h.Config)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return cannot(filepath.Dir(h.Config), err)
	}
	return nil
}

// Name returns a name of this home that reveals nothing about it, for telling two running programs apart.
func (h Home) Name() string { return anonymous(h.Config) }

// anonymous returns a name that is unique to a path and reveals nothing about it.
func anonymous(path string) string {
	sum := sha256.Sum256([]byte(path))
	return name + "-" + hex.EncodeToString(sum[:8])
}

// Profile returns the folder of one profile's data.
func (h Home) Profile(id string) string { return filepath.Join(h.Data, id) }

func cannot(dir string, err error) error {
	return &telecom.Error{Code: telecom.Invalid, Cause: err,
		Text: fmt.Sprintf("The folder %s cannot be used. Nothing was opened. Check its permissions and the space on the disk.", dir)}
}

// Look returns the file that remembers the look of the window.
func (h Home) Look() string { return filepath.Join(h.Data, "window.json") }

// Log returns the path of the log.
func (h Home) Log() string { return filepath.Join(h.Logs, "commsdesk.log") }

// ClearLog removes anything at the log's path that is not a file, and reports whether it did: a link would send the log
// elsewhere, and a pipe would block.
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
