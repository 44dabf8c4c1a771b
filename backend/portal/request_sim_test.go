package portal

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

// marketplace opens a simulated portal with its subscription requests, and a client of it.
func marketplace(t *testing.T, c portalsim.Config) (*portalsim.Portal, *Portal) {
	t.Helper()
	sim, err := portalsim.New(c)
	if err != nil {
		t.Fatal(err)
	}
	sim.Freeze()
	srv, err := sim.Start("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { srv.Close() })
	p, err := New(Config{ServiceInventory: srv.ServiceInventory, ServiceOrdering: srv.ServiceOrdering, ProductOrdering: srv.ProductOrdering,
		ProductInventory: srv.ProductInventory, Agreement: srv.Agreement, Limits: Limits{Pause: time.Millisecond}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return sim, p
}

func everyRequest(t *testing.T, p *Portal) map[string]telecom.Request {
	t.Helper()
	return whole(t, func(r telecom.Request) string { return r.ID },
		func(offset int) (telecom.Page[telecom.Request], error) { return p.Requests(t.Context(), offset, 0) })
}

func TestSimulated_RequestsAreReadWhole(t *testing.T) {
	for _, kind := range portalsim.Personalities() {
		if kind == portalsim.Mock { // it shows no world
			continue
		}
		t.Run(string(kind), func(t *testing.T) {
			sim, p := marketplace(t, portalsim.Config{Seed: 7, Services: 60, Requests: 130, Personality: kind})
			requests := everyRequest(t, p)
			agreements := whole(t, func(a telecom.Agreement) string { return a.ID },
				func(offset int) (telecom.Page[telecom.Agreement], error) { return p.Agreements(t.Context(), offset, 0) })
			products := whole(t, func(p telecom.Product) string { return p.ID },
				func(offset int) (telecom.Page[telecom.Product], error) { return p.Products(t.Context(), offset, 0) })
			if all := sim.SubscriptionRequests(); len(requests) != len(all) || len(all) != 130 {
				t.Fatalf("%d requests of %d", len(requests), len(all))
			}
			labels := map[telecom.RequestStatus]int{}
			for id, r := range requests {
				labels[r.Status]++
				if !isEmail(r.InitiatedBy) || r.Customer == "" || r.Offering == "" || r.Package == "" || r.Quantity == "" || len(r.Answers) == 0 {
					t.Errorf("got %+v, want everything that a request tells", r)
				}
				if r.HistoryGiven && r.Status != telecom.RequestDraft {
					if last, _ := r.LastChange(); last.To != r.Status {
						t.Errorf("%s is %s, and its history ends with %s", id, r.Status, last.To)
					}
				}
				for _, a := range r.Agreements {
					if v, known := agreements[a]; !known || len(v.Documents) == 0 || v.Version == "" || v.At.IsZero() {
						t.Errorf("%s of %s: %+v", a, id, v)
					}
				}
				for _, made := range r.Products {
					if _, known := products[made]; !known {
						t.Errorf("%s of %s is not there", made, id)
					}
				}
			}
			if _, unlabelled := labels[""]; unlabelled && len(labels) != 1 || !unlabelled && len(labels) != len(telecom.RequestStatuses()) {
				t.Errorf("got %v, want every status, or none", labels)
			}
			for id, r := range requests {
				alone, err := p.Request(t.Context(), id)
				alone.Tag = ""
				if err != nil || !bytes.Equal(alone.Raw, r.Raw) {
					t.Errorf("%+v %v", alone, err)
				}
				break
			}
			for _, a := range agreements {
				d := a.Documents[0]
				if got, err := p.Document(t.Context(), d); err != nil || int64(len(got)) != d.Size || !bytes.HasPrefix(got, []byte("%PDF")) {
					t.Errorf("%+v: %d bytes, %v", d, len(got), err)
				}
				break
			}
			if _, err := p.Request(t.Context(), "SR-1"); !isCode(err, telecom.NotFound) {
				t.Errorf("a request that is not there: %v", err)
			}
		})
	}
}

func TestSimulated_DecisionsAreTaken(t *testing.T) {
	for _, kind := range portalsim.Personalities() {
		if kind == portalsim.Mock {
			continue
		}
		t.Run(string(kind), func(t *testing.T) {
			sim, p := marketplace(t, portalsim.Config{Seed: 7, Services: 60, Requests: 60, Personality: kind})
			id := sim.SubmitRequest()
			now, err := p.Request(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			d := denial()
			d.RequestID = id
			got := p.Patch(t.Context(), d, now)
			if now.Status == "" { // it takes none
				if got.State != telecom.DecisionRefused || got.Problem.Said == "" || len(sim.Decided()) != 0 {
					t.Errorf("got %+v, want refused, with the portal's words", got)
				}
				return
			}
			if got.State != telecom.DecisionApplied || got.Problem != nil {
				t.Fatalf("%+v %v", got, got.Problem)
			}
			after, err := p.Request(t.Context(), id)
			if err != nil || after.Status != telecom.RequestDenied || after.LastKey != "" && after.LastKey != d.Key ||
				after.Offering != now.Offering || after.Customer != now.Customer {
				t.Errorf("%+v %v", after, err)
			}
			done := sim.Decided()
			if len(done) != 1 || done[0].Key != d.Key || done[0].By != "kim" || done[0].Reason != "creditCheck" || done[0].ReasonText != d.Text ||
				!json.Valid([]byte(done[0].Body)) {
				t.Errorf("got %+v, want one decision, as it was sent", done)
			}
			// A second one on what was read before: the portal has moved on, and says so in its way.
			d.Key = "another"
			switch again := p.Patch(t.Context(), d, now); again.State {
			case telecom.DecisionConflict, telecom.DecisionUnsure, telecom.DecisionRefused:
				if now.Tag != "" && again.State != telecom.DecisionConflict {
					t.Errorf("with a tag: %+v", again)
				}
			default:
				t.Errorf("got %+v, want another outcome", again)
			}
			if len(sim.Decided()) != 1 {
				t.Error("it was carried out twice")
			}
		})
	}
}

// A connection that is cut after the work makes one decision, and nobody is told that it was not made.
func TestSimulated_DecisionIsAppliedOnceUnderFaults(t *testing.T) {
	for _, fault := range []portalsim.Fault{portalsim.Lost, portalsim.Reused, portalsim.Garbled, portalsim.Half} {
		sim, p := marketplace(t, portalsim.Config{Services: 40, Requests: 40})
		d := denial()
		d.RequestID = sim.SubmitRequest()
		now, err := p.Request(t.Context(), d.RequestID)
		if err != nil {
			t.Fatal(err)
		}
		sim.SetFaults(fault)
		got := p.Patch(t.Context(), d, now)
		if n := len(sim.Decided()); n != 1 || got.State != telecom.DecisionUnsure && got.State != telecom.DecisionApplied {
			t.Errorf("%s: %d decisions, %+v", fault, n, got)
		}
	}
}
