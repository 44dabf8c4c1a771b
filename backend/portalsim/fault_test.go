package portalsim

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestFaultsComeAndGo(t *testing.T) {
	p, _, s := serve(t, Config{})
	url := s.ServiceOrdering + "/serviceOrder?limit=10"
	for fault, want := range map[Fault]struct {
		status         int
		kind, sentence string
	}{
		Error500:     {500, contentType, "could not answer"},
		Busy429:      {429, contentType, "busy"},
		Unauthorized: {401, contentType, "Sign in again."},
		Login:        {200, "text/html; charset=utf-8", "<form"},
		Empty:        {200, contentType, "[]"},
	} {
		p.SetFaults(fault)
		res, body := ask(t, url)
		if res.StatusCode != want.status || res.Header.Get("Content-Type") != want.kind || !strings.Contains(string(body), want.sentence) {
			t.Errorf("%s: %s %s %s", fault, res.Status, res.Header.Get("Content-Type"), body)
		}
		if fault == Busy429 && res.Header.Get("Retry-After") != "7" {
			t.Error("busy for how long?")
		}
	}
	p.SetFaults(Empty)
	if res, _ := ask(t, s.ServiceOrdering+"/serviceOrder/ORD00003927848"); res.StatusCode != 200 {
		t.Error("empty lists hide single orders")
	}
	p.SetFaults()
	if rows, _ := listOf(t, url); len(rows) != 10 {
		t.Error("the portal is not well again")
	}
}

func TestDownCutsTheConnection(t *testing.T) {
	p, _, s := serve(t, Config{Services: 5, Faults: []Fault{Down}})
	if res, err := http.Get(s.ServiceInventory + "/service"); err == nil {
		res.Body.Close()
		t.Errorf("it answers %s", res.Status)
	}
	p.SetFaults()
	ask(t, s.ServiceInventory+"/service")
}

func TestSlowTakesTheTimeItWasGiven(t *testing.T) {
	_, _, s := serve(t, Config{Services: 5, Faults: []Fault{Slow}, Latency: time.Hour})
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Millisecond)
	defer cancel()
	r, _ := http.NewRequestWithContext(ctx, http.MethodGet, s.ServiceInventory+"/service", nil)
	if res, err := http.DefaultClient.Do(r); err == nil {
		res.Body.Close()
		t.Error("a slow portal answers at once")
	}
	_, _, quick := serve(t, Config{Services: 5, Faults: []Fault{Slow}, Latency: time.Millisecond})
	if rows, _ := listOf(t, quick.ServiceInventory+"/service"); len(rows) != 5 {
		t.Error("a slow answer is another answer")
	}
}

func TestAMovingListSkipsAndRepeats(t *testing.T) {
	_, _, s := serve(t, Config{Services: 60, Orders: -1, Faults: []Fault{Moving}})
	seen := map[string]int{}
	for _, offset := range []string{"0", "20", "40"} {
		rows, _ := listOf(t, s.ServiceInventory+"/service?limit=20&offset="+offset)
		for _, r := range rows {
			seen[r.text("id")]++
		}
	}
	twice := 0
	for _, n := range seen {
		if n > 1 {
			twice++
		}
	}
	if len(seen) != 60-movingRows || twice != movingRows {
		t.Errorf("%d of 60 seen, %d of them twice", len(seen), twice)
	}
}
