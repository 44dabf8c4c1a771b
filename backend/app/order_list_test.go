package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"commsdesk/backend/bindings"
	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

// order returns what the window shows of an order that is searched by its ID: its service, and whether it is open and stuck, as
// the list, its counts and the header agree.
func (f *fieldCase) order(text string) string {
	f.t.Helper()
	page, err := f.app().AllOrders.Page(bindings.OrderListQuery{Text: text})
	must(err)
	if len(page.Rows) != 1 {
		return "not found"
	}
	row := page.Rows[0]
	said := []string{row.ServiceID}
	if row.ServiceID == "" {
		said[0] = "no service"
	}
	header, err := f.app().Frame.Header()
	must(err)
	services := f.office.find(f.app(), bindings.ServicesQuery{Text: text})
	if row.Open && header.OpenOrders == 1 && page.Open == 1 && services.Unserved == 1 {
		said = append(said, "open")
	}
	if header.StuckOrders == 1 && page.Stuck == 1 {
		said = append(said, "stuck")
	}
	return strings.Join(said, ", ")
}

// activate places an activation as a colleague does, and returns its Order ID.
func (o *office) activate(customer string) string {
	o.t.Helper()
	body := fmt.Sprintf(`{"@type": "ServiceOrder", "category": "activation",
		"relatedParty": [{"id": "CUS1", "name": %q, "role": "customer", "@type": "RelatedParty",
			"@referredType": "Individual"}], "serviceOrderItem": [{"id": "1", "action": "add",
		"@type": "ServiceOrderItem", "service": {"@type": "Service", "serviceCharacteristic": [
			{"name": "plan", "value": "Everyday 60"}, {"name": "simType", "value": "esim"}]}}]}`, customer)
	answer, err := http.Post(o.server.ServiceOrdering+"/serviceOrder", "application/json", strings.NewReader(body))
	if err != nil {
		o.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	var text bytes.Buffer
	_, _ = text.ReadFrom(answer.Body)
	var order struct{ ID string }
	if err := json.Unmarshal(text.Bytes(), &order); err != nil || order.ID == "" {
		o.t.Fatalf("a colleague could not place an activation: %s %s", answer.Status, text.String())
	}
	return order.ID
}

// A colleague's activation is found, opened and copied for support while it names no service, and belongs to the service that
// appears.
func TestAllOrders_FollowColleaguesActivation(t *testing.T) {
	o := newOffice(t, portalsim.Config{Services: 40, LateServices: true})
	id := o.activate("Harriet Lowe")
	if err := o.sim.SetOrderState(id, "inProgress"); err != nil {
		t.Fatal(err)
	}
	a := o.open(passphrase)
	o.fresh(a)
	page, err := a.AllOrders.Page(bindings.OrderListQuery{Show: telecom.OpenOrders, Sort: telecom.ByPlaced, Descending: true})
	if err != nil || len(page.Rows) == 0 {
		t.Fatalf("open orders: got %+v, %v", page, err)
	}
	if row := page.Rows[0]; row.ID != id || row.ServiceID != "" || row.Named || !row.Open || row.Kind != telecom.Activation {
		t.Errorf("newest open order: got %+v, want %s of no service", row, id)
	}
	header, err := a.Frame.Header()
	if err != nil || header.OpenOrders != page.Open {
		t.Errorf("header: got %d open, %v, want %d", header.OpenOrders, err, page.Open)
	}
	if l := o.leads(a, "commsdesk://orders/"+id); l.Problem != nil || l.Screen != bindings.ScreenOrders || l.Order != id {
		t.Errorf("link: got %+v, want the order", l)
	}
	detail, err := a.AllOrders.Show(id)
	if err != nil || detail.ServiceID != "" || detail.Named || detail.Event.Order.OrderID != id || len(detail.Event.Order.Asked) == 0 {
		t.Errorf("page: got %+v, %v", detail, err)
	}
	if text, err := a.Service.SupportText("", id); err != nil || !strings.Contains(text, id) || strings.Contains(text, "Service") {
		t.Errorf("support: got %q, %v", text, err)
	}
	if n, err := a.AllOrders.Neighbours(bindings.OrderListQuery{Show: telecom.OpenOrders}, id); err != nil || n.Position == 0 {
		t.Errorf("place in the list: got %+v, %v", n, err)
	}

	if err := o.sim.SetOrderState(id, "completed"); err != nil {
		t.Fatal(err)
	}
	if err := a.AllOrders.Refresh(id); err != nil {
		t.Fatal(err)
	}
	o.refresh(a)
	o.until("the service has the order", func() bool {
		detail, err = a.AllOrders.Show(id)
		return err == nil && detail.ServiceID != ""
	})
	service, err := a.Service.Show(detail.ServiceID)
	if err != nil || len(service.Events) != 1 || service.Events[0].Order.OrderID != id {
		t.Errorf("service: got %+v, %v, want its one order", service.Events, err)
	}
	if l := o.leads(a, "commsdesk://orders/"+id); l.Screen != bindings.ScreenServices || l.ID != detail.ServiceID {
		t.Errorf("link: got %+v, want the service", l)
	}
	if found := o.find(a, bindings.ServicesQuery{Text: id}); found.Matching != 1 || found.Unserved != 0 || found.Rows[0].FoundOrder != id {
		t.Errorf("search: got %+v, want the service by its order", found)
	}
}

// An order that is closed here is no longer counted as open or stuck, until the portal has news of it.
func TestAllOrders_CountWithoutThoseClosedHere(t *testing.T) {
	f := newFieldCase(t, "testdata/field/29-order-without-a-service")
	must(f.app().Orders.CloseHere("", "c29-a1", "support: done by hand"))
	header, err := f.app().Frame.Header()
	if err != nil || header.OpenOrders != 0 || header.StuckOrders != 0 {
		t.Errorf("closed: got %d open, %d stuck, %v, want none", header.OpenOrders, header.StuckOrders, err)
	}
	page, err := f.app().AllOrders.Page(bindings.OrderListQuery{})
	if err != nil || len(page.Rows) != 1 || !page.Rows[0].ClosedHere {
		t.Errorf("row: got %+v, %v, want it closed here", page.Rows, err)
	}
	must(f.app().Orders.ReopenHere("c29-a1"))
	if header, err = f.app().Frame.Header(); err != nil || header.OpenOrders != 1 || header.StuckOrders != 1 {
		t.Errorf("reopened: got %d open, %d stuck, %v, want it", header.OpenOrders, header.StuckOrders, err)
	}
}
