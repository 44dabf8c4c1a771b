package portal

import (
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// time.Parse knows the abbreviations of the computer's own zone, and would give each desk its own instant.
func TestDate_IsTheSameInstantOnEveryDesk(t *testing.T) {
	for _, zone := range []string{"UTC", "Australia/Sydney", "Australia/Perth", "America/Los_Angeles"} {
		desk := exec.Command(os.Args[0], "-test.run=^TestDate_ReadsAnyFormat$", "-test.v")
		desk.Env = append(os.Environ(), "TZ="+zone)
		if out, err := desk.CombinedOutput(); err != nil || !strings.Contains(string(out), "--- PASS") {
			t.Errorf("on a desk in %s: got %v, want the same instants\n%s", zone, err, out)
		}
	}
}

func TestDate_ReadsAnyFormat(t *testing.T) {
	read := func(t text) time.Time { return (&rules{}).date(t) }
	want := time.Date(2026, 11, 22, 4, 30, 0, 0, time.UTC)
	for _, s := range []text{"2026-11-22T04:30:00Z", "2026-11-22T14:30:00+10:00", "2026-11-22T14:30:00+1000", "2026-11-22T04:30:00.000Z",
		"2026-11-22T04:30:00", "2026-11-22T04:30", "2026-11-22 04:30:00", "2026-11-22 04:30:00.000", "1795321800", "1795321800000",
		"1795321800.0",
		"20261122T043000Z", " 2026-11-22T04:30:00Z "} {
		if got := read(s); !got.Equal(want) || got.Location() != time.UTC {
			t.Errorf("%q: %v", s, got)
		}
	}
	if got := read("2026-11-22"); !got.Equal(time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)) {
		t.Error(got)
	}
	in := func(zone string) *time.Location {
		l, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	sydney := dates{provider: in("Australia/Sydney")}
	for s, want := range map[text]string{
		"2026-10-20 12:00:00 AEDT": "2026-10-20T01:00:00Z", "Tue, 20 Oct 2026 12:00:00 AEDT": "2026-10-20T01:00:00Z",
		"2026-07-01 12:00:00 AEST": "2026-07-01T02:00:00Z",
		"2026-07-01 12:00:00 AEDT": "", "Tue, 20 Oct 2026 10:00:00 PST": "", "2026-10-20 12:00:00 CST": "", // not in Sydney, or not at that time
		"2026-04-05 02:30:00 AEDT": "2026-04-04T15:30:00Z", "2026-04-05 02:30:00 AEST": "2026-04-04T16:30:00Z", // clocks show 2:30 twice
		"2026-10-20T12:00:00+11:00[Australia/Sydney]": "2026-10-20T01:00:00Z", "2026-10-20T12:00[Europe/Berlin]": "2026-10-20T10:00:00Z",
		"2026-10-20T12:00[Moon/Base]": "",
		"/Date(1792458000000+1100)/":  "2026-10-20T01:00:00Z", "/Date(1792458000000)/": "2026-10-20T01:00:00Z",
		"2026, 10, 20, 12, 0": "2026-10-20T12:00:00Z", "2026, 10, 20, 12, 0, 5, 500000000": "2026-10-20T12:00:05Z", "2026, 99, 20, 12, 0": "",
		"20261020120000": "2026-10-20T12:00:00Z", "202610201200": "2026-10-20T12:00:00Z", "20261020": "2026-10-20T00:00:00Z",
		"Tue Oct 20 12:00:00 AEDT 2026":                                        "2026-10-20T01:00:00Z",
		"Tue Oct 20 2026 12:00:00 GMT+1100 (Australian Eastern Daylight Time)": "2026-10-20T01:00:00Z",
		"2026-10-20T12:00:00.000 UTC":                                          "2026-10-20T12:00:00Z",
		"20-Oct-2026 12:00:00":                                                 "2026-10-20T12:00:00Z",
		"Oct 20, 2026 1:00:00 PM":                                              "2026-10-20T13:00:00Z",
		"20261020120000000000":                                                 "", "99991231235959": "",
	} {
		got := ""
		if at, _ := sydney.read(s); !at.IsZero() {
			got = at.Truncate(time.Second).Format(time.RFC3339)
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", s, got, want)
		}
	}
	for d, want := range map[dates]string{sydney: "2026-10-20T12:00:00Z true",
		{in("Australia/Sydney"), in("Australia/Sydney")}: "2026-10-20T01:00:00Z false"} {
		at, zoneless := d.read("2026-10-20T12:00:00")
		if got := at.Format(time.RFC3339) + map[bool]string{true: " true", false: " false"}[zoneless]; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	for _, s := range []text{"", "soon", "0", "-1", "2026", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z",
		"22/11/2026", "NaN", "Inf", "1e300", "99999999999999999999"} {
		if got := read(s); !got.IsZero() {
			t.Errorf("%q: %v", s, got)
		}
	}
}
