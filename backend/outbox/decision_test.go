package outbox_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/backend/outbox"
	"commsdesk/backend/telecom"
)

func contains(text, part string) bool { return strings.Contains(text, part) }

func unreachable() error { return &telecom.Error{Code: telecom.Unreachable, Text: "Nobody answers."} }

// inWorld runs a story in virtual time.
func inWorld(t *testing.T, story func(w *decisionWorld)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { story(newDecisionWorld(t)) })
}

func TestCarry_RecordsSendsOnceAndReadsBack(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		key := w.start("R1")
		reads := 0
		w.portal.onRead = func() { reads++ }
		w.round()
		w.round()
		w.is(key, telecom.DecisionApplied)
		w.sent(1)
		w.did(telecom.EntryTaken, telecom.EntryPromised, telecom.EntryPlaced)
		if d := w.portal.given[0]; reads != 2 || d.Key != key || d.State != telecom.DecisionSending || d.SentAt.IsZero() {
			w.Errorf("%d readings, handed over %+v", reads, d)
		}
	})
}

func TestTake_AllowsOneOpenDecisionPerRequest(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		key := w.start("R1")
		_, err := w.Take(w.draft("R1", telecom.DenyRequest, telecom.RequestDenied), 0)
		w.refuses(err, "is waiting to be sent")
		w.start("R2")
		w.answers(telecom.DecisionUnsure, false)
		w.round()
		_, err = w.Take(w.draft("R1", telecom.DenyRequest, telecom.RequestDenied), 0)
		w.refuses(err, "still unconfirmed")
		w.portal.set("R1", func(r *telecom.Request) { r.Status = telecom.RequestCanceled })
		w.round()
		w.is(key, telecom.DecisionConflict)
		_, err = w.Take(w.draft("R1", telecom.DenyRequest, telecom.RequestDenied), 0)
		w.refuses(err, "came back")
	})
}

func TestHold_SendsNothingBeforeItEnds(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		ctx, cancel := context.WithCancel(w.Context())
		var running sync.WaitGroup
		running.Go(func() { w.Decisions.Run(ctx) })
		synctest.Wait()
		time.Sleep(7 * time.Second)
		d, err := w.Take(w.draft("R1", telecom.DenyRequest, telecom.RequestDenied), 10*time.Second)
		if err != nil {
			w.Fatal(err)
		}
		time.Sleep(10*time.Second - time.Millisecond)
		synctest.Wait()
		w.sent(0)
		time.Sleep(time.Millisecond)
		synctest.Wait()
		w.sent(1)
		w.is(d.Key, telecom.DecisionApplied)
		cancel()
		running.Wait()
	})
}

func TestHold_EndsWhenClockIsSetBack(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		d, _ := w.Take(w.draft("R1", telecom.DenyRequest, telecom.RequestDenied), 10*time.Second)
		w.slept = -72 * time.Hour
		w.round()
		w.is(d.Key, telecom.DecisionApplied)
	})
}

func TestWithdraw_SendsNothing(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		d, _ := w.Take(w.draft("R1", telecom.DenyRequest, telecom.RequestDenied), 10*time.Second)
		if err := w.Withdraw(d.Key, "Ada"); err != nil {
			w.Error(err)
		}
		time.Sleep(time.Minute)
		w.round()
		w.sent(0)
		w.is(d.Key, telecom.DecisionWithdrawn)
		w.did(telecom.EntryTaken, telecom.EntryWithdrawn)
		w.refuses(w.Withdraw(d.Key, "Ada"), "was already withdrawn")
		w.start("R1")
	})
}

func TestChange_ReplacesWaitingDecision(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		key := w.start("R1")
		to := w.draft("R1", telecom.DenyRequest, telecom.RequestDenied)
		to.Reason, to.Text = telecom.ReasonCredit, "No money."
		if err := w.Change(key, to, 10*time.Second); err != nil {
			w.Error(err)
		}
		w.round()
		w.sent(0)
		time.Sleep(10 * time.Second)
		w.round()
		w.sent(1)
		if d := w.portal.given[0]; d.Action != telecom.DenyRequest || d.To != telecom.RequestDenied || d.Reason != telecom.ReasonCredit ||
			d.Text != "No money." {
			w.Errorf("%+v", d)
		}
		w.refuses(w.Change(key, to, 0), "already carried out")
	})
}

func TestCarry_SendsNothingChangedDuringReading(t *testing.T) {
	for name, meanwhile := range map[string]func(w *decisionWorld, key string) error{
		"withdrawn": func(w *decisionWorld, key string) error { return w.Withdraw(key, "Ada") },
		"changed": func(w *decisionWorld, key string) error {
			return w.Change(key, w.draft("R1", telecom.DenyRequest, telecom.RequestDenied), 10*time.Second)
		},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *decisionWorld) {
				key := w.start("R1")
				w.portal.onRead = sync.OnceFunc(func() {
					if err := meanwhile(w, key); err != nil {
						w.Error(err)
					}
				})
				w.round()
				w.sent(0)
				if name == "changed" {
					time.Sleep(10 * time.Second)
					w.round()
					w.sent(1)
					if d := w.portal.given[0]; d.Action != telecom.DenyRequest {
						w.Errorf("%+v", d)
					}
				}
			})
		})
	}
}

func TestSending_RefusesChangeAndWithdraw(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		key := w.start("R1")
		w.portal.onSend = func() {
			w.refuses(w.Withdraw(key, "Ada"), "is being sent right now")
			w.refuses(w.Change(key, w.draft("R1", telecom.DenyRequest, telecom.RequestDenied), 0), "is being sent right now")
			w.refuses(w.Drop(key, "Ada", "No."), "is being sent right now")
		}
		w.round()
		w.is(key, telecom.DecisionApplied)
	})
}

func TestCarry_ConcurrentRoundsSendOnce(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		key := w.start("R1")
		w.portal.onRead = func() { time.Sleep(time.Second) }
		w.portal.onSend = func() { time.Sleep(time.Second) }
		var both sync.WaitGroup
		both.Go(w.round)
		both.Go(w.round)
		both.Wait()
		w.sent(1)
		w.is(key, telecom.DecisionApplied)
	})
}

func TestCarry_ChangedRequestIsConflict(t *testing.T) {
	for name, change := range map[string]func(*telecom.Request){
		"status":     func(r *telecom.Request) { r.Status = telecom.RequestCanceled },
		"version":    func(r *telecom.Request) { r.Version = "8" },
		"package":    func(r *telecom.Request) { r.Package = "Large" },
		"the wish":   func(r *telecom.Request) { r.CancelAsked = &telecom.CancellationRequest{By: "customer"} },
		"a new note": func(r *telecom.Request) { r.Notes = []telecom.RequestNote{{Text: "Hello."}} },
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *decisionWorld) {
				w.portal.set("R1", func(r *telecom.Request) { r.Version = "7" })
				key := w.start("R1")
				w.portal.set("R1", change)
				w.round()
				if name == "a new note" {
					w.is(key, telecom.DecisionApplied)
					return
				}
				w.is(key, telecom.DecisionConflict)
				w.sent(0)
				w.did(telecom.EntryTaken, telecom.EntryConflict)
				r := w.portal.requests["R1"]
				if now := w.get(key).Now; now == nil || *now != r.Snapshot() {
					w.Errorf("%+v", now)
				}
			})
		})
	}
}

func TestCarry_GoneRequestIsConflict(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		key := w.start("R1")
		w.portal.do(func() { delete(w.portal.requests, "R1") })
		w.round()
		w.is(key, telecom.DecisionConflict)
		w.sent(0)
		if now := w.get(key).Now; now == nil || now.State != outbox.GoneState {
			w.Errorf("%+v", now)
		}
	})
}

func TestCarry_WaitsForDaysOffline(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		first, second := w.start("R1"), w.start("R2")
		reads := 0
		w.portal.err, w.portal.onRead = unreachable(), func() { reads++ }
		ctx, cancel := context.WithCancel(w.Context())
		var running sync.WaitGroup
		running.Go(func() { w.Decisions.Run(ctx) })
		time.Sleep(72 * time.Hour)
		synctest.Wait()
		w.sent(0)
		if rounds := 72 * 120; reads > rounds+2 {
			w.Errorf("%d readings in %d rounds", reads, rounds)
		}
		w.did(telecom.EntryTaken, telecom.EntryTaken)
		w.portal.do(func() { w.portal.err = nil })
		w.portal.set("R2", func(r *telecom.Request) { r.Status = telecom.RequestDenied })
		w.Wake()
		synctest.Wait()
		w.is(first, telecom.DecisionApplied)
		w.is(second, telecom.DecisionConflict)
		w.sent(1)
		cancel()
		running.Wait()
	})
}

func TestCarry_ReadsAgainAfterSleep(t *testing.T) {
	for name, sleeps := range map[string]func(w *decisionWorld, sleep func()){
		"while it was read": func(w *decisionWorld, sleep func()) { w.portal.onRead = sleep },
		"after the promise": func(w *decisionWorld, sleep func()) {
			w.restartWith(func(o *outbox.DecisionOptions) { o.Changed = sleep })
		},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *decisionWorld) {
				key := w.start("R1")
				sleeps(w, sync.OnceFunc(func() {
					w.slept += 8 * time.Hour
					w.portal.set("R1", func(r *telecom.Request) { r.Status = telecom.RequestCanceled })
				}))
				w.round()
				w.sent(0)
				w.is(key, telecom.DecisionConflict)
				if d := w.get(key); !d.SentAt.IsZero() {
					w.Errorf("%+v", d)
				}
			})
		})
	}
}

func TestCarry_RecordsNothingOnStaleReading(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		key := w.start("R1")
		w.portal.onRead = sync.OnceFunc(func() { w.slept += 8 * time.Hour })
		w.round()
		w.is(key, telecom.DecisionApplied)
		w.did(telecom.EntryTaken, telecom.EntryPromised, telecom.EntryPlaced)
	})
}

func TestCarry_SendsNothingToSlowPortal(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		key := w.start("R1")
		w.portal.onRead = func() { time.Sleep(11 * time.Second) }
		w.round()
		w.sent(0)
		w.is(key, telecom.DecisionWaiting)
		w.portal.onRead = nil
		w.round()
		w.is(key, telecom.DecisionApplied)
	})
}

func TestCarry_RefusalKeepsThePortalsWords(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		key := w.start("R1")
		w.answers(telecom.DecisionRefused, false)
		w.round()
		w.round()
		w.sent(1)
		w.did(telecom.EntryTaken, telecom.EntryPromised, telecom.EntryRefused)
		if d := w.get(key); d.State != telecom.DecisionRefused || d.Said != "credit is missing" {
			w.Errorf("%+v", d)
		}
		if err := w.Drop(key, "Ada", "Credit is missing."); err != nil {
			w.Error(err)
		}
		if d := w.get(key); d.State != telecom.DecisionDropped || d.Note != "Credit is missing." {
			w.Errorf("%+v", d)
		}
	})
}

func TestCarry_UnsentDecisionIsSentLater(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		key := w.start("R1")
		w.answers(telecom.DecisionWaiting, false)
		w.round()
		if d := w.get(key); d.State != telecom.DecisionWaiting || !d.SentAt.IsZero() {
			w.Errorf("%+v", d)
		}
		w.portal.answer = nil
		time.Sleep(time.Minute)
		w.round()
		w.is(key, telecom.DecisionApplied)
	})
}

func TestCarry_ReadsRequestAfterConflictAnswer(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		key := w.start("R1")
		w.answers(telecom.DecisionConflict, false)
		w.portal.onSend = func() { w.portal.set("R1", func(r *telecom.Request) { r.Status = telecom.RequestDenied }) }
		w.round()
		w.is(key, telecom.DecisionConflict)
		if now := w.get(key).Now; now == nil || now.Status != telecom.RequestDenied {
			w.Errorf("%+v", now)
		}
		w.round()
		w.sent(1)
	})
}

func TestCompare_ReadsConflictOnceThePortalIsBack(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		key := w.start("R1")
		w.answers(telecom.DecisionConflict, false)
		w.portal.onSend = func() { w.portal.do(func() { w.portal.err = unreachable() }) }
		w.round()
		if d := w.get(key); d.State != telecom.DecisionConflict || d.Now != nil {
			w.Errorf("%+v", d)
		}
		w.portal.err = nil
		w.portal.set("R1", func(r *telecom.Request) { r.Status = telecom.RequestDenied })
		w.round()
		if now := w.get(key).Now; now == nil || now.Status != telecom.RequestDenied {
			w.Errorf("%+v", now)
		}
		w.sent(1)
	})
}
