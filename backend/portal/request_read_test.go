package portal

import (
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"commsdesk/backend/telecom"
)

// standing is a request as the specification and this desk's words have it.
const standing = `{
	"id":"SR-104431","category":"subscriptionRequest","state":"acknowledged","orderDate":"2026-11-20T04:00:00Z","description":" Twenty lines ",
	"relatedParty":[{"id":"P1","name":"Ada Quill","role":"requester","email":"ada@quill.example","@referredType":"Individual"},
		{"id":"C9","name":"Quill & Sons","role":"customer","@referredType":"Organization"}],
	"agreement":[{"id":"AGR-1"},{"id":"AGR-2"}],
	"note":[{"date":"2026-11-21T04:00:00Z","author":"kim","text":"Second"},{"date":"2026-11-20T05:00:00Z","author":"lee","text":"First"}],
	"externalReference":[{"id":"ORD7","externalReferenceType":"serviceOrder"}],
	"productOrderItem":[{"id":"1","action":"add","state":"acknowledged","quantity":20,
		"productOffering":{"id":"OF1","name":"Business Mobile"},
		"product":{"id":"PRD-1","name":"Mobile 60","realizingService":[{"id":"SVC1"},{"id":"SVC2"}],"productCharacteristic":[
			{"name":"subscriptionRequestStatus","value":"Generating Contract"},
			{"name":"package","value":"Gold"},
			{"name":"contractTermMonths","value":24},
			{"name":"eSIMWanted","value":true},
			{"name":"Sites","value":["Perth","Hobart"]},
			{"name":"monthlyData","value":{"amount":60,"units":"GB"}},
			{"name":"allowedActions","value":["contractReady","cancel"]},
			{"name":"statusVersion","value":7},
			{"name":"statusHistory","value":[{"at":"2026-11-20T06:00:00Z","by":"kim","from":"Subscription Request Received",
				"to":"generating_contract","why":"checked"},
				{"at":"2026-11-20T04:00:00Z","by":"ada","to":"Subscription Request Received"}]},
			{"name":"cancellationRequestedAt","value":"2026-11-21T01:00:00Z"},
			{"name":"cancellationRequestedBy","value":"ada"},
			{"name":"cancellationRequestReason","value":"Too dear"},
			{"name":"decisionKey","value":"K1"},{"name":"reason","value":"other"},
			{"name":"contractVersion","value":"2"}]}}]}`

func requested(t testing.TB, record string) requestRow {
	t.Helper()
	r, ok := requestOf(jsontext.Value(record), &rules{})
	if !ok {
		t.Fatal("unreadable")
	}
	r.Raw = nil
	return r
}

func TestRequest_ReadsTheStandardWhole(t *testing.T) {
	r := requested(t, standing)
	want := telecom.Request{
		ID: "SR-104431", Status: telecom.RequestGenerating, State: "acknowledged", InitiatedBy: "ada@quill.example", Customer: "Quill & Sons",
		Offering: "Business Mobile", Package: "Gold", Quantity: "20", OrderedAt: at("2026-11-20T04:00:00Z"), Summary: "Twenty lines",
		Answers: []telecom.Detail{{Name: "Contract term months", Value: "24"}, {Name: "eSIM wanted", Value: "true"},
			{Name: "Sites", Value: "Perth, Hobart"}, {Name: "Monthly data", Value: "60 GB"}},
		Agreements: []string{"AGR-1", "AGR-2"}, Contract: "2", ContractGiven: true, Products: []string{"PRD-1"},
		ServiceIDs: []string{"SVC1", "SVC2"}, OrderIDs: []string{"ORD7"},
		Notes: []telecom.RequestNote{{At: at("2026-11-20T05:00:00Z"), By: "lee", Text: "First"},
			{At: at("2026-11-21T04:00:00Z"), By: "kim", Text: "Second"}},
		History: []telecom.RequestChange{{At: at("2026-11-20T04:00:00Z"), By: "ada", To: telecom.RequestReceived},
			{At: at("2026-11-20T06:00:00Z"), By: "kim", From: telecom.RequestReceived, To: telecom.RequestGenerating, Why: "checked"}},
		HistoryGiven: true, Allowed: []string{"contractReady", "cancel"}, AllowedGiven: true, Version: "7",
		CancelAsked: &telecom.CancellationRequest{At: at("2026-11-21T01:00:00Z"), By: "ada", Why: "Too dear"}, LastKey: "K1",
	}
	if d := cmp.Diff(want, r.Request); d != "" {
		t.Error(d)
	}
}

func TestRequest_ReadsOtherServers(t *testing.T) {
	for name, c := range map[string]struct {
		json string
		want func(requestRow) bool
	}{
		"the older wire": {`{"id":"1","orderItem":[{"id":"1","productOffering":[{"name":"Mobile"}],
			"product":{"characteristic":[{"name":"subscriptionRequestStatus","value":"draft"}]}}]}`,
			func(r requestRow) bool { return r.Status == telecom.RequestDraft && r.Offering == "Mobile" }},
		"characteristics of the item": {`{"id":"1","productOrderItem":{"characteristic":[{"name":"SUBSCRIPTION_REQUEST_STATUS",
			"value":"DENIED"}]}}`,
			func(r requestRow) bool { return r.Status == telecom.RequestDenied }},
		"characteristics of the order, by their names": {`{"id":"1","characteristic":{"subscriptionRequestStatus":"Active","zone":"B",
			"area":"A"}}`,
			func(r requestRow) bool {
				return r.Status == telecom.RequestActive && cmp.Equal(r.Answers,
					[]telecom.Detail{{Name: "Zone", Value: "B"}, {Name: "Area", Value: "A"}})
			}},
		"the word of TMF alone": {`{"id":"1","state":"inProgress"}`,
			func(r requestRow) bool {
				return r.Status == "" && r.State == "inProgress" && !r.HistoryGiven && !r.AllowedGiven && r.CancelAsked == nil && r.Answers == nil
			}},
		"a label nobody knows": {`{"id":"1","productCharacteristic":[{"name":"subscriptionRequestStatus","value":"On the moon"}]}`,
			func(r requestRow) bool { return r.Status == "On the moon" }},
		"a history that is a string": {`{"id":"1","productCharacteristic":[{"name":"statusHistory",
			"value":"[{\"at\":\"2026-01-02\",\"to\":\"Active\"}]"}]}`,
			func(r requestRow) bool { return r.HistoryGiven && r.History[0].To == telecom.RequestActive }},
		"a history that names a decision": {`{"id":"1","productCharacteristic":[{"name":"statusHistory","value":[{"to":"Active",
			"decisionKey":"K"}]}]}`,
			func(r requestRow) bool { return r.HistoryGiven && r.History[0].Key == "K" && r.Snapshot().Told == "K" }},
		"a decision that is stored as it was sent": {`{"id":"1","productCharacteristic":[{"name":"decisionKey","value":"K"},
			{"name":"requestedStatus","value":"Active"}]}`,
			func(r requestRow) bool { return r.Snapshot().Key == "K" && r.Snapshot().Stored }},
		"a history inside a value": {`{"id":"1","productCharacteristic":[{"name":"statusHistory","value":{"@type":"Any",
			"value":[{"to":"Active"}]}}]}`,
			func(r requestRow) bool { return r.HistoryGiven && len(r.History) == 1 }},
		"a history without sense": {`{"id":"1","productCharacteristic":[{"name":"statusHistory","value":"lost"}]}`,
			func(r requestRow) bool { return !r.HistoryGiven }},
		"an empty history": {`{"id":"1","productCharacteristic":[{"name":"statusHistory","value":[]}]}`,
			func(r requestRow) bool { return r.HistoryGiven && r.History == nil }},
		"actions between commas": {`{"id":"1","productCharacteristic":[{"name":"allowedActions","value":"contractReady, cancel"}]}`,
			func(r requestRow) bool { return cmp.Equal(r.Allowed, []string{"contractReady", "cancel"}) }},
		"actions between spaces": {`{"id":"1","productCharacteristic":[{"name":"allowedActions","value":"contractReady cancel"}]}`,
			func(r requestRow) bool { return cmp.Equal(r.Allowed, []string{"contractReady", "cancel"}) }},
		"one action with spaces": {`{"id":"1","productCharacteristic":[{"name":"allowedActions","value":"Contract ready"}]}`,
			func(r requestRow) bool { return cmp.Equal(r.Allowed, []string{"Contract ready"}) }},
		"actions that are objects": {`{"id":"1","productCharacteristic":[{"name":"allowedActions","value":[{"id":"a","name":"cancel"}]}]}`,
			func(r requestRow) bool { return cmp.Equal(r.Allowed, []string{"cancel"}) }},
		"actions that are a string of a list": {`{"id":"1","productCharacteristic":[{"name":"allowedActions","value":"[\"deny\",\"cancel\"]"}]}`,
			func(r requestRow) bool { return cmp.Equal(r.Allowed, []string{"deny", "cancel"}) }},
		"no action at all": {`{"id":"1","productCharacteristic":[{"name":"allowedActions","value":[]}]}`,
			func(r requestRow) bool { return r.AllowedGiven && len(r.Allowed) == 0 }},
		"a list of actions that is null": {`{"id":"1","productCharacteristic":[{"name":"allowedActions","value":null},{"name":"statusHistory"}]}`,
			func(r requestRow) bool { return !r.AllowedGiven && !r.HistoryGiven }},
		"nobody asks to cancel": {`{"id":"1","productCharacteristic":[{"name":"cancellationRequestedAt","value":false},
			{"name":"cancellationRequestedBy","value":""}]}`,
			func(r requestRow) bool { return r.CancelAsked == nil }},
		"somebody asks to cancel at no time": {`{"id":"1","productCharacteristic":[{"name":"cancellationRequestedBy","value":"ada"}]}`,
			func(r requestRow) bool { return *r.CancelAsked == telecom.CancellationRequest{By: "ada"} }},
		"a customer's own reason": {`{"id":"1","productCharacteristic":[{"name":"reason","value":"Growth"}]}`,
			func(r requestRow) bool {
				return cmp.Equal(r.Answers, []telecom.Detail{{Name: "Reason", Value: "Growth"}})
			}},
		"an id that is an address": {`{"id":"1","relatedParty":[{"id":"ada@quill.example","name":"Ada","role":"Initiator"},
			{"name":"Quill","role":"Buyer"}]}`,
			func(r requestRow) bool { return r.InitiatedBy == "ada@quill.example" && r.Customer == "Quill" }},
		"an address among contacts": {`{"id":"1","relatedParty":{"role":"requestor","name":"Ada","contactMedium":[{"mediumType":"email",
			"characteristic":{"emailAddress":"ada@quill.example"}}]}}`,
			func(r requestRow) bool { return r.InitiatedBy == "ada@quill.example" }},
		"nobody's address": {`{"id":"1","relatedParty":[{"role":"requester","name":"Ada"}]}`,
			func(r requestRow) bool { return r.InitiatedBy == "Ada" && r.Customer == "" }},
		"several items in another order": {`{"id":"1","productOrderItem":[{"quantity":"2","productOffering":{"name":"B"}},
			{"quantity":1,"productOffering":{"name":"A"},"product":{"name":"P"}}]}`,
			func(r requestRow) bool { return r.Offering == "A, B" && r.Quantity == "1, 2" && r.Package == "P" }},
		"a bundle": {`{"id":"1","productOrderItem":[{"productOffering":{"name":"A","bundledProductOffering":[{"name":"Bundle L"}]}}]}`,
			func(r requestRow) bool { return r.Package == "Bundle L" }},
		"a contract by its last version": {`{"id":"1","agreement":["A1",{"id":"A2"}]}`,
			func(r requestRow) bool { return r.Contract == "A2" && len(r.Agreements) == 2 }},
		"notes that are words": {`{"id":"1","note":["Call back"]}`,
			func(r requestRow) bool { return r.Notes[0].Text == "Call back" }},
		"shapes of all kinds": {`{"id":1,"state":{"value":"held"},"productOrderItem":[null,7,{"product":[],
			"productOffering":null,"characteristic":7}],"relatedParty":"x","agreement":{},"note":{"text":[]}}`,
			func(r requestRow) bool { return r.ID == "1" && r.State == "held" }},
	} {
		t.Run(name, func(t *testing.T) {
			if r := requested(t, c.json); !c.want(r) {
				t.Errorf("%+v", r)
			}
		})
	}
}

func TestRequest_WithoutIDIsUnreadable(t *testing.T) {
	for _, s := range []string{`{}`, `{"id":""}`, `{"id":null}`, `"x"`, `7`, `[]`, `null`, `{"id":[]}`} {
		if r, ok := requestOf(jsontext.Value(s), &rules{}); ok {
			t.Errorf("%s: %+v", s, r)
		}
		if a, ok := agreementOf(jsontext.Value(s), &rules{}); ok {
			t.Errorf("%s: %+v", s, a)
		}
		if p, ok := productOf(jsontext.Value(s)); ok {
			t.Errorf("%s: %+v", s, p)
		}
	}
}

func TestSpelled_MakesNamesReadable(t *testing.T) {
	for name, want := range map[string]string{
		"contractTermMonths": "Contract term months", "SIMType": "SIM type", "numberOfSIMs": "Number of SIMs", "billing_cycle": "Billing cycle",
		"Cost Centre": "Cost Centre", "x": "X", "port-in.date": "Port in date", "line2Name": "Line2 name", "--": "--",
		"größeÄnderung": "Größe änderung",
	} {
		if got := spelled(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestAgreement_ReadsDocuments(t *testing.T) {
	a, ok := agreementOf(jsontext.Value(`{"id":"AGR-1","name":"Contract","version":2,"status":"approved","initialDate":"2026-11-20",
		"attachment":[{"id":"D1","name":"Contract.pdf","url":"https://portal/d/1","href":"https://portal/attachment/D1",
			"mimeType":"application/pdf","size":{"amount":12.5,"units":"KB"}},
			{"id":"D2","href":"/d/terms.txt","size":1024},"https://portal/d/3.pdf",{}],
		"agreementItem":[{"attachment":{"id":"D4","name":"Annex"}}]}`), &rules{})
	a.Raw = nil
	want := telecom.Agreement{ID: "AGR-1", Name: "Contract", Version: "2", State: "approved", At: at("2026-11-20T00:00:00Z"),
		Documents: []telecom.Document{
			{ID: "D1", Name: "Contract.pdf", Type: "application/pdf", Size: 12500, Address: "https://portal/d/1"},
			{ID: "D2", Name: "terms.txt", Size: 1024, Address: "/d/terms.txt"},
			{Name: "3.pdf", Address: "https://portal/d/3.pdf"},
			{ID: "D4", Name: "Annex"}}}
	if d := cmp.Diff(want, a); !ok || d != "" {
		t.Error(d)
	}
}

func TestProduct_TrimsItsState(t *testing.T) {
	p, ok := productOf(jsontext.Value(`{"id":"PRD-1","name":"Mobile 60","status":"aborted ","realizingService":[{"id":"S1"},
		"S2",{"id":"S1"}]}`))
	p.Raw = nil
	if d := cmp.Diff(telecom.Product{ID: "PRD-1", Name: "Mobile 60", State: "aborted", ServiceIDs: []string{"S1", "S2"}}, p); !ok || d != "" {
		t.Error(d)
	}
}

// FuzzRequest: a request keeps its id; the record that is kept of it is read as the same request; what is decided on it
// can be written, and names the request's status as it shall be.
func FuzzRequest(f *testing.F) {
	for _, s := range append([]string{standing}, seeds...) {
		f.Add([]byte(s))
	}
	f.Add([]byte(`{"id":"r","productOrderItem":{"product":{"productCharacteristic":{"statusHistory":"[{}]",
		"allowedActions":{"a":[1,{"name":"x"}]}}}}}`))
	f.Add([]byte("{\"id\":\"r\",\"relatedParty\":[{\"role\":\"reviewer\"}]," +
		"\"orderItem\":[{\"state\":\"x\",\"product\":{\"characteristic\":[{\"name\":\"\xff\"}]}}]}"))
	f.Fuzz(func(t *testing.T, record []byte) {
		if !jsontext.Value(record).IsValid(lenient) {
			return
		}
		r, ok := requestOf(jsontext.Value(record), &rules{})
		keepsID(t, record, r.ID, ok)
		if a, ok := agreementOf(jsontext.Value(record), &rules{}); ok && a.ID == "" {
			t.Error("an agreement without an id")
		}
		if _, ok := productOf(jsontext.Value(record)); !ok {
			return
		}
		again, ok := requestOf(jsontext.Value(r.Raw), &rules{})
		if !ok || again.ID != r.ID || again.Status != r.Status || again.State != r.State || again.Version != r.Version {
			t.Errorf("the kept record: got %+v, want %+v", again.Request, r.Request)
		}
		for _, v := range []telecom.Version{telecom.Version4, telecom.Version5} {
			body, err := decisionPayload(v, &telecom.Decision{Key: "K", To: telecom.RequestDenied, By: "kim"}, &r.Request)
			if err != nil || !jsontext.Value(body).IsValid() {
				t.Fatalf("version %s: got %v %s, want valid JSON", v, err, body)
			}
		}
	})
}

func TestContracts_NewestIgnoresOrderIfPossible(t *testing.T) {
	for agreements, want := range map[string]string{
		`[{"id":"B","version":"1.10"},{"id":"A","version":"1.9"}]`:                                          "B",
		`[{"id":"A","version":"1.9"},{"id":"B","version":"1.10"}]`:                                          "B",
		`[{"id":"B","initialDate":"2026-03-01T00:00:00Z"},{"id":"A","initialDate":"2026-02-01T00:00:00Z"}]`: "B",
		`[{"id":"B","version":"2"},{"id":"A"}]`:                                                             "A",
		`["A","B"]`:                                                                                         "B",
		`[{"id":"A","version":"9"}],"characteristic":[{"name":"contractVersion","value":"K"}]`:              "K",
	} {
		got, ok := requestOf([]byte(`{"id":"1","agreement":`+agreements+`}`), &rules{})
		if !ok || got.Contract != want || got.ContractGiven != (want == "K") ||
			(len(got.ContractVersions) > 0) != strings.Contains(agreements, `"version"`) {
			t.Errorf("%s: %+v", agreements, got.Request)
		}
	}
}
