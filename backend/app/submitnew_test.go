package app

import (
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/backend/outbox"
	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

func TestAnActivationNobodyHeardOfIsFoundAlthoughItHasEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := atTheCounter(t, portalsim.Config{Speed: 100})
		d := telecom.Draft{Kind: telecom.Activation, PlanName: "Everyday 60", SIMType: telecom.SIMEmbedded, Origin: telecom.NewNumber, Customer: "Harriet Lowe"}
		b := k.outboxOf(func(*outbox.Options) {})
		if err := k.sim.AnswerWrites(500, true); err != nil {
			t.Fatal(err)
		}
		if got, err := b.Submit(t.Context(), d, "ada", readAll); err != nil || got.Submission.State != telecom.SubmissionUnsure {
			t.Fatalf("%+v %v", got, err)
		}
		k.sim.SetFaults()
		time.Sleep(3 * time.Minute)
		synctest.Wait()
		b.Look(t.Context())
		if p := k.promise(); p.OrderID != k.sim.Placed()[0].OrderID {
			t.Errorf("not found: %+v", p)
		}
	})
}
