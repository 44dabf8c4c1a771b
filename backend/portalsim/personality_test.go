package portalsim

import (
	"net/http"
	"net/url"
	"strconv"
	"testing"
	"time"
)

func TestTheReferenceIgnoresTotalsTagsAndDates(t *testing.T) {
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

func TestTheReferenceSpeaksTheOlderWire(t *testing.T) {
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

func TestTheReferenceFindsNothingByDigits(t *testing.T) {
	p, _, s := serve(t, Config{Personality: Reference})
	service := serviceOf(t, p, "SVC10440031")
	if rows, _ := listOf(t, s.ServiceInventory+"/service?serviceCharacteristic.value="+service.characteristic("iccid")); len(rows) != 0 {
		t.Error("a SIM number found its service")
	}
	if rows, _ := listOf(t, s.ServiceInventory+"/service?serviceCharacteristic.value="+url.QueryEscape("+61491570156")); len(rows) != 1 {
		t.Error("a number with a plus sign found nothing")
	}
}

func TestTheReferenceNumbersItsErrors(t *testing.T) {
	_, _, s := serve(t, Config{Personality: Reference})
	res, body := ask(t, s.ServiceOrdering+"/serviceOrder/ORD1")
	if code := read(t, body)["code"]; res.StatusCode != 404 || code != float64(404) {
		t.Errorf("%s with code %v", res.Status, code)
	}
}

func TestTheIdealPortalKeepsToTheStatesOfTheSpecification(t *testing.T) {
	p, _, _ := serve(t, Config{Services: 3000})
	known := map[string]bool{acknowledged: true, rejected: true, pending: true, held: true, inProgress: true, cancelled: true, completed: true, failed: true, partial: true, assessing: true, cancelling: true}
	for _, body := range p.Orders() {
		if s := read(t, body).text("state"); !known[s] {
			t.Errorf("state %s", strconv.Quote(s))
		}
	}
}

func TestNamesAreReadInAnyCase(t *testing.T) {
	for _, name := range Personalities() {
		if got, err := ParsePersonality(" " + string(name) + " "); err != nil || got != name {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range Faults() {
		if got, err := ParseFault(string(name)); err != nil || got != name {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got, err := ParseFault("DOWN"); err != nil || got != Down {
		t.Error(got, err)
	}
}
