package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"commsdesk/backend/telecom"
)

const good = `[[profile]]
name = "Provider"
time_zone = "Australia/Sydney"
auth = "none"              # allowed on loopback only
[profile.api]
service_inventory = "http://127.0.0.1:8638/tmf-api/serviceInventory/v4"
service_ordering  = "http://127.0.0.1:8641/tmf-api/serviceOrdering/v4"
[profile.support]
name = "Provider support"
phone = "1300 555 010"
`

func TestAGoodConfigurationIsRead(t *testing.T) {
	path := write(t, good)
	ps, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	p := ps[0]
	if len(ps) != 1 || p.Name != "Provider" || p.Place != "production" || p.Zone.String() != "Australia/Sydney" || p.Country != "AU" ||
		p.ServiceOrdering != "http://127.0.0.1:8641/tmf-api/serviceOrdering/v4" || p.Support.Phone != "1300 555 010" {
		t.Fatalf("read %+v", ps)
	}
	if strings.Contains(p.ID(), "rovider") {
		t.Fatalf("the folder %q tells the profile's name", p.ID())
	}
}

func TestNoConfigurationIsNoProfile(t *testing.T) {
	ps, err := Load(filepath.Join(t.TempDir(), "config.toml"))
	if err != nil || ps != nil {
		t.Fatal(ps, err)
	}
}

func TestAWrongConfigurationSaysWhichLineAndWhy(t *testing.T) {
	for name, c := range map[string]struct {
		old, new string
		line     string
		why      string
	}{
		"not TOML":            {`name = "Provider"`, `name = Provider`, "line 2:", "value"},
		"unknown key":         {`auth = "none"`, "auth = \"none\"\ncolour = \"red\"", "line 5:", `"profile.colour" is not known here`},
		"wrong type":          {`time_zone = "Australia/Sydney"`, `time_zone = 7`, "line 3:", "string"},
		"no such time zone":   {"Australia/Sydney", "Mars/Base", "line 3:", `"Mars/Base" is no time zone`},
		"this machine's zone": {"Australia/Sydney", "Local", "line 3:", `"Local" is no time zone`},
		"no name":             {`"Provider"`, `" "`, "line 2:", "a profile needs a name"},
		"no address":          {"http://127.0.0.1:8638/tmf-api/serviceInventory/v4", "portal", "line 6:", `"portal" is no address`},
		"address with secret": {"http://127.0.0.1:8641", "http://me:secret@127.0.0.1:8641", "line 7:", "must not hold a user name or a password"},
		"no sign-in abroad":   {"http://127.0.0.1:8641", "https://portal.example", "line 4:", "only for a portal on this machine"},
		"unknown sign-in":     {`auth = "none"`, `auth = "basic"`, "line 4:", `"basic" is not known`},
		"sign-in missing":     {`auth = "none"`, ``, "line 1:", "it is missing"},
		"address missing":     {"service_ordering ", "# service_ordering ", "line 5:", "the address is missing"},
		"unknown place":       {`auth = "none"`, "auth = \"none\"\nplace = \"moon\"", "line 5:", `"moon" is neither`},
		"same name twice":     {"[[profile]]\n", strings.Replace(good, "[[profile]]", "[[profile]]", 1) + "[[profile]]\n", "line 12:", "is the name of another profile"},
		"nothing in it":       {good, "# nothing\n", "line 1:", "no [[profile]]"},
	} {
		t.Run(name, func(t *testing.T) {
			ps, err := Load(write(t, strings.Replace(good, c.old, c.new, 1)))
			e := telecom.AsError(err)
			if err == nil || ps != nil || e.Code != telecom.Invalid {
				t.Fatalf("read %+v, %v", ps, err)
			}
			if !strings.Contains(e.Text, c.line) || !strings.Contains(e.Text, c.why) {
				t.Errorf("says %q, want %s and %s", e.Text, c.line, c.why)
			}
			if strings.Contains(e.Error(), "me:secret") {
				t.Errorf("tells the secret: %q", e)
			}
		})
	}
}

func TestAProfileIsAddedBehindTheOthers(t *testing.T) {
	path := write(t, good)
	p := Profile{Name: "Second", ServiceInventory: "http://localhost:1/a", ServiceOrdering: "http://[::1]:2/b", Support: Support{Email: "help@provider.example"}}
	if err := Add(path, p, "Europe/Zurich"); err != nil {
		t.Fatal(err)
	}
	ps, err := Load(path)
	if err != nil || len(ps) != 2 || ps[1].Name != "Second" || ps[1].Zone.String() != "Europe/Zurich" || ps[1].Support.Email != "help@provider.example" {
		t.Fatalf("%+v, %v", ps, err)
	}
	text, _ := os.ReadFile(path)
	if !strings.HasPrefix(string(text), good) {
		t.Errorf("what was in the file has changed:\n%s", text)
	}
}

func TestAWrongNewProfileChangesNothing(t *testing.T) {
	path := write(t, good)
	for _, p := range []Profile{
		{Name: "", ServiceInventory: "http://localhost/a", ServiceOrdering: "http://localhost/b"},
		{Name: "Provider", ServiceInventory: "http://localhost/a", ServiceOrdering: "http://localhost/b"},
		{Name: "Far", ServiceInventory: "https://portal.example/a", ServiceOrdering: "http://localhost/b"},
	} {
		if err := Add(path, p, ""); err == nil {
			t.Errorf("%+v was added", p)
		}
	}
	if text, _ := os.ReadFile(path); string(text) != good {
		t.Errorf("the file has changed:\n%s", text)
	}
}

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
