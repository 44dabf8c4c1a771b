package portal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
)

func sydney(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Australia/Sydney")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// told wants an error that can be shown, of a code.
func told(t *testing.T, what string, err error, code telecom.Code) {
	t.Helper()
	var e *telecom.Error
	if !errors.As(err, &e) || !strings.HasSuffix(e.Text, ".") || e.Code != code {
		t.Errorf("%s: got %v, want a sentence, with the code %v", what, err, code)
	}
}

// measured gives a simulated portal with all four APIs.
func measured(t *testing.T, c portalsim.Config, change ...func(*Config)) (*portalsim.Portal, *Portal) {
	t.Helper()
	sim, err := portalsim.New(c)
	if err != nil {
		t.Fatal(err)
	}
	sim.Freeze()
	srv, err := sim.Start("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { srv.Close() })
	own := Config{ServiceInventory: srv.ServiceInventory, ServiceOrdering: srv.ServiceOrdering, Usage: srv.Usage, Catalog: srv.Catalog,
		Country: "AU", UsageKey: c.UsageKey, Zone: sydney(t), Limits: Limits{Pause: time.Millisecond, Tries: 2}}
	for _, f := range change {
		f(&own)
	}
	p, err := New(own)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return sim, p
}

func TestUsage_ReadsEverySimulatedService(t *testing.T) {
	for _, kind := range portalsim.Personalities() {
		if kind == portalsim.Mock { // it shows no world
			continue
		}
		for _, variants := range [][]portalsim.Variant{nil, {portalsim.StringNumbers}} {
			t.Run(fmt.Sprint(kind, variants), func(t *testing.T) {
				_, p := measured(t, portalsim.Config{Seed: 7, Services: 30, Personality: kind, Variants: variants})
				page, err := p.Services(t.Context(), 0, 12)
				if err != nil {
					t.Fatal(err)
				}
				for _, s := range page.Items {
					if s.State != "active" {
						continue
					}
					got, err := p.Usage(t.Context(), s.ID)
					if err != nil {
						t.Fatal(s.ID, err)
					}
					speaks := !strings.HasPrefix(s.Plan, "Data ")
					if want := map[bool]int{true: 3, false: 1}[speaks]; len(got) != want {
						t.Errorf("%s on %s: %+v", s.ID, s.Plan, got)
						continue
					}
					from, to, ok := telecom.Cycle(&s, time.Now(), sydney(t))
					for i, u := range got {
						if u.Kind != telecom.UsageKinds()[i] || u.Used < 0 || !u.Unlimited && u.Allowance <= 0 || u.MeasuredAt.IsZero() {
							t.Errorf("%s: got %+v, want the kinds in order, each with an amount and a time", s.ID, u)
						}
						if want := []string{"GB", "minutes", "messages"}[i]; u.Unit != want {
							t.Errorf("%s: %s in %q", s.ID, u.Kind, u.Unit)
						}
						if ok && (!u.From.Equal(from) || !u.To.Equal(to)) {
							t.Errorf("%s: got cycle %v to %v, want %v to %v", s.ID, u.From, u.To, from, to)
						}
					}
				}
			})
		}
	}
}

func TestUsage_AsksOnceWithIgnoredFilter(t *testing.T) {
	for kind, works := range map[portalsim.Personality]bool{portalsim.Ideal: true, portalsim.Certified: false, portalsim.OpenNamed: false} {
		_, p := measured(t, portalsim.Config{Services: 30, Personality: kind})
		page, err := p.Services(t.Context(), 0, 3)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range page.Items {
			if _, err := p.Usage(t.Context(), s.ID); err != nil {
				t.Fatal(err)
			}
		}
		if got, known := p.usage.says(telecom.FilterByService); got != works || !known {
			t.Errorf("%s: the filter works: %v, known: %v", kind, got, known)
		}
	}
}

func TestUsage_ReadsByTheConfiguredKey(t *testing.T) {
	_, p := measured(t, portalsim.Config{Services: 20, UsageKey: "subscriptionKey"})
	if got, err := p.Usage(t.Context(), "SVC10440031"); err != nil || len(got) != 3 {
		t.Error(got, err)
	}
	_, p = measured(t, portalsim.Config{Services: 20, UsageKey: "subscriptionKey"}, func(c *Config) { c.UsageKey = "" })
	got, err := p.Usage(t.Context(), "SVC10440031")
	if told(t, "another name", err, telecom.Invalid); got != nil || !strings.Contains(err.Error(), `"serviceId"`) ||
		!strings.Contains(err.Error(), "usage_key") {
		t.Error(got, err)
	}
	_, p = measured(t, portalsim.Config{Personality: portalsim.Mock})
	_, err = p.Usage(t.Context(), "SVC10440031")
	told(t, "placeholders", err, telecom.Invalid)
}

func TestUsage_UnconfiguredSaysSo(t *testing.T) {
	p := served(t, answers(200, `[]`))
	got, err := p.Usage(t.Context(), "1")
	if told(t, "not configured", err, telecom.NotFound); got != nil ||
		!strings.HasPrefix(err.Error(), "This portal’s usage is not configured.") {
		t.Error(got, err)
	}
	if offer, err := p.Offer(t.Context()); err != nil || !cmp.Equal(offer, telecom.Offer{}) {
		t.Error(offer, err)
	}
}

func TestNew_ChecksOptionalAddresses(t *testing.T) {
	for _, base := range []string{"portal", "ftp://portal", "https://portal/x?y=1", "https://me:secret@portal/"} {
		for _, c := range []Config{{Usage: base}, {Catalog: base}} {
			c.ServiceInventory, c.ServiceOrdering = "http://p/si", "http://p/so"
			_, err := New(c)
			if told(t, base, err, telecom.Invalid); err == nil || strings.Contains(err.Error(), "secret") {
				t.Error(err)
			}
		}
	}
}

func TestUsage_ReportsFaults(t *testing.T) {
	for fault, code := range map[portalsim.Fault]telecom.Code{
		portalsim.Down: telecom.Unreachable, portalsim.Error500: telecom.Broken, portalsim.Busy429: telecom.Busy, portalsim.Half: telecom.Broken,
		portalsim.Unauthorized: telecom.Denied, portalsim.Forbidden: telecom.Denied, portalsim.Login: telecom.NotPortal,
	} {
		sim, p := measured(t, portalsim.Config{Services: 20})
		sim.SetFaults(fault)
		got, err := p.Usage(t.Context(), "SVC10440031")
		if told(t, string(fault)+", usage", err, code); got != nil {
			t.Errorf("%s: got %v, want none", fault, got)
		}
		offer, err := p.Offer(t.Context())
		if told(t, string(fault)+", catalog", err, code); !cmp.Equal(offer, telecom.Offer{}) {
			t.Errorf("%s: got %v, want none", fault, offer)
		}
	}
}

func TestUsage_NoneIsNoError(t *testing.T) {
	sim, p := measured(t, portalsim.Config{Services: 20})
	sim.SetFaults(portalsim.Empty)
	if got, err := p.Usage(t.Context(), "SVC10440031"); len(got) != 0 || err != nil {
		t.Error(got, err)
	}
	if offer, err := p.Offer(t.Context()); len(offer.Plans) != 0 || offer.ReadAt.IsZero() || err != nil {
		t.Error(offer, err)
	}
	sim.SetFaults()
	if got, err := p.Usage(t.Context(), "SVC10440031"); len(got) != 3 || err != nil {
		t.Error("an empty answer is believed afterwards:", got, err)
	}
	for _, faults := range [][]portalsim.Fault{nil, {portalsim.NotFound}} { // an empty list, and "not found" in its place
		_, p = measured(t, portalsim.Config{Services: 20, Faults: faults})
		if got, err := p.Usage(t.Context(), "nobody"); len(got) != 0 || err != nil {
			t.Error(faults, got, err)
		}
		if got, err := p.Usage(t.Context(), "SVC10440031"); len(got) != 3 || err != nil {
			t.Error(faults, got, err)
		}
	}
}

func TestUsage_WrongAddressIsAnError(t *testing.T) {
	for _, kind := range []portalsim.Personality{portalsim.Ideal, portalsim.Certified, portalsim.OpenNamed} {
		_, p := measured(t, portalsim.Config{Services: 20, Personality: kind},
			func(c *Config) { c.Usage, c.Catalog = c.Usage+"/x", c.Catalog+"/x" })
		got, err := p.Usage(t.Context(), "SVC10440031")
		if told(t, "usage", err, telecom.NotFound); got != nil || !strings.Contains(err.Error(), "Correct usage in [profile.api]") {
			t.Error(got, err)
		}
		offer, err := p.Offer(t.Context())
		if told(t, "catalog", err, telecom.NotFound); !offer.ReadAt.IsZero() ||
			!strings.Contains(err.Error(), "Correct catalog in [profile.api]") {
			t.Error(offer, err)
		}
	}
}

func TestUsage_WaitsForSlowPortalOrGivesUp(t *testing.T) {
	sim, p := measured(t, portalsim.Config{Services: 20, Latency: 50 * time.Millisecond})
	sim.SetFaults(portalsim.Slow)
	if got, err := p.Usage(t.Context(), "SVC10440031"); len(got) != 3 || err != nil {
		t.Error(got, err)
	}
	sim, p = measured(t, portalsim.Config{Services: 20, Latency: time.Second},
		func(c *Config) { c.Limits.Request, c.Limits.Tries = 20*time.Millisecond, 1 })
	sim.SetFaults(portalsim.Slow)
	_, err := p.Usage(t.Context(), "SVC10440031")
	told(t, "usage", err, telecom.Unreachable)
	_, err = p.Offer(t.Context())
	told(t, "catalog", err, telecom.Unreachable)
}

func TestUsage_MovingListsCountNothingTwice(t *testing.T) {
	sim, p := measured(t, portalsim.Config{Services: 20, Personality: portalsim.Certified})
	sim.SetFaults(portalsim.Duplicates)
	if got, err := p.Usage(t.Context(), "SVC10440031"); len(got) != 3 || err != nil {
		t.Error(got, err)
	}
	offer, err := p.Offer(t.Context())
	if len(offer.Plans) != 9 || len(offer.Packs) != 5 || len(offer.Features) != 5 || err != nil {
		t.Errorf("%+v, %v", offer, err)
	}
}

// usageServer lists rows, as many as asked for, and ignores every filter.
func usageServer(t *testing.T, rows []any, asked *atomic.Int32) *Portal {
	return served(t, func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		offset, _ := strconv.Atoi(r.URL.Query().Get("offset"))
		limit, _ := strconv.Atoi(r.URL.Query().Get("limit"))
		_ = json.NewEncoder(w).Encode(rows[min(offset, len(rows)):min(offset+limit, len(rows))])
	}, func(c *Config) { c.Usage = c.ServiceInventory })
}

func TestUsage_TooMuchIsAnError(t *testing.T) {
	var rows []any
	for i := range usageRowsAtMost + 1000 {
		rows = append(rows, map[string]any{"id": i, "usageType": "data",
			"usageCharacteristic": map[string]any{"serviceId": fmt.Sprint("S", i), "used": 1}})
	}
	var asked atomic.Int32
	p := usageServer(t, rows, &asked)
	got, err := p.Usage(t.Context(), "none")
	if told(t, "too much", err, telecom.Broken); got != nil || asked.Load() > usageRowsAtMost/1000+1+2 { // two find out how the list goes on
		t.Errorf("%v after %d questions", got, asked.Load())
	}
}

func TestUsage_EndOfContextIsNoFailure(t *testing.T) {
	_, p := measured(t, portalsim.Config{Services: 20})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Usage(ctx, "SVC10440031"); !errors.Is(err, ctx.Err()) {
		t.Error(err)
	}
}

// readUsage is what is read from one record, without its times.
func readUsage(t *testing.T, record string) []telecom.Usage {
	t.Helper()
	r, ok := usageOf(jsontext.Value(record), defaultUsageKey, time.UTC, false)
	if !ok || r.service != "S-1" {
		t.Fatalf("%s: %+v, %v", record, r, ok)
	}
	for i := range r.each {
		r.each[i].From, r.each[i].To, r.each[i].MeasuredAt = time.Time{}, time.Time{}, time.Time{}
	}
	return r.each
}

func TestQuantity_ReadsAnySpelling(t *testing.T) {
	gb := telecom.Usage{Kind: telecom.Data, Used: 12.5, Allowance: 60, Unit: "GB"}
	for name, c := range map[string]struct {
		kind, rest string
		want       []telecom.Usage
	}{
		"numbers": {"data", `{"name":"used","value":12.5},{"name":"allowance","value":60},{"name":"unit","value":"GB"}`,
			[]telecom.Usage{gb}},
		"strings": {"DATA", `{"name":"USED","value":"12.5"},{"name":"Allowance","value":"60"},{"name":"unit","value":"GB"}`,
			[]telecom.Usage{gb}},
		"units in the words": {"mobileData", `{"name":"used","value":"12,5 GB"},{"name":"quota","value":"60 GB"}`, []telecom.Usage{gb}},
		"units beside":       {"data", `{"name":"used","value":12.5,"unitOfMeasure":"GB"},{"name":"limit","value":60}`, []telecom.Usage{gb}},
		"objects": {"data", `{"name":"consumed","value":{"amount":12.5,"units":"GB"}},
			{"name":"included","value":{"value":"60","unit":"GB"}}`, []telecom.Usage{gb}},
		"two units": {"data", `{"name":"used","value":"12500 MB"},{"name":"allowance","value":"60 GB"}`, []telecom.Usage{gb}},
		"bytes": {"data", `{"name":"used","value":12500000000},{"name":"allowance","value":60000000000},
			{"name":"unit","value":"bytes"}`, []telecom.Usage{gb}},
		"kilobytes": {"data", `{"name":"used","value":"500000 KB"}`, []telecom.Usage{{Kind: telecom.Data, Used: 500, Unit: "MB"}}},
		"what is left": {"data", `{"name":"remaining","value":47.5},{"name":"allowance","value":60},{"name":"unit","value":"GB"}`,
			[]telecom.Usage{gb}},
		"no type": {"", `{"name":"used","value":"12.5 GB"},{"name":"allowance","value":"60 GB"}`, []telecom.Usage{gb}},
		"seconds": {"Voice call", `{"name":"used","value":90},{"name":"allowance","value":"unlimited"},{"name":"unit","value":"seconds"}`,
			[]telecom.Usage{{Kind: telecom.Voice, Used: 1.5, Unit: "min", Unlimited: true}}},
		"minutes": {"voice", `{"name":"used","value":90},{"name":"allowance","value":-1},{"name":"unit","value":"minutes"}`,
			[]telecom.Usage{{Kind: telecom.Voice, Used: 90, Unit: "minutes", Unlimited: true}}},
		"thousands": {"SMS", `{"name":"used","value":"1,024"},{"name":"allowance","value":"2 000 messages"}`,
			[]telecom.Usage{{Kind: telecom.SMS, Used: 1024, Allowance: 2000, Unit: "messages"}}},
		"a switch": {"sms", `{"name":"used","value":3},{"name":"unlimited","value":true}`,
			[]telecom.Usage{{Kind: telecom.SMS, Used: 3, Unlimited: true}}},
		"units that do not fit": {"data", `{"name":"used","value":"3 GB"},{"name":"allowance","value":"30 tokens"}`,
			[]telecom.Usage{{Kind: telecom.Data, Used: 3, Unit: "GB"}}},
		"all kinds in one": {"summary", `{"name":"dataUsed","value":"12.5 GB"},{"name":"dataAllowance","value":"60 GB"},
			{"name":"smsUsed","value":7}`, []telecom.Usage{gb, {Kind: telecom.SMS, Used: 7}}},
		"nothing used": {"data", `{"name":"used","value":0},{"name":"unit","value":"GB"}`,
			[]telecom.Usage{{Kind: telecom.Data, Unit: "GB"}}},
		"no amount":         {"data", `{"name":"allowance","value":60}`, nil},
		"a word":            {"data", `{"name":"used","value":"a lot"}`, nil},
		"less than nothing": {"data", `{"name":"used","value":-5}`, nil},
		"too much":          {"data", `{"name":"used","value":1e300}`, nil},
		"another kind":      {"mms", `{"name":"used","value":5}`, nil},
	} {
		record := `{"id":"1","usageType":"` + c.kind + `","usageCharacteristic":[{"name":"serviceId","value":"S-1"},` + c.rest + `]}`
		if d := cmp.Diff(c.want, readUsage(t, record)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

func TestUsage_ToleratesWrongShapes(t *testing.T) {
	for _, record := range []string{
		`{"usageCharacteristic":{"serviceId":"S-1","used":"12.5 GB"},"usageType":"data"}`,
		`{"usageCharacteristic":[{"name":"used","value":[12.5]},{"name":"unit","value":["GB"]}],"service":{"id":"S-1"},"usageType":["data"]}`,
		`{"id":7,"usageCharacteristic":[null,3,"x",{"name":"ServiceID","value":{"id":"S-1"}},{"name":"used","value":{"a":{"value":"12.5"}}},
			{"value":1}],"usageSpecification":"mobile data","usageDate":{}}`,
	} {
		got := readUsage(t, record)
		if len(got) != 1 || got[0].Used != 12.5 || got[0].Kind != telecom.Data {
			t.Errorf("%s: got %+v, want 12.5 of data", record, got)
		}
	}
	for _, record := range []string{`7`, `"x"`, `[]`, `null`} {
		if r, ok := usageOf(jsontext.Value(record), "", time.UTC, false); ok {
			t.Errorf("%s: got %+v, want none", record, r)
		}
	}
	p := served(t, answers(200, `[{"id":"1","usageCharacteristic":7},null,{"id":"2","usageType":"data",
		"usageCharacteristic":[{"name":"serviceId","value":"S-1"},{"name":"used","value":"2"}]}]`),
		func(c *Config) { c.Usage = c.ServiceInventory })
	if got, err := p.Usage(t.Context(), "S-1"); err != nil || len(got) != 1 {
		t.Error(got, err)
	}
}

func TestUsage_CycleDaysAreInTheProvidersZone(t *testing.T) {
	zone := sydney(t)
	for _, c := range []struct {
		written string
		last    bool
		want    string
	}{
		{"2026-10-28", false, "2026-10-28"}, {"2026-11-27", true, "2026-11-27"},
		{"2026-10-27T13:00:00Z", false, "2026-10-28"}, {"2026-11-27T13:00:00Z", true, "2026-11-27"}, // a midnight in Sydney
		{"2026-11-27T23:59:59", true, "2026-11-27"}, {"2026-11-28T00:00:00+11:00", true, "2026-11-27"},
		{"2026-11-27T12:59:59.999Z", true, "2026-11-27"}, {"1793106000000", false, "2026-10-28"},
		{"soon", false, "0001-01-01"}, {"0001-01-01", false, "0001-01-01"},
	} {
		if got := dayIn(text(c.written), zone, c.last); got.Format(time.DateOnly) != c.want {
			t.Errorf("%s, last %v: %v", c.written, c.last, got)
		}
	}
}

func TestUsage_CountsOnlyTheCurrentCycle(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	row := func(id, kind, from, to, measured, status string, used int, more string) usageRow {
		r, ok := usageOf(jsontext.Value(fmt.Sprintf(`{"id":%q,"usageType":%q,"usageDate":%q,"status":%q,"usageCharacteristic":[
			{"name":"cycleStart","value":%q},{"name":"cycleEnd","value":%q},{"name":"used","value":%d}%s]}`,
			id, kind, measured, status, from, to, used, more)), "", time.UTC, false)
		if !ok {
			t.Fatal(id)
		}
		return r
	}
	allowance := `,{"name":"allowance","value":90}`
	for name, c := range map[string]struct {
		rows   []usageRow
		used   []float64
		events bool
	}{
		"the cycle before": {[]usageRow{row("1", "data", "2026-09-28", "2026-10-27", "", "", 5, ""),
			row("2", "data", "2026-10-28", "2026-11-27", "", "", 6, "")}, []float64{6}, false},
		"only one that is over": {[]usageRow{row("1", "data", "2026-09-28", "2026-10-27", "", "", 5, "")}, nil, false},
		"the next one":          {[]usageRow{row("1", "data", "2026-11-28", "2026-12-27", "", "", 5, "")}, nil, false},
		"its last day":          {[]usageRow{row("1", "data", "2026-10-23", "2026-11-22", "", "", 5, "")}, []float64{5}, false},
		"no end": {[]usageRow{row("1", "data", "2026-10-28", "", "", "", 5, ""),
			row("2", "data", "2026-09-28", "", "", "", 4, "")}, []float64{5}, false},
		"measured twice": {[]usageRow{row("1", "data", "2026-10-28", "", "2026-11-21", "", 5, ""),
			row("2", "data", "2026-10-28", "", "2026-11-20", "", 4, "")}, []float64{5}, false},
		"two parts": {[]usageRow{row("1", "data", "2026-10-28", "", "2026-11-21", "", 5, ""),
			row("2", "data", "2026-10-28", "", "2026-11-21", "", 4, "")}, []float64{5, 4}, false},
		"no cycle": {[]usageRow{row("1", "data", "", "", "2026-11-21", "rated", 5, ""),
			row("2", "data", "", "", "2026-10-21", "Billed", 4, "")}, []float64{5}, false},
		"single uses": {[]usageRow{row("1", "data", "", "", "2026-11-21", "rated", 5, ""),
			row("2", "data", "", "", "2026-11-20", "rated", 4, "")}, nil, true},
		"totals as they grow": {[]usageRow{row("1", "data", "", "", "2026-11-21", "", 5, allowance),
			row("2", "data", "", "", "2026-11-20", "", 4, allowance)}, []float64{5}, false},
		"in the order of kinds": {[]usageRow{row("1", "sms", "2026-10-28", "", "", "", 5, ""), row("2", "voice", "2026-10-28", "", "", "", 4, ""),
			row("3", "data", "2026-10-28", "", "", "", 3, "")}, []float64{3, 4, 5}, false},
		"nothing": {nil, nil, false},
	} {
		got, events := presentUsage(c.rows, now)
		var used []float64
		for _, u := range got {
			used = append(used, u.Used)
		}
		if d := cmp.Diff(c.used, used); d != "" || events != c.events {
			t.Errorf("%s: %s, single uses: %v", name, d, events)
		}
	}
	p := served(t, answers(200, `[{"id":"1","usageType":"data","usageCharacteristic":{"serviceId":"S-1","volume":"2 MB"}},
		{"id":"2","usageType":"data","usageCharacteristic":{"serviceId":"S-1","volume":"3 MB"}}]`),
		func(c *Config) { c.Usage = c.ServiceInventory })
	_, err := p.Usage(t.Context(), "S-1")
	told(t, "single uses", err, telecom.Broken)
}

// FuzzUsage: an amount is a number that can be shown, of a kind that there is, in a unit that people read; a cycle ends
// after it began; the name of the service's characteristic counts without case and separators.
func FuzzUsage(f *testing.F) {
	for _, s := range append([]string{
		`{"id":"1","usageType":"data","usageDate":"2026-11-21T10:00:00Z","usageCharacteristic":[{"name":"serviceId","value":"S-1"},
			{"name":"used","value":12.5},{"name":"allowance","value":"unlimited"},{"name":"unit","value":"GB"},
			{"name":"cycleStart","value":"2026-10-28"},{"name":"cycleEnd","value":"2026-11-27"}]}`,
		`{"usageCharacteristic":{"serviceId":7,"dataUsed":"12,5 KB","dataAllowance":{"amount":1e14,"units":"bytes"},"voiceUsed":"90 s"},
			"billingPeriod":{"startDateTime":1793106000000,"endDateTime":"0001-01-01"}}`,
		`{"usageType":"voice","usageCharacteristic":[{"name":"remaining","value":"1'000 min"},{"name":"allowance","value":"20 h"}],
			"ratedProductUsage":{"isBilled":"yes"}}`,
		`{"usageType":"data","usageCharacteristic":[{"name":"used","value":"999999999999999 TB"},{"name":"allowance","value":"0.000001 b"}]}`,
	}, seeds...) {
		f.Add([]byte(s))
	}
	zone := sydney(f)
	f.Fuzz(func(t *testing.T, record []byte) {
		if !jsontext.Value(record).IsValid(lenient) {
			return
		}
		r, ok := usageOf(jsontext.Value(record), "serviceId", zone, false)
		if ok != (jsontext.Value(record).Kind() == '{') && len(record) < 1000 {
			t.Errorf("an object is read: %v", ok)
		}
		for _, u := range r.each {
			for _, n := range []float64{u.Used, u.Allowance} {
				if n < 0 || math.IsNaN(n) || math.IsInf(n, 0) {
					t.Errorf("the amount %v", n)
				}
			}
			if !slices.Contains(telecom.UsageKinds(), u.Kind) || tooSmall(u.Kind, u.Unit) || u.Unlimited && u.Allowance != 0 {
				t.Errorf("got %+v, want a known kind in a readable unit", u)
			}
			if !u.From.IsZero() && !u.To.IsZero() && u.To.Before(u.From) {
				t.Errorf("from %v to %v", u.From, u.To)
			}
		}
		if again, alike := usageOf(jsontext.Value(record), "SERVICE_id", zone, false); alike != ok || again.service != r.service ||
			len(again.each) != len(r.each) {
			t.Errorf("first %+v, then %+v", r, again)
		}
	})
}

// FuzzQuantity: a number is read the same as a number, as a word, and with a unit behind it.
func FuzzQuantity(f *testing.F) {
	for _, s := range []string{"12.5", "1,024", "1.024,5", "1 024.5 GB", "0,512", "unlimited", "-1", "", "1e999", "٣", "5GB", "5 GB/month",
		"1,2,3", "1.2.3,4,5"} {
		f.Add(s, 12.5)
	}
	f.Fuzz(func(t *testing.T, word string, n float64) {
		q := quantityOf(word)
		if q.known && (q.number < 0 || q.number > most || q.endless) || q != quantityOf(" "+word+"\t") {
			t.Errorf("%q: %+v", word, q)
		}
		if n = math.Abs(n); !(n <= most) || n < 1e-6 && n != 0 {
			return
		}
		plain := strconv.FormatFloat(n, 'f', -1, 64)
		for _, written := range []string{plain, plain + " GB", plain + "GB"} {
			if got := quantityOf(written); !got.known || got.number != n || got.unit != "" != (written != plain) {
				t.Errorf("%s: got %+v, want %v, with the unit as written", written, got, n)
			}
		}
	})
}

// A thousands separator is never taken for a decimal one, nor the other way round: what may be either is read as people in
// the portal's country write, or stays as the portal wrote it.
func TestQuantity_IsNeverWrongByAThousand(t *testing.T) {
	for written, want := range map[string]struct{ point, comma float64 }{ // zero: in words only
		"1,024 MB": {1024, 0}, "1.024 MB": {1.024, 0}, "1,024": {1024, 0}, "100.000": {100, 0},
		"1.024,5 MB": {1024.5, 1024.5}, "1,024.5 MB": {1024.5, 1024.5}, "1,024.500": {1024.5, 1024.5},
		"1 024 MB": {1024, 1024}, "1\u00a0024 MB": {1024, 1024}, "1\u202f024,5 MB": {1024.5, 1024.5}, "1\u2009024": {1024, 1024},
		"1'024": {1024, 1024}, "1’024.500": {1024.5, 1024.5}, "1 024.512": {1024.512, 1024.512},
		"1.024.000": {1024000, 1024000}, "1,024,000": {1024000, 1024000}, "1,02,400": {102400, 102400}, "12,34,567.5": {1234567.5, 1234567.5},
		"1,5": {1.5, 1.5}, "1.50": {1.5, 1.5}, "0.512": {.512, .512}, "0,512": {.512, .512}, "1024.125": {1024.125, 1024.125},
		"1.5e3": {1500, 1500}, "1,5e3": {1500, 1500}, "60 GB": {60, 60},
		"1,02,4": {}, "1.024.5": {}, "1.5,25.5": {}, "1,2,3": {}, "1,02.5": {},
	} {
		got := quantityOf(written)
		if p, c := got.as(false), got.as(true); p.number != want.point || c.number != want.comma || p.known != (want.point > 0) ||
			c.known != (want.comma > 0) || p.text != written {
			t.Errorf("%s: got %v and %v, want %v", written, p.number, c.number, want)
		}
	}
	if got := writesComma("au"); got || writesComma("") || !writesComma("DE") || !writesComma("at ") {
		t.Error("got a comma in Australia, or none in Germany")
	}
}

func TestUsage_SaysWhatThePortalWroteWhereThatIsNotClear(t *testing.T) {
	usage := `{"id":"1","usageType":"data","usageCharacteristic":[{"name":"serviceId","value":"S-1"},{"name":"used","value":%s},
		{"name":"allowance","value":"60.000 MB"}]}`
	offer := `{"id":"7","name":"Large","category":"tariff",
		"productCharacteristic":[{"name":"platform","value":"2.0"},{"name":"data","value":%s}],
		"productOfferingPrice":[{"priceType":"recurring","recurringChargePeriod":"monthly","price":{"unit":"EUR","value":%s}}]}`
	for _, c := range []struct {
		country, written string
		used             telecom.Usage
		included         telecom.Allowance
		price            string
	}{
		{"DE", `"1.024 MB"`, telecom.Usage{Kind: telecom.Data, Says: "1.024 MB"}, telecom.Allowance{Kind: telecom.Data, Says: "1.024 MB"}, ""},
		{"DE", `"1.024,5 MB"`, telecom.Usage{Kind: telecom.Data, Used: 1024.5, Unit: "MB"},
			telecom.Allowance{Kind: telecom.Data, Amount: 1024.5, Unit: "MB"}, "1024.50"},
		{"DE", `1.024`, telecom.Usage{Kind: telecom.Data, Used: 1.024}, telecom.Allowance{Kind: telecom.Data, Amount: 1.024}, "1.024"},
		{"AU", `"1,024 MB"`, telecom.Usage{Kind: telecom.Data, Used: 1024, Allowance: 60, Unit: "MB"},
			telecom.Allowance{Kind: telecom.Data, Amount: 1024, Unit: "MB"}, "1024.00"},
	} {
		p := served(t, func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.URL.Query().Get("offset") != "" && r.URL.Query().Get("offset") != "0":
				answers(200, `[]`)(w, r)
			case strings.HasSuffix(r.URL.Path, "/usage"):
				answers(200, "["+fmt.Sprintf(usage, c.written)+"]")(w, r)
			default:
				answers(200, "["+fmt.Sprintf(offer, c.written, c.written)+"]")(w, r)
			}
		}, func(cfg *Config) {
			cfg.Country, cfg.Usage, cfg.Catalog = c.country, cfg.ServiceOrdering, cfg.ServiceOrdering
		})
		got, err := p.Usage(t.Context(), "S-1")
		if err != nil || !cmp.Equal(got, []telecom.Usage{c.used}) {
			t.Errorf("%s %s: got %+v, %v; want %+v", c.country, c.written, got, err, c.used)
		}
		plans, err := p.Offer(t.Context())
		if err != nil || len(plans.Plans) != 1 || !cmp.Equal(plans.Plans[0].Allowances, []telecom.Allowance{c.included}) ||
			plans.Plans[0].Price != c.price {
			t.Errorf("%s %s: got %+v, %v; want %+v for %q", c.country, c.written, plans.Plans, err, c.included, c.price)
		}
	}
}

func TestUsage_FilterSendsTheIDVerbatim(t *testing.T) {
	var got atomic.Value
	p := served(t, func(w http.ResponseWriter, r *http.Request) {
		if v := r.URL.Query().Get("usageCharacteristic.value"); v != "" {
			got.Store(v)
		}
		answers(200, `[]`)(w, r)
	}, func(c *Config) { c.Usage = c.ServiceOrdering })
	id := "a,b &c=" + url.QueryEscape("ü")
	if _, err := p.Usage(t.Context(), id); err != nil || got.Load() != id {
		t.Error(got.Load(), err)
	}
}
