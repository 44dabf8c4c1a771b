//go:build unix

package portal

import (
	"cmp"
	"path/filepath"
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
	newer := specifications(t)["TMF641"]
	older := filepath.Join(filepath.Dir(newer), extracts["TMF641-R18.5"].file)
	for version, c := range map[telecom.Version]struct {
		file     string
		variants []portalsim.Variant
	}{
		telecom.Version4: {newer, nil}, telecom.VersionOlder: {older, []portalsim.Variant{portalsim.OlderWire}},
	} {
		t.Run(string(version), func(t *testing.T) {
			sim, err := portalsim.New(portalsim.Config{Services: 200, Orders: -1, Variants: c.variants})
			if err != nil {
				t.Fatal(err)
			}
			sim.Freeze()
			server, err := sim.Start("")
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = server.Close() })
			proxy := judged(t, "proxy", "--errors", c.file, server.ServiceOrdering)
			p, err := New(Config{ServiceInventory: server.ServiceInventory, ServiceOrdering: proxy, OrderingVersion: version,
				Country: "AU", Limits: Limits{Pause: time.Millisecond, Request: 30 * time.Second}})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(p.Close)
			drafts := everyDraft(lastOnEachPlatform(t, p))
			order := ""
			for what, d := range drafts {
				got := p.Place(t.Context(), telecom.Submission{Key: "K " + what, By: "ada", Draft: d})
				if got.State != telecom.SubmissionPlaced || got.OrderID == "" {
					t.Errorf("%s: got %+v, %v; want it placed", what, got, got.Problem)
				}
				order = cmp.Or(got.OrderID, order)
			}
			if n := len(sim.Placed()); n != len(drafts) {
				t.Errorf("got %d orders, want %d", n, len(drafts))
			}
			if len(c.variants) > 0 {
				return // it has no cancellation
			}
			got := p.Place(t.Context(), telecom.Submission{Key: "K", By: "ada", Draft: telecom.Draft{Kind: telecom.CancelOrder, OrderID: order}})
			if got.State != telecom.SubmissionPlaced || len(sim.Cancelled()) != 1 {
				t.Errorf("a cancellation: got %+v, %v; want it placed", got, got.Problem)
			}
		})
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
