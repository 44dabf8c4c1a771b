package app

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

func TestADeskThatIsClosedSendsNothingMoreAndDoesNotHang(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := withNothingOpen(t)
		k.sim.SetFaults(portalsim.Slow)
		defer k.sim.SetFaults()
		quiet := k.quiet("2.0")
		said := make(chan error, 4)
		submit := func(n int) {
			_, err := k.app.parts.outbox.Submit(t.Context(), telecom.Draft{Kind: telecom.SIMSwap, ServiceID: quiet[n].ID, SIMType: telecom.SIMEmbedded}, "ada", readAll)
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
			if err := <-said; err == nil || !strings.Contains(err.Error(), "being closed") {
				t.Error(err)
			}
		}
		submit(0)
		if err := <-said; err == nil || !strings.Contains(err.Error(), "being closed") {
			t.Error(err)
		}
		if n := len(k.sim.Placed()); n != 0 {
			t.Errorf("%d orders", n)
		}
	})
}

func TestWhoHasNoMorePatienceIsToldThatNothingWasSent(t *testing.T) {
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

func TestAPortalThatIsTooSlowToBeReadIsNoFaultOfTheProgram(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := withNothingOpen(t)
		k.sim.SetFaults(portalsim.Slow)
		defer k.sim.SetFaults()
		quiet := k.quiet("2.0")
		said := make(chan error, 20)
		for n := range 20 {
			go func() { said <- k.app.Service.Refresh(quiet[n%len(quiet)].ID) }()
		}
		late := 0
		for range 20 {
			if err := <-said; err != nil {
				late++
				if e := telecom.AsError(err); e.Code == telecom.Internal {
					t.Fatal(e)
				}
			}
		}
		if late == 0 {
			t.Error("nobody waited too long")
		}
	})
}
