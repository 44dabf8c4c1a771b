package doctor

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"commsdesk/backend/telecom"
)

var monday = time.Date(2026, 11, 23, 9, 0, 0, 0, time.FixedZone("east", 10*3600))

// wellClosed returns the facts of a closed program with nothing wrong.
func wellClosed() Facts {
	return Facts{
		Version: "1.0", At: monday,
		Config: Config{Path: "/home/x/config.toml", Profiles: 1, Profile: "Provider", Place: "production", ServiceInventory: "http://a",
			ServiceOrdering: "http://b"},
		Key: Key{Kept: KeptInKeychain},
		Portal: Portal{
			ServiceInventory: "http://a", ServiceOrdering: "http://b",
			Reach: []telecom.Reach{
				{API: telecom.ServiceInventory, Address: "http://a", Took: 12 * time.Millisecond},
				{API: telecom.ServiceOrdering, Address: "http://b", Took: 2300 * time.Millisecond},
			},
			Findings: telecom.Findings{{API: telecom.ServiceOrdering, Capability: telecom.NewestFirst, Works: true,
				Reason: telecom.AnsweredRight}},
		},
		Copy: Copy{Health: Whole, Bytes: 1_234_567, Services: 1234, Orders: 1, CompleteAt: monday.Add(-3 * time.Hour)},
	}
}

// wellOpen returns the facts of an open program with nothing wrong.
func wellOpen() Facts {
	f := wellClosed()
	f.Program = Program{Open: true, Step: StepOpen, Profile: "Provider"}
	f.Portal.Reach = nil
	f.Portal.Freshness = &telecom.Freshness{Status: telecom.Fresh, ReadAt: monday.Add(-12 * time.Second),
		NextTry: monday.Add(18 * time.Second)}
	f.Portal.OpenKnown = true
	return f
}

func find(r Report, a Area) (found []Check) {
	for _, c := range r.Checks {
		if c.Area == a {
			found = append(found, c)
		}
	}
	return found
}

func whole(t *testing.T, r Report) {
	t.Helper()
	for _, c := range r.Checks {
		if strings.TrimSpace(c.Text) == "" || c.Next == "" && (c.State == Bad || c.State == Warning) || strings.Contains(c.Text, "  ") ||
			marks[c.State] == "" {
			t.Errorf("got %+v; want a text, and a next step where something is wrong", c)
		}
	}
	if text, err := json.Marshal(r); err != nil || bytes.Contains(text, []byte("null")) {
		t.Errorf("got %s, %v; want no null", text, err)
	}
}

func TestExamine_NothingWrongIsOK(t *testing.T) {
	for _, f := range []Facts{wellClosed(), wellOpen()} {
		r := Examine(f)
		whole(t, r)
		if !r.OK || r.Open != f.Program.Open {
			t.Errorf("got %+v; want r.OK, r.Open == f.Program.Open", r)
		}
	}
}

func TestExamine_NoFactsIsAReport(t *testing.T) {
	r := Examine(Facts{})
	whole(t, r)
	if r.OK || r.Checks == nil {
		t.Errorf("got %+v; want !r.OK, r.Checks != nil", r)
	}
	whole(t, Examine(Facts{Program: Program{Open: true, Step: StepOpen}}))
	whole(t, Examine(Facts{Program: Program{Open: true, Step: StepFailed}}))
}

func TestReport_TimesAreUTC(t *testing.T) {
	text, err := json.Marshal(Examine(wellClosed()))
	if err != nil || !bytes.Contains(text, []byte(`"at":"2026-11-22T23:00:00Z"`)) {
		t.Errorf("got %s, %v; want UTC", text, err)
	}
	if c := find(Examine(wellClosed()), AreaCopy)[0]; !strings.Contains(c.Text, "2026-11-22 20:00:00 UTC, 3 hours ago") ||
		!strings.Contains(c.Text, "1,234 services, 1 order, 1.2 MB") {
		t.Error(c.Text)
	}
}

func TestExamine_NeverQuotesPortal(t *testing.T) {
	for _, code := range telecom.Codes() {
		e := &telecom.Error{Code: code, Text: "The portal failed. Nothing was changed. Try again.", Said: "SECRET of Jane",
			Cause: errors.New("SECRET cause")}
		for _, f := range []Facts{wellClosed(), wellOpen()} {
			f.Portal.Problem, f.Portal.Unproved, f.Key.Problem, f.Config.Problem = e, e, e, nil
			f.Portal.Reach = []telecom.Reach{{API: telecom.ServiceInventory, Problem: e}}
			f.Program.Problem = e
			f.Portal.Freshness = &telecom.Freshness{Status: telecom.Refused, Problem: e}
			f.Copy.Notices = []*telecom.Error{e}
			r := Examine(f)
			whole(t, r)
			g := f
			g.Config.Problem, g.Program.Step = e, StepFailed
			s := Examine(g)
			whole(t, s)
			one, _ := json.Marshal(r)
			two, _ := json.Marshal(s)
			if strings.Contains(string(one)+string(two), "SECRET") {
				t.Errorf("got %s\n%s; want no SECRET", one, two)
			}
		}
	}
}

func TestExamine_WordsEverySyncStatus(t *testing.T) {
	told := map[string]bool{}
	for status, state := range map[telecom.SyncStatus]State{
		telecom.Fresh: Good, telecom.FirstCopy: Good, telecom.Refreshing: Good, telecom.Stale: Warning,
		telecom.Offline: Bad, telecom.Refused: Bad, telecom.Unsure: Warning,
	} {
		f := wellOpen()
		f.Portal.Freshness.Status = status
		r := Examine(f)
		whole(t, r)
		c := find(r, AreaPortal)[0]
		if c.State != state || told[c.Text] {
			t.Errorf("%s: got %+v, want %s and words of its own", status, c, state)
		}
		told[c.Text] = true
	}
}

func TestExamine_WordsEveryHealthOfCopy(t *testing.T) {
	told := map[string]bool{}
	for health, state := range map[Health]State{
		Absent: Unknown, Whole: Good, InUse: Warning, Damaged: Bad, TooNew: Bad, Locked: Bad, Unreadable: Bad, "": Unknown,
	} {
		f := wellClosed()
		f.Copy.Health = health
		r := Examine(f)
		whole(t, r)
		c := find(r, AreaCopy)[0]
		if c.State != state || told[c.Text] {
			t.Errorf("%s: got %+v, want %s and words of its own", health, c, state)
		}
		told[c.Text] = true
	}
}

func TestExamine_WordsEveryCapabilityAndReason(t *testing.T) {
	for _, a := range telecom.Capabilities() {
		if capabilityWords[a].can == "" || capabilityWords[a].ask == "" {
			t.Errorf("got no words for %s, want some", a)
		}
		for _, works := range []bool{true, false} {
			for _, reason := range telecom.Reasons() {
				f := wellClosed()
				f.Portal.Findings = telecom.Findings{{API: telecom.ServiceOrdering, Capability: a, Works: works, Reason: reason}}
				whole(t, Examine(f))
			}
		}
	}
	f := wellClosed()
	for _, c := range []struct {
		newer, older bool
		says         string
		state        State
	}{
		{true, false, "filter orders by service.", Good},
		{false, true, "filter orders by service, by the field's older name", Good},
		{false, false, "cannot filter orders by service: other orders came too", Warning},
	} {
		f.Portal.Findings = telecom.Findings{
			{API: telecom.ServiceOrdering, Capability: telecom.FilterByService, Works: c.newer, Reason: telecom.AnsweredOther},
			{API: telecom.ServiceOrdering, Capability: telecom.FilterByServiceOlder, Works: c.older, Reason: telecom.AnsweredOther},
		}
		told := 0
		for _, x := range find(Examine(f), AreaCapabilities) {
			if strings.Contains(x.Text, "orders by service") {
				told++
				if !strings.Contains(x.Text, c.says) || x.State != c.state {
					t.Errorf("got %+v, want %+v", x, c)
				}
			}
		}
		if told != 1 {
			t.Errorf("%+v: got %d checks, want 1", c, told)
		}
	}
	f.Portal.Findings = telecom.Findings{{API: telecom.ServiceOrdering, Capability: telecom.CancelsOrders, Reason: telecom.RejectedIt}}
	if !slices.ContainsFunc(find(Examine(f), AreaCapabilities), func(c Check) bool {
		return strings.Contains(c.Text, "Orders cannot be cancelled in Commsdesk") &&
			strings.HasPrefix(c.Next, "Cancel orders in the portal.")
	}) {
		t.Error("nobody is told what to do where orders cannot be cancelled")
	}
	weak := func(works bool) State {
		f.Portal.Findings = telecom.Findings{{API: telecom.ServiceInventory, Capability: telecom.MissingAsFailure, Works: works,
			Reason: telecom.AnsweredRight}}
		for _, c := range find(Examine(f), AreaCapabilities) {
			if strings.HasPrefix(c.Text, "Service Inventory") || strings.Contains(c.Text, "whether Service Inventory") {
				return c.State
			}
		}
		return ""
	}
	if weak(true) != Warning || weak(false) != Good {
		t.Error("to answer with a failure is no strength")
	}
}

func TestExamine_WordsEveryPurposeAndStrategy(t *testing.T) {
	for _, n := range telecom.Purposes() {
		if purposeWords[n] == "" {
			t.Errorf("got no words for %s, want some", n)
		}
	}
	for _, w := range telecom.Strategies() {
		if strategyWords[w] == "" {
			t.Errorf("got no words for %s, want some", w)
		}
	}
}

func TestExamine_AddsUpOnlyKnownCosts(t *testing.T) {
	f := wellClosed()
	f.Portal.Load = telecom.Load{Services: 400, Orders: 400, ServiceBytes: 900, OrderBytes: 4000, LongestPage: 1000}
	costs := find(Examine(f), AreaCost)
	last := costs[len(costs)-1].Text
	if !strings.Contains(costs[0].Text, "depends on how many are open") || !strings.Contains(last, "without the open orders") {
		t.Errorf("%+v", costs)
	}
	f.Portal.Load = telecom.Load{}
	for _, c := range find(Examine(f), AreaCost) {
		if strings.Contains(c.Text, "together") || strings.Contains(c.Text, "about 0") {
			t.Errorf("got %+v; want no sum", c)
		}
	}
}

func TestExamine_OnlyRecentFailuresWarn(t *testing.T) {
	f := wellOpen()
	for i := range 15 {
		at := monday.Add(time.Duration(i-14) * 4 * time.Hour)
		f.Failures = append(f.Failures, telecom.Failure{From: at.Add(-time.Minute), Until: at, Times: 3, Code: telecom.Unreachable,
			Text: "The portal cannot be reached. Nothing was changed; you see the last copy. Check the network."})
	}
	r := Examine(f)
	whole(t, r)
	told := find(r, AreaFailures)
	if len(told) != failuresShown || told[0].State != Warning || told[9].State != Good || !r.OK ||
		told[0].Text != "From 2026-11-22 22:59:00 UTC until 2026-11-22 23:00:00 UTC, 3 times: The portal cannot be reached." {
		t.Errorf("%+v", told)
	}
}

func TestReport_WriteWrapsLines(t *testing.T) {
	r := Report{Version: "1.0\x1b[31m", At: monday, Checks: []Check{
		{Area: AreaDesk, State: Good, Text: "Short."},
		{Area: AreaConfiguration, State: Bad, Text: strings.Repeat("word ", 40), Next: strings.Repeat("step ", 30)},
		{Area: AreaPortal, State: Warning, Text: "At http://" + strings.Repeat("long", 40) + " it is.", Next: "Go."},
		{Area: "other", State: "other", Text: "\x1b[2JFrom another version\n\tof this program."},
	}}
	var b bytes.Buffer
	if err := r.Write(&b); err != nil {
		t.Fatal(err)
	}
	out := b.String()
	for _, want := range []string{
		"Commsdesk 1.0 [31m, 2026-11-22 23:00:00 UTC\n\nok       desk           Short.\n",
		"\nwrong    configuration  word word",
		"\n                        Next: step step",
		"\n                              step",
		"\nother    other          [2JFrom another version of this program.\n",
		"\n1 thing is wrong, with 1 warning.\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
	for line := range strings.Lines(out) {
		if len(line) > widthOfPage+1 && !strings.Contains(line, "long") {
			t.Errorf("%d columns: %q", len(line)-1, line)
		}
		if got := strings.TrimRight(line, " \n"); got != strings.TrimRight(line, "\n") {
			t.Errorf("it ends in spaces: %q: got %v, want %v", line, got, strings.TrimRight(line, "\n"))
		}
	}
	if strings.ContainsRune(out, '\x1b') {
		t.Error("it steers the terminal")
	}
	if err := r.Write(full{}); err == nil {
		t.Error("a full disk is not said")
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("full") }
