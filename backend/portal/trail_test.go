package portal

import (
	"testing"

	"commsdesk/backend/telecom"
)

func TestAStageShowsItsLabelAndKeepsTheCarriersWords(t *testing.T) {
	for name, c := range map[string]struct {
		milestone string
		want      telecom.Stage
	}{
		"label and words": {`{"name":"BPCN","description":"Awaiting carrier","message":"Before notification."}`, telecom.Stage{Code: "BPCN", Text: "Awaiting carrier", More: "Before notification."}},
		"words only":      {`{"name":"BPCN","message":"Before notification."}`, telecom.Stage{Code: "BPCN", Text: "Before notification."}},
		"label only":      {`{"name":"BPCN","description":"Awaiting carrier"}`, telecom.Stage{Code: "BPCN", Text: "Awaiting carrier"}},
		"code only":       {`{"name":"(PCN_CON)"}`, telecom.Stage{Code: "PCN_CON"}},
		"code in words":   {`{"name":"Sent to carrier (PCN_CON)"}`, telecom.Stage{Code: "PCN_CON", Text: "Sent to carrier (PCN_CON)"}},
		"the same twice":  {`{"name":"X","description":"Sent","message":"Sent"}`, telecom.Stage{Code: "X", Text: "Sent"}},
	} {
		t.Run(name, func(t *testing.T) {
			o, ok := orderOf([]byte(`{"id":"1","milestone":[`+c.milestone+`]}`), &Words{})
			if !ok || len(o.Trail) != 1 || o.Trail[0] != c.want {
				t.Errorf("%+v, want %+v", o.Trail, c.want)
			}
		})
	}
}
