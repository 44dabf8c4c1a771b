package telecom

import (
	"strings"
	"testing"
	"time"
)

func TestEvents_GroupsRelatedOrders(t *testing.T) {
	t0 := at(t, "2026-11-10T00:00:00Z")
	order := func(id string, minutes int, relations ...Relation) Order {
		return Order{ID: id, OrderedAt: t0.Add(time.Duration(minutes) * time.Minute), State: "completed", Relations: relations}
	}
	for name, c := range map[string]struct {
		orders []Order
		want   string
	}{
		"strangers stay apart":  {[]Order{order("A", 0), order("B", 1)}, "B A"},
		"a part names its head": {[]Order{order("A", 0), order("B", 1, Relation{"isPartOf", "A"}), order("C", 2)}, "C A(B)"},
		"a head names its parts": {[]Order{order("A", 5, Relation{"hasPart", "B"}, Relation{"hasPart", "C"}), order("B", 1),
			order("C", 0)}, "A(C B)"},
		"both name each other":     {[]Order{order("A", 0, Relation{"parent", "B"}), order("B", 1, Relation{"child", "A"})}, "B(A)"},
		"a word that says nothing": {[]Order{order("A", 1, Relation{"string", "B"}), order("B", 0)}, "B(A)"},
		"a chain is one": {[]Order{order("A", 0), order("B", 1, Relation{"dependsOn", "A"}),
			order("C", 2, Relation{"dependsOn", "B"})}, "A(B C)"},
		"one that replaces another is new": {[]Order{order("A", 0), order("B", 1, Relation{"replaces", "A"})}, "B A"},
		"a relation to nowhere":            {[]Order{order("A", 0, Relation{"isPartOf", "Z"})}, "A"},
		"a relation to itself":             {[]Order{order("A", 0, Relation{"isPartOf", "A"})}, "A"},
		"none":                             {nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, e := range Events(c.orders) {
				text := e.Order.ID
				if len(e.Parts) > 0 {
					var parts []string
					for _, p := range e.Parts {
						parts = append(parts, p.ID)
					}
					text += "(" + strings.Join(parts, " ") + ")"
				}
				got = append(got, text)
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("got %q, want %q", strings.Join(got, " "), c.want)
			}
		})
	}
}

func TestSupportText_HoldsWhatSupportAsksFor(t *testing.T) {
	start := at(t, "2026-11-10T00:00:00Z")
	e := Event{
		Order: Order{ID: "ORD00003927848", KindWord: "simSwap", State: "inProgress", OrderedAt: start, StartedAt: start.Add(time.Second),
			Trail: []Stage{{At: start, Text: "Received by the portal"},
				{At: start.Add(time.Minute), Code: "BPCN", Text: "Awaiting carrier confirmation"}},
			Says: []Remark{{Kind: RemarkAlert, Text: "Carrier does not answer"}}},
		Parts: []Order{{ID: "ORD00003927849", Trail: []Stage{{At: start, Code: "PCN_CON", Text: "Sent to carrier"}}}},
	}
	clock, _ := ClockOfEvent(&e, "2.0", DefaultLimits(), time.UTC)
	text := SupportText(&Service{ID: "SVC1", Number: "+61491570156", Customer: "Harriet Lowe"}, &e, clock, start.Add(46*time.Minute),
		start.Add(47*time.Minute), time.Minute)
	for _, want := range []string{"ORD00003927848", "+61491570156", "SVC1", "simSwap", "inProgress", "47 minutes", "(BPCN)",
		"2026-11-10 00:01:00 UTC",
		"Carrier does not answer", "Part ORD00003927849, status not given", "(PCN_CON)", "2026-11-10 00:46:00 UTC"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	if strings.Contains(text, "Harriet") {
		t.Errorf("the customer's name is in it:\n%s", text)
	}
}

func at(t *testing.T, text string) time.Time {
	t.Helper()
	when, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return when
}

func sydney(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Australia/Sydney")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func TestClock_StuckPastItsKindsLimit(t *testing.T) {
	start := at(t, "2026-11-10T00:00:00Z")
	for name, c := range map[string]struct {
		order    Order
		platform string
		after    time.Duration
		stuck    bool
	}{
		"a SIM swap at its limit": {Order{State: "inProgress", Kind: SIMSwap, StartedAt: start}, "2.0", 30 * time.Minute, false},
		"a SIM swap past its limit": {Order{State: "inProgress", Kind: SIMSwap, StartedAt: start}, "2.0", 30*time.Minute + time.Second,
			true},
		"acknowledged counts too":      {Order{State: "acknowledged", Kind: SIMSwap, OrderedAt: start}, "2.0", time.Hour, true},
		"no status counts too":         {Order{Kind: SIMSwap, OrderedAt: start}, "2.0", time.Hour, true},
		"an unknown status counts too": {Order{State: "assigned", OrderedAt: start}, "2.0", time.Hour, true},
		"a port has three hours":       {Order{State: "inProgress", Kind: NumberPort, StartedAt: start}, "2.0", 3 * time.Hour, false},
		"a port past three hours": {Order{State: "inProgress", Kind: NumberPort, StartedAt: start}, "2.0", 3*time.Hour + time.Second,
			true},
		"one that waits for information":   {Order{State: "pending", Kind: SIMSwap, StartedAt: start}, "2.0", 48 * time.Hour, false},
		"one that is held":                 {Order{State: "held", Kind: SIMSwap, StartedAt: start}, "2.0", 48 * time.Hour, false},
		"a complete one never":             {Order{State: "completed", Kind: SIMSwap, StartedAt: start}, "2.0", 48 * time.Hour, false},
		"a failed one never":               {Order{State: "failed", Kind: SIMSwap, StartedAt: start}, "2.0", 48 * time.Hour, false},
		"a 1.0 plan change like any other": {Order{State: "inProgress", Kind: ChangePlan, StartedAt: start}, "1.0", time.Hour, true},
		"a 2.0 plan change waits":          {Order{State: "inProgress", Kind: ChangePlan, StartedAt: start}, "2.0", 16 * 24 * time.Hour, false},
		"a 2.0 plan change after the 27th": {Order{State: "inProgress", Kind: ChangePlan, StartedAt: start}, "2.0", 18 * 24 * time.Hour, true},
		"without any time":                 {Order{State: "inProgress", Kind: SIMSwap}, "2.0", 48 * time.Hour, false},
	} {
		t.Run(name, func(t *testing.T) {
			clock := ClockOf(&c.order, c.platform, DefaultLimits(), sydney(t))
			if got := clock.Stuck(start.Add(c.after)); got != c.stuck {
				t.Errorf("stuck %v after %v: %+v", got, c.after, clock)
			}
		})
	}
}

func TestClock_PicksTheBestStart(t *testing.T) {
	ordered, stage, started, seen := at(t, "2026-11-10T00:00:00Z"), at(t, "2026-11-10T00:01:00Z"), at(t, "2026-11-10T00:02:00Z"),
		at(t, "2026-11-10T01:00:00Z")
	o := Order{State: "inProgress", OrderedAt: ordered, StartedAt: started, SeenAt: seen, Trail: []Stage{{}, {At: stage}}}
	for _, step := range []struct {
		want    time.Time
		atLeast bool
		forget  func()
	}{
		{started, false, func() { o.StartedAt = time.Time{} }},
		{stage, false, func() { o.Trail = nil }},
		{ordered, false, func() { o.OrderedAt = time.Time{} }},
		{seen, true, func() { o.StartedAt, o.Zoneless = started, true }},
		{seen, true, func() {}},
	} {
		if c := ClockOf(&o, "", DefaultLimits(), time.UTC); !c.Since.Equal(step.want) || c.AtLeast != step.atLeast {
			t.Errorf("runs since %v (at least %v), want %v", c.Since, c.AtLeast, step.want)
		}
		step.forget()
	}
}

func TestNextChangeDay_On27thWaitsForTheNext(t *testing.T) {
	for placed, want := range map[string]string{
		"2026-11-10T00:00:00Z": "2026-11-27",
		"2026-11-26T12:59:59Z": "2026-11-27", // the 26th, 23:59:59 in Sydney
		"2026-11-26T13:00:00Z": "2026-12-27", // the 27th has begun in Sydney
		"2026-11-27T12:59:59Z": "2026-12-27",
		"2026-12-28T00:00:00Z": "2027-01-27",
	} {
		if got := NextChangeDay(at(t, placed), sydney(t)).Format(time.DateOnly); got != want {
			t.Errorf("placed %s takes effect on %s, want %s", placed, got, want)
		}
	}
}

func TestClock_RunsByTheOpenPart(t *testing.T) {
	start := at(t, "2026-11-10T00:00:00Z")
	e := Event{Order: Order{State: "completed"}, Parts: []Order{{State: "completed"}, {State: "inProgress", StartedAt: start}}}
	c, by := ClockOfEvent(&e, "2.0", DefaultLimits(), time.UTC)
	if !e.Open() || by != &e.Parts[1] || !c.Since.Equal(start) || !c.Stuck(start.Add(time.Hour)) {
		t.Errorf("%+v", c)
	}
	if c, by := ClockOfEvent(&Event{Order: Order{State: "failed"}}, "2.0", DefaultLimits(), time.UTC); by != nil || c != (Clock{}) {
		t.Errorf("%+v", c)
	}
}

func TestClock_WaitingOrderHidesNoStuckPart(t *testing.T) {
	start := at(t, "2026-11-10T00:00:00Z")
	for _, state := range []string{"held", "pending"} {
		e := Event{Order: Order{State: state, StartedAt: start}, Parts: []Order{{State: "inProgress", StartedAt: start}}}
		if c, by := ClockOfEvent(&e, "2.0", DefaultLimits(), time.UTC); by != &e.Parts[0] || !c.Stuck(start.Add(time.Hour)) {
			t.Errorf("%s: %+v", state, c)
		}
		e.Parts[0].State = "completed"
		if c, by := ClockOfEvent(&e, "2.0", DefaultLimits(), time.UTC); by != &e.Order || c.Stuck(start.Add(time.Hour)) || !c.Since.Equal(start) {
			t.Errorf("%s: %+v", state, c)
		}
	}
}

func TestCycle_FollowsPlatform(t *testing.T) {
	for name, c := range map[string]struct {
		service  Service
		now      string
		from, to string
	}{
		"2.0 is fixed":         {Service{Platform: "2.0"}, "2026-11-22T00:00:00Z", "2026-10-28", "2026-11-27"},
		"2.0 on its last day":  {Service{Platform: "2.0"}, "2026-11-27T12:00:00Z", "2026-10-28", "2026-11-27"},
		"2.0 on its first day": {Service{Platform: "2.0"}, "2026-11-27T13:00:00Z", "2026-11-28", "2026-12-27"},
		"1.0 from activation": {Service{Platform: "1.0", ActiveSince: at(t, "2025-03-15T01:00:00Z")}, "2026-11-22T00:00:00Z", "2026-11-15",
			"2026-12-14"},
		"1.0 activated on the 31st": {Service{Platform: "1.0", ActiveSince: at(t, "2025-01-31T01:00:00Z")}, "2026-02-10T00:00:00Z", "2026-01-31",
			"2026-02-27"},
		"1.0 without a date":         {Service{Platform: "1.0"}, "2026-11-22T00:00:00Z", "", ""},
		"a platform nobody knows of": {Service{Platform: "9"}, "2026-11-22T00:00:00Z", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			from, to, ok := Cycle(&c.service, at(t, c.now), sydney(t))
			if ok != (c.from != "") || ok && (from.Format(time.DateOnly) != c.from || to.Format(time.DateOnly) != c.to) {
				t.Errorf("from %v to %v, %v", from, to, ok)
			}
		})
	}
}
