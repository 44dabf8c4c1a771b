package portal

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

// many is a server that has so many orders of one service, and answers some questions otherwise.
func many(t *testing.T, n int, otherwise func(w http.ResponseWriter, r *http.Request) bool) *Portal {
	return served(t, func(w http.ResponseWriter, r *http.Request) {
		if otherwise(w, r) {
			return
		}
		q := r.URL.Query()
		offset, _ := strconv.Atoi(q.Get("offset"))
		limit, _ := strconv.Atoi(q.Get("limit"))
		rows := []any{}
		for i := offset; i < min(n, offset+limit); i++ {
			rows = append(rows, map[string]any{"id": fmt.Sprintf("O%d", i), "state": "completed", "category": "simSwap",
				"orderDate":        time.Date(2026, 1, 1, 0, 0, n-i, 0, time.UTC),
				"serviceOrderItem": []any{map[string]any{"service": map[string]any{"id": "S-1"}}}})
		}
		json.NewEncoder(w).Encode(rows)
	})
}

func never(http.ResponseWriter, *http.Request) bool { return false }

func TestFound_PassingRefusalShrinksPagesForADay(t *testing.T) {
	var bad atomic.Bool
	p := many(t, 250, func(w http.ResponseWriter, r *http.Request) bool {
		if n, _ := strconv.Atoi(r.URL.Query().Get("limit")); bad.Load() && n > 20 {
			answers(400, `{"message":"bad weather"}`)(w, r)
			return true
		}
		return false
	})
	bad.Store(true)
	if page, err := p.Orders(t.Context(), 0, 0); err != nil || len(page.Items) != 20 {
		t.Errorf("a page of %d, %v", len(page.Items), err)
	}
	bad.Store(false)
	p.FindOutAgain()
	if err := p.Probe(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if page, err := p.Orders(t.Context(), 0, 0); err != nil || len(page.Items) != 250 {
		t.Errorf("a page of %d, %v", len(page.Items), err)
	}
}

func TestFound_FilterIsReadWholeInSmallerPages(t *testing.T) {
	var strict atomic.Bool
	p := many(t, 250, func(w http.ResponseWriter, r *http.Request) bool {
		if n, _ := strconv.Atoi(r.URL.Query().Get("limit")); strict.Load() && n > 100 {
			answers(400, `{"message":"limit is 100"}`)(w, r)
			return true
		}
		return false
	})
	for range 2 {
		if _, err := p.Orders(t.Context(), 0, 0); err != nil {
			t.Fatal(err)
		}
		strict.Store(true)
	}
	if page, proven, err := p.OrdersOf(t.Context(), telecom.Service{ID: "S-1"}, nil); !proven || len(page.Items) != 250 || err != nil {
		t.Errorf("%d of 250 orders, said to be all: %v; %v", len(page.Items), proven, err)
	}
}

func TestFound_ProbesWhatAnEarlierRunDidNot(t *testing.T) {
	p := many(t, 250, never)
	q, err := New(Config{ServiceInventory: p.inventory.base, ServiceOrdering: p.ordering.base,
		Findings: telecom.Findings{{API: telecom.ServiceOrdering, Capability: telecom.NewestFirst, Works: true, Reason: telecom.AnsweredRight,
			At: time.Now()}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(q.Close)
	if err := q.Probe(t.Context(), nil); err != nil || len(q.ordering.all()) < 3 {
		t.Errorf("got %v, %v, want three findings or more and no error", q.Findings(), err)
	}
}

func TestMissing_LastAnsweredRecordMayBeGone(t *testing.T) {
	_, p := simulated(t, portalsim.Config{Services: 40, Personality: portalsim.Independent})
	var first string
	for first = range everyOrder(t, p) {
		break
	}
	var gone atomic.Bool
	q := served(t, func(w http.ResponseWriter, r *http.Request) {
		if gone.Load() && strings.HasSuffix(r.URL.Path, "/"+first) {
			answers(500, `{}`)(w, r)
			return
		}
		res, err := http.Get(p.ordering.base + strings.TrimPrefix(r.URL.Path, "/so") + "?" + r.URL.RawQuery)
		if err != nil {
			t.Error(err)
			return
		}
		defer res.Body.Close()
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(res.StatusCode)
		_, _ = io.Copy(w, res.Body)
	})
	q.ordering.learn(telecom.MissingAsFailure, telecom.AnsweredRight)
	if _, err := q.Order(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	gone.Store(true)
	if _, err := q.Order(t.Context(), first); telecom.AsError(err).Code != telecom.NotFound {
		t.Errorf("got %v, want NotFound", err)
	}
	if _, err := q.Order(t.Context(), "ORD9"); telecom.AsError(err).Code != telecom.NotFound { // with nothing else answered since
		t.Errorf("got %v, want NotFound", err)
	}
}

func TestFound_DueByTheWallClock(t *testing.T) {
	p := many(t, 1, never)
	p.ordering.probeIn(time.Hour)
	if p.ordering.probeAt != p.ordering.probeAt.Round(0) {
		t.Error("findings end on the wall clock, and others are made on one that stands in sleep")
	}
	p.ordering.probeIn(1000 * time.Hour) // as after a clock was set back
	if !p.ordering.due() {
		t.Error("not found out for longer than findings last")
	}
}

func TestProbe_OrderingDoesNotWaitForInventory(t *testing.T) {
	p := many(t, 250, func(w http.ResponseWriter, r *http.Request) bool {
		if strings.HasPrefix(r.URL.Path, "/si/service/") {
			answers(401, `{"message":"no"}`)(w, r)
			return true
		}
		return false
	})
	if err := p.Probe(t.Context(), nil); err == nil || !p.ordering.works(telecom.NewestFirst) {
		t.Errorf("got %v, %v, want an error, and NewestFirst still works", err, p.Findings())
	}
}

func TestStubs_UnusedIfStatesAreSpelledDifferently(t *testing.T) {
	p := many(t, 250, func(w http.ResponseWriter, r *http.Request) bool {
		if !r.URL.Query().Has("fields") {
			return false
		}
		rows := []any{}
		for i := range 50 {
			rows = append(rows, map[string]any{"id": fmt.Sprintf("O%d", i), "state": "COMPLETED",
				"orderDate": time.Date(2026, 1, 1, 0, 0, 250-i, 0, time.UTC)})
		}
		json.NewEncoder(w).Encode(rows)
		return true
	})
	if err := p.Probe(t.Context(), nil); err != nil || p.ordering.works(telecom.SomeFields) {
		t.Error("all of them would differ from what is known for ever", err)
	}
}
