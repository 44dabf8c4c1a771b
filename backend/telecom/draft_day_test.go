package telecom

import (
	"testing"
	"time"
)

func TestDraft_GuessesNoDay(t *testing.T) {
	zone := time.UTC
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, zone)
	rules := ActionRules{Offer: Offer{Packs: []Pack{{ID: "p", Name: "Travel"}}}}
	service := &Service{ID: "s", Number: "0491570156", State: "active", Platform: "1.0"}
	const never = "This is not a date. Enter a date such as 2026-01-31."
	for _, c := range []struct{ day, want string }{
		{"2026-12-04", ""},
		{"\u206a2026\u201112\u201104\u200b", ""}, // as pasted
		{"4/12/2026", "This can be 4 December or 12 April 2026. Enter it as 2026-12-04 or 2026-04-12."},
		{"4.12.2026", "This can be 4 December or 12 April 2026. Enter it as 2026-12-04 or 2026-04-12."},
		{"30/11/2026", never}, // the window reads it; here it is none
		{"4/12/26", never},
		{"soon", never},
	} {
		draft := &Draft{Kind: TravelPack, ServiceID: "s", PackID: "p", PackName: "Travel", StartOn: c.day}
		got := ""
		for _, m := range draft.Check(service, rules, now) {
			got += m.Text
		}
		if got != c.want {
			t.Errorf("%q: got %q, want %q", c.day, got, c.want)
		}
	}
}

func TestDraft_NamesTheLetterOInEveryNumber(t *testing.T) {
	service := &Service{ID: "s", Number: "0491570156", State: "active", Platform: "2.0"}
	for field, draft := range map[Field]*Draft{
		FieldTypedNumber: {Kind: CancelService, ServiceID: "s", TypedNumber: "O491 57O 156"},
		FieldSIMNumber:   {Kind: SIMSwap, ServiceID: "s", SIMType: SIMPhysical, SIMNumber: "O610023941175"},
		FieldNumber:      {Kind: NumberPort, ServiceID: "s", Port: Port{Number: "O491 570 157"}},
	} {
		got := ""
		for _, m := range draft.Check(service, ActionRules{}, time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)) {
			if m.Field == field {
				got = m.Text
			}
		}
		if got != letterO {
			t.Errorf("%s: got %q, want %q", field, got, letterO)
		}
	}
}
