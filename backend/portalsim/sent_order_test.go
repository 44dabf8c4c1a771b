package portalsim

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// send posts to an address and returns the answer, read to its end.
func send(t testing.TB, url, body string, header ...string) (*http.Response, object) {
	t.Helper()
	res, answer := exchange(t, http.MethodPost, url, body, header...)
	return res, read(t, answer)
}

// sends an order that must be accepted, and returns its id.
func sends(t testing.TB, s *Server, body string) string {
	t.Helper()
	res, o := send(t, s.ServiceOrdering+"/serviceOrder", body)
	if res.StatusCode != http.StatusCreated {
		t.Fatalf("%s is answered %s: %s", body, res.Status, o.text("message"))
	}
	return o.text("id")
}

// wanting is a whole order: category, action, service id (none when empty) and what is wanted of the service.
func wanting(category, action, service, wanted string) string {
	target := `"@type":"Service"`
	if service != "" {
		target += fmt.Sprintf(`,"id":%q`, service)
	}
	if wanted != "" {
		target += "," + wanted
	}
	return fmt.Sprintf(`{"category":%q,"externalId":"key-0001","@type":"ServiceOrder",
		"externalReference":[{"id":"key-0001","name":"key-0001","externalReferenceType":"clientRequest","@type":"ExternalReference"}],
		"relatedParty":[{"id":"STF-9001","name":"Casey Moran","role":"requester","@type":"RelatedParty","@referredType":"Individual"},%s],
		"serviceOrderItem":[{"id":"1","action":%q,"@type":"ServiceOrderItem","service":{%s}}]}`, category, newCustomerParty, action, target)
}

const newCustomerParty = `{"id":"CUS-NEW-1","name":"Philippa Thornbury","role":"customer",` +
	`"@type":"RelatedParty","@referredType":"Individual"}`

// characteristics writes names and values by turns.
func characteristics(pairs ...string) string {
	var all []string
	for i := 0; i < len(pairs); i += 2 {
		all = append(all, fmt.Sprintf(`{"name":%q,"valueType":"string","value":%q}`, pairs[i], pairs[i+1]))
	}
	return `"serviceCharacteristic":[` + strings.Join(all, ",") + "]"
}

const roamingOn = `"feature":[{"id":"roaming","name":"International roaming","isEnabled":true,` +
	`"featureCharacteristic":[{"name":"zone","valueType":"string","value":"world"}]}]`

// every kind of order as a client sends it. The service is of platform 1.0.
func everyOrder(service string) map[string]string {
	return map[string]string{
		simSwap:       wanting(simSwap, "modify", service, characteristics("simType", "physical", "iccid", "0077700112233")),
		"eSIM":        wanting(simSwap, "modify", service, characteristics("simType", "eSIM")),
		featureUpdate: wanting(featureUpdate, "modify", service, roamingOn),
		changePlan:    wanting(changePlan, "modify", service, characteristics("plan", "Classic 70")),
		"plan by id":  wanting(changePlan, "modify", service, characteristics("plan", "PLN-CLASSIC-70")),
		travelPack:    wanting(travelPack, "modify", service, characteristics("travelPack", "Europe 14 days", "start", "2026-12-01")),
		numberPort: wanting(numberPort, "add", service,
			characteristics("msisdn", "0491 579 999", "losingProvider", "Bluegum Telecom", "accountNumber", "BG-884120", "authorisationDate",
				"2026-11-20")),
		activation: wanting(activation, "add", "", characteristics("plan", "Everyday 60", "simType", "physical", "iccid",
			"0077700112244")),
		"port of a new": wanting(numberPort, "add", "", characteristics("msisdn", "+61491579998", "losingProvider", "Harbour Mobile",
			"dateOfBirth", "1981-04-17", "plan", "Everyday 25", "simType", "eSIM")),
		"port, changing": wanting(numberPort, "modify", service,
			characteristics("msisdn", "0491 579 997", "losingProvider", "Bluegum Telecom", "accountNumber", "BG-884121")),
		"port of a new alone": wanting(numberPort, "add", "", characteristics("msisdn", "+61491579996", "losingProvider", "Harbour Mobile",
			"dateOfBirth", "1981-04-17")),
		cancelService: wanting(cancelService, "delete", service, ""),
	}
}

func TestSend_EveryKindChangesItsService(t *testing.T) {
	for name, c := range map[string]struct {
		kind, trail string
		hours       int
		done        func(before, after object) bool
	}{
		simSwap: {simSwap, "VAL_OK SIM_RSV PCN_CON BPCN SIM_ACT", 0, func(_, after object) bool {
			return after.characteristic("iccid") == "0077700112233" && after.characteristic("simType") == "physical"
		}},
		"eSIM": {simSwap, "VAL_OK SIM_RSV PCN_CON BPCN SIM_ACT", 0, func(before, after object) bool {
			return after.characteristic("iccid") != before.characteristic("iccid") && after.characteristic("simType") == "eSIM"
		}},
		featureUpdate: {featureUpdate, "VAL_OK PCN_CON BPCN FTR_SET", 0, func(_, after object) bool {
			f := after.list("feature")
			return f[len(f)-1].text("id") == "roaming" && f[len(f)-1]["isEnabled"] == true
		}},
		changePlan: {changePlan, "VAL_OK RAT_CHK PCN_CON BPCN PLN_ACT", 0,
			func(_, after object) bool { return after.characteristic("plan") == "Classic 70" }},
		"plan by id": {changePlan, "VAL_OK RAT_CHK PCN_CON BPCN PLN_ACT", 0,
			func(_, after object) bool { return after.characteristic("plan") == "Classic 70" }},
		travelPack: {travelPack, "VAL_OK PCN_CON BPCN PCK_ADD", 0,
			func(_, after object) bool { return after.characteristic("travelPack") == "Europe 14 days" }},
		numberPort: {numberPort, "VAL_OK PRT_REQ PRT_ACK PCN_CON BPCN PRT_CUT", 50, func(_, after object) bool {
			return after.characteristic("msisdn") == "+61491579999" && after.text("name") == "Mobile 0491 579 999"
		}},
		activation: {activation, "VAL_OK NUM_RSV SIM_RSV PCN_CON BPCN ACT_OK", 0, func(before, after object) bool {
			return before.text("state") == reserved && after.text("state") == active && after.text("startDate") != "" &&
				after.characteristic("plan") == "Everyday 60" &&
				after.characteristic("iccid") == "0077700112244" && after.list("relatedParty")[0].text("name") == "Philippa Thornbury"
		}},
		"port of a new": {numberPort, "VAL_OK PRT_REQ PRT_ACK PCN_CON BPCN PRT_CUT", 50, func(before, after object) bool {
			return before.text("state") == reserved && after.text("state") == active && after.characteristic("msisdn") == "+61491579998" &&
				after.characteristic("simType") == "eSIM"
		}},
		"port, changing": {numberPort, "VAL_OK PRT_REQ PRT_ACK PCN_CON BPCN PRT_CUT", 50, func(_, after object) bool {
			return after.characteristic("msisdn") == "+61491579997"
		}},
		"port of a new alone": {numberPort, "VAL_OK PRT_REQ PRT_ACK PCN_CON BPCN PRT_CUT", 50, func(before, after object) bool {
			return before.text("state") == reserved && after.text("state") == active && after.characteristic("msisdn") == "+61491579996"
		}},
		cancelService: {cancelService, "VAL_OK PCN_CON BPCN DSC_OK", 0,
			func(_, after object) bool { return after.text("state") == terminated && after.text("endDate") != "" }},
	} {
		t.Run(name, func(t *testing.T) {
			p, k, s := serve(t, Config{})
			service := aService(t, p, "1.0")
			res, o := send(t, s.ServiceOrdering+"/serviceOrder", everyOrder(service)[name])
			id := o.text("id")
			if res.StatusCode != 201 || id == "" || res.Header.Get("Location") != o.text("href") ||
				!strings.HasSuffix(o.text("href"), "/serviceOrder/"+id) || res.Header.Get("Content-Type") != contentType {
				t.Fatalf("%s at %s: %v", res.Status, res.Header.Get("Location"), o)
			}
			if o.text("state") != acknowledged || o.text("category") != c.kind || o.text("externalId") != "key-0001" ||
				o.text("orderDate") != instant(sunday.UnixMilli()) {
				t.Errorf("it is %v", o)
			}
			if e := o.list("externalReference"); len(e) != 1 || e[0].text("id") != "key-0001" ||
				e[0].text("externalReferenceType") != "clientRequest" {
				t.Errorf("its references are %v", e)
			}
			if parties := o.list("relatedParty"); len(parties) != 2 || parties[0].text("name") != "Casey Moran" {
				t.Errorf("its parties are %v", parties)
			}
			of := o.list("serviceOrderItem")[0]["service"].(map[string]any)["id"].(string)
			if service != of && c.done != nil && !strings.Contains(name, "new") && name != activation {
				t.Errorf("it is for %s", of)
			}
			before := serviceOf(t, p, of)
			_, body := ask(t, s.ServiceOrdering+"/serviceOrder/"+id)
			if o := read(t, body); o.text("id") != id {
				t.Errorf("by its id it is %v", o)
			}
			k.pass(3*time.Minute + time.Duration(c.hours)*time.Hour)
			if o := orderOf(t, p, id); o.text("state") != completed || strings.Join(o.trail(), " ") != c.trail {
				t.Errorf("in the end it is %s after %v", o.text("state"), o.trail())
			}
			if after := serviceOf(t, p, of); !c.done(before, after) {
				t.Errorf("the service became %v", after)
			}
		})
	}
}

func TestSend_CategoryIsGuessedFromTheItem(t *testing.T) {
	p, _, s := serve(t, Config{})
	for name, body := range everyOrder(aService(t, p, "1.0")) {
		body = body[:1] + body[strings.Index(body, ",")+1:]
		id := sends(t, s, body)
		want, ok := map[string]string{"eSIM": simSwap, "plan by id": changePlan, "port of a new": numberPort, "port of a new alone": numberPort,
			"port, changing": numberPort}[name]
		if !ok {
			want = name
		}
		if got := orderOf(t, p, id).text("category"); got != want {
			t.Errorf("%s is taken for %s", name, got)
		}
	}
}

func TestSend_CategoryIsReadInAnyCase(t *testing.T) {
	p, _, s := serve(t, Config{})
	for _, word := range []string{"SIM_SWAP", "sim-swap", "Sim Swap", "simSwap"} {
		service := aService(t, p, "1.0")
		if o := orderOf(t, p, sends(t, s, strings.Replace(everyOrder(service)["eSIM"], `"simSwap"`, `"`+word+`"`,
			1))); o.text("category") != simSwap {
			t.Errorf("%s became %s", word, o.text("category"))
		}
	}
}

func TestSend_SeveralFeaturesAreOneOrder(t *testing.T) {
	p, k, s := serve(t, Config{})
	service := aService(t, p, "2.0")
	feature := func(id, name string, on bool) string {
		return fmt.Sprintf(`{"id":%q,"name":%q,"isEnabled":%v,"featureCharacteristic":[{"name":"a","value":"b"}]}`, id, name, on)
	}
	id := sends(t, s, wanting(featureUpdate, "modify", service,
		`"feature":[`+feature("voicemail", "Voicemail", false)+","+feature("roaming", "International roaming", true)+`]`))
	if o := orderOf(t, p, id); len(o.list("serviceOrderItem")) != 1 || o.text("description") != "Voicemail off, International roaming on" {
		t.Errorf("it is %v", o)
	}
	k.pass(3 * time.Minute)
	is := map[string]any{}
	for _, f := range serviceOf(t, p, service).list("feature") {
		is[f.text("id")] = f["isEnabled"]
	}
	if is["voicemail"] != false || is["roaming"] != true {
		t.Errorf("features are %v", is)
	}
	for _, item := range serviceOf(t, p, service).list("serviceOrderItem") {
		if item.text("serviceOrderId") == id && item.text("itemId") != "1" {
			t.Errorf("the service names the item %v", item)
		}
	}
}

func TestSend_RefusesWithASentence(t *testing.T) {
	p, _, s := serve(t, Config{})
	service, new := aService(t, p, "1.0"), aService(t, p, "2.0")
	ended := ""
	for _, one := range p.world.services {
		if one.state == terminated {
			ended = one.id
		}
	}
	good := everyOrder(service)
	with := func(of, old, new string) string {
		if !strings.Contains(good[of], old) {
			t.Fatalf("%s is not in %s", old, good[of])
		}
		return strings.Replace(good[of], old, new, 1)
	}
	for body, want := range map[string]string{
		`{"category":"simSwap"}`:       "The order has no serviceOrderItem.",
		`{"serviceOrderItem":[]}`:      "The order has no serviceOrderItem.",
		`{`:                            "cannot read the body",
		`[]`:                           "cannot read the body",
		`{"serviceOrderItem":7}`:       "cannot read the body",
		with(simSwap, service, "SVC1"): `There is no service with the id "SVC1".`,
		with(simSwap, service, ended):  "has ended",
		wanting(simSwap, "modify", "", characteristics("simType", "eSIM")): "no service.id",
		with(changePlan, "Classic 70", "Classic 71"):                       `There is no plan "Classic 71".`,
		with(changePlan, `"name":"plan"`, `"name":"tariff"`):               "plan is missing",
		with(simSwap, "0077700112233", "007770011223"):                     "exactly 13 digits",
		with(simSwap, "0077700112233", "00777001122334"):                   "exactly 13 digits",
		with(simSwap, "0077700112233", "00777001122x3"):                    "exactly 13 digits",
		with(simSwap, "physical", "eSIM"):                                  "An eSIM has no number",
		with(simSwap, "physical", "nano"):                                  `no SIM type "nano"`,
		with(simSwap, `"name":"simType"`, `"name":"type"`):                 "simType is missing",
		with(simSwap, `{`, `{"state":"acknowledged",`):                     "The attribute state is set by the portal",
		with(simSwap, `{`, `{"orderDate":"2026-11-22T04:30:00Z",`):         "The attribute orderDate is set by the portal",
		with(simSwap, `,"@referredType":"Individual"`, ``):                 "The related party 1 has no @referredType.",
		with(simSwap, `,"@type":"RelatedParty"`, ``):                       "The related party 1 has no @type.",
		with(simSwap, `"id":"STF-9001",`, ``):                              "The related party 1 has no id.",
		with(simSwap, `"name":"key-0001",`, ``):                            "The external reference 1 has no name.",
		with(simSwap, `"id":"1",`, ``):                                     "The item 1 has no id.",
		with(simSwap, `"modify"`, `"change"`):                              `There is no action "change"; it is one of add, modify, delete.`,
		with(simSwap, `"modify"`, `"delete"`):                              `The action "delete" does not go with simSwap.`,
		with(simSwap, `"simSwap"`, `"wish"`):                               `There is no category "wish".`,
		wanting("", "modify", service, ""):                                 "Neither the category nor",
		with(featureUpdate, "roaming", "teleport"):                         "There is no feature",
		with(featureUpdate, `"name":"International roaming",`, ``):         "no name or no featureCharacteristic",
		wanting(featureUpdate, "modify", service, ""):                      "needs a feature",
		with(travelPack, "Europe", "Moon"):                                 `There is no travel pack "Moon 14 days".`,
		with(travelPack, service, new):                                     "ordered by SMS",
		with(travelPack, "2026-12-01", "soon"):                             "start needs a date",
		with(numberPort, "0491 579 999", "12"):                             "not a phone number",
		with(numberPort, "0491 579 999", "0491 570 156"):                   "with this provider already",
		with(numberPort, `"name":"msisdn"`, `"name":"number"`):             "msisdn is missing",
		with(numberPort, `"name":"losingProvider"`, `"name":"from"`):       "losingProvider is missing",
		with(numberPort, `"name":"accountNumber"`, `"name":"account"`):     "accountNumber or dateOfBirth",
		with(numberPort, "2026-11-20", "lately"):                           "authorisationDate needs a date",
		with(activation, "Everyday 60", "Classic 12"):                      "New services are on platform 2.0",
		with(activation, `"role":"customer"`, `"role":"friend"`):           "needs a related party with the role customer",
		with(activation, `"name":"Philippa Thornbury",`, ``):               "A new customer needs a name.",
		wanting(activation, "add", service, ""):                            "cannot name one",
	} {
		res, e := send(t, s.ServiceOrdering+"/serviceOrder", body)
		if res.StatusCode != 400 || !strings.Contains(e.text("message"), want) || e.text("reason") == "" || e.text("code") != "400" {
			t.Errorf("%s\n\tis answered %s %v,\n\twant %s", body, res.Status, e, want)
		}
	}
	for _, kind := range []string{"", "text/plain", "application/json;charset=latin1", "application/merge-patch+json"} {
		if res, e := send(t, s.ServiceOrdering+"/serviceOrder", good[simSwap], "Content-Type", kind); res.StatusCode != 415 ||
			e.text("message") == "" {
			t.Errorf("the content type %q is answered %s", kind, res.Status)
		}
	}
	if len(p.Placed()) != 0 || len(p.Orders()) != 1200 || len(p.Services()) != 300 {
		t.Errorf("%d were placed all the same", len(p.Placed()))
	}
}

func TestSend_LenientPortalNeedsLess(t *testing.T) {
	for _, name := range []Personality{Independent, OpenPlain, OpenNamed} {
		p, _, s := serve(t, Config{Personality: name})
		body := strings.NewReplacer(`,"@referredType":"Individual"`, "", `,"@type":"RelatedParty"`, "", `"id":"1",`,
			"").Replace(everyOrder(aService(t, p, "1.0"))[simSwap])
		if res, o := send(t, s.ServiceOrdering+"/serviceOrder", body); res.StatusCode >= 300 || o.text("id") == "" {
			t.Errorf("%s: %s %v", name, res.Status, o)
		}
		body = strings.Replace(body, "{", `{"state":"acknowledged",`, 1)
		if res, _ := send(t, s.ServiceOrdering+"/serviceOrder", body); res.StatusCode != 400 {
			t.Errorf("%s takes a state: %s", name, res.Status)
		}
	}
}

func TestSend_CarrierRefusesLater(t *testing.T) {
	p, k, s := serve(t, Config{})
	service := aService(t, p, "1.0")
	inUse := serviceOf(t, p, "SVC10440031").characteristic("iccid")
	for body, ends := range map[string]string{
		wanting(changePlan, "modify", service, characteristics("plan", "Everyday 25")):              "rejected PLN_INV",
		wanting(simSwap, "modify", service, characteristics("simType", "physical", "iccid", inUse)): "failed SIM_REJ",
		strings.Replace(everyOrder(service)[numberPort], "2026-11-20", "2026-08-20T10:00:00Z", 1):   "rejected PRT_INV",
		strings.Replace(everyOrder(service)[activation], "0077700112244", inUse, 1):                 "failed SIM_REJ",
	} {
		id := sends(t, s, body)
		k.pass(3 * time.Minute)
		o := orderOf(t, p, id)
		if got := o.text("state") + " " + o.list("errorMessage")[0].text("code"); got != ends {
			t.Errorf("%s\n\tends %s, want %s", body, got, ends)
		}
		if len(o.list("orderRelationship")) > 0 {
			t.Error("a rejected port has parts")
		}
	}
	if after := serviceOf(t, p, service); after.text("state") != active || after.characteristic("iccid") == inUse {
		t.Errorf("the service became %v", after)
	}
}

func TestSend_PlanChangeShowsThePreviousPlan(t *testing.T) {
	p, _, s := serve(t, Config{})
	service := aService(t, p, "1.0")
	before := serviceOf(t, p, service).characteristic("plan")
	o := orderOf(t, p, sends(t, s, everyOrder(service)[changePlan]))
	if got := object(o.list("serviceOrderItem")[0]["service"].(map[string]any)); got.characteristic("previousPlan") != before ||
		got.characteristic("plan") != "Classic 70" {
		t.Errorf("it is %v", o)
	}
}

func TestSend_OnlyFailedActivationEndsTheService(t *testing.T) {
	p, k, s := serve(t, Config{})
	sends(t, s, everyOrder("")["port of a new"])
	service, inUse := p.Placed()[0].ServiceID, serviceOf(t, p, "SVC10440031").characteristic("iccid")
	swap := sends(t, s, wanting(simSwap, "modify", service, characteristics("simType", "physical", "iccid", inUse)))
	k.pass(3 * time.Minute)
	if a, b := orderOf(t, p, swap).text("state"), serviceOf(t, p, service).text("state"); a != failed || b != reserved {
		t.Errorf("the swap is %s, the service %s", a, b)
	}
}

// clashed returns the state of an order that clashed with another.
func clashed(o object) string {
	for _, a := range o.list("jeopardyAlert") {
		if a.text("exception") == clashCode {
			return o.text("state") + " with an alert"
		}
	}
	for _, e := range o.list("errorMessage") {
		if e.text("code") == clashCode {
			return o.text("state") + " with an error"
		}
	}
	return o.text("state")
}

func TestClash_SecondOpenOrderSpoilsBoth(t *testing.T) {
	for _, kind := range []string{simSwap, "eSIM", featureUpdate, changePlan, travelPack, numberPort, activation, "port of a new",
		cancelService} {
		p, k, s := serve(t, Config{})
		p.world.next = 1 << 60 // so that nobody else orders on the service
		service := aService(t, p, "1.0")
		body := everyOrder(service)[kind]
		first := sends(t, s, body)
		k.pass(time.Second)
		second := sends(t, s, body)
		k.pass(72 * time.Hour)
		a, b := clashed(orderOf(t, p, first)), clashed(orderOf(t, p, second))
		if a != "inProgress with an alert" || b != "failed with an error" {
			t.Errorf("%s: the first is %s, the second %s", kind, a, b)
		}
		if got := p.Clashes(); len(got) != 1 || got[0] != second {
			t.Errorf("%s: clashes %v", kind, got)
		}
		if got := p.Rivals(second); len(got) != 1 || got[0].OrderID != first || len(p.Rivals(first)) != 0 {
			t.Errorf("%s: rivals %v", kind, got)
		}
		if s := serviceOf(t, p, service).text("state"); s != active {
			t.Errorf("%s: the service is %s", kind, s)
		}
		if len(p.Placed()) != 2 {
			t.Errorf("%s: placed %v", kind, p.Placed())
		}
	}
}

func TestClash_FirstOrderStopsWhereItIs(t *testing.T) {
	p, k, s := serve(t, Config{})
	body := everyOrder(aService(t, p, "1.0"))["eSIM"]
	first := sends(t, s, body)
	k.pass(20 * time.Second)
	trail := strings.Join(orderOf(t, p, first).trail(), " ")
	sends(t, s, body)
	k.pass(time.Hour)
	if o := orderOf(t, p, first); strings.Join(o.trail(), " ") != trail || clashed(o) != "inProgress with an alert" || trail == "" {
		t.Errorf("it went from %s to %v", trail, o)
	}
}

func TestClash_NeedsSameKindAndBothOpen(t *testing.T) {
	p, k, s := serve(t, Config{})
	service := aService(t, p, "1.0")
	ids := []string{sends(t, s, everyOrder(service)["eSIM"]), sends(t, s, everyOrder(service)[featureUpdate])}
	k.pass(3 * time.Minute)
	ids = append(ids, sends(t, s, everyOrder(service)["eSIM"]))
	k.pass(3 * time.Minute)
	for _, id := range ids {
		if o := orderOf(t, p, id); clashed(o) != completed {
			t.Errorf("it is %s", clashed(o))
		}
	}
	if got := p.Clashes(); len(got) != 0 {
		t.Errorf("clashes %v", got)
	}
}

func TestClash_ClientAndColleagueClash(t *testing.T) {
	for _, clientFirst := range []bool{true, false} {
		p, k, s := serve(t, Config{})
		service := aService(t, p, "1.0")
		byClient := func() string { return sends(t, s, everyOrder(service)["eSIM"]) }
		byColleague := func() string { return place(t, p, service, simSwap) }
		turns := []func() string{byColleague, byClient}
		if clientFirst {
			turns = []func() string{byClient, byColleague}
		}
		first, second := turns[0](), turns[1]()
		k.pass(time.Hour)
		if a, b := clashed(orderOf(t, p, first)), clashed(orderOf(t, p, second)); a != "inProgress with an alert" || b != "failed with an error" {
			t.Errorf("client first %v: the first is %s, the second %s", clientFirst, a, b)
		}
	}
	p, k, _ := serve(t, Config{})
	service := aService(t, p, "1.0")
	one, two := place(t, p, service, simSwap), place(t, p, service, simSwap)
	k.pass(time.Hour)
	if a, b := clashed(orderOf(t, p, one)), clashed(orderOf(t, p, two)); a != completed || b != completed || len(p.Clashes()) > 0 {
		t.Errorf("two of colleagues are %s and %s", a, b)
	}
}

func TestClash_LeavesStuckOrderAsItIs(t *testing.T) {
	p, k, s := serve(t, Config{})
	service := orderOf(t, p, "ORD00003927848").list("serviceOrderItem")[0]["service"].(map[string]any)["id"].(string)
	second := sends(t, s, everyOrder(service)["eSIM"])
	k.pass(time.Hour)
	if a, b := clashed(orderOf(t, p, "ORD00003927848")), clashed(orderOf(t, p, second)); a != inProgress || b != "failed with an error" {
		t.Errorf("the stuck one is %s, the second %s", a, b)
	}
}

func TestClash_OrderBeingCancelledIsStillCancelled(t *testing.T) {
	p, k, s := serve(t, Config{})
	body := everyOrder(aService(t, p, "1.0"))["eSIM"]
	first := sends(t, s, body)
	send(t, s.ServiceOrdering+"/cancelServiceOrder", cancelFor(first))
	second := sends(t, s, body)
	k.pass(time.Hour)
	if a, b := clashed(orderOf(t, p, first)), clashed(orderOf(t, p, second)); a != cancelled || b != "failed with an error" {
		t.Errorf("the first is %s, the second %s", a, b)
	}
}

// keys says which of the two names of an order a server shows.
func keys(o object) string {
	shown := ""
	if o.text("externalId") != "" {
		shown += "externalId "
	}
	if len(o.list("externalReference")) > 0 {
		shown += "externalReference "
	}
	return shown
}

func TestKeys_KeptAsThePersonalitySays(t *testing.T) {
	const both = "externalId externalReference "
	for name, want := range map[Personality]string{
		Ideal: both, Reference: both, Independent: both, OpenPlain: both, OpenNamed: "externalReference ", Certified: "",
	} {
		p, k, s := serve(t, Config{Personality: name})
		body := everyOrder(aService(t, p, "1.0"))[simSwap]
		if name == Reference {
			body = older(body)
		}
		res, o := send(t, s.ServiceOrdering+"/serviceOrder", body)
		status := 201
		if name == OpenPlain || name == OpenNamed {
			status = 200
		}
		if res.StatusCode != status || keys(o) != want {
			t.Errorf("%s answers %s with %q, want %q", name, res.Status, keys(o), want)
		}
		k.pass(time.Minute)
		_, again := ask(t, s.ServiceOrdering+"/serviceOrder/"+o.text("id"))
		if got := keys(read(t, again)); got != want {
			t.Errorf("%s shows %q, want %q", name, got, want)
		}
		for _, body := range p.Orders() {
			if got := keys(read(t, body)); got != want && got != "" {
				t.Errorf("%s shows %q of an order of the past", name, got)
			}
		}
		if placed := p.Placed(); len(placed) != 1 || placed[0].ExternalID != "key-0001" || placed[0].Reference != "key-0001" {
			t.Errorf("%s: placed was %v", name, placed)
		}
	}
}

func TestKeys_DroppedOnesFindNothing(t *testing.T) {
	for _, variants := range [][]Variant{nil, {NoEcho}} {
		p, _, s := serve(t, Config{Variants: variants})
		id := sends(t, s, everyOrder(aService(t, p, "1.0"))[simSwap])
		for _, query := range []string{"externalId=key-0001", "externalReference.id=key-0001"} {
			rows, _ := listOf(t, s.ServiceOrdering+"/serviceOrder?"+query)
			if variants == nil && (len(rows) != 1 || rows[0].text("id") != id) || variants != nil && len(rows) != 0 {
				t.Errorf("%v: %s finds %d", variants, query, len(rows))
			}
		}
		if shown := keys(orderOf(t, p, id)); variants != nil && shown != "" {
			t.Errorf("it shows %s", shown)
		}
	}
}

func TestKeys_SameKeyIsStoredAgain(t *testing.T) {
	p, _, s := serve(t, Config{})
	body := everyOrder(aService(t, p, "1.0"))[featureUpdate]
	ids := map[string]bool{}
	for range 3 {
		ids[sends(t, s, body)] = true
	}
	rows, _ := listOf(t, s.ServiceOrdering+"/serviceOrder?externalId=key-0001")
	if len(ids) != 3 || len(rows) != 3 || len(p.Placed()) != 3 {
		t.Errorf("%d ids, %d rows, %d placed", len(ids), len(rows), len(p.Placed()))
	}
}
