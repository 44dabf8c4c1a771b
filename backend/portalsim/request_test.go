package portalsim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// statuses counts the requests in each status.
func statuses(t testing.TB, p *Portal) map[string]int {
	t.Helper()
	count := map[string]int{}
	for _, body := range p.SubscriptionRequests() {
		count[read(t, body).status()]++
	}
	return count
}

func TestRequests_HaveAllSixteenStatuses(t *testing.T) {
	for _, n := range []int{0, 16, 30} {
		p, _ := open(t, Config{Requests: n, Seed: uint64(n)})
		count := statuses(t, p)
		for _, s := range requestStatuses {
			if count[s.label] == 0 {
				t.Errorf("of %d requests none is %s", n, s.label)
			}
		}
		if n == 0 && (len(p.SubscriptionRequests()) != 412 || count[requestActive] < 180 || count[requestReceived] < 20) {
			t.Errorf("the default: %v", count)
		}
	}
	p, k := open(t, Config{Requests: -1})
	k.pass(24 * time.Hour)
	if n := len(p.SubscriptionRequests()); n != 0 {
		t.Errorf("%d requests though none were wanted", n)
	}
	if _, err := New(Config{Requests: mostRequests + 1}); err == nil || !strings.Contains(err.Error(), "requests") {
		t.Errorf("too many requests: %v", err)
	}
}

func TestRequests_AreWhatTheirStatusSays(t *testing.T) {
	p, k := open(t, Config{Requests: 600})
	for range 2 {
		last := ""
		for _, body := range p.SubscriptionRequests() {
			o := read(t, body)
			f, item := o.facts(), o.list("productOrderItem")[0]
			words, known := requestStatusNamed(o.status())
			if !known || o.text("state") != words.order || item.text("state") != words.order || o.text("category") != "subscriptionRequest" {
				t.Errorf("%s is %s, %q", o.text("id"), o.status(), o.text("state"))
			}
			if o.text("orderDate") < last {
				t.Errorf("%s: the dates do not rise", o.text("id"))
			}
			last = o.text("orderDate")
			if by := o.list("relatedParty")[0]; by.text("role") != "initiator" || !strings.Contains(by.text("id"), "@") || by.text("name") == "" ||
				strings.ContainsAny(by.text("id"), " é") {
				t.Errorf("initiated by %v", by)
			}
			if o.list("relatedParty")[1].text("role") != "customer" {
				t.Errorf("got %v, want the customer second", o.list("relatedParty"))
			}
			at, when := requestDraft, o.text("orderDate")
			for _, c := range f["statusHistory"].([]any) {
				c := object(c.(map[string]any))
				if c.text("from") != at || c.text("at") < when || c.text("at") > instant(p.world.now) || c.text("by") == "" {
					t.Errorf("%s: after %s at %s comes %v", o.text("id"), at, when, c)
				}
				at, when = c.text("to"), c.text("at")
			}
			if at != o.status() {
				t.Errorf("%s: the history ends at %s, the status is %s", o.text("id"), at, o.status())
			}
			checkContracts(t, p, o, words)
			checkProduct(t, p, o, words)
		}
		k.pass(2 * time.Hour)
	}
}

func checkContracts(t *testing.T, p *Portal, o object, words requestStatus) {
	t.Helper()
	refs := o.list("agreement")
	if version, _ := o.facts()["contractVersion"].(float64); int(version) != len(refs) {
		t.Errorf("%s: version %g of %d contracts", o.text("id"), version, len(refs))
	}
	for i, ref := range refs {
		body, ok := p.one(agreementPath, ref.text("id"))
		if !ok {
			t.Errorf("there is no %s", ref.text("id"))
			continue
		}
		a, want := read(t, body), words.contract
		if i < len(refs)-1 {
			want = "superseded"
		} else if want == "" {
			want = "cancelled"
		}
		if a.text("status") != want || a.text("version") != fmt.Sprint(i+1) || len(a.list("engagedParty")) != 2 ||
			len(a.list("agreementItem")) != 1 {
			t.Errorf("%s of %s: %v", ref.text("id"), o.status(), a)
		}
	}
	if words.contract != "" && len(refs) == 0 && o.status() != requestDenied && o.status() != requestCanceled {
		t.Errorf("%s is %s and has no contract", o.text("id"), o.status())
	}
}

func checkProduct(t *testing.T, p *Portal, o object, words requestStatus) {
	t.Helper()
	id := object(o.list("productOrderItem")[0]["product"].(map[string]any)).text("id")
	if o.status() == requestDraft {
		if id != "" {
			t.Errorf("the draft %s has a product", o.text("id"))
		}
		return
	}
	body, ok := p.one(productPath, id)
	if !ok {
		t.Errorf("there is no product %q", id)
		return
	}
	product := read(t, body)
	if product.text("status") != words.product || product.list("productOrderItem")[0].text("productOrderId") != o.text("id") {
		t.Errorf("the product of %s, %s: %v", o.text("id"), o.status(), product)
	}
	if o.status() == requestActive {
		if service := product.list("realizingService"); len(service) != 1 || serviceOf(t, p, service[0].text("id")) == nil {
			t.Errorf("%s is active without a service", o.text("id"))
		}
	}
}

func TestRequests_ChangeWhetherSomebodyLooksOrNot(t *testing.T) {
	live := func(often bool) string {
		p, k, s := serve(t, Config{Seed: 5, Speed: 4})
		for i := range 100 {
			k.pass(7 * time.Second)
			if often {
				ask(t, s.ProductOrdering+"/productOrder?limit=2")
				p.SubscriptionRequest("SR-104400")
			}
			if i == 50 {
				id := p.SubmitRequest()
				patched(t, s.ProductOrdering+"/productOrder/"+id, deciding(requestGenerating))
			}
		}
		k.pass(time.Hour)
		return string(bytes.Join(slices.Concat([][]byte{}, asBytes(p.SubscriptionRequests())), nil))
	}
	if live(true) != live(false) {
		t.Error("requests depend on how often somebody looked")
	}
	one, _ := open(t, Config{Seed: 1})
	two, _ := open(t, Config{Seed: 2})
	if bytes.Equal(one.SubscriptionRequests()[40], two.SubscriptionRequests()[40]) {
		t.Error("another seed gives the same requests")
	}
}

func asBytes(all []json.RawMessage) (out [][]byte) {
	for _, one := range all {
		out = append(out, one)
	}
	return out
}

func TestRequests_LeaveServicesAndOrdersAlone(t *testing.T) {
	with, k1 := open(t, Config{Seed: 9, Requests: 900})
	without, k2 := open(t, Config{Seed: 9, Requests: -1})
	k1.pass(3 * time.Hour)
	k2.pass(3 * time.Hour)
	if joined(with) != joined(without) {
		t.Error("the world depends on the requests")
	}
}

func TestRequests_FewChangeEveryMinute(t *testing.T) {
	for _, n := range []int{0, 5_000} {
		p, k := open(t, Config{Requests: n})
		before := versions(p)
		k.pass(time.Hour)
		p.mu.Lock()
		p.present()
		p.mu.Unlock()
		if changes := versions(p) - before; changes < 90 || changes > 420 {
			t.Errorf("of %d requests, %d change in an hour", n, changes)
		}
		k.pass(12 * time.Hour)
		if count := statuses(t, p); count[requestGenerating] == 0 || count[requestReady] == 0 || count[requestActive] < 100 {
			t.Errorf("after half a day: %v", count)
		}
	}
}

// versions is how many changes there were.
func versions(p *Portal) (n int) {
	for _, s := range p.book.all {
		n += s.version
	}
	return n
}

func TestRequests_CustomersAskToCancel(t *testing.T) {
	p, k := open(t, Config{Speed: 10})
	asked := map[string]bool{}
	withdrawn := 0
	for range 300 {
		k.pass(time.Minute)
		p.SubscriptionRequest("SR-104431")
		for _, s := range p.book.all {
			if s.asked != nil {
				asked[s.id()] = true
			} else if asked[s.id()] && s.status != requestCanceled {
				withdrawn++
			}
		}
	}
	if len(asked) < 10 || withdrawn == 0 {
		t.Errorf("%d asked, %d withdrew", len(asked), withdrawn)
	}
}

func TestFreeze_LeavesRequestsAlone(t *testing.T) {
	p, k := open(t, Config{})
	p.Freeze()
	id := aRequest(t, p, requestProvisioning)
	before := versions(p)
	k.pass(24 * time.Hour)
	if o := requestOf(t, p, id); o.status() != requestProvisioning || versions(p) != before {
		t.Errorf("it is %s", o.status())
	}
}

func TestPersonalData_HasInitiatorsOfRequests(t *testing.T) {
	p, k := open(t, Config{})
	k.pass(time.Hour)
	all, brought := p.PersonalData(), 0
	for _, body := range p.SubscriptionRequests() {
		o := read(t, body)
		numbers, _ := o.facts()["numbers"].([]any)
		brought += len(numbers)
		for _, secret := range append(numbers, o.list("relatedParty")[0]["id"], o.list("relatedParty")[0]["name"],
			o.list("relatedParty")[1]["name"]) {
			if _, found := slices.BinarySearch(all, secret.(string)); !found {
				t.Errorf("%s is missing", secret)
			}
		}
	}
	if brought == 0 {
		t.Error("nobody brings a number along")
	}
}

func TestContract_CanBeRead(t *testing.T) {
	p, _, s := serve(t, Config{})
	p.Freeze()
	id := aRequest(t, p, requestSigned)
	ref := requestOf(t, p, id).list("agreement")[0]
	_, body := ask(t, s.Agreement+"/agreement/"+ref.text("id"))
	a := read(t, body)
	file := a.list("attachment")[0]
	root, _, _ := strings.Cut(s.Agreement, "/tmf-api")
	res, pages := ask(t, root+file.text("url"))
	size := file["size"].(map[string]any)
	if res.StatusCode != 200 || res.Header.Get("Content-Type") != "application/pdf" || file.text("mimeType") != "application/pdf" ||
		size["amount"] != float64(len(pages)) || size["units"] != "bytes" {
		t.Errorf("%s %s, %d bytes of %v", res.Status, res.Header.Get("Content-Type"), len(pages), file)
	}
	if !bytes.HasPrefix(pages, []byte("%PDF-1.4\n")) || !bytes.HasSuffix(pages, []byte("%%EOF\n")) || !bytes.Contains(pages, []byte(id)) {
		t.Errorf("got %s, want a PDF that names %s", pages, id)
	}
	var table int
	fmt.Sscanf(string(pages[bytes.LastIndex(pages, []byte("startxref"))+10:]), "%d", &table)
	if !bytes.HasPrefix(pages[table:], []byte("xref\n")) {
		t.Error("the table is not where the end says")
	}
	if len(a.list("agreementAuthorization")) != 1 || s.Agreement+"/document/"+file.text("id") != root+file.text("url") {
		t.Errorf("got %v, want one signature, and the document at its address", a)
	}
	if res, _ := ask(t, root+file.text("url"), "If-None-Match", res.Header.Get("ETag")); res.StatusCode != 304 {
		t.Errorf("a file that is known: %s", res.Status)
	}
	for _, path := range []string{"/document/none", "/document/DOC-104431-99", "/document/", "/agreement/AGR-1-1",
		"/agreement/" + ref.text("id") + "0", "/agreement/AGR-104431-01"} {
		if res, _ := ask(t, s.Agreement+path); res.StatusCode != 404 {
			t.Errorf("%s: got %s, want 404", path, res.Status)
		}
	}
	r, _ := http.NewRequest(http.MethodPut, root+file.text("url"), nil)
	if res, err := http.DefaultClient.Do(r); err != nil || res.StatusCode != 404 {
		t.Error(res.Status, err)
	} else {
		res.Body.Close()
	}
}

func TestRequests_FiltersFindThemAndTheirProducts(t *testing.T) {
	p, _, s := serve(t, Config{})
	count := statuses(t, p)
	for query, want := range map[string]int{
		"state=rejected":               count[requestDenied],
		"state=pending":                count[requestDraft] + count[requestReady],
		"category=subscriptionRequest": 412,
		"productOrderItem.product.productCharacteristic.value=Contract+Signed": count[requestSigned],
	} {
		if rows, res := listOf(t, s.ProductOrdering+"/productOrder?limit=1000&"+query); len(rows) != want ||
			res.Header.Get("X-Total-Count") != fmt.Sprint(want) {
			t.Errorf("%s: %d rows, want %d", query, len(rows), want)
		}
	}
	rows, _ := listOf(t, s.ProductOrdering+"/productOrder?sort=-orderDate&limit=3")
	if rows[0].text("id") != "SR-104431" || rows[0].text("orderDate") <= rows[2].text("orderDate") {
		t.Errorf("the newest is %s", rows[0].text("id"))
	}
	if rows, _ := listOf(t, s.ProductInventory+"/product?limit=1000&status=active"); len(rows) != count[requestActive] {
		t.Errorf("%d active products", len(rows))
	}
	if rows, _ := listOf(t, s.ProductInventory+"/product?limit=1000"); len(rows) != 412-count[requestDraft] {
		t.Errorf("%d products", len(rows))
	}
	if rows, _ := listOf(t, s.ProductInventory+"/product?productOrderItem.productOrderId="+rows[2].text("id")); len(rows) > 1 {
		t.Errorf("%d products of one request", len(rows))
	}
	if rows, _ := listOf(t, s.Agreement+"/agreement?limit=1000&status=expired"); len(rows) != count[requestExpired] {
		t.Errorf("%d contracts are over", len(rows))
	}
}

func TestRequests_FiftyThousandAreServed(t *testing.T) {
	p, k := open(t, Config{Requests: 50_000})
	if size := get(t, p, requestPath+"?limit=1000&offset=49000"); size < 1000*500 {
		t.Errorf("the last page has %d bytes", size)
	}
	k.pass(time.Minute)
	for _, path := range []string{requestPath + "?limit=50&sort=-orderDate", requestPath + "?state=pending&limit=20",
		productPath + "?limit=100&offset=30000", agreementPath + "?limit=100&offset=40000"} {
		get(t, p, path)
	}
}

func TestStillRequests_NobodyTouchesThem(t *testing.T) {
	p, k := open(t, Config{StillRequests: true})
	waits := func() (n int) {
		count := statuses(t, p)
		return count[requestReceived] + count[requestGenerating] + count[requestReady] + count[requestSigned]
	}
	before, busy := waits(), statuses(t, p)[requestProvisioning]
	k.pass(12 * time.Hour)
	if waits() != before || len(p.SubscriptionRequests()) != 412 {
		t.Errorf("%d wait of %d, before it were %d", waits(), len(p.SubscriptionRequests()), before)
	}
	if busy == 0 || statuses(t, p)[requestProvisioning] != 0 {
		t.Error("what had begun did not go on")
	}
}

func TestRequest_ShowsWhatThePersonalitySays(t *testing.T) {
	all := []string{"allowedActions", "decisionKey", "statusHistory", "statusVersion", "subscriptionRequestStatus"}
	lacks := map[Personality][]string{
		Ideal: nil, Reference: {"allowedActions", "statusHistory"}, Independent: {"allowedActions", "statusVersion"},
		Certified: {"decisionKey", "statusVersion"}, Mock: all, OpenPlain: {"decisionKey"}, OpenNamed: all,
	}
	for _, name := range Personalities() {
		p, _, s := serve(t, Config{Personality: name})
		p.Freeze()
		id := "any"
		if name != Mock {
			id = aRequest(t, p, requestReceived)
			patched(t, s.ProductOrdering+"/productOrder/"+id, deciding(requestGenerating, "decisionKey", "k"))
		}
		_, body := ask(t, s.ProductOrdering+"/productOrder/"+id)
		has := slices.Sorted(maps.Keys(read(t, body).facts()))
		for _, one := range all {
			if slices.Contains(has, one) == slices.Contains(lacks[name], one) {
				t.Errorf("%s has %v", name, has)
			}
		}
		rows, _ := listOf(t, s.ProductOrdering+"/productOrder?limit=3")
		products, _ := listOf(t, s.ProductInventory+"/product?limit=3")
		contracts, _ := listOf(t, s.Agreement+"/agreement?limit=3")
		if len(rows) == 0 || len(products) == 0 || len(contracts) == 0 {
			t.Errorf("%s has empty lists", name)
		}
	}
}

func TestRequest_NewOneLooksLikeNewOrder(t *testing.T) {
	for name, want := range map[Personality][2]bool{Ideal: {true, true}, Reference: {false, true}, Independent: {false, false}} {
		p, _ := open(t, Config{Personality: name})
		p.Freeze()
		o := requestOf(t, p, aRequest(t, p, requestReceived))
		if got := [2]bool{o.text("state") != "", o.text("orderDate") != ""}; got != want {
			t.Errorf("%s: state and date of a new request %v", name, got)
		}
	}
	p, _ := open(t, Config{Personality: Certified})
	p.Freeze()
	if o := requestOf(t, p, aRequest(t, p, requestFailed)); o.text("state") != "error" {
		t.Errorf("the word of its own is %s", o.text("state"))
	}
}

func TestRequest_NumbersCanBeStrings(t *testing.T) {
	p, _ := open(t, Config{Variants: []Variant{StringNumbers}})
	p.Freeze()
	if f := requestOf(t, p, aRequest(t, p, requestReady)).facts(); f["statusVersion"] != "3" || f["contractVersion"] != "1" {
		t.Errorf("got %v, want version 3 and contract 1", f)
	}
}

func TestDecide_LenientServerNeedsNoWholeItem(t *testing.T) {
	p, _, s := serve(t, Config{Personality: OpenPlain})
	p.Freeze()
	id := aRequest(t, p, requestReceived)
	body := strings.Replace(deciding(requestDenied, "reason", "creditCheck", "reasonText", "twice"), `"id":"1","action":"add",`, "", 1)
	body = strings.Replace(body, `"@type":"RelatedParty",`, "", 1)
	res, o := patched(t, s.ProductOrdering+"/productOrder/"+id, `{"state":"rejected",`+body[1:])
	history := o.facts()["statusHistory"].([]any)
	if res.StatusCode != 200 || o.status() != requestDenied || history[len(history)-1].(map[string]any)["why"] != "creditCheck: twice" {
		t.Errorf("got %s %v, want 200, denied, with the reason in the history", res.Status, o)
	}
	if res, e := patched(t, s.ProductOrdering+"/productOrder/"+id, "{}"); res.StatusCode != 400 || e.text("message") == "" {
		t.Errorf("a change of nothing: %s %v", res.Status, e)
	}
}
