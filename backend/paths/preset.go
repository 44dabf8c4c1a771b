package paths

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
	path, _ := h.choose()
	return path
}

// Refused are the files that lie where administrators lay a configuration, would count, and were laid by somebody else:
// any other user could lead this one to a portal of theirs. They are passed over, so that nobody can keep the program
// from opening with such a file either.
func (h Home) Refused() []string {
	_, refused := h.choose()
	return refused
}

func (h Home) choose() (path string, refused []string) {
	// One that cannot be looked at is there too: what keeps it from being read has to be said, not passed over.
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
		if laidByAdministrator(path) && laidByAdministrator(filepath.Dir(path)) {
			return path, refused
		}
		refused = append(refused, path)
	}
	return h.Config, refused
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
