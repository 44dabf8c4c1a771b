package telecom

import (
	"strings"
	"testing"
	"time"
)

func TestRelatedOrdersAreOneActionWithItsParts(t *testing.T) {
	t0 := at(t, "2026-11-10T00:00:00Z")
	order := func(id string, minutes int, relations ...Relation) Order {
		return Order{ID: id, OrderedAt: t0.Add(time.Duration(minutes) * time.Minute), State: "completed", Relations: relations}
	}
	for name, c := range map[string]struct {
		orders []Order
		want   string
	}{
		"strangers stay apart":             {[]Order{order("A", 0), order("B", 1)}, "B A"},
		"a part names its head":            {[]Order{order("A", 0), order("B", 1, Relation{"isPartOf", "A"}), order("C", 2)}, "C A(B)"},
		"a head names its parts":           {[]Order{order("A", 5, Relation{"hasPart", "B"}, Relation{"hasPart", "C"}), order("B", 1), order("C", 0)}, "A(C B)"},
		"both name each other":             {[]Order{order("A", 0, Relation{"parent", "B"}), order("B", 1, Relation{"child", "A"})}, "B(A)"},
		"a word that says nothing":         {[]Order{order("A", 1, Relation{"string", "B"}), order("B", 0)}, "B(A)"},
		"a chain is one":                   {[]Order{order("A", 0), order("B", 1, Relation{"dependsOn", "A"}), order("C", 2, Relation{"dependsOn", "B"})}, "A(B C)"},
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

func TestTheTextForSupportHoldsWhatSupportAsksFor(t *testing.T) {
	start := at(t, "2026-11-10T00:00:00Z")
	e := Event{
		Order: Order{ID: "ORD00003927848", KindWord: "simSwap", State: "inProgress", OrderedAt: start, StartedAt: start.Add(time.Second),
			Trail: []Stage{{At: start, Text: "Received by the portal"}, {At: start.Add(time.Minute), Code: "BPCN", Text: "Awaiting carrier confirmation"}},
			Says:  []Remark{{Kind: RemarkAlert, Text: "Carrier does not answer"}}},
		Parts: []Order{{ID: "ORD00003927849", Trail: []Stage{{At: start, Code: "PCN_CON", Text: "Sent to carrier"}}}},
	}
	clock, _ := ClockOfEvent(&e, "2.0", DefaultLimits(), time.UTC)
	text := SupportText(&Service{ID: "SVC1", Number: "+61491570156", Customer: "Harriet Lowe"}, &e, clock, start.Add(46*time.Minute), start.Add(47*time.Minute), time.Minute)
	for _, want := range []string{"ORD00003927848", "+61491570156", "SVC1", "simSwap", "inProgress", "47 minutes", "(BPCN)", "2026-11-10 00:01:00 UTC",
		"Carrier does not answer", "Part ORD00003927849, status not given", "(PCN_CON)", "2026-11-10 00:46:00 UTC"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	if strings.Contains(text, "Harriet") {
		t.Errorf("the customer's name is in it:\n%s", text)
	}
}
