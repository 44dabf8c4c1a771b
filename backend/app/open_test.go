package app

import (
	"context"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"commsdesk/backend/bindings"
	"commsdesk/backend/paths"
	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

func TestNothingIsOpenedOnceTheWindowIsClosed(t *testing.T) {
	o := &office{t: t, dir: t.TempDir()}
	a := o.open("")
	a.Close()
	if err := a.Frame.OpenDemo(); err == nil || !strings.Contains(err.Error(), "being closed") {
		t.Error(err)
	}
	if left, err := os.ReadDir(a.home.Data); err != nil || len(left) > 0 {
		t.Error(left, err)
	}
}

func TestManyClicksOpenOneDemo(t *testing.T) {
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

func TestAPortalThatIsSavedButCannotBeOpenedSaysWhy(t *testing.T) {
	o := &office{t: t, dir: t.TempDir()}
	a := o.open("short") // a passphrase that cannot protect anything
	sim, err := portalsim.New(portalsim.Config{Services: 5})
	if err != nil {
		t.Fatal(err)
	}
	o.sim = sim
	o.serve()
	portal := bindings.NewProfile{Name: "Provider", ServiceInventory: o.server.ServiceInventory, ServiceOrdering: o.server.ServiceOrdering}
	if err := a.Frame.Connect(portal); err != nil {
		t.Error("the form is to be corrected though it was saved:", err)
	}
	if s := a.Frame.Start(); s.Step != bindings.StepFailed || s.Problem == nil || !strings.Contains(s.Problem.Text, "too short") {
		t.Errorf("%+v", s)
	}
}

func TestWhatWasOpenIsNotShownOnceItIsClosed(t *testing.T) {
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

func TestClosingDoesNotWaitForASlowPortal(t *testing.T) {
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

func TestASyncThatIsStoppedSaysThatNothingIsWrong(t *testing.T) {
	o := newOffice(t, portalsim.Config{Services: 5})
	h, err := paths.Find(o.dir)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	_, _, err = New(h, noKeychain{}, passphrase, "test", zerolog.Nop()).Sync(ctx)
	if err == nil || !strings.Contains(err.Error(), "was stopped") {
		t.Error(err)
	}
}
