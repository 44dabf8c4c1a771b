package app

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/adrg/xdg"
	"github.com/rs/zerolog"

	"commsdesk/backend/bindings"
	"commsdesk/backend/paths"
	"commsdesk/backend/portalsim"
)

// preset sets up a computer with a system-wide configuration, and a user without one.
func preset(t *testing.T, text string) (h paths.Home, path string) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("where administrators lay a configuration is told by the environment on Linux only")
	}
	root := t.TempDir()
	for key, value := range map[string]string{
		"HOME": filepath.Join(root, "user"), "XDG_CONFIG_HOME": "", "XDG_DATA_HOME": "", "XDG_STATE_HOME": "",
		"XDG_CONFIG_DIRS": filepath.Join(root, "etc"),
	} {
		t.Setenv(key, value)
	}
	xdg.Reload()
	t.Cleanup(xdg.Reload)
	path = filepath.Join(root, "etc", "commsdesk", "config.toml")
	write(t, path, text)
	h, err := paths.Find("")
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Prepare(); err != nil {
		t.Fatal(err)
	}
	return h, path
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// unwrapped is what was said, in one line.
func unwrapped(out *bytes.Buffer) string { return strings.Join(strings.Fields(out.String()), " ") }

// provider is a portal without a catalog, as it is written down.
func provider(name string, server *portalsim.Server) string {
	return fmt.Sprintf("[[profile]]\nname = %q\nauth = \"none\"\ncatalog_file = \"catalog.toml\"\n[profile.api]\nservice_inventory = "+
		"%q\nservice_ordering = %q\n",
		name, server.ServiceInventory, server.ServiceOrdering)
}

func TestPreset_AppliesWithoutOwnConfiguration(t *testing.T) {
	sim, err := portalsim.New(portalsim.Config{Services: 5})
	if err != nil {
		t.Fatal(err)
	}
	server, err := sim.Start("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	h, path := preset(t, provider("Of the company", server))
	write(t, filepath.Join(filepath.Dir(path), "catalog.toml"), "features = [\"Voicemail\"]\n") // beside the file that names it
	begin := func() *App {
		a := New(h, noKeychain{}, "", "test", zerolog.Nop())
		t.Cleanup(a.Close)
		a.Begin(false)
		return a
	}
	if s := begin().Frame.Start(); s.Step != bindings.StepProtect || s.Profile != "Of the company" || s.Config != path {
		t.Fatalf("%+v", s)
	}
	var out, errs bytes.Buffer
	run([]string{"doctor"}, &out, &errs)
	if !strings.Contains(unwrapped(&out), path+" for all users of this computer is valid") {
		t.Errorf("the doctor says %s%s", out.String(), errs.String())
	}

	// A user who connects a portal has a configuration of their own from then on, and only that one counts.
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	own := begin()
	if err := own.Frame.Connect(bindings.NewProfile{Name: "My own", ServiceInventory: server.ServiceInventory,
		ServiceOrdering: server.ServiceOrdering}); err != nil {
		t.Fatal(err)
	}
	if s := own.Frame.Start(); s.Profile != "My own" || s.Config != h.Config {
		t.Errorf("%+v", s)
	}
	if s := begin().Frame.Start(); s.Profile != "My own" {
		t.Errorf("%+v", s)
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("what was laid is %q now, %v", after, err)
	}
	if text, err := os.ReadFile(h.Config); err != nil || bytes.Contains(text, []byte("Of the company")) {
		t.Errorf("the user's own holds %q, %v", text, err)
	}
	out.Reset()
	run([]string{"doctor"}, &out, &errs)
	if !strings.Contains(unwrapped(&out), h.Config+" is valid") {
		t.Errorf("the doctor says %s", out.String())
	}
}

func TestPreset_MistakeNamesItsFile(t *testing.T) {
	h, path := preset(t, "[[profile]]\nname = \"Of the company\"\nplace = \"staging\"\nauth = \"none\"\n")
	a := New(h, noKeychain{}, "", "test", zerolog.Nop())
	t.Cleanup(a.Close)
	a.Begin(false)
	if s := a.Frame.Start(); s.Step != bindings.StepFailed || !strings.Contains(s.Problem.Text, path+" has an error on line 3") ||
		s.Config != path {
		t.Errorf("%+v", s)
	}
	var out, errs bytes.Buffer
	if code := run([]string{"sync"}, &out, &errs); code != 1 || !strings.Contains(errs.String(), path) {
		t.Errorf("sync: %d, %s", code, errs.String())
	}
	if code := run([]string{"doctor"}, &out, &errs); code != 1 || !strings.Contains(out.String(), path) {
		t.Errorf("doctor: %d, %s", code, out.String())
	}
}

func TestPreset_WritableByOthersIsNotRead(t *testing.T) {
	h, path := preset(t, "[[profile]]\nname = \"Of somebody\"\nauth = \"none\"\n")
	if err := os.Chmod(path, 0o666); err != nil {
		t.Fatal(err)
	}
	a := New(h, noKeychain{}, "", "test", zerolog.Nop())
	t.Cleanup(a.Close)
	a.Begin(false)
	if s := a.Frame.Start(); s.Step != bindings.StepChoose || s.Config != h.Config {
		t.Errorf("%+v", s)
	}
	want := path + " is not read: users who are not administrators can change it."
	var out, errs bytes.Buffer
	if run([]string{"doctor"}, &out, &errs); !strings.Contains(unwrapped(&out), want) || strings.Contains(out.String(), "Of somebody") {
		t.Errorf("the doctor says %s%s", out.String(), errs.String())
	}
	errs.Reset()
	if code := run([]string{"sync"}, &out, &errs); code != 1 || !strings.Contains(unwrapped(&errs), want) {
		t.Errorf("sync: %d, %s", code, errs.String())
	}
}

func TestPreset_DataFolderReplacesEverything(t *testing.T) {
	_, _ = preset(t, "[[profile]]\nname = \"Of the company\"\nauth = \"none\"\n")
	var out, errs bytes.Buffer
	dir := t.TempDir()
	if code := run([]string{"sync", "--data-dir", dir}, &out, &errs); code != 1 ||
		!strings.Contains(errs.String(), "There is no configuration at "+dir) {
		t.Errorf("%d, %s", code, errs.String())
	}
}
