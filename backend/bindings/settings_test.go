package bindings

import (
	"encoding/json"
	"testing"
	"time"

	"commsdesk/backend/telecom"
)

// provider is a portal that was found to sort, but not to filter.
type provider struct{ again int }

func (p *provider) FindOutAgain() { p.again++ }
func (p *provider) Findings() telecom.Findings {
	return telecom.Findings{
		{API: telecom.ServiceOrdering, Capability: telecom.NewestFirst, Works: true, Reason: telecom.AnsweredRight, At: time.Unix(1e9, 0)},
		{API: telecom.ServiceOrdering, Capability: telecom.FilterByState, Reason: telecom.AnsweredOther, At: time.Unix(1e9, 0)},
	}
}
func (p *provider) Traffic() telecom.Traffic {
	return telecom.Traffic{Since: time.Unix(1e9, 0), Requests: 7, Bytes: 12_001}
}
func (p *provider) CancelsOrders() (offers, known bool) { return true, true }
func (p *provider) Weights() telecom.Load {
	return telecom.Load{ServiceBytes: 1000, OrderBytes: 2000, LongestPage: 1000}
}

func TestSettings_ShowWhatIsKnownOfThePortal(t *testing.T) {
	portal := &provider{}
	f := &fake{orders: []telecom.Order{{ID: "O", State: "held"}}}
	r := NewSession(func(Topic) {})
	s := NewSettings(r)
	if _, err := s.Portal(); err == nil {
		t.Error("nothing is open")
	}
	r.Open(&Deps{Copy: f, Mirror: still{}, Portal: portal, Profile: Profile{Name: "Provider", ServiceOrdering: "https://portal/so",
		Usage: "https://portal/u", Catalog: "plans.toml"}})
	got, err := s.Portal()
	if err != nil {
		t.Fatal(err)
	}
	if got.Profile != "Provider" || got.ServiceOrdering != "https://portal/so" || got.Usage != "https://portal/u" ||
		got.Catalog != "plans.toml" || got.Open != 1 || got.Asked != 7 || got.AskedKilobytes != 13 {
		t.Errorf("%+v", got)
	}
	if got.Purposes[0] != (PurposeRow{Purpose: telecom.PurposeOpen, Strategy: telecom.OpenOneByOne, Requests: 120, Kilobytes: 240}) {
		t.Errorf("%+v", got.Purposes)
	}
	known := map[telecom.Capability]CapabilityRow{}
	for _, a := range got.Capabilities {
		known[a.Capability] = a
	}
	if a := known[telecom.NewestFirst]; !a.Known || !a.Works || a.At == "" {
		t.Errorf("%+v", a)
	}
	if a := known[telecom.FilterByState]; !a.Known || a.Works || a.Reason != telecom.AnsweredOther {
		t.Errorf("%+v", a)
	}
	if a := known[telecom.SomeFields]; a.Known || a.At != "" {
		t.Errorf("%+v", a)
	}
	text, _ := json.Marshal(got)
	var back map[string]any
	if json.Unmarshal(text, &back) != nil {
		t.Fatal("no JSON")
	}
	noNulls(t, "", back)
	if err := s.FindOutAgain(); err != nil || portal.again != 1 {
		t.Error(portal.again, err)
	}
}
