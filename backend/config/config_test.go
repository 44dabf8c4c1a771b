package config

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/pelletier/go-toml/v2"

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

func TestLoad_ReadsGoodConfiguration(t *testing.T) {
	path := write(t, good)
	ps, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	p := ps[0]
	if len(ps) != 1 || p.Name != "Provider" || p.Place != "production" || p.Zone.String() != "Australia/Sydney" || p.Country != "AU" ||
		p.ServiceOrdering != "http://127.0.0.1:8641/tmf-api/serviceOrdering/v4" || p.Support.Phone != "1300 555 010" {
		t.Fatalf("got %+v, want the profile as written", ps)
	}
	if strings.Contains(p.ID(), "rovider") {
		t.Fatalf("got %q, want a name that hides the profile's", p.ID())
	}
}

func TestLoad_NoFileIsNoProfile(t *testing.T) {
	ps, err := Load(filepath.Join(t.TempDir(), "config.toml"))
	if err != nil || ps != nil {
		t.Fatalf("got %+v, %v; want ps == nil", ps, err)
	}
}

func TestLoad_WrongConfigurationNamesLineAndReason(t *testing.T) {
	for name, c := range map[string]struct {
		old, new string
		line     string
		why      string
	}{
		"not TOML":            {`name = "Provider"`, `name = Provider`, "line 2:", "value"},
		"unknown key":         {`auth = "none"`, "auth = \"none\"\ncolour = \"red\"", "line 5:", `"profile.colour" is not a known key`},
		"wrong type":          {`time_zone = "Australia/Sydney"`, `time_zone = 7`, "line 3:", "string"},
		"no such time zone":   {"Australia/Sydney", "Mars/Base", "line 3:", `"Mars/Base" is not a time zone`},
		"this machine's zone": {"Australia/Sydney", "Local", "line 3:", `"Local" is not a time zone`},
		"no name":             {`"Provider"`, `" "`, "line 2:", "a profile needs a name"},
		"no address":          {"http://127.0.0.1:8638/tmf-api/serviceInventory/v4", "portal", "line 6:", `"portal" is not an address`},
		"address with secret": {"http://127.0.0.1:8641", "http://me:secret@127.0.0.1:8641", "line 7:",
			"must not contain a user name or a password"},
		"no sign-in abroad": {"http://127.0.0.1:8641", "https://portal.example", "line 4:", "only for a portal on this computer"},
		"unknown sign-in":   {`auth = "none"`, `auth = "basic"`, "line 4:", `"basic" is not known`},
		"sign-in missing":   {`auth = "none"`, ``, "line 1:", "it is missing"},
		"address missing":   {"service_ordering ", "# service_ordering ", "line 5:", "the address is missing"},
		"unknown place":     {`auth = "none"`, "auth = \"none\"\nplace = \"moon\"", "line 5:", `"moon" is neither`},
		"same name twice": {"[[profile]]\n", strings.Replace(good, "[[profile]]", "[[profile]]", 1) + "[[profile]]\n", "line 12:",
			"another profile is already named"},
		"nothing in it": {good, "# nothing\n", "line 1:", "no [[profile]]"},
	} {
		t.Run(name, func(t *testing.T) {
			ps, err := Load(write(t, strings.Replace(good, c.old, c.new, 1)))
			e := telecom.AsError(err)
			if err == nil || ps != nil || e.Code != telecom.Invalid {
				t.Fatalf("got %+v, %v; want an error", ps, err)
			}
			if !strings.Contains(e.Text, c.line) || !strings.Contains(e.Text, c.why) {
				t.Errorf("got %q, want %s and %s", e.Text, c.line, c.why)
			}
			if strings.Contains(e.Error(), "me:secret") {
				t.Errorf("got %q, want no secret", e)
			}
		})
	}
}

func TestAdd_AppendsProfile(t *testing.T) {
	path := write(t, good)
	p := Profile{Name: "Second", ServiceInventory: "http://localhost:1/a", ServiceOrdering: "http://[::1]:2/b",
		Support: Support{Email: "help@provider.example"}}
	if err := Add(path, p, "Europe/Zurich"); err != nil {
		t.Fatal(err)
	}
	ps, err := Load(path)
	if err != nil || len(ps) != 2 || ps[1].Name != "Second" || ps[1].Zone.String() != "Europe/Zurich" ||
		ps[1].Support.Email != "help@provider.example" {
		t.Fatalf("got %+v, %v; want len(ps) == 2, ps[1].Name == \"Second\", ...", ps, err)
	}
	text, _ := os.ReadFile(path)
	if !strings.HasPrefix(string(text), good) {
		t.Errorf("got\n%s\nwant the old content first", text)
	}
}

func TestAdd_WrongProfileChangesNothing(t *testing.T) {
	path := write(t, good)
	for _, p := range []Profile{
		{Name: "", ServiceInventory: "http://localhost/a", ServiceOrdering: "http://localhost/b"},
		{Name: "Provider", ServiceInventory: "http://localhost/a", ServiceOrdering: "http://localhost/b"},
		{Name: "Far", ServiceInventory: "https://portal.example/a", ServiceOrdering: "http://localhost/b"},
	} {
		if err := Add(path, p, ""); err == nil {
			t.Errorf("got no error for %+v, want one", p)
		}
	}
	if text, _ := os.ReadFile(path); string(text) != good {
		t.Errorf("got\n%s\nwant the file unchanged", text)
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

// example matches the TOML blocks of a document.
var example = regexp.MustCompile("(?ms)^```toml\n(.*?)^```$")

func TestLoad_AcceptsEveryExampleInDocs(t *testing.T) {
	for file, least := range map[string]int{"../../docs/portals.md": 10} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		manual := strings.ReplaceAll(string(text), "\r\n", "\n")
		examples := example.FindAllStringSubmatch(manual, -1)
		if n := strings.Count(manual, "```toml"); n != len(examples) || n < least {
			t.Errorf("%s: %d examples begin and %d are whole; want %d at least", file, n, len(examples), least)
		}
		names := map[string]bool{}
		catalog, read := "", false // a block without a profile is the catalog that another names
		isCatalog := func(block string) bool { return !strings.Contains(block, "[[profile]]") }
		for _, e := range examples {
			if isCatalog(e[1]) {
				catalog = e[1]
			}
		}
		for _, e := range examples {
			if isCatalog(e[1]) {
				continue
			}
			path := write(t, e[1])
			if err := os.WriteFile(filepath.Join(filepath.Dir(path), "catalog.toml"), []byte(catalog), 0o600); err != nil {
				t.Fatal(err)
			}
			ps, err := Load(path)
			if err != nil || len(ps) != 1 {
				t.Errorf("%s: %d profiles, %v\n%s", file, len(ps), err, e[1])
				continue
			}
			if names[ps[0].Name] {
				t.Errorf("%s: two examples are named %q", file, ps[0].Name)
			}
			names[ps[0].Name] = true
			o := ps[0].Offer
			read = read || len(o.Plans) > 0 && len(o.Packs) > 0 && len(o.Features) > 0
		}
		if read != (catalog != "") {
			t.Errorf("%s: no example reads the catalog: got %v, want %v", file, read, (catalog != ""))
		}
	}
}

// sameProfiles compares profiles; a zone is its name.
func sameProfiles(a, b []Profile) string {
	plain := func(ps []Profile) (all []Profile, zones []string) {
		for _, p := range ps {
			zones = append(zones, p.Zone.String())
			p.Zone = nil
			all = append(all, p)
		}
		return all, zones
	}
	first, zones := plain(a)
	second, others := plain(b)
	return cmp.Diff(first, second) + cmp.Diff(zones, others)
}

// FuzzConfig checks that any text is a usable configuration, or an error that names an existing line and the reason, the
// same each time. What is read is written and read back the same.
func FuzzConfig(f *testing.F) {
	for _, text := range []string{
		good, wordy, "", "\n", "[[profile]]", "profile = [{name = \"x\"}]", "profile = 7", "[[profile]]\nname = \"\"\"\nx\"\"\"",
		"[profile]\nname = \"x\"",
		strings.Replace(good, "time_zone", "country = \"é\"\ntime_zone", 1),
		strings.Replace(good, "time_zone", "country = \"12\"\ntime_zone", 1),
		strings.ReplaceAll(good, "\n", "\r\n"), strings.Replace(good, "Provider", "\\u0000\\n", 1),
		good + "[profile.names]\nsim = [[\"x\"]]\n", good + "[profile.kinds]\n\"a\\nb\" = \"simSwap\"\n\"\" = \"x\"\n",
		"\ufeff" + good, good[:len(good)/2], "[[profile]]\n[[profile.name]]\n", good + good,
		strings.Replace(good, "[profile.support]",
			"usage = \"http://localhost/u\"\ncatalog = \"\"\n[profile.names]\nusage_key = \"k\"\n[profile.support]", 1),
		strings.Replace(good, "auth", "sim_digits = 22\nauth", 1),
		strings.Replace(good, "auth", "sim_digits = [13, 19]\nauth", 1),
		strings.Replace(good, "auth", "sim_digits = -99999999999999999999\nauth", 1),
		strings.Replace(good, "auth", "catalog_file = \"catalog.toml\"\nauth", 1),
		strings.Replace(good, "127.0.0.1:8638", "[::1%25lo]:99999", 1), strings.Replace(good, "Australia/Sydney", "../../etc/passwd", 1),
	} {
		f.Add(text)
	}
	says := regexp.MustCompile(`(?s)^The configuration config\.toml has an error on line (-?\d+): (.*)\. Nothing was opened\. `)
	f.Fuzz(func(t *testing.T, text string) {
		ps, err := read("config.toml", []byte(text))
		if again, same := read("config.toml", []byte(text)); (err == nil) != (same == nil) || err != nil && err.Error() != same.Error() ||
			sameProfiles(ps, again) != "" {
			t.Fatalf("first %v, then %v", err, same)
		}
		if err != nil {
			m := says.FindStringSubmatch(err.Error())
			if ps != nil || telecom.AsError(err).Code != telecom.Invalid || m == nil || strings.TrimSpace(m[2]) == "" {
				t.Fatalf("got %v, want a worded error", err)
			}
			if line, _ := strconv.Atoi(m[1]); line < 1 || line > 1+strings.Count(text, "\n") {
				t.Errorf("got %v, want a line up to %d", err, 1+strings.Count(text, "\n"))
			}
			return
		}
		var out file
		for _, p := range ps {
			if p.Name == "" || !utf8.ValidString(p.Name) || p.Zone == nil || (p.Place != "production" && p.Place != "test") ||
				len(p.SIMDigits) == 0 || p.SIMDigits[0] < 1 || slices.Max(p.SIMDigits) > MostSIMDigits || len(p.Country) != 2 ||
				strings.Trim(p.Country, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
				t.Errorf("got %+v, want every field usable", p)
			}
			e := p.entry()
			out.Profile = append(out.Profile, e)
		}
		written, err := toml.Marshal(out)
		if err != nil {
			t.Fatal(err)
		}
		again, err := read("config.toml", written)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v\n%s", err, written)
		}
		if d := sameProfiles(ps, again); d != "" {
			t.Errorf("mismatch:\n%s\n%s", d, written)
		}
	})
}
