package portalsim

import (
	"strings"
	"testing"
	"time"
)

// clashed is how an order stands that another of its kind hit, or that hit one.
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

func TestASecondOpenOrderOfAKindIsTakenAndBothGoWrong(t *testing.T) {
	for _, kind := range []string{simSwap, "eSIM", featureUpdate, changePlan, travelPack, numberPort, activation, "port of a new", cancelService} {
		p, k, s := serve(t, Config{})
		p.world.nextArrival = 1 << 60 // so that nobody else orders on the service
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

func TestAnOrderThatHasBegunStandsWhereItIs(t *testing.T) {
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

func TestOrdersOfOtherKindsOrOneAfterTheOtherDoNotClash(t *testing.T) {
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

func TestAClientAndAColleagueClashToo(t *testing.T) {
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

func TestAStuckOrderStaysAsItIsWhenAnotherHitsIt(t *testing.T) {
	p, k, s := serve(t, Config{})
	service := orderOf(t, p, "ORD00003927848").list("serviceOrderItem")[0]["service"].(map[string]any)["id"].(string)
	second := sends(t, s, everyOrder(service)["eSIM"])
	k.pass(time.Hour)
	if a, b := clashed(orderOf(t, p, "ORD00003927848")), clashed(orderOf(t, p, second)); a != inProgress || b != "failed with an error" {
		t.Errorf("the stuck one is %s, the second %s", a, b)
	}
}

func TestAnOrderThatIsAboutToBeCancelledIsCancelledAllTheSame(t *testing.T) {
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
