package portalsim

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

func TestEveryKindOfServerGivesWhatItIsSaidToGive(t *testing.T) {
	all := []string{"allowedActions", "decisionKey", "statusHistory", "statusVersion", "subscriptionRequestStatus"}
	lacks := map[Personality][]string{
		Ideal: nil, Reference: {"allowedActions", "statusHistory"}, Independent: {"allowedActions", "statusVersion"},
		Certified: {"decisionKey", "statusVersion"}, Mock: all, OpenPlain: {"decisionKey"}, OpenNamed: all,
	}
	for _, name := range Personalities() {
		p, _, s := serve(t, Config{Personality: name})
		p.Freeze()
		id := "any"
		if name != Mock {
			id = aRequest(t, p, requestReceived)
			patched(t, s.ProductOrdering+"/productOrder/"+id, deciding(requestGenerating, "decisionKey", "k"))
		}
		_, body := ask(t, s.ProductOrdering+"/productOrder/"+id)
		has := slices.Sorted(maps.Keys(read(t, body).facts()))
		for _, one := range all {
			if slices.Contains(has, one) == slices.Contains(lacks[name], one) {
				t.Errorf("%s has %v", name, has)
			}
		}
		rows, _ := listOf(t, s.ProductOrdering+"/productOrder?limit=3")
		products, _ := listOf(t, s.ProductInventory+"/product?limit=3")
		contracts, _ := listOf(t, s.Agreement+"/agreement?limit=3")
		if len(rows) == 0 || len(products) == 0 || len(contracts) == 0 {
			t.Errorf("%s has empty lists", name)
		}
	}
}

func TestNewRequestsLookAsNewOrdersDo(t *testing.T) {
	for name, want := range map[Personality][2]bool{Ideal: {true, true}, Reference: {false, true}, Independent: {false, false}} {
		p, _ := open(t, Config{Personality: name})
		p.Freeze()
		o := requestOf(t, p, aRequest(t, p, requestReceived))
		if got := [2]bool{o.text("state") != "", o.text("orderDate") != ""}; got != want {
			t.Errorf("%s: state and date of a new request %v", name, got)
		}
	}
	p, _ := open(t, Config{Personality: Certified})
	p.Freeze()
	if o := requestOf(t, p, aRequest(t, p, requestFailed)); o.text("state") != "error" {
		t.Errorf("the word of its own is %s", o.text("state"))
	}
}

func TestNumbersOfRequestsCanBeTexts(t *testing.T) {
	p, _ := open(t, Config{Variants: []Variant{StringNumbers}})
	p.Freeze()
	if f := requestOf(t, p, aRequest(t, p, requestReady)).facts(); f["statusVersion"] != "3" || f["contractVersion"] != "1" {
		t.Errorf("%v", f)
	}
}

func TestALenientServerNeedsNoWholeItem(t *testing.T) {
	p, _, s := serve(t, Config{Personality: OpenPlain})
	p.Freeze()
	id := aRequest(t, p, requestReceived)
	body := strings.Replace(deciding(requestDenied, "reason", "creditCheck", "reasonText", "twice"), `"id":"1","action":"add",`, "", 1)
	body = strings.Replace(body, `"@type":"RelatedParty",`, "", 1)
	res, o := patched(t, s.ProductOrdering+"/productOrder/"+id, `{"state":"rejected",`+body[1:])
	history := o.facts()["statusHistory"].([]any)
	if res.StatusCode != 200 || o.status() != requestDenied || history[len(history)-1].(map[string]any)["why"] != "creditCheck: twice" {
		t.Errorf("%s %v", res.Status, o)
	}
	if res, e := patched(t, s.ProductOrdering+"/productOrder/"+id, "{}"); res.StatusCode != 400 || e.text("message") == "" {
		t.Errorf("a change of nothing: %s %v", res.Status, e)
	}
}
