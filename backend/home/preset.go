package home

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/adrg/xdg"
)

// Configuration is the path of the configuration that counts: this user's own, where there is one, else the first that
// the administrators of this computer have laid for everybody on it. Only one is read, whole. Where there is none, it is
// the path at which the user's own would lie, and only there does this program ever write one.
func (h Home) Configuration() string {
	for _, path := range append([]string{h.Config}, h.Preset...) {
		// One that cannot be looked at is there too: what keeps it from being read has to be said, not passed over.
		if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
			return path
		}
	}
	return h.Config
}

// IsPreset says whether the configuration that counts was laid for everybody on this computer.
func (h Home) IsPreset() bool { return h.Configuration() != h.Config }

// presets are the paths at which administrators lay a configuration, the first that counts first.
func presets() []string {
	var paths []string
	for _, dir := range laid(xdg.ConfigDirs, xdg.Home) {
		paths = append(paths, filepath.Join(dir, name, "config.toml"))
	}
	return paths
}

// laid leaves out the folders that are not the administrators': on Windows and macOS some of the user's own stand among
// them.
func laid(dirs []string, user string) []string {
	var kept []string
	for _, dir := range dirs {
		below, err := filepath.Rel(user, dir)
		own := err == nil && user != "" && below != ".." && !strings.HasPrefix(below, ".."+string(filepath.Separator))
		if filepath.IsAbs(dir) && !own {
			kept = append(kept, dir)
		}
	}
	return kept
}
