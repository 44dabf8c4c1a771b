package telecom

import (
	"reflect"
	"testing"
	"time"
)

func TestDecidable_NeedsSearchesAndTime(t *testing.T) {
	sent := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		state SubmissionState
		scans int
		after time.Duration
		want  bool
	}{
		"three times and a quarter of an hour": {SubmissionUnsure, 3, 15 * time.Minute, true},
		"a second too early":                   {SubmissionUnsure, 9, 15*time.Minute - time.Second, false},
		"twice only":                           {SubmissionUnsure, 2, time.Hour, false},
		"sent by a clock that was ahead, looked for for long": {SubmissionUnsure, 60, -365 * 24 * time.Hour, true},
		"sent by a clock that was ahead, just now":            {SubmissionUnsure, 59, -365 * 24 * time.Hour, false},
		"one that is being sent":                              {SubmissionSending, 9, time.Hour, false},
		"one that was placed as nobody knows":                 {SubmissionPlaced, 3, time.Hour, true},
		"one that was refused":                                {SubmissionRefused, 9, time.Hour, false},
	} {
		p := Submission{State: c.state, Scans: c.scans, At: sent}
		if got := p.Decidable(sent.Add(c.after)); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestCandidates_MatchKindTimeAndKey(t *testing.T) {
	sent := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	p := Submission{Key: "K", State: SubmissionUnsure, At: sent, Draft: Draft{Kind: SIMSwap}}
	orders := []Order{
		{ID: "right", Kind: SIMSwap, OrderedAt: sent.Add(time.Minute)},
		{ID: "of a clock that differs", Kind: SIMSwap, OrderedAt: sent.Add(-4 * time.Minute)},
		{ID: "another kind", Kind: ChangePlan, OrderedAt: sent.Add(time.Minute)},
		{ID: "another key", Kind: SIMSwap, OrderedAt: sent.Add(time.Minute), ExternalID: "X"},
		{ID: "before", Kind: SIMSwap, OrderedAt: sent.Add(-time.Hour)},
		{ID: "long after", Kind: SIMSwap, OrderedAt: sent.Add(time.Hour)},
	}
	if got := p.Candidates(orders); len(got) != 2 || got[0].ID != "right" || got[1].ID != "of a clock that differs" {
		t.Errorf("%+v", got)
	}
	if (&Submission{State: SubmissionPlaced, OrderID: "O", Scans: 9, At: sent}).Decidable(sent.Add(time.Hour)) {
		t.Error("one whose order is known waits for a person")
	}
	p.State, p.OrderID = SubmissionPlaced, "right"
	if got := p.Candidates(orders); got != nil {
		t.Errorf("of one that was placed: %+v", got)
	}
}

func TestClosedHere_HoldsUntilThePortalHasNews(t *testing.T) {
	at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	o := Order{ID: "O", State: "held", SeenAt: at, Raw: []byte("{}"), Trail: []Stage{{At: at, Code: "BPCN"}}}
	word := ClosedHere{OrderID: "O", Digest: o.Digest()}
	same := o
	same.SeenAt, same.Raw = at.Add(time.Hour), []byte(`{"x":1}`)
	if !word.Holds(&same) {
		t.Error("it does not hold although the portal said nothing")
	}
	for name, change := range map[string]func(*Order){
		"another status": func(o *Order) { o.State = "inProgress" },
		"another stage":  func(o *Order) { o.Trail = append(o.Trail[:1:1], Stage{At: at, Code: "PCN_CON"}) },
		"a note":         func(o *Order) { o.Says = []Remark{{Kind: RemarkNote, Text: "checked"}} },
		"an item":        func(o *Order) { o.Items = []Item{{ID: "1", State: "failed"}} },
		"a start":        func(o *Order) { o.StartedAt = at },
		"an end":         func(o *Order) { o.CompletedAt = at },
	} {
		other := o
		change(&other)
		if word.Holds(&other) {
			t.Errorf("it holds in spite of %s", name)
		}
	}
}

func TestClock_OverdueWhileItStands(t *testing.T) {
	at := time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC)
	limits := DefaultLimits()
	held := ClockOf(&Order{State: "held", StartedAt: at}, "2.0", limits, time.UTC)
	if held.Stuck(at.Add(time.Hour)) || held.Overdue(at.Add(30*time.Minute)) || !held.Overdue(at.Add(31*time.Minute)) {
		t.Errorf("%+v", held)
	}
	change := ClockOf(&Order{Kind: ChangePlan, State: "acknowledged", OrderedAt: at, StartedAt: at}, "2.0", limits, time.UTC)
	if change.Overdue(at.Add(24*time.Hour)) || !change.Overdue(at.AddDate(0, 0, 27)) {
		t.Errorf("%+v", change)
	}
	if over := ClockOf(&Order{State: "completed", StartedAt: at}, "2.0", limits, time.UTC); over.Overdue(at.Add(time.Hour)) {
		t.Errorf("%+v", over)
	}
}

func TestAsked_ListsWhatADraftAsksFor(t *testing.T) {
	for _, c := range []struct {
		draft Draft
		want  []Detail
	}{
		{Draft{Kind: SIMSwap, SIMType: SIMPhysical, SIMNumber: "0610 0239-41175"}, []Detail{{Name: "SIM", Value: "Physical SIM 0610023941175"}}},
		{Draft{Kind: SIMSwap, SIMType: SIMEmbedded, SIMNumber: "1"}, []Detail{{Name: "SIM", Value: "E-SIM"}}},
		{Draft{Kind: ChangePlan, PlanID: "P4", PlanName: "Everyday 25"}, []Detail{{Name: "Plan", Value: "Everyday 25"}}},
		{Draft{Kind: FeatureUpdate, Features: []FeatureChange{{"Roaming", false, true}}}, []Detail{{"Roaming", "On", "Off"}}},
		{Draft{Kind: NumberPort, Port: goodPort()}, []Detail{{Name: "Number", Value: "0491 570 110"}, {Name: "From", Value: "Bluegum Telecom"}}},
		{Draft{Kind: TravelPack, PackID: "T1", StartOn: "2026-11-23"},
			[]Detail{{Name: "Travel pack", Value: "T1"}, {Name: "Starts", Value: "2026-11-23"}}},
		{Draft{Kind: Activation, Customer: "Harriet Lowe", PlanName: "Everyday 25", SIMType: SIMEmbedded, Origin: NewNumber},
			[]Detail{{Name: "Customer", Value: "Harriet Lowe"}, {Name: "Plan", Value: "Everyday 25"}, {Name: "SIM", Value: "E-SIM"},
				{Name: "Number", Value: "A new one"}}},
		{Draft{Kind: CancelOrder, OrderID: "ORD1"}, []Detail{{Name: "Order", Value: "ORD1"}}},
		{Draft{Kind: CancelService, TypedNumber: "0491 570 156"}, nil},
	} {
		if got := c.draft.Asked(); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v", c.draft.Kind, got)
		}
	}
}

func TestChoices_AreTheServicesPlatform(t *testing.T) {
	cards := func(s *Service) (names string) {
		for _, c := range onOffer.Choices(s) {
			names += c.Plan.ID
			if c.Present {
				names += "!"
			}
		}
		return names
	}
	if got := cards(older()); got != "P1P2!P3" {
		t.Error(got)
	}
	if got := cards(newer()); got != "P4P5!" {
		t.Error(got)
	}
	if got := cards(nil); got != "P4P5" {
		t.Errorf("a new service: %s", got)
	}
}

func TestOfItsKind_KeepsOnlyItsFields(t *testing.T) {
	all := Draft{
		ServiceID: "S", Note: "n", SIMType: SIMPhysical, SIMNumber: "1", PlanID: "P", PlanName: "Plan", PackID: "K", PackName: "Pack",
		StartOn:  "d",
		Features: []FeatureChange{{"Roaming", false, true}}, TypedNumber: "2", Customer: "C", Origin: PortedNumber,
		Port: Port{"3", "L", Postpaid, "4", "b", "a"}, OrderID: "O",
	}
	port := Port{"3", "L", Postpaid, "4", "", "a"}
	for _, want := range []Draft{
		{Kind: SIMSwap, SIMType: SIMPhysical, SIMNumber: "1"},
		{Kind: ChangePlan, PlanID: "P", PlanName: "Plan"},
		{Kind: FeatureUpdate, Features: all.Features},
		{Kind: TravelPack, PackID: "K", PackName: "Pack", StartOn: "d"},
		{Kind: CancelService, TypedNumber: "2"},
		{Kind: NumberPort, Port: port},
		{Kind: Activation, Customer: "C", PlanID: "P", PlanName: "Plan", SIMType: SIMPhysical, SIMNumber: "1", Origin: PortedNumber, Port: port},
		{Kind: CancelOrder, OrderID: "O"},
	} {
		want.ServiceID, want.Note = "S", "n"
		all.Kind = want.Kind
		if got := all.OfItsKind(); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v", want.Kind, got)
		}
	}
	all.Kind, all.ServiceID = NumberPort, ""
	want := Draft{Kind: NumberPort, Note: "n", Customer: "C", PlanID: "P", PlanName: "Plan", SIMType: SIMPhysical, SIMNumber: "1", Port: port}
	if got := all.OfItsKind(); !reflect.DeepEqual(got, want) {
		t.Errorf("a port-in: got %+v, want %+v", got, want)
	}
}

func TestProof_IsKeyOrFitNeverIDAlone(t *testing.T) {
	sent := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	swap := Submission{Key: "0f0f-K", At: sent, State: SubmissionPlaced, OrderID: "O", Draft: Draft{Kind: SIMSwap, ServiceID: "S"}}
	port := Submission{Key: "0f0f-K", At: sent, State: SubmissionPlaced, OrderID: "O", Draft: Draft{Kind: NumberPort}}
	port.Draft.Port.Number = "0491570110"
	decided := swap
	decided.Decided = true
	soon := sent.Add(time.Minute)
	fits := Order{ID: "O", Kind: SIMSwap, ServiceIDs: []string{"S"}, OrderedAt: soon, SeenAt: soon}
	keyed := with(fits, func(o *Order) { o.ExternalID = "{0F0F-k}" })
	ported := Order{ID: "O", Kind: NumberPort, ServiceIDs: []string{"NEW"}, SeenAt: soon, Asked: []Detail{{Value: "+61491570110"}}}
	cancel := Submission{Key: "K", At: sent, Draft: Draft{Kind: CancelOrder, OrderID: "O"}}
	last := sent.AddDate(0, 0, -7)
	for name, c := range map[string]struct {
		promise Submission
		order   Order
		want    bool
	}{
		"it carries the key":                    {swap, keyed, true},
		"the key, and neither kind nor service": {swap, Order{ID: "O", Kind: KindUnknown, ExternalID: "0f0f-K"}, true},
		"the key, and a kind that the action means": {swap, with(keyed, func(o *Order) {
			o.Kind, o.KindWord, o.Items = Activation, "add", []Item{{Action: "add"}}
		}), true},
		"the key, dated by a wrong zone":          {swap, with(keyed, func(o *Order) { o.OrderedAt = sent.Add(-11 * time.Hour) }), true},
		"the key, on an order of another service": {swap, with(keyed, func(o *Order) { o.ServiceIDs = []string{"T"} }), false},
		"the key, on an order of another kind":    {swap, with(keyed, func(o *Order) { o.Kind = ChangePlan }), true},
		"the key, on an order of last week":       {swap, with(keyed, func(o *Order) { o.OrderedAt = last }), false},
		"the key, on one that ended last week": {swap, with(keyed, func(o *Order) {
			o.OrderedAt, o.State, o.CompletedAt = time.Time{}, "completed", last
		}), false},
		"the key, on one that was there before": {swap, with(keyed, func(o *Order) { o.SeenAt = sent.Add(-2 * time.Minute) }), false},
		"no key, and all fits":                  {swap, fits, true},
		"no key, and another kind":              {swap, with(fits, func(o *Order) { o.Kind = ChangePlan }), false},
		"no key, and a kind that nobody knows":  {swap, with(fits, func(o *Order) { o.Kind = KindUnknown }), false},
		"no key, and another service":           {swap, with(fits, func(o *Order) { o.ServiceIDs = []string{"T"} }), false},
		"no key, and no service":                {swap, with(fits, func(o *Order) { o.ServiceIDs = nil }), false},
		"no key, and the service lists it":      {swap, with(fits, func(o *Order) { o.ServiceIDs = nil }).ListedOn("S"), true},
		"no key, dated by a wrong zone":         {swap, with(fits, func(o *Order) { o.OrderedAt = sent.Add(-11 * time.Hour) }), true},
		"no key, and it is of last week":        {swap, with(fits, func(o *Order) { o.OrderedAt = last }), false},
		"no key, and not the id in the answer":  {swap, with(fits, func(o *Order) { o.ID = "P" }), false},
		"a reference of the portal's own":       {swap, with(fits, func(o *Order) { o.ExternalID = "PORTAL-000123" }), true},
		"no key, and it was seen before": {swap, with(fits, func(o *Order) {
			o.OrderedAt, o.SeenAt = time.Time{}, sent.Add(-2*time.Minute)
		}), false},
		"the key of somebody else": {swap, with(fits, func(o *Order) { o.ExternalID = "6f1c2a52-0d2e-4c86-9d0a-2d5c6b1f0a11" }), false},
		"a person said so": {decided, with(fits, func(o *Order) {
			o.Kind, o.ExternalID = KindUnknown, "the portal's own"
		}), true},
		"a person said so, of another kind":        {decided, with(fits, func(o *Order) { o.Kind = ChangePlan }), true},
		"a person said so, of one seen before":     {decided, with(fits, func(o *Order) { o.SeenAt = sent.Add(-time.Hour) }), true},
		"a person said so, of one of last week":    {decided, with(fits, func(o *Order) { o.OrderedAt = last }), false},
		"a person said so, of another service's":   {decided, with(fits, func(o *Order) { o.ServiceIDs = []string{"T"} }), false},
		"a new service, for the same number":       {port, ported, true},
		"a new service, for another number":        {port, with(ported, func(o *Order) { o.Asked = []Detail{{Value: "+61491570111"}} }), false},
		"a new service, and it says for what not":  {port, with(ported, func(o *Order) { o.Asked = nil }), false},
		"a new service, by the key":                {port, with(ported, func(o *Order) { o.Asked, o.ExternalID = nil, "0f0f-K" }), true},
		"the order that is to be cancelled":        {cancel, with(fits, func(o *Order) { o.OrderedAt = last }), true},
		"another one than that is to be cancelled": {cancel, with(fits, func(o *Order) { o.ID = "P" }), false},
	} {
		if got := c.promise.ProvedBy(&c.order); got != c.want {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}

func TestJudge_AnotherOrdersEndFreesNothing(t *testing.T) {
	now := at(t, "2026-11-22T02:00:00Z")
	swap := Draft{Kind: SIMSwap, ServiceID: "SVC1"}
	promise := Submission{Key: "K1", Draft: swap, State: SubmissionPlaced, OrderID: "ORD5", At: now.Add(-time.Minute)}
	old := Order{ID: "ORD5", Kind: SIMSwap, State: "completed", ServiceIDs: []string{"SVC1"}, OrderedAt: now.AddDate(0, 0, -7)}
	if v := Judge(&swap, Known{Service: newer(), Now: now, Orders: []Order{old}, Promises: []Submission{promise}}); v.Level != Blocked {
		t.Errorf("got %s, want blocked: %+v", v.Level, v.Reasons)
	}
}
