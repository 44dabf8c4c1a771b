package app

import (
	"strings"
	"testing"
	"testing/synctest"

	"commsdesk/backend/bindings"
	"commsdesk/backend/telecom"
)

func TestAnOrderIsCancelledOnlyOnItsOwnService(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := withNothingOpen(t)
		quiet := k.quiet("2.0")
		swap := k.place(k.form(telecom.SIMSwap, quiet[0].ID, func(d *bindings.Draft) { d.SIMType = telecom.SIMEmbedded }))
		for _, other := range []string{quiet[1].ID, ""} {
			placing, err := k.app.Orders.Place(bindings.Draft{Kind: telecom.CancelOrder, ServiceID: other, OrderID: swap.OrderID}, nil)
			if err != nil || !placing.Blocked || len(placing.Concerns) != 1 || !strings.Contains(placing.Concerns[0].Text, "not one of this service") || placing.Concerns[0].ServiceID != quiet[0].ID {
				t.Errorf("on %q: %+v %v", other, placing, err)
			}
		}
		if n := len(k.sim.Cancelled()); n != 0 {
			t.Errorf("%d wishes reached the portal", n)
		}
		placing, err := k.app.Orders.Place(bindings.Draft{Kind: telecom.CancelOrder, ServiceID: quiet[0].ID, OrderID: swap.OrderID}, nil)
		if err != nil || placing.State != telecom.SubmissionPlaced {
			t.Errorf("on its own: %+v %v", placing, err)
		}
	})
}
