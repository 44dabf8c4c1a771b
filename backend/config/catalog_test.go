package config

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"commsdesk/backend/telecom"

	"github.com/google/go-cmp/cmp"
)

const catalog = `currency = "AUD"
features = ["Voicemail", "Caller ID"]
[[plan]]
id = "PLN-60"
name = "Everyday 60"
platform = "2.0"
price = "39"
data = "60 GB"
voice = "unlimited"
sms = "300 messages"
network_type = "5G"
speed_cap = "150 Mbps"
inclusions = ["Voicemail"]
[[plan]]
name = "Classic"
platform = "1.0"
[[travel_pack]]
name = "Europe"
price = 45.5
currency = "EUR"
days = 14
where = "CH, FR"
data = "8.5 gb"
`

// withCatalog writes a configuration that names a catalog, and the catalog beside it.
func withCatalog(t *testing.T, text string) string {
	t.Helper()
	path := write(t, strings.Replace(good, "auth", "catalog_file = \"catalog.toml\"\nauth", 1))
	if err := os.WriteFile(filepath.Join(filepath.Dir(path), "catalog.toml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLoad_ReadsCatalogBesideConfiguration(t *testing.T) {
	ps, err := Load(withCatalog(t, catalog))
	if err != nil {
		t.Fatal(err)
	}
	got := ps[0].Offer
	if age := time.Since(got.ReadAt); age < 0 || age > time.Minute {
		t.Errorf("got an offer read %v ago, want just now", age)
	}
	got.ReadAt = time.Time{}
	want := telecom.Offer{
		Plans: []telecom.Plan{
			{ID: "PLN-60", Name: "Everyday 60", Platform: "2.0", Price: "39.00", Currency: "AUD", NetworkType: "5G", SpeedCap: "150 Mbps",
				Inclusions: []string{"Voicemail"},
				Allowances: []telecom.Allowance{{Kind: telecom.Data, Amount: 60, Unit: "GB"}, {Kind: telecom.Voice, Unlimited: true},
					{Kind: telecom.SMS, Amount: 300, Unit: "messages"}}},
			{Name: "Classic", Platform: "1.0"},
		},
		Packs: []telecom.Pack{
			{Name: "Europe", Price: "45.50", Currency: "EUR", Days: 14, Where: "CH, FR",
				Allowances: []telecom.Allowance{{Kind: telecom.Data, Amount: 8.5, Unit: "GB"}}},
		},
		Features: []string{"Voicemail", "Caller ID"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("mismatch (-want +got):\n%s", d)
	}
}

func TestLoad_ReadsCatalogAtAbsolutePath(t *testing.T) {
	at := filepath.Join(t.TempDir(), "plans.toml")
	if err := os.WriteFile(at, []byte(catalog), 0o600); err != nil {
		t.Fatal(err)
	}
	ps, err := Load(write(t, strings.Replace(good, "auth", "catalog_file = "+strconv.Quote(at)+"\nauth", 1)))
	if err != nil || len(ps[0].Offer.Plans) != 2 || ps[0].CatalogFile != at {
		t.Errorf("got %+v, %v; want len(ps[0].Offer.Plans) == 2, ps[0].CatalogFile == at", ps, err)
	}
}

func TestLoad_WrongCatalogNamesLineAndReason(t *testing.T) {
	for name, c := range map[string]struct {
		old, new  string
		line, why string
	}{
		"not TOML":          {`name = "Classic"`, `name = Classic`, "line 15:", ""},
		"unknown key":       {`sms = "300 messages"`, `mms = "300"`, "line 10:", `"plan.mms" is not a known key`},
		"no name":           {`name = "Classic"`, ``, "line 14:", "a plan needs the name"},
		"no platform":       {`platform = "1.0"`, ``, "line 14:", "a plan needs a platform"},
		"another platform":  {`platform = "1.0"`, `platform = "v1"`, "line 16:", `"v1" must be written "1.0"`},
		"no price":          {`"39"`, `"cheap"`, "line 7:", `"cheap" is not a price`},
		"a comma":           {`"39"`, `"38,50"`, "line 7:", `"38,50" is not a price`},
		"less than nothing": {"45.5", "-3", "line 19:", `"-3" is not a price`},
		"a list":            {"45.5", "[45]", "line 19:", `is not a price`},
		"no currency":       {"currency = \"AUD\"\n", "\n", "line 7:", "the price has no currency"},
		"a word for money":  {`"EUR"`, `"euro"`, "line 20:", `"euro" is not a currency`},
		"and at the top":    {`"AUD"`, `"$"`, "line 1:", `"$" is not a currency`},
		"no unit":           {`"60 GB"`, `"60"`, "line 8:", `"60" is not an amount of data; write one such as "60 GB"`},
		"another unit":      {`"300 messages"`, `"300 GB"`, "line 10:", `"300 GB" is not an amount of sms`},
		"no amount":         {`"unlimited"`, `"?"`, "line 9:", `"?" is not an amount of voice`},
		"the same id":       {`name = "Classic"`, "id = \"PLN-60\"\nname = \"Classic\"", "line 15:", `already has the id "PLN-60"`},
		"the same plan": {"name = \"Classic\"\nplatform = \"1.0\"", "name = \"everyday-60\"\nplatform = \"2.0\"", "line 15:",
			"another plan is already named"},
		"too long":           {"days = 14", "days = 99999", "line 21:", "cannot last 99999 days"},
		"the same feature":   {`"Caller ID"`, `"voice mail"`, "line 2:", "is the same word"},
		"nothing in it":      {catalog, "currency = \"AUD\"\n", "line 1:", "it has no [[plan]]"},
		"a profile in place": {catalog, good, "line 1:", "is not a known key"},
	} {
		t.Run(name, func(t *testing.T) {
			ps, err := Load(withCatalog(t, strings.Replace(catalog, c.old, c.new, 1)))
			e := telecom.AsError(err)
			if err == nil || ps != nil || e.Code != telecom.Invalid {
				t.Fatalf("got %+v, %v; want an error", ps, err)
			}
			if !strings.Contains(e.Text, c.line) || !strings.Contains(e.Text, c.why) || !strings.HasPrefix(e.Text, "The catalog ") ||
				!strings.Contains(e.Text, "catalog.toml has an error") {
				t.Errorf("got %q, want %s and %s", e.Text, c.line, c.why)
			}
		})
	}
}

func TestLoad_ReadsUsageAndCatalog(t *testing.T) {
	const api = "service_ordering  = \"http://127.0.0.1:8641/tmf-api/serviceOrdering/v4\"\n"
	more := func(text string) string { return strings.Replace(good, api, api+text, 1) }
	ps, err := Load(write(t, more("usage = \"http://localhost:1/u\"\ncatalog = \"http://[::1]:2/c\"\n[profile.names]\nusage_key = \"Line "+
		"Id\"\nnumber = \"lineId\"\n")))
	if err != nil || ps[0].Usage != "http://localhost:1/u" || ps[0].Catalog != "http://[::1]:2/c" || ps[0].UsageKey != "Line Id" ||
		ps[0].Offer.Plans != nil {
		t.Errorf("got %+v, %v; want ps[0].Usage == \"http://localhost:1/u\", ps[0].Catalog == \"http://[::1]:2/c\", ...", ps, err)
	}
	both := strings.Replace(more("catalog = \"http://localhost:1/c\"\n"), "auth", "catalog_file = \"catalog.toml\"\nauth", 1)
	for name, c := range map[string]struct{ text, line, why string }{
		"abroad":            {more("usage = \"https://portal.example/u\"\n"), "line 4:", "only for a portal on this computer"},
		"catalog abroad":    {more("catalog = \"https://portal.example/c\"\n"), "line 4:", "only for a portal on this computer"},
		"no address":        {more("usage = \"portal\"\n"), "line 8:", `"portal" is not an address`},
		"a secret":          {more("catalog = \"http://me:secret@localhost/\"\n"), "line 8:", "must not contain a user name"},
		"two catalogs":      {both, "line 4:", "plans come from one catalog"},
		"no file":           {strings.Replace(good, "auth", "catalog_file = \"plans.toml\"\nauth", 1), "line 4:", "does not exist"},
		"a folder":          {strings.Replace(good, "auth", "catalog_file = \"..\"\nauth", 1), "line 4:", "cannot be read"},
		"two names":         {more("[profile.names]\nusage_key = [\"a\", \"b\"]\n"), "line 9:", "write one name in quotes"},
		"a name of nothing": {more("[profile.names]\nusage_key = \"--\"\n"), "line 9:", `"--" has no letter`},
	} {
		ps, err := Load(write(t, c.text))
		e := telecom.AsError(err)
		if ps != nil || err == nil || e.Code != telecom.Invalid || !strings.Contains(e.Text, c.line) || !strings.Contains(e.Text, c.why) ||
			strings.Contains(e.Text, "secret") {
			t.Errorf("%s: got %v, want %s and %s", name, err, c.line, c.why)
		}
	}
}

func TestAdd_KeepsUsageAndCatalog(t *testing.T) {
	path := withCatalog(t, catalog)
	p := Profile{Name: "Second", ServiceInventory: "http://localhost:1/a", ServiceOrdering: "http://localhost:1/b",
		Usage: "http://localhost:1/u", UsageKey: "k", CatalogFile: "catalog.toml"}
	if err := Add(path, p, ""); err != nil {
		t.Fatal(err)
	}
	ps, err := Load(path)
	if err != nil || len(ps) != 2 || ps[1].Usage != p.Usage || ps[1].UsageKey != "k" || len(ps[1].Offer.Plans) != 2 {
		t.Errorf("got %+v, %v; want len(ps) == 2, ps[1].Usage == p.Usage, ps[1].UsageKey == \"k\", len(ps[1].Offer.Plans) == 2", ps, err)
	}
	p.Name, p.CatalogFile = "Third", "none.toml"
	if err := Add(path, p, ""); err == nil {
		t.Error("got no error for a missing catalog, want one")
	}
}

// FuzzCatalog checks that any text is a usable catalog, or an error that names an existing line and the reason, the same
// each time.
func FuzzCatalog(f *testing.F) {
	for _, text := range []string{
		catalog, "", "\n", "plan = [{name = \"x\", platform = \"9\"}]", "plan = 7", "[plan]\nname = \"x\"", "[[plan]]\n[[plan.name]]",
		"\ufeff" + catalog, catalog[:len(catalog)/2],
		strings.ReplaceAll(catalog, "\n", "\r\n"), "[[travel_pack]]\nname = \"x\"\nprice = nan", "[[plan]]\nname = \"x\"\nplatform = " +
			"\"1.0\"\nprice = 1e300", "features = [\"\"]", "features = []", catalog + catalog,
		"[[plan]]\nname = \"x\"\nplatform = \"1.0\"\nprice = 1979-05-27", "[[plan]]\nname = \"\"\"\nx\"\"\"\nplatform = \"1\"",
	} {
		f.Add(text)
	}
	says := regexp.MustCompile(`(?s)^The catalog catalog\.toml has an error on line (-?\d+): (.*)\. Nothing was opened\. `)
	f.Fuzz(func(t *testing.T, text string) {
		offer, err := readCatalog("catalog.toml", []byte(text))
		if again, same := readCatalog("catalog.toml", []byte(text)); (err == nil) != (same == nil) ||
			err != nil && err.Error() != same.Error() || !cmp.Equal(offer, again) {
			t.Fatalf("first %v, then %v", err, same)
		}
		if err != nil {
			m := says.FindStringSubmatch(err.Error())
			if !cmp.Equal(offer, telecom.Offer{}) || telecom.AsError(err).Code != telecom.Invalid || m == nil ||
				strings.TrimSpace(m[2]) == "" {
				t.Fatalf("got %v, want a worded error", err)
			}
			if line, _ := strconv.Atoi(m[1]); line < 1 || line > 1+strings.Count(text, "\n") {
				t.Errorf("got %v, want a line up to %d", err, 1+strings.Count(text, "\n"))
			}
			return
		}
		usable := func(name, price, currency string, all []telecom.Allowance) {
			if n, err := strconv.ParseFloat(price, 64); strings.TrimSpace(name) == "" || price != "" && (err != nil || n < 0) ||
				(price == "") != (currency == "") {
				t.Errorf("got %q for %q %q, want a name, and both or neither", name, price, currency)
			}
			for _, a := range all {
				if a.Unlimited == (a.Unit != "") || a.Amount < 0 {
					t.Errorf("got %+v, want an amount with a unit, or unlimited", a)
				}
			}
		}
		for _, p := range offer.Plans {
			if usable(p.Name, p.Price, p.Currency, p.Allowances); p.Platform == "" {
				t.Errorf("got no platform of %q, want one", p.Name)
			}
		}
		for _, p := range offer.Packs {
			usable(p.Name, p.Price, p.Currency, p.Allowances)
		}
		if len(offer.Plans)+len(offer.Packs)+len(offer.Features) == 0 {
			t.Error("got an empty catalog, want an error")
		}
	})
}
