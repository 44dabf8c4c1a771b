package outbox_test

import (
	"testing"

	"commsdesk/backend"
)

// saysDone has the portal say that it was done, and show a stand in its answer, or none.
func (w *decisionWorld) saysDone(carriesOut bool, shows *backend.Stand) {
	w.portal.answer = func(d backend.Decision) *backend.DecisionOutcome {
		if carriesOut {
			w.portal.done(d)
		}
		return &backend.DecisionOutcome{State: backend.DecisionApplied, Shown: shows}
	}
}

func TestWhatThePortalSaysIsBelievedIfItShowsIt(t *testing.T) {
	received := backend.Stand{Status: backend.RequestReceived}
	for name, of := range map[string]struct {
		carriesOut bool
		shows      *backend.Stand
		becomes    backend.DecisionState
	}{
		"in its answer":               {true, &backend.Stand{Status: backend.RequestGenerating}, backend.DecisionApplied},
		"when it is read":             {true, nil, backend.DecisionApplied},
		"when it is read, not before": {true, &received, backend.DecisionApplied},
		"nowhere":                     {false, nil, backend.DecisionUnsure},
		"that it was not":             {false, &received, backend.DecisionUnsure},
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
		w.is(key, backend.DecisionUnsure)
		w.portal.set("R1", func(r *backend.Request) { r.Status = backend.RequestGenerating })
		w.round()
		w.is(key, backend.DecisionApplied)
		w.sent(1)
	})
}

func TestADecisionThatLeadsToWhereItsRequestIsLeavesATrace(t *testing.T) {
	for name, of := range map[string]struct {
		version string
		carry   func(*backend.Request, backend.Decision) // nil: nothing is carried out
		shows   bool
		becomes backend.DecisionState
	}{
		"a key alone": {"", func(r *backend.Request, d backend.Decision) { r.LastKey = d.Key }, false, backend.DecisionUnsure},
		"a key and a version": {"7", func(r *backend.Request, d backend.Decision) { r.LastKey, r.Version = d.Key, "8" }, false,
			backend.DecisionApplied},
		"a key and a step in the history": {"", func(r *backend.Request, d backend.Decision) {
			r.LastKey, r.HistoryGiven = d.Key, true
			r.History = append(r.History, backend.RequestChange{By: d.By, From: r.Status, To: r.Status})
		}, false, backend.DecisionApplied},
		"a history that names the key": {"7", func(r *backend.Request, d backend.Decision) {
			r.HistoryGiven = true
			r.History = append(r.History, backend.RequestChange{To: r.Status, Key: d.Key}, backend.RequestChange{To: r.Status})
		}, false, backend.DecisionApplied},
		"a version":                 {"7", func(r *backend.Request, d backend.Decision) { r.Version = "8" }, false, backend.DecisionApplied},
		"no other version":          {"7", nil, true, backend.DecisionUnsure},
		"an answer, where no other": {"", nil, true, backend.DecisionApplied},
		"none":                      {"", nil, false, backend.DecisionUnsure},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *decisionWorld) {
				w.portal.set("R1", func(r *backend.Request) { r.Status, r.Version = backend.RequestContractReady, of.version })
				key := w.decide("R1", backend.SendToCustomer, backend.RequestContractReady)
				w.portal.carry = of.carry
				var shows *backend.Stand
				if of.shows {
					shows = &backend.Stand{Status: backend.RequestContractReady, Version: of.version}
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
		w.portal.set("R1", func(r *backend.Request) { r.LastKey = "before" })
		w.saysDone(false, nil)
		w.portal.onSend = func() {
			w.portal.set("R1", func(r *backend.Request) { r.Status, r.LastKey = backend.RequestGenerating, "other" })
		}
		w.round()
		w.round()
		if d := w.get(key); d.State != backend.DecisionConflict || d.Against != backend.AgainstUnknown || d.SentAt.IsZero() {
			t.Errorf("%+v", d)
		}
	})
}
