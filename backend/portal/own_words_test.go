package portal

import (
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
)

// own are the words of a portal that shares none with the usual ones.
var own = Words{
	Number: []string{"Line Id"}, SIM: []string{"card-no", "number"}, SIMType: []string{"Card Form"}, Plan: []string{"tariffName"},
	Platform: []string{"gen"},
	Kinds:    map[string]telecom.Kind{"Mobile Card Exchange": telecom.SIMSwap, "feature": telecom.TravelPack, "CFSS-7": telecom.ChangePlan},
	States:   map[string]string{"new": "acknowledged", "ERROR": "failed", "on_hold": "held"},
	Actions:  map[string]string{"install": "add", "change": "modify", "cease": "delete", "add": "modify"},
}

func TestWords_ServiceByThePortalsNames(t *testing.T) {
	read := func(characteristics string, words *rules) telecom.Service {
		s, ok := serviceOf(jsontext.Value(`{"id":"1","serviceCharacteristic":[`+characteristics+`]}`), "AU", words)
		if !ok {
			t.Fatal("unreadable")
		}
		s.Raw = nil
		return s
	}
	esim := telecom.SIM{Type: telecom.SIMEmbedded, Number: "0891"}
	for name, c := range map[string]struct {
		json          string
		with, without telecom.Service
	}{
		"names of its own": {
			`{"name":"lineId","value":"0412345678"},{"name":"CARD NO","value":"0891"},{"name":"card_form","value":"eSIM"},
				{"name":"tariffName","value":"Large"},{"name":"Gen","value":"2"}`,
			telecom.Service{ID: "1", Number: "+61412345678", SIM: esim, Plan: "Large", Platform: "2.0"},
			telecom.Service{ID: "1"},
		},
		"its own before the usual ones": {
			`{"name":"plan","value":"plan code 7"},{"name":"tariffName","value":"Large"}`,
			telecom.Service{ID: "1", Plan: "Large"},
			telecom.Service{ID: "1", Plan: "plan code 7"},
		},
		"the usual ones where its own say nothing": {
			`{"name":"msisdn","value":"0412345678"},{"name":"Line Id","value":" "},{"name":"iccid","value":"0891"},
				{"name":"simType","value":"eSIM"}`,
			telecom.Service{ID: "1", Number: "+61412345678", SIM: esim},
			telecom.Service{ID: "1", Number: "+61412345678", SIM: esim},
		},
		"a usual name for something else": {
			`{"name":"number","value":"0891"}`,
			telecom.Service{ID: "1", SIM: telecom.SIM{Number: "0891"}},
			telecom.Service{ID: "1", Number: "0891"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if d := cmp.Diff(c.with, read(c.json, &rules{Words: own})); d != "" {
				t.Error("with words:", d)
			}
			if d := cmp.Diff(c.without, read(c.json, &rules{})); d != "" {
				t.Error("without words:", d)
			}
		})
	}
}

func TestWords_KindByThePortalsWords(t *testing.T) {
	for name, c := range map[string]struct {
		json          string
		with, without telecom.Kind
		word          string
	}{
		"a category": {`"category":" mobile_card_EXCHANGE "`, telecom.SIMSwap, telecom.KindUnknown, "mobile_card_EXCHANGE"},
		"a specification": {`"category":"mobile","serviceOrderItem":[{"service":{"serviceSpecification":{"name":"CFSS 7"}}}]`,
			telecom.ChangePlan, telecom.KindUnknown, "mobile"},
		"a service's name": {`"serviceOrderItem":[{"serviceOrderItem":[{"service":{"name":"Mobile Card Exchange"}}]}]`, telecom.SIMSwap,
			telecom.KindUnknown, "Mobile Card Exchange"},
		"a service's type": {`"orderItem":[{"action":"add","service":{"serviceType":"cfss7"}}]`, telecom.ChangePlan, telecom.Activation,
			"cfss7"},
		"any item": {`"serviceOrderItem":[{"service":{"name":"Line"}},{"service":{"name":"cfss-7"}}]`, telecom.ChangePlan,
			telecom.KindUnknown, "cfss-7"},
		"not what it usually is": {`"category":"Feature"`, telecom.TravelPack, telecom.FeatureUpdate, "Feature"},
		"a name, a usual category": {`"category":"simSwap","serviceOrderItem":[{"service":{"name":"CFSS-7"}}]`, telecom.ChangePlan,
			telecom.SIMSwap, "simSwap"},
		"a category, then a name": {`"category":"feature","serviceOrderItem":[{"service":{"name":"CFSS-7"}}]`, telecom.TravelPack,
			telecom.FeatureUpdate, "feature"},
		"a part of a word": {`"category":"New CFSS-7 line"`, telecom.KindUnknown, telecom.KindUnknown, "New CFSS-7 line"},
		"an id": {`"serviceOrderItem":[{"service":{"serviceSpecification":{"id":"CFSS-7"}}}]`, telecom.KindUnknown,
			telecom.KindUnknown, ""},
		"no letter": {`"category":"-","serviceOrderItem":[{"service":{"name":"..."}}]`, telecom.KindUnknown, telecom.KindUnknown,
			"-"},
		"a usual word": {`"category":"SIM swap"`, telecom.SIMSwap, telecom.SIMSwap, "SIM swap"},

		"an action that adds":     {`"serviceOrderItem":[{"action":"Install"}]`, telecom.Activation, telecom.KindUnknown, "Install"},
		"an action that deletes":  {`"serviceOrderItem":[{"action":"CEASE"}]`, telecom.CancelService, telecom.KindUnknown, "CEASE"},
		"an action that modifies": {`"serviceOrderItem":[{"action":"change"}]`, telecom.KindUnknown, telecom.KindUnknown, "change"},
		"an add that modifies":    {`"serviceOrderItem":[{"action":"add"}]`, telecom.KindUnknown, telecom.Activation, "add"},
		"a usual action":          {`"serviceOrderItem":[{"action":"delete"}]`, telecom.CancelService, telecom.CancelService, "delete"},
	} {
		t.Run(name, func(t *testing.T) {
			json := jsontext.Value(`{"id":"1",` + c.json + `}`)
			if with, _ := orderOf(json, &rules{Words: own}); with.Kind != c.with || with.KindWord != c.word {
				t.Errorf("with words: %s %q", with.Kind, with.KindWord)
			}
			if without, _ := orderOf(json, &rules{}); without.Kind != c.without || without.KindWord != c.word && c.with == c.without {
				t.Errorf("without words: %s %q", without.Kind, without.KindWord)
			}
		})
	}
	if o, _ := orderOf(jsontext.Value(`{"id":"1","serviceOrderItem":[{"action":"Install"}]}`),
		&rules{Words: own}); o.Items[0].Action != "Install" {
		t.Errorf("the portal's action has become %q", o.Items[0].Action)
	}
}

func TestWords_StateByThePortalsWords(t *testing.T) {
	for word, c := range map[string]struct {
		means         string
		with, without telecom.Status
	}{
		"new":     {"acknowledged", telecom.Acknowledged, telecom.StatusUnknown},
		"Error":   {"failed", telecom.Failed, telecom.StatusUnknown},
		"onHold":  {"held", telecom.Held, telecom.StatusUnknown},
		"pending": {"", telecom.Pending, telecom.Pending},
		"done":    {"", telecom.StatusUnknown, telecom.StatusUnknown},
		"":        {"", telecom.StatusMissing, telecom.StatusMissing},
	} {
		json := jsontext.Value(`{"id":"1","state":"` + word + `"}`)
		with, _ := orderOf(json, &rules{Words: own})
		if with.State != word || with.StateMeans != c.means || with.Status() != c.with {
			t.Errorf("%q with words: %q means %q, so %s", word, with.State, with.StateMeans, with.Status())
		}
		if without, _ := orderOf(json, &rules{}); without.State != word || without.Status() != c.without {
			t.Errorf("%q without words: %q, so %s", word, without.State, without.Status())
		}
	}
	cancelled := jsontext.Value(`{"id":"1","state":"void","cancellationDate":"2026-01-02"}`)
	if o, _ := orderOf(cancelled, &rules{Words: Words{States: map[string]string{"void": "cancelled"}}}); o.CompletedAt.IsZero() {
		t.Error("an order that is cancelled in other words has no end")
	}
}

func TestWords_UnderstandProductWithItsOwnStates(t *testing.T) {
	for _, c := range []struct {
		kind   portalsim.Personality
		states map[string]string
	}{
		{portalsim.Certified, map[string]string{"new": "acknowledged", "error": "failed"}},
		{portalsim.Reference, map[string]string{"onHold": "held"}},
	} {
		sim, err := portalsim.New(portalsim.Config{Seed: 7, Services: 120, Personality: c.kind})
		if err != nil {
			t.Fatal(err)
		}
		plain, _ := orderOf(jsontext.Value(sim.Orders()[0]), &rules{})
		if err := sim.SetOrderState(plain.ID, "held"); err != nil {
			t.Fatal(err)
		}
		strange := map[string]bool{}
		for _, raw := range sim.Orders() {
			if o, _ := orderOf(jsontext.Value(raw), &rules{}); o.Status() == telecom.StatusUnknown {
				strange[o.State] = true
			}
			if o, ok := orderOf(jsontext.Value(raw), &rules{Words: Words{States: c.states}}); !ok || o.Status() == telecom.StatusUnknown {
				t.Errorf("%s: %q is not understood", c.kind, o.State)
			}
		}
		if want := len(c.states); len(strange) != want {
			t.Errorf("%s: without words, %v are strange; want %d of them", c.kind, strange, want)
		}
	}
}

func TestFingerprint_IgnoresHowATableIsWritten(t *testing.T) {
	other := Words{
		Number: []string{"LINE_ID"}, SIM: []string{"cardNo", "Number"}, SIMType: []string{"cardForm"}, Plan: []string{"tariff name"},
		Platform: []string{"GEN"},
		Kinds:    map[string]telecom.Kind{"cfss7": telecom.ChangePlan, "Feature": telecom.TravelPack, "mobileCardExchange": telecom.SIMSwap},
		States:   map[string]string{"onHold": "held", "error": "failed", "New": "acknowledged"},
		Actions:  map[string]string{"Add": "modify", "Cease": "delete", "Change": "modify", "Install": "add"},
	}
	for range 20 { // a map is walked in another order each time
		if own.Fingerprint() != other.Fingerprint() {
			t.Fatalf("%s and %s", own.Fingerprint(), other.Fingerprint())
		}
	}
	if !strings.HasPrefix(own.Fingerprint(), strconv.Itoa(reading)+"-") {
		t.Errorf("%s does not tell the version of the rules, %d", own.Fingerprint(), reading)
	}
	none, empty := Words{}, Words{Number: []string{}, Kinds: map[string]telecom.Kind{}}
	if none.Fingerprint() != empty.Fingerprint() {
		t.Errorf("no words are %q, empty tables %q", none.Fingerprint(), empty.Fingerprint())
	}
}

func TestFingerprint_ChangesWithAnyWord(t *testing.T) {
	with := func(change func(w *Words)) *Words {
		w := own
		w.Kinds, w.States, w.Actions = maps.Clone(own.Kinds), maps.Clone(own.States), maps.Clone(own.Actions)
		change(&w)
		return &w
	}
	all := map[string]*Words{
		"as they were":              &own,
		"none":                      {},
		"one name more":             with(func(w *Words) { w.Plan = []string{"tariffName", "more"} }),
		"another name":              with(func(w *Words) { w.Plan = []string{"tariff"} }),
		"names in another order":    with(func(w *Words) { w.SIM = []string{"number", "card-no"} }), // the first wins
		"names of something else":   with(func(w *Words) { w.Number, w.SIM = w.SIM, w.Number }),
		"one kind more":             with(func(w *Words) { w.Kinds["more"] = telecom.SIMSwap }),
		"a kind that is another":    with(func(w *Words) { w.Kinds["feature"] = telecom.SIMSwap }),
		"one state more":            with(func(w *Words) { w.States["more"] = "held" }),
		"a state that is another":   with(func(w *Words) { w.States["new"] = "pending" }),
		"one action more":           with(func(w *Words) { w.Actions["more"] = "add" }),
		"an action that is another": with(func(w *Words) { w.Actions["change"] = "noChange" }),
		"an action for a state":     with(func(w *Words) { delete(w.Actions, "cease"); w.States["cease"] = "delete" }),
	}
	fields := reflect.TypeFor[Words]()
	for i := range fields.NumField() { // one that is added later must be told as well
		all["without "+fields.Field(i).Name] = with(func(w *Words) { reflect.ValueOf(w).Elem().Field(i).SetZero() })
	}
	from := map[string]string{}
	for what, w := range all {
		mark := w.Fingerprint()
		if same, known := from[mark]; known {
			t.Errorf("%q and %q have the same fingerprint", what, same)
		}
		from[mark] = what
	}
}

func manual(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../docs/portals.md")
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(text), "\r\n", "\n")
}

func TestManual_NamesTheUsualCharacteristics(t *testing.T) {
	told := map[string]bool{}
	for _, word := range regexp.MustCompile("`[^`\n]+`").FindAllString(manual(t), -1) {
		told[telecom.Normalize(word)] = true
	}
	for _, name := range slices.Concat(numberNames, simNames, simTypeNames, planNames, platformNames) {
		if !told[name] {
			t.Errorf("%q is a usual name, and docs/portals.md does not say so", name)
		}
	}
}

func TestManual_RecordsAreReadAsItSays(t *testing.T) {
	records := regexp.MustCompile("(?ms)^```json\n(.*?)^```$").FindAllStringSubmatch(manual(t), -1)
	if len(records) != 2 {
		t.Fatalf("%d records", len(records))
	}
	words := &rules{Words: Words{
		Number: []string{"lineNumber"}, SIM: []string{"ICCID_NUMBER"}, SIMType: []string{"cardForm"}, Plan: []string{"tariffName"},
		Kinds: map[string]telecom.Kind{"Card exchange": telecom.SIMSwap}, States: map[string]string{"started": "inProgress"},
	}}
	s, _ := serviceOf(jsontext.Value(records[0][1]), "AU", words)
	if s.Number != "+61412345678" || s.SIM != (telecom.SIM{Type: telecom.SIMEmbedded, Number: "0891004200017"}) || s.Plan != "Large" {
		t.Errorf("with words: %+v", s)
	}
	if s, _ := serviceOf(jsontext.Value(records[0][1]), "AU", &rules{}); s.Number != "" || s.SIM != (telecom.SIM{}) || s.Plan != "CFS Mobile" {
		t.Errorf("without words: %+v", s)
	}
	o, _ := orderOf(jsontext.Value(records[1][1]), words)
	if o.Kind != telecom.SIMSwap || o.KindWord != "Card exchange" || o.Status() != telecom.InProgress || o.State != "started" {
		t.Errorf("with words: %+v", o)
	}
	if o, _ := orderOf(jsontext.Value(records[1][1]), &rules{}); o.Kind != telecom.KindUnknown || o.Status() != telecom.StatusUnknown {
		t.Errorf("without words: %+v", o)
	}
}
