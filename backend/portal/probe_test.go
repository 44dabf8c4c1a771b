package portal

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

// What each kind of server is found to do. A dot: it could not be found out.
func TestProbe_FindsWhatEachServerCanDo(t *testing.T) {
	const (
		rows, counts, state, states, newest, service, older, fields = telecom.PagesByOffset, telecom.CountsMatches, telecom.FilterByState,
			telecom.FilterByStates, telecom.NewestFirst,
			telecom.FilterByService, telecom.FilterByServiceOlder, telecom.SomeFields
	)
	abilities := []telecom.Capability{rows, counts, state, states, newest, service, older, fields, telecom.MissingAsFailure,
		telecom.CancelsOrders}
	for _, c := range []struct {
		kind  portalsim.Personality
		found string // in the order of the abilities
	}{
		{portalsim.Ideal, "yes yes yes yes yes yes . yes no yes"},
		{portalsim.Reference, "yes no yes no yes no yes yes no yes"},
		{portalsim.Independent, "yes yes yes yes no yes . yes yes yes"},
		{portalsim.Certified, "yes yes yes yes no no no yes no no"},
		{portalsim.Mock, ". . no no . no no no . yes"},
		{portalsim.OpenPlain, "yes yes yes yes yes yes . yes no yes"},
		{portalsim.OpenNamed, "yes . no no no no no yes no no"},
	} {
		t.Run(string(c.kind), func(t *testing.T) {
			_, p := simulated(t, portalsim.Config{Services: 120, Personality: c.kind})
			if err := p.Probe(t.Context(), openOf(everyOrder(t, p))); err != nil {
				t.Fatal(err)
			}
			var found []string
			for _, a := range abilities {
				switch it, known := p.Findings().Of(telecom.ServiceOrdering, a); {
				case !known:
					found = append(found, ".")
				case it.Works:
					found = append(found, "yes")
				default:
					found = append(found, "no")
				}
			}
			if got := strings.Join(found, " "); got != c.found {
				t.Errorf("found %s\nwant  %s\nof    %v", got, c.found, abilities)
			}
		})
	}
}

func TestProbe_AsksOnceADay(t *testing.T) {
	sim, p := simulated(t, portalsim.Config{Services: 40})
	if err := p.Probe(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	p.ordering.probeIn(time.Hour) // with no open orders known, something stays unknown, and is asked again sooner
	asked := sim.Requests()
	if err := p.Probe(t.Context(), nil); err != nil || sim.Requests() != asked {
		t.Errorf("%d questions more, %v", sim.Requests()-asked, err)
	}
	p.FindOutAgain()
	if err := p.Probe(t.Context(), nil); err != nil || sim.Requests() == asked {
		t.Error("not asked again", err)
	}
}

func TestFindings_CountForADay(t *testing.T) {
	sim, first := simulated(t, portalsim.Config{Services: 40})
	open := openOf(everyOrder(t, first))
	if err := first.Probe(t.Context(), open); err != nil {
		t.Fatal(err)
	}
	next := func(age time.Duration) *Portal {
		var aged telecom.Findings
		for _, f := range first.Findings() {
			f.At = f.At.Add(-age)
			aged = append(aged, f)
		}
		p, err := New(Config{ServiceInventory: first.inventory.base, ServiceOrdering: first.ordering.base, Findings: aged})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(p.Close)
		return p
	}
	asked := sim.Requests()
	if p := next(23 * time.Hour); p.Probe(t.Context(), open) != nil || sim.Requests() != asked ||
		!p.Findings().Works(telecom.ServiceOrdering, telecom.NewestFirst) {
		t.Errorf("asked again: %+v", p.Findings())
	}
	if p := next(25 * time.Hour); len(p.Findings()) != 0 || p.Probe(t.Context(), open) != nil || sim.Requests() == asked {
		t.Errorf("believed: %+v", p.Findings())
	}
}

func TestFindings_SurpriseWithdrawsOne(t *testing.T) {
	sim, p := simulated(t, portalsim.Config{Services: 120})
	open := openOf(everyOrder(t, p))
	if err := p.Probe(t.Context(), open); err != nil || !p.ordering.works(telecom.FilterByStates) {
		t.Fatal(err)
	}
	told := 0
	p.ordering.learned = func() { told++ }
	sim.SetFaults(portalsim.Empty) // a server that suddenly finds nothing
	got, err := p.OpenOrders(t.Context(), open)
	if err != nil || len(got.Items) > 0 || p.ordering.works(telecom.FilterByStates) || told == 0 {
		t.Error("believed", len(got.Items), err)
	}
	if p.ordering.due() {
		t.Error("asked again at once, while it is still surprising")
	}
}

func TestProbe_FailuresProveNothing(t *testing.T) {
	for _, fault := range portalsim.Faults() {
		t.Run(string(fault), func(t *testing.T) {
			sim, p := simulated(t, portalsim.Config{Services: 60, Latency: time.Millisecond})
			open := openOf(everyOrder(t, p))
			sim.SetFaults(fault)
			err := p.Probe(t.Context(), open)
			for _, f := range p.Findings() {
				if missing := f.Capability == telecom.MissingAsFailure; f.Works == missing {
					t.Errorf("%s: %s: %v after %v", f.API, f.Capability, f.Reason, err)
				}
			}
		})
	}
}

func TestMissing_UnderstandsFailureForMissingRecord(t *testing.T) {
	sim, p := simulated(t, portalsim.Config{Services: 40, Personality: portalsim.Independent})
	if _, err := p.Order(t.Context(), "ORD9"); telecom.AsError(err).Code != telecom.Broken {
		t.Errorf("not known yet: %v", err)
	}
	if err := p.Probe(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Order(t.Context(), "ORD9"); telecom.AsError(err).Code != telecom.NotFound {
		t.Errorf("got %v, want NotFound", err)
	}
	sim.SetFaults(portalsim.Error500)
	if _, err := p.Order(t.Context(), "ORD9"); telecom.AsError(err).Code != telecom.Broken {
		t.Errorf("a failure of the whole portal: %v", err)
	}
}

func TestStubs_ReadWhereThePortalCan(t *testing.T) {
	_, p := simulated(t, portalsim.Config{Services: 60})
	if _, ok, err := p.Stubs(t.Context(), 0, 10, false); ok || err != nil {
		t.Error("not known to work yet", err)
	}
	orders := everyOrder(t, p)
	if err := p.Probe(t.Context(), openOf(orders)); err != nil {
		t.Fatal(err)
	}
	page, ok, err := p.Stubs(t.Context(), 0, 10, true)
	if err != nil || !ok || len(page.Items) != 10 || page.Next != 10 {
		t.Fatal(page, ok, err)
	}
	for _, h := range page.Items {
		if orders[h.ID].State != h.State {
			t.Errorf("got %+v, want the state %q", h, orders[h.ID].State)
		}
	}
	w := p.Weights()
	if w.StubBytes == 0 || w.OrderBytes < 5*w.StubBytes || w.ServiceBytes == 0 {
		t.Errorf("got %+v, want all sizes, an order at least five times a stub", w)
	}
}

func TestTraffic_CountsQuestions(t *testing.T) {
	sim, p := simulated(t, portalsim.Config{Services: 60})
	everyOrder(t, p)
	if traffic := p.Traffic(); traffic.Requests != sim.Requests() || traffic.Bytes < 1000 || time.Since(traffic.Since) > time.Minute {
		t.Errorf("%+v, really %d", traffic, sim.Requests())
	}
}

func TestReach_ReportsBothAPIs(t *testing.T) {
	p := served(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/so") {
			answers(403, `{}`)(w, r)
			return
		}
		answers(200, `[]`)(w, r)
	})
	got := p.Reach(t.Context())
	if len(got) != 2 || got[0].Problem != nil || got[1].Problem == nil || got[1].Problem.Code != telecom.Denied ||
		got[1].API != telecom.ServiceOrdering {
		t.Errorf("got %+v, want services, and orders denied", got)
	}
}

func TestReach_IncludesUsageAndCatalog(t *testing.T) {
	_, p := measured(t, portalsim.Config{Services: 5})
	got := p.Reach(t.Context())
	if len(got) != 4 || got[2].API != telecom.UsageManagement || got[3].API != telecom.ProductCatalog || got[3].Address != p.catalog.base {
		t.Fatalf("got %+v, want the four APIs, usage and catalog last", got)
	}
	for _, r := range got {
		if r.Problem != nil {
			t.Errorf("got %+v, want no problem", r)
		}
	}
	p.usage.base, p.catalog.base = p.usage.base+"/elsewhere", p.inventory.base
	for i, r := range p.Reach(t.Context()) {
		if wrong := i > 1; (r.Problem != nil) != wrong || wrong && r.Problem.Code != telecom.NotFound {
			t.Errorf("got %+v, want NotFound of usage and catalog only", r)
		}
	}
}

func TestProbe_ForbiddenQuestionSpoilsNoOther(t *testing.T) {
	orders := []telecom.Order{three[2], three[1], three[0]}
	server := serving(t, orders, "state")
	p := served(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Has("fields") || strings.Contains(r.URL.Path, "/serviceOrder/") {
			answers(403, `{"message":"no"}`)(w, r)
			return
		}
		if strings.HasPrefix(r.URL.Path, "/si/") {
			answers(200, `[]`)(w, r)
			return
		}
		http.Redirect(w, r, server.ordering.base+strings.TrimPrefix(r.URL.Path, "/so")+"?"+r.URL.RawQuery, http.StatusTemporaryRedirect)
	})
	p.client.CheckRedirect = nil // the test's two servers are one
	if err := p.Probe(t.Context(), orders); err != nil {
		t.Fatal(err)
	}
	if f, known := p.Findings().Of(telecom.ServiceOrdering, telecom.SomeFields); !known || f.Works || f.Reason != telecom.RejectedIt {
		t.Errorf("got %+v, want a rejection of selected fields", f)
	}
	if !p.ordering.works(telecom.FilterByState) || !p.ordering.works(telecom.NewestFirst) {
		t.Errorf("got %+v, want filters by state and sorting to work", p.Findings())
	}
	if p.ordering.due() {
		t.Error("asked again at once")
	}
}
