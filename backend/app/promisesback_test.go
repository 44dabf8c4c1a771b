package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"commsdesk/backend/bindings"
	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

// leftUnseen writes an order down that has left and that the portal does not show.
func leftUnseen(t *testing.T, a *App, key, serviceID string) {
	t.Helper()
	d := telecom.Draft{Kind: telecom.SIMSwap, ServiceID: serviceID, SIMType: telecom.SIMEmbedded}
	if err := a.parts.Promises.Promise(telecom.Submission{Key: key, Draft: d, At: time.Now(), By: "Ada Byron"}, time.Now(), func([]telecom.Submission) error { return nil }); err != nil {
		t.Fatal(err)
	}
}

// swapOf is the form of a SIM swap of a service.
func swapOf(serviceID string) bindings.Draft {
	return bindings.Draft{Kind: telecom.SIMSwap, ServiceID: serviceID, SIMType: telecom.SIMEmbedded}
}

// blocked sees that a SIM swap of a service does not leave, nor seems to be able to.
func blocked(t *testing.T, a *App, serviceID, why string) {
	t.Helper()
	check, err := a.Orders.Check(swapOf(serviceID))
	if err != nil || check.Level != telecom.Blocked || !strings.Contains(check.Concerns[0].Text, why) {
		t.Errorf("%+v, %v", check, err)
	}
	placing, err := a.Orders.Place(swapOf(serviceID), nil)
	if err != nil || !placing.Blocked || !strings.Contains(placing.Concerns[0].Text, why) {
		t.Errorf("%+v, %v", placing, err)
	}
}

func TestPromises_SetBackBlockTheirServices(t *testing.T) {
	o := newOffice(t, portalsim.Config{Services: 10, Orders: -1})
	a := o.open(passphrase)
	o.fresh(a)
	rows := o.find(a, bindings.ServicesQuery{}).Rows
	leftUnseen(t, a, "K1", rows[0].ID)
	a.Close()
	before, err := os.ReadFile(o.promisesFile())
	if err != nil {
		t.Fatal(err)
	}
	a = o.open(passphrase)
	leftUnseen(t, a, "K2", rows[1].ID)
	a.Close()
	if err := os.WriteFile(o.promisesFile(), before, 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 { // and a start later
		a = o.open(passphrase)
		o.fresh(a)
		for _, row := range rows[:2] {
			blocked(t, a, row.ID, "not known")
		}
		page, err := a.Service.Show(rows[1].ID)
		if err != nil || len(page.Promises) != 1 || page.Promises[0].Key != "K2" || page.Promises[0].State != telecom.SubmissionUnsure {
			t.Errorf("%+v, %v", page.Promises, err)
		}
		a.Close()
	}
	a = o.open(passphrase)
	o.fresh(a)
	if placing, err := a.Orders.Place(swapOf(rows[2].ID), nil); err != nil || placing.State != telecom.SubmissionPlaced {
		t.Errorf("a service that nothing is missing of: %+v, %v", placing, err)
	}
	if n := len(o.sim.Placed()); n != 1 {
		t.Errorf("%d orders", n)
	}
}

func TestPromises_WithoutTheirEndWaitForAPerson(t *testing.T) {
	for name, spoil := range map[string]func(head string) error{
		"gone":    os.Remove,
		"damaged": func(head string) error { return os.WriteFile(head, []byte("damaged"), 0o600) },
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t, portalsim.Config{Services: 10, Orders: -1})
			a := o.open(passphrase)
			o.fresh(a)
			id := o.find(a, bindings.ServicesQuery{}).Rows[0].ID
			a.Close()
			if err := spoil(filepath.Join(filepath.Dir(o.promisesFile()), "journal.head")); err != nil {
				t.Fatal(err)
			}
			for range 2 {
				a = o.open(passphrase)
				o.fresh(a)
				blocked(t, a, id, "say so at the top of the window")
				if h, err := a.Frame.Header(); err != nil || h.Doubt == nil || !strings.Contains(h.Doubt.Text, "No order leaves") {
					t.Errorf("%+v, %v", h.Doubt, err)
				}
				a.Close()
			}
			a = o.open(passphrase)
			o.fresh(a)
			if err := a.Frame.Looked("Looked in the portal: nothing was ordered."); err != nil {
				t.Fatal(err)
			}
			if placing, err := a.Orders.Place(swapOf(id), nil); err != nil || placing.State != telecom.SubmissionPlaced {
				t.Errorf("%+v, %v", placing, err)
			}
		})
	}
}
