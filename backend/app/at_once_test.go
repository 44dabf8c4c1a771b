//go:build race

package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"commsdesk/backend/bindings"
	"commsdesk/backend/doctor"
	"commsdesk/backend/outbox"
	"commsdesk/backend/portalsim"
	"commsdesk/backend/store"
	"commsdesk/backend/telecom"
)

// Stories in which many things happen at once. The race detector watches them, and makes them slow: they run under it alone.

func TestOpen_SecondDeskTouchesNothing(t *testing.T) {
	o := newOffice(t, portalsim.Config{Services: 10})
	a := o.open(passphrase)
	o.fresh(a)
	second := o.open(passphrase)
	if s := second.Frame.Start(); s.Step != bindings.StepFailed || s.Problem.Code != telecom.InUse {
		t.Fatalf("%+v", s)
	}
	o.refresh(a)
}

func TestOpen_ManyClicksOpenOneDemo(t *testing.T) {
	o := &office{t: t, dir: t.TempDir()}
	a := o.open("")
	var clicks sync.WaitGroup
	for range 5 {
		clicks.Go(func() {
			if err := a.Frame.OpenDemo(); err != nil {
				t.Error(err)
			}
		})
	}
	clicks.Wait()
	o.until("rows are there", func() bool { return o.find(a, bindings.ServicesQuery{}).Total > 100 })
	a.Close()
	if left, err := os.ReadDir(a.home.Data); err != nil || len(left) > 0 {
		t.Errorf("%v is left behind, %v", left, err)
	}
}

func TestOpen_ShowsNothingOfAClosedProfile(t *testing.T) {
	o := newOffice(t, portalsim.Config{Services: 5})
	o.open(passphrase)
	second := o.open(passphrase)
	if err := second.OpenDemo(); err != nil {
		t.Fatal(err)
	}
	if err := second.openFirst(); telecom.AsError(err).Code != telecom.InUse {
		t.Fatal(err)
	}
	if s := second.Frame.Start(); s.Step != bindings.StepFailed || s.Problem.Code != telecom.InUse {
		t.Errorf("%+v", s)
	}
}

func TestClose_DoesNotWaitForSlowPortal(t *testing.T) {
	o := newOffice(t, portalsim.Config{Services: 20, Latency: 10 * time.Second})
	a := o.open(passphrase)
	o.fresh(a)
	service := o.find(a, bindings.ServicesQuery{}).Rows[0].ID
	o.sim.SetFaults(portalsim.Slow)
	asked := o.sim.Requests()
	refreshed := make(chan error, 1)
	go func() { refreshed <- a.Service.Refresh(service) }()
	if err := a.Frame.Refresh(); err != nil {
		t.Fatal(err)
	}
	o.until("the portal is waited for", func() bool { return o.sim.Requests() > asked })
	began := time.Now()
	a.Close()
	if took := time.Since(began); took > 8*time.Second {
		t.Errorf("closing took %v", took)
	}
	if err := <-refreshed; err == nil {
		t.Error("what was read after the end counts as kept")
	}
}

func TestUsage_ReadOnDemandAndKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := withAll(t, onTheLineWithAll)
		used, id := k.app.parts.usage, k.swap().ServiceID
		if page, err := k.app.Settings.Portal(); err != nil || page.Usage != "http://127.0.0.1/tmf-api/usage/v4" ||
			!strings.HasSuffix(page.Catalog, "/productCatalogManagement/v4") {
			t.Errorf("Settings say %q and %q, %v", page.Catalog, page.Usage, err)
		}
		if n := k.asked("/usage"); n > 0 {
			t.Errorf("nobody wanted to see usage, and it was asked for %d times", n)
		}
		began := time.Now()
		if err := used.Read(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		usage, at, err := used.Of(id)
		if err != nil || len(usage) != 3 || at.Before(began) || usage[0].Kind != telecom.Data || usage[0].Used == 0 {
			t.Fatal(usage, at, err)
		}
		real, err := k.app.parts.Portal.Usage(t.Context(), id)
		if diff := cmp.Diff(real, usage); diff != "" || err != nil {
			t.Error(diff, err)
		}
		k.line.Cut()
		k.again()
		if again, when, err := k.app.parts.usage.Of(id); err != nil || !cmp.Equal(usage, again) || !when.Equal(at) {
			t.Error(again, when, err)
		}
		if err := k.app.parts.usage.Read(t.Context(), id); telecom.AsError(err).Code != telecom.Unreachable {
			t.Error(err)
		}
	})
}

func TestDoctor_OpenDeskReportsUsageAndCatalog(t *testing.T) {
	o := stocked(t, "", "")
	a := o.open(passphrase)
	a.Listen()
	o.fresh(a)
	o.until("the catalog is read", func() bool { return len(a.parts.catalog.Offer().Plans) > 0 })
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
	if err := a.parts.usage.Read(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	o.doctor().expect(t, doctor.AreaUsage, doctor.Good, "can be read")
	o.sim.SetFaults(portalsim.Forbidden)
	if err := a.parts.usage.Read(t.Context(), id); err == nil {
		t.Fatal("read")
	}
	s = o.doctor()
	s.expect(t, doctor.AreaUsage, doctor.Warning, "could not be read the last time", "Ask an administrator of the portal for access")
	o.impersonal(s.text)
}

func TestDoctor_OpenDeskReportsRequests(t *testing.T) {
	o := withRequests(t, "")
	a := o.open(passphrase)
	a.Listen()
	o.fresh(a)
	o.until("the requests are read", func() bool { return !a.parts.Requests.Freshness().ReadAt.IsZero() })
	s := o.doctor()
	s.expect(t, doctor.AreaRequests, doctor.Good, o.server.ProductOrdering+", "+o.server.ProductInventory+", "+o.server.Agreement,
		"can be read")
	s.expect(t, doctor.AreaConfiguration, doctor.Good)
	o.sim.SetFaults(portalsim.Forbidden)
	a.parts.Requests.Refresh()
	o.until("a pass has failed", func() bool { return a.parts.Requests.Freshness().Problem != nil })
	s = o.doctor()
	s.expect(t, doctor.AreaRequests, doctor.Warning, "could not be read the last time", "Ask an administrator of the portal for access")
	o.impersonal(s.text)
}

func TestDoctor_OpenDeskReportsLive(t *testing.T) {
	o := newOffice(t, portalsim.Config{Services: 30, Orders: 90})
	a := o.open(passphrase)
	a.Listen()
	o.sim.Freeze()
	o.fresh(a)
	o.refresh(a)
	requests := o.sim.Requests()
	s := o.doctor()                                      // without the passphrase: the running desk has it
	if asked := o.sim.Requests() - requests; asked > 0 { // the next pass comes in half a minute
		t.Errorf("the portal was asked %d questions for it", asked)
	}
	if !s.Open || s.code != 0 || s.Version != "test" {
		t.Fatalf("exit %d\n%s", s.code, s.text)
	}
	s.expect(t, doctor.AreaDesk, doctor.Good, `open on the profile "Provider"`, "as it stands now")
	s.expect(t, doctor.AreaKey, doctor.Good, "passphrase")
	s.expect(t, doctor.AreaPortal, doctor.Good, "last read completely", o.server.ServiceOrdering)
	s.expect(t, doctor.AreaCopy, doctor.Good, "30 services, 90 orders")
	s.expect(t, doctor.AreaCost, doctor.Good, "Open orders: ", "Everything together: about")

	down, err := portalsim.ParseFault("down")
	if err != nil {
		t.Fatal(err)
	}
	o.sim.SetFaults(down)
	if err := a.Frame.Refresh(); err != nil {
		t.Fatal(err)
	}
	o.until("the header says offline", func() bool {
		h, err := a.Frame.Header()
		return err == nil && h.Freshness.Status == telecom.Offline
	})
	s = o.doctor()
	s.expect(t, doctor.AreaPortal, doctor.Bad, "cannot be reached", "This began at", "The next read is at", "Check the network")
	s.expect(t, doctor.AreaFailures, doctor.Warning, "cannot be reached")
	if !s.Open || s.code != 1 {
		t.Errorf("exit %d\n%s", s.code, s.text)
	}

	a.Close()
	if _, err := os.Lstat(a.home.Socket()); !errors.Is(err, fs.ErrNotExist) {
		t.Error("the socket is left behind", err)
	}
	if s = o.doctor(); s.Open {
		t.Error("a closed desk answers")
	}
}

func TestDoctor_OpenDeskReportsWhatItWaitsFor(t *testing.T) {
	first := &office{t: t, dir: t.TempDir()}
	a := first.open("")
	a.Listen()
	s := first.doctor()
	s.expect(t, doctor.AreaDesk, doctor.Warning, "no portal is connected", "Connect a portal")
	s.expect(t, doctor.AreaPortal, doctor.Unknown)
	if err := a.Frame.OpenDemo(); err != nil {
		t.Fatal(err)
	}
	first.until("the demo is fresh", func() bool {
		h, err := a.Frame.Header()
		return err == nil && h.Freshness.Status == telecom.Fresh
	})
	s = first.doctor()
	s.expect(t, doctor.AreaDesk, doctor.Good, "the demo")
	s.expect(t, doctor.AreaConfiguration, doctor.Good, "The demo needs none")
	s.expect(t, doctor.AreaKey, doctor.Good, "keeps nothing")
	s.expect(t, doctor.AreaPortal, doctor.Good, "127.0.0.1")
	if s.code != 0 {
		t.Errorf("exit %d:\n%s", s.code, s.text)
	}

	locked := worked(t, portalsim.Config{Services: 10})
	locked.open("").Listen()
	locked.doctor().expect(t, doctor.AreaDesk, doctor.Warning, "waits for the passphrase", "Enter the passphrase")

	unprotected := newOffice(t, portalsim.Config{Services: 10})
	b := unprotected.open("")
	b.Listen()
	unprotected.doctor().expect(t, doctor.AreaDesk, doctor.Warning, "new passphrase")
	if err := b.Frame.KeepNothing(); err != nil {
		t.Fatal(err)
	}
	unprotected.doctor().expect(t, doctor.AreaKey, doctor.Warning, "deleted when the window closes")

	wrong := &office{t: t, dir: t.TempDir()}
	wrong.configure("[[profile]]\n")
	wrong.open("").Listen()
	s = wrong.doctor()
	s.expect(t, doctor.AreaDesk, doctor.Bad, "line 1")
	if s.code != 1 {
		t.Errorf("exit %d", s.code)
	}
}

func TestDoctor_SecondDeskLeavesTheSocket(t *testing.T) {
	o := newOffice(t, portalsim.Config{Services: 10})
	a := o.open(passphrase)
	a.Listen()
	o.fresh(a)
	second := o.open(passphrase)
	second.Listen()
	second.Close()
	if s := o.doctor(); !s.Open || s.state(doctor.AreaDesk) != doctor.Good {
		t.Errorf("the first one cannot be asked any more:\n%s", s.text)
	}
}

func TestOrders_UnsureOneIsShownAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := withNothingOpen(t)
		s := k.quiet("2.0")[0]
		d := k.form(telecom.SIMSwap, s.ID, func(d *bindings.Draft) { d.SIMType = telecom.SIMEmbedded })
		k.sim.SetFaults(portalsim.Slow)
		done := make(chan bindings.Placing)
		go func() {
			placing, _ := k.app.Orders.Place(d, nil)
			done <- placing
		}()
		seen := map[telecom.SubmissionState]bool{}
		for range 600 {
			time.Sleep(100 * time.Millisecond)
			page, err := k.app.Service.Show(s.ID)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range page.Submissions {
				seen[p.State] = true
				if len(p.Asked) == 0 || p.At == "" {
					t.Errorf("%+v", p)
				}
			}
			select {
			case <-done:
				k.sim.SetFaults()
				if !seen[telecom.SubmissionSending] {
					t.Error("it was not shown while it was being sent")
				}
				return
			default:
			}
		}
		t.Error("no end")
	})
}

func TestSubmit_KeepsOutcomeOnFullDisk(t *testing.T) {
	for name, c := range map[string]struct {
		before func(*counter)
		state  telecom.SubmissionState // that is said
		after  telecom.SubmissionState // once there is room
		says   string
	}{
		"placed": {func(*counter) {}, telecom.SubmissionSending, telecom.SubmissionPlaced, "The order was placed as ORD"},
		"refused": {func(k *counter) { k.sim.SetFaults(portalsim.Refuse) }, telecom.SubmissionRefused, telecom.SubmissionRefused,
			"was not placed, but"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				k := atTheCounter(t, portalsim.Config{})
				disk := &fillingDisk{}
				b := k.outboxOf(func(o *outbox.Options) { disk.Ledger, o.Ledger = o.Ledger, disk })
				disk.full.Store(true)
				c.before(k)
				d := k.swap()
				got, err := b.Submit(t.Context(), d, "ada", readAll)
				if err != nil || got.Problem == nil || got.Submission.State != c.state || !strings.Contains(got.Problem.Text, c.says) {
					t.Fatalf("%+v %v %v", got, got.Problem, err)
				}
				if v, err := b.Judge(&d); err != nil || v.Level != telecom.Blocked {
					t.Errorf("another one may leave before that is written: %+v %v", v, err)
				}
				k.line.Cut() // what was heard needs no portal
				disk.full.Store(false)
				b.Look(t.Context())
				if p := k.promise(); p.State != c.after || p.OrderID != got.Submission.OrderID {
					t.Errorf("%+v", p)
				}
				k.line.Mend()
			})
		})
	}
}

func TestClose_SendsNothingMoreAndDoesNotHang(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := withNothingOpen(t)
		k.sim.SetFaults(portalsim.Slow)
		defer k.sim.SetFaults()
		quiet := k.quiet("2.0")
		said := make(chan error, 4)
		submit := func(n int) {
			_, err := k.app.parts.outbox.Submit(t.Context(), telecom.Draft{Kind: telecom.SIMSwap, ServiceID: quiet[n].ID,
				SIMType: telecom.SIMEmbedded}, "ada", readAll)
			said <- err
		}
		for n := range 4 {
			go submit(n)
		}
		time.Sleep(time.Second) // they are being read for
		began := time.Now()
		b := k.app.parts.outbox
		b.Wait()
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("the window hangs for %v", took)
		}
		for range 4 {
			if err := <-said; err == nil || !strings.Contains(err.Error(), "is closing") {
				t.Error(err)
			}
		}
		submit(0)
		if err := <-said; err == nil || !strings.Contains(err.Error(), "is closing") {
			t.Error(err)
		}
		if n := len(k.sim.Placed()); n != 0 {
			t.Errorf("%d orders", n)
		}
	})
}

func TestSubmit_TimeoutReportsNothingSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := withNothingOpen(t)
		k.sim.SetFaults(portalsim.Slow)
		defer k.sim.SetFaults()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		d := telecom.Draft{Kind: telecom.SIMSwap, ServiceID: k.quiet("2.0")[0].ID, SIMType: telecom.SIMEmbedded}
		_, err := k.app.parts.outbox.Submit(ctx, d, "ada", readAll)
		var e *telecom.Error
		if !errors.As(err, &e) || e.Code == telecom.Internal || !strings.Contains(e.Text, "was not sent") {
			t.Error(err)
		}
	})
}

func TestSubmit_ManyClicksPlaceOneOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := atTheCounter(t, portalsim.Config{})
		d := k.swap()
		k.sim.SetFaults(portalsim.Slow)
		var clicks sync.WaitGroup
		placed, blocked := make(chan telecom.Submission, 20), make(chan error, 20)
		for range 20 {
			clicks.Go(func() {
				got, err := k.app.parts.outbox.Submit(t.Context(), d, "ada", readAll)
				if err == nil {
					placed <- got.Submission
				} else {
					blocked <- err
				}
			})
		}
		clicks.Wait()
		if len(k.sim.Placed()) != 1 || len(placed) != 1 || len(blocked) != 19 {
			t.Errorf("%d orders, %d placed, %d blocked", len(k.sim.Placed()), len(placed), len(blocked))
		}
	})
}

func TestPromises_SurviveTheDesk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := atTheCounter(t, portalsim.Config{})
		got, err := k.app.parts.outbox.Submit(t.Context(), k.swap(), "ada", nil)
		if err != nil {
			t.Fatal(err)
		}
		dir, profile := k.app.parts.dir, k.app.parts.profile
		k.app.Close()
		key, _, err := k.app.keyOf(profile)
		if err != nil {
			t.Fatal(err)
		}
		p, err := store.OpenPromises(filepath.Join(dir, "promises.db"), store.NewSealer(key))
		if err != nil {
			t.Fatal(err)
		}
		defer p.Close()
		all, err := p.All()
		if err != nil || len(all) != 1 || all[0].OrderID != got.Submission.OrderID {
			t.Errorf("%+v %v", all, err)
		}
	})
}
