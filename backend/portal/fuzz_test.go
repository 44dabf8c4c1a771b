package portal

import (
	stdjson "encoding/json"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

var seeds = []string{
	`{"id":"1"}`, `{"id":1.5e3,"state":true}`, `{"id":"x","serviceOrderItem":{"service":[[{"id":1}]]},"note":"n","milestone":[{"name":"(A_B)"}]}`,
	`{"id":"x","serviceCharacteristic":{"a":{"b":{"c":[1,2,{"d":null}]}}},"feature":["f",{"isEnabled":0}],"relatedParty":[null,{"role":[]}]}`,
	`{"id":"x","orderDate":99999999999999999,"startDate":"0000-00-00","errorMessage":[[],{},"w"],"parentOrder":[{"id":2}]}`,
	`{"serviceOrderItem":[{"serviceOrderItem":[{"serviceOrderItem":[]}]}],"id":"deep"}`, "{\"id\":\"\xff\"}", `[`, `{"id":{"$oid":"1"}}`,
	`{"id":"w","category":"feature","state":"on-hold","orderItem":[{"action":"INSTALL","service":{"name":"CFSS 7"}}]}`,
	`{"id":"w","state":"ERROR","serviceOrderItem":{"action":["cease"],"service":{"serviceSpecification":"Mobile Card Exchange"}}}`,
	`{"id":"w","serviceCharacteristic":{"lineId":[4,1],"number":{"x":{}},"card form":true,"":"","-":7,"gen":2}}`,
}

// keepsID says that a record with a plain id keeps it.
func keepsID(t *testing.T, record []byte, id string, ok bool) {
	var plain map[string]any
	if stdjson.Unmarshal(record, &plain) != nil {
		return
	}
	if want, is := plain["id"].(string); is && want != "" && (!ok || id != want) {
		t.Errorf("%q was read as %q, %v", want, id, ok)
	}
}

func FuzzOrder(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, record []byte) {
		if !jsontext.Value(record).IsValid(lenient) {
			return // a page that is no JSON never gets this far
		}
		for _, words := range []*Words{{}, &own} {
			o, ok := orderOf(jsontext.Value(record), words)
			keepsID(t, record, o.ID, ok)
			if !ok {
				continue
			}
			again, ok := orderOf(jsontext.Value(o.Raw), words)
			if !ok || again.ID != o.ID || again.State != o.State || again.StateMeans != o.StateMeans {
				t.Errorf("the kept record says %q %q, not %q %q", again.ID, again.State, o.ID, o.State)
			}
			if plain, _ := orderOf(jsontext.Value(record), &Words{}); plain.State != o.State || len(plain.Items) != len(o.Items) {
				t.Errorf("words of its own changed what is verbatim: %+v, not %+v", o, plain)
			}
		}
	})
}

func FuzzService(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, record []byte) {
		if !jsontext.Value(record).IsValid(lenient) {
			return
		}
		for _, words := range []*Words{{}, &own} {
			s, ok := serviceOf(jsontext.Value(record), "AU", words)
			keepsID(t, record, s.ID, ok)
		}
	})
}
