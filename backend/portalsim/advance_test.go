package portalsim

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

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

func TestAnOrderPassesItsStages(t *testing.T) {
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
	if o.text("state") != completed || strings.Join(o.trail(), " ") != "VAL_OK SIM_RSV PCN_CON BPCN SIM_ACT" || o.text("completionDate") == "" {
		t.Errorf("after two minutes it is %v", o)
	}
	for _, m := range o.list("milestone") {
		if m.text("status") != completed || m.text("description") == "" || m.text("message") == "" {
			t.Errorf("milestone %v", m)
		}
	}
}

func TestACompletedOrderChangesItsService(t *testing.T) {
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

func TestNewServicesAreActivated(t *testing.T) {
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

func TestStuckStaysStuck(t *testing.T) {
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

func TestPartsAreLinkedToTheFirst(t *testing.T) {
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

func TestAPortTakesHours(t *testing.T) {
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

func TestSpeedDividesWhatStagesTake(t *testing.T) {
	p, k := open(t, Config{Speed: 60})
	id := place(t, p, aService(t, p, "2.0"), activation)
	k.pass(4 * time.Second)
	if o := orderOf(t, p, id); o.text("state") != completed {
		t.Errorf("after four seconds at speed 60 it is %s", o.text("state"))
	}
}

func TestAPlanChangeOnPlatform2WaitsForThe27th(t *testing.T) {
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
		p.world.nextArrival = 1 << 60 // a month of arrivals would only take time
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

func TestACancellationIsAssessedFirst(t *testing.T) {
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

func TestAFrozenWorldChangesByHandOnly(t *testing.T) {
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

func TestAHandOnAnOrderEndsItsCourse(t *testing.T) {
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
	for _, err := range []error{p.SetOrderState("ORD1", held), p.RenameCustomer("SVC1", "A"), second(p.PlaceOrder("SVC1", simSwap)), second(p.PlaceOrder(service, "wish"))} {
		if err == nil || !strings.HasPrefix(err.Error(), "there is no ") {
			t.Errorf("an unknown name is answered with %v", err)
		}
	}
}

func second[T any](_ T, err error) error { return err }
