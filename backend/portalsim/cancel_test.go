package portalsim

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// cancelFor asks for the cancellation of an order.
func cancelFor(id string) string {
	return fmt.Sprintf(`{"cancellationReason":"Wrong SIM","requestedCancellationDate":"2026-11-22T05:00:00Z","@type":"CancelServiceOrder",
		"serviceOrder":{"id":%q,"@type":"ServiceOrderRef","@referredType":"ServiceOrder"}}`, id)
}

// follow passes seconds and returns the states an order and a task go through.
func follow(t testing.TB, p *Portal, k *clock, s *Server, order, task string, seconds int) (orders, tasks string) {
	t.Helper()
	var a, b []string
	for range seconds {
		_, body := ask(t, s.ServiceOrdering+"/cancelServiceOrder/"+task)
		a, b = append(a, orderOf(t, p, order).text("state")), append(b, read(t, body).text("state"))
		k.pass(time.Second)
	}
	return strings.Join(slices.Compact(a), " "), strings.Join(slices.Compact(b), " ")
}

func TestCancel_InTimeIsGranted(t *testing.T) {
	p, k, s := serve(t, Config{})
	service := aService(t, p, "1.0")
	before := serviceOf(t, p, service).characteristic("iccid")
	id := sends(t, s, everyOrder(service)["eSIM"])
	k.pass(10 * time.Second)
	res, task := send(t, s.ServiceOrdering+"/cancelServiceOrder", cancelFor(id))
	if res.StatusCode != 201 || task.text("state") != "accepted" || task.text("id") == "" ||
		!strings.HasSuffix(res.Header.Get("Location"), "/cancelServiceOrder/"+task.text("id")) ||
		object(task["serviceOrder"].(map[string]any)).text("id") != id || task.text("cancellationReason") != "Wrong SIM" {
		t.Fatalf("got %s %v, want 201 and the task for %s", res.Status, task, id)
	}
	orders, tasks := follow(t, p, k, s, id, task.text("id"), 120)
	if orders != "inProgress assessingCancellation pendingCancellation cancelled" || tasks != "accepted inProgress done" {
		t.Errorf("the order went %s, the task %s", orders, tasks)
	}
	if o := orderOf(t, p, id); o.text("cancellationReason") != "Wrong SIM" || o.text("cancellationDate") == "" ||
		o.trail()[len(o.trail())-1] != "CXL_OK" {
		t.Errorf("in the end it is %v", o)
	}
	k.pass(time.Hour)
	if serviceOf(t, p, service).characteristic("iccid") != before {
		t.Error("the SIM changed all the same")
	}
	if got := p.Cancelled(); len(got) != 1 || got[0].OrderID != id || got[0].TaskID != task.text("id") || got[0].Reason != "Wrong SIM" ||
		len(p.Placed()) != 1 {
		t.Errorf("cancelled %v", got)
	}
	if rows, _ := listOf(t, s.ServiceOrdering+"/cancelServiceOrder?serviceOrder.id="+id); len(rows) != 1 ||
		rows[0].text("effectiveCancellationDate") == "" {
		t.Errorf("the tasks are %v", rows)
	}
}

func TestCancel_TooLateIsRefusedAndTheOrderContinues(t *testing.T) {
	p, k, s := serve(t, Config{})
	service := aService(t, p, "1.0")
	id := sends(t, s, everyOrder(service)[simSwap])
	for !slices.Contains(orderOf(t, p, id).trail(), "BPCN") {
		k.pass(time.Second)
	}
	_, task := send(t, s.ServiceOrdering+"/cancelServiceOrder", cancelFor(id))
	orders, tasks := follow(t, p, k, s, id, task.text("id"), 120)
	if orders != "inProgress assessingCancellation inProgress completed" ||
		!strings.HasPrefix(tasks, "accepted inProgress terminatedWithError") {
		t.Errorf("the order went %s, the task %s", orders, tasks)
	}
	_, body := ask(t, s.ServiceOrdering+"/cancelServiceOrder/"+task.text("id"))
	if e, _ := read(t, body)["errorMessage"].(map[string]any); e["code"] != "CXL_REJ" {
		t.Errorf("the task is %s", body)
	}
	if got := serviceOf(t, p, service).characteristic("iccid"); got != "0077700112233" {
		t.Error("the SIM did not change")
	}
	if trail := strings.Join(orderOf(t, p, id).trail(), " "); trail != "VAL_OK SIM_RSV PCN_CON BPCN CXL_REQ CXL_REJ SIM_ACT" {
		t.Errorf("it passed %s", trail)
	}
}

func TestCancel_RefusesScheduledPlanChange(t *testing.T) {
	p, k, s := serve(t, Config{})
	service := aService(t, p, "2.0")
	asked := "Everyday 120"
	if serviceOf(t, p, service).characteristic("plan") == asked {
		asked = "Everyday 60"
	}
	id := sends(t, s, wanting(changePlan, "modify", service, characteristics("plan", asked)))
	send(t, s.ServiceOrdering+"/cancelServiceOrder", cancelFor(id))
	k.pass(time.Hour)
	if s := orderOf(t, p, id).text("state"); s != inProgress {
		t.Errorf("it is %s", s)
	}
	k.pass(6 * 24 * time.Hour)
	if o := orderOf(t, p, id); o.text("state") != completed || serviceOf(t, p, service).characteristic("plan") != asked {
		t.Errorf("after the 27th it is %v", o)
	}
}

func TestCancel_StuckOrderCanAlwaysBeWithdrawn(t *testing.T) {
	p, k, s := serve(t, Config{})
	byHand := place(t, p, aService(t, p, "1.0"), simSwap)
	if err := p.SetOrderState(byHand, held); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"ORD00003927848", byHand} {
		send(t, s.ServiceOrdering+"/cancelServiceOrder", cancelFor(id))
		k.pass(2 * time.Minute)
		if s := orderOf(t, p, id).text("state"); s != cancelled {
			t.Errorf("it is %s", s)
		}
	}
}

func TestCancel_ActivationEndsItsService(t *testing.T) {
	p, k, s := serve(t, Config{})
	id := sends(t, s, everyOrder("")[activation])
	of := p.Placed()[0].ServiceID
	send(t, s.ServiceOrdering+"/cancelServiceOrder", cancelFor(id))
	k.pass(2 * time.Minute)
	if o, of := orderOf(t, p, id).text("state"), serviceOf(t, p, of).text("state"); o != cancelled || of != terminated {
		t.Errorf("the order is %s, its service %s", o, of)
	}
}

func TestCancel_PortCancelsItsParts(t *testing.T) {
	p, k, s := serve(t, Config{})
	id := sends(t, s, everyOrder(aService(t, p, "1.0"))[numberPort])
	part := orderOf(t, p, id).list("orderRelationship")[1].text("id")
	if res, e := send(t, s.ServiceOrdering+"/cancelServiceOrder", cancelFor(part)); res.StatusCode != 400 ||
		!strings.Contains(e.text("message"), id) {
		t.Errorf("a part alone: %s %v", res.Status, e)
	}
	send(t, s.ServiceOrdering+"/cancelServiceOrder", cancelFor(id))
	k.pass(72 * time.Hour)
	for _, one := range []string{id, part} {
		if s := orderOf(t, p, one).text("state"); s != cancelled {
			t.Errorf("%s is %s", one, s)
		}
	}
}

func TestCancel_RefusesWithASentence(t *testing.T) {
	p, k, s := serve(t, Config{})
	url := s.ServiceOrdering + "/cancelServiceOrder"
	id := sends(t, s, everyOrder(aService(t, p, "1.0"))["eSIM"])
	over := sends(t, s, everyOrder(aService(t, p, "1.0"))["eSIM"])
	k.pass(3 * time.Minute)
	running := sends(t, s, everyOrder(aService(t, p, "1.0"))["eSIM"])
	send(t, url, cancelFor(running))
	for body, want := range map[string]string{
		`{}`: "no serviceOrder.id", `{"serviceOrder":{}}`: "no serviceOrder.id", `{`: "cannot read",
		cancelFor("ORD1"): `no service order with the id "ORD1"`,
		cancelFor(id):     "is completed", cancelFor(over): "is completed", cancelFor(running): "is being cancelled already",
	} {
		if res, e := send(t, url, body); res.StatusCode != 400 || !strings.Contains(e.text("message"), want) {
			t.Errorf("%s: %s %v", body, res.Status, e)
		}
	}
	k.pass(10 * time.Second)
	if res, _ := send(t, url, cancelFor(running)); res.StatusCode != 400 {
		t.Errorf("while it is assessed: %s", res.Status)
	}
	if len(p.Cancelled()) != 1 {
		t.Errorf("cancelled %v", p.Cancelled())
	}
}

func TestCancel_RefusedOneDelaysTheOrder(t *testing.T) {
	for seed := range uint64(12) {
		p, k, s := serve(t, Config{Seed: seed})
		id := sends(t, s, everyOrder(aService(t, p, "1.0"))["eSIM"])
		for !slices.Contains(orderOf(t, p, id).trail(), "BPCN") {
			k.pass(time.Second)
		}
		k.pass(9 * time.Second) // the last stage is near
		send(t, s.ServiceOrdering+"/cancelServiceOrder", cancelFor(id))
		k.pass(3 * time.Minute)
		var dates []string
		o := orderOf(t, p, id)
		for _, m := range o.list("milestone") {
			dates = append(dates, m.text("milestoneDate"))
		}
		if n := len(slices.Compact(slices.Clone(dates))); !slices.IsSorted(dates) || n != 7 || o.text("completionDate") <= dates[6] {
			t.Errorf("seed %d: its stages were at %v, its end at %s", seed, dates, o.text("completionDate"))
		}
	}
}

func TestCancel_SomePersonalitiesCancelNothing(t *testing.T) {
	refused := map[Personality]int{OpenNamed: 404, Certified: 405}
	for _, kind := range Personalities() {
		p, _, s := serve(t, Config{Personality: kind})
		url := s.ServiceOrdering + "/cancelServiceOrder"
		res, body := ask(t, url+"?limit=1")
		if refused[kind] == 0 {
			if res.StatusCode != 200 || body[0] != '[' {
				t.Errorf("%s: %s %s", kind, res.Status, body)
			}
			continue
		}
		one, _ := ask(t, url+"/1")
		sent, _ := send(t, url, cancelFor("ORD00003927848"))
		for _, r := range []int{res.StatusCode, one.StatusCode, sent.StatusCode} {
			if r != refused[kind] {
				t.Errorf("%s: answered %d", kind, r)
			}
		}
		if res.Header.Get("Allow") != "" || len(p.Cancelled()) != 0 {
			t.Errorf("%s: cancelled %v, %v", kind, p.Cancelled(), res.Header)
		}
	}
}
