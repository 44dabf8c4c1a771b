package portalsim

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"
)

// of is the value of a usage characteristic.
func of(u object, name string) any {
	for _, c := range u.list("usageCharacteristic") {
		if c.text("name") == name {
			return c["value"]
		}
	}
	return nil
}

// usageOf asks for the usage of one service, by kind and first day of the cycle.
func usageOf(t testing.TB, s *Server, service string) map[string]object {
	t.Helper()
	rows, _ := listOf(t, s.Usage+"/usage?usageCharacteristic.value="+service)
	out := map[string]object{}
	for _, u := range rows {
		if of(u, "serviceId") != service {
			t.Errorf("usage of another service: %v", u)
		}
		out[u.text("usageType")+" "+fmt.Sprint(of(u, "cycleStart"))] = u
	}
	return out
}

func TestUsage_ShowsTheCycleAgainstTheAllowance(t *testing.T) {
	_, _, s := serve(t, Config{})
	got := usageOf(t, s, "SVC10440031") // Everyday 60
	for _, c := range []struct{ kind, unit, allowance string }{{"data", "GB", "60"}, {"voice", "minutes", "unlimited"},
		{"sms", "messages", "unlimited"}} {
		u := got[c.kind+" 2026-10-28"]
		used, ok := of(u, "used").(float64)
		if !ok || of(u, "unit") != c.unit || fmt.Sprint(of(u, "allowance")) != c.allowance || of(u, "cycleEnd") != "2026-11-27" ||
			u.text("status") != "rated" || used < 0 || used > 2000 {
			t.Errorf("%s: got %v, want %s of an allowance of %s until 27 November", c.kind, u, c.unit, c.allowance)
		}
		if at, err := time.Parse(time.RFC3339, u.text("usageDate")); err != nil || at.After(sunday) || sunday.Sub(at) > reportEvery {
			t.Errorf("%s is as of %s", c.kind, u.text("usageDate"))
		}
		if before := got[c.kind+" 2026-09-28"]; before != nil && before.text("status") != "billed" {
			t.Errorf("the cycle before: %v", before)
		}
		res, body := ask(t, s.Usage+"/usage/"+u.text("id"))
		if res.StatusCode != 200 || fmt.Sprint(read(t, body)) != fmt.Sprint(u) {
			t.Errorf("by its id: %s %s", res.Status, body)
		}
	}
}

func TestUsage_GrowsAndNeverFalls(t *testing.T) {
	p, k, s := serve(t, Config{})
	p.world.next = 1 << 60
	last, cycles, grew := 0.0, map[string]bool{}, 0
	first := ""
	for range 60 {
		for key, u := range usageOf(t, s, "SVC10440031") {
			if kind, cycle, _ := strings.Cut(key, " "); kind == "data" && u.text("status") == "rated" {
				used := of(u, "used").(float64)
				if !cycles[cycle] {
					cycles[cycle], last = true, 0
				}
				if first == "" {
					first = u.text("id")
				}
				if used < last {
					t.Errorf("it fell from %v to %v", last, used)
				}
				if used > last {
					grew++
				}
				last = used
			}
		}
		k.pass(24 * time.Hour)
	}
	if grew < 20 || len(cycles) != 3 {
		t.Errorf("it grew on %d of 60 days, in the cycles %v", grew, cycles)
	}
	_, body := ask(t, s.Usage+"/usage/"+first)
	if u := read(t, body); u.text("status") != "billed" || of(u, "used").(float64) == 0 {
		t.Errorf("the first cycle became %v", u)
	}
}

func TestUsage_ComesInReports(t *testing.T) {
	p, k, s := serve(t, Config{})
	p.world.next = 1 << 60
	before := fmt.Sprint(usageOf(t, s, "SVC10440031"))
	k.pass(reportEvery - time.Second)
	if fmt.Sprint(usageOf(t, s, "SVC10440031")) != before {
		t.Error("it changed between two reports")
	}
	k.pass(time.Second)
	if fmt.Sprint(usageOf(t, s, "SVC10440031")) == before {
		t.Error("the next report does not come")
	}
}

func TestUsage_CyclesOfPlatform1BeginWithTheService(t *testing.T) {
	p, k, s := serve(t, Config{})
	for _, c := range []struct{ began, now, first, last string }{
		{"2026-01-31", "2026-03-01", "2026-02-28", "2026-03-30"},
		{"2026-01-31", "2026-02-27", "2026-01-31", "2026-02-27"},
		{"2026-01-31", "2026-03-31", "2026-03-31", "2026-04-29"},
		{"2025-11-15", "2026-11-14", "2026-10-15", "2026-11-14"},
		{"2025-11-15", "2026-11-15", "2026-11-15", "2026-12-14"},
	} {
		began, _ := time.ParseInLocation(time.DateOnly, c.began, sydney)
		now, _ := time.ParseInLocation(time.DateOnly, c.now, sydney)
		got := (&service{plan: planNamed("Classic 30"), start: began.UnixMilli()}).cycleAt(now.UnixMilli())
		if got.first() != c.first || got.last() != c.last {
			t.Errorf("begun %s, on %s the cycle is %s to %s", c.began, c.now, got.first(), got.last())
		}
	}
	for _, one := range p.world.services {
		for _, u := range one.usages(sunday.UnixMilli()) {
			day := u.cycle.from.Day()
			if one.plan.platform == "2.0" && day != 28 {
				t.Errorf("%s of platform 2.0 begins on %d", one.id, day)
			}
		}
	}
	k.pass(time.Hour)
	if rows, _ := listOf(t, s.Usage+"/usage?limit=10"); len(rows) != 10 {
		t.Errorf("%d rows", len(rows))
	}
}

func TestUsage_FollowsTheLifeOfItsService(t *testing.T) {
	p, k, s := serve(t, Config{})
	p.world.next = 1 << 60
	id := sends(t, s, everyOrder("")[activation])
	service := p.Placed()[0].ServiceID
	if got := usageOf(t, s, service); len(got) != 0 {
		t.Errorf("before it begins: %v", got)
	}
	k.pass(48 * time.Hour)
	if got := usageOf(t, s, service); len(got) != 3 || orderOf(t, p, id).text("state") != completed {
		t.Errorf("after two days: %v", got)
	}
	sends(t, s, everyOrder(service)[cancelService])
	k.pass(time.Hour)
	before := fmt.Sprint(usageOf(t, s, service))
	k.pass(2 * 24 * time.Hour)
	if got := fmt.Sprint(usageOf(t, s, service)); got != before || !strings.Contains(got, "data") {
		t.Errorf("after its end it went from %s to %s", before, got)
	}
	k.pass(120 * 24 * time.Hour)
	if got := usageOf(t, s, service); len(got) != 0 {
		t.Errorf("after months: %v", got)
	}
}

func TestUsage_StopsWhileSuspended(t *testing.T) {
	p, k, s := serve(t, Config{Personality: Certified})
	p.world.next = 1 << 60
	service := aService(t, p, "2.0")
	total := func() (sum float64) {
		p.Service(service) // which brings the world up to now
		for _, u := range p.world.serviceByID[service].usages(k.now().UnixMilli()) {
			sum += u.used(0, k.now().UnixMilli())
		}
		return sum
	}
	sends(t, s, wanting("", "suspend", service, ""))
	k.pass(time.Hour)
	before := total()
	k.pass(4 * 24 * time.Hour)
	if total() != before {
		t.Errorf("it went from %v to %v", before, total())
	}
	sends(t, s, wanting("", "resume", service, ""))
	k.pass(time.Hour)
	if total() <= before {
		t.Errorf("resumed it stays at %v", total())
	}
}

func TestUsage_KeyHasAnyName(t *testing.T) {
	_, _, s := serve(t, Config{UsageKey: "subscriptionKey", Variants: []Variant{StringNumbers}})
	rows, _ := listOf(t, s.Usage+"/usage?usageCharacteristic.value=SVC10440031&usageType=data")
	if len(rows) == 0 || of(rows[0], "subscriptionKey") != "SVC10440031" || of(rows[0], "serviceId") != nil {
		t.Errorf("got %v, want the service under subscriptionKey", rows)
	}
	if used, ok := of(rows[0], "used").(string); !ok || used == "" {
		t.Errorf("the number is %v", of(rows[0], "used"))
	}
}

func TestUsage_FiltersAsThePersonalityCan(t *testing.T) {
	for name, works := range map[Personality]bool{Ideal: true, Reference: true, Independent: true, OpenPlain: true, Certified: false,
		OpenNamed: false} {
		p, _, s := serve(t, Config{Services: 40, Personality: name})
		rows, _ := listOf(t, s.Usage+"/usage?usageCharacteristic.value=SVC10440031&limit=100")
		mine := 0
		for _, u := range rows {
			if of(u, "serviceId") == "SVC10440031" {
				mine++
			}
		}
		if (mine == len(rows)) != works || mine == 0 {
			t.Errorf("%s: %d of %d rows", name, mine, len(rows))
		}
		customer := p.world.serviceByID["SVC10440031"].customer
		if rows, _ := listOf(t, s.Usage+"/usage?relatedParty.id="+url.QueryEscape(customer.id)+"&status=rated"); works && len(rows) != 3 {
			t.Errorf("%s: %d of the customer", name, len(rows))
		}
	}
}

func TestUsage_DataSIMMakesNoCalls(t *testing.T) {
	p, _, s := serve(t, Config{})
	for _, one := range p.world.services[:len(cast)] {
		if one.plan.name == "Data SIM 80" && one.state == active {
			for key := range usageOf(t, s, one.id) {
				if !strings.HasPrefix(key, "data ") {
					t.Errorf("it has %s", key)
				}
			}
		}
	}
}
