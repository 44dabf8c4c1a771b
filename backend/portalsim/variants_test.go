package portalsim

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// failedOrder is an order that the carrier refused.
func failedOrder(t testing.TB, p *Portal) object {
	t.Helper()
	for _, body := range p.Orders() {
		if o := read(t, body); o.text("state") == failed {
			return o
		}
	}
	t.Fatal("no order failed")
	return nil
}

func TestVariants_ChangeTheWire(t *testing.T) {
	plain, _ := open(t, Config{})
	before := failedOrder(t, plain)
	item := func(o object, of string) object { return o.list(of)[0] }
	if _, number := item(before, "serviceOrderItem")["quantity"].(float64); !number || len(before.list("errorMessage")) != 1 ||
		len(before.trail()) == 0 {
		t.Fatalf("the ideal wire: %v", before)
	}
	for variant, shows := range map[Variant]func(object) bool{
		OlderWire: func(o object) bool { return o["serviceOrderItem"] == nil && len(o.list("orderItem")) > 0 },
		ErrorObject: func(o object) bool {
			whole, ok := o["errorMessage"].(map[string]any)
			_, inItem := item(o, "serviceOrderItem")["errorMessage"].(map[string]any)
			return ok && inItem && object(whole).text("code") == before.list("errorMessage")[0].text("code")
		},
		StringNumbers: func(o object) bool { return item(o, "serviceOrderItem").text("quantity") == "1" },
		LoudKinds:     func(o object) bool { return o.text("category") == kinds[before.text("category")].loud },
		NoteTrail: func(o object) bool {
			var codes []string
			for _, n := range o.list("note") {
				if _, code, ok := strings.Cut(n.text("text"), "("); ok {
					codes = append(codes, strings.TrimSuffix(code, ")"))
				}
			}
			return o["milestone"] == nil && slices.Equal(codes, before.trail())
		},
	} {
		p, _ := open(t, Config{Variants: []Variant{variant}})
		if shows(before) || !shows(failedOrder(t, p)) {
			t.Errorf("%s does not show in %v", variant, failedOrder(t, p))
		}
	}
	if len(Variants()) != 11 { // those of the tag, of fields, of keys, of decisions and of version 5 have tests of their own
		t.Error("a variant is not tested")
	}
}

func TestNoFields_IgnoresFields(t *testing.T) {
	for _, personality := range []Personality{Ideal, OpenPlain} {
		p, _, s := serve(t, Config{Personality: personality, Variants: []Variant{NoFields}})
		rows, _ := listOf(t, s.ServiceOrdering+"/serviceOrder?limit=10&fields=id,state&state=completed")
		_, one := ask(t, s.ServiceOrdering+"/serviceOrder/ORD00003927848?fields=state")
		for _, o := range append(rows, read(t, one)) {
			if whole := orderOf(t, p, o.text("id")); len(o) != len(whole) || len(rows) != 10 {
				t.Errorf("%s: %v is not %v", personality, o, whole)
			}
		}
	}
}

func TestVariants_FiltersKnowTheirWords(t *testing.T) {
	_, _, s := serve(t, Config{Variants: Variants()})
	for query, some := range map[string]bool{
		"category=SIM_SWAP": true, "category=simSwap": false, "orderItem.quantity=1": true, "milestone.name=BPCN": false,
		"errorMessage.code=FTR_REJ": true,
	} {
		rows, _ := listOf(t, s.ServiceOrdering+"/serviceOrder?"+query)
		if len(rows) > 0 != some {
			t.Errorf("%s finds %d", query, len(rows))
		}
	}
}

func TestVariants_JoinAnyPersonality(t *testing.T) {
	for _, personality := range Personalities() {
		p, _ := open(t, Config{Services: 40, Personality: personality, Variants: Variants()})
		for _, body := range append(p.Orders(), p.Services()...) {
			if !json.Valid(body) {
				t.Fatalf("%s: got %s, want valid JSON", personality, body)
			}
		}
	}
	if _, err := New(Config{Variants: []Variant{"odd"}}); err == nil ||
		!strings.Contains(err.Error(), "choose one of olderwire, errorobject") {
		t.Errorf("an unknown variant: %v", err)
	}
}

func TestMock_ShowsPlaceholdersOnly(t *testing.T) {
	p, _, s := serve(t, Config{Personality: Mock})
	for _, url := range []string{s.ServiceOrdering + "/serviceOrder", s.ServiceInventory + "/service"} {
		rows, _ := listOf(t, url+"?offset=500&limit=-1&state=none&sort=-id&orderDate.gt=yesterday")
		one, body := ask(t, url+"/ORD00003927848")
		if len(rows) != 1 || one.StatusCode != 200 || read(t, body).text("id") != "string" || rows[0].text("id") != "string" {
			t.Errorf("%s: got %v, want the one row of placeholders", url, rows)
		}
		item := rows[0].list("serviceOrderItem")[0]
		if item.text("action") != "add" && item.text("itemAction") != "add" {
			t.Errorf("%s: not the first word of an enumeration: %v", url, item)
		}
		for _, secret := range p.PersonalData() {
			if strings.Contains(string(body), secret) {
				t.Errorf("%s of the world shows", secret)
			}
		}
	}
}

func TestMock_RowsAreWhatItAnswers(t *testing.T) {
	p, _, s := serve(t, Config{Personality: Mock})
	for url, oracle := range map[string]struct {
		all []json.RawMessage
		one func(string) (json.RawMessage, bool)
		of  string
	}{
		s.ServiceOrdering + "/serviceOrder": {p.Orders(), p.Order, "ORD00003927848"},
		s.ServiceInventory + "/service":     {p.Services(), p.Service, "SVC10440031"},
	} {
		_, list := ask(t, url)
		_, single := ask(t, url+"/string")
		one, ok := oracle.one("string")
		if len(oracle.all) != 1 || "["+string(oracle.all[0])+"]" != string(list) || !ok || string(one) != string(single) {
			t.Errorf("%s: %s, single %s", url, oracle.all, one)
		}
		if one, ok := oracle.one(oracle.of); ok {
			t.Errorf("%s of the world: %s", oracle.of, one)
		}
		one[0], oracle.all[0][0] = '?', '?' // these are the caller's
		if _, again := ask(t, url); string(again) != string(list) {
			t.Error("the caller can change the answers")
		}
	}
}
