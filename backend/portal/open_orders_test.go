package portal

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

func TestPage_CountsBadRecordAndKeepsTheRest(t *testing.T) {
	p := served(t, answers(200, `[{"id":"1"},{"state":"held"},"x",{"id":"2","state":{"a":1,"b":2}},null,{"id":"3","orderDate":[]}]`))
	got, err := p.Orders(t.Context(), 0, 0)
	if err != nil || len(got.Items) != 3 || got.Unreadable != 3 || got.Next != 6 || got.Last {
		t.Errorf("%+v %v", got, err)
	}
}

func TestPage_EmptyListHasManyForms(t *testing.T) {
	for _, h := range []http.HandlerFunc{answers(200, `[]`), answers(200, `null`), answers(204, ``)} {
		if got, err := served(t, h).Orders(t.Context(), 0, 0); err != nil || !got.Last {
			t.Errorf("%+v %v", got, err)
		}
	}
	for _, h := range []http.HandlerFunc{answers(404, ``), answers(404, `{"code":"404","reason":"nothing matches"}`), answers(404, `{}`),
		page(404), answers(200, ``)} {
		if got, err := served(t, h).Orders(t.Context(), 0, 0); err == nil {
			t.Errorf("got %+v, want an error", got)
		}
	}
}

func TestPage_ShrinksAfterRefusal(t *testing.T) {
	p := served(t, func(w http.ResponseWriter, r *http.Request) {
		if n, _ := strconv.Atoi(r.URL.Query().Get("limit")); n > 100 {
			w.WriteHeader(400)
			return
		}
		io.WriteString(w, `[{"id":"1"}]`)
	})
	if got, err := p.Services(t.Context(), 0, 0); err != nil || len(got.Items) != 1 {
		t.Error(got, err)
	}
}

// list is a server that keeps orders and understands only the parameters it is told to.
func serving(t *testing.T, orders []telecom.Order, understands string) *Portal {
	record := func(o telecom.Order) map[string]any {
		item := map[string]any{"service": map[string]any{"id": o.ServiceIDs[0]}}
		m := map[string]any{"id": o.ID, "state": o.State, "serviceOrderItem": []any{item}}
		if !o.OrderedAt.IsZero() {
			m["orderDate"] = o.OrderedAt
		}
		return m
	}
	return served(t, func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		offset, _ := strconv.Atoi(q.Get("offset"))
		found := []any{}
		for _, o := range orders {
			if strings.HasSuffix(r.URL.Path, "/"+o.ID) {
				json.NewEncoder(w).Encode(record(o))
				return
			}
			if s := q.Get("state"); s != "" && s != o.State && strings.Contains(understands, "state") {
				continue
			}
			if s := q.Get("serviceOrderItem.service.id"); s != "" && strings.Contains(understands, "service") && s != o.ServiceIDs[0] {
				continue
			}
			if q.Has("sort") && strings.Contains(understands, "never") {
				continue // the sort is taken for a filter
			}
			found = append(found, record(o))
		}
		if !strings.HasSuffix(r.URL.Path, "/serviceOrder") {
			w.WriteHeader(404)
			io.WriteString(w, `{"code":"404","reason":"no such order"}`)
			return
		}
		json.NewEncoder(w).Encode(found[min(offset, len(found)):])
	})
}

var three = []telecom.Order{
	{ID: "a", State: "inProgress", ServiceIDs: []string{"S1"}, OrderedAt: at("2026-01-01T00:00:00Z")},
	{ID: "b", State: "completed", ServiceIDs: []string{"S2"}, OrderedAt: at("2026-01-02T00:00:00Z")},
	{ID: "c", State: "acknowledged", ServiceIDs: []string{"S1"}, OrderedAt: at("2026-01-03T00:00:00Z")},
}

func TestOpenOrders_UsesFilterOnlyIfProved(t *testing.T) {
	known := []telecom.Order{three[0]}
	for understands, want := range map[string]int{"state": 2, "": 0} {
		p := serving(t, three, understands)
		got, err := p.OpenOrders(t.Context(), known)
		if err != nil || len(got.Items) != want {
			t.Errorf("%q: %d orders, %v", understands, len(got.Items), err)
		}
	}
}

func TestAllOpenOrders_BeginsAtTheFirst(t *testing.T) {
	for _, beforehand := range []string{"nothing", "a reading that was cut short"} {
		cuts := beforehand != "nothing"
		p := served(t, func(w http.ResponseWriter, r *http.Request) {
			switch state := r.URL.Query().Get("state"); {
			case state == "acknowledged" || state == "":
				io.WriteString(w, `[{"id":"c","state":"acknowledged"}]`)
			case state == "held" && cuts:
				w.WriteHeader(http.StatusInternalServerError)
			default:
				io.WriteString(w, `[]`)
			}
		})
		p.ordering.learn(telecom.FilterByState, telecom.AnsweredRight)
		p.ordering.learn(telecom.FilterByStates, telecom.AnsweredOther)
		if _, err := p.OpenOrders(t.Context(), three); (err != nil) != cuts {
			t.Fatal(err)
		}
		cuts = false
		if got, err := p.AllOpenOrders(t.Context(), three[2:]); err != nil || !got.Last || len(got.Items) != 1 {
			t.Errorf("after %s: %+v %v", beforehand, got, err)
		}
	}
}

func TestOpenOrders_ChecksEmptyAnswerAgainstKnownOrder(t *testing.T) {
	p := served(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Has("state") {
			io.WriteString(w, `[]`)
			return
		}
		io.WriteString(w, `{"id":"a","state":"inProgress"}`)
	})
	if _, err := p.OpenOrders(t.Context(), three[:1]); err != nil {
		t.Fatal(err)
	}
	if works, known := p.ordering.says(telecom.FilterByState); works || !known {
		t.Error("it was believed")
	}
}

func TestNewestOrders_SortsOnlyIfProved(t *testing.T) {
	ctx := context.Background()
	newest := []telecom.Order{three[2], three[1], three[0]}
	if got, ok, err := serving(t, newest, "").NewestOrders(ctx, 0, true); err != nil || !ok || len(got.Items) != 3 {
		t.Error("sorted", got, ok, err)
	}
	if _, ok, err := serving(t, three, "").NewestOrders(ctx, 0, true); err != nil || ok {
		t.Error("not sorted", ok, err)
	}
	if _, ok, err := serving(t, newest, "never").NewestOrders(ctx, 0, true); err != nil || ok {
		t.Error("taken for a filter", ok, err)
	}
	if _, ok, err := served(t, answers(400, `{"message":"unknown parameter"}`)).NewestOrders(ctx, 0, true); err != nil || ok {
		t.Error("refused", ok, err)
	}
	if got, ok, err := served(t, answers(200, `[]`)).NewestOrders(ctx, 0, true); err != nil || !ok || !got.Last {
		t.Error("an empty portal is not the sorting's fault", ok, err)
	}
}

func TestOrdersOf_FailureHidesNoOtherOrder(t *testing.T) {
	for name, fails := range map[string]http.HandlerFunc{"fails": answers(500, ``), "refused": answers(403, `{}`)} {
		t.Run(name, func(t *testing.T) {
			p := served(t, func(w http.ResponseWriter, r *http.Request) {
				switch {
				case strings.HasSuffix(r.URL.Path, "/a"):
					fails(w, r)
				case strings.HasSuffix(r.URL.Path, "/b"):
					io.WriteString(w, `{"id":"b","state":"held","serviceOrderItem":[{"service":{"id":"s"}}]}`)
				case r.URL.Query().Get("state") == "inProgress":
					io.WriteString(w, `[{"id":"c","state":"inProgress"}]`)
				default:
					io.WriteString(w, `[]`)
				}
			})
			got, proven, err := p.OrdersOf(t.Context(), telecom.Service{ID: "s"}, []string{"a", "b"})
			if err == nil || proven || len(got.Items) != 1 || got.Items[0].ID != "b" {
				t.Errorf("%+v %v %v", got, proven, err)
			}
			known := []telecom.Order{{ID: "a", State: "acknowledged"}, {ID: "c", State: "inProgress"}}
			if got, err := p.OpenOrders(t.Context(), known); err != nil || len(got.Items) != 1 || got.Items[0].ID != "c" {
				t.Errorf("%+v %v", got, err)
			}
		})
	}
}

func TestOrdersOf_FindsByFilterOrID(t *testing.T) {
	s := telecom.Service{ID: "S1", OrderIDs: []string{"a"}}
	for understands, wantProven := range map[string]bool{"service": true, "": false} {
		got, proven, err := serving(t, three, understands).OrdersOf(t.Context(), s, []string{"c"})
		if err != nil || proven != wantProven || len(got.Items) != 2 {
			t.Errorf("%q: %d orders, %v, %v", understands, len(got.Items), proven, err)
		}
	}
}

func TestOrdersOf_HiddenOrderIsUnconfirmed(t *testing.T) {
	s := telecom.Service{ID: "S1", OrderIDs: []string{"a", "listed by mistake"}}
	p := serving(t, three, "service")
	if got, proven, err := p.OrdersOf(t.Context(), s, []string{"c"}); err != nil || !proven || len(got.Items) != 2 {
		t.Errorf("listed by mistake: %+v %v %v", got, proven, err)
	}
	got, proven, err := p.OrdersOf(t.Context(), s, []string{"c", "gone"})
	if err == nil || telecom.AsError(err).Code != telecom.Unconfirmed || proven || len(got.Items) != 2 {
		t.Errorf("gone: %+v %v %v", got, proven, err)
	}
}

func TestPage_RefusalBeyondTheEndIsTheEnd(t *testing.T) {
	p := served(t, func(w http.ResponseWriter, r *http.Request) {
		offset, _ := strconv.Atoi(r.URL.Query().Get("offset"))
		if offset >= 2 {
			answers(400, `{"message":"offset out of range"}`)(w, r)
			return
		}
		answers(200, []string{`[{"id":"a"},{"id":"b"}]`, `[{"id":"b"}]`}[offset])(w, r)
	})
	if _, err := p.Orders(t.Context(), 2, 0); err == nil {
		t.Error("nothing is known of an end there")
	}
	if page, err := p.Orders(t.Context(), 0, 0); err != nil || len(page.Items) != 2 {
		t.Fatal(page, err)
	}
	if page, err := p.Orders(t.Context(), 2, 0); err != nil || !page.Last {
		t.Errorf("%+v %v", page, err)
	}
}

// simulated opens a simulated portal, and a client of it.
func simulated(t *testing.T, c portalsim.Config) (*portalsim.Portal, *Portal) {
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
	p, err := New(Config{ServiceInventory: srv.ServiceInventory, ServiceOrdering: srv.ServiceOrdering, Country: "AU",
		Limits: Limits{Pause: time.Millisecond}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return sim, p
}

// whole reads a list to its end, page by page.
func whole[T any](t *testing.T, id func(T) string, page func(offset int) (telecom.Page[T], error)) map[string]T {
	t.Helper()
	all := map[string]T{}
	for offset := 0; ; {
		got, err := page(offset)
		if err != nil || got.Unreadable > 0 {
			t.Fatal(got.Unreadable, err)
		}
		before := len(all)
		for _, it := range got.Items {
			all[id(it)] = it
		}
		if offset = got.Next; got.Last || len(all) == before {
			return all
		}
	}
}

func everyOrder(t *testing.T, p *Portal) map[string]telecom.Order {
	t.Helper()
	return whole(t, func(o telecom.Order) string { return o.ID },
		func(offset int) (telecom.Page[telecom.Order], error) { return p.Orders(t.Context(), offset, 0) })
}

func openOf(orders map[string]telecom.Order) (open []telecom.Order) {
	for _, o := range orders {
		if o.Open() {
			open = append(open, o)
		}
	}
	return open
}

func TestSimulated_PortalsAreReadWhole(t *testing.T) {
	for _, kind := range portalsim.Personalities() {
		if kind == portalsim.Mock { // it shows no world
			continue
		}
		t.Run(string(kind), func(t *testing.T) {
			sim, p := simulated(t, portalsim.Config{Seed: 7, Services: 120, Personality: kind})
			ctx := t.Context()
			orders := everyOrder(t, p)
			services := whole(t, func(s telecom.Service) string { return s.ID },
				func(offset int) (telecom.Page[telecom.Service], error) { return p.Services(ctx, offset, 0) })
			if len(services) != len(sim.Services()) || len(orders) != len(sim.Orders()) {
				t.Errorf("%d services, %d orders", len(services), len(orders))
			}
			for id, s := range services {
				if s.Number == "" || s.Customer == "" || s.Plan == "" || s.Platform == "" || s.SIM.Number == "" || s.SIM.Type == "" ||
					len(s.Features) == 0 {
					t.Errorf("%s lacks something: %+v", id, s)
					break
				}
			}
			for id, o := range orders {
				if o.Kind == telecom.KindUnknown || len(o.ServiceIDs) == 0 || o.OrderedAt.IsZero() && kind != portalsim.Independent {
					t.Errorf("%s lacks something: %s %q", id, o.Kind, o.KindWord)
				}
			}
			open := openOf(orders)
			if err := p.Probe(ctx, open); err != nil {
				t.Fatal(err)
			}
			got, err := p.OpenOrders(ctx, open)
			if err != nil {
				t.Fatal(err)
			}
			if p.Findings().Works(telecom.ServiceOrdering, telecom.FilterByState) {
				found := map[string]bool{}
				for _, o := range got.Items {
					found[o.ID] = true
				}
				for _, o := range open {
					if o.State != "" && !found[o.ID] {
						t.Errorf("%s, %s, is missing among the open orders", o.ID, o.State)
					}
				}
			}
			for id, s := range services {
				page, _, err := p.OrdersOf(ctx, s, nil)
				if err != nil || len(page.Items) == 0 && len(s.OrderIDs) > 0 {
					t.Errorf("%s: got %v, want its orders", id, err)
				}
			}
		})
	}
}

func TestSimulated_FaultsAreReported(t *testing.T) {
	sim, err := portalsim.New(portalsim.Config{Services: 20})
	if err != nil {
		t.Fatal(err)
	}
	srv, err := sim.Start("")
	if err != nil {
		t.Fatal(err)
	}
	defer srv.Close()
	p, err := New(Config{ServiceInventory: srv.ServiceInventory, ServiceOrdering: srv.ServiceOrdering, Limits: Limits{Pause: 1, Tries: 2}})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	for fault, code := range map[portalsim.Fault]telecom.Code{
		portalsim.Down: telecom.Unreachable, portalsim.Error500: telecom.Broken, portalsim.Busy429: telecom.Busy,
		portalsim.Unauthorized: telecom.Denied, portalsim.Login: telecom.NotPortal,
	} {
		sim.SetFaults(fault)
		_, err := p.Services(t.Context(), 0, 0)
		var e *telecom.Error
		if !errors.As(err, &e) || e.Code != code {
			t.Errorf("%s: got %v, want the code %v", fault, err, code)
		}
	}
}
