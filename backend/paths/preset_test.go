//go:build unix

package paths

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/adrg/xdg"
)

// computer sets up a user and two folders for presets.
func computer(t *testing.T) (user, first, second string) {
	t.Helper()
	root := t.TempDir()
	user, first, second = filepath.Join(root, "user"), filepath.Join(root, "etc", "first"), filepath.Join(root, "etc", "second")
	for key, value := range map[string]string{
		"HOME": user, "XDG_CONFIG_HOME": "", "XDG_DATA_HOME": "", "XDG_STATE_HOME": "", "XDG_CONFIG_DIRS": first + ":" + second,
	} {
		t.Setenv(key, value)
	}
	xdg.Reload()
	t.Cleanup(xdg.Reload)
	return user, first, second
}

func preset(t *testing.T, dir string) string {
	t.Helper()
	path := filepath.Join(dir, "commsdesk", "config.toml")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.WriteFile(path, []byte("# preset\n"), 0o644), os.Chmod(path, 0o644)); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestConfiguration_UsersOwnComesFirst(t *testing.T) {
	user, first, second := computer(t)
	h, err := Find("")
	if err != nil {
		t.Fatal(err)
	}
	if got := h.Configuration(); got != h.Config || h.IsPreset() {
		t.Errorf("got %s without any, want %s", got, h.Config)
	}
	later := preset(t, second)
	if got := h.Configuration(); got != later || !h.IsPreset() {
		t.Errorf("got %s with one preset, want %s", got, later)
	}
	sooner := preset(t, first)
	if got := h.Configuration(); got != sooner {
		t.Errorf("got %s with two presets, want %s", got, sooner)
	}
	own := preset(t, filepath.Dir(filepath.Dir(h.Config)))
	if got := h.Configuration(); got != own || h.IsPreset() {
		t.Errorf("got %s with the user's own, want %s", got, own)
	}
	if below, err := filepath.Rel(user, own); err != nil || below[0] == '.' && below[1] == '.' {
		t.Errorf("got the user's own at %s, want it below %s", own, user)
	}
}

func TestPrepare_LeavesPresetReadable(t *testing.T) {
	_, first, _ := computer(t)
	path := preset(t, first)
	h, _ := Find("")
	if err := h.Prepare(); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("got %v, %v; want 0644", info, err)
	}
}

func TestFind_GivenFolderIgnoresPresets(t *testing.T) {
	_, first, _ := computer(t)
	preset(t, first)
	h, err := Find(t.TempDir())
	if err != nil || h.Configuration() != h.Config || len(h.Preset) > 0 {
		t.Errorf("got %s, presets %v, %v; want only %s", h.Configuration(), h.Preset, err, h.Config)
	}
}

func TestConfiguration_UnreadableOwnIsNotSkipped(t *testing.T) {
	_, first, _ := computer(t)
	preset(t, first)
	h, _ := Find("")
	if err := os.MkdirAll(filepath.Dir(filepath.Dir(h.Config)), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Dir(h.Config), nil, 0o600); err != nil { // a file where the folder should be
		t.Fatal(err)
	}
	if got := h.Configuration(); got != h.Config {
		t.Errorf("got %s, want %s", got, h.Config)
	}
}

func TestAdministratorDirs_LeavesOutUsersFolders(t *testing.T) {
	got := administratorDirs([]string{
		"/Users/ida/Library/Preferences", "/Library/Application Support", "relative", "/Users/ida", "/Users/idaho/x", "/Users/ida/.config",
	}, "/Users/ida")
	if want := []string{"/Library/Application Support", "/Users/idaho/x"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestConfiguration_RefusesPresetOthersCanWrite(t *testing.T) {
	_, first, second := computer(t)
	open, closed := preset(t, first), preset(t, second)
	h, _ := Find("")
	for _, path := range []string{open, filepath.Dir(open)} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, info.Mode().Perm()|0o002); err != nil {
			t.Fatal(err)
		}
		if got := h.Configuration(); got != closed || !slices.Equal(h.Refused(), []string{open}) {
			t.Errorf("got %s, refused %v; want %s and %s refused", got, h.Refused(), closed, open)
		}
		if err := os.Chmod(path, info.Mode().Perm()); err != nil {
			t.Fatal(err)
		}
		if got := h.Configuration(); got != open || h.Refused() != nil {
			t.Errorf("got %s, refused %v after closing it; want %s", got, h.Refused(), open)
		}
	}
}

func TestConfiguration_RefusesPresetOfAnotherUser(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root gives files away")
	}
	_, first, _ := computer(t)
	path := preset(t, first)
	h, _ := Find("")
	for _, given := range []string{path, filepath.Dir(path)} {
		if err := os.Chown(given, 65534, 65534); err != nil {
			t.Fatal(err)
		}
		if got := h.Configuration(); got != h.Config || h.IsPreset() || !slices.Equal(h.Refused(), []string{path}) {
			t.Errorf("got %s, refused %v; want %s and %s refused", got, h.Refused(), h.Config, path)
		}
		if err := os.Chown(given, 0, 0); err != nil {
			t.Fatal(err)
		}
	}
	// With a configuration of the user's own no preset would be read, so none is refused.
	own := preset(t, filepath.Dir(filepath.Dir(h.Config)))
	if err := os.Chown(path, 65534, 65534); err != nil {
		t.Fatal(err)
	}
	if got := h.Configuration(); got != own || h.Refused() != nil {
		t.Errorf("got %s, refused %v; want %s", got, h.Refused(), own)
	}
}
