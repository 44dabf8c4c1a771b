package portal

import (
	"testing"

	"commsdesk/backend/telecom"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
)

func TestService_ReadsTheStandardWhole(t *testing.T) {
	s, ok := serviceOf(jsontext.Value(`{"id":"SVC1","name":"Mobile","state":"active","startDate":"2024-05-01T00:00:00.000Z",
		"serviceSpecification":{"id":"9","name":"Large"},
		"serviceCharacteristic":[{"name":"MSISDN","value":"0412 345 678"},{"name":"sim_type","value":"e-SIM"},
			{"name":"ICCID","value":"0012345678901"},
			{"name":"networkPlatform","value":2.0},{"name":"feature.callerId","value":"off"},{"name":"roaming","value":false}],
		"feature":[{"name":"Roaming","isEnabled":true},{"id":"vm"},{"name":"barring","featureCharacteristic":[{"name":"enabled","value":false}]}],
		"relatedParty":[{"role":"agent","name":"Shop"},{"role":"Customer","name":"Ada Byron","id":"7"}],
		"serviceOrderItem":[{"serviceOrderId":"O1","itemId":"1"},{"serviceOrderId":"O1","itemId":"2"},{"serviceOrderId":"O2"}]}`), "AU", &rules{})
	if !ok {
		t.Fatal("unreadable")
	}
	s.Raw = nil
	want := telecom.Service{
		ID: "SVC1", Number: "+61412345678", Customer: "Ada Byron", Plan: "Large", Platform: "2.0", State: "active",
		SIM:         telecom.SIM{Type: telecom.SIMEmbedded, Number: "0012345678901"},
		Features:    []telecom.Feature{{Name: "Roaming", On: true}, {Name: "vm", On: true}, {Name: "barring"}, {Name: "callerId"}},
		ActiveSince: at("2024-05-01T00:00:00Z"), OrderIDs: []string{"O1", "O2"},
	}
	if d := cmp.Diff(want, s); d != "" {
		t.Error(d)
	}
}

func TestService_ReadsRealServers(t *testing.T) {
	for name, c := range map[string]struct {
		json string
		want func(s telecom.Service) bool
	}{
		"the name is the number": {`{"id":"1","name":"+61 412 345 678"}`, func(s telecom.Service) bool { return s.Number == "+61412345678" }},
		"the name is a name":     {`{"id":"1","name":"Mobile 5G"}`, func(s telecom.Service) bool { return s.Number == "" }},
		"the name is an address": {`{"id":"1","name":"10.20.30.40"}`, func(s telecom.Service) bool { return s.Number == "" }},
		"the name is a day":      {`{"id":"1","name":"2026-11-30"}`, func(s telecom.Service) bool { return s.Number == "" }},
		"the name is a number with odd hyphens": {`{"id":"1","name":"0412\u2011345\u2011678"}`,
			func(s telecom.Service) bool { return s.Number == "+61412345678" }},
		"a number in an object": {`{"id":"1","serviceCharacteristic":[{"name":"msisdn","value":{"@type":"x","msisdn":"0412345678"}}]}`,
			func(s telecom.Service) bool { return s.Number == "+61412345678" }},
		"a number that is a number": {`{"id":"1","serviceCharacteristic":[{"name":"msisdn","value":61412345678}]}`,
			func(s telecom.Service) bool { return s.Number == "+61412345678" }},
		"a number nobody can dial": {`{"id":"1","serviceCharacteristic":[{"name":"msisdn","value":"12-34"}]}`,
			func(s telecom.Service) bool { return s.Number == "12-34" }},
		"no list of characteristics": {`{"id":"1","serviceCharacteristic":{"name":"plan","value":"S"}}`,
			func(s telecom.Service) bool { return s.Plan == "S" }},
		"an unnamed party":  {`{"id":"1","relatedParty":{"id":"77"}}`, func(s telecom.Service) bool { return s.Customer == "77" }},
		"nothing but an id": {`{"id":"1"}`, func(s telecom.Service) bool { return s.State == "" && s.SIM.Type == telecom.SIMUnknown }},
		"a physical SIM": {`{"id":"1","serviceCharacteristic":[{"name":"simType","value":"USIM"}]}`,
			func(s telecom.Service) bool { return s.SIM.Type == telecom.SIMPhysical }},
		"a value in a list": {`{"id":"1","serviceCharacteristic":[{"name":"plan","value":[["L"]]}]}`,
			func(s telecom.Service) bool { return s.Plan == "L" }},
	} {
		t.Run(name, func(t *testing.T) {
			s, ok := serviceOf(jsontext.Value(c.json), "AU", &rules{})
			if !ok || !c.want(s) {
				t.Errorf("got %v %+v, want what the case says of %s", ok, s, c.json)
			}
		})
	}
}

func TestPlatform_ReadsAnySpelling(t *testing.T) {
	for word, want := range map[string]string{
		"2.0": "2.0", "2": "2.0", "v2": "2.0", "Platform 2.0": "2.0", "PLATFORM_1": "1.0", "1.0": "1.0",
		"": "", "3": "3", "12": "12", "2.1": "2.1", "string": "string",
	} {
		if got := platformOf(word); got != want {
			t.Errorf("%q is read as %q, want %q", word, got, want)
		}
	}
}
