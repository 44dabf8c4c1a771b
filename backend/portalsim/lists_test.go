package portalsim

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestHTTP_AnswersSayWhatTheyAre(t *testing.T) {
	_, _, s := serve(t, Config{})
	for path, status := range map[string]int{
		s.ServiceInventory + "/service":              200,
		s.ServiceInventory + "/service/SVC10440031":  200,
		s.ServiceOrdering + "/serviceOrder?limit=1":  200,
		s.ServiceOrdering + "/serviceOrder?limit=-1": 400,
		s.ServiceOrdering + "/serviceOrder/ORD1":     404,
		s.ServiceOrdering + "/serviceOrder/":         404,
		s.ServiceOrdering + "/somethingElse":         404,
		s.ServiceOrdering:                            404,
	} {
		res, body := ask(t, path)
		if res.StatusCode != status || res.Header.Get("Content-Type") != "application/json;charset=utf-8" {
			t.Errorf("%s: %s, %s", path, res.Status, res.Header.Get("Content-Type"))
		}
		if date, err := http.ParseTime(res.Header.Get("Date")); err != nil || !date.Equal(sunday) {
			t.Errorf("%s: dated %s, the portal's clock says %s", path, date, sunday)
		}
		if status >= 400 {
			if e := read(t, body); e.text("code") != strconv.Itoa(status) || e.text("reason") == "" || e.text("message") == "" {
				t.Errorf("%s: got %s, want the code %d, a reason and a message", path, body, status)
			}
		}
	}
	for path, allowed := range map[string]string{
		s.ServiceInventory + "/service": "GET, HEAD", s.ServiceOrdering + "/serviceOrder": "GET, HEAD, POST",
		s.ServiceOrdering + "/cancelServiceOrder": "GET, HEAD, POST",
		s.Usage + "/usage":                        "GET, HEAD", s.Catalog + "/productOffering": "GET, HEAD",
		s.ServiceOrdering + "/serviceOrder/ORD00003927848": "GET, HEAD",
	} {
		r, _ := http.NewRequest(http.MethodPatch, path, strings.NewReader("{}"))
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != http.StatusMethodNotAllowed || res.Header.Get("Allow") != allowed {
			t.Errorf("PATCH %s: %s, allowed %s", path, res.Status, res.Header.Get("Allow"))
		}
	}
}

func TestList_PagesAddUpToTheWhole(t *testing.T) {
	p, _, s := serve(t, Config{})
	var ids []string
	for offset := 0; ; offset += 70 {
		page, res := listOf(t, s.ServiceOrdering+"/serviceOrder?limit=70&offset="+strconv.Itoa(offset))
		if res.Header.Get("X-Total-Count") != "1200" || res.Header.Get("X-Result-Count") != strconv.Itoa(len(page)) {
			t.Errorf("offset %d: counts %s and %s", offset, res.Header.Get("X-Total-Count"), res.Header.Get("X-Result-Count"))
		}
		if len(page) == 0 {
			break
		}
		for _, o := range page {
			ids = append(ids, o.text("id"))
		}
	}
	if len(ids) != 1200 || !slices.IsSorted(ids) || len(slices.Compact(ids)) != 1200 {
		t.Errorf("%d orders in pages", len(ids))
	}
	if first, _ := listOf(t, s.ServiceOrdering+"/serviceOrder"); len(first) != 100 {
		t.Errorf("a page has %d rows unless asked", len(first))
	}
	if all, _ := listOf(t, s.ServiceInventory+"/service?limit=5000"); len(all) != len(p.Services()) {
		t.Errorf("%d services in a large page", len(all))
	}
	if all, _ := listOf(t, s.ServiceOrdering+"/serviceOrder?limit=5000"); len(all) != 1000 {
		t.Errorf("%d orders in the largest page", len(all))
	}
}

func TestList_FiltersFindWhatTheySay(t *testing.T) {
	p, _, s := serve(t, Config{})
	count := func(of func(object) bool) (n int) {
		for _, body := range p.Orders() {
			if of(read(t, body)) {
				n++
			}
		}
		return n
	}
	of := func(o object) object { return o.list("serviceOrderItem")[0]["service"].(map[string]any) }
	some := orderOf(t, p, "ORD00003926960")
	cutoff := sunday.Add(-300 * time.Hour).Format(time.RFC3339)
	for query, meets := range map[string]func(object) bool{
		"state=inProgress":         func(o object) bool { return o.text("state") == inProgress },
		"state=held,pending":       func(o object) bool { return o.text("state") == held || o.text("state") == pending },
		"state=held&state=pending": func(o object) bool { return o.text("state") == held || o.text("state") == pending },
		"category=numberPort&state=completed": func(o object) bool {
			return o.text("category") == numberPort &&
				o.text("state") == completed
		},
		"externalId=" + some.text("externalId"):   func(o object) bool { return o.text("externalId") == some.text("externalId") },
		"serviceOrderItem.service.id=SVC10440031": func(o object) bool { return of(o).text("id") == "SVC10440031" },
		"orderDate.gt=" + cutoff:                  func(o object) bool { return o.text("orderDate") > cutoff },
		"orderDate.lte=" + cutoff + "&category=simSwap": func(o object) bool {
			return o.text("orderDate") <= cutoff &&
				o.text("category") == simSwap
		},
		"milestone.name=PRT_REQ": func(o object) bool { return slices.Contains(o.trail(), "PRT_REQ") },
		"serviceOrderItem.service.feature.isEnabled=false": func(o object) bool {
			f := of(o).list("feature")
			return len(f) > 0 && slices.ContainsFunc(o.list("serviceOrderItem"), func(i object) bool {
				return object(i["service"].(map[string]any)).list("feature")[0]["isEnabled"] == false
			})
		},
		"noSuchThing=1": func(object) bool { return false },
	} {
		rows, res := listOf(t, s.ServiceOrdering+"/serviceOrder?limit=1000&"+query)
		want := count(meets)
		if len(rows) != min(want, 1000) || res.Header.Get("X-Total-Count") != strconv.Itoa(want) {
			t.Errorf("%s: %d rows of %s, want %d", query, len(rows), res.Header.Get("X-Total-Count"), want)
		}
		if want == 0 && query != "noSuchThing=1" && !strings.HasPrefix(query, "externalId") {
			t.Errorf("%s proves nothing", query)
		}
		for _, o := range rows {
			if !meets(o) {
				t.Errorf("%s found %s", query, o.text("id"))
			}
		}
	}
	if res, _ := ask(t, s.ServiceOrdering+"/serviceOrder?orderDate.gt=yesterday"); res.StatusCode != 400 {
		t.Errorf("a date that is none: %s", res.Status)
	}
	rows, _ := listOf(t, s.ServiceInventory+"/service?serviceCharacteristic.value="+url.QueryEscape("+61491570156"))
	if len(rows) != 1 || rows[0].text("id") != "SVC10440031" {
		t.Errorf("the service of a number: %v", rows)
	}
}

func TestList_SortsAndSelectsFields(t *testing.T) {
	_, _, s := serve(t, Config{})
	for query, newestFirst := range map[string]bool{"sort=-orderDate": true, "sort=orderDate": false, "sort=id": false, "sort=-id": true} {
		rows, _ := listOf(t, s.ServiceOrdering+"/serviceOrder?limit=300&state=completed&fields=orderDate,state&"+query)
		var dates []string
		for _, o := range rows {
			if len(o) != 4 || o.text("href") == "" {
				t.Fatalf("fields: %v", o)
			}
			dates = append(dates, o.text("orderDate"))
		}
		if newestFirst {
			slices.Reverse(dates)
		}
		if len(dates) != 300 || !slices.IsSorted(dates) {
			t.Errorf("%s is not sorted", query)
		}
	}
	rows, _ := listOf(t, s.ServiceInventory+"/service?sort=name&limit=1000")
	if !slices.IsSortedFunc(rows, func(a, b object) int { return strings.Compare(a.text("name"), b.text("name")) }) {
		t.Error("services are not sorted by name")
	}
}

func TestHTTP_ManyMayAskAtOnce(t *testing.T) {
	p, k, s := serve(t, Config{Services: 60, Speed: 20})
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for range 20 {
				k.pass(time.Second)
				switch i % 4 {
				case 0:
					p.SetFaults(Moving, Duplicates, Vanish, Clock)
					p.PersonalData()
					p.SetFaults(Return, Burst500, ContentType)
					p.Vanished()
				case 1:
					if _, err := p.PlaceOrder("SVC10440031", featureUpdate); err != nil {
						t.Error(err)
					}
				default:
					res, err := http.Get(s.ServiceOrdering + "/serviceOrder?state=inProgress&sort=-orderDate")
					if err != nil {
						t.Error(err)
						continue
					}
					io.Copy(io.Discard, res.Body)
					res.Body.Close()
				}
			}
		})
	}
	all.Wait()
	if p.Requests() != 80 {
		t.Errorf("%d requests", p.Requests())
	}
}

func TestServer_CloseCutsKeptConnections(t *testing.T) {
	_, _, s := serve(t, Config{Services: 5})
	ask(t, s.ServiceInventory+"/service")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if res, err := http.Get(s.ServiceInventory + "/service"); err == nil {
		io.Copy(io.Discard, res.Body)
		t.Error("a closed portal answers")
	}
}

// Each paging is asked for the third row and those behind it, as its kind understands it.
func TestPaging_EachGoesOnInItsOwnWay(t *testing.T) {
	for paging, c := range map[Paging]struct{ asks, from string }{
		ByRows:        {"offset=2&limit=2", "2"},
		FromOne:       {"offset=3&limit=2", "2"},
		PageNumber:    {"offset=1&limit=2", "2"},
		Rounded:       {"offset=3&limit=2", "2"},
		PagesFromZero: {"page=1&size=2&offset=7&limit=1", "2"},
		PagesFromOne:  {"page=2&size=2", "2"},
		Linked:        {"cursor=2&limit=2&offset=7", "2"},
		SamePage:      {"offset=2&limit=2", "0"},
		EndsEarly:     {"offset=20&limit=2", "none"},
	} {
		p, _, s := serve(t, Config{Services: 30, Orders: -1, Paging: paging, PageRows: 10})
		rows, res := listOf(t, s.ServiceInventory+"/service?"+c.asks)
		from := "none"
		if len(rows) > 0 {
			is := func(body json.RawMessage) bool { return read(t, body).text("id") == rows[0].text("id") }
			from = fmt.Sprint(slices.IndexFunc(p.Services(), is))
		}
		if from != c.from || from != "none" && len(rows) != 2 || res.Header.Get("X-Total-Count") != "30" {
			t.Errorf("%s: %d rows from %s, X-Total-Count %s", paging, len(rows), from, res.Header.Get("X-Total-Count"))
		}
		next := res.Header.Get("Link")
		if (paging == Linked) != strings.Contains(next, `&limit=2`) {
			t.Errorf("%s links to %s", paging, next)
		}
	}
	if len(Pagings()) != 9 {
		t.Error("a paging is not tested")
	}
}

func TestPaging_LinksLeadToEveryRowOnce(t *testing.T) {
	_, _, s := serve(t, Config{Services: 30, Orders: -1, Paging: Linked, PageRows: 10})
	seen := map[string]bool{}
	for query, pages := "limit=50", 1; query != ""; pages++ {
		rows, res := listOf(t, s.ServiceInventory+"/service?"+query)
		for _, r := range rows {
			seen[r.text("id")] = true
		}
		address, _, _ := strings.Cut(strings.TrimPrefix(res.Header.Get("Link"), "<"), ">")
		u, err := url.Parse(address)
		if err != nil || pages > 3 {
			t.Fatal(address, err)
		}
		query = u.RawQuery
	}
	if len(seen) != 30 {
		t.Errorf("%d services", len(seen))
	}
}

func TestETag_KnownAnswerIsNotSentAgain(t *testing.T) {
	p, k, s := serve(t, Config{})
	p.Freeze()
	service := s.ServiceInventory + "/service/SVC10440017"
	for _, url := range []string{service, s.ServiceInventory + "/service?limit=20", s.ServiceOrdering + "/serviceOrder?state=held"} {
		res, _ := ask(t, url)
		tag := res.Header.Get("ETag")
		if res, body := ask(t, url, "If-None-Match", `"other", `+tag); res.StatusCode != 304 || len(body) > 0 || tag == "" {
			t.Errorf("%s: %s for %s", url, res.Status, tag)
		}
		k.pass(time.Hour)
		if res, _ := ask(t, url, "If-None-Match", "W/"+tag); res.StatusCode != 304 {
			t.Errorf("%s: the tag changed though nothing did", url)
		}
	}
	res, _ := ask(t, service)
	if err := p.RenameCustomer("SVC10440017", "Another Name"); err != nil {
		t.Fatal(err)
	}
	if res, _ := ask(t, service, "If-None-Match", res.Header.Get("ETag")); res.StatusCode != 200 {
		t.Errorf("after a change: %s", res.Status)
	}
}

// TestETag_BelongsToTheBodySent asks under every fault that changes what a body says: two answers have the same tag
// when they are the same answer, and only then.
func TestETag_BelongsToTheBodySent(t *testing.T) {
	p, _, s := serve(t, Config{})
	p.Freeze()
	faults := [][]Fault{
		{}, {Clock}, {Duplicates}, {Moving}, {Vanish}, {Empty}, {Moving, Duplicates}, {Clock, Moving}, {Clock, Duplicates, Moving, Vanish},
		{Drip, Clock}, {ContentType, Duplicates}, {Slow, Moving},
	}
	p.config.Latency = time.Millisecond
	for _, path := range []string{
		"/serviceOrder?limit=20", "/serviceOrder?limit=20&offset=1190", "/serviceOrder?state=inProgress&fields=state,orderDate",
		"/serviceOrder/ORD00003927848",
	} {
		url := s.ServiceOrdering + path
		bodies, tags := map[string]string{}, map[string]string{}
		for _, on := range faults {
			// The same question by turns, without and with every tag that is known.
			p.SetFaults(on...)
			for turn := range 3 {
				res, body := ask(t, url)
				tag, whole := res.Header.Get("ETag"), fmt.Sprintf("%s of %s", body, res.Header.Get("X-Total-Count"))
				if tag == "" || bodies[tag] != "" && bodies[tag] != whole || tags[whole] != "" && tags[whole] != tag {
					t.Errorf("%v, turn %d: tag %s for %.200s", on, turn, tag, whole)
				}
				bodies[tag], tags[whole] = whole, tag
			}
			for known := range bodies {
				p.SetFaults(on...) // which starts the turns anew
				plain, _ := ask(t, url)
				p.SetFaults(on...)
				res, body := ask(t, url, "If-None-Match", known)
				right := plain.Header.Get("ETag")
				whole := fmt.Sprintf("%s of %s", body, res.Header.Get("X-Total-Count"))
				switch {
				case res.Header.Get("ETag") != right:
					t.Errorf("%v: asked with %s, the tag is %s, not %s", on, known, res.Header.Get("ETag"), right)
				case known == right && (res.StatusCode != 304 || len(body) > 0):
					t.Errorf("%v: what is known is answered %s", on, res.Status)
				case known != right && (res.StatusCode != 200 || whole != bodies[right]):
					t.Errorf("%v: what is not known is answered %s %.200s", on, res.Status, body)
				}
			}
		}
		if len(bodies) < 2 {
			t.Errorf("%s proves nothing", path)
		}
	}
}

func TestETag_OneOfManyIsEnough(t *testing.T) {
	p, _, s := serve(t, Config{Services: 5})
	p.Freeze()
	res, _ := ask(t, s.ServiceInventory+"/service")
	tag := res.Header.Get("ETag")
	for status, lines := range map[int][]string{200: {`"one", W/"two"`, `"three"`}, 304: {`"one"`, `"two", W/` + tag}} {
		w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, servicePath, nil)
		r.Header["If-None-Match"] = lines
		if p.Handler().ServeHTTP(w, r); w.Code != status {
			t.Errorf("%q: %d", lines, w.Code)
		}
	}
}

func TestStaleTags_MissAStage(t *testing.T) {
	for _, personality := range []Personality{Ideal, Reference} { // the second has no tags by itself
		p, k, s := serve(t, Config{Personality: personality, Variants: []Variant{StaleTags}})
		p.world.next = 1 << 60 // so that nothing else changes a list
		service := aService(t, p, "1.0")
		id := place(t, p, service, simSwap)
		items := map[Personality]string{Ideal: "serviceOrderItem", Reference: "orderItem"}[personality]
		single, list := s.ServiceOrdering+"/serviceOrder/"+id, s.ServiceOrdering+"/serviceOrder?"+items+".service.id="+service
		k.pass(9 * time.Second)
		before := orderOf(t, p, id)
		first, _ := ask(t, single)
		firstList, _ := ask(t, list)
		k.pass(15 * time.Second)
		after := orderOf(t, p, id)
		if before.text("state") != inProgress || after.text("state") != inProgress || len(after.trail()) <= len(before.trail()) {
			t.Fatalf("no stage was added to %v", after)
		}
		for url, tag := range map[string]string{single: first.Header.Get("ETag"), list: firstList.Header.Get("ETag")} {
			now, body := ask(t, url)
			if tag == "" || now.Header.Get("ETag") != tag || len(body) == 0 {
				t.Errorf("%s: the tag %s became %s", url, tag, now.Header.Get("ETag"))
			}
			if res, _ := ask(t, url, "If-None-Match", tag); res.StatusCode != 304 {
				t.Errorf("%s: %s after a stage", url, res.Status)
			}
		}
		k.pass(3 * time.Minute)
		if s := orderOf(t, p, id).text("state"); s != completed {
			t.Fatalf("it is %s", s)
		}
		for url, tag := range map[string]string{single: first.Header.Get("ETag"), list: firstList.Header.Get("ETag")} {
			if res, _ := ask(t, url, "If-None-Match", tag); res.StatusCode != 200 || res.Header.Get("ETag") == tag {
				t.Errorf("%s: %s after another state", url, res.Status)
			}
		}
	}
}

func TestWeakTags_AllowNoChange(t *testing.T) {
	p, _, s := serve(t, Config{Variants: []Variant{WeakTags}})
	p.Freeze()
	url := s.ProductOrdering + "/productOrder/" + aRequest(t, p, requestReceived)
	res, _ := ask(t, url)
	tag := res.Header.Get("ETag")
	if !strings.HasPrefix(tag, `W/"`) {
		t.Fatal(tag)
	}
	if res, _ := patched(t, url, deciding(requestGenerating), "If-Match", tag); res.StatusCode != 412 {
		t.Error(res.Status)
	}
	if res, _ := patched(t, url, deciding(requestGenerating)); res.StatusCode != 200 || !strings.HasPrefix(res.Header.Get("ETag"), `W/"`) {
		t.Error(res.Status, res.Header)
	}
}

func TestLog_CountsAndRemembersRequests(t *testing.T) {
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

func TestLog_NoAnswerHasNoStatus(t *testing.T) {
	for _, fault := range []Fault{Down, Lost} {
		p, _, s := serve(t, Config{Services: 5, Faults: []Fault{fault}})
		if _, _, err := told(http.DefaultClient, s.ServiceInventory+"/service"); err == nil {
			t.Errorf("%s answers", fault)
		}
		if got := p.Log(); len(got) != 1 || got[0] != (Request{Method: "GET", Path: servicePath}) || p.Bytes() != 0 {
			t.Errorf("%s: got %v, want one request and no bytes", fault, got)
		}
	}
}

func TestLog_ForgetsItsBeginning(t *testing.T) {
	p, _ := open(t, Config{Services: 1})
	late := p.traffic.record(httptest.NewRequest(http.MethodGet, "/early", nil))
	for range logLength {
		get(t, p, servicePath+"/SVC10440017")
	}
	sent := p.Bytes()
	(&counted{portal: p, number: late, status: http.StatusOK}).note(7) // an answer to one that is forgotten
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
