package portal

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

func TestProbeCancel_NeedsOneAnswer(t *testing.T) {
	const orders = `[{"id":"1","state":"held"}]`
	list := func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("offset") != "" {
			answers(200, `[]`)(w, r)
			return
		}
		answers(200, orders)(w, r)
	}
	only := func(methods string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Allow", methods)
			answers(405, `{}`)(w, r)
		}
	}
	for name, c := range map[string]struct {
		cancel, list, other http.HandlerFunc // what is answered
		found               string
		soon                bool // it is asked again within the hour
	}{
		"an empty list":            {answers(200, `[]`), list, nil, "yes", false},
		"a list":                   {answers(200, ` [{"id":"7"}]`), list, nil, "yes", false},
		"only writes are taken":    {only("OPTIONS, POST"), list, nil, "yes", false},
		"a list whatever is asked": {answers(200, `[]`), list, answers(200, `[]`), "", false},
		"a list, and then trouble": {answers(200, `[]`), list, answers(503, `{}`), "", true},
		"not found":                {answers(404, `{}`), list, nil, "no", false},
		"not found, like any list without a row": {answers(404, `{}`), answers(404, `{"message":"No order meets the question."}`), nil, "",
			false},
		"not found, and the end cannot be asked for": {answers(404, `{}`), answers(200, orders), nil, "", false},
		"no method":       {answers(405, `{}`), list, nil, "no", false},
		"only reading":    {only("GET"), list, nil, "no", false},
		"not implemented": {answers(501, `{}`), list, nil, "no", false},
		"one record":      {answers(200, `{"id":"7"}`), list, nil, "", false},
		"null":            {answers(200, `null`), list, nil, "", false},
		"forbidden":       {answers(403, `{}`), list, nil, "", false},
		"a failure":       {answers(500, `{}`), list, nil, "", true},
		"busy":            {answers(503, `{}`), list, nil, "", true},
		"a page to sign in": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write([]byte("<html>"))
		}, list, nil, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := served(t, func(w http.ResponseWriter, r *http.Request) {
				switch {
				case strings.HasSuffix(r.URL.Path, "/cancelServiceOrder"):
					if r.Method != http.MethodGet {
						t.Errorf("got %s %s, want only GET here", r.Method, r.URL)
					}
					c.cancel(w, r)
				case strings.HasSuffix(r.URL.Path, "/serviceOrder"):
					c.list(w, r)
				case c.other != nil:
					c.other(w, r)
				default:
					answers(404, `{}`)(w, r)
				}
			})
			again, err := p.probeCancel(t.Context())
			if err != nil || (again == askAgainAfter) != c.soon || !c.soon && again != telecom.FindingsLast {
				t.Errorf("again in %v, %v", again, err)
			}
			found := ""
			if offers, known := p.CancelsOrders(); known {
				found = map[bool]string{true: "yes", false: "no"}[offers]
			}
			if found != c.found {
				t.Errorf("got %q, want %q", found, c.found)
			}
		})
	}
}

func TestProbeCancel_LearnsFromCancellations(t *testing.T) {
	status := 201
	p := served(t, func(w http.ResponseWriter, r *http.Request) { answers(status, `{"id":"T1"}`)(w, r) })
	cancel := telecom.Submission{Draft: telecom.Draft{Kind: telecom.CancelOrder, OrderID: "1"}}
	for _, c := range []struct {
		status        int
		offers, known bool
	}{{400, false, false}, {404, false, false}, {500, false, false}, {201, true, true}, {404, true, true}, {405, false, true},
		{200, true, true}, {501, false, true}} {
		status = c.status
		p.Place(t.Context(), cancel)
		if offers, known := p.CancelsOrders(); offers != c.offers || known != c.known {
			t.Errorf("after %d: %v, %v", c.status, offers, known)
		}
	}
	if !p.ordering.due() && time.Until(p.ordering.probeAt) > askAgainAfter {
		t.Error("what surprised is not found out again soon")
	}
}

func TestProbeCancel_EmptyListMayLookLikeNone(t *testing.T) {
	sim, p := simulated(t, portalsim.Config{Services: 120, Faults: []portalsim.Fault{portalsim.NotFound}})
	orders := everyOrder(t, p)
	if err := p.Probe(t.Context(), openOf(orders)); err != nil {
		t.Fatal(err)
	}
	if _, known := p.CancelsOrders(); known {
		t.Error("known without a row")
	}
	for _, o := range openOf(orders) {
		if p.Place(t.Context(), telecom.Submission{Draft: telecom.Draft{Kind: telecom.CancelOrder,
			OrderID: o.ID}}).State == telecom.SubmissionPlaced {
			break
		}
	}
	if len(sim.Cancelled()) != 1 {
		t.Fatal("nothing was cancelled")
	}
	p.ordering.findings = map[telecom.Capability]telecom.Finding{}
	p.FindOutAgain()
	if err := p.Probe(t.Context(), openOf(orders)); err != nil {
		t.Fatal(err)
	}
	if offers, known := p.CancelsOrders(); !offers || !known {
		t.Error("not found out")
	}
}

func TestCancel_AnswerAboutAnotherOrderIsUnsure(t *testing.T) {
	cancel := telecom.Submission{Draft: telecom.Draft{Kind: telecom.CancelOrder, OrderID: "ORD1"}}
	for answer, want := range map[string]telecom.Outcome{
		`{"id":"T1"}`: {State: telecom.SubmissionPlaced, OrderID: "ORD1"},
		`{"id":"T1","serviceOrder":{"id":"ORD1"}}`: {State: telecom.SubmissionPlaced, OrderID: "ORD1"},
		`{"id":"T1","serviceOrder":{"id":"ord1"}}`: {State: telecom.SubmissionPlaced, OrderID: "ORD1"},
		`{"id":"T1","serviceOrder":{"id":"ORD2"}}`: {State: telecom.SubmissionUnsure, Named: "ORD2"},
		`{"serviceOrder":[{"id":7}]}`:              {State: telecom.SubmissionUnsure, Named: "7"},
	} {
		p := served(t, answers(201, answer))
		got := p.Place(t.Context(), cancel)
		if (got.Problem == nil) != (want.Named == "") || got.State != want.State || got.OrderID != want.OrderID || got.Named != want.Named {
			t.Errorf("%s: got %+v, want %+v", answer, got, want)
		}
	}
}
