package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

// decision is how the last decision about a request is kept.
func (k *counter) decision(id string) telecom.Decision {
	k.t.Helper()
	all, err := k.app.parts.Promises.Decisions()
	if err != nil {
		k.t.Fatal(err)
	}
	var last telecom.Decision
	for _, d := range all {
		if d.RequestID == id {
			last = d
		}
	}
	return last
}

// writes has the configuration say something else.
func (k *counter) writes(old, text string) {
	k.t.Helper()
	path := filepath.Join(filepath.Dir(k.app.home.Config), "config.toml")
	config, err := os.ReadFile(path)
	if err != nil {
		k.t.Fatal(err)
	}
	changed := strings.Replace(string(config), old, text, 1)
	if changed == string(config) {
		k.t.Fatalf("no %q in %s", old, config)
	}
	if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
		k.t.Fatal(err)
	}
}

func TestDecision_FalseDoneIsNotBelieved(t *testing.T) {
	for _, status := range []int{200, 202} {
		synctest.Test(t, func(t *testing.T) {
			k := reviewing(t, portalsim.Config{StillRequests: true})
			page := k.received()
			if err := k.sim.AnswerWrites(status, false); err != nil {
				t.Fatal(err)
			}
			k.decide(page, telecom.StartContract, "")
			k.pass(5 * time.Minute)
			if d := k.decision(page.ID); d.State != telecom.DecisionUnsure || len(k.sim.Decided()) != 0 {
				t.Errorf("%d: %+v", status, d)
			}
			if d := k.request(page.ID).Decision; d == nil || d.Settle {
				t.Errorf("%d: %+v", status, d)
			}
			k.pass(15 * time.Minute)
			if d := k.request(page.ID).Decision; d == nil || !d.Settle {
				t.Errorf("%d: no person is asked: %+v", status, d)
			}
		})
	}
}

func TestDecision_DoneShownLaterIsApplied(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := reviewing(t, portalsim.Config{StillRequests: true})
		page := k.received()
		if err := k.sim.AnswerWrites(200, true); err != nil {
			t.Fatal(err)
		}
		k.decide(page, telecom.StartContract, "")
		k.pass(30 * time.Second)
		if d := k.decision(page.ID); d.State != telecom.DecisionApplied || len(k.sim.Decided()) != 1 || d.SentOn == nil ||
			d.SentOn.Status != telecom.RequestReceived {
			t.Errorf("%+v", d)
		}
	})
}

func TestDecision_WorksWithWeakTags(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := reviewing(t, portalsim.Config{StillRequests: true, Variants: []portalsim.Variant{portalsim.WeakTags}})
		page := k.received()
		k.decide(page, telecom.StartContract, "")
		k.pass(time.Minute)
		if d := k.decision(page.ID); d.State != telecom.DecisionApplied || len(k.sim.Decided()) != 1 {
			t.Errorf("%+v", d)
		}
	})
}

func TestDecision_RecheckedByTheCurrentProfile(t *testing.T) {
	for against, change := range map[telecom.Against][2]string{
		telecom.AgainstRole:        {`role = "deliveryTeam"`, `role = "viewer"`},
		telecom.AgainstOtherPortal: {`product_ordering = "http://127.0.0.1/`, `product_ordering = "http://127.0.0.2/`},
	} {
		t.Run(string(against), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				k := reviewing(t, portalsim.Config{StillRequests: true})
				page := k.received()
				k.line.Cut()
				k.pass(time.Minute)
				k.decide(page, telecom.DenyRequest, telecom.ReasonCredit)
				k.pass(time.Hour)
				k.writes(change[0], change[1])
				k.again()
				k.line.Mend()
				k.pass(3 * time.Minute)
				d := k.decision(page.ID)
				if d.State != telecom.DecisionConflict || d.Against != against || !d.SentAt.IsZero() || len(k.sim.Decided()) != 0 {
					t.Errorf("%+v", d)
				}
				if against == telecom.AgainstOtherPortal && d.Now != nil {
					t.Errorf("another portal’s request was read: %+v", d.Now)
				}
			})
		})
	}
}

func TestDecision_NotSentAloneAfterDiskRollback(t *testing.T) {
	for kind, becomes := range map[portalsim.Personality]telecom.DecisionState{
		portalsim.Ideal: telecom.DecisionApplied, portalsim.OpenPlain: telecom.DecisionConflict, // which keeps no keys
	} {
		t.Run(string(kind), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				k := reviewing(t, portalsim.Config{StillRequests: true, Personality: kind})
				page := k.received()
				k.decide(page, telecom.StartContract, "") // it waits on the disk, and is sent after that
				file := filepath.Join(k.app.parts.dir, "promises.db")
				before, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				k.pass(time.Minute)
				if d := k.decision(page.ID); d.State != telecom.DecisionApplied {
					t.Fatalf("%+v", d)
				}
				if err := k.sim.ActOnRequest(page.ID, string(telecom.RequestReceived)); err != nil { // and a colleague took it back
					t.Fatal(err)
				}
				k.app.Close()
				if err := os.WriteFile(file, before, 0o600); err != nil {
					t.Fatal(err)
				}
				k.again()
				k.pass(3 * time.Minute)
				d := k.decision(page.ID)
				if d.State != becomes || len(k.sim.Decided()) != 1 || becomes == telecom.DecisionConflict && d.Against != telecom.AgainstUnknown {
					t.Errorf("%d, %+v", len(k.sim.Decided()), d)
				}
			})
		})
	}
}

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
