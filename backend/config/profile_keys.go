package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"commsdesk/backend/disk"
	"commsdesk/backend/telecom"
)

// file is the configuration as written.
type file struct {
	Profile []entry `toml:"profile"`
}

type entry struct {
	Name      string `toml:"name"`
	Place     string `toml:"place,omitempty"`
	TimeZone  string `toml:"time_zone,omitempty"`
	Zoneless  string `toml:"time_without_zone,omitempty"`
	Country   string `toml:"country,omitempty"`
	SIMDigits any    `toml:"sim_digits,omitempty"` // a number, or a list of numbers
	Role      string `toml:"role,omitempty"`
	Auth      string `toml:"auth"`

	CatalogFile string `toml:"catalog_file,omitempty"`

	API     apiEntry     `toml:"api"`
	Version versionEntry `toml:"version,omitempty"`
	Support supportEntry `toml:"support"`
	wordsEntry
}

type apiEntry struct {
	ServiceInventory string `toml:"service_inventory"`
	ServiceOrdering  string `toml:"service_ordering"`
	Usage            string `toml:"usage,omitempty"`
	Catalog          string `toml:"catalog,omitempty"`
	ProductOrdering  string `toml:"product_ordering,omitempty"`
	ProductInventory string `toml:"product_inventory,omitempty"`
	Agreement        string `toml:"agreement,omitempty"`
}

// versionEntry has the APIs to which something is sent.
type versionEntry struct {
	ServiceOrdering telecom.Version `toml:"service_ordering,omitempty"`
	ProductOrdering telecom.Version `toml:"product_ordering,omitempty"`
}

type supportEntry struct {
	Name  string `toml:"name,omitempty"`
	Phone string `toml:"phone,omitempty"`
	Email string `toml:"email,omitempty"`
	Link  string `toml:"link,omitempty"`
}

// largest is the most bytes in a configuration or a catalog.
const largest = 1_000_000

// Load reads the configuration at path and the catalog files that its profiles name. Without a file it returns no profiles
// and no error. A mistake is an error that names the file, the line and the reason; then no profile is returned.
func Load(path string) ([]Profile, error) {
	text, err := disk.ReadText(path, largest)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, cannotRead(path, "opened", err)
	}
	profiles, err := read(path, text)
	if err == nil {
		err = loadCatalogs(path, text, profiles)
	}
	if err != nil {
		return nil, err
	}
	return profiles, nil
}

func read(path string, text []byte) ([]Profile, error) {
	var f file
	if err := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(&f); err != nil {
		line, why := explain(err)
		return nil, wrong(path, line, why)
	}
	if len(f.Profile) == 0 {
		return nil, wrong(path, 1, "it has no [[profile]]")
	}
	lines, err := linesOf(text, "profile")
	if err != nil {
		return nil, wrong(path, 1, err.Error())
	}
	profiles := make([]Profile, 0, len(f.Profile))
	named := map[string]bool{}
	for i, e := range f.Profile {
		p, m := check(e, func(key string) int { return lines.of(i, key) })
		if m == nil && named[p.Name] {
			m = &mistake{key: "name", why: fmt.Sprintf("another profile is already named %q", p.Name)}
		}
		if m != nil {
			return nil, wrong(path, lines.of(i, m.key), m.why)
		}
		named[p.Name] = true
		profiles = append(profiles, p)
	}
	return profiles, nil
}

// Add checks a new profile and appends it to the file at path, which may not exist yet. On an error the file is unchanged.
func Add(path string, p Profile, zone string) error {
	e := p.entry()
	e.TimeZone = zone
	nowhere := func(string) int { return 0 } // it is in no file yet
	if _, m := check(e, nowhere); m != nil {
		if m.key == "auth" { // the form has no such field: the error is in the address
			m.why = "this version connects only to a portal on this computer (127.0.0.1, ::1, localhost), without signing in"
		}
		return &telecom.Error{Code: telecom.Invalid, Text: fmt.Sprintf("%s: %s. Nothing was saved.", label(m.key), m.why)}
	}
	old, err := disk.ReadText(path, largest)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return cannotRead(path, "saved", err)
	}
	more, err := toml.Marshal(file{Profile: []entry{e}})
	if err != nil {
		return fmt.Errorf("write profile: %w", err)
	}
	text := append(bytes.TrimRight(old, "\n"), '\n', '\n')
	text = append(bytes.TrimLeft(text, "\n"), more...)
	all, err := read(path, text)
	if err == nil {
		err = loadCatalogs(path, text, all)
	}
	if err != nil {
		return err
	}
	return replace(path, text)
}

// entry returns the profile as it is written.
func (p *Profile) entry() entry {
	e := entry{
		Name: p.Name, Place: p.Place, Country: p.Country, Role: string(p.Role), Auth: "none", CatalogFile: p.CatalogFile,
		API: apiEntry{ServiceInventory: p.ServiceInventory, ServiceOrdering: p.ServiceOrdering, Usage: p.Usage, Catalog: p.Catalog,
			ProductOrdering: p.ProductOrdering, ProductInventory: p.ProductInventory, Agreement: p.Agreement},
		Version: versionEntry{ServiceOrdering: p.OrderingVersion, ProductOrdering: p.RequestsVersion}, Support: supportEntry(p.Support),
	}
	if p.Zone != nil {
		e.TimeZone = p.Zone.String()
	}
	if p.Zoneless != nil {
		e.Zoneless = p.Zoneless.String()
	}
	e.wordsEntry = p.Words.entry()
	if len(p.SIMDigits) > 1 {
		e.SIMDigits = p.SIMDigits
	} else if len(p.SIMDigits) == 1 && p.SIMDigits[0] != telecom.DefaultSIMDigits {
		e.SIMDigits = p.SIMDigits[0]
	}
	if p.UsageKey != "" {
		e.Names.UsageKey = p.UsageKey
	}
	return e
}

// replace writes a file whole or not at all.
func replace(path string, text []byte) error {
	err := os.MkdirAll(filepath.Dir(path), 0o700)
	if err == nil {
		err = disk.Replace(path, text)
	}
	if err != nil {
		return &telecom.Error{Code: telecom.Invalid, Cause: err,
			Text: fmt.Sprintf("The configuration %s cannot be written. Nothing was saved. Check its permissions and the space on the disk.",
				path)}
	}
	return nil
}

func cannotRead(path, notDone string, err error) error {
	because, next := disk.Why(err)
	return &telecom.Error{Code: telecom.Invalid, Cause: err,
		Text: fmt.Sprintf("The configuration %s cannot be read%s. Nothing was %s. %s", path, because, notDone, next)}
}

func wrong(path string, line int, why string) error {
	return hasError("configuration", path, line, why)
}

// hasError returns the error of a mistake in a file that people write.
func hasError(what, path string, line int, why string) error {
	return &telecom.Error{Code: telecom.Invalid,
		Text: fmt.Sprintf("The %s %s has an error on line %d: %s. Nothing was opened. Correct the line and start again.", what, path, line,
			why)}
}

func label(key string) string {
	words := map[string]string{
		"name": "Profile name", "time_zone": "Time zone", "auth": "Address",
		"api.service_inventory": "Address of Service Inventory", "api.service_ordering": "Address of Service Ordering",
	}
	if w, ok := words[key]; ok {
		return w
	}
	return strings.ReplaceAll(key, "_", " ")
}
