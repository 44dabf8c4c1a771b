package outbox_test

import (
	"testing"

	"commsdesk/backend/telecom"
)

// saysDone has the portal say that it was done, and show a stand in its answer, or none.
func (w *decisionWorld) saysDone(carriesOut bool, shows *telecom.Snapshot) {
	w.portal.answer = func(d telecom.Decision) *telecom.DecisionOutcome {
		if carriesOut {
			w.portal.done(d)
		}
		return &telecom.DecisionOutcome{State: telecom.DecisionApplied, Shown: shows}
	}
}

func TestWhatThePortalSaysIsBelievedIfItShowsIt(t *testing.T) {
	received := telecom.Snapshot{Status: telecom.RequestReceived}
	for name, of := range map[string]struct {
		carriesOut bool
		shows      *telecom.Snapshot
		becomes    telecom.DecisionState
	}{
		"in its answer":               {true, &telecom.Snapshot{Status: telecom.RequestGenerating}, telecom.DecisionApplied},
		"when it is read":             {true, nil, telecom.DecisionApplied},
		"when it is read, not before": {true, &received, telecom.DecisionApplied},
		"nowhere":                     {false, nil, telecom.DecisionUnsure},
		"that it was not":             {false, &received, telecom.DecisionUnsure},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *decisionWorld) {
				key := w.start("R1")
				w.saysDone(of.carriesOut, of.shows)
				w.round()
				w.is(key, of.becomes)
				w.round()
				w.is(key, of.becomes)
				w.sent(1)
			})
		})
	}
}

func TestWhatThePortalTakesAndDoesLaterIsFound(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		key := w.start("R1")
		w.saysDone(false, nil)
		w.round()
		w.is(key, telecom.DecisionUnsure)
		w.portal.set("R1", func(r *telecom.Request) { r.Status = telecom.RequestGenerating })
		w.round()
		w.is(key, telecom.DecisionApplied)
		w.sent(1)
	})
}

func TestADecisionThatLeadsToWhereItsRequestIsLeavesATrace(t *testing.T) {
	for name, of := range map[string]struct {
		version string
		carry   func(*telecom.Request, telecom.Decision) // nil: nothing is carried out
		shows   bool
		becomes telecom.DecisionState
	}{
		"a key alone": {"", func(r *telecom.Request, d telecom.Decision) { r.LastKey = d.Key }, false, telecom.DecisionUnsure},
		"a key and a version": {"7", func(r *telecom.Request, d telecom.Decision) { r.LastKey, r.Version = d.Key, "8" }, false,
			telecom.DecisionApplied},
		"a key and a step in the history": {"", func(r *telecom.Request, d telecom.Decision) {
			r.LastKey, r.HistoryGiven = d.Key, true
			r.History = append(r.History, telecom.RequestChange{By: d.By, From: r.Status, To: r.Status})
		}, false, telecom.DecisionApplied},
		"a history that names the key": {"7", func(r *telecom.Request, d telecom.Decision) {
			r.HistoryGiven = true
			r.History = append(r.History, telecom.RequestChange{To: r.Status, Key: d.Key}, telecom.RequestChange{To: r.Status})
		}, false, telecom.DecisionApplied},
		"a version":                 {"7", func(r *telecom.Request, d telecom.Decision) { r.Version = "8" }, false, telecom.DecisionApplied},
		"no other version":          {"7", nil, true, telecom.DecisionUnsure},
		"an answer, where no other": {"", nil, true, telecom.DecisionApplied},
		"none":                      {"", nil, false, telecom.DecisionUnsure},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *decisionWorld) {
				w.portal.set("R1", func(r *telecom.Request) { r.Status, r.Version = telecom.RequestContractReady, of.version })
				key := w.decide("R1", telecom.SendToCustomer, telecom.RequestContractReady)
				w.portal.carry = of.carry
				var shows *telecom.Snapshot
				if of.shows {
					shows = &telecom.Snapshot{Status: telecom.RequestContractReady, Version: of.version}
				}
				w.saysDone(of.carry != nil, shows)
				w.round()
				w.is(key, of.becomes)
				w.sent(1)
			})
		})
	}
}

func TestAKeyOfSomebodyElseShowsThatOursWasNotCarriedOut(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		key := w.start("R1")
		w.portal.set("R1", func(r *telecom.Request) { r.LastKey = "before" })
		w.saysDone(false, nil)
		w.portal.onSend = func() {
			w.portal.set("R1", func(r *telecom.Request) { r.Status, r.LastKey = telecom.RequestGenerating, "other" })
		}
		w.round()
		w.round()
		if d := w.get(key); d.State != telecom.DecisionConflict || d.Against != telecom.AgainstUnknown || d.SentAt.IsZero() {
			t.Errorf("%+v", d)
		}
	})
}
