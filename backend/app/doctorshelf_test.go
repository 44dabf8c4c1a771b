package app

import (
	"fmt"
	"strings"
	"testing"

	"commsdesk/backend/doctor"
	"commsdesk/backend/portalsim"
)

// stocked is an office whose portal has usage and a catalog, each where it is said to be.
func stocked(t *testing.T, usage, catalog string) *office {
	t.Helper()
	o := newOffice(t, portalsim.Config{Services: 25, Orders: 50})
	o.configure(fmt.Sprintf("[[profile]]\nname = \"Provider\"\nauth = \"none\"\n[profile.api]\nservice_inventory = %q\nservice_ordering = %q\nusage = %q\ncatalog = %q\n",
		o.server.ServiceInventory, o.server.ServiceOrdering, o.server.Usage+usage, o.server.Catalog+catalog))
	return o
}

func TestTheDoctorAsksUsageAndTheCatalogOfAClosedDesk(t *testing.T) {
	o := stocked(t, "", "")
	s := o.doctor()
	s.expect(t, doctor.AreaUsage, doctor.Good, o.server.Usage, "answered after")
	s.expect(t, doctor.AreaCatalog, doctor.Good, o.server.Catalog, "answered after")

	o = stocked(t, "/elsewhere", "/elsewhere")
	s = o.doctor()
	s.expect(t, doctor.AreaPortal, doctor.Good)
	s.expect(t, doctor.AreaUsage, doctor.Warning, "could not be read", "Correct usage in [profile.api]")
	s.expect(t, doctor.AreaCatalog, doctor.Warning, "could not be read", "Correct catalog in [profile.api]")
	s.expect(t, doctor.AreaAbilities, doctor.Unknown, "sorts orders, the newest first.") // what the orders' server can do is found out all the same
	o.sim.SetFaults(portalsim.Forbidden)
	s = o.doctor()
	s.expect(t, doctor.AreaUsage, doctor.Warning, "Ask an administrator of the portal for access")
}

func TestAnOpenDeskTellsItsLastReadingsOfUsageAndTheCatalog(t *testing.T) {
	o := stocked(t, "", "")
	a := o.open(passphrase)
	a.Listen()
	o.fresh(a)
	o.until("the catalog is read", func() bool { return len(a.parts.shelf.Offer().Plans) > 0 })
	asked := len(o.sim.Log())
	s := o.doctor()
	s.expect(t, doctor.AreaCatalog, doctor.Good, o.server.Catalog, "can be read", "On offer: ", " plans")
	s.expect(t, doctor.AreaUsage, doctor.Unknown, "nobody has looked")
	for _, r := range o.sim.Log()[asked:] {
		if strings.Contains(r.Path, "/usage") || strings.Contains(r.Path, "/productOffering") {
			t.Errorf("the doctor asked %s itself", r.Path)
		}
	}
	id := a.parts.Cache.UnseenServices(func(string) bool { return false })[0]
	if err := a.parts.shelf.ReadUsage(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	o.doctor().expect(t, doctor.AreaUsage, doctor.Good, "can be read")
	o.sim.SetFaults(portalsim.Forbidden)
	if err := a.parts.shelf.ReadUsage(t.Context(), id); err == nil {
		t.Fatal("read")
	}
	s = o.doctor()
	s.expect(t, doctor.AreaUsage, doctor.Warning, "could not be read the last time", "Ask an administrator of the portal for access")
	o.impersonal(s.text)
}

// withRequests is an office whose portal has subscription requests, at addresses that end in something.
func withRequests(t *testing.T, end string) *office {
	t.Helper()
	o := newOffice(t, portalsim.Config{Services: 25, Orders: 50})
	o.configure(fmt.Sprintf("[[profile]]\nname = \"Provider\"\nauth = \"none\"\n[profile.api]\nservice_inventory = %q\nservice_ordering = %q\nproduct_ordering = %q\nproduct_inventory = %q\nagreement = %q\n",
		o.server.ServiceInventory, o.server.ServiceOrdering, o.server.ProductOrdering+end, o.server.ProductInventory+end, o.server.Agreement+end))
	return o
}

func TestTheDoctorAsksForSubscriptionRequestsOfAClosedDesk(t *testing.T) {
	o := withRequests(t, "")
	o.doctor().expect(t, doctor.AreaRequests, doctor.Good, "Product Ordering ("+o.server.ProductOrdering+") answered after",
		"Product Inventory ("+o.server.ProductInventory+") answered after", "Agreement ("+o.server.Agreement+") answered after")

	o = withRequests(t, "/elsewhere")
	s := o.doctor()
	s.expect(t, doctor.AreaPortal, doctor.Good)
	s.expect(t, doctor.AreaRequests, doctor.Warning, "could not be read", "Correct product_ordering in [profile.api]", "Correct product_inventory in", "Correct agreement in")
	o.impersonal(s.text)

	o = stocked(t, "", "")
	o.doctor().expect(t, doctor.AreaRequests, doctor.Good, "no address for subscription requests")
}

func TestAnOpenDeskTellsItsLastReadingOfSubscriptionRequests(t *testing.T) {
	o := withRequests(t, "")
	a := o.open(passphrase)
	a.Listen()
	o.fresh(a)
	o.until("the requests are read", func() bool { return !a.parts.Requests.Freshness().ReadAt.IsZero() })
	s := o.doctor()
	s.expect(t, doctor.AreaRequests, doctor.Good, o.server.ProductOrdering+", "+o.server.ProductInventory+", "+o.server.Agreement, "can be read")
	s.expect(t, doctor.AreaConfiguration, doctor.Good)
	o.sim.SetFaults(portalsim.Forbidden)
	a.parts.Requests.Refresh()
	o.until("a pass has failed", func() bool { return a.parts.Requests.Freshness().Problem != nil })
	s = o.doctor()
	s.expect(t, doctor.AreaRequests, doctor.Warning, "could not be read the last time", "Ask an administrator of the portal for access")
	o.impersonal(s.text)
}
