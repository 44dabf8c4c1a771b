package telecom

import (
	"testing"
	"time"
)

func TestProof_IsKeyOrFitNeverIDAlone(t *testing.T) {
	sent := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	swap := Submission{Key: "0f0f-K", At: sent, State: SubmissionPlaced, OrderID: "O", Draft: Draft{Kind: SIMSwap, ServiceID: "S"}}
	port := Submission{Key: "0f0f-K", At: sent, State: SubmissionPlaced, OrderID: "O", Draft: Draft{Kind: NumberPort}}
	port.Draft.Port.Number = "0491570110"
	decided := swap
	decided.Decided = true
	soon := sent.Add(time.Minute)
	fits := Order{ID: "O", Kind: SIMSwap, ServiceIDs: []string{"S"}, OrderedAt: soon, SeenAt: soon}
	keyed := with(fits, func(o *Order) { o.ExternalID = "{0F0F-k}" })
	ported := Order{ID: "O", Kind: NumberPort, ServiceIDs: []string{"NEW"}, SeenAt: soon, Asked: []Detail{{Value: "+61491570110"}}}
	cancel := Submission{Key: "K", At: sent, Draft: Draft{Kind: CancelOrder, OrderID: "O"}}
	last := sent.AddDate(0, 0, -7)
	for name, c := range map[string]struct {
		promise Submission
		order   Order
		want    bool
	}{
		"it carries the key":                    {swap, keyed, true},
		"the key, and neither kind nor service": {swap, Order{ID: "O", Kind: KindUnknown, ExternalID: "0f0f-K"}, true},
		"the key, and a kind that the action means": {swap, with(keyed, func(o *Order) {
			o.Kind, o.KindWord, o.Items = Activation, "add", []Item{{Action: "add"}}
		}), true},
		"the key, dated by a wrong zone":          {swap, with(keyed, func(o *Order) { o.OrderedAt = sent.Add(-11 * time.Hour) }), true},
		"the key, on an order of another service": {swap, with(keyed, func(o *Order) { o.ServiceIDs = []string{"T"} }), false},
		"the key, on an order of another kind":    {swap, with(keyed, func(o *Order) { o.Kind = ChangePlan }), true},
		"the key, on an order of last week":       {swap, with(keyed, func(o *Order) { o.OrderedAt = last }), false},
		"the key, on one that ended last week": {swap, with(keyed, func(o *Order) {
			o.OrderedAt, o.State, o.CompletedAt = time.Time{}, "completed", last
		}), false},
		"the key, on one that was there before": {swap, with(keyed, func(o *Order) { o.SeenAt = sent.Add(-2 * time.Minute) }), false},
		"no key, and all fits":                  {swap, fits, true},
		"no key, and another kind":              {swap, with(fits, func(o *Order) { o.Kind = ChangePlan }), false},
		"no key, and a kind that nobody knows":  {swap, with(fits, func(o *Order) { o.Kind = KindUnknown }), false},
		"no key, and another service":           {swap, with(fits, func(o *Order) { o.ServiceIDs = []string{"T"} }), false},
		"no key, and no service":                {swap, with(fits, func(o *Order) { o.ServiceIDs = nil }), false},
		"no key, and the service lists it":      {swap, with(fits, func(o *Order) { o.ServiceIDs = nil }).ListedOn("S"), true},
		"no key, dated by a wrong zone":         {swap, with(fits, func(o *Order) { o.OrderedAt = sent.Add(-11 * time.Hour) }), true},
		"no key, and it is of last week":        {swap, with(fits, func(o *Order) { o.OrderedAt = last }), false},
		"no key, and not the id in the answer":  {swap, with(fits, func(o *Order) { o.ID = "P" }), false},
		"a reference of the portal's own":       {swap, with(fits, func(o *Order) { o.ExternalID = "PORTAL-000123" }), true},
		"no key, and it was seen before": {swap, with(fits, func(o *Order) {
			o.OrderedAt, o.SeenAt = time.Time{}, sent.Add(-2*time.Minute)
		}), false},
		"the key of somebody else": {swap, with(fits, func(o *Order) { o.ExternalID = "6f1c2a52-0d2e-4c86-9d0a-2d5c6b1f0a11" }), false},
		"a person said so": {decided, with(fits, func(o *Order) {
			o.Kind, o.ExternalID = KindUnknown, "the portal's own"
		}), true},
		"a person said so, of another kind":        {decided, with(fits, func(o *Order) { o.Kind = ChangePlan }), true},
		"a person said so, of one seen before":     {decided, with(fits, func(o *Order) { o.SeenAt = sent.Add(-time.Hour) }), true},
		"a person said so, of one of last week":    {decided, with(fits, func(o *Order) { o.OrderedAt = last }), false},
		"a person said so, of another service's":   {decided, with(fits, func(o *Order) { o.ServiceIDs = []string{"T"} }), false},
		"a new service, for the same number":       {port, ported, true},
		"a new service, for another number":        {port, with(ported, func(o *Order) { o.Asked = []Detail{{Value: "+61491570111"}} }), false},
		"a new service, and it says for what not":  {port, with(ported, func(o *Order) { o.Asked = nil }), false},
		"a new service, by the key":                {port, with(ported, func(o *Order) { o.Asked, o.ExternalID = nil, "0f0f-K" }), true},
		"the order that is to be cancelled":        {cancel, with(fits, func(o *Order) { o.OrderedAt = last }), true},
		"another one than that is to be cancelled": {cancel, with(fits, func(o *Order) { o.ID = "P" }), false},
	} {
		if got := c.promise.ProvedBy(&c.order); got != c.want {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}

func TestJudge_AnotherOrdersEndFreesNothing(t *testing.T) {
	now := at(t, "2026-11-22T02:00:00Z")
	swap := Draft{Kind: SIMSwap, ServiceID: "SVC1"}
	promise := Submission{Key: "K1", Draft: swap, State: SubmissionPlaced, OrderID: "ORD5", At: now.Add(-time.Minute)}
	old := Order{ID: "ORD5", Kind: SIMSwap, State: "completed", ServiceIDs: []string{"SVC1"}, OrderedAt: now.AddDate(0, 0, -7)}
	if v := Judge(&swap, Known{Service: newer(), Now: now, Orders: []Order{old}, Promises: []Submission{promise}}); v.Level != Blocked {
		t.Errorf("got %s, want blocked: %+v", v.Level, v.Reasons)
	}
}
