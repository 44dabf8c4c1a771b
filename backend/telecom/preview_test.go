package telecom

import (
	"strings"
	"testing"
)

func TestPreview_NamesEveryConsequence(t *testing.T) {
	esim := new(with(*newer(), func(s *Service) { s.SIM.Type = SIMEmbedded }))
	for name, c := range map[string]struct {
		draft   Draft
		service *Service
		now     string // empty: 22 November
		says    []string
		grave   []string
	}{
		"a SIM swap": {Draft{Kind: SIMSwap, SIMType: SIMPhysical}, newer(), "",
			[]string{"+61491570156 is out of service", "SIM of platform 2.0", "Wait for Complete"},
			[]string{"physical SIM, ending 0284, stops working"}},
		"a SIM swap away from an E-SIM": {Draft{Kind: SIMSwap, SIMType: SIMPhysical}, esim, "",
			[]string{"out of service"}, []string{"E-SIM, ending 0284, stops working", "cannot be activated again; going back needs a new one"}},
		"a SIM swap to an E-SIM": {Draft{Kind: SIMSwap, SIMType: SIMEmbedded}, newer(), "",
			nil, []string{"ending 0284", "issued once"}},
		"an upgrade on 1.0": {Draft{Kind: ChangePlan, PlanID: "P3", PlanName: "Classic 70"}, older(), "",
			[]string{"as soon as the order is Complete", "data bank is kept", "AUD 45.00 per month"}, nil},
		"a downgrade on 1.0": {Draft{Kind: ChangePlan, PlanID: "P1", PlanName: "Classic 12"}, older(), "",
			[]string{"replaces Classic 30"}, []string{"data bank is cleared"}},
		"a change that the catalog does not tell": {Draft{Kind: ChangePlan, PlanID: "P1", PlanName: "Classic 12"},
			new(with(*older(), func(s *Service) { s.Plan = "Classic 5" })), "",
			nil, []string{"A downgrade clears"}},
		"a plan change on 2.0": {Draft{Kind: ChangePlan, PlanID: "P4", PlanName: "Everyday 25"}, newer(), "",
			[]string{"Everyday 25 takes effect on 27 November 2026. Until then the service stays on Everyday 60"}, []string{"irreversible"}},
		"a plan change on the 27th": {Draft{Kind: ChangePlan, PlanID: "P4", PlanName: "Everyday 25"}, newer(), "2026-11-26T13:00:00Z",
			[]string{"takes effect on 27 December 2026", "waits for the next one"}, []string{"irreversible"}},
		"a plan change on a platform not given": {Draft{Kind: ChangePlan}, new(with(*newer(), func(s *Service) { s.Platform = "" })), "",
			nil, []string{"does not say which platform"}},
		"a cancellation on 2.0": {Draft{Kind: CancelService}, newer(), "",
			[]string{"to 27 November 2026"}, []string{"no undo, no grace period", "port-out to another provider must start first",
				"without a refund"}},
		"a cancellation on 1.0": {Draft{Kind: CancelService}, older(), "",
			[]string{"rest of the cycle is credited"}, []string{"no undo", "port-out", "travel pack"}},
		"a feature": {Draft{Kind: FeatureUpdate, Features: []FeatureChange{{"Voicemail", true, false}}}, newer(), "",
			[]string{"Voicemail changes from On to Off"}, nil},
		"a travel pack": {Draft{Kind: TravelPack, PackID: "T1", PackName: "Asia 14 days", StartOn: "2026-12-03"}, older(), "",
			[]string{"starts on 3 December 2026", "lasts 14 days", "AUD 35.00"}, nil},
		"a port-in": {portIn(goodPort()), nil, "",
			[]string{"is created for Harriet Lowe, on Everyday 25", "SIM of platform 2.0", "from Bluegum Telecom. That takes hours",
				"rejection. Compare the number and the account number"}, []string{"issued once"}},
		"a port onto a service": {Draft{Kind: NumberPort, ServiceID: "SVC1", Port: goodPort()}, newer(), "",
			[]string{"from Bluegum Telecom. That takes hours"}, nil},
		"an activation": {Draft{Kind: Activation, PlanName: "Everyday 25", Customer: "Harriet Lowe", SIMType: SIMEmbedded, Origin: PortedNumber,
			Port: goodPort()}, nil, "",
			[]string{"platform 2.0", "28th to the 27th", "takes hours"}, []string{"issued once"}},
		"the cancelling of an order": {Draft{Kind: CancelOrder, OrderID: "ORD1"}, newer(), "",
			[]string{"asked to cancel ORD1", "counts as open"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			if c.now == "" {
				c.now = "2026-11-22T00:00:00Z"
			}
			var said, grave []string
			for _, x := range Preview(&c.draft, c.service, onOffer, at(t, c.now), sydney(t)) {
				said = append(said, x.Text)
				if x.Grave {
					grave = append(grave, x.Text)
				}
				if !strings.HasSuffix(x.Text, ".") || strings.Contains(x.Text, "%!") {
					t.Errorf("%q is no sentence", x.Text)
				}
			}
			for _, want := range append(c.says, c.grave...) {
				if !strings.Contains(strings.Join(said, "\n"), want) {
					t.Errorf("%q is not said in\n%s", want, strings.Join(said, "\n"))
				}
			}
			for i, want := range c.grave {
				if len(grave) != len(c.grave) || !strings.Contains(grave[i], want) {
					t.Fatalf("grave are\n%s\nwant %q", strings.Join(grave, "\n"), c.grave)
				}
			}
			if got := c.draft.Irreversible(c.service, onOffer, at(t, c.now), sydney(t)); got != (len(c.grave) > 0) {
				t.Errorf("irreversible: %v", got)
			}
		})
	}
}

func TestNextStep_ExistsForEveryKind(t *testing.T) {
	seen := map[string]bool{}
	for _, kind := range append(DraftKinds(), KindUnknown) {
		step := NextStep(kind)
		if !strings.HasPrefix(step, "Now ") || !strings.HasSuffix(step, ".") || seen[step] {
			t.Errorf("%s: %q", kind, step)
		}
		seen[step] = true
	}
}
