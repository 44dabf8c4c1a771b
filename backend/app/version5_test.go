package app

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/backend/bindings"
	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

// A portal of version 5 is read and written like any other: customers, requests with their dates and people, an order, a
// decision.
func TestVersion5_IsReadAndWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := reviewing(t, portalsim.Config{StillRequests: true, Variants: []portalsim.Variant{portalsim.Version5}})
		services, err := k.app.Services.Page(bindings.ServicesQuery{Limit: 50})
		if err != nil || len(services.Rows) == 0 {
			t.Fatalf("got %+v, %v; want services", services, err)
		}
		for _, row := range services.Rows {
			if row.Customer == "" || row.Number == "" {
				t.Errorf("got %+v, want a number and a customer", row)
			}
		}
		for _, row := range k.requests(bindings.RequestsQuery{}).Rows {
			r := k.request(row.ID)
			if r.Customer == "" || !strings.Contains(r.InitiatedBy, "@") || r.OrderedAt == "" || r.Status == "" || r.Package == "" {
				t.Errorf("got %+v, want its customer, who made it, its date, status and package", r)
			}
		}

		d := k.swap()
		got, err := k.app.parts.outbox.Submit(t.Context(), d, "ada", nil)
		if err != nil || got.Submission.State != telecom.SubmissionPlaced {
			t.Fatalf("got %+v, %v; want the order placed", got, err)
		}
		shown, err := k.app.Service.Show(d.ServiceID)
		if err != nil || shown.Events[0].Order.OrderID != got.Submission.OrderID {
			t.Errorf("got %+v, %v; want the order in the activity", shown.Events, err)
		}

		page := k.received()
		k.decide(page, telecom.DenyRequest, telecom.ReasonCredit)
		k.pass(time.Minute)
		decided := k.sim.Decided()
		if d := k.decision(page.ID); d.State != telecom.DecisionApplied || len(decided) != 1 || decided[0].Reason == "" {
			t.Fatalf("got %+v, sent %+v; want it applied", d, decided)
		}
		if body := decided[0].Body; !strings.Contains(body, `"partyOrPartyRole"`) || strings.Contains(body, `"@type":"RelatedParty"`) ||
			strings.Contains(body, `"@type":"Characteristic"`) {
			t.Errorf("got %s, want the shapes of version 5", body)
		}
		if r := k.request(page.ID); r.Status != telecom.RequestDenied || !slices.ContainsFunc(r.History, func(h bindings.ChangeRow) bool {
			return h.To == telecom.RequestDenied
		}) {
			t.Errorf("got %+v, want it denied, in its history too", r)
		}
	})
}
