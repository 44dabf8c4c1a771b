package app

import (
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

var echoing = []portalsim.Variant{portalsim.EchoDecisions}

func TestEcho_OfADecisionIsNotItsOutcome(t *testing.T) {
	for _, kind := range []portalsim.Personality{portalsim.Ideal, portalsim.Reference, portalsim.Independent} {
		t.Run(string(kind), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				k := reviewing(t, portalsim.Config{Personality: kind, StillRequests: true, Variants: echoing})
				page := k.received()
				k.decide(page, telecom.StartContract, "")
				k.pass(time.Minute)
				d := k.decision(page.ID)
				if d.State != telecom.DecisionUnsure || len(k.sim.Decided()) != 1 || k.copied(page.ID).LastKey != d.Key {
					t.Fatalf("%d sent: %+v", len(k.sim.Decided()), d)
				}
				if row := k.request(page.ID); row.Status != telecom.RequestReceived || row.Decision == nil || row.Decision.Settle {
					t.Errorf("%+v", row.Decision)
				}
				k.again()
				k.pass(20 * time.Minute)
				if d := k.request(page.ID).Decision; d == nil || !d.Settle {
					t.Errorf("no person is asked: %+v", d)
				}
				if d := k.decision(page.ID); d.State != telecom.DecisionUnsure || len(k.sim.Decided()) != 1 {
					t.Errorf("%d sent: %+v", len(k.sim.Decided()), d)
				}
				if err := k.sim.ActOnRequest(page.ID, string(telecom.RequestGenerating)); err != nil { // somebody carries it out in the end
					t.Fatal(err)
				}
				k.pass(2 * time.Minute)
				if d := k.decision(page.ID); d.State != telecom.DecisionApplied {
					t.Errorf("%+v", d)
				}
			})
		})
	}
}

func TestEcho_OfALostRecordIsNotSentAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := reviewing(t, portalsim.Config{StillRequests: true, Variants: echoing})
		page := k.received()
		k.decide(page, telecom.StartContract, "")
		k.pass(time.Minute)
		key := k.decision(page.ID).Key
		err := k.app.parts.Promises.ChangeDecision(key, telecom.EntryNotSent, time.Now(), "ada", "", func(d *telecom.Decision) error {
			d.State, d.SentAt, d.SentOn = telecom.DecisionWaiting, time.Time{}, nil
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		k.again()
		k.pass(5 * time.Minute)
		d := k.decision(page.ID)
		if d.State != telecom.DecisionConflict || d.Against != telecom.AgainstUnknown || len(k.sim.Decided()) != 1 {
			t.Errorf("%d sent: %+v", len(k.sim.Decided()), d)
		}
	})
}
