package portalsim

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestFaults_ComeAndGo(t *testing.T) {
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

func TestDown_CutsTheConnection(t *testing.T) {
	p, _, s := serve(t, Config{Services: 5, Faults: []Fault{Down}})
	if res, err := http.Get(s.ServiceInventory + "/service"); err == nil {
		res.Body.Close()
		t.Errorf("it answers %s", res.Status)
	}
	p.SetFaults()
	ask(t, s.ServiceInventory+"/service")
}

func TestLost_DoesTheWorkAndCutsTheConnection(t *testing.T) {
	for fault, worked := range map[Fault]int{Lost: 1, Down: 0} {
		p, _, s := serve(t, Config{Services: 60, Orders: -1, Faults: []Fault{fault, Moving}})
		if _, _, err := told(http.DefaultClient, s.ServiceInventory+"/service?limit=5"); !errors.Is(err, io.EOF) {
			t.Errorf("%s: got %v, want EOF", fault, err)
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

func TestLost_SendsNothing(t *testing.T) {
	p, _, s := serve(t, Config{Latency: time.Millisecond})
	for _, joined := range [][]Fault{{Lost, Slow, Error500}, {Lost, Drip}, {Lost, Half, Length}, {Lost, Login, ContentType}} {
		p.SetFaults(joined...)
		if res, _, err := told(http.DefaultClient, s.ServiceOrdering+"/serviceOrder"); res != nil || err == nil {
			t.Errorf("%v: %v", joined, res)
		}
	}
}

func TestSlow_TakesTheLatency(t *testing.T) {
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

func TestMoving_SkipsAndRepeatsRows(t *testing.T) {
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

func TestNotFound_ReplacesAnEmptyList(t *testing.T) {
	p, _, s := serve(t, Config{Faults: []Fault{NotFound}})
	for query, status := range map[string]int{"limit=2": 200, "state=noSuchState": 404, "offset=5000": 404} {
		if res, _ := ask(t, s.ServiceOrdering+"/serviceOrder?"+query); res.StatusCode != status {
			t.Errorf("%s: got %s, want %d", query, res.Status, status)
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

func TestDuplicates_CrossPages(t *testing.T) {
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

func TestClock_AgreesWithItselfOnly(t *testing.T) {
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

// fetch asks and returns what arrived, and how reading it ended.
func fetch(t testing.TB, url string) (*http.Response, []byte, error) {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return res, body, err
}

func TestHalf_CutsTheBody(t *testing.T) {
	p, _, s := serve(t, Config{})
	p.Freeze()
	url := s.ServiceOrdering + "/serviceOrder?limit=20"
	_, whole := ask(t, url)
	p.SetFaults(Half)
	res, part, err := fetch(t, url)
	if !errors.Is(err, io.ErrUnexpectedEOF) || res.StatusCode != 200 || len(part) != len(whole)/2 ||
		string(part) != string(whole[:len(part)]) {
		t.Errorf("%s with %d of %d bytes, then %v", res.Status, len(part), len(whole), err)
	}
}

func TestLength_IsWrongByTurns(t *testing.T) {
	p, _, s := serve(t, Config{})
	p.Freeze()
	url := s.ServiceOrdering + "/serviceOrder?limit=20"
	_, whole := ask(t, url)
	for range 2 {
		p.SetFaults(Length) // which starts the turns anew
		res, all, err := fetch(t, url)
		if !errors.Is(err, io.ErrUnexpectedEOF) || string(all) != string(whole) || res.ContentLength <= int64(len(whole)) {
			t.Errorf("too long: %d bytes of %d announced, then %v", len(all), res.ContentLength, err)
		}
		res, some, err := fetch(t, url)
		if err != nil || json.Valid(some) || res.ContentLength != int64(len(some)) || len(some) >= len(whole) {
			t.Errorf("too short: %d bytes of %d, then %v", len(some), len(whole), err)
		}
	}
}

func TestDrip_SendsTheBodyInPieces(t *testing.T) {
	p, _, s := serve(t, Config{Latency: time.Hour})
	p.Freeze()
	url := s.ServiceOrdering + "/serviceOrder?limit=20"
	_, whole := ask(t, url)
	p.SetFaults(Drip)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	r, _ := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	first := make([]byte, len(whole)/pieces)
	if _, err := io.ReadFull(res.Body, first); err != nil || string(first) != string(whole[:len(first)]) {
		t.Fatalf("the first piece does not come: %v", err)
	}
	b := bufio.NewReader(res.Body)
	cancel()
	if rest, err := io.ReadAll(b); err == nil || len(rest) > 0 {
		t.Errorf("%d bytes more come at once", len(rest))
	}
	_, _, quick := serve(t, Config{Faults: []Fault{Drip}, Latency: time.Millisecond})
	if rows, _ := listOf(t, quick.ServiceOrdering+"/serviceOrder?limit=20"); len(rows) != 20 {
		t.Errorf("%d rows have dripped", len(rows))
	}
}

func TestContentType_IsWrongOverRightJSON(t *testing.T) {
	p, _, s := serve(t, Config{Faults: []Fault{ContentType}})
	for path, status := range map[string]int{"/serviceOrder?limit=2": 200, "/serviceOrder/ORD00003927848": 200, "/serviceOrder/ORD1": 404} {
		res, body := ask(t, s.ServiceOrdering+path)
		if res.StatusCode != status || res.Header.Get("Content-Type") != "text/plain; charset=utf-8" || !json.Valid(body) {
			t.Errorf("%s: %s, %s", path, res.Status, res.Header.Get("Content-Type"))
		}
	}
	p.SetFaults(ContentType, Login)
	if res, _ := ask(t, s.ServiceOrdering+"/serviceOrder"); res.Header.Get("Content-Type") != "text/html; charset=utf-8" {
		t.Error("the page is no page any more")
	}
}

func TestBurst500_FollowsTheSeed(t *testing.T) {
	pattern := func(seed uint64, before int) (failed []bool) {
		p, _, s := serve(t, Config{Services: 5, Seed: seed})
		for range before {
			ask(t, s.ServiceInventory+"/service/SVC10440017")
		}
		p.SetFaults(Burst500)
		for range 10 * burstEvery {
			res, _ := ask(t, s.ServiceInventory+"/service/SVC10440017")
			if res.StatusCode != 200 && res.StatusCode != 500 {
				t.Fatal(res.Status)
			}
			failed = append(failed, res.StatusCode == 500)
		}
		return failed
	}
	one := pattern(7, 0)
	if !slices.Equal(one, pattern(7, 5)) {
		t.Error("the same seed fails otherwise")
	}
	if slices.Equal(one, pattern(8, 0)) {
		t.Error("another seed fails alike")
	}
	for eight := range slices.Chunk(one, burstEvery) {
		n := 0
		for _, f := range eight {
			if f {
				n++
			}
		}
		if n == 0 || n > burstLength {
			t.Errorf("%d of %d fail", n, burstEvery)
		}
	}
}

func TestFaults_OfDeliveryJoinRefusals(t *testing.T) {
	p, _, s := serve(t, Config{Latency: time.Millisecond})
	url := s.ServiceOrdering + "/serviceOrder?limit=20"
	p.SetFaults(Error500, Half, Drip, ContentType)
	res, body, err := fetch(t, url)
	if res.StatusCode != 500 || res.Header.Get("Content-Type") != "text/plain; charset=utf-8" || !errors.Is(err, io.ErrUnexpectedEOF) ||
		json.Valid(body) {
		t.Errorf("%s %s, %v", res.Status, body, err)
	}
	p.SetFaults(Slow, Drip, Duplicates, Clock)
	if rows, _ := listOf(t, url); len(rows) != 20 || rows[0].text("id") != rows[1].text("id") ||
		rows[0].text("orderDate") == orderOf(t, p, rows[0].text("id")).text("orderDate") {
		t.Errorf("slow, in pieces, twice and at another time: %v", rows[:2])
	}
	p.SetFaults(Length, Half, Login)
	if _, body, err := fetch(t, url); err == nil || len(body) == 0 {
		t.Errorf("a page of another length, cut: %s %v", body, err)
	}
	p.SetFaults(Faults()...) // of all, one answers first: nobody
	if res, err := http.Get(url); err == nil {
		res.Body.Close()
		t.Errorf("a portal with every fault answers %s", res.Status)
	}
	p.SetFaults()
	if rows, _ := listOf(t, url); len(rows) != 20 {
		t.Error("the portal is not well again")
	}
}

func TestFaults_OfDeliverySpareEmptyBodies(t *testing.T) {
	p, _, s := serve(t, Config{Latency: time.Hour})
	p.Freeze()
	url := s.ServiceOrdering + "/serviceOrder?limit=20"
	res, _ := ask(t, url)
	p.SetFaults(Half, Drip, Length, ContentType)
	if res, body := ask(t, url, "If-None-Match", res.Header.Get("ETag")); res.StatusCode != http.StatusNotModified || len(body) > 0 {
		t.Errorf("got %s %s, want 304 without a body", res.Status, body)
	}
	head, err := http.Head(url)
	if err != nil {
		t.Fatal(err)
	}
	head.Body.Close()
	if head.StatusCode != 200 {
		t.Error(head.Status)
	}
}

// shows reports whether a portal shows an order in the whole list, in a filtered one and by its id, which must agree.
func shows(t testing.TB, s *Server, id string) bool {
	t.Helper()
	in := func(rows []object) bool {
		return slices.ContainsFunc(rows, func(o object) bool { return o.text("id") == id })
	}
	var whole []object
	for offset := 0; ; offset += 1000 {
		rows, res := listOf(t, s.ServiceOrdering+"/serviceOrder?limit=1000&offset="+strconv.Itoa(offset))
		if len(rows) == 0 {
			if res.Header.Get("X-Total-Count") != strconv.Itoa(len(whole)) {
				t.Errorf("%d rows, counted %s", len(whole), res.Header.Get("X-Total-Count"))
			}
			break
		}
		whole = append(whole, rows...)
	}
	filtered, _ := listOf(t, s.ServiceOrdering+"/serviceOrder?id="+id)
	one, _ := ask(t, s.ServiceOrdering+"/serviceOrder/"+id)
	if in(whole) != in(filtered) || in(whole) != (one.StatusCode == http.StatusOK) {
		t.Errorf("%s: list %v, filter %v, by id %s", id, in(whole), in(filtered), one.Status)
	}
	return in(whole)
}

func TestVanish_HidesOneOrderAndKeepsTheWorld(t *testing.T) {
	p, _, s := serve(t, Config{})
	p.Freeze()
	before := joined(p)
	p.SetFaults(Vanish)
	id := p.Vanished()
	if o := orderOf(t, p, id); final(o.text("state")) {
		t.Errorf("a closed order vanished: %v", o)
	}
	if shows(t, s, id) {
		t.Error("it is still there")
	}
	if joined(p) != before {
		t.Error("the oracle does not tell the true world")
	}
	p.SetFaults(Vanish, Slow, Duplicates)
	if p.Vanished() != id {
		t.Error("another one vanished")
	}
	p.SetFaults()
	if !shows(t, s, id) || p.Vanished() != "" || joined(p) != before {
		t.Error("the world is not whole again")
	}
}

func TestReturn_ShowsTheOrderAgain(t *testing.T) {
	p, k, s := serve(t, Config{Faults: []Fault{Return}})
	id := p.Vanished()
	if id == "" || shows(t, s, id) {
		t.Error("it is there from the start")
	}
	k.pass(returnsAfter - time.Second)
	if shows(t, s, id) {
		t.Error("it is back too soon")
	}
	k.pass(time.Second)
	if !shows(t, s, id) || p.Vanished() != "" {
		t.Error("it does not come back")
	}
}

func TestReturn_FollowsVanish(t *testing.T) {
	p, k, s := serve(t, Config{Faults: []Fault{Vanish}})
	id := p.Vanished()
	k.pass(2 * returnsAfter)
	if shows(t, s, id) {
		t.Error("it came back by itself")
	}
	p.SetFaults(Return)
	if !shows(t, s, id) {
		t.Error("it does not come back")
	}
}

func TestVanish_NeedsAnOrder(t *testing.T) {
	p, _, s := serve(t, Config{Services: 5, Orders: -1, Faults: []Fault{Vanish}})
	p.Freeze()
	if rows, res := listOf(t, s.ServiceOrdering+"/serviceOrder"); len(rows) != 0 || res.Header.Get("X-Total-Count") != "0" ||
		p.Vanished() != "" {
		t.Errorf("%v of %s", rows, res.Header.Get("X-Total-Count"))
	}
}

func TestVanish_LowersTheTotal(t *testing.T) {
	_, _, s := serve(t, Config{Personality: Reference, Faults: []Fault{Vanish}})
	if _, res := listOf(t, s.ServiceOrdering+"/serviceOrder?state=held"); res.Header.Get("X-Total-Count") != "1199" {
		t.Errorf("counted %s", res.Header.Get("X-Total-Count"))
	}
}

func TestUnlisted_HidesWhatClientsPlaced(t *testing.T) {
	p, _, s := serve(t, Config{})
	p.Freeze()
	p.SetFaults(Unlisted)
	for _, body := range everyOrder(aService(t, p, "1.0")) {
		if got := post(http.DefaultClient, s.ServiceOrdering+"/serviceOrder", body); got != "Created with an id" {
			t.Fatal(got)
		}
		break
	}
	id := p.Placed()[0].OrderID
	if shows(t, s, id) {
		t.Error("it is in the lists")
	}
	p.SetFaults()
	if !shows(t, s, id) {
		t.Error("it is not in the lists")
	}
}
