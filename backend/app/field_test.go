package app

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"commsdesk/backend/bindings"
	"commsdesk/backend/doctor"
	"commsdesk/backend/telecom"
)

// TestField_ReadsWhatRealServersSend holds every case of testdata/field: what a real server, editor or clipboard does, and
// what is right then. A case is a folder: the portal’s lists (input.json), how the portal is odd (portal.args), files in
// place of the usual ones, and what to check (expect.tsv: the check, what is given, what is right; "or" between answers).
func TestField_ReadsWhatRealServersSend(t *testing.T) {
	cases, err := filepath.Glob("testdata/field/*/expect.tsv")
	if err != nil || len(cases) == 0 {
		t.Fatalf("got no case, %v", err)
	}
	for _, path := range cases {
		folder := filepath.Dir(path)
		t.Run(filepath.Base(folder), func(t *testing.T) {
			f := newFieldCase(t, folder)
			for _, c := range checksOf(t, path) {
				if got := f.got(c); !slices.ContainsFunc(strings.Split(c.right, " or "), func(right string) bool { return f.is(c, got, right) }) {
					t.Errorf("%s %q: got %q, want %q", c.check, c.given, got, c.right)
				}
			}
		})
	}
}

// fieldCheck is a line of expect.tsv.
type fieldCheck struct{ check, given, right string }

func checksOf(t *testing.T, path string) (all []fieldCheck) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" {
			continue
		}
		if unescaped, err := strconv.Unquote(`"` + line + `"`); err == nil {
			line = unescaped
		}
		cells := strings.Split(line, "\t")
		if len(cells) != 3 {
			t.Fatalf("%q has %d cells, want 3", line, len(cells))
		}
		all = append(all, fieldCheck{cells[0], cells[1], cells[2]})
	}
	if len(all) == 0 {
		t.Fatal("nothing is checked")
	}
	return all
}

// fieldCase is a desk at the portal of a case.
type fieldCase struct {
	t      *testing.T
	folder string
	portal *oddPortal
	office *office
	opened *App
	synced map[string]string // what the first reading counted, or "refused"
}

const fieldPassphrase = "a long passphrase for trying" // as in the file of a case

const fieldConfig = `[[profile]]
name = "Odd portal"
place = "test"
time_zone = "Australia/Sydney"
country = "AU"
sim_digits = 19
auth = "none"

[profile.api]
service_inventory = "PORTAL/inventory"
service_ordering = "PORTAL/ordering"
product_ordering = "PORTAL/requests"
`

func newFieldCase(t *testing.T, folder string) *fieldCase {
	t.Helper()
	f := &fieldCase{t: t, folder: folder, office: &office{t: t, dir: t.TempDir()}}
	if _, err := os.Stat(folder + "/input.json"); err != nil {
		return f // nothing is served
	}
	f.portal = oddPortalOf(t, folder)
	server := httptest.NewServer(f.portal)
	t.Cleanup(server.Close)
	config := fieldConfig
	if own, err := os.ReadFile(folder + "/config.toml"); err == nil {
		config = string(own)
	}
	if f.portal.lists["productOrder"] == nil {
		config = strings.Replace(config, "product_ordering = \"PORTAL/requests\"\n", "", 1)
	}
	f.office.configure(strings.ReplaceAll(config, "PORTAL", server.URL))
	f.synced = f.sync(passphraseFile(t, fieldPassphrase))
	return f
}

// sync reads the portal once, and returns what was counted, or why nothing was.
func (f *fieldCase) sync(passphraseFile string) map[string]string {
	f.t.Helper()
	var out, errs bytes.Buffer
	if code := run([]string{"sync", "--json", "--data-dir", f.office.dir, "--passphrase-file", passphraseFile}, &out, &errs); code != 0 {
		if errs.Len() == 0 {
			f.t.Errorf("exit code %d and no word", code)
		}
		return map[string]string{"refused": errs.String()}
	}
	var counts map[string]int
	if err := json.Unmarshal(out.Bytes(), &counts); err != nil {
		f.t.Fatal(err)
	}
	all := map[string]string{}
	for name, n := range counts {
		all[name] = strconv.Itoa(n)
	}
	return all
}

// app opens the window's half of the program, once it has read the portal.
func (f *fieldCase) app() *App {
	f.t.Helper()
	if f.opened == nil {
		f.opened = f.office.open(fieldPassphrase)
		f.office.until("the portal is read", func() bool {
			h, err := f.opened.Frame.Header()
			return err == nil && h.Freshness.ReadAt != ""
		})
	}
	return f.opened
}

func (f *fieldCase) page(id string) bindings.ServicePage {
	f.t.Helper()
	page, err := f.app().Service.Show(id)
	if err != nil {
		f.t.Fatal(err)
	}
	return page
}

// got is what the program answers.
func (f *fieldCase) got(c fieldCheck) string {
	f.t.Helper()
	switch c.check {
	case "sync":
		return counted(f.synced, c.given)
	case "sync again":
		path := filepath.Join(f.t.TempDir(), "passphrase")
		text, err := os.ReadFile(f.folder + "/passphrase")
		must(err)
		must(os.WriteFile(path, text, 0o600))
		return counted(f.sync(path), c.given)
	case "doctor":
		if c.given != "" {
			return string(f.doctor().state(doctor.Area(c.given)))
		}
		if f.doctor().OK {
			return string(doctor.Good)
		}
		return string(doctor.Bad)
	case "search":
		var ids []string
		for _, row := range f.office.find(f.app(), bindings.ServicesQuery{Text: c.given, Limit: 100}).Rows {
			ids = append(ids, row.ID)
		}
		return strings.Join(ids, " ")
	case "shows":
		return f.page(c.given).NumberPlain
	case "customer":
		return f.page(c.given).Customer
	case "date":
		events := f.page(c.given).Events
		if len(events) != 1 {
			f.t.Fatalf("%s has %d orders, want 1", c.given, len(events))
		}
		if events[0].Order.PlacedHow == bindings.PlacedFirstSeen {
			return ""
		}
		return events[0].Order.PlacedAt
	case "date or doctor":
		if s := f.doctor(); strings.Contains(s.text, "time_without_zone") {
			return c.right
		}
		return f.got(fieldCheck{check: "date", given: c.given})
	case "open":
		n := 0
		for _, e := range f.page(c.given).Events {
			if e.Open {
				n++
			}
		}
		return strconv.Itoa(n)
	case "place", "place twice":
		return f.place(c)
	case "request date":
		page, err := f.app().Requests.Show(c.given)
		must(err)
		return page.OrderedAt
	case "orders":
		if f.app().parts.Mirror.Freshness().Status == telecom.Unsure {
			return "not sure"
		}
		open, err := f.app().parts.Cache.OpenOrders()
		must(err)
		return strconv.Itoa(len(open))
	case "order":
		return f.order(c.given)
	case "link":
		l := f.office.leads(f.app(), c.given)
		return fmt.Sprint(l.Screen, " ", l.Order)
	case "clock":
		return f.app().parts.Cache.Cursor().Skew.Round(10 * time.Second).String()
	case "calm":
		for range 6 {
			_, err := f.app().parts.Mirror.Pass(f.t.Context())
			if p := f.app().parts.Mirror.Freshness().Problem; err != nil || p != nil {
				return fmt.Sprint(err, p)
			}
		}
		return c.right
	case "cycle":
		words := strings.Fields(c.given)
		zone, err := time.LoadLocation(words[0])
		must(err)
		active, err := time.Parse(time.RFC3339, words[1])
		must(err)
		now, err := time.Parse(time.RFC3339, words[2])
		must(err)
		from, _, _ := telecom.Cycle(&telecom.Service{Platform: "1.0", ActiveSince: active}, now, zone)
		return from.Format(time.DateOnly)
	}
	f.t.Fatalf("%q is no check", c.check)
	return ""
}

func counted(counts map[string]string, name string) string {
	if counts["refused"] != "" {
		return "refused"
	}
	return counts[name]
}

func (f *fieldCase) doctor() said {
	f.t.Helper()
	return f.office.doctor("--passphrase-file", passphraseFile(f.t, fieldPassphrase))
}

// place places a SIM swap, or what is named behind the service, and says what reached the portal.
func (f *fieldCase) place(c fieldCheck) string {
	f.t.Helper()
	words := strings.Fields(c.given)
	d := telecom.Draft{Kind: telecom.SIMSwap, ServiceID: words[0], SIMType: telecom.SIMPhysical, SIMNumber: "8961001000000077701"}
	if len(words) > 1 {
		service, _, _, err := f.app().parts.Cache.Service(words[0])
		must(err)
		first := service.Features[0]
		d = telecom.Draft{Kind: telecom.FeatureUpdate, ServiceID: words[0],
			Features: []telecom.FeatureChange{{Name: first.Name, From: first.On, To: !first.On}}}
	}
	times := 1
	if c.check == "place twice" {
		times = 2
	}
	var last telecom.SubmitResult
	for range times {
		got, err := f.app().parts.outbox.Submit(f.t.Context(), d, "kim", readAll)
		var b *telecom.Objection
		if err != nil && !errors.As(err, &b) && telecom.AsError(err) == nil {
			f.t.Fatal(err)
		}
		last = got
		_, _ = f.app().parts.Mirror.Pass(f.t.Context())
	}
	f.portal.mu.Lock()
	defer f.portal.mu.Unlock()
	switch n := len(f.portal.orders); {
	case n == 0:
		return "nothing sent"
	case n == 1 && last.Submission.State == telecom.SubmissionPlaced:
		return "one taken"
	case n == 1:
		return "one sent"
	default:
		return fmt.Sprint(n, " sent")
	}
}

// is reports whether an answer is the right one.
func (f *fieldCase) is(c fieldCheck, got, right string) bool {
	switch {
	case got == right:
		return true
	case c.check == "doctor" && right == "as sync":
		return (got == string(doctor.Bad)) == (f.synced["refused"] != "")
	case c.check == "search":
		found := strings.Fields(got)
		return !slices.ContainsFunc(strings.Fields(right), func(id string) bool {
			other, not := strings.CutPrefix(id, "!")
			return slices.Contains(found, other) == not
		})
	case c.check == "shows":
		return !slices.ContainsFunc(strings.Fields(right), func(part string) bool {
			other, not := strings.CutPrefix(part, "!")
			return strings.Contains(got, other) == not
		})
	case right == "unknown":
		return got == ""
	case strings.HasPrefix(right, "@now"):
		want, err := time.Parse(`"2006-01-02T15:04:05Z"`, string(withTimes([]byte(`"`+right+`"`))))
		must(err)
		at, err := time.Parse(time.RFC3339, got)
		return err == nil && at.Sub(want).Abs() < 2*time.Minute
	case c.check == "date" || c.check == "request date":
		at, _ := time.Parse(time.RFC3339, got)
		return at.Truncate(time.Second).Format(time.RFC3339) == right
	case right == "0 s":
		return got == "0s"
	}
	return false
}
