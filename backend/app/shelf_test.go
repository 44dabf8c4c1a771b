package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"

	"commsdesk/backend/bindings"
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

func TestWhatIsOnOfferIsThereAtOnceAfterAStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := withAll(t, onTheLineWithAll)
		first := k.app.parts.shelf.Offer()
		if len(first.Plans) == 0 || len(first.Packs) == 0 || len(first.Features) == 0 || time.Since(first.ReadAt) > 2*time.Minute {
			t.Fatalf("on offer is %+v", first)
		}
		asked := k.asked("/productOffering")
		k.line.Cut()
		k.again()
		if diff := cmp.Diff(first, k.app.parts.shelf.Offer()); diff != "" {
			t.Error(diff)
		}
		time.Sleep(2 * time.Hour)
		synctest.Wait()
		if p := k.app.parts.shelf.OfferProblem(); p == nil || p.Code != telecom.Unreachable {
			t.Errorf("told %v", p)
		}
		if !cmp.Equal(first, k.app.parts.shelf.Offer()) {
			t.Error("what was on offer is so no more")
		}
		k.line.Mend()
		time.Sleep(7 * time.Minute)
		synctest.Wait()
		if o := k.app.parts.shelf.Offer(); k.app.parts.shelf.OfferProblem() != nil || !o.ReadAt.After(first.ReadAt) || k.asked("/productOffering") == asked {
			t.Errorf("of %v, %v", o.ReadAt, k.app.parts.shelf.OfferProblem())
		}
	})
}

func TestTheOfferOfACatalogAtAnotherAddressIsNotShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := withAll(t, onTheLineWithAll)
		path := filepath.Join(filepath.Dir(k.app.home.Config), "config.toml")
		if err := os.WriteFile(path, []byte(strings.ReplaceAll(onTheLineWithAll, "productCatalogManagement", "elsewhere")), 0o600); err != nil {
			t.Fatal(err)
		}
		k.again()
		if o := k.app.parts.shelf.Offer(); !cmp.Equal(o, telecom.Offer{}) {
			t.Errorf("on offer is %+v", o)
		}
		synctest.Wait()
		if p := k.app.parts.shelf.OfferProblem(); p == nil || p.Code != telecom.NotFound {
			t.Errorf("told %v", p)
		}
	})
}

func TestTheUsageOfAServiceIsReadWhenItIsAskedForAndKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := withAll(t, onTheLineWithAll)
		shelf, id := k.app.parts.shelf, k.swap().ServiceID
		if page, err := k.app.Settings.Portal(); err != nil || page.Usage != "http://127.0.0.1/tmf-api/usage/v4" || !strings.HasSuffix(page.Catalog, "/productCatalogManagement/v4") {
			t.Errorf("Settings say %q and %q, %v", page.Catalog, page.Usage, err)
		}
		if n := k.asked("/usage"); n > 0 {
			t.Errorf("nobody wanted to see usage, and it was asked for %d times", n)
		}
		began := time.Now()
		if err := shelf.ReadUsage(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		usage, at, err := shelf.Usage(id)
		if err != nil || len(usage) != 3 || at.Before(began) || usage[0].Kind != telecom.Data || usage[0].Used == 0 {
			t.Fatal(usage, at, err)
		}
		real, err := k.app.parts.Portal.Usage(t.Context(), id)
		if diff := cmp.Diff(real, usage); diff != "" || err != nil {
			t.Error(diff, err)
		}
		k.line.Cut()
		k.again()
		if again, when, err := k.app.parts.shelf.Usage(id); err != nil || !cmp.Equal(usage, again) || !when.Equal(at) {
			t.Error(again, when, err)
		}
		if err := k.app.parts.shelf.ReadUsage(t.Context(), id); telecom.AsError(err).Code != telecom.Unreachable {
			t.Error(err)
		}
	})
}

func TestWithoutAddressesNothingIsAskedAndUsageSaysWhatToDo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := withAll(t, onTheLine)
		shelf := k.app.parts.shelf
		err := shelf.ReadUsage(t.Context(), k.swap().ServiceID)
		if e := telecom.AsError(err); e.Code != telecom.NotFound || !strings.Contains(e.Text, "usage in [profile.api]") {
			t.Error(err)
		}
		if shelf.HasUsage() || shelf.HasCatalog() || !cmp.Equal(shelf.Offer(), telecom.Offer{}) || k.asked("/usage")+k.asked("/productOffering") > 0 {
			t.Errorf("%+v", shelf.Offer())
		}
	})
}

func TestACatalogFileCountsAsItIsWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "catalog.toml")
		if err := os.WriteFile(file, []byte("[[plan]]\nname = \"Large\"\nplatform = \"2.0\"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		k := withAll(t, strings.Replace(onTheLine, "auth", "catalog_file = '"+file+"'\nauth", 1))
		if o := k.app.parts.shelf.Offer(); len(o.Plans) != 1 || o.Plans[0].Name != "Large" || !k.app.parts.shelf.HasCatalog() || k.asked("/productOffering") > 0 {
			t.Errorf("on offer is %+v", o)
		}
		if page, err := k.app.Settings.Portal(); err != nil || page.Catalog != file || page.Usage != "" {
			t.Errorf("Settings say %q and %q, %v", page.Catalog, page.Usage, err)
		}
	})
}

func TestTheDemoHasPlansAndUsage(t *testing.T) {
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
	shelf := a.parts.shelf
	o.until("there are plans", func() bool { return len(shelf.Offer().Plans) > 0 })
	o.until("there are services", func() bool { return o.find(a, bindings.ServicesQuery{}).Total > 0 })
	id := o.find(a, bindings.ServicesQuery{Limit: 1}).Rows[0].ID
	if err := shelf.ReadUsage(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if usage, readAt, err := shelf.Usage(id); err != nil || len(usage) == 0 || readAt.IsZero() {
		t.Error(usage, readAt, err)
	}
}
