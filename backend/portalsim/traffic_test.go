package portalsim

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"
)

func TestRequestsAreCountedAndRemembered(t *testing.T) {
	p, _, s := serve(t, Config{Services: 5, Latency: time.Millisecond})
	p.Freeze()
	services, orders := s.ServiceInventory+"/service?limit=2", s.ServiceOrdering+"/serviceOrder?limit=20"
	res, two := ask(t, services)
	ask(t, services, "If-None-Match", res.Header.Get("ETag"))
	p.SetFaults(Error500)
	_, refusal := ask(t, orders)
	p.SetFaults()
	_, whole := ask(t, orders)
	p.SetFaults(Half)
	fetch(t, orders)
	p.SetFaults(Drip)
	ask(t, orders)
	want := []Request{
		{"GET", servicePath, "limit=2", 200, len(two)},
		{"GET", servicePath, "limit=2", 304, 0},
		{"GET", orderPath, "limit=20", 500, len(refusal)},
		{"GET", orderPath, "limit=20", 200, len(whole)},
		{"GET", orderPath, "limit=20", 200, len(whole) / 2},
		{"GET", orderPath, "limit=20", 200, len(whole)},
	}
	sum := int64(0)
	for _, r := range want {
		sum += int64(r.Bytes)
	}
	if p.Requests() != len(want) || !slices.Equal(p.Log(), want) || p.Bytes() != sum {
		t.Errorf("%d requests, %d bytes of %d: %v", p.Requests(), p.Bytes(), sum, p.Log())
	}
	head, err := http.Head(services)
	if err != nil {
		t.Fatal(err)
	}
	head.Body.Close()
	if last := p.Log()[len(want)]; last != (Request{"HEAD", servicePath, "limit=2", 200, 0}) {
		t.Errorf("without a body: %v", last)
	}
}

func TestARequestWithoutAnAnswerHasNoStatus(t *testing.T) {
	for _, fault := range []Fault{Down, Lost} {
		p, _, s := serve(t, Config{Services: 5, Faults: []Fault{fault}})
		if _, _, err := told(http.DefaultClient, s.ServiceInventory+"/service"); err == nil {
			t.Errorf("%s answers", fault)
		}
		if got := p.Log(); len(got) != 1 || got[0] != (Request{Method: "GET", Path: servicePath}) || p.Bytes() != 0 {
			t.Errorf("%s: %v", fault, got)
		}
	}
}

func TestALongLogForgetsItsBeginning(t *testing.T) {
	p, _ := open(t, Config{Services: 1})
	late := p.traffic.record(httptest.NewRequest(http.MethodGet, "/early", nil))
	for range logLength {
		get(t, p, servicePath+"/SVC10440017")
	}
	sent := p.Bytes()
	p.note(late, http.StatusOK, 7) // an answer to one that is forgotten
	log := p.Log()
	if len(log) != logLength/2+1 || p.Requests() != logLength+1 || p.Bytes() != sent+7 {
		t.Fatalf("%d of %d requests, %d bytes", len(log), p.Requests(), p.Bytes())
	}
	for i, r := range log {
		if r.Status != http.StatusOK || r.Bytes == 0 || r.Path != servicePath+"/SVC10440017" {
			t.Fatalf("%d: %v", i, r)
		}
	}
}
