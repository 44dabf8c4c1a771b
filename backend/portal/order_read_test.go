package portal

import (
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"commsdesk/backend/telecom"
)

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t
}

func TestOrder_ReadsTheStandardWhole(t *testing.T) {
	o, ok := orderOf(jsontext.Value(`{
		"id":"ORD00003927848","externalId":"key-1","category":"simSwap","state":"inProgress","description":" Swap to eSIM ",
		"orderDate":"2026-11-22T04:00:00Z","startDate":"2026-11-22T14:01:00+10:00",
		"serviceOrderItem":[{"id":"1","action":"modify","state":"inProgress",
			"service":{"id":"SVC1","serviceCharacteristic":[{"name":"iccid","value":"0891"},{"name":"previousIccid","value":"0890"}],
				"feature":[{"name":"roaming","isEnabled":true},{"name":"voicemail","isEnabled":"false"}]},
			"errorMessage":[{"code":"E2","message":"late"}],
			"serviceOrderItem":[{"id":"1.1","action":"add","service":{"id":"SVC2"}}]}],
		"milestone":[
			{"name":"(PCN_CON)","milestoneDate":"2026-11-22T04:03:00Z","message":"Confirmed"},
			{"name":"BPCN","milestoneDate":"2026-11-22T04:02:00Z","description":"Sent to carrier"},
			{"name":"Waiting for the carrier","message":"Queue is long (BQ)"}],
		"note":[{"date":"2026-11-22T04:05:00Z","text":"Customer called"}],
		"jeopardyAlert":[{"alertDate":"2026-11-22T04:06:00Z","name":"delay","message":"Slower than usual"}],
		"errorMessage":[{"code":17,"reason":"Carrier","message":"did not answer"}],
		"orderRelationship":[{"relationshipType":"isPartOf","id":"ORD1"},{"id":"ORD00003927848"}],"parentOrder":"ORD0",
		"relatedParty":[{"role":"customer","name":"Ada"},{"role":"requester","id":"kim"}]}`), &rules{})
	if !ok {
		t.Fatal("unreadable")
	}
	o.Raw = nil
	want := telecom.Order{
		ID: "ORD00003927848", ExternalID: "key-1", ServiceIDs: []string{"SVC1", "SVC2"}, Kind: telecom.SIMSwap, KindWord: "simSwap",
		State: "inProgress", Summary: "Swap to eSIM", PlacedBy: "kim",
		OrderedAt: at("2026-11-22T04:00:00Z"), StartedAt: at("2026-11-22T04:01:00Z"),
		Asked: []telecom.Detail{{Name: "iccid", Value: "0891", Was: "0890"}, {Name: "roaming", Value: "on"}, {Name: "voicemail", Value: "off"}},
		Trail: []telecom.Stage{
			{At: at("2026-11-22T04:02:00Z"), Code: "BPCN", Text: "Sent to carrier"},
			{Code: "BQ", Text: "Waiting for the carrier: Queue is long (BQ)"},
			{At: at("2026-11-22T04:03:00Z"), Code: "PCN_CON", Text: "Confirmed"},
		},
		Items: []telecom.Item{{ID: "1", Action: "modify", ServiceID: "SVC1", State: "inProgress"},
			{ID: "1.1", Action: "add", ServiceID: "SVC2"}},
		Relations: []telecom.Relation{{Type: "isPartOf", OrderID: "ORD1"}, {Type: "parent", OrderID: "ORD0"}},
		Says: []telecom.Remark{
			{Kind: telecom.RemarkError, Code: "17", Text: "Carrier: did not answer"},
			{Kind: telecom.RemarkError, Code: "E2", Text: "late"},
			{Kind: telecom.RemarkAlert, At: at("2026-11-22T04:06:00Z"), Code: "delay", Text: "Slower than usual"},
			{Kind: telecom.RemarkNote, At: at("2026-11-22T04:05:00Z"), Text: "Customer called"},
		},
	}
	if d := cmp.Diff(want, o); d != "" {
		t.Error(d)
	}
}

func TestOrder_ReadsRealServers(t *testing.T) {
	for name, c := range map[string]struct {
		json string
		want func(o telecom.Order) bool
	}{
		"no state though the item has one": {`{"id":"1","serviceOrderItem":[{"state":"completed"}]}`,
			func(o telecom.Order) bool { return o.State == "" && o.Open() }},
		"null state":           {`{"id":"1","state":null}`, func(o telecom.Order) bool { return o.State == "" }},
		"a state nobody knows": {`{"id":"1","state":"Error"}`, func(o telecom.Order) bool { return o.State == "Error" && o.Open() }},
		"a number for an id": {`{"id":123456789012345678901}`,
			func(o telecom.Order) bool { return o.ID == "123456789012345678901" }},
		"an id of a database": {`{"id":{"$oid":"5f"}}`, func(o telecom.Order) bool { return o.ID == "5f" }},
		"a broken date beside a good one": {`{"id":"1","orderDate":"soon","startDate":1763784000}`,
			func(o telecom.Order) bool { return o.OrderedAt.IsZero() && !o.StartedAt.IsZero() }},
		"an error that is no list": {`{"id":"1","errorMessage":{"code":60,"message":"No stock"}}`,
			func(o telecom.Order) bool { return o.Says[0].Text == "No stock" && o.Says[0].Code == "60" }},
		"an error that is a word": {`{"id":"1","errorMessage":"No stock"}`,
			func(o telecom.Order) bool { return o.Says[0].Text == "No stock" }},
		"the older wire": {`{"id":"1","orderItem":[{"id":"1","action":"add","service":{"id":"S"}}]}`,
			func(o telecom.Order) bool { return o.ServiceIDs[0] == "S" && o.Kind == telecom.Activation }},
		"one item that is no list": {`{"id":"1","serviceOrderItem":{"action":"delete","service":[{"id":"S"}]}}`,
			func(o telecom.Order) bool { return o.ServiceIDs[0] == "S" && o.Kind == telecom.CancelService }},
		"null lists": {`{"id":"1","serviceOrderItem":null,"milestone":null,"note":null,"relatedParty":null}`,
			func(o telecom.Order) bool { return o.ID == "1" }},
		"words where objects belong": {`{"id":"1","serviceOrderItem":["x",3,null],"milestone":7,"relatedParty":"me","orderRelationship":true}`,
			func(o telecom.Order) bool { return o.ID == "1" }},
		"notes for a trail": {`{"id":"1","note":[{"text":"Sent (BPCN)","date":"2026-01-02"}]}`,
			func(o telecom.Order) bool { return o.Trail[0].Code == "BPCN" && len(o.Says) == 0 }},
		"notes that are words": {`{"id":"1","note":["Sent"]}`, func(o telecom.Order) bool { return o.Trail[0].Text == "Sent" }},
		"a name that comes twice": {`{"id":"1","id":"1","state":"held","state":"held"}`,
			func(o telecom.Order) bool { return o.State == "held" }},
		"characteristics as members": {`{"id":"1","serviceOrderItem":[{"service":{"serviceCharacteristic":{"plan":"L","fromPlan":"S"}}}]}`,
			func(o telecom.Order) bool { return o.Asked[0] == telecom.Detail{Name: "plan", Value: "L", Was: "S"} }},
		"a value that is an object": {`{"id":"1","serviceOrderItem":[{"service":{"serviceCharacteristic":[{"name":"n","value":{"@type":"x",
			"value":8}}]}}]}`, func(o telecom.Order) bool { return o.Asked[0].Value == "8" }},
		"broken letters": {"{\"id\":\"1\",\"description\":\"a\xffb\"}", func(o telecom.Order) bool { return o.ID == "1" }},
		"a cancelled one with its reason": {`{"id":"1","state":"cancelled","cancellationDate":"2026-01-02","cancellationReason":"Twice"}`,
			func(o telecom.Order) bool { return o.Says[0].Text == "Twice" && !o.CompletedAt.IsZero() }},
	} {
		t.Run(name, func(t *testing.T) {
			o, ok := orderOf(jsontext.Value(c.json), &rules{})
			if !ok || !c.want(o) {
				t.Errorf("%v %+v", ok, o)
			}
		})
	}
}

func TestOrder_WithoutIDIsUnreadable(t *testing.T) {
	for _, s := range []string{`{}`, `{"id":""}`, `{"id":null}`, `"x"`, `7`, `[]`, `null`, `{"id":[]}`} {
		if o, ok := orderOf(jsontext.Value(s), &rules{}); ok {
			t.Errorf("%s: %+v", s, o)
		}
		if o, ok := serviceOf(jsontext.Value(s), "AU", &rules{}); ok {
			t.Errorf("%s: %+v", s, o)
		}
	}
}

func TestKind_ReadFromCategoryElseItems(t *testing.T) {
	for _, c := range []struct {
		json string
		kind telecom.Kind
		word string
	}{
		{`{"id":"1","category":"SIM_SWAP"}`, telecom.SIMSwap, "SIM_SWAP"},
		{`{"id":"1","category":"PLAN_CHANGE"}`, telecom.ChangePlan, "PLAN_CHANGE"},
		{`{"id":"1","category":"mobile","serviceOrderItem":[{"service":{"serviceSpecification":{"name":"Mobile SIM Swap"}}}]}`, telecom.SIMSwap,
			"mobile"},
		{`{"id":"1","serviceOrderItem":[{"service":{"name":"Number Port"}}]}`, telecom.NumberPort, "Number Port"},
		{`{"id":"1","serviceOrderItem":[{"action":"add","service":{}}]}`, telecom.Activation, "add"},
		{`{"id":"1","serviceOrderItem":[{"action":"delete"}]}`, telecom.CancelService, "delete"},
		{`{"id":"1","serviceOrderItem":[{"action":"modify"}]}`, telecom.KindUnknown, "modify"},
		{`{"id":"1","category":"Roaming pack","serviceOrderItem":[{"action":"add"}]}`, telecom.KindUnknown, "Roaming pack"},
		{`{"id":"1","description":"SIM swap"}`, telecom.KindUnknown, ""},
	} {
		if o, _ := orderOf(jsontext.Value(c.json), &rules{}); o.Kind != c.kind || o.KindWord != c.word {
			t.Errorf("%s: %s %q", c.json, o.Kind, o.KindWord)
		}
	}
}

func TestTidy_SameRecordIsSameBytes(t *testing.T) {
	a, _ := orderOf(jsontext.Value(`{"id":"1","state":"held","x":{"b":1.0,"a":[2,1]}}`), &rules{})
	b, _ := orderOf(jsontext.Value("{\n \"x\": {\"a\": [2, 1], \"b\": 1.0},\"state\":\"held\", \"id\":\"1\"}"), &rules{})
	if d := cmp.Diff(a, b); d != "" {
		t.Error(d)
	}
}

func TestOrder_KeyIsTheReferenceThenTheExternalID(t *testing.T) {
	for raw, want := range map[string]string{
		`{"id":"1","externalId":"K"}`: "K",
		`{"id":"1","externalId":"the portal's","externalReference":[{"id":"K","externalReferenceType":"clientRequest"}]}`: "K",
		`{"id":"1","externalId":"K","externalReference":[{"id":"T","externalReferenceType":"ticket"}]}`:                   "K",
		`{"id":"1","externalId":"K","externalReference":{"externalReferenceType":"clientRequest"}}`:                       "K",
	} {
		if o, ok := orderOf(jsontext.Value(raw), &rules{}); !ok || o.ExternalID != want {
			t.Errorf("%s: got %q, want %q", raw, o.ExternalID, want)
		}
	}
}

func TestTrail_KeepsLabelAndCarriersWords(t *testing.T) {
	for name, c := range map[string]struct {
		milestone string
		want      telecom.Stage
	}{
		"label and words": {`{"name":"BPCN","description":"Awaiting carrier","message":"Before notification."}`,
			telecom.Stage{Code: "BPCN", Text: "Awaiting carrier", More: "Before notification."}},
		"words only":     {`{"name":"BPCN","message":"Before notification."}`, telecom.Stage{Code: "BPCN", Text: "Before notification."}},
		"label only":     {`{"name":"BPCN","description":"Awaiting carrier"}`, telecom.Stage{Code: "BPCN", Text: "Awaiting carrier"}},
		"code only":      {`{"name":"(PCN_CON)"}`, telecom.Stage{Code: "PCN_CON"}},
		"code in words":  {`{"name":"Sent to carrier (PCN_CON)"}`, telecom.Stage{Code: "PCN_CON", Text: "Sent to carrier (PCN_CON)"}},
		"the same twice": {`{"name":"X","description":"Sent","message":"Sent"}`, telecom.Stage{Code: "X", Text: "Sent"}},
	} {
		t.Run(name, func(t *testing.T) {
			o, ok := orderOf([]byte(`{"id":"1","milestone":[`+c.milestone+`]}`), &rules{})
			if !ok || len(o.Trail) != 1 || o.Trail[0] != c.want {
				t.Errorf("%+v, want %+v", o.Trail, c.want)
			}
		})
	}
}
