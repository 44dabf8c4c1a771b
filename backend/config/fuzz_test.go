package config

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"commsdesk/backend/telecom"

	"github.com/google/go-cmp/cmp"
	"github.com/pelletier/go-toml/v2"
)

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

// FuzzConfig: a configuration is read, or it is an error that names a line which the file has, and why, the same each
// time. Profiles that are read are usable as they are, and written down again they are read as the same.
func FuzzConfig(f *testing.F) {
	for _, text := range []string{
		good, wordy, "", "\n", "[[profile]]", "profile = [{name = \"x\"}]", "profile = 7", "[[profile]]\nname = \"\"\"\nx\"\"\"", "[profile]\nname = \"x\"",
		strings.Replace(good, "time_zone", "country = \"é\"\ntime_zone", 1), strings.Replace(good, "time_zone", "country = \"12\"\ntime_zone", 1),
		strings.ReplaceAll(good, "\n", "\r\n"), strings.Replace(good, "Provider", "\\u0000\\n", 1), good + "[profile.names]\nsim = [[\"x\"]]\n",
		good + "[profile.kinds]\n\"a\\nb\" = \"simSwap\"\n\"\" = \"x\"\n", "\ufeff" + good, good[:len(good)/2], "[[profile]]\n[[profile.name]]\n", good + good,
		strings.Replace(good, "[profile.support]", "usage = \"http://localhost/u\"\ncatalog = \"\"\n[profile.names]\nusage_key = \"k\"\n[profile.support]", 1),
		strings.Replace(good, "auth", "sim_digits = 22\nauth", 1), strings.Replace(good, "auth", "sim_digits = -99999999999999999999\nauth", 1),
		strings.Replace(good, "auth", "catalog_file = \"catalog.toml\"\nauth", 1), strings.Replace(good, "127.0.0.1:8638", "[::1%25lo]:99999", 1), strings.Replace(good, "Australia/Sydney", "../../etc/passwd", 1),
	} {
		f.Add(text)
	}
	says := regexp.MustCompile(`(?s)^The configuration config\.toml is wrong in line (-?\d+): (.*)\. Nothing was opened\. `)
	f.Fuzz(func(t *testing.T, text string) {
		ps, err := read("config.toml", []byte(text))
		if again, same := read("config.toml", []byte(text)); (err == nil) != (same == nil) || err != nil && err.Error() != same.Error() || sameProfiles(ps, again) != "" {
			t.Fatalf("first %v, then %v", err, same)
		}
		if err != nil {
			m := says.FindStringSubmatch(err.Error())
			if ps != nil || telecom.AsError(err).Code != telecom.Invalid || m == nil || strings.TrimSpace(m[2]) == "" {
				t.Fatalf("no error in words: %v", err)
			}
			if line, _ := strconv.Atoi(m[1]); line < 1 || line > 1+strings.Count(text, "\n") {
				t.Errorf("of %d lines: %v", 1+strings.Count(text, "\n"), err)
			}
			return
		}
		var out file
		for _, p := range ps {
			if p.Name == "" || !utf8.ValidString(p.Name) || p.Zone == nil || (p.Place != "production" && p.Place != "test") ||
				p.SIMDigits < 1 || p.SIMDigits > MostSIMDigits || len(p.Country) != 2 || strings.Trim(p.Country, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
				t.Errorf("not usable: %+v", p)
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
			t.Errorf("%s\n%s", d, written)
		}
	})
}
