package app

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"commsdesk/backend/bindings"
	"commsdesk/backend/doctor"
	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

// An open SIM swap stands on the third page of a list that only filters by state: it is read, or the list does not count
// as read. Either way no second one leaves.
func TestPaging_OrderOnPageThreeIsNeverOverlooked(t *testing.T) {
	for _, habit := range portalsim.Pagings() {
		t.Run(string(habit), func(t *testing.T) {
			o := newOffice(t, portalsim.Config{Services: 25, Orders: -1, Personality: portalsim.Certified, Paging: habit, PageRows: 10})
			service := ""
			services := o.everyService()
			for i := range services {
				s, category := services[(i+8)%25], "featureUpdate" // the service stands on the first page
				if i == 20 {
					service, category = s, "simSwap"
				}
				id, err := o.sim.PlaceOrder(s, category)
				if err == nil {
					err = o.sim.SetOrderState(id, "inProgress")
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			o.sim.Freeze()
			secret := passphraseFile(t, passphrase)
			var out, errs bytes.Buffer
			code := run([]string{"sync", "--json", "--data-dir", o.dir, "--passphrase-file", secret}, &out, &errs)
			whole := code == 0
			if whole && !strings.Contains(out.String(), `"orders":25`) || !whole && !strings.Contains(errs.String(), "The portal g") {
				t.Errorf("exit %d, %s%s", code, &out, &errs)
			}
			if refuses := habit == portalsim.SamePage || habit == portalsim.EndsEarly; whole == refuses {
				t.Errorf("read whole: %v", whole)
			}
			s := o.doctor("--passphrase-file", secret)
			if whole {
				s.expect(t, doctor.AreaCopy, doctor.Good, "25 services, 25 orders")
			} else {
				s.expect(t, doctor.AreaCopy, doctor.Warning, "never read completely")
				s.expect(t, doctor.AreaFailures, doctor.Warning, "The portal g")
			}
			a := o.open(passphrase)
			if whole {
				o.fresh(a)
			} else {
				o.until("it says why it is not complete", func() bool {
					h, err := a.Frame.Header()
					return err == nil && h.Freshness.Status == telecom.Unsure && strings.Contains(h.Freshness.Problem.Text, "The portal g")
				})
			}
			d := bindings.Draft{Kind: telecom.SIMSwap, ServiceID: service, SIMType: telecom.SIMPhysical, SIMNumber: "0077700112233"}
			if check, err := a.Orders.Check(d); err != nil || check.Level != telecom.Blocked || len(check.Concerns) != 1 {
				t.Errorf("the form says %+v, %v", check, err)
			}
			if placing, err := a.Orders.Place(d, nil); err == nil && !placing.Blocked {
				t.Errorf("got %+v, want a refusal", placing)
			}
			if n := len(o.sim.Placed()); n != 0 {
				t.Errorf("%d orders left", n)
			}
		})
	}
}

// everyService are the ids of the portal's services.
func (o *office) everyService() (ids []string) {
	o.t.Helper()
	for _, body := range o.sim.Services() {
		var s struct{ ID string }
		if err := json.Unmarshal(body, &s); err != nil {
			o.t.Fatal(err)
		}
		ids = append(ids, s.ID)
	}
	return ids
}
