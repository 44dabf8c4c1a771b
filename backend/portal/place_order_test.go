package portal

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

func swap(service string) telecom.Submission {
	return telecom.Submission{Key: "6f1c2a52-0d2e-4c86-9d0a-2d5c6b1f0a11", By: "ada", Draft: telecom.Draft{
		Kind: telecom.SIMSwap, ServiceID: service, SIMType: telecom.SIMPhysical, SIMNumber: "0012 3456 78901",
	}}
}

func TestPlace_WorksOnEveryServer(t *testing.T) {
	for _, kind := range portalsim.Personalities() {
		if kind == portalsim.Mock {
			continue
		}
		t.Run(string(kind), func(t *testing.T) {
			sim, p := simulated(t, portalsim.Config{Services: 40, Personality: kind})
			everyOrder(t, p) // the wire is known by what was read
			service := ""
			for id, s := range whole(t, func(s telecom.Service) string { return s.ID },
				func(offset int) (telecom.Page[telecom.Service], error) { return p.Services(t.Context(), offset, 0) }) {
				if telecom.ServiceStateOf(s.State) == telecom.ServiceActive {
					service = max(service, id)
				}
			}
			got := p.Place(t.Context(), swap(service))
			if got.State != telecom.SubmissionPlaced || got.OrderID == "" || got.Problem != nil {
				t.Fatalf("%+v %v", got, errors.Unwrap(got.Problem))
			}
			placed := sim.Placed()
			key := swap("").Key
			reference := key
			if kind == portalsim.Reference {
				reference = "" // the older wire has none
			}
			if len(placed) != 1 || placed[0].OrderID != got.OrderID || placed[0].ServiceID != service || placed[0].ExternalID != key ||
				placed[0].Reference != reference {
				t.Errorf("got %+v, want one order of %s with the key %s", placed, service, key)
			}
			o, err := p.Order(t.Context(), got.OrderID)
			if err != nil || o.Kind != telecom.SIMSwap || !slices.Contains(o.ServiceIDs, service) {
				t.Errorf("%+v %v", o, err)
			}
		})
	}
}

// The table of verdicts: what came back, and what that means.
func TestPlace_JudgesEveryAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   telecom.SubmissionState
		id     string
		said   string
	}{
		"created":                  {answers(201, `{"id":"ORD1"}`), telecom.SubmissionPlaced, "ORD1", ""},
		"done":                     {answers(200, `{"id":7}`), telecom.SubmissionPlaced, "7", ""},
		"accepted without an id":   {answers(202, ``), telecom.SubmissionPlaced, "", ""},
		"created with other words": {answers(201, `{"status":"ok"}`), telecom.SubmissionPlaced, "", ""},
		"a page":                   {page(200), telecom.SubmissionUnsure, "", ""},
		"garbage":                  {answers(201, `{"id":`), telecom.SubmissionUnsure, "", ""},
		"refused":                  {answers(400, `{"message":"No such SIM."}`), telecom.SubmissionRefused, "", "No such SIM."},
		"signed out":               {answers(401, `{}`), telecom.SubmissionRefused, "", ""},
		"not allowed":              {answers(403, `{"reason":"Viewers may not."}`), telecom.SubmissionRefused, "", "Viewers may not."},
		"nothing there":            {answers(404, `{}`), telecom.SubmissionRefused, "", ""},
		"no such method":           {answers(405, `{}`), telecom.SubmissionRefused, "", ""},
		"another format":           {answers(415, `{}`), telecom.SubmissionRefused, "", ""},
		"makes no sense":           {answers(422, `{}`), telecom.SubmissionRefused, "", ""},
		"too many":                 {answers(429, `{}`), telecom.SubmissionRefused, "", ""},
		"took too long there":      {answers(408, `{}`), telecom.SubmissionUnsure, "", ""},
		"conflict":                 {answers(409, `{"message":"Again?"}`), telecom.SubmissionUnsure, "", ""},
		"failed":                   {answers(500, `{}`), telecom.SubmissionUnsure, "", ""},
		"overloaded":               {answers(503, `{}`), telecom.SubmissionUnsure, "", ""},
		"gateway":                  {page(504), telecom.SubmissionUnsure, "", ""},
		"elsewhere": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/so/there", http.StatusTemporaryRedirect)
		}, telecom.SubmissionUnsure, "", ""},
		"hung up": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, telecom.SubmissionUnsure, "", ""},
		"cut": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "100")
			io.WriteString(w, `{"id":`)
		}, telecom.SubmissionUnsure, "", ""},
		"no answer in time": {func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, telecom.SubmissionUnsure, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			asked := atomic.Int32{}
			p := served(t, func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodPost {
					asked.Add(1)
					io.Copy(io.Discard, r.Body)
				}
				c.answer(w, r)
			}, func(c *Config) {
				if name == "no answer in time" {
					c.Limits.Request = 2 * time.Second // a busy machine too has reached the portal by then
				}
			})
			got := p.Place(t.Context(), swap("S1"))
			if got.State != c.want || got.OrderID != c.id || (got.Problem == nil) != (c.want == telecom.SubmissionPlaced) {
				t.Errorf("%+v", got)
			}
			if c.said != "" && got.Problem.Said != c.said {
				t.Errorf("%q", got.Problem.Said)
			}
			if asked.Load() != 1 {
				t.Errorf("sent %d times", asked.Load())
			}
		})
	}
}

func TestPlace_UnreachedPortalMeansNotSent(t *testing.T) {
	gone := httptest.NewServer(nil)
	address := gone.URL
	gone.Close()
	secret := httptest.NewTLSServer(http.HandlerFunc(answers(201, `{"id":"1"}`)))
	defer secret.Close()
	for name, base := range map[string]string{"nobody listens": address, "a certificate nobody knows": secret.URL} {
		p, err := New(Config{ServiceInventory: base, ServiceOrdering: base})
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Place(t.Context(), swap("S1")); got.State != telecom.SubmissionNotSent || got.Problem == nil {
			t.Errorf("%s: %+v", name, got)
		}
		p.Close()
	}
	p := served(t, answers(201, `{"id":"1"}`))
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if got := p.Place(over, swap("S1")); got.State != telecom.SubmissionNotSent {
		t.Errorf("cancelled before: %+v", got)
	}
	p = served(t, answers(201, `{"id":"1"}`), func(c *Config) {
		c.Token = func(context.Context) (string, error) { return "", errors.New("no") }
	})
	if got := p.Place(t.Context(), swap("S1")); got.State != telecom.SubmissionNotSent || got.Problem.Code != telecom.Denied {
		t.Errorf("signed out: %+v", got)
	}
}

// A connection that is reused, and cut after the server did the work, is where libraries send twice.
func TestPlace_CutConnectionMakesOneOrder(t *testing.T) {
	for _, fault := range []portalsim.Fault{portalsim.Lost, portalsim.Reused, portalsim.Garbled, portalsim.Half} {
		sim, p := simulated(t, portalsim.Config{Services: 40})
		services, err := p.Services(t.Context(), 0, 0) // a connection stands
		if err != nil {
			t.Fatal(err)
		}
		sim.SetFaults(fault)
		got := p.Place(t.Context(), swap(services.Items[0].ID))
		if n := len(sim.Placed()); n != 1 {
			t.Errorf("%s: %d orders", fault, n)
		}
		if got.State != telecom.SubmissionUnsure && got.State != telecom.SubmissionPlaced {
			t.Errorf("%s: %+v", fault, got)
		}
	}
}

func TestPlace_NoHeaderInvitesARetry(t *testing.T) {
	p := served(t, func(w http.ResponseWriter, r *http.Request) {
		for name := range r.Header {
			if strings.Contains(strings.ToLower(name), "idempotency") {
				t.Errorf("%s", name)
			}
		}
		answers(201, `{"id":"1"}`)(w, r)
	})
	if got := p.Place(t.Context(), swap("S1")); got.State != telecom.SubmissionPlaced {
		t.Errorf("%+v", got)
	}
}

// A server that closes an idle connection in the moment of a write is no reason to write again.
func TestPlace_UsesAConnectionOfItsOwn(t *testing.T) {
	var connections atomic.Int32
	s := httptest.NewUnstartedServer(http.HandlerFunc(answers(201, `{"id":"1"}`)))
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	s.Start()
	defer s.Close()
	p, err := New(Config{ServiceInventory: s.URL, ServiceOrdering: s.URL})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	for range 3 {
		p.Place(t.Context(), swap("S1"))
	}
	if connections.Load() != 3 {
		t.Errorf("%d connections", connections.Load())
	}
}

func TestCancel_IsSentOnceAndNamesItsOrder(t *testing.T) {
	sim, p := simulated(t, portalsim.Config{Services: 40})
	services, err := p.Services(t.Context(), 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	id, err := sim.PlaceOrder(services.Items[0].ID, "simSwap")
	if err != nil {
		t.Fatal(err)
	}
	got := p.Place(t.Context(), telecom.Submission{Key: "K", Draft: telecom.Draft{Kind: telecom.CancelOrder, ServiceID: services.Items[0].ID,
		OrderID: id}})
	if got.State != telecom.SubmissionPlaced || got.OrderID != id {
		t.Fatalf("%+v", got)
	}
	if c := sim.Cancelled(); len(c) != 1 || c[0].OrderID != id || len(sim.Placed()) != 0 {
		t.Errorf("%+v", c)
	}
	got = p.Place(t.Context(), telecom.Submission{Key: "K", Draft: telecom.Draft{Kind: telecom.CancelOrder, OrderID: "none"}})
	if got.State != telecom.SubmissionRefused || got.OrderID != "" {
		t.Errorf("an order that does not exist: %+v", got)
	}
}

func TestPlace_PortalAcceptsEveryAction(t *testing.T) {
	for _, kind := range []portalsim.Personality{portalsim.Ideal, portalsim.Reference, portalsim.Independent, portalsim.OpenPlain,
		portalsim.Certified, portalsim.OpenNamed} {
		sim, p := simulated(t, portalsim.Config{Services: 200, Personality: kind})
		everyOrder(t, p) // the version is known by what was read
		for name, d := range everyDraft(lastOnEachPlatform(t, p)) {
			before := len(sim.Placed())
			got := p.Place(t.Context(), telecom.Submission{Key: string(kind) + name, By: "ada", Draft: d})
			if got.State != telecom.SubmissionPlaced || len(sim.Placed()) != before+1 {
				t.Errorf("%s, %s: %+v %v", kind, name, got, errors.Unwrap(got.Problem))
			}
		}
	}
}
