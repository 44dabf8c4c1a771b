package paths

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/windows"
)

func TestIsAdministrators_AcceptsOnlyAdministratorsAndWindows(t *testing.T) {
	for text, want := range map[string]bool{
		"S-1-5-32-544": true, "S-1-5-18": true, "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464": true,
		"S-1-5-32-545": false, "S-1-1-0": false, "S-1-5-21-1-2-3-500": false, "S-1-5-21-1-2-3-544": false,
	} {
		sid, err := windows.StringToSid(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := isAdministrators(sid); got != want {
			t.Errorf("%s: got %v, want %v", text, got, want)
		}
	}
}

func TestConfiguration_RefusesPresetOfAUser(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "config.toml")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	security, err := windows.GetNamedSecurityInfo(path, windows.SE_FILE_OBJECT, windows.OWNER_SECURITY_INFORMATION)
	if err != nil {
		t.Fatal(err)
	}
	if owner, _, err := security.Owner(); err != nil || isAdministrators(owner) {
		t.Skip("what this user makes belongs to administrators")
	}
	h := Home{Config: filepath.Join(dir, "none", "config.toml"), Preset: []string{path}}
	if got := h.Configuration(); got != h.Config || h.IsPreset() || len(h.Refused()) != 1 {
		t.Errorf("got %s, refused %v; want the user's own, one refused", got, h.Refused())
	}
	if setByAdministrator(filepath.Join(dir, "none")) {
		t.Error("got true for a file that does not exist, want false")
	}
}
