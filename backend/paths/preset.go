package paths

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/adrg/xdg"
)

// Configuration returns the path of the configuration in effect: the user's own if there is one, else the first preset of
// this computer's administrators. Configurations are not merged. If there is none, it returns the path of the user's own,
// the only one that this program ever writes.
func (h Home) Configuration() string {
	path, _ := h.choose()
	return path
}

// Refused returns the presets that were skipped because somebody else than an administrator can have written them: that
// user could lead this one to a portal of theirs. They are skipped rather than reported as an error, so that such a file
// cannot keep the program from opening.
func (h Home) Refused() []string {
	_, refused := h.choose()
	return refused
}

func (h Home) choose() (path string, refused []string) {
	// A file that cannot be examined counts as present: reading it then reports why, rather than skipping it.
	there := func(path string) bool {
		_, err := os.Stat(path)
		return !errors.Is(err, fs.ErrNotExist)
	}
	if there(h.Config) {
		return h.Config, nil
	}
	for _, path := range h.Preset {
		if !there(path) {
			continue
		}
		if setByAdministrator(path) && setByAdministrator(filepath.Dir(path)) {
			return path, refused
		}
		refused = append(refused, path)
	}
	return h.Config, refused
}

// IsPreset reports whether the configuration in effect is a preset of this computer's administrators.
func (h Home) IsPreset() bool { return h.Configuration() != h.Config }

// presets returns the paths where administrators may put a configuration, the first in effect first.
func presets() []string {
	var paths []string
	for _, dir := range administratorDirs(xdg.ConfigDirs, xdg.Home) {
		paths = append(paths, filepath.Join(dir, name, "config.toml"))
	}
	return paths
}

// administratorDirs leaves out the user's own folders, which Windows and macOS list too.
func administratorDirs(dirs []string, user string) []string {
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
