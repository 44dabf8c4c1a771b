package portalsim

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"testing"
	"time"
)

func TestTheSameSeedAndTimeGiveTheSameBytes(t *testing.T) {
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

func TestTheDefaultWorldHasABelievablePresent(t *testing.T) {
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

func TestSomebodyWhoWatchesSeesSomethingHappen(t *testing.T) {
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

func TestEveryServiceCanBeReadAsPromised(t *testing.T) {
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

func TestHistoryHasEveryKindAndMostEnds(t *testing.T) {
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

func TestAWorldHasTheOrdersItWasAskedFor(t *testing.T) {
	for _, c := range []Config{{Services: 1}, {Services: 3, Orders: 7}, {Services: 12, Orders: 5}, {Services: 40, Orders: 90}, {Services: 50, Orders: -1}, {Services: 5000, Orders: 6000}} {
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

func TestAWorldOfAnotherTimeHasBothPlatforms(t *testing.T) {
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

func TestPersonalDataIsEverythingThatNamesACustomer(t *testing.T) {
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
