package portalsim

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"commsdesk/backend/official"
)

// schemasOf are the strict schemas of an official file.
func schemasOf(t *testing.T, file string) official.Schemas {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(specifications(t), file))
	if err != nil {
		t.Fatal(err)
	}
	types, err := official.Read(text)
	if err != nil {
		t.Fatal(err)
	}
	return types.Strict()
}

// The validating proxy finds every party of version 5 ambiguous, since it does not read what tells their types apart. So
// the files themselves are the judge here, and a strict one: members that they do not define are faults.
func TestConformance_Version5Conforms(t *testing.T) {
	p, k, s := serve(t, Config{Variants: []Variant{Version5}})
	asked := p.SubmitRequest()
	if err := p.AskToCancel(asked, "Not any more."); err != nil {
		t.Fatal(err)
	}
	for _, api := range []struct{ file, is, list string }{
		{"TMF638-ServiceInventory-v5.0.0.oas.yaml", "Service", s.ServiceInventory + "/service"},
		{"TMF637-ProductInventory-v5.0.0.oas.yaml", "Product", s.ProductInventory + "/product"},
		{"TMF622-ProductOrdering-v5.0.0.oas.yaml", "ProductOrder", s.ProductOrdering + "/productOrder"},
	} {
		schema, err := schemasOf(t, api.file).Schema(api.is)
		if err != nil {
			t.Fatal(err)
		}
		seen, wrong := 0, map[string]bool{}
		for range 2 { // once at the start, once when the openings have moved on
			for offset := 0; ; offset += 100 {
				_, body := ask(t, fmt.Sprint(api.list, "?limit=100&offset=", offset))
				var rows []any
				if err := json.Unmarshal(body, &rows); err != nil {
					t.Fatalf("%s: %v in %.500s", api.list, err, body)
				}
				for _, row := range rows {
					if err := schema.Validate(row); err != nil && !wrong[err.Error()] && len(wrong) < 5 {
						wrong[err.Error()] = true
						t.Errorf("%s: %.1500v in %.1500s", api.is, err, marshal(row))
					}
				}
				if seen += len(rows); len(rows) == 0 {
					break
				}
			}
			k.pass(time.Minute)
		}
		if seen < 100 {
			t.Errorf("got %d rows of %s, want some hundreds", seen, api.is)
		}
	}
}

func TestVersion5_TakesDecisionsInItsOwnShapes(t *testing.T) {
	schema, err := schemasOf(t, "TMF622-ProductOrdering-v5.0.0.oas.yaml").Schema("ProductOrder")
	if err != nil {
		t.Fatal(err)
	}
	p, _, s := serve(t, Config{Variants: []Variant{Version5}})
	p.Freeze()
	body := func(parties string) string {
		items, _, _ := strings.Cut(deciding(requestGenerating, "decisionKey", "k"), `"relatedParty"`)
		return items + `"relatedParty":[` + parties + `]}`
	}
	id := aRequest(t, p, requestReceived)
	for _, wrong := range []string{
		`{"id":"kim","name":"kim","role":"reviewer","@type":"RelatedParty","@referredType":"Individual"}`,
		`{"id":"kim","role":"reviewer","@type":"X","partyOrPartyRole":{"id":"kim","@type":"PartyRef"}}`,
	} {
		if res, e := patched(t, s.ProductOrdering+"/productOrder/"+id, body(wrong)); res.StatusCode != 400 {
			t.Errorf("%s: got %s %v, want it refused", wrong, res.Status, e)
		}
	}
	right := `{"role":"reviewer","@type":"RelatedPartyRefOrPartyRoleRef","partyOrPartyRole":{"id":"kim","name":"Kim","@type":"PartyRef"}}`
	res, o := patched(t, s.ProductOrdering+"/productOrder/"+id, body(right))
	decided := p.Decided()
	if res.StatusCode != 200 || o.status() != requestGenerating || len(decided) != 1 || decided[0].By != "Kim" {
		t.Errorf("got %s %v, decided %+v", res.Status, o, decided)
	}
	if err := schema.Validate(map[string]any(o)); err != nil {
		t.Errorf("the answer to a decision: %v", err)
	}
	rows, _ := listOf(t, s.ProductOrdering+"/productOrder?sort=-creationDate&limit=100")
	if !slices.IsSortedFunc(rows, func(a, b object) int { return strings.Compare(b.text("creationDate"), a.text("creationDate")) }) {
		t.Error("requests are not sorted by their creationDate")
	}
}
