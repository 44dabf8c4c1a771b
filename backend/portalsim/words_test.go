package portalsim

import (
	"strings"
	"testing"
	"time"
)

// older is an order on the older wire.
func older(body string) string { return strings.Replace(body, `"serviceOrderItem"`, `"orderItem"`, 1) }

func TestTheCertifiedProductHasActionWordsOfItsOwn(t *testing.T) {
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

func TestTheOlderWireReadsItsOwnItemsOnly(t *testing.T) {
	p, _, s := serve(t, Config{Personality: Reference})
	body := everyOrder(aService(t, p, "1.0"))["eSIM"]
	if res, e := send(t, s.ServiceOrdering+"/serviceOrder", body); res.StatusCode != 400 || e.text("message") != "The order has no orderItem." || e["code"] != 400.0 {
		t.Errorf("%s %v", res.Status, e)
	}
	res, o := send(t, s.ServiceOrdering+"/serviceOrder", older(body))
	if _, stated := o["state"]; res.StatusCode != 201 || len(o.list("orderItem")) != 1 || stated {
		t.Errorf("%s %v", res.Status, o)
	}
	_, o = send(t, s.ServiceOrdering+"/serviceOrder", body[:1]+`"orderItem":[{"id":"1","action":"delete","service":{"id":"`+aService(t, p, "1.0")+`"}}],`+strings.Replace(body[1:], simSwap, cancelService, 1))
	if o.text("category") != cancelService {
		t.Errorf("with both names it is %v", o)
	}
}

func TestAMockTakesEveryOrderAndKeepsNone(t *testing.T) {
	p, _, s := serve(t, Config{Personality: Mock})
	orders, services := len(p.world.orders), len(p.world.services)
	for _, service := range []string{"SVC10440031", "none"} {
		res, o := send(t, s.ServiceOrdering+"/serviceOrder", everyOrder(service)["eSIM"])
		if res.StatusCode != 201 || o.text("id") != placeholderWord || res.Header.Get("Location") != "" {
			t.Errorf("%s %v", res.Status, o)
		}
		res, task := send(t, s.ServiceOrdering+"/cancelServiceOrder", cancelFor("ORD1"))
		if res.StatusCode != 201 || task.text("id") != placeholderWord {
			t.Errorf("%s %v", res.Status, task)
		}
	}
	if len(p.world.orders) != orders || len(p.world.services) != services {
		t.Error("it kept something")
	}
	placed := p.Placed()
	if len(placed) != 2 || placed[0].ServiceID != "SVC10440031" || placed[1].OrderID != placeholderWord || placed[1].ExternalID != "key-0001" || len(p.Cancelled()) != 2 {
		t.Errorf("placed %v, cancelled %v", placed, p.Cancelled())
	}
	if res, _ := send(t, s.ServiceOrdering+"/serviceOrder", "{"); res.StatusCode != 400 {
		t.Errorf("what is no JSON: %s", res.Status)
	}
}
