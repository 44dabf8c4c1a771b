package app

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

// cache is a proxy that keeps what the portal answered, and says that it is a day old.
type cache struct {
	portal http.Handler
	rude   bool // it keeps its answers even from those who ask for none

	mu   sync.Mutex
	kept map[string]*httptest.ResponseRecorder
}

func (c *cache) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet {
		c.portal.ServeHTTP(w, r)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	key := r.URL.String()
	hit := c.kept[key]
	fresh := hit == nil || strings.Contains(r.Header.Get("Cache-Control"), "no-cache") && !c.rude
	if fresh {
		hit = httptest.NewRecorder()
		asked := r.Clone(r.Context())
		asked.Header.Del("If-None-Match")
		c.portal.ServeHTTP(hit, asked)
		c.kept[key] = hit
	}
	for name, values := range hit.Header() {
		w.Header()[name] = values
	}
	if !fresh {
		w.Header().Set("Age", "86400")
		w.Header().Set("Date", time.Now().Add(-24*time.Hour).UTC().Format(http.TimeFormat))
	}
	if tag := hit.Header().Get("ETag"); tag != "" && r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.WriteHeader(hit.Code)
	_, _ = io.Copy(w, strings.NewReader(hit.Body.String()))
}

// behindACache opens a desk at a portal of some personality behind a cache.
func behindACache(t *testing.T, c portalsim.Config) (*cache, *office, *App) {
	t.Helper()
	c.Services, c.Orders = 20, 30
	o := newOffice(t, c)
	between := &cache{portal: o.sim.Handler(), kept: map[string]*httptest.ResponseRecorder{}}
	o.behind(between)
	a := o.open(passphrase)
	o.fresh(a)
	o.until("the requests are read", func() bool { return !a.parts.Requests.Freshness().ReadAt.IsZero() })
	return between, o, a
}

func TestCache_ColleaguesOrderIsSeenThroughIt(t *testing.T) {
	for _, p := range []portalsim.Personality{portalsim.Ideal, portalsim.Reference} {
		_, o, a := behindACache(t, portalsim.Config{Personality: p})
		k := &counter{t: t, sim: o.sim, app: a}
		d := k.swap()
		if _, err := a.parts.outbox.Judge(&d); err != nil {
			t.Fatal(err)
		}
		if err := a.parts.Mirror.ReadService(t.Context(), d.ServiceID); err != nil { // the cache has seen every question
			t.Fatal(err)
		}
		id, err := o.sim.PlaceOrder(d.ServiceID, "simSwap")
		if err != nil {
			t.Fatal(err)
		}
		_, err = a.parts.outbox.Submit(t.Context(), d, "ada", readAll)
		var b *telecom.Objection
		if !errors.As(err, &b) || b.Verdict.Reasons[0].OrderID != id {
			t.Errorf("%v: got %v, want an objection because of %s", p, err, id)
		}
		if n := len(o.sim.Placed()); n != 0 {
			t.Errorf("%v: got %d orders, want none", p, n)
		}
	}
}

func TestCache_WhatItKeepsIsOldAndSendsNothing(t *testing.T) {
	between, o, a := behindACache(t, portalsim.Config{})
	k := &counter{t: t, sim: o.sim, app: a}
	d := k.swap()
	if err := a.parts.Mirror.ReadService(t.Context(), d.ServiceID); err != nil {
		t.Fatal(err)
	}
	request := a.parts.Cache.UnseenRequests(func(string) bool { return false })[0]
	if _, err := a.parts.Requests.ReadFresh(t.Context(), request); err != nil {
		t.Fatal(err)
	}
	between.mu.Lock()
	between.rude = true
	between.mu.Unlock()
	if _, err := o.sim.PlaceOrder(d.ServiceID, "simSwap"); err != nil {
		t.Fatal(err)
	}
	_, err := a.parts.outbox.Submit(t.Context(), d, "ada", readAll)
	if e := telecom.AsError(err); err == nil || e.Code != telecom.Cached || !strings.Contains(e.Text, "A cache on the way") || !strings.Contains(e.Text, "not sent") {
		t.Errorf("got %v, want words about the cache", err)
	}
	if n := len(o.sim.Placed()); n != 0 {
		t.Errorf("got %d orders, want none", n)
	}
	if _, err := a.parts.Requests.ReadFresh(t.Context(), request); err == nil || telecom.AsError(err).Code != telecom.Cached {
		t.Errorf("got %v of a request, want words about the cache", err)
	}
	read := a.parts.Mirror.Updated(d.ServiceID)
	if _, err := a.parts.Mirror.Pass(t.Context()); err != nil {
		t.Fatal(err)
	}
	h, err := a.Frame.Header()
	if err != nil {
		t.Fatal(err)
	}
	at, _ := time.Parse(time.RFC3339Nano, h.Freshness.ReadAt)
	if age := time.Since(at); h.Freshness.Status != telecom.Stale || age < 24*time.Hour || h.Freshness.Problem == nil || h.Freshness.Problem.Code != telecom.Cached {
		t.Errorf("got %s, read %s ago, %+v; want stale, a day ago, because of a cache", h.Freshness.Status, age, h.Freshness.Problem)
	}
	if skew := a.parts.Cache.Cursor().Skew.Abs(); skew > 5*time.Second {
		t.Errorf("got a portal's clock that is %s off, want none", skew)
	}
	if now := a.parts.Mirror.Updated(d.ServiceID); now.After(read) {
		t.Errorf("got a service confirmed at %s, want no later than %s", now, read)
	}
}
