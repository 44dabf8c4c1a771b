package portal

import (
	"errors"
	"testing"
	"time"

	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

func TestEveryActionOfADeskIsTakenByThePortal(t *testing.T) {
	port := telecom.Port{Number: "0480 012 345", LosingProvider: "Southern Cell", Billing: telecom.Postpaid, AccountNumber: "SC-1", AuthorisedOn: time.Now().Format(time.DateOnly)}
	for _, kind := range []portalsim.Personality{portalsim.Ideal, portalsim.Reference, portalsim.Independent, portalsim.OpenPlain, portalsim.Certified, portalsim.OpenNamed} {
		sim, p := simulated(t, portalsim.Config{Services: 200, Personality: kind})
		everyOrder(t, p) // the wire is known by what was read
		var older, newer string
		for _, s := range whole(t, func(s telecom.Service) string { return s.ID }, func(offset int) (telecom.Page[telecom.Service], error) { return p.Services(t.Context(), offset, 0) }) {
			switch {
			case telecom.ServiceStateOf(s.State) != telecom.ServiceActive:
			case s.Platform == "1.0":
				older = max(older, s.ID)
			default:
				newer = max(newer, s.ID)
			}
		}
		for name, d := range map[string]telecom.Draft{
			"SIM swap":             {Kind: telecom.SIMSwap, ServiceID: newer, SIMType: telecom.SIMEmbedded},
			"feature update":       {Kind: telecom.FeatureUpdate, ServiceID: newer, Features: []telecom.FeatureChange{{Name: "Voicemail", To: true}}},
			"plan change":          {Kind: telecom.ChangePlan, ServiceID: newer, PlanName: "Everyday 60"},
			"cancel service":       {Kind: telecom.CancelService, ServiceID: newer},
			"travel pack":          {Kind: telecom.TravelPack, ServiceID: older, PackName: "World 30 days"},
			"port onto a service":  {Kind: telecom.NumberPort, ServiceID: newer, Port: port},
			"port of a new number": {Kind: telecom.NumberPort, Port: port},
			"activation":           {Kind: telecom.Activation, PlanName: "Everyday 60", SIMType: telecom.SIMEmbedded, Origin: telecom.NewNumber, Customer: "Harriet Lowe"},
		} {
			before := len(sim.Placed())
			got := p.Place(t.Context(), telecom.Submission{Key: string(kind) + name, By: "ada", Draft: d})
			if got.State != telecom.SubmissionPlaced || len(sim.Placed()) != before+1 {
				t.Errorf("%s, %s: %+v %v", kind, name, got, errors.Unwrap(got.Problem))
			}
		}
	}
}
