package portal

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"commsdesk/backend/official"
	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

// extracts are the types of what is sent, from the official file of each version. They lie in testdata/official, so that
// what is sent is checked where the files themselves are not.
var extracts = map[string]struct {
	file, repository string
	types            []string
}{
	"TMF641-R18.5": {"TMF641-ServiceOrdering-R18.5.swagger.yaml", "github.com/tmforum-rand (reference implementation of release 18.5)",
		[]string{"ServiceOrder_Create", "ServiceOrderItem", "ServiceOrderActionType", "ServiceRestriction", "Characteristic", "RelatedParty"}},
	"TMF641-v4.1": {"TMF641-ServiceOrdering-v4.1.0.swagger.json", "github.com/tmforum-apis/TMF641_ServiceOrder",
		[]string{"ServiceOrder_Create", "ServiceOrderItem", "OrderItemActionType", "ServiceRefOrValue", "Characteristic", "Feature",
			"RelatedParty", "ExternalReference", "CancelServiceOrder_Create", "ServiceOrderRef"}},
	"TMF622-v4.0": {"TMF622-ProductOrder-v4.0.0.swagger.json", "github.com/tmforum-apis/TMF622_ProductOrder",
		[]string{"ProductOrder_Update", "ProductOrderItem", "OrderItemActionType", "ProductRefOrValue", "Characteristic", "RelatedParty",
			"ProductOfferingRef"}},
	"TMF622-v5.0": {"TMF622-ProductOrdering-v5.0.0.oas.yaml", "github.com/tmforum-apis/TMF622_ProductOrder",
		[]string{"ProductOrder_MVO", "ProductOrderItem_MVO", "ItemActionType", "ProductRefOrValue_MVO", "Product_MVO", "ProductRef_MVO",
			"Characteristic_MVO", "StringCharacteristic_MVO", "IntegerCharacteristic_MVO", "StringArrayCharacteristic_MVO",
			"ObjectArrayCharacteristic_MVO", "RelatedPartyRefOrPartyRoleRef_MVO", "PartyRefOrPartyRoleRef_MVO", "PartyRef_MVO",
			"PartyRoleRef_MVO", "ProductOfferingRef_MVO"}},
	"TMF638-v5.0": {"TMF638-ServiceInventory-v5.0.0.oas.yaml", "github.com/tmforum-apis/TMF638_ServiceInventory",
		[]string{"Service", "Feature", "Characteristic", "StringCharacteristic", "RelatedPartyRefOrPartyRoleRef", "PartyRefOrPartyRoleRef",
			"PartyRef", "PartyRoleRef"}},
}

func extractFile(name string) string { return filepath.Join("testdata", "official", name+".json") }

// extract returns the types of what is sent in a version.
func extract(t *testing.T, name string) official.Schemas {
	t.Helper()
	text, err := os.ReadFile(extractFile(name))
	if err != nil {
		t.Fatal(err)
	}
	s, err := official.Saved(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// missing skips a test that lacks something of the outside, and fails it where the outside is known to be complete.
func missing(t *testing.T, what string) {
	t.Helper()
	if _, err := os.Stat(filepath.Join("..", "..", "..", "shared")); err == nil && os.Getenv("CI") == "true" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// The extracts are the official files', word for word. UPDATE=1 writes them again.
func TestOfficial_ExtractsAreThoseOfTheFiles(t *testing.T) {
	folder := filepath.Join("..", "..", "..", "shared", "specs")
	if _, err := os.Stat(folder); err != nil {
		missing(t, "the official specification files are not here")
	}
	for name, of := range extracts {
		text, err := os.ReadFile(filepath.Join(folder, of.file))
		if err != nil {
			t.Fatal(err)
		}
		types, err := official.Read(text)
		if err != nil {
			t.Fatal(err)
		}
		want := types.Strict(of.types...).Write("The types of what Commsdesk sends, from " + of.file + " of " + of.repository +
			", copyright TM Forum, under the Apache License 2.0 with TM Forum's RAND note. Changed: descriptions are left out, what a type " +
			"is made of is written into it, and members that it does not define are refused.")
		if os.Getenv("UPDATE") != "" {
			if err := os.WriteFile(extractFile(name), want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(extractFile(name)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what %s says, %v; UPDATE=1 writes it", extractFile(name), of.file, err)
		}
	}
}

// version4_0 is TMF641 v4.0: there a reference has only a name.
func version4_0(t *testing.T) official.Schemas {
	s := extract(t, "TMF641-v4.1")
	members := s["ExternalReference"]["properties"].(map[string]any)
	delete(members, "id")
	delete(members, "href")
	return s
}

// orderOf5 is an order of version 5. No official file of it is public: what it shares with the others is theirs, and a
// key of the client's own is only in its references.
func orderOf5(t *testing.T) official.Schemas {
	s := extract(t, "TMF638-v5.0")
	member := func(is string) any { return map[string]any{"type": is} }
	list := func(of string) any {
		return map[string]any{"type": "array", "minItems": 1, "items": map[string]any{"$ref": "#/$defs/" + of}}
	}
	s["Order"] = map[string]any{"additionalProperties": false, "required": []any{"@type", "serviceOrderItem"}, "properties": map[string]any{
		"@type": member("string"), "category": member("string"), "serviceOrderItem": list("Item"), "externalReference": list("Reference"),
		"relatedParty": list("RelatedPartyRefOrPartyRoleRef")}}
	s["Item"] = map[string]any{"additionalProperties": false, "required": []any{"id", "action", "service"}, "properties": map[string]any{
		"id": member("string"), "action": member("string"), "service": map[string]any{"$ref": "#/$defs/Service"}}}
	s["Reference"] = map[string]any{"additionalProperties": false, "required": []any{"@type", "name"}, "properties": map[string]any{
		"@type": member("string"), "name": member("string"), "externalReferenceType": member("string")}}
	return s
}

// strictly stands before a portal and refuses what its version does not define. Is is the type of what is sent to a path.
func strictly(t *testing.T, s official.Schemas, is map[string]string, portal http.Handler) http.Handler {
	t.Helper()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				t.Error(err)
			}
			for path, name := range is {
				if strings.Contains(r.URL.Path+"/", path+"/") {
					err = s.Check(name, body)
				}
			}
			if err != nil {
				answers(400, fmt.Sprintf(`{"code":"400","reason":"Not of this version","message":%q}`, err))(w, r)
				return
			}
			r.Body = io.NopCloser(bytes.NewReader(body))
		}
		portal.ServeHTTP(w, r)
	})
}

// everyDraft is one of each kind, of services on both platforms that have nothing open.
func everyDraft(older, newer string) map[string]telecom.Draft {
	port := telecom.Port{Number: "0480 012 345", LosingProvider: "Southern Cell", Billing: telecom.Postpaid, AccountNumber: "SC-1",
		AuthorisedOn: time.Now().Format(time.DateOnly)}
	return map[string]telecom.Draft{
		"SIM swap": {Kind: telecom.SIMSwap, ServiceID: newer, SIMType: telecom.SIMPhysical, SIMNumber: "0012345678901"},
		"feature update": {Kind: telecom.FeatureUpdate, ServiceID: newer, Features: []telecom.FeatureChange{{Name: "Voicemail", To: true},
			{Name: "Caller ID", From: true}}},
		"plan change":    {Kind: telecom.ChangePlan, ServiceID: newer, PlanName: "Everyday 60"},
		"cancel service": {Kind: telecom.CancelService, ServiceID: newer},
		"travel pack": {Kind: telecom.TravelPack, ServiceID: older, PackName: "World 30 days",
			StartOn: time.Now().Format(time.DateOnly)},
		"port onto a service": {Kind: telecom.NumberPort, ServiceID: newer, Port: port},
		"port of a new number": {Kind: telecom.NumberPort, Customer: "Harriet Lowe", PlanName: "Everyday 60", SIMType: telecom.SIMPhysical,
			SIMNumber: "0012345678902", Port: port},
		"activation": {Kind: telecom.Activation, PlanName: "Everyday 60", SIMType: telecom.SIMEmbedded, Origin: telecom.NewNumber,
			Customer: "Harriet Lowe"},
	}
}

// atStrict opens a portal before which a strict server of its version stands.
func atStrict(t *testing.T, s official.Schemas, is map[string]string, portal http.Handler, change ...func(*Config)) *Portal {
	t.Helper()
	server := httptest.NewServer(strictly(t, s, is, portal))
	t.Cleanup(server.Close)
	c := Config{ServiceInventory: server.URL + "/tmf-api/serviceInventory/v4", ServiceOrdering: server.URL + "/tmf-api/serviceOrdering/v4",
		ProductOrdering:  server.URL + "/tmf-api/productOrderingManagement/v4",
		ProductInventory: server.URL + "/tmf-api/productInventory/v4", Agreement: server.URL + "/tmf-api/agreementManagement/v4",
		Country: "AU", Limits: Limits{Pause: time.Millisecond}}
	for _, f := range change {
		f(&c)
	}
	p, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

// lastOnEachPlatform are active services of the platforms.
func lastOnEachPlatform(t *testing.T, p *Portal) (older, newer string) {
	t.Helper()
	for _, s := range whole(t, func(s telecom.Service) string { return s.ID },
		func(offset int) (telecom.Page[telecom.Service], error) { return p.Services(t.Context(), offset, 0) }) {
		switch {
		case telecom.ServiceStateOf(s.State) != telecom.ServiceActive:
		case s.Platform == "1.0":
			older = max(older, s.ID)
		default:
			newer = max(newer, s.ID)
		}
	}
	return older, newer
}

// A strict server made from the official file of each version takes every order.
func TestVersion_OrdersHaveOnlyWhatItDefines(t *testing.T) {
	is := map[string]string{"/serviceOrder": "ServiceOrder_Create", "/cancelServiceOrder": "CancelServiceOrder_Create"}
	for name, c := range map[string]struct {
		schemas  official.Schemas
		variants []portalsim.Variant
	}{
		"older": {extract(t, "TMF641-R18.5"), []portalsim.Variant{portalsim.OlderWire}},
		"4.0":   {version4_0(t), nil},
		"4.1":   {extract(t, "TMF641-v4.1"), nil},
	} {
		t.Run(name, func(t *testing.T) {
			sim, err := portalsim.New(portalsim.Config{Services: 200, Variants: c.variants})
			if err != nil {
				t.Fatal(err)
			}
			sim.Freeze()
			types := is
			if c.schemas[is["/cancelServiceOrder"]] == nil { // it has no cancellation
				types = map[string]string{"/serviceOrder": is["/serviceOrder"]}
			}
			p := atStrict(t, c.schemas, types, sim.Handler())
			everyOrder(t, p) // the version is known by what was read
			older, newer := lastOnEachPlatform(t, p)
			drafts := everyDraft(older, newer)
			order := ""
			for what, d := range drafts {
				got := p.Place(t.Context(), telecom.Submission{Key: "K " + what, By: "ada", Draft: d})
				if got.State != telecom.SubmissionPlaced {
					t.Errorf("%s: got %+v, %s; want it placed", what, got, got.Problem.Said)
				}
				order = got.OrderID
				if o, err := p.Order(t.Context(), order); err != nil || o.ExternalID != "K "+what {
					t.Errorf("%s: got %+v, %v; want its key back", what, o, err)
				}
			}
			if n := len(sim.Placed()); n != len(drafts) {
				t.Errorf("got %d orders, want %d", n, len(drafts))
			}
			got := p.Place(t.Context(), telecom.Submission{Key: "K", By: "ada", Draft: telecom.Draft{Kind: telecom.CancelOrder, OrderID: order}})
			if got.State != telecom.SubmissionPlaced {
				t.Errorf("a cancellation: got %+v, %v; want it placed", got, got.Problem)
			}
		})
	}
}

// An order of version 5 is known by the parties of orders that were read, or by the profile.
func TestVersion_OrdersOfVersion5HaveItsShapes(t *testing.T) {
	schemas := orderOf5(t)
	types := map[string]string{"/serviceOrder": "Order"}
	for name, c := range map[string]struct {
		order  string
		change func(*Config)
	}{
		"seen": {`{"id":"O1","relatedParty":[{"role":"requester","partyOrPartyRole":{"id":"ada","@type":"PartyRef"}}],
			"serviceOrderItem":[{"id":"1","action":"add","service":{"id":"S1"}}]}`, func(*Config) {}},
		"set": {`{"id":"O1"}`, func(c *Config) { c.OrderingVersion = telecom.Version5 }},
	} {
		t.Run(name, func(t *testing.T) {
			p := atStrict(t, schemas, types, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				switch {
				case r.Method == http.MethodPost:
					answers(201, `{"id":"O2"}`)(w, r)
				case r.URL.Query().Get("offset") == "":
					answers(200, "["+c.order+"]")(w, r)
				default:
					answers(200, "[]")(w, r)
				}
			}), c.change)
			if _, err := p.Orders(t.Context(), 0, 0); err != nil {
				t.Fatal(err)
			}
			for what, d := range everyDraft("S1", "S2") {
				got := p.Place(t.Context(), telecom.Submission{Key: "K", By: "ada", Draft: d})
				if got.State != telecom.SubmissionPlaced || got.OrderID != "O2" {
					t.Errorf("%s: got %+v, %v; want it placed", what, got, got.Problem)
				}
			}
		})
	}
}

// A strict server made from the official file of each version takes every decision, and parties, dates and contracts are
// read in either.
func TestVersion_DecisionsHaveOnlyWhatItDefines(t *testing.T) {
	for name, c := range map[string]struct {
		extract, is string
		variants    []portalsim.Variant
	}{
		"4": {"TMF622-v4.0", "ProductOrder_Update", nil},
		"5": {"TMF622-v5.0", "ProductOrder_MVO", []portalsim.Variant{portalsim.Version5}},
	} {
		t.Run(name, func(t *testing.T) {
			sim, err := portalsim.New(portalsim.Config{Services: 60, Orders: -1, Requests: 60, Variants: c.variants})
			if err != nil {
				t.Fatal(err)
			}
			sim.Freeze()
			p := atStrict(t, extract(t, c.extract), map[string]string{"/productOrder": c.is}, sim.Handler())
			sent := 0
			for id, r := range everyRequest(t, p) {
				if r.Customer == "" || !strings.Contains(r.InitiatedBy, "@") || r.OrderedAt.IsZero() || r.Status == "" {
					t.Errorf("got %+v, want its customer, who made it, its date and its status", r)
				}
				_ = sim.AskToCancel(id, "Too dear") // where a customer can
				if r, err = p.Request(t.Context(), id); err != nil || r.Tag == "" {
					t.Fatalf("got %+v, %v; want it with a tag", r, err)
				}
				for _, offer := range r.Offers(telecom.RoleAdministrator) {
					if offer.Off != "" {
						continue
					}
					d := telecom.Decision{Key: "K " + id, RequestID: id, Action: offer.Action, To: offer.To, By: "kim"}
					if offer.Action.NeedsReason() {
						d.Reason, d.Text = offer.Action.Reasons()[0], "Said on the telephone."
					}
					got := p.Patch(t.Context(), d, r)
					if got.State != telecom.DecisionApplied || got.Shown == nil || got.Shown.Status != offer.To {
						t.Errorf("%s of %s: got %+v, %v; want it applied", offer.Action, r.Status, got, got.Problem)
					}
					sent++
					break // it stands otherwise now
				}
			}
			decided := sim.Decided()
			if len(decided) != sent || sent == 0 || decided[0].By != "kim" {
				t.Errorf("got %d decisions, %+v; want %d", len(decided), decided, sent)
			}
			if page, err := p.Products(t.Context(), 0, 0); err != nil || len(page.Items) == 0 || page.Unreadable > 0 {
				t.Errorf("got %+v, %v; want products", page, err)
			}
		})
	}
}

// The judge is strict: what was sent to the wrong version, each, is refused.
func TestVersion_StrictServersRefuseWhatTheyLack(t *testing.T) {
	for _, c := range []struct{ extract, is, body string }{
		{"TMF641-v4.1", "Feature", `{"name":"a","featureCharacteristic":[{"name":"b","value":"c"}],"@type":"Feature"}`},
		{"TMF641-R18.5", "ServiceOrder_Create", `{"orderItem":[{"id":"1","action":"add","service":{}}],"externalReference":[{"name":"K"}]}`},
		{"TMF641-R18.5", "ServiceOrder_Create", `{"orderItem":[{"id":"1","action":"add","service":{"feature":[]}}]}`},
		{"TMF641-v4.1", "ServiceOrder_Create", `{"orderItem":[{"id":"1","action":"add","service":{}}]}`},
		{"TMF622-v4.0", "RelatedParty", `{"role":"reviewer","partyOrPartyRole":{"id":"kim"}}`},
		{"TMF622-v5.0", "RelatedPartyRefOrPartyRoleRef_MVO", `{"id":"kim","role":"reviewer","@type":"RelatedPartyRefOrPartyRoleRef"}`},
		{"TMF622-v5.0", "Characteristic_MVO", `{"name":"a","value":"b","@type":"Characteristic"}`},
		{"TMF622-v5.0", "Product_MVO", `{"id":"PRD-1","@type":"Product"}`},
		{"TMF638-v5.0", "Feature", `{"name":"a","isEnabled":true}`},
	} {
		if err := extract(t, c.extract).Check(c.is, []byte(c.body)); err == nil {
			t.Errorf("%s takes %s", c.extract, c.body)
		}
	}
}

func TestVersion_IsSetOrSeen(t *testing.T) {
	item := `"serviceOrderItem":[{"id":"1","action":"add","service":{"id":"S1"}}]`
	typed := `"serviceOrderItem":[{"service":{"serviceCharacteristic":[{"name":"plan","value":"M","@type":"StringCharacteristic"}]}}]`
	parties := `"relatedParty":[{"id":"a","role":"customer"}]`
	parties5 := `"relatedParty":[{"role":"customer","partyOrPartyRole":{"id":"a"}}]`
	for _, c := range []struct {
		set    telecom.Version
		orders []string
		want   telecom.Version
	}{
		{"", nil, telecom.Version4},
		{"", []string{`{"id":"1","orderItem":[{"id":"1"}]}`}, telecom.VersionOlder},
		{"", []string{`{"id":"1",` + item + `}`}, telecom.Version4},
		{"", []string{`{"id":"1",` + item + `,` + parties5 + `}`, `{"id":"2",` + item + `}`}, telecom.Version5},
		{"", []string{`{"id":"1",` + item + `,` + parties5 + `}`, `{"id":"2",` + item + `,` + parties + `}`}, telecom.Version4},
		{"", []string{`{"id":"1","orderItem":[{"id":"1"}]}`, `{"id":"1","state":"done","orderDate":"2026-11-30"}`}, telecom.VersionOlder},
		{"", []string{`{"id":"1",` + item + `,` + parties5 + `}`, `{"id":"2",` + item + `,"relatedParty":[]}`}, telecom.Version5},
		{"", []string{`{"id":"1",` + item + `,` + parties + `}`, `{"id":"2",` + typed + `}`}, telecom.Version4},
		{"", []string{`{"id":"1","externalId":"k",` + typed + `}`}, telecom.Version4},
		{"", []string{`{"id":"1",` + typed + `}`}, telecom.Version5},
		{telecom.VersionOlder, []string{`{"id":"1",` + item + `,` + parties5 + `}`}, telecom.VersionOlder},
		{telecom.Version5, nil, telecom.Version5},
	} {
		p := served(t, func(w http.ResponseWriter, r *http.Request) {
			answers(200, "["+strings.Join(c.orders, ",")+"]")(w, r)
		}, func(cfg *Config) { cfg.OrderingVersion = c.set })
		if _, err := p.Orders(t.Context(), 0, 0); err != nil {
			t.Fatal(err)
		}
		if got := p.ordering.version(); got != c.want {
			t.Errorf("%s, %v: got %q, want %q", c.set, c.orders, got, c.want)
		}
	}
}

// A decision is sent in the version of the request it is about; if that does not tell, in that of the profile.
func TestVersion_DecisionFollowsItsRequest(t *testing.T) {
	for _, c := range []struct {
		record string
		set    telecom.Version
		want   string
	}{
		{`{"id":"SR-104431","relatedParty":[{"role":"customer","partyOrPartyRole":{"id":"a"}}]}`, "", "PartyRef"},
		{`{"id":"SR-104431","productOrderItem":[{"product":{"productCharacteristic":[` +
			`{"name":"a","value":"b","@type":"StringCharacteristic"}]}}]}`, "", "PartyRef"},
		{`{"id":"SR-104431","relatedParty":[{"role":"customer","id":"a"}]}`, "", `"@type":"RelatedParty"`},
		{`{"id":"SR-104431"}`, "", `"@type":"RelatedParty"`},
		{`{"id":"SR-104431"}`, telecom.Version5, "PartyRef"},
	} {
		var sent atomic.Value
		p := reviewing(t, func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			sent.Store(string(body))
			answers(200, `{}`)(w, r)
		}, func(cfg *Config) { cfg.RequestsVersion = c.set })
		now, _ := requestOf([]byte(c.record), &rules{})
		if got := p.Patch(t.Context(), denial(), now.Request); got.State != telecom.DecisionApplied {
			t.Errorf("got %+v, want it applied", got)
		}
		if body, _ := sent.Load().(string); !strings.Contains(body, c.want) {
			t.Errorf("%s: got %s, want %s in it", c.record, body, c.want)
		}
	}
}
