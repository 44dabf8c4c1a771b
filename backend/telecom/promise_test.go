package telecom

import (
	"reflect"
	"testing"
	"time"
)

func TestAPersonDecidesOnlyWhereThePortalWasSearchedForLong(t *testing.T) {
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

func TestCandidatesAreOfTheKindAndTheTimeAndCarryNoOtherKey(t *testing.T) {
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

func TestAPersonsWordHoldsUntilThePortalSaysSomethingNew(t *testing.T) {
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

func TestAnOrderIsOverdueAlthoughItsClockStands(t *testing.T) {
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

func TestWhatADraftAsksForIsToldInWords(t *testing.T) {
	for _, c := range []struct {
		draft Draft
		want  []Detail
	}{
		{Draft{Kind: SIMSwap, SIMType: SIMPhysical, SIMNumber: "0610 0239-41175"}, []Detail{{Name: "SIM", Value: "Physical SIM 0610023941175"}}},
		{Draft{Kind: SIMSwap, SIMType: SIMEmbedded, SIMNumber: "1"}, []Detail{{Name: "SIM", Value: "E-SIM"}}},
		{Draft{Kind: ChangePlan, PlanID: "P4", PlanName: "Everyday 25"}, []Detail{{Name: "Plan", Value: "Everyday 25"}}},
		{Draft{Kind: FeatureUpdate, Features: []FeatureChange{{"Roaming", false, true}}}, []Detail{{"Roaming", "On", "Off"}}},
		{Draft{Kind: NumberPort, Port: goodPort()}, []Detail{{Name: "Number", Value: "0491 570 110"}, {Name: "From", Value: "Bluegum Telecom"}}},
		{Draft{Kind: TravelPack, PackID: "T1", StartOn: "2026-11-23"}, []Detail{{Name: "Travel pack", Value: "T1"}, {Name: "Starts", Value: "2026-11-23"}}},
		{Draft{Kind: Activation, Customer: "Harriet Lowe", PlanName: "Everyday 25", SIMType: SIMEmbedded, Origin: NewNumber},
			[]Detail{{Name: "Customer", Value: "Harriet Lowe"}, {Name: "Plan", Value: "Everyday 25"}, {Name: "SIM", Value: "E-SIM"}, {Name: "Number", Value: "A new one"}}},
		{Draft{Kind: CancelOrder, OrderID: "ORD1"}, []Detail{{Name: "Order", Value: "ORD1"}}},
		{Draft{Kind: CancelService, TypedNumber: "0491 570 156"}, nil},
	} {
		if got := c.draft.Asked(); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v", c.draft.Kind, got)
		}
	}
}

func TestTheCardsOfAServiceAreThoseOfItsPlatformWithItsOwnAmongThem(t *testing.T) {
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

func TestADraftSendsOnlyWhatItsActionAsks(t *testing.T) {
	all := Draft{
		ServiceID: "S", Note: "n", SIMType: SIMPhysical, SIMNumber: "1", PlanID: "P", PlanName: "Plan", PackID: "K", PackName: "Pack", StartOn: "d",
		Features: []FeatureChange{{"Roaming", false, true}}, TypedNumber: "2", Customer: "C", Origin: PortedNumber, Port: Port{"3", "L", Postpaid, "4", "b", "a"}, OrderID: "O",
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
}
