package portalsim

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestWorld_SameSeedAndTimeGiveSameBytes(t *testing.T) {
	often, k1 := open(t, Config{Seed: 7, Speed: 5})
	once, k2 := open(t, Config{Seed: 7, Speed: 5})
	for range 200 {
		k1.pass(9 * time.Second)
		often.Service("SVC10440017")
	}
	k2.pass(200 * 9 * time.Second)
	for name, pair := range map[string][2][]json.RawMessage{
		"orders": {often.Orders(), once.Orders()}, "services": {often.Services(), once.Services()},
	} {
		if !slices.EqualFunc(pair[0], pair[1], func(a, b json.RawMessage) bool { return bytes.Equal(a, b) }) {
			t.Errorf("%s depend on how often somebody looked", name)
		}
	}
	if !slices.Equal(often.PersonalData(), once.PersonalData()) {
		t.Error("personal data depends on how often somebody looked")
	}
	other, _ := open(t, Config{Seed: 8})
	if bytes.Equal(other.Services()[40], once.Services()[40]) {
		t.Error("another seed gives the same world")
	}
}

func TestWorld_DefaultHasBelievablePresent(t *testing.T) {
	for seed := range uint64(10) {
		p, _ := open(t, Config{Seed: seed})
		open := openOrders(t, p)
		if len(open) < 9 || len(open) > 12 {
			t.Errorf("seed %d: %d open orders", seed, len(open))
		}
		stuck, states := 0, map[string]int{}
		for _, o := range open {
			states[o.text("state")]++
			for _, a := range o.list("jeopardyAlert") {
				if a.text("exception") == stuckAlert.code {
					stuck++
				}
			}
		}
		if stuck < 2 || stuck > 4 || states[pending] != 1 || states[held] != 1 || states[acknowledged] == 0 {
			t.Errorf("seed %d: %d stuck, states %v", seed, stuck, states)
		}
	}
}

func TestWorld_SomethingHappensSoon(t *testing.T) {
	for seed := range uint64(20) {
		p, k := open(t, Config{Seed: seed})
		k.pass(time.Hour)
		end := sunday.Add(time.Hour).UnixMilli()
		p.mu.Lock()
		p.present()
		moments := []int64{sunday.UnixMilli(), end}
		for _, o := range p.world.orders { // what a watcher sees is an order placed, or a step
			moments = append(moments, o.ordered)
			for _, s := range o.steps {
				moments = append(moments, s.at)
			}
		}
		p.mu.Unlock()
		moments = slices.DeleteFunc(moments, func(at int64) bool { return at < sunday.UnixMilli() || at > end })
		slices.Sort(moments)
		longest := int64(0)
		for i := range moments[1:] {
			longest = max(longest, moments[i+1]-moments[i])
		}
		if average := 3_600_000 / int64(len(moments)); longest > 60_000 || average > 12_000 {
			t.Errorf("seed %d: quiet for %d ms at most, for %d ms on average", seed, longest, average)
		}
	}
}

func TestService_ReadsAsPromised(t *testing.T) {
	p, _ := open(t, Config{Services: 2500})
	cut := time.Date(2026, time.June, 1, 0, 0, 0, 0, sydney)
	count, leading := map[string]int{}, 0
	numbers, sims := map[string]bool{}, map[string]bool{}
	for _, body := range p.Services() {
		s := read(t, body)
		number, sim, platform := s.characteristic("msisdn"), s.characteristic("iccid"), s.characteristic("platform")
		if !regexp.MustCompile(`^\+614915\d{5}$`).MatchString(number) || numbers[number] {
			t.Errorf("number %q is wrong or used twice", number)
		}
		if !regexp.MustCompile(`^\d{13}$`).MatchString(sim) || sims[sim] {
			t.Errorf("SIM %q is wrong or used twice", sim)
		}
		numbers[number], sims[sim] = true, true
		if sim[0] == '0' {
			leading++
		}
		count[platform]++
		count[s.text("state")]++
		count[s.characteristic("simType")]++
		if planNamed(s.characteristic("plan")).platform != platform {
			t.Errorf("%s is not a plan of platform %s", s.characteristic("plan"), platform)
		}
		if at, err := time.Parse(time.RFC3339, s.text("startDate")); err == nil && at.Before(cut) != (platform == "1.0") {
			t.Errorf("%s: platform %s since %s", s.text("id"), platform, at)
		}
		if len(s.list("feature")) != len(features) || len(s.list("serviceOrderItem")) == 0 {
			t.Errorf("%s lacks features or orders", s.text("id"))
		}
		if (s.text("state") == terminated) != (s.text("endDate") != "") {
			t.Errorf("%s is %s and ended %q", s.text("id"), s.text("state"), s.text("endDate"))
		}
	}
	for _, what := range []string{"1.0", "2.0", active, suspended, terminated, reserved, "eSIM", "physical"} {
		if count[what] == 0 {
			t.Errorf("there is no service that is %s: %v", what, count)
		}
	}
	if leading == 0 {
		t.Error("no SIM number begins with a zero")
	}
}

func TestHistory_HasEveryKindAndMostEndings(t *testing.T) {
	p, _ := open(t, Config{Services: 2000})
	kinds, states := map[string]int{}, map[string]int{}
	last := ""
	for _, body := range p.Orders() {
		o := read(t, body)
		kinds[o.text("category")]++
		states[o.text("state")]++
		if o.text("orderDate") < last {
			t.Fatalf("%s is older than the one before", o.text("id"))
		}
		last = o.text("orderDate")
		if s := o.text("state"); (s == failed || s == rejected) && o.list("errorMessage")[0].text("reason") == "" {
			t.Errorf("%s is %s without a reason", o.text("id"), s)
		}
		if o.text("state") == partial {
			items := o.list("serviceOrderItem")
			if len(items) != 2 || items[0].text("state") != completed && o.text("category") == featureUpdate {
				t.Errorf("%s is partial: %v", o.text("id"), items)
			}
		}
	}
	for _, k := range categories {
		if kinds[k] == 0 {
			t.Errorf("there is no %s", k)
		}
	}
	for _, s := range []string{completed, failed, rejected, cancelled, partial, inProgress, pending, held} {
		if states[s] == 0 {
			t.Errorf("no order is %s: %v", s, states)
		}
	}
}

func TestWorld_HasTheOrdersAskedFor(t *testing.T) {
	for _, c := range []Config{{Services: 1}, {Services: 3, Orders: 7}, {Services: 12, Orders: 5}, {Services: 40, Orders: 90},
		{Services: 50, Orders: -1}, {Services: 5000, Orders: 6000}} {
		p, _ := open(t, c)
		want := c.Orders
		if want == 0 {
			want = 4 * c.Services
		}
		if got := len(p.Orders()); got != max(want, 0) || len(p.Services()) != c.Services {
			t.Errorf("%+v: %d orders", c, got)
		}
	}
}

func TestWorld_OfAnotherTimeHasBothPlatforms(t *testing.T) {
	long := time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC)
	p, _ := open(t, Config{Now: func() time.Time { return long }})
	seen := map[string]int{}
	for _, body := range p.Services() {
		seen[read(t, body).characteristic("platform")]++
	}
	if seen["1.0"] == 0 || seen["2.0"] == 0 {
		t.Errorf("platforms %v", seen)
	}
}

func TestPersonalData_HasEverythingThatNamesCustomers(t *testing.T) {
	p, k := open(t, Config{Services: 60, Speed: 50})
	id := serviceOf(t, p, read(t, p.Services()[5]).text("id")).text("id")
	before := serviceOf(t, p, id).list("relatedParty")[0].text("name")
	if err := p.RenameCustomer(id, "Somebody Else"); err != nil {
		t.Fatal(err)
	}
	k.pass(20 * time.Minute)
	data := p.PersonalData()
	for _, want := range []string{before, "Somebody Else", "+61491570156", "0491570156", "0491 570 156"} {
		if !slices.Contains(data, want) {
			t.Errorf("%q is missing", want)
		}
	}
	for _, body := range append(p.Services(), p.Orders()...) {
		o := read(t, body)
		for _, party := range o.list("relatedParty") {
			if party.text("role") == "customer" && !slices.Contains(data, party.text("name")) {
				t.Errorf("%q is missing", party.text("name"))
			}
		}
		for _, digits := range regexp.MustCompile(`"(\+61\d{9}|\d{13})"`).FindAllSubmatch(body, -1) {
			if !slices.Contains(data, string(digits[1])) {
				t.Errorf("%s is missing", digits[1])
			}
		}
	}
}

// aService finds a running service without an open order.
func aService(t testing.TB, p *Portal, platform string) string {
	t.Helper()
	for _, s := range p.world.services[min(len(cast), len(p.world.services)-1):] {
		if s.state == active && s.plan.platform == platform && !s.openOrder(p.world.now) {
			return s.id
		}
	}
	t.Fatal("no service is free")
	return ""
}

func place(t testing.TB, p *Portal, service, category string) string {
	t.Helper()
	id, err := p.PlaceOrder(service, category)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestOrder_PassesItsStages(t *testing.T) {
	p, k := open(t, Config{})
	id := place(t, p, aService(t, p, "1.0"), simSwap)
	if o := orderOf(t, p, id); o.text("state") != acknowledged || len(o.trail()) != 0 || o.text("startDate") != "" {
		t.Fatalf("a new order is %v", o)
	}
	k.pass(9 * time.Second)
	if o := orderOf(t, p, id); o.text("state") != inProgress || !slices.Equal(o.trail(), []string{"VAL_OK"}) || o.text("startDate") == "" {
		t.Errorf("after 9 seconds it is %v", o)
	}
	k.pass(2 * time.Minute)
	o := orderOf(t, p, id)
	if o.text("state") != completed || strings.Join(o.trail(), " ") != "VAL_OK SIM_RSV PCN_CON BPCN SIM_ACT" ||
		o.text("completionDate") == "" {
		t.Errorf("after two minutes it is %v", o)
	}
	for _, m := range o.list("milestone") {
		if m.text("status") != completed || m.text("description") == "" || m.text("message") == "" {
			t.Errorf("milestone %v", m)
		}
	}
}

func TestOrder_ChangesItsServiceWhenCompleted(t *testing.T) {
	p, k := open(t, Config{})
	for _, c := range []struct{ category, of string }{
		{simSwap, "iccid"}, {changePlan, "plan"}, {travelPack, "travelPack"}, {featureUpdate, ""}, {cancelService, ""},
	} {
		id := aService(t, p, "1.0")
		before := serviceOf(t, p, id)
		order := place(t, p, id, c.category)
		if after := serviceOf(t, p, id); after.characteristic(c.of) != before.characteristic(c.of) || after.text("state") != active {
			t.Errorf("%s took effect before it was complete", c.category)
		}
		k.pass(3 * time.Minute)
		after, asked := serviceOf(t, p, id), object(orderOf(t, p, order).list("serviceOrderItem")[0]["service"].(map[string]any))
		switch c.category {
		case featureUpdate:
			want := asked.list("feature")[0]
			for _, f := range after.list("feature") {
				if f.text("id") == want.text("id") && f["isEnabled"] != want["isEnabled"] {
					t.Errorf("%s is still %v", f.text("id"), f["isEnabled"])
				}
			}
		case cancelService:
			if after.text("state") != terminated || after.text("endDate") == "" {
				t.Errorf("the cancelled service is %s", after.text("state"))
			}
		default:
			if after.characteristic(c.of) == before.characteristic(c.of) {
				t.Errorf("%s left %s at %s", c.category, c.of, before.characteristic(c.of))
			}
			if want := asked.characteristic(c.of); want != "" && after.characteristic(c.of) != want {
				t.Errorf("%s made %s %s, asked was %s", c.category, c.of, after.characteristic(c.of), want)
			}
			if c.of == "plan" && asked.characteristic("previousPlan") != before.characteristic("plan") {
				t.Errorf("the previous plan is %s", asked.characteristic("previousPlan"))
			}
		}
	}
}

func TestWorld_ActivatesNewServices(t *testing.T) {
	p, k := open(t, Config{Speed: 20})
	k.pass(30 * time.Minute)
	fresh := p.Services()[300:]
	states := map[string]int{}
	for _, body := range fresh {
		s := read(t, body)
		states[s.text("state")]++
		if s.characteristic("platform") != "2.0" {
			t.Errorf("a new service is on platform %s", s.characteristic("platform"))
		}
	}
	if states[active] < 10 {
		t.Errorf("new services: %v", states)
	}
}

func TestOrder_StaysStuck(t *testing.T) {
	p, k := open(t, Config{Speed: 10})
	before := orderOf(t, p, "ORD00003927848")
	if before.text("state") != inProgress || before.trail()[len(before.trail())-1] != "BPCN" || len(before.list("jeopardyAlert")) != 1 {
		t.Fatalf("it is %v", before)
	}
	if at, _ := time.Parse(time.RFC3339, before.text("orderDate")); sunday.Sub(at) != 47*time.Minute {
		t.Errorf("it was placed at %s", at)
	}
	k.pass(72 * time.Hour)
	if after := orderOf(t, p, "ORD00003927848"); after.text("state") != inProgress || len(after.trail()) != len(before.trail()) {
		t.Errorf("after three days it is %v", after)
	}
}

func TestPort_PartsLinkToTheWhole(t *testing.T) {
	p, k := open(t, Config{})
	id := place(t, p, aService(t, p, "2.0"), numberPort)
	links := orderOf(t, p, id).list("orderRelationship")
	if len(links) != 2 {
		t.Fatalf("links %v", links)
	}
	for _, l := range links {
		part := orderOf(t, p, l.text("id"))
		back := part.list("orderRelationship")
		if len(back) != 1 || back[0].text("id") != id || back[0].text("relationshipType") != "partOf" || part.text("category") != numberPort {
			t.Errorf("part %v", part)
		}
	}
	for range 48 * 60 {
		k.pass(time.Minute)
		if orderOf(t, p, id).text("state") != completed {
			continue
		}
		for _, l := range links {
			if s := orderOf(t, p, l.text("id")).text("state"); s != completed {
				t.Errorf("the whole is complete while a part is %s", s)
			}
		}
		return
	}
	t.Error("the port never ended")
}

func TestPort_TakesHours(t *testing.T) {
	r, soon, total := rand.New(rand.NewPCG(1, 1)), 0, 5000
	for range total {
		d := portDuration(r)
		if d < 30*time.Minute || d > 48*time.Hour {
			t.Fatalf("a port of %s", d)
		}
		if d <= 3*time.Hour {
			soon++
		}
	}
	if share := float64(soon) / float64(total); share < 0.88 || share > 0.94 {
		t.Errorf("%.0f%% within three hours", 100*share)
	}
}

func TestSpeed_DividesTheTimeOfStages(t *testing.T) {
	p, k := open(t, Config{Speed: 60})
	id := place(t, p, aService(t, p, "2.0"), activation)
	k.pass(4 * time.Second)
	if o := orderOf(t, p, id); o.text("state") != completed {
		t.Errorf("after four seconds at speed 60 it is %s", o.text("state"))
	}
}

func TestPlanChange_WaitsForThe27thOnPlatform2(t *testing.T) {
	for placed, effect := range map[string]string{
		"2026-11-22T15:00:00+11:00": "2026-11-27",
		"2026-11-26T23:59:58+11:00": "2026-11-27",
		"2026-11-27T00:00:00+11:00": "2026-12-27",
		"2026-11-27T23:00:00+11:00": "2026-12-27",
		"2026-12-28T09:00:00+11:00": "2027-01-27",
	} {
		at, err := time.Parse(time.RFC3339, placed)
		if err != nil {
			t.Fatal(err)
		}
		p, k := open(t, Config{Services: 60, Speed: 30, Now: func() time.Time { return at }})
		service := aService(t, p, "2.0")
		before := serviceOf(t, p, service).characteristic("plan")
		p.world.next = 1 << 60 // a month of arrivals would only take time
		id := place(t, p, service, changePlan)
		day, _ := time.ParseInLocation(time.DateOnly, effect, sydney)
		k.pass(day.Sub(at) - time.Second)
		if o := orderOf(t, p, id); o.text("state") != inProgress || !slices.Contains(o.trail(), "PLN_SCH") && day.Sub(at) > time.Minute {
			t.Errorf("placed %s: a second before the 27th it is %s at %v", placed, o.text("state"), o.trail())
		}
		if now := serviceOf(t, p, service).characteristic("plan"); now != before {
			t.Errorf("placed %s: the plan changed early", placed)
		}
		k.pass(time.Hour)
		if o := orderOf(t, p, id); o.text("state") != completed {
			t.Errorf("placed %s: an hour into the 27th it is %s", placed, o.text("state"))
		}
		if now := serviceOf(t, p, service).characteristic("plan"); now == before {
			t.Errorf("placed %s: the plan did not change", placed)
		}
	}
}

func TestOrder_CancellationIsAssessedFirst(t *testing.T) {
	p, k := open(t, Config{})
	var id string
	for _, o := range p.world.orders {
		if o.service == p.world.services[9] {
			id = o.id // the last is the opening
		}
	}
	var seen []string
	for range 40 * 60 {
		k.pass(time.Second)
		if s := orderOf(t, p, id).text("state"); len(seen) == 0 || seen[len(seen)-1] != s {
			seen = append(seen, s)
		}
	}
	if got := strings.Join(seen, " "); !strings.HasSuffix(got, "assessingCancellation pendingCancellation cancelled") {
		t.Errorf("it went %s", got)
	}
	if o := orderOf(t, p, id); o.text("cancellationDate") == "" || o.text("cancellationReason") == "" {
		t.Errorf("cancelled without date or reason: %v", o)
	}
}

func TestFreeze_LeavesOnlyChangesByHand(t *testing.T) {
	p, k := open(t, Config{Speed: 10})
	p.Freeze()
	before := joined(p)
	k.pass(5 * time.Hour)
	if joined(p) != before {
		t.Error("a frozen world changed by itself")
	}
	service := aService(t, p, "1.0")
	id := place(t, p, service, cancelService)
	if err := p.SetOrderState(id, completed); err != nil {
		t.Fatal(err)
	}
	if s := serviceOf(t, p, service).text("state"); s != terminated {
		t.Errorf("the service is %s", s)
	}
}

func joined(p *Portal) string {
	var b strings.Builder
	for _, body := range append(p.Orders(), p.Services()...) {
		b.Write(body)
	}
	return b.String()
}

func TestSetOrderState_EndsTheTimeline(t *testing.T) {
	p, k := open(t, Config{})
	service := aService(t, p, "1.0")
	before := serviceOf(t, p, service).characteristic("plan")
	id := place(t, p, service, changePlan)
	k.pass(8 * time.Second)
	if err := p.SetOrderState(id, "somethingElse"); err != nil {
		t.Fatal(err)
	}
	k.pass(time.Hour)
	if s := orderOf(t, p, id).text("state"); s != "somethingElse" {
		t.Errorf("it is %s", s)
	}
	if now := serviceOf(t, p, service).characteristic("plan"); now != before {
		t.Error("the plan changed all the same")
	}
	for _, err := range []error{p.SetOrderState("ORD1", held), p.RenameCustomer("SVC1", "A"), second(p.PlaceOrder("SVC1", simSwap)),
		second(p.PlaceOrder(service, "wish"))} {
		if err == nil || !strings.HasPrefix(err.Error(), "there is no ") {
			t.Errorf("an unknown name is answered with %v", err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestPersonalData_HasWhatClientsSent(t *testing.T) {
	p, k, s := serve(t, Config{})
	service := aService(t, p, "1.0")
	old := serviceOf(t, p, service)
	for _, kind := range []string{simSwap, numberPort, activation, "port of a new", "eSIM"} {
		sends(t, s, everyOrder(service)[kind])
	}
	refused := strings.NewReplacer("Philippa Thornbury", "Bartholomew Quill", "0077700112244", "00777001122", `"plan"`,
		`"tariff"`).Replace(everyOrder("")[activation])
	if res, _ := send(t, s.ServiceOrdering+"/serviceOrder", refused); res.StatusCode != 400 {
		t.Fatal(res.Status)
	}
	k.pass(72 * time.Hour)
	got := p.PersonalData()
	for _, want := range []string{
		"0077700112233", "0077700112244", "Philippa Thornbury", "+61491579999", "0491579999", "0491 579 999", "+61491579998", "0491 579 998",
		"BG-884120", "1981-04-17",
		"Bartholomew Quill", "00777001122",
		old.characteristic("iccid"), old.characteristic("msisdn"), serviceOf(t, p, service).characteristic("iccid"),
	} {
		if !slices.Contains(got, want) {
			t.Errorf("%s is missing", want)
		}
	}
	if !slices.IsSorted(got) || len(slices.Compact(slices.Clone(got))) != len(got) {
		t.Error("it is not sorted, or has something twice")
	}
}

func TestWorld_NeverReusesNumbersThatClientsTook(t *testing.T) {
	p, k, s := serve(t, Config{Speed: 20})
	sends(t, s, strings.Replace(everyOrder("")[activation], `"simType"`, `"msisdn","value":"`+e164(numberOf(303))+`"},{"name":"simType"`, 1))
	k.pass(time.Hour)
	seen := map[string]bool{}
	for _, body := range p.Services() {
		number := read(t, body).characteristic("msisdn")
		if seen[number] {
			t.Errorf("%s is given twice", number)
		}
		seen[number] = true
	}
	if len(seen) < 310 {
		t.Errorf("%d services prove nothing", len(seen))
	}
}

func TestActivation_GoesToTheKnownCustomer(t *testing.T) {
	p, _, s := serve(t, Config{})
	known := serviceOf(t, p, "SVC10440031").list("relatedParty")[0]
	sends(t, s, strings.NewReplacer("CUS-NEW-1", known.text("id"), "Philippa Thornbury", "Somebody Else").Replace(everyOrder("")[activation]))
	if got := serviceOf(t, p, p.Placed()[0].ServiceID).list("relatedParty")[0]; got.text("name") != known.text("name") {
		t.Errorf("it is of %v", got)
	}
}

func TestWorld_SameWritesGiveSameBytes(t *testing.T) {
	live := func(often bool) string {
		p, k, s := serve(t, Config{Seed: 7, Speed: 5})
		service := aService(t, p, "1.0")
		for _, kind := range []string{"eSIM", changePlan, activation, numberPort, "eSIM", featureUpdate} {
			id := sends(t, s, everyOrder(service)[kind])
			if kind == featureUpdate {
				send(t, s.ServiceOrdering+"/cancelServiceOrder", cancelFor(id))
			}
			for range 10 {
				k.pass(3 * time.Second)
				if often {
					p.Services()
					ask(t, s.Usage+"/usage?limit=3")
				}
			}
		}
		k.pass(time.Hour)
		rows, _ := listOf(t, s.ServiceOrdering+"/cancelServiceOrder")
		return joined(p) + strings.Join(p.PersonalData(), " ") + rows[0].text("state") + p.Placed()[2].ServiceID
	}
	if live(false) != live(true) {
		t.Error("the world depends on how often somebody looked")
	}
}

func TestFreeze_TakesOrdersThatStayNew(t *testing.T) {
	p, k, s := serve(t, Config{})
	p.Freeze()
	id := sends(t, s, everyOrder(aService(t, p, "1.0"))["eSIM"])
	k.pass(time.Hour)
	if o := orderOf(t, p, id); o.text("state") != acknowledged {
		t.Errorf("it is %s", o.text("state"))
	}
}

func large(b *testing.B) (*Portal, *clock) {
	p, k := open(b, Config{Services: 20_000})
	return p, k
}

func get(b testing.TB, p *Portal, path string) int {
	w := httptest.NewRecorder()
	p.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	if w.Code != http.StatusOK {
		b.Fatalf("%s: %d %s", path, w.Code, w.Body)
	}
	return w.Body.Len()
}

func BenchmarkWorld_Large(b *testing.B) {
	for b.Loop() {
		large(b)
	}
}

func BenchmarkWorld_LargeAnswers(b *testing.B) {
	p, k := large(b)
	for name, path := range map[string]string{
		"page":    orderPath + "?limit=100&offset=60000",
		"newest":  orderPath + "?limit=100&sort=-orderDate",
		"state":   orderPath + "?limit=100&state=inProgress",
		"service": orderPath + "?serviceOrderItem.service.id=SVC10450017",
		"since":   orderPath + "?limit=100&orderDate.gt=2026-11-20T00:00:00Z",
		"single":  orderPath + "/ORD00003927848",
		"any":     servicePath + "?serviceCharacteristic.value=%2B61491570156",
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				k.pass(time.Millisecond)
				get(b, p, path)
			}
		})
	}
}

func TestWorld_LargeOneIsReady(t *testing.T) {
	p, _ := open(t, Config{Services: 20_000})
	if n := len(stillOpen(p)); n < 60 || n > 200 {
		t.Errorf("%d open orders among 80,000", n)
	}
	if get(t, p, orderPath+"?limit=1000&offset=79000") < 1000*500 {
		t.Error("the last page is not full")
	}
}

// stillOpen finds them without writing 80,000 orders.
func stillOpen(p *Portal) (open []*order) {
	for _, o := range p.world.orders {
		if !final(o.stateAt(p.world.now)) {
			open = append(open, o)
		}
	}
	return open
}
