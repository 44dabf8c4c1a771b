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
		o, ok := orderOf(jsontext.Value(record), &Words{})
		keepsID(t, record, o.ID, ok)
		if ok {
			again, ok := orderOf(jsontext.Value(o.Raw), &Words{})
			if !ok || again.ID != o.ID || again.State != o.State {
				t.Errorf("the kept record says %q %q, not %q %q", again.ID, again.State, o.ID, o.State)
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
		s, ok := serviceOf(jsontext.Value(record), "AU", &Words{})
		keepsID(t, record, s.ID, ok)
	})
}
