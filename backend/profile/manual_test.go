package profile

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// example finds what stands between the fences of a document.
var example = regexp.MustCompile("(?ms)^```toml\n(.*?)^```$")

func TestEveryExampleOfTheDocumentsLoads(t *testing.T) {
	for file, least := range map[string]int{"../../README.md": 1, "../../docs/portals.md": 7} {
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
		for _, e := range examples {
			ps, err := Load(write(t, e[1]))
			if err != nil || len(ps) != 1 {
				t.Errorf("%s: %d profiles, %v\n%s", file, len(ps), err, e[1])
				continue
			}
			if names[ps[0].Name] {
				t.Errorf("%s: two examples are named %q", file, ps[0].Name)
			}
			names[ps[0].Name] = true
		}
	}
}
