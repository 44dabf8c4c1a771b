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

// computer is one with a user, and with two folders of its administrators.
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

func lay(t *testing.T, dir string) string {
	t.Helper()
	path := filepath.Join(dir, "commsdesk", "config.toml")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.WriteFile(path, []byte("# laid\n"), 0o644), os.Chmod(path, 0o644)); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTheUsersOwnConfigurationCountsBeforeThoseOfTheAdministrators(t *testing.T) {
	user, first, second := computer(t)
	h, err := Find("")
	if err != nil {
		t.Fatal(err)
	}
	if got := h.Configuration(); got != h.Config || h.IsPreset() {
		t.Errorf("without any: %s", got)
	}
	later := lay(t, second)
	if got := h.Configuration(); got != later || !h.IsPreset() {
		t.Errorf("with one: %s", got)
	}
	sooner := lay(t, first)
	if got := h.Configuration(); got != sooner {
		t.Errorf("with two: %s", got)
	}
	own := lay(t, filepath.Dir(filepath.Dir(h.Config)))
	if got := h.Configuration(); got != own || h.IsPreset() {
		t.Errorf("with the user's own: %s", got)
	}
	if below, err := filepath.Rel(user, own); err != nil || below[0] == '.' && below[1] == '.' {
		t.Errorf("the user's own lies at %s", own)
	}
}

func TestOnlyTheUsersOwnConfigurationIsClosedToOthers(t *testing.T) {
	_, first, _ := computer(t)
	path := lay(t, first)
	h, _ := Find("")
	if err := h.Prepare(); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("%v, %v", info, err)
	}
}

func TestBelowAFolderThatWasGivenNoOtherConfigurationCounts(t *testing.T) {
	_, first, _ := computer(t)
	lay(t, first)
	h, err := Find(t.TempDir())
	if err != nil || h.Configuration() != h.Config || len(h.Preset) > 0 {
		t.Errorf("%s, %v, %v", h.Configuration(), h.Preset, err)
	}
}

func TestAnOwnConfigurationThatCannotBeLookedAtIsNotPassedOver(t *testing.T) {
	_, first, _ := computer(t)
	lay(t, first)
	h, _ := Find("")
	if err := os.MkdirAll(filepath.Dir(filepath.Dir(h.Config)), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Dir(h.Config), nil, 0o600); err != nil { // a file where the folder should be
		t.Fatal(err)
	}
	if got := h.Configuration(); got != h.Config {
		t.Errorf("%s is read in its place", got)
	}
}

func TestFoldersOfTheUserAreNotTheAdministrators(t *testing.T) {
	got := laid([]string{"/Users/ida/Library/Preferences", "/Library/Application Support", "relative", "/Users/ida", "/Users/idaho/x", "/Users/ida/.config"}, "/Users/ida")
	if want := []string{"/Library/Application Support", "/Users/idaho/x"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestAPresetThatOthersCanWriteIsPassedOverAndSaid(t *testing.T) {
	_, first, second := computer(t)
	open, closed := lay(t, first), lay(t, second)
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
			t.Errorf("%s counts, refused: %v", got, h.Refused())
		}
		if err := os.Chmod(path, info.Mode().Perm()); err != nil {
			t.Fatal(err)
		}
		if got := h.Configuration(); got != open || h.Refused() != nil {
			t.Errorf("closed again: %s counts, refused: %v", got, h.Refused())
		}
	}
}

func TestAPresetOfAnotherUserIsPassedOver(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root gives files away")
	}
	_, first, _ := computer(t)
	path := lay(t, first)
	h, _ := Find("")
	for _, given := range []string{path, filepath.Dir(path)} {
		if err := os.Chown(given, 65534, 65534); err != nil {
			t.Fatal(err)
		}
		if got := h.Configuration(); got != h.Config || h.IsPreset() || !slices.Equal(h.Refused(), []string{path}) {
			t.Errorf("%s counts, refused: %v", got, h.Refused())
		}
		if err := os.Chown(given, 0, 0); err != nil {
			t.Fatal(err)
		}
	}
	// Beside the user's own nothing is refused, because nothing of it would be read.
	own := lay(t, filepath.Dir(filepath.Dir(h.Config)))
	if err := os.Chown(path, 65534, 65534); err != nil {
		t.Fatal(err)
	}
	if got := h.Configuration(); got != own || h.Refused() != nil {
		t.Errorf("%s counts, refused: %v", got, h.Refused())
	}
}
