package store

import (
	"strings"
	"testing"

	"commsdesk/backend/telecom"

	"pgregory.net/rapid"
)

func TestSearch_FindsWhatPeopleType(t *testing.T) {
	list := []telecom.Service{
		{ID: "a", Number: "+61491570156", Customer: "Kestrel Freight", Plan: "Business 200", Platform: "2.0", State: "active",
			SIM: telecom.SIM{Number: "0000123456789"}},
		{ID: "b", Number: "+61491570157", Customer: "Saltbush Café", Plan: "Business 50", Platform: "1.0", State: "inactive",
			SIM: telecom.SIM{Number: "8961 0123 4567 8"}},
		{ID: "c", Number: "+61412345678", Customer: "Studio 54 Müller & Søn", Plan: "Unlimited", Platform: "2.0", State: "terminated"},
		{ID: "d", Number: "+493012345", Customer: "4Square 0491 Pty", Plan: "Data 10", Platform: "1.0", State: "designed",
			OrderIDs: []string{"ORD00009999999", "7"}},
		{ID: "e", Number: "+61 (0)2 5550 1234", Customer: "Straße O’Neil-Ng", Plan: "Business 200", Platform: "1.0", State: "active"},
		{ID: "f", Number: "0147 1234 5678 90", Customer: "Meter", State: "feasibilityChecked", SIM: telecom.SIM{Number: "896100100000000000"}},
		{ID: "g", Number: "+61290000000 ext. 102", Customer: "Office", State: "feasibilityChecked"},
		{ID: "h", Number: "0412345673;0412345674", Customer: "Twins", State: "feasibilityChecked"},
	}
	linked := []telecom.Order{
		{ID: "ORD00003927848", ServiceIDs: []string{"a"}, State: "inProgress", OrderedAt: monday},
		{ID: "ord-77aF", ServiceIDs: []string{"b"}, State: "completed", OrderedAt: monday},
	}
	c := open(t, cachePath(t))
	apply(t, c, telecom.Changes{Services: list, Orders: linked, ReadAt: monday})

	cases := []struct{ text, want, found string }{
		{"", "abcdefgh", ""},
		{"   ", "abcdefgh", ""},
		// one number, however it is typed
		{"+61 491 570 156", "a", ""},
		{"0491 570 156", "a", ""},
		{"0491570156", "a", ""},
		{"61491570156", "a", ""},
		{"0061491570156", "a", ""},
		{"00 61 491 570 156", "a", ""},
		{"+61 (0)491 570 156", "a", ""},
		{"+61 (0) 491 570 156", "a", ""},
		{"(0491) 570-156", "a", ""},
		{"0491-570-156", "a", ""},
		{"0491 - 570 - 156", "a", ""},
		{"0491.570.156", "a", ""},
		{"０４９１ ５７０ １５６", "a", ""},
		{"491 570", "ab", ""},
		{"570 15", "ab", ""},
		{"0491 570 999", "", ""},
		{"02 5550 1234", "e", ""},
		{"+61 2 5550", "e", ""},
		{"030 12345", "d", ""},
		{"0011 61 491 570 156", "a", ""},
		{"tel:+61491570156", "a", ""},
		{"“0491 570 156”", "a", ""},
		{"0491,570,156", "a", ""},
		{"\u202a0491\u00ad570\u2060156\ufeff", "a", ""},
		{"0491−570−156", "a", ""},
		// as the portal sent it, and from abroad
		{"0147 1234 5678 90", "f", ""},
		{"+61 147 1234 5678 90", "f", ""},
		{"0011 61 147 1234", "f", ""},
		{"61147", "f", ""},
		{"+64 147 1234", "", ""},
		{"ext 102", "g", ""},
		{"02 9000 0000", "g", ""},
		{"+61 2 9000 0000", "g", ""},
		{"+61 412 345 674", "h", ""},
		{"0412345673", "h", ""},
		// a card, with its check digit and its padding
		{"896100100000000000", "f", "896100100000000000"},
		{"8961001000000000004", "f", "896100100000000000"},
		{"8961 0010 0000 0000 004F", "f", "896100100000000000"},
		// names and numbers mixed
		{"kestrel 0491", "a", ""},
		{"0491 kestrel", "a", ""},
		{"0491 570 kestrel 156", "a", ""},
		{"KESTREL freight", "a", ""},
		{"freight kestrel", "a", ""},
		{"kestrel saltbush", "", ""},
		{"business 200", "ae", ""},
		{"Business 200 0491 570", "a", ""},
		{"200 0491 570 156", "a", ""},
		{"2.0", "ac", ""},
		{"2.0 business", "a", ""},
		{"2.0 0491", "a", ""},
		{"studio 54", "c", ""},
		{"studio 54 0412 345", "c", ""},
		{"54", "c", ""},
		{"4square", "d", ""},
		{"0491", "abd", ""},
		{"0491 pty", "d", ""},
		// accents and case
		{"saltbush cafe", "b", ""},
		{"SALTBUSH CAFÉ", "b", ""},
		{"muller", "c", ""},
		{"Müller & son", "c", ""},
		{"strasse", "e", ""},
		{"o'neil-ng", "e", ""},
		// states
		{"active", "ae", ""},
		{"inactive", "b", ""},
		{"suspended", "b", ""},
		{"active business", "ae", ""},
		// orders and SIMs, out of sight
		{"ORD0000392", "a", "ORD00003927848"},
		{"ord00003927848", "a", "ORD00003927848"},
		{"3927848", "a", "ORD00003927848"},
		{"392 7848", "a", "ORD00003927848"},
		{"ORD0000999", "d", "ORD00009999999"},
		{"ord-77af", "b", "ord-77aF"},
		{"7", "abcdfh", "7"},
		{"0000123456789", "a", "0000123456789"},
		{"0000 1234 56789", "a", "0000123456789"},
		{"896101234", "b", "8961 0123 4567 8"},
		{"8961 0123 4567 8", "b", "8961 0123 4567 8"},
		{"kestrel ord00003927848", "a", "ORD00003927848"},
		{"0491 570 156 0000123456789", "a", "0000123456789"},
		{"0491570156 0491570157", "", ""},
		{"or", "", ""},
		{"\x00", "abcdefgh", ""},
		{"\n", "abcdefgh", ""},
		{"%_*", "", ""},
	}
	for _, test := range cases {
		l := query(t, c, telecom.Query{Text: test.text, Now: monday})
		got, found := map[string]bool{}, ""
		for _, row := range l.Rows {
			got[row.ID] = true
			if row.Found != "" {
				found = row.Found
			}
		}
		want := map[string]bool{}
		for _, r := range test.want {
			want[string(r)] = true
		}
		if len(got) != len(want) || l.Matching != len(want) {
			t.Errorf("%q found %v, want %v", test.text, got, want)
			continue
		}
		for id := range want {
			if !got[id] {
				t.Errorf("%q found %v, want %v", test.text, got, want)
			}
		}
		if found != test.found {
			t.Errorf("%q was found by %q, want %q", test.text, found, test.found)
		}
	}
}

// The needle decides which texts are examined, so it must be in every one that matches.
func TestSearch_NeedleHidesNoMatch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.StringOfN(rapid.RuneFrom([]rune("0012")), 0, 7, -1)
		e := &entry{number: rapid.SampledFrom([]string{"+", "0", "12", ""}).Draw(t, "prefix") + digits.Draw(t, "number"),
			customer: digits.Draw(t, "customer") + " Kestrel-" + digits.Draw(t, "suffix"),
			plan:     "Plan 20", platform: "2.0",
			state: "active", sim: telecom.SIM{Number: digits.Draw(t, "sim")}, named: []string{"ORD" + digits.Draw(t, "order"),
				digits.Draw(t, "plain")}}
		e.buildText()
		piece := rapid.OneOf(rapid.StringOfN(rapid.RuneFrom([]rune("0012+-()")), 1, 4, -1),
			rapid.SampledFrom([]string{"kestrel", "active", "2.0", "ord", "plan", "0", "00", "0011", "tel:", "122101221012210122101"}))
		text := strings.Join(rapid.SliceOfN(piece, 1, 5).Draw(t, "typed"), " ")
		s := parseSearch(text, "12")
		if _, ok := s.match(e); ok && !strings.Contains(e.text, s.needle()) {
			t.Fatalf("%q matches %q without its needle %q", text, e.text, s.needle())
		}
	})
}
