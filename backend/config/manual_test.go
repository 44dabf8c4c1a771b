package config

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// example finds what stands between the fences of a document.
var example = regexp.MustCompile("(?ms)^```toml\n(.*?)^```$")

func TestEveryExampleOfTheDocumentsLoads(t *testing.T) {
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
			t.Errorf("%s: no example reads the catalog", file)
		}
	}
}
