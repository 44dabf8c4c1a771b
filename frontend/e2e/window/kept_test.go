//go:build window

package window

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"commsdesk/backend/portalsim"
)

// portalOf starts a simulated portal.
func portalOf(t *testing.T, c portalsim.Config) (*portalsim.Portal, *portalsim.Server) {
	t.Helper()
	sim, err := portalsim.New(c)
	if err != nil {
		t.Fatal(err)
	}
	server, err := sim.Start("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	return sim, server
}

const passphrase = "correct horse battery"

// passphraseFile opens data without a keychain.
func passphraseFile(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "passphrase")
	if err := os.WriteFile(path, []byte(passphrase+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// configure writes a configuration below a data folder.
func configure(t *testing.T, dir, inventory, ordering string) {
	t.Helper()
	config := fmt.Sprintf("[[profile]]\nname = \"Provider\"\nauth = \"none\"\n[profile.api]\nservice_inventory = %q\nservice_ordering = %q\n",
		inventory, ordering)
	if err := os.WriteFile(filepath.Join(dir, "config.toml"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestWhatSyncHasReadTheWindowShowsWithoutANetwork(t *testing.T) {
	dir := t.TempDir()
	_, server := portalOf(t, portalsim.Config{Services: 40})
	configure(t, dir, server.ServiceInventory, server.ServiceOrdering)
	secret := passphraseFile(t)
	sync := command("sync", "--json", "--data-dir", dir, "--passphrase-file", secret)
	sync.Stdout = nil
	out, err := sync.Output()
	if err != nil || !strings.Contains(string(out), `"services":40`) {
		t.Fatal(string(out), err)
	}
	if err := server.Close(); err != nil {
		t.Fatal(err)
	}
	p := start(t, dir, "--passphrase-file", secret)
	p.until("the rows are there, with their age", func() bool {
		return len(p.rows()) > 10 && strings.Contains(p.reads(), "Offline")
	})
	p.shot("offline")
	p.close()
	nothingPersonal(t, dir)
}

// The keyring of a desktop, unlocked as after signing in, keeps the key: no passphrase is asked for.
func TestTheSystemKeychainKeepsTheKey(t *testing.T) {
	dir := t.TempDir()
	_, server := portalOf(t, portalsim.Config{Services: 10})
	configure(t, dir, server.ServiceInventory, server.ServiceOrdering)
	binary, _ := filepath.Abs(filepath.Join(repo, "build/bin/commsdesk"))
	script := `eval "$(printf test | gnome-keyring-daemon --unlock --components=secrets)"; ` +
		`"$0" sync --json --data-dir "$1" && "$0" sync --json --data-dir "$1"`
	cmd := exec.Command("dbus-run-session", "--", "bash", "-c", script, binary, dir)
	cmd.Env = append(os.Environ(), "HOME="+t.TempDir())
	var errs strings.Builder
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil || strings.Count(string(out), `"services":10`) != 2 {
		t.Fatalf("%s, %v, %s", out, err, errs.String())
	}
	if strings.Contains(errs.String(), "not kept") {
		t.Error("nothing was kept: ", errs.String())
	}
	caches, _ := filepath.Glob(filepath.Join(dir, "profiles", "*", "cache.db"))
	vaults, _ := filepath.Glob(filepath.Join(dir, "profiles", "*", "vault.json"))
	if len(caches) != 1 || len(vaults) != 1 {
		t.Fatal(caches, vaults)
	}
	if text, _ := os.ReadFile(vaults[0]); !strings.Contains(string(text), `"keychain"`) {
		t.Errorf("the key is kept elsewhere: %s", text)
	}
}
