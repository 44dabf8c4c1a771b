package portal

import (
	"errors"
	"testing"
	"time"

	"commsdesk/backend"
	"commsdesk/backend/portalsim"
)

func TestEveryActionOfADeskIsTakenByThePortal(t *testing.T) {
	port := backend.Port{Number: "0480 012 345", LosingProvider: "Southern Cell", Billing: backend.Postpaid, AccountNumber: "SC-1", AuthorisedOn: time.Now().Format(time.DateOnly)}
	for _, kind := range []portalsim.Personality{portalsim.Ideal, portalsim.Reference, portalsim.Independent, portalsim.OpenPlain, portalsim.Certified, portalsim.OpenNamed} {
		sim, p := simulated(t, portalsim.Config{Services: 200, Personality: kind})
		everyOrder(t, p) // the wire is known by what was read
		var older, newer string
		for _, s := range whole(t, func(s backend.Service) string { return s.ID }, func(offset int) (backend.Page[backend.Service], error) { return p.Services(t.Context(), offset, 0) }) {
			switch {
			case backend.ServiceStateOf(s.State) != backend.ServiceActive:
			case s.Platform == "1.0":
				older = max(older, s.ID)
			default:
				newer = max(newer, s.ID)
			}
		}
		for name, d := range map[string]backend.Draft{
			"SIM swap":             {Kind: backend.SIMSwap, ServiceID: newer, SIMType: backend.SIMEmbedded},
			"feature update":       {Kind: backend.FeatureUpdate, ServiceID: newer, Features: []backend.FeatureChange{{Name: "Voicemail", To: true}}},
			"plan change":          {Kind: backend.ChangePlan, ServiceID: newer, PlanName: "Everyday 60"},
			"cancel service":       {Kind: backend.CancelService, ServiceID: newer},
			"travel pack":          {Kind: backend.TravelPack, ServiceID: older, PackName: "World 30 days"},
			"port onto a service":  {Kind: backend.NumberPort, ServiceID: newer, Port: port},
			"port of a new number": {Kind: backend.NumberPort, Port: port},
			"activation":           {Kind: backend.Activation, PlanName: "Everyday 60", SIMType: backend.SIMEmbedded, Origin: backend.NewNumber, Customer: "Harriet Lowe"},
		} {
			before := len(sim.Placed())
			got := p.Place(t.Context(), backend.Promise{Key: string(kind) + name, By: "ada", Draft: d})
			if got.State != backend.PromisePlaced || len(sim.Placed()) != before+1 {
				t.Errorf("%s, %s: %+v %v", kind, name, got, errors.Unwrap(got.Problem))
			}
		}
	}
}
