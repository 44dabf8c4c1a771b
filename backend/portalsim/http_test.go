package portalsim

import (
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestEveryAnswerSaysWhatItIs(t *testing.T) {
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
				t.Errorf("%s: %s", path, body)
			}
		}
	}
	for path, allowed := range map[string]string{
		s.ServiceInventory + "/service": "GET, HEAD", s.ServiceOrdering + "/serviceOrder": "GET, HEAD, POST", s.ServiceOrdering + "/cancelServiceOrder": "GET, HEAD, POST",
		s.Usage + "/usage": "GET, HEAD", s.Catalog + "/productOffering": "GET, HEAD", s.ServiceOrdering + "/serviceOrder/ORD00003927848": "GET, HEAD",
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

func TestPagesJoinUpToTheWhole(t *testing.T) {
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

func TestFiltersFindWhatTheySay(t *testing.T) {
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
		"state=inProgress":                              func(o object) bool { return o.text("state") == inProgress },
		"state=held,pending":                            func(o object) bool { return o.text("state") == held || o.text("state") == pending },
		"state=held&state=pending":                      func(o object) bool { return o.text("state") == held || o.text("state") == pending },
		"category=numberPort&state=completed":           func(o object) bool { return o.text("category") == numberPort && o.text("state") == completed },
		"externalId=" + some.text("externalId"):         func(o object) bool { return o.text("externalId") == some.text("externalId") },
		"serviceOrderItem.service.id=SVC10440031":       func(o object) bool { return of(o).text("id") == "SVC10440031" },
		"orderDate.gt=" + cutoff:                        func(o object) bool { return o.text("orderDate") > cutoff },
		"orderDate.lte=" + cutoff + "&category=simSwap": func(o object) bool { return o.text("orderDate") <= cutoff && o.text("category") == simSwap },
		"milestone.name=PRT_REQ":                        func(o object) bool { return slices.Contains(o.trail(), "PRT_REQ") },
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

func TestSortAndFields(t *testing.T) {
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

func TestManyMayAskAtOnce(t *testing.T) {
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

func TestCloseCutsKeptConnections(t *testing.T) {
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
