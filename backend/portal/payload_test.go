//go:build unix

package portal

import (
	"testing"
	"time"

	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

// An independent judge reads what is sent: what is against the specification it answers itself, and the order never
// reaches the portal behind it.
func TestPayload_FollowsTMF641(t *testing.T) {
	if testing.Short() {
		t.Skip("the validating proxy takes seconds to start")
	}
	sim, err := portalsim.New(portalsim.Config{Services: 40, Orders: -1})
	if err != nil {
		t.Fatal(err)
	}
	server, err := sim.Start("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	proxy := judged(t, "proxy", "--errors", specifications(t)["TMF641"], server.ServiceOrdering)
	p, err := New(Config{ServiceInventory: server.ServiceInventory, ServiceOrdering: proxy, Catalog: server.Catalog, Country: "AU",
		Limits: Limits{Pause: time.Millisecond, Request: 30 * time.Second}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)

	offer, err := p.Offer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	free := map[string][]telecom.Service{}
	for _, s := range whole(t, func(s telecom.Service) string { return s.ID },
		func(offset int) (telecom.Page[telecom.Service], error) { return p.Services(t.Context(), offset, 0) }) {
		if telecom.ServiceStateOf(s.State) == telecom.ServiceActive {
			free[s.Platform] = append(free[s.Platform], s)
		}
	}
	next := func(platform string) *telecom.Service {
		s := &free[platform][0]
		free[platform] = free[platform][1:]
		return s
	}
	older, newer := next("1.0"), next("2.0")
	port := telecom.Port{Number: "0491 579 901", LosingProvider: "Bluegum Telecom", Billing: telecom.Postpaid, AccountNumber: "88012",
		AuthorisedOn: time.Now().Format(time.DateOnly)}
	prepaid := port
	prepaid.Number, prepaid.Billing, prepaid.AccountNumber, prepaid.BornOn = "0491 579 902", telecom.Prepaid, "", "1990-02-28"
	plan := offer.PlansFor(older)[0]
	fresh := offer.Choices(nil)[0].Plan
	drafts := []telecom.Draft{
		{Kind: telecom.SIMSwap, ServiceID: newer.ID, SIMType: telecom.SIMPhysical, SIMNumber: "0012345678901"},
		{Kind: telecom.SIMSwap, ServiceID: next("2.0").ID, SIMType: telecom.SIMEmbedded},
		{Kind: telecom.ChangePlan, ServiceID: older.ID, PlanID: plan.ID, PlanName: plan.Name},
		{Kind: telecom.CancelService, ServiceID: next("2.0").ID},
		{Kind: telecom.FeatureUpdate, ServiceID: next("1.0").ID, Features: []telecom.FeatureChange{{Name: older.Features[0].Name, To: true},
			{Name: older.Features[1].Name, From: true}}},
		{Kind: telecom.TravelPack, ServiceID: next("1.0").ID, PackID: offer.Packs[0].ID, PackName: offer.Packs[0].Name,
			StartOn: time.Now().Format(time.DateOnly)},
		{Kind: telecom.NumberPort, ServiceID: next("2.0").ID, Port: port},
		{Kind: telecom.NumberPort, Port: prepaid},
		{Kind: telecom.Activation, Customer: "Harriet Lowe", PlanID: fresh.ID, PlanName: fresh.Name, SIMType: telecom.SIMEmbedded,
			Origin: telecom.NewNumber},
	}
	first := ""
	for i, d := range drafts {
		got := p.Place(t.Context(), telecom.Submission{Key: swap("").Key, By: "ada", Draft: d})
		if got.State != telecom.SubmissionPlaced || got.OrderID == "" {
			t.Errorf("%d %s: %+v %v", i, d.Kind, got, got.Problem)
			continue
		}
		if first == "" {
			first = got.OrderID
		}
	}
	if n := len(sim.Placed()); n != len(drafts) {
		t.Errorf("%d of %d orders reached the portal", n, len(drafts))
	}
	got := p.Place(t.Context(), telecom.Submission{Key: swap("").Key, By: "ada",
		Draft: telecom.Draft{Kind: telecom.CancelOrder, ServiceID: newer.ID, OrderID: first}})
	if got.State != telecom.SubmissionPlaced || len(sim.Cancelled()) != 1 {
		t.Errorf("cancelling: %+v %v", got, got.Problem)
	}
}

// As TestPayload_FollowsTMF641, of what is said and read of subscription requests.
func TestDecision_FollowsTMF622(t *testing.T) {
	if testing.Short() {
		t.Skip("the validating proxy takes seconds to start")
	}
	sim, err := portalsim.New(portalsim.Config{Services: 40, Orders: -1, Requests: 60})
	if err != nil {
		t.Fatal(err)
	}
	sim.Freeze()
	server, err := sim.Start("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	files := specifications(t)
	between := func(api, base string) string { return judged(t, "proxy", "--errors", files[api], base) }
	p, err := New(Config{ServiceInventory: server.ServiceInventory, ServiceOrdering: server.ServiceOrdering,
		ProductOrdering:  between("TMF622", server.ProductOrdering),
		ProductInventory: between("TMF637", server.ProductInventory), Agreement: between("TMF651", server.Agreement),
		Limits: Limits{Pause: time.Millisecond, Request: 30 * time.Second}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)

	requests := everyRequest(t, p)
	if n := len(sim.SubscriptionRequests()); len(requests) != n {
		t.Errorf("%d of %d requests", len(requests), n)
	}
	for what, read := range map[string]func() (int, error){
		"agreements": func() (int, error) { page, err := p.Agreements(t.Context(), 0, 0); return len(page.Items), err },
		"products":   func() (int, error) { page, err := p.Products(t.Context(), 0, 0); return len(page.Items), err },
	} {
		if n, err := read(); err != nil || n == 0 {
			t.Errorf("%s: %d, %v", what, n, err)
		}
	}

	sent := 0
	for _, r := range requests {
		_ = sim.AskToCancel(r.ID, "Too dear") // where a customer can: then there is more to repeat, and more to decide
		if r, err = p.Request(t.Context(), r.ID); err != nil {
			t.Error(err)
			continue
		}
		for _, offer := range r.Offers(telecom.RoleAdministrator) {
			if offer.Off != "" {
				continue
			}
			d := telecom.Decision{Key: denial().Key, RequestID: r.ID, Action: offer.Action, To: offer.To, By: "kim"}
			if offer.Action.NeedsReason() {
				d.Reason, d.Text = offer.Action.Reasons()[0], "Said on the telephone."
			}
			if got := p.Patch(t.Context(), d, r); got.State != telecom.DecisionApplied {
				t.Errorf("%s of %s, which is %s: %+v", offer.Action, r.ID, r.Status, got)
			}
			sent++
			break // it stands otherwise now
		}
	}
	if n := len(sim.Decided()); n != sent || sent == 0 {
		t.Errorf("%d of %d decisions reached the portal", n, sent)
	}
}
