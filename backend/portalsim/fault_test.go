package portalsim

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
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
		Busy429Bare:  {429, contentType, "busy"},
		Unauthorized: {401, contentType, "Sign in again."},
		Forbidden:    {403, contentType, "may not see this"},
		NotFound:     {200, contentType, `"id"`}, // the list is not empty
		Login:        {200, "text/html; charset=utf-8", "<form"},
		Empty:        {200, contentType, "[]"},
	} {
		p.SetFaults(fault)
		res, body := ask(t, url)
		if res.StatusCode != want.status || res.Header.Get("Content-Type") != want.kind || !strings.Contains(string(body), want.sentence) {
			t.Errorf("%s: %s %s %s", fault, res.Status, res.Header.Get("Content-Type"), body)
		}
		if got := res.Header.Get("Retry-After"); fault == Busy429 && got != "7" || fault == Busy429Bare && got != "" {
			t.Errorf("%s: busy for %q", fault, got)
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

func TestLostDoesTheWorkAndCutsTheConnection(t *testing.T) {
	for fault, worked := range map[Fault]int{Lost: 1, Down: 0} {
		p, _, s := serve(t, Config{Services: 60, Orders: -1, Faults: []Fault{fault, Moving}})
		if _, _, err := told(http.DefaultClient, s.ServiceInventory+"/service?limit=5"); !errors.Is(err, io.EOF) {
			t.Errorf("%s: %v", fault, err)
		}
		if p.turns.lists != worked { // a list moves when it is made
			t.Errorf("%s: %d lists were made", fault, p.turns.lists)
		}
		if got := p.Log(); len(got) != 1 {
			t.Errorf("%s: asked %v", fault, got)
		}
		p.SetFaults()
		if rows, _ := listOf(t, s.ServiceInventory+"/service?limit=5"); len(rows) != 5 {
			t.Error("the portal is not well again")
		}
	}
}

func TestNothingArrivesOfWhatIsLost(t *testing.T) {
	p, _, s := serve(t, Config{Latency: time.Millisecond})
	for _, joined := range [][]Fault{{Lost, Slow, Error500}, {Lost, Drip}, {Lost, Half, Length}, {Lost, Login, ContentType}} {
		p.SetFaults(joined...)
		if res, _, err := told(http.DefaultClient, s.ServiceOrdering+"/serviceOrder"); res != nil || err == nil {
			t.Errorf("%v: %v", joined, res)
		}
	}
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

func TestNotFoundTakesThePlaceOfAnEmptyList(t *testing.T) {
	p, _, s := serve(t, Config{Faults: []Fault{NotFound}})
	for query, status := range map[string]int{"limit=2": 200, "state=noSuchState": 404, "offset=5000": 404} {
		if res, _ := ask(t, s.ServiceOrdering+"/serviceOrder?"+query); res.StatusCode != status {
			t.Errorf("%s: %s", query, res.Status)
		}
	}
	p.SetFaults(NotFound, Empty)
	if res, _ := ask(t, s.ServiceOrdering+"/serviceOrder"); res.StatusCode != 404 {
		t.Errorf("an empty list: %s", res.Status)
	}
	if res, _ := ask(t, s.ServiceOrdering+"/serviceOrder/ORD00003927848"); res.StatusCode != 200 {
		t.Errorf("a single order: %s", res.Status)
	}
}

func TestDuplicatesCrossTheBordersOfPages(t *testing.T) {
	p, _, s := serve(t, Config{Services: 60, Orders: -1, Faults: []Fault{Duplicates}})
	var ids []string
	for _, offset := range []string{"0", "9", "18", "27", "36", "45", "54", "63", "72", "81"} {
		rows, res := listOf(t, s.ServiceInventory+"/service?limit=9&offset="+offset)
		if res.Header.Get("X-Total-Count") != "80" {
			t.Errorf("counted %s", res.Header.Get("X-Total-Count"))
		}
		for _, r := range rows {
			ids = append(ids, r.text("id"))
		}
	}
	if len(ids) != 80 || ids[0] != ids[1] || ids[8] != ids[9] {
		t.Errorf("%d rows: %v", len(ids), ids)
	}
	if once := slices.Compact(slices.Clone(ids)); len(once) != 60 {
		t.Errorf("%d services", len(once))
	}
	if len(p.Services()) != 60 {
		t.Error("the oracle does not tell the true world")
	}
}

func TestAWrongClockAgreesWithItselfOnly(t *testing.T) {
	p, _, s := serve(t, Config{})
	p.Freeze()
	before := joined(p)
	truth := orderOf(t, p, "ORD00003927848")
	right, _ := ask(t, s.ServiceOrdering+"/serviceOrder/ORD00003927848")
	p.SetFaults(Clock)
	res, body := ask(t, s.ServiceOrdering+"/serviceOrder/ORD00003927848", "If-None-Match", right.Header.Get("ETag"))
	if date, err := http.ParseTime(res.Header.Get("Date")); err != nil || !date.Equal(sunday.Add(clockSkew)) {
		t.Errorf("dated %s", date)
	}
	told := read(t, body)
	ahead := func(right, wrong string) {
		a, err1 := time.Parse(time.RFC3339, right)
		b, err2 := time.Parse(time.RFC3339, wrong)
		if err1 != nil || err2 != nil || b.Sub(a) != clockSkew {
			t.Errorf("%q became %q", right, wrong)
		}
	}
	ahead(truth.text("orderDate"), told.text("orderDate"))
	ahead(truth.text("startDate"), told.text("startDate"))
	for i, m := range truth.list("milestone") {
		ahead(m.text("milestoneDate"), told.list("milestone")[i].text("milestoneDate"))
	}
	ahead(truth.list("jeopardyAlert")[0].text("alertDate"), told.list("jeopardyAlert")[0].text("alertDate"))
	for query, found := range map[string]bool{
		"orderDate.gte=" + told.text("orderDate"): true, "orderDate.lt=" + told.text("orderDate"): false,
		"orderDate=" + told.text("orderDate"): true, "orderDate=" + truth.text("orderDate"): false,
	} {
		rows, _ := listOf(t, s.ServiceOrdering+"/serviceOrder?limit=1000&"+query)
		if slices.ContainsFunc(rows, func(o object) bool { return o.text("id") == "ORD00003927848" }) != found {
			t.Errorf("%s found %d", query, len(rows))
		}
	}
	services, _ := listOf(t, s.ServiceInventory+"/service?limit=30")
	for _, one := range services {
		if start := serviceOf(t, p, one.text("id")).text("startDate"); start != "" {
			ahead(start, one.text("startDate"))
		}
	}
	if joined(p) != before {
		t.Error("the oracle does not tell the true world")
	}
}
