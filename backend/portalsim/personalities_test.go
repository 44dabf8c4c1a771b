package portalsim

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestReference_IgnoresTotalsTagsAndDates(t *testing.T) {
	_, _, s := serve(t, Config{Personality: Reference})
	rows, res := listOf(t, s.ServiceOrdering+"/serviceOrder?state=inProgress&limit=1000")
	if len(rows) == 0 || len(rows) > 12 || res.Header.Get("X-Total-Count") != "1200" {
		t.Errorf("%d rows, X-Total-Count %s: it should count everything", len(rows), res.Header.Get("X-Total-Count"))
	}
	for _, date := range []string{"2001-01-01T00:00:00Z", "nonsense"} {
		if rows, _ := listOf(t, s.ServiceOrdering+"/serviceOrder?orderDate.gt="+date); len(rows) != 0 {
			t.Errorf("a date filter found %d rows", len(rows))
		}
	}
	res, _ = ask(t, s.ServiceOrdering+"/serviceOrder?limit=3", "If-None-Match", "*")
	if res.StatusCode != http.StatusOK || res.Header.Get("ETag") != "" {
		t.Errorf("%s with ETag %q", res.Status, res.Header.Get("ETag"))
	}
	if rows, _ := listOf(t, s.ServiceOrdering+"/serviceOrder?limit=1000"); len(rows) != 100 {
		t.Errorf("a page of %d", len(rows))
	}
	rows, _ = listOf(t, s.ServiceOrdering+"/serviceOrder?sort=-orderDate&limit=2")
	if rows[0].text("orderDate") <= rows[1].text("orderDate") {
		t.Error("it does not sort")
	}
}

func TestReference_SpeaksTheOlderWire(t *testing.T) {
	p, k, s := serve(t, Config{Personality: Reference})
	id := place(t, p, aService(t, p, "1.0"), simSwap)
	o := orderOf(t, p, id)
	if len(o.list("orderItem")) != 1 || o["serviceOrderItem"] != nil {
		t.Errorf("items in %v", o)
	}
	if _, ok := o["state"]; ok || o.list("orderItem")[0].text("state") != "" {
		t.Errorf("a new order has the state %q", o.text("state"))
	}
	service := o.list("orderItem")[0]["service"].(map[string]any)["id"].(string)
	if rows, _ := listOf(t, s.ServiceOrdering+"/serviceOrder?orderItem.service.id="+service); len(rows) == 0 {
		t.Error("the older name of the item is unknown")
	}
	if rows, _ := listOf(t, s.ServiceOrdering+"/serviceOrder?serviceOrderItem.service.id="+service); len(rows) != 0 {
		t.Error("the newer name of the item is known")
	}
	if rows, _ := listOf(t, s.ServiceOrdering+"/serviceOrder?state=acknowledged"); len(rows) != 0 {
		t.Error("orders without a state were found by it")
	}
	k.pass(10 * time.Second)
	if o := orderOf(t, p, id); o.text("state") != inProgress {
		t.Errorf("a running order is %q", o.text("state"))
	}
	if rows, _ := listOf(t, s.ServiceOrdering+"/serviceOrder?state=onHold"); len(rows) != 1 {
		t.Errorf("%d orders have the server's own word", len(rows))
	}
}

func TestReference_FindsNothingByDigits(t *testing.T) {
	p, _, s := serve(t, Config{Personality: Reference})
	service := serviceOf(t, p, "SVC10440031")
	if rows, _ := listOf(t, s.ServiceInventory+"/service?serviceCharacteristic.value="+service.characteristic("iccid")); len(rows) != 0 {
		t.Error("a SIM number found its service")
	}
	if rows, _ := listOf(t, s.ServiceInventory+"/service?serviceCharacteristic.value="+url.QueryEscape("+61491570156")); len(rows) != 1 {
		t.Error("a number with a plus sign found nothing")
	}
}

func TestReference_NumbersItsErrors(t *testing.T) {
	_, _, s := serve(t, Config{Personality: Reference})
	res, body := ask(t, s.ServiceOrdering+"/serviceOrder/ORD1")
	if code := read(t, body)["code"]; res.StatusCode != 404 || code != float64(404) {
		t.Errorf("%s with code %v", res.Status, code)
	}
}

func TestIdeal_UsesTheStatesOfTheSpecification(t *testing.T) {
	p, _, _ := serve(t, Config{Services: 3000})
	known := map[string]bool{acknowledged: true, rejected: true, pending: true, held: true, inProgress: true, cancelled: true, completed: true,
		failed: true, partial: true, assessing: true, cancelling: true}
	for _, body := range p.Orders() {
		if s := read(t, body).text("state"); !known[s] {
			t.Errorf("state %s", strconv.Quote(s))
		}
	}
}

func TestParse_ReadsNamesInAnyCase(t *testing.T) {
	for _, name := range Personalities() {
		if got, err := ParsePersonality(" " + string(name) + " "); err != nil || got != name {
			t.Errorf("%s: got %v, want no error", name, err)
		}
	}
	for _, name := range Faults() {
		if got, err := ParseFault(string(name)); err != nil || got != name {
			t.Errorf("%s: got %v, want no error", name, err)
		}
	}
	if got, err := ParseFault("DOWN"); err != nil || got != Down {
		t.Error(got, err)
	}
}

// cells is what a server of one kind does, in words that the questions of TestPersonalities_DoWhatTheTableSays find out
// from outside.
type cells map[string]string

var table = map[Personality]cells{
	Ideal: {
		"state filter": "works", "other filter": "works", "several values": "works", "digits": "works", "date filter": "works",
		"own date names": "nothing", "sort": "works", "total": "filtered", "later total": "filtered", "ETag": "yes", "offset": "works",
		"largest page": "1000", "no match": "200 []", "unknown id": "404", "error code": "string", "new order": "acknowledged, dated",
		"failed order": "failed", "held order": "held", "items": "serviceOrderItem",
	},
	Reference: {
		"state filter": "works", "other filter": "works", "several values": "nothing", "digits": "nothing", "date filter": "nothing",
		"own date names": "nothing", "sort": "works", "total": "unfiltered", "later total": "unfiltered", "ETag": "no", "offset": "works",
		"largest page": "100", "no match": "200 []", "unknown id": "404", "error code": "number", "new order": "no state, dated",
		"failed order": "failed", "held order": "onHold", "items": "orderItem",
	},
	Independent: {
		"state filter": "works", "other filter": "works", "several values": "works", "digits": "works", "date filter": "not for new orders",
		"own date names": "nothing", "sort": "nothing", "total": "filtered", "later total": "filtered", "ETag": "no", "offset": "works",
		"largest page": "1000", "no match": "200 []", "unknown id": "500", "error code": "string", "new order": "no state, no date",
		"failed order": "failed", "held order": "held", "items": "serviceOrderItem",
	},
	Certified: {
		"state filter": "works", "other filter": "ignored", "several values": "works", "digits": "ignored", "date filter": "ignored",
		"own date names": "ignored", "sort": "ignored", "total": "filtered", "later total": "filtered", "ETag": "no", "offset": "works",
		"largest page": "100", "no match": "404", "unknown id": "404", "error code": "string", "new order": "new, dated",
		"failed order": "error", "held order": "held", "items": "serviceOrderItem",
	},
	Mock: {
		"state filter": "the one row", "other filter": "the one row", "several values": "the one row", "digits": "the one row",
		"date filter": "the one row", "own date names": "the one row", "sort": "the one row", "total": "0", "later total": "0", "ETag": "no",
		"offset": "the one row", "largest page": "1", "no match": "200 with rows", "unknown id": "200", "error code": "string",
		"new order": "acknowledged, dated", "failed order": "acknowledged", "held order": "acknowledged", "items": "serviceOrderItem",
	},
	OpenPlain: {
		"state filter": "works", "other filter": "works", "several values": "works", "digits": "works", "date filter": "works",
		"own date names": "nothing", "sort": "works", "total": "filtered", "later total": "absent", "ETag": "no", "offset": "works",
		"largest page": "1000", "no match": "200 []", "unknown id": "404", "error code": "string", "new order": "acknowledged, dated",
		"failed order": "failed", "held order": "held", "items": "serviceOrderItem",
	},
	OpenNamed: {
		"state filter": "ignored", "other filter": "ignored", "several values": "ignored", "digits": "ignored", "date filter": "ignored",
		"own date names": "works", "sort": "ignored", "total": "absent", "later total": "absent", "ETag": "no", "offset": "works",
		"largest page": "1000", "no match": "200 with rows", "unknown id": "404", "error code": "string", "new order": "acknowledged, dated",
		"failed order": "failed", "held order": "held", "items": "serviceOrderItem",
	},
}

func TestPersonalities_DoWhatTheTableSays(t *testing.T) {
	for _, name := range Personalities() {
		t.Run(string(name), func(t *testing.T) {
			p, k, s := serve(t, Config{Personality: name, Services: 400})
			k.pass(10 * time.Minute)
			o := observer{t, p, s, k.now(), place(t, p, aService(t, p, "1.0"), simSwap)}
			seen := o.observe()
			if len(table[name]) != len(seen) {
				t.Errorf("%d cells are promised and %d observed", len(table[name]), len(seen))
			}
			for cell, got := range seen {
				if want := table[name][cell]; got != want {
					t.Errorf("%s: %q, want %q", cell, got, want)
				}
			}
		})
	}
}

// observer asks a portal what it can do. It knows the world from the inside.
type observer struct {
	testing.TB
	portal *Portal
	server *Server
	now    time.Time
	fresh  string // id of an order that was placed just now
}

func (o observer) orders(query string) ([]object, *http.Response) {
	res, body := ask(o, o.server.ServiceOrdering+"/serviceOrder?"+query)
	var out []object
	if res.StatusCode == http.StatusOK {
		if err := json.Unmarshal(body, &out); err != nil {
			o.Fatalf("%s: %v", query, err)
		}
	}
	return out, res
}

// filter says what became of a filter that some orders meet and some do not.
func (o observer) filter(query string, meets func(object) bool) string {
	want := 0
	for _, one := range o.portal.world.orders { // not by the oracle: a mock shows none of these
		if meets(read(o, o.portal.write(orderRow{one, o.portal}, nil))) {
			want++
		}
	}
	if want == 0 {
		o.Fatalf("%s proves nothing", query)
	}
	rows, _ := o.orders("limit=1000&" + query)
	limit := o.largest()
	switch {
	case len(rows) == 1 && rows[0].text("id") == "string":
		return "the one row"
	case len(rows) == 0:
		return "nothing"
	case len(rows) == min(want, limit) && !slices.ContainsFunc(rows, func(r object) bool { return !meets(r) }):
		return "works"
	case len(rows) == limit:
		return "ignored"
	}
	return strconv.Itoa(len(rows)) + " of " + strconv.Itoa(want)
}

func (o observer) largest() int {
	rows, _ := o.orders("limit=5000")
	return len(rows)
}

func (o observer) observe() cells {
	service := o.portal.world.services[12].id
	of := func(r object) string {
		for _, name := range []string{"serviceOrderItem", "orderItem"} {
			if all := r.list(name); len(all) > 0 {
				return all[0]["service"].(map[string]any)["id"].(string)
			}
		}
		return ""
	}
	newOrder, heldWord, failedWord := o.single(o.fresh), o.single(o.find(held)).text("state"), o.single(o.find(failed)).text("state")
	items := "serviceOrderItem"
	if len(newOrder.list(items)) == 0 {
		items = "orderItem"
	}
	either := func(r object) bool { return r.text("state") == completed || r.text("state") == heldWord }
	iccid := o.portal.world.services[12].iccid
	seen := cells{
		"state filter":   o.filter("state="+url.QueryEscape(o.word(failed)), func(r object) bool { return r.text("state") == o.word(failed) }),
		"several values": o.filter("state=completed,"+o.word(held), either),
		"other filter":   o.filter(items+".service.id="+service, func(r object) bool { return of(r) == service }),
		"digits":         o.digits(iccid),
		"date filter":    o.date("orderDate.gte"),
		"own date names": o.date("starttime"),
		"largest page":   strconv.Itoa(o.largest()),
		"failed order":   failedWord,
		"held order":     heldWord,
		"items":          items,
		"ETag":           "no",
		"error code":     "string",
	}
	seen["sort"], seen["offset"] = o.sorted(), o.offset()
	seen["total"], seen["later total"] = o.total("0"), o.total("1")
	state, dated := newOrder.text("state"), ", dated"
	if state == "" {
		state = "no state"
	}
	if newOrder.text("orderDate") == "" {
		dated = ", no date"
	}
	seen["new order"] = state + dated
	rows, res := o.orders("state=noSuchState")
	seen["no match"] = strconv.Itoa(res.StatusCode)
	switch {
	case len(rows) > 0:
		seen["no match"] += " with rows"
	case res.StatusCode == http.StatusOK:
		seen["no match"] += " []"
	}
	if res.Header.Get("ETag") != "" {
		seen["ETag"] = "yes"
	}
	res, body := ask(o, o.server.ServiceOrdering+"/serviceOrder/ORD1")
	seen["unknown id"] = strconv.Itoa(res.StatusCode)
	if _, number := read(o, body)["code"].(float64); number {
		seen["error code"] = "number"
	}
	return seen
}

// word is a state as this kind of server words it in truth.
func (o observer) word(state string) string { return o.portal.traits.shownState(state) }

func (o observer) find(state string) string {
	for _, one := range o.portal.world.orders {
		if one.stateAt(o.now.UnixMilli()) == state {
			return one.id
		}
	}
	o.Fatalf("no order is %s", state)
	return ""
}

func (o observer) single(id string) object {
	res, body := ask(o, o.server.ServiceOrdering+"/serviceOrder/"+id)
	if res.StatusCode != http.StatusOK {
		o.Fatalf("%s: %s", id, res.Status)
	}
	return read(o, body)
}

func (o observer) digits(iccid string) string {
	rows, _ := listOf(o, o.server.ServiceInventory+"/service?limit=1000&serviceCharacteristic.value="+iccid)
	switch {
	case len(rows) == 1 && rows[0].text("id") == "string":
		return "the one row"
	case len(rows) == 0:
		return "nothing"
	case len(rows) == 1:
		return "works"
	}
	return "ignored"
}

// date asks for the orders of the last hours, which are some, by a date filter.
func (o observer) date(name string) string {
	from := o.now.Add(-8 * time.Hour).UTC()
	rows, _ := o.orders("limit=1000&" + name + "=" + from.Format(time.RFC3339))
	var want []string
	for _, one := range o.portal.world.orders {
		if one.ordered >= from.UnixMilli() {
			want = append(want, one.id)
		}
	}
	var got []string
	for _, r := range rows {
		got = append(got, r.text("id"))
	}
	unstarted := func(id string) bool {
		return o.portal.world.orderByID[id].stateAt(o.now.UnixMilli()) == acknowledged
	}
	switch {
	case len(want) < 3:
		o.Fatalf("%d orders of the last hours prove nothing", len(want))
	case slices.Equal(got, []string{"string"}):
		return "the one row"
	case len(got) == 0:
		return "nothing"
	case slices.Equal(got, want):
		return "works"
	case !slices.Contains(got, o.fresh) && slices.Equal(got, slices.DeleteFunc(want, unstarted)):
		return "not for new orders"
	case len(got) == o.largest():
		return "ignored"
	}
	return "something else"
}

func (o observer) sorted() string {
	plain, _ := o.orders("limit=50")
	rows, _ := o.orders("limit=50&sort=-orderDate")
	all := o.portal.world.orders
	switch {
	case len(rows) == 0:
		return "nothing"
	case rows[0].text("id") == "string":
		return "the one row"
	case rows[0].text("id") == all[len(all)-1].id && rows[49].text("id") == all[len(all)-50].id:
		return "works"
	case slices.EqualFunc(plain, rows, func(a, b object) bool { return a.text("id") == b.text("id") }):
		return "ignored"
	}
	return "something else"
}

func (o observer) offset() string {
	rows, _ := o.orders("limit=5&offset=7")
	switch {
	case len(rows) == 1 && rows[0].text("id") == "string":
		return "the one row"
	case len(rows) == 5 && rows[0].text("id") == o.portal.world.orders[7].id:
		return "works"
	}
	return "something else"
}

// total says what the count of a filtered list counts, on a page.
func (o observer) total(offset string) string {
	rows, _ := o.orders("limit=100&state=" + o.word(held))
	met := len(rows)
	_, res := o.orders("limit=100&state=" + o.word(held) + "&offset=" + offset)
	if res.StatusCode == http.StatusNotFound { // one row only: this server has no second page
		_, res = o.orders("limit=1&state=" + o.word(completed) + "&offset=" + offset)
		met = 0
		for _, one := range o.portal.world.orders {
			if one.stateAt(o.now.UnixMilli()) == completed {
				met++
			}
		}
	}
	switch got := res.Header.Get("X-Total-Count"); got {
	case "":
		return "absent"
	case "0":
		return "0"
	case strconv.Itoa(met):
		return "filtered"
	case strconv.Itoa(len(o.portal.world.orders)):
		return "unfiltered"
	default:
		return got
	}
}

// older is an order on the older wire.
func older(body string) string { return strings.Replace(body, `"serviceOrderItem"`, `"orderItem"`, 1) }

func TestCertified_HasItsOwnActions(t *testing.T) {
	p, k, s := serve(t, Config{Personality: Certified})
	service := aService(t, p, "1.0")
	for _, c := range []struct{ body, action, ends string }{
		{strings.Replace(everyOrder(service)[changePlan], `"modify"`, `"change"`, 1), "change", active},
		{everyOrder(service)["eSIM"], "modify", active},
		{wanting("", "suspend", service, ""), "suspend", suspended},
		{wanting("resumeService", "resume", service, ""), "resume", active},
	} {
		id := sends(t, s, c.body)
		k.pass(3 * time.Minute)
		o := orderOf(t, p, id)
		if got := o.list("serviceOrderItem")[0].text("action"); got != c.action || o.text("state") != completed || o.text("description") == "" {
			t.Errorf("%s ends %v", c.action, o)
		}
		if got := serviceOf(t, p, service).text("state"); got != c.ends {
			t.Errorf("after %s the service is %s", c.action, got)
		}
	}
	if serviceOf(t, p, service).characteristic("plan") != "Classic 70" {
		t.Error("the plan did not change")
	}
}

func TestOlderWire_ReadsItsOwnItemsOnly(t *testing.T) {
	p, _, s := serve(t, Config{Personality: Reference})
	body := everyOrder(aService(t, p, "1.0"))["eSIM"]
	if res, e := send(t, s.ServiceOrdering+"/serviceOrder", body); res.StatusCode != 400 ||
		e.text("message") != "The order has no orderItem." || e["code"] != 400.0 {
		t.Errorf("got %s %v, want 400: the order has no orderItem", res.Status, e)
	}
	res, o := send(t, s.ServiceOrdering+"/serviceOrder", older(body))
	if _, stated := o["state"]; res.StatusCode != 201 || len(o.list("orderItem")) != 1 || stated {
		t.Errorf("got %s %v, want 201 and one orderItem without a state", res.Status, o)
	}
	_, o = send(t, s.ServiceOrdering+"/serviceOrder", body[:1]+`"orderItem":[{"id":"1","action":"delete","service":{"id":"`+aService(t, p,
		"1.0")+`"}}],`+strings.Replace(body[1:], simSwap, cancelService, 1))
	if o.text("category") != cancelService {
		t.Errorf("with both names it is %v", o)
	}
}

func TestMock_TakesEveryOrderAndKeepsNone(t *testing.T) {
	p, _, s := serve(t, Config{Personality: Mock})
	orders, services := len(p.world.orders), len(p.world.services)
	for _, service := range []string{"SVC10440031", "none"} {
		res, o := send(t, s.ServiceOrdering+"/serviceOrder", everyOrder(service)["eSIM"])
		if res.StatusCode != 201 || o.text("id") != placeholderWord || res.Header.Get("Location") != "" {
			t.Errorf("got %s %v, want 201 and a placeholder", res.Status, o)
		}
		res, task := send(t, s.ServiceOrdering+"/cancelServiceOrder", cancelFor("ORD1"))
		if res.StatusCode != 201 || task.text("id") != placeholderWord {
			t.Errorf("got %s %v, want 201 and a placeholder", res.Status, task)
		}
	}
	if len(p.world.orders) != orders || len(p.world.services) != services {
		t.Error("it kept something")
	}
	placed := p.Placed()
	if len(placed) != 2 || placed[0].ServiceID != "SVC10440031" || placed[1].OrderID != placeholderWord ||
		placed[1].ExternalID != "key-0001" || len(p.Cancelled()) != 2 {
		t.Errorf("placed %v, cancelled %v", placed, p.Cancelled())
	}
	if res, _ := send(t, s.ServiceOrdering+"/serviceOrder", "{"); res.StatusCode != 400 {
		t.Errorf("what is no JSON: %s", res.Status)
	}
}
