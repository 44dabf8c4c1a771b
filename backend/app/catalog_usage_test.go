package app

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"commsdesk/backend/bindings"
	"commsdesk/backend/doctor"
	"commsdesk/backend/paths"
	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

const onTheLineWithAll = onTheLine + `usage = "http://127.0.0.1/tmf-api/usage/v4"
catalog = "http://127.0.0.1/tmf-api/productCatalogManagement/v4"
`

// withAll opens a desk at a portal that has a catalog and usage too.
func withAll(t *testing.T, config string) *counter {
	t.Helper()
	return counterAt(t, portalsim.Config{Services: 30, Orders: 60}, config)
}

// again closes the desk and opens it anew.
func (k *counter) again() {
	k.t.Helper()
	old := k.app
	old.Close()
	k.app = New(old.home, old.keychain, "", "test", old.log)
	k.app.Dial = old.Dial
	k.app.Begin(false)
	k.t.Cleanup(k.app.Close)
	if k.app.parts == nil {
		k.t.Fatalf("not open: %+v", k.app.Frame.Start())
	}
}

func (k *counter) asked(path string) (n int) {
	for _, r := range k.sim.Log() {
		if strings.Contains(r.Path, path) {
			n++
		}
	}
	return n
}

func TestCatalog_IsThereRightAfterStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := withAll(t, onTheLineWithAll)
		first := k.app.parts.catalog.Offer()
		if len(first.Plans) == 0 || len(first.Packs) == 0 || len(first.Features) == 0 || time.Since(first.ReadAt) > 2*time.Minute {
			t.Fatalf("on offer is %+v", first)
		}
		asked := k.asked("/productOffering")
		k.line.Cut()
		k.again()
		if diff := cmp.Diff(first, k.app.parts.catalog.Offer()); diff != "" {
			t.Error(diff)
		}
		time.Sleep(2 * time.Hour)
		synctest.Wait()
		if p := k.app.parts.catalog.Problem(); p == nil || p.Code != telecom.Unreachable {
			t.Errorf("told %v", p)
		}
		if !cmp.Equal(first, k.app.parts.catalog.Offer()) {
			t.Error("what was on offer is so no more")
		}
		k.line.Mend()
		time.Sleep(7 * time.Minute)
		synctest.Wait()
		if o := k.app.parts.catalog.Offer(); k.app.parts.catalog.Problem() != nil || !o.ReadAt.After(first.ReadAt) ||
			k.asked("/productOffering") == asked {
			t.Errorf("of %v, %v", o.ReadAt, k.app.parts.catalog.Problem())
		}
	})
}

func TestCatalog_OfAnotherAddressIsNotShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := withAll(t, onTheLineWithAll)
		path := filepath.Join(filepath.Dir(k.app.home.Config), "config.toml")
		if err := os.WriteFile(path, []byte(strings.ReplaceAll(onTheLineWithAll, "productCatalogManagement", "elsewhere")), 0o600); err != nil {
			t.Fatal(err)
		}
		k.again()
		if o := k.app.parts.catalog.Offer(); !cmp.Equal(o, telecom.Offer{}) {
			t.Errorf("on offer is %+v", o)
		}
		synctest.Wait()
		if p := k.app.parts.catalog.Problem(); p == nil || p.Code != telecom.NotFound {
			t.Errorf("told %v", p)
		}
	})
}

func TestUsage_WithoutAddressSaysWhatToDo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := withAll(t, onTheLine)
		catalog, used := k.app.parts.catalog, k.app.parts.usage
		err := used.Read(t.Context(), k.swap().ServiceID)
		if e := telecom.AsError(err); e.Code != telecom.NotFound || !strings.Contains(e.Text, "usage in [profile.api]") {
			t.Error(err)
		}
		if used.Available() || catalog.Available() || !cmp.Equal(catalog.Offer(), telecom.Offer{}) ||
			k.asked("/usage")+k.asked("/productOffering") > 0 {
			t.Errorf("%+v", catalog.Offer())
		}
	})
}

func TestCatalog_FileIsReadAsWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "catalog.toml")
		if err := os.WriteFile(file, []byte("[[plan]]\nname = \"Large\"\nplatform = \"2.0\"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		k := withAll(t, strings.Replace(onTheLine, "auth", "catalog_file = '"+file+"'\nauth", 1))
		if o := k.app.parts.catalog.Offer(); len(o.Plans) != 1 || o.Plans[0].Name != "Large" || !k.app.parts.catalog.Available() ||
			k.asked("/productOffering") > 0 {
			t.Errorf("on offer is %+v", o)
		}
		if page, err := k.app.Settings.Portal(); err != nil || page.Catalog != file || page.Usage != "" {
			t.Errorf("Settings say %q and %q, %v", page.Catalog, page.Usage, err)
		}
	})
}

func TestDemo_HasPlansAndUsage(t *testing.T) {
	o := &office{t: t, dir: t.TempDir()}
	h, err := paths.Find(o.dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Prepare(); err != nil {
		t.Fatal(err)
	}
	a := New(h, noKeychain{}, "", "test", zerolog.Nop())
	a.Begin(true)
	t.Cleanup(a.Close)
	catalog, used := a.parts.catalog, a.parts.usage
	o.until("there are plans", func() bool { return len(catalog.Offer().Plans) > 0 })
	o.until("there are services", func() bool { return o.find(a, bindings.ServicesQuery{}).Total > 0 })
	id := o.find(a, bindings.ServicesQuery{Limit: 1}).Rows[0].ID
	if err := used.Read(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if usage, readAt, err := used.Of(id); err != nil || len(usage) == 0 || readAt.IsZero() {
		t.Error(usage, readAt, err)
	}
}

// stocked is an office whose portal has usage and a catalog, each where it is said to be.
func stocked(t *testing.T, usage, catalog string) *office {
	t.Helper()
	o := newOffice(t, portalsim.Config{Services: 25, Orders: 50})
	o.configure(fmt.Sprintf("[[profile]]\nname = \"Provider\"\nauth = \"none\"\n[profile.api]\nservice_inventory = %q\nservice_ordering = "+
		"%q\nusage = %q\ncatalog = %q\n",
		o.server.ServiceInventory, o.server.ServiceOrdering, o.server.Usage+usage, o.server.Catalog+catalog))
	return o
}

func TestDoctor_AsksUsageAndCatalog(t *testing.T) {
	o := stocked(t, "", "")
	s := o.doctor()
	s.expect(t, doctor.AreaUsage, doctor.Good, o.server.Usage, "answered after")
	s.expect(t, doctor.AreaCatalog, doctor.Good, o.server.Catalog, "answered after")

	o = stocked(t, "/elsewhere", "/elsewhere")
	s = o.doctor()
	s.expect(t, doctor.AreaPortal, doctor.Good)
	s.expect(t, doctor.AreaUsage, doctor.Warning, "could not be read", "Correct usage in [profile.api]")
	s.expect(t, doctor.AreaCatalog, doctor.Warning, "could not be read", "Correct catalog in [profile.api]")
	// What the orders' server can do is found out all the same.
	s.expect(t, doctor.AreaCapabilities, doctor.Unknown, "can sort orders newest first.")
	o.sim.SetFaults(portalsim.Forbidden)
	s = o.doctor()
	s.expect(t, doctor.AreaUsage, doctor.Warning, "Ask an administrator of the portal for access")
}

// withRequests is an office whose portal has subscription requests, at addresses that end in something.
func withRequests(t *testing.T, end string) *office {
	t.Helper()
	o := newOffice(t, portalsim.Config{Services: 25, Orders: 50})
	o.configure(fmt.Sprintf("[[profile]]\nname = \"Provider\"\nauth = \"none\"\n[profile.api]\nservice_inventory = %q\nservice_ordering = "+
		"%q\nproduct_ordering = %q\nproduct_inventory = %q\nagreement = %q\n",
		o.server.ServiceInventory, o.server.ServiceOrdering, o.server.ProductOrdering+end, o.server.ProductInventory+end, o.server.Agreement+end))
	return o
}

func TestDoctor_AsksForRequests(t *testing.T) {
	o := withRequests(t, "")
	o.doctor().expect(t, doctor.AreaRequests, doctor.Good, "Product Ordering ("+o.server.ProductOrdering+") answered after",
		"Product Inventory ("+o.server.ProductInventory+") answered after", "Agreement ("+o.server.Agreement+") answered after")

	o = withRequests(t, "/elsewhere")
	s := o.doctor()
	s.expect(t, doctor.AreaPortal, doctor.Good)
	s.expect(t, doctor.AreaRequests, doctor.Warning, "could not be read", "Correct product_ordering in [profile.api]",
		"Correct product_inventory in", "Correct agreement in")
	o.impersonal(s.text)

	o = stocked(t, "", "")
	o.doctor().expect(t, doctor.AreaRequests, doctor.Good, "no address for subscription requests")
}
