package portalsim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// violations are what a personality breaks of the specifications, each as the place in the answer and the rule. One
// that breaks nothing conforms.
type violations struct{ inventory, ordering, usage, requests, products, contracts []string }

const (
	numberedError = "response.body.code type" // the specification has a string
	ownState      = "response.body.state enum"
	ownItemState  = "response.body.serviceOrderItem.state enum"
	ownAskedState = "response.body.productOrderItem.state enum"
)

var conformance = map[Personality]violations{
	Ideal: {},
	// Its orderItem and its orders without state are none: no attribute of an order is required, and further ones are
	// allowed. So nobody judges the state of an orderItem either.
	Reference: {inventory: []string{numberedError}, ordering: []string{numberedError, ownState}, usage: []string{numberedError},
		requests: []string{numberedError}, products: []string{numberedError}, contracts: []string{numberedError}},
	// 500 for an unknown id is an answer that the specification has.
	Independent: {},
	Certified:   {ordering: []string{ownState, ownItemState}, requests: []string{ownState, ownAskedState}},
	Mock:        {}, // what is made from the specification can only conform
	OpenPlain:   {},
	OpenNamed:   {},
}

// common are questions for every personality: those it does not understand it answers too. Own are what only some
// understand, or need. {new} is the id of an order that was placed just now, {request} that of a request whose customer
// asks to cancel it.
var common = struct{ inventory, ordering, usage, requests, products, contracts []string }{
	inventory: []string{
		"/service", "/service?limit=30&offset=100", "/service?offset=100000", "/service?state=terminated", "/service?fields=id,state",
		"/service/SVC10440031", "/service/SVC10440052", "/service/none",
	},
	ordering: []string{
		"/serviceOrder", "/serviceOrder?limit=100&offset=1500", "/serviceOrder?sort=-orderDate&limit=30", "/serviceOrder?category=numberPort",
		"/serviceOrder?externalId=none", "/serviceOrder?orderDate.gt=2026-11-01T00:00:00Z&fields=state", "/serviceOrder?state=inProgress",
		"/serviceOrder/ORD00003927848", "/serviceOrder/{new}", "/serviceOrder/none", "/cancelServiceOrder", "/cancelServiceOrder/none",
	},
	usage: []string{
		"/usage", "/usage?limit=100&offset=300", "/usage?usageCharacteristic.value=SVC10440031", "/usage?status=billed&limit=20",
		"/usage/USG-SVC10440031-20261028-data", "/usage/USG-SVC10440031-20261028-sms", "/usage/none",
	},
	requests: []string{
		"/productOrder", "/productOrder?limit=100&offset=100", "/productOrder?limit=100&offset=200", "/productOrder?limit=100&offset=300",
		"/productOrder?sort=-orderDate&limit=30", "/productOrder?state=rejected", "/productOrder/SR-104431", "/productOrder/{request}",
		"/productOrder/none",
	},
	products: []string{
		"/product", "/product?limit=100&offset=100", "/product?limit=100&offset=200", "/product?limit=100&offset=300", "/product?status=active",
		"/product/PRD-104020",
		"/product/none",
	},
	contracts: []string{"/agreement", "/agreement?limit=100&offset=200", "/agreement?limit=100&offset=400", "/agreement?status=expired",
		"/agreement/none"},
}

var own = map[Personality]struct{ inventory, ordering []string }{
	Ideal: {
		[]string{"/service?limit=400"},
		slices.Concat([]string{"/serviceOrder?limit=1000", "/serviceOrder?limit=1000&offset=1000",
			"/serviceOrder?serviceOrderItem.service.id=SVC10440031"}, everyState),
	},
	Reference:   {ordering: []string{"/serviceOrder?orderItem.service.id=SVC10440031", "/serviceOrder?state=onHold"}},
	Independent: {ordering: everyState},
	Certified:   {ordering: []string{"/serviceOrder?state=new", "/serviceOrder?state=error", "/serviceOrder?state=completed"}},
	OpenPlain:   {ordering: everyState},
	OpenNamed:   {ordering: []string{"/serviceOrder?starttime=2026-11-20T00:00:00Z"}},
}

var everyState = func() (paths []string) {
	for _, state := range []string{acknowledged, rejected, pending, held, inProgress, cancelled, completed, failed, partial, assessing,
		cancelling} {
		paths = append(paths, "/serviceOrder?limit=200&state="+state)
	}
	return paths
}()

// TestConformance_PersonalitiesConformAsStated puts an independent judge, a validating proxy made from the official
// files, in front of every personality.
func TestConformance_PersonalitiesConformAsStated(t *testing.T) {
	if testing.Short() {
		t.Skip("the validating proxy takes seconds to start")
	}
	specs, prism := specifications(t), validator(t)
	for _, name := range Personalities() {
		if _, said := conformance[name]; !said {
			t.Errorf("nobody says whether %s conforms", name)
		}
	}
	for _, api := range []struct {
		spec, base string
		of         func(Personality) (paths, breaks []string)
	}{
		{"TMF638-ServiceInventory-v4.0.0.swagger.json", inventoryPath, func(p Personality) ([]string, []string) {
			return slices.Concat(common.inventory, own[p].inventory), conformance[p].inventory
		}},
		{"TMF641-ServiceOrdering-v4.1.0.swagger.json", orderingPath, func(p Personality) ([]string, []string) {
			return slices.Concat(common.ordering, own[p].ordering), conformance[p].ordering
		}},
		{"TMF635-UsageManagement-v4.0.0.swagger.json", usageBase, func(p Personality) ([]string, []string) {
			return common.usage, conformance[p].usage
		}},
		{"TMF622-ProductOrder-v4.0.0.swagger.json", productOrderingBase, func(p Personality) ([]string, []string) {
			return common.requests, conformance[p].requests
		}},
		{"TMF637-ProductInventory-v4.0.0.swagger.json", productBase, func(p Personality) ([]string, []string) {
			return common.products, conformance[p].products
		}},
		{"TMF651-Agreement-v4.0.0.swagger.json", agreementBase, func(p Personality) ([]string, []string) {
			return common.contracts, conformance[p].contracts
		}},
	} {
		t.Run(strings.Split(api.spec, "-")[0], func(t *testing.T) {
			t.Parallel()
			house, residents := everybody(t)
			base := house + api.base
			proxy := judge(t, prism, filepath.Join(specs, api.spec), base)
			for _, name := range Personalities() {
				t.Run(string(name), func(t *testing.T) {
					paths, breaks := api.of(name)
					found := map[string]bool{}
					for range 2 { // once at the start, once when the openings have moved on
						for _, path := range paths {
							path = strings.NewReplacer("{new}", residents[name].fresh, "{request}", residents[name].asked).Replace(path)
							for rule, sentence := range verdict(t, base+path, proxy+path, name) {
								if !slices.Contains(breaks, rule) && !found[rule] {
									t.Errorf("%s breaks %s: %s", path, rule, sentence)
								}
								found[rule] = true
							}
						}
						residents[name].clock.pass(time.Minute)
					}
					for _, rule := range breaks {
						if !found[rule] {
							t.Errorf("nothing breaks %s", rule)
						}
					}
				})
			}
		})
	}
}

// personalityHeader chooses who answers in a house of all personalities.
const personalityHeader = "X-Personality"

// resident is a portal in a house of all personalities.
type resident struct {
	door  http.Handler
	clock *clock
	fresh string // id of an order that was placed just now
	asked string // id of a request that its customer asks to cancel
}

// everybody serves a portal of every personality at one address, so that one judge can look at all: a judge takes
// seconds to start.
func everybody(t *testing.T) (address string, residents map[Personality]resident) {
	t.Helper()
	residents = map[Personality]resident{}
	for _, name := range Personalities() {
		p, k := open(t, Config{Services: 400, Personality: name})
		asked := p.SubmitRequest()
		if err := p.AskToCancel(asked, "Not any more."); err != nil {
			t.Fatal(err)
		}
		residents[name] = resident{p.Handler(), k, place(t, p, aService(t, p, "1.0"), simSwap), asked}
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		residents[Personality(r.Header.Get(personalityHeader))].door.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s.URL, residents
}

// verdict asks a personality a question through the judge and returns the rules that the answer breaks, each with the
// judge's sentence.
func verdict(t *testing.T, straight, judged string, name Personality) map[string]string {
	t.Helper()
	want, _ := ask(t, straight, personalityHeader, string(name))
	res, body := ask(t, judged, personalityHeader, string(name))
	if res.StatusCode == want.StatusCode && !strings.Contains(string(body), "#VIOLATIONS") {
		return nil
	}
	var said struct {
		Type       string
		Validation []struct {
			Location      []string
			Code, Message string
		}
	}
	if err := json.Unmarshal(body, &said); err != nil || !strings.HasSuffix(said.Type, "#VIOLATIONS") || len(said.Validation) == 0 {
		t.Fatalf("%s: the portal answers %s, the judge %s: %.2000s", straight, want.Status, res.Status, body)
	}
	broken := map[string]string{}
	for _, v := range said.Validation {
		place := slices.DeleteFunc(v.Location, func(s string) bool { return strings.Trim(s, "0123456789") == "" }) // rows of lists
		broken[strings.Join(place, ".")+" "+v.Code] = v.Message
	}
	return broken
}

// TestConformance_DecisionsConform takes requests through their decisions before an independent judge, who looks at
// what goes in and at what comes out.
func TestConformance_DecisionsConform(t *testing.T) {
	if testing.Short() {
		t.Skip("the validating proxy takes seconds to start")
	}
	p, _, s := serve(t, Config{})
	p.Freeze()
	proxy := judge(t, validator(t), filepath.Join(specifications(t), "TMF622-ProductOrder-v4.0.0.swagger.json"), s.ProductOrdering)
	decide := func(id, to string) {
		t.Helper()
		res, o := patched(t, proxy+"/productOrder/"+id, deciding(to, "decisionKey", "k", "reason", "other"))
		if res.StatusCode != 200 || o.status() != to {
			t.Errorf("%s: %s %.1500s", to, res.Status, fmt.Sprint(o))
		}
	}
	id := p.SubmitRequest()
	for _, to := range []string{requestGenerating, requestReady, requestReady, requestGenerating, requestReady, requestSigned,
		requestProvisioning} {
		decide(id, to)
	}
	for from, row := range requestActions {
		for _, step := range row {
			decide(aRequest(t, p, from), step.to)
		}
	}
	for _, s := range requestStatuses {
		status := s.label
		res, body := ask(t, proxy+"/productOrder/"+aRequest(t, p, status))
		if res.StatusCode != 200 || strings.Contains(string(body), "#VIOLATIONS") {
			t.Errorf("%s: %s %.1500s", status, res.Status, body)
		}
	}
	body := deciding(requestActive, "ifStatusVersion", "1")
	if res, e := patched(t, proxy+"/productOrder/"+id, body); res.StatusCode != 409 || e.text("reason") != "Conflict" {
		t.Errorf("a conflict: %s %v", res.Status, e)
	}
	wrong := strings.Replace(body, `"action":"add"`, `"action":"subscribe"`, 1)
	if res, e := patched(t, proxy+"/productOrder/"+id, wrong); res.StatusCode != 422 || !strings.Contains(fmt.Sprint(e), "action") {
		t.Errorf("the judge does not look at what goes in: %s %v", res.Status, e)
	}
}

// TestConformance_WritesConform sends everything that may be sent through an independent judge, who looks at what goes
// in and at what comes out.
func TestConformance_WritesConform(t *testing.T) {
	if testing.Short() {
		t.Skip("the validating proxy takes seconds to start")
	}
	p, k, s := serve(t, Config{})
	proxy := judge(t, validator(t), filepath.Join(specifications(t), "TMF641-ServiceOrdering-v4.1.0.swagger.json"), s.ServiceOrdering)
	try := func(name, path, body string) object {
		t.Helper()
		res, o := send(t, proxy+path, body)
		if res.StatusCode != 201 || o.text("id") == "" {
			t.Errorf("%s: %s %.1500s", name, res.Status, fmt.Sprint(o))
		}
		return o
	}
	reads := func(name, path string) object {
		t.Helper()
		res, body := ask(t, proxy+path)
		if res.StatusCode != 200 || strings.Contains(string(body), "#VIOLATIONS") {
			t.Errorf("%s: %s %.1500s", name, res.Status, body)
			return nil
		}
		return read(t, body)
	}
	for name := range everyOrder("") {
		service := aService(t, p, "1.0")
		o := try(name, "/serviceOrder", everyOrder(service)[name])
		try("again "+name, "/serviceOrder", everyOrder(service)[name]) // so that both go wrong
		if o == nil {
			continue
		}
		reads(name, "/serviceOrder/"+o.text("id"))
		k.pass(3 * time.Minute)
		reads(name+" gone wrong", "/serviceOrder/"+o.text("id"))
	}
	for late, ends := range map[bool]string{false: "done", true: "terminatedWithError"} {
		id := try("to cancel", "/serviceOrder", everyOrder(aService(t, p, "1.0"))["eSIM"]).text("id")
		for late && !slices.Contains(orderOf(t, p, id).trail(), "BPCN") {
			k.pass(time.Second)
		}
		path := "/cancelServiceOrder/" + try("cancel", "/cancelServiceOrder", cancelFor(id)).text("id")
		for _, d := range []time.Duration{0, 6 * time.Second, 5 * time.Minute} {
			k.pass(d)
			reads("being cancelled", path)
			reads("being cancelled", "/serviceOrder/"+id)
		}
		if task := reads("cancelled", path); task.text("state") != ends {
			t.Errorf("late %v: the task ends %s", late, task.text("state"))
		}
	}
	if got := len(p.Placed()); got != 2*len(everyOrder(""))+2 {
		t.Errorf("%d were placed", got)
	}
	refused := strings.Replace(everyOrder("SVC1")["eSIM"], `"modify"`, `"alter"`, 1)
	if res, o := send(t, proxy+"/serviceOrder", refused); res.StatusCode != 422 || !strings.HasSuffix(o.text("type"), "VIOLATIONS") &&
		!strings.HasSuffix(o.text("type"), "UNPROCESSABLE_ENTITY") {
		t.Errorf("the judge does not look at what goes in: %s %v", res.Status, o)
	}
	// A refusal conforms too.
	if res, o := send(t, proxy+"/serviceOrder", everyOrder("SVC1")["eSIM"]); res.StatusCode != 400 || o.text("reason") != "Invalid request" {
		t.Errorf("a refusal: %s %v", res.Status, o)
	}
}
