// Package paths knows where things lie on this machine, and keeps them from every other user of it.
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

// Home is where the configuration, the data and the logs lie. All paths are absolute.
type Home struct {
	Config  string // this user's own configuration file
	Data    string // the profiles' data, a folder for each
	Logs    string
	Webview string // what the web view keeps; empty: where the system puts it

	Preset []string // the files that administrators may have laid in place of Config, the first that counts first
}

const name = "commsdesk"

// Find gives the home below a folder or, without one, where the system wants each thing.
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

// Prepare makes the folders, closed to other users as is the configuration, and from here on lets this program make no file that another user
// can read.
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
	if err == nil && info.Mode().IsRegular() { // the rights of a device, where a link leads there, are everybody's
		err = closeFile(h.Config)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return cannot(filepath.Dir(h.Config), err)
	}
	return nil
}

// Name is a name of this home that says nothing about it, for telling two running programs apart.
func (h Home) Name() string {
	sum := sha256.Sum256([]byte(h.Config))
	return name + "-" + hex.EncodeToString(sum[:8])
}

// Profile is the folder of one profile's data.
func (h Home) Profile(id string) string { return filepath.Join(h.Data, id) }

func cannot(dir string, err error) error {
	return &telecom.Error{Code: telecom.Invalid, Cause: err,
		Text: fmt.Sprintf("The folder %s cannot be used. Nothing was opened. Check who may write there, and the space on the disk.", dir)}
}

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
