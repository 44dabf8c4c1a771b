package outbox_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/backend/outbox"
	"commsdesk/backend/telecom"
)

func TestNewDecisions_InterruptedSendIsUnsureAndLookedUp(t *testing.T) {
	for name, of := range map[string]struct {
		carriedOut bool
		becomes    telecom.DecisionState
	}{
		"carried out": {true, telecom.DecisionApplied},
		"not, so far": {false, telecom.DecisionUnsure},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *decisionWorld) {
				key := w.start("R1")
				ends := errors.New("the program ended")
				w.portal.onSend = func() { w.book.full = ends } // nothing is written from here on
				if w.answers(telecom.DecisionUnsure, of.carriedOut); of.carriedOut {
					w.portal.answer = nil
				}
				w.round()
				w.book.full = nil
				w.is(key, telecom.DecisionSending)
				w.restart()
				w.is(key, telecom.DecisionUnsure)
				w.round()
				w.is(key, of.becomes)
				w.round()
				w.sent(1)
			})
		})
	}
}

func TestLookBack_FindsConflictsOrWaits(t *testing.T) {
	generating := func(r *telecom.Request) { r.Status = telecom.RequestGenerating }
	for name, of := range map[string]struct {
		later   func(*telecom.Request)
		becomes telecom.DecisionState
		kind    telecom.EntryKind
	}{
		"it came where the decision leads": {generating, telecom.DecisionApplied, telecom.EntryFound},
		"it went elsewhere": {func(r *telecom.Request) { r.Status = telecom.RequestCanceled }, telecom.DecisionConflict,
			telecom.EntryConflict},
		"somebody else came first": {func(r *telecom.Request) { generating(r); r.LastKey = "other" }, telecom.DecisionConflict,
			telecom.EntryConflict},
		"nothing is told": {func(*telecom.Request) {}, telecom.DecisionUnsure, telecom.EntryUnsure},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *decisionWorld) {
				key := w.start("R1")
				w.answers(telecom.DecisionUnsure, false)
				w.round()
				w.is(key, telecom.DecisionUnsure)
				w.portal.set("R1", of.later)
				w.round()
				w.round()
				w.sent(1)
				w.is(key, of.becomes)
				w.book.mu.Lock()
				last, said := w.book.kinds[len(w.book.kinds)-1], w.book.said
				w.book.mu.Unlock()
				if last != of.kind || (of.becomes == telecom.DecisionConflict) != contains(said, "It is not known whether this was carried out") {
					w.Errorf("%s: %q", last, said)
				}
				if d := w.get(key); of.becomes == telecom.DecisionConflict && (d.Now == nil || d.Now.Status == telecom.RequestReceived) ||
					of.becomes == telecom.DecisionUnsure && d.Scans != 2 {
					w.Errorf("%+v", d)
				}
			})
		})
	}
}

func TestLookBack_RetryThatFailsAgainStaysUnsure(t *testing.T) {
	for name, of := range map[string]struct {
		failsAgain func(*telecom.Request, telecom.Decision)
		becomes    telecom.DecisionState
	}{
		"with a key":        {func(r *telecom.Request, d telecom.Decision) { r.LastKey, r.Version = d.Key, "8" }, telecom.DecisionApplied},
		"with a key alone":  {func(r *telecom.Request, d telecom.Decision) { r.LastKey = d.Key }, telecom.DecisionUnsure},
		"with a version":    {func(r *telecom.Request, d telecom.Decision) { r.Version = "8" }, telecom.DecisionConflict},
		"with nothing else": {func(*telecom.Request, telecom.Decision) {}, telecom.DecisionUnsure},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *decisionWorld) {
				w.portal.set("R1", func(r *telecom.Request) { r.Status, r.Version = telecom.RequestProvisioningFailed, "7" })
				key := w.decide("R1", telecom.RetryProvisioning, telecom.RequestProvisioning)
				w.portal.carry = func(r *telecom.Request, d telecom.Decision) {
					r.Status = telecom.RequestProvisioningFailed // it failed again at once
					of.failsAgain(r, d)
				}
				w.answers(telecom.DecisionUnsure, true)
				w.round()
				w.is(key, telecom.DecisionUnsure)
				w.round()
				w.round()
				w.is(key, of.becomes)
				w.sent(1)
			})
		})
	}
}

func TestSettle_NeedsSearchesAndTime(t *testing.T) {
	for _, applied := range []bool{true, false} {
		inWorld(t, func(w *decisionWorld) {
			key := w.start("R1")
			w.answers(telecom.DecisionUnsure, false)
			w.round()
			w.refuses(w.Settle(key, "Ada", "They said so.", applied), "It is too early")
			for range 3 {
				time.Sleep(5 * time.Minute)
				w.round()
			}
			w.refuses(w.Again(key, w.portal.requests["R1"], telecom.RequestGenerating, "Ada"), "not known yet")
			if err := w.Settle(key, "Ada", "They said so.", applied); err != nil {
				w.Error(err)
			}
			if applied {
				w.is(key, telecom.DecisionApplied)
			} else if w.is(key, telecom.DecisionDropped); w.get(key).Note != "They said so." {
				w.Errorf("%+v", w.get(key))
			}
			w.refuses(w.Settle(key, "Ada", "No.", applied), "Nothing was changed")
			w.sent(1)
		})
	}
}

func TestLookBack_HiddenRequestTellsNothing(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		key := w.start("R1")
		w.answers(telecom.DecisionUnsure, false)
		w.round()
		w.portal.do(func() { delete(w.portal.requests, "R1") })
		w.round()
		if d := w.get(key); d.State != telecom.DecisionUnsure || d.Scans != 1 {
			w.Errorf("%+v", d)
		}
	})
}

func TestSettle_WritesRememberedOutcomeOnceDiskHasRoom(t *testing.T) {
	for s, carriedOut := range map[telecom.DecisionState]bool{
		telecom.DecisionApplied: true, telecom.DecisionRefused: false, telecom.DecisionConflict: false, telecom.DecisionUnsure: false,
	} {
		inWorld(t, func(w *decisionWorld) {
			key := w.start("R1")
			w.answers(s, carriedOut)
			w.portal.onSend = func() { w.book.full = errors.New("no room") }
			w.round()
			w.is(key, telecom.DecisionSending)
			w.round()
			w.book.full = nil
			w.round()
			w.is(key, s)
			w.round()
			w.sent(1)
		})
	}
}

func TestCarry_SendsNothingOnFullDisk(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		key := w.start("R1")
		w.book.full = errors.New("no room")
		w.round()
		w.sent(0)
		w.is(key, telecom.DecisionWaiting)
		w.book.full = nil
		w.round()
		w.sent(1)
	})
}

func TestWait_AwaitsAnswerAndSendsNothingMore(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		first, second := w.start("R1"), w.start("R2")
		w.portal.onSend = func() { time.Sleep(20 * time.Second) }
		ctx, cancel := context.WithCancel(w.Context())
		var running sync.WaitGroup
		running.Go(func() { w.Decisions.Run(ctx) })
		synctest.Wait()
		w.Wait()
		cancel()
		w.is(first, telecom.DecisionApplied)
		w.is(second, telecom.DecisionWaiting)
		w.round()
		w.sent(1)
		running.Wait()
	})
}

func TestAgain_UsesTheRequestAsItIsNow(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		old := w.conflict()
		if err := w.Later(old, "Ada"); err != nil {
			w.Error(err)
		}
		w.is(old, telecom.DecisionLater)
		w.did(telecom.EntryTaken, telecom.EntryConflict, telecom.EntryLater)
		if err := w.Again(old, w.portal.requests["R1"], telecom.RequestCanceled, "Eve"); err != nil {
			w.Fatal(err)
		}
		w.did(telecom.EntryTaken, telecom.EntryDropped)
		w.is(old, telecom.DecisionDropped)
		w.refuses(w.Again(old, w.portal.requests["R1"], telecom.RequestCanceled, "Eve"), "was already dropped")
		w.round()
		w.sent(0) // it can be undone
		time.Sleep(10 * time.Second)
		w.round()
		w.sent(1)
		if d := w.portal.given[0]; d.Key == old || d.Action != telecom.CancelRequest || d.To != telecom.RequestCanceled || d.By != "Eve" ||
			d.On.Status != telecom.RequestGenerating || d.Now != nil {
			w.Errorf("%+v", d)
		}
	})
}

// conflict makes a conflict: a decision to cancel a request whose contract was started meanwhile.
func (w *decisionWorld) conflict() string {
	w.Helper()
	key := w.decide("R1", telecom.CancelRequest, telecom.RequestCanceled)
	w.portal.set("R1", func(r *telecom.Request) { r.Status = telecom.RequestGenerating })
	w.round()
	w.is(key, telecom.DecisionConflict)
	return key
}

func TestAgain_SecondPersonIsRefused(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		old := w.conflict()
		failed := 0
		for range 2 {
			if w.Again(old, w.portal.requests["R1"], telecom.RequestCanceled, "Ada") != nil {
				failed++
			}
		}
		time.Sleep(time.Minute)
		w.round()
		w.round()
		if w.sent(1); failed != 1 {
			w.Errorf("%d failed", failed)
		}
	})
}

func TestAgain_SurvivesCrashAndSendsOnce(t *testing.T) {
	for writes, sent := range []int{0, 1} {
		inWorld(t, func(w *decisionWorld) {
			old := w.conflict()
			w.book.full, w.book.after = errors.New("the program ended"), writes
			_ = w.Again(old, w.portal.requests["R1"], telecom.RequestCanceled, "Ada")
			w.book.full = nil
			w.is(old, telecom.DecisionConflict)
			w.restart()
			time.Sleep(time.Minute)
			w.round()
			w.round()
			w.sent(sent)
			if sent == 0 {
				w.is(old, telecom.DecisionConflict)
			} else {
				w.is(old, telecom.DecisionDropped)
			}
		})
	}
}

func TestCarry_SendsDecisionsOfOneRequestInOrder(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		stuck := w.start("R1")
		w.answers(telecom.DecisionUnsure, false)
		w.round()
		next := w.draft("R1", telecom.CancelRequest, telecom.RequestCanceled)
		next.Key, next.State = "NEXT", telecom.DecisionWaiting
		w.book.all = append(w.book.all, next) // an older program allowed two
		other := w.start("R2")
		w.portal.answer = nil
		w.round()
		w.is(stuck, telecom.DecisionUnsure)
		w.is("NEXT", telecom.DecisionWaiting)
		w.is(other, telecom.DecisionApplied)
		w.portal.set("R1", func(r *telecom.Request) { r.Status = telecom.RequestGenerating })
		w.round() // the first one is found
		w.round()
		w.is(stuck, telecom.DecisionApplied)
		w.is("NEXT", telecom.DecisionConflict)
		w.sent(2)
	})
}

func TestReturned_OnlyTheseCanBePostponedRetakenOrDropped(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		key := w.start("R1")
		w.refuses(w.Later(key, "Ada"), "waiting to be sent")
		w.refuses(w.Drop(key, "Ada", "No."), "waiting to be sent")
		w.refuses(w.Again(key, w.portal.requests["R1"], telecom.RequestGenerating, "Ada"), "waiting to be sent")
		w.refuses(w.Again(key, w.portal.requests["R2"], telecom.RequestGenerating, "Ada"), "waiting to be sent")
		if err := w.Again("NONE", w.portal.requests["R1"], telecom.RequestGenerating, "Ada"); telecom.AsError(err).Code != telecom.NotFound {
			w.Error(err)
		}
	})
}

func TestChanged_IsCalledOnEveryChange(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		rings := 0
		w.restartWith(func(o *outbox.DecisionOptions) { o.Changed = func() { rings++ } })
		key := w.start("R1")
		w.round()
		if w.is(key, telecom.DecisionApplied); rings != 3 {
			w.Errorf("%d rings", rings)
		}
	})
}

func TestLookBack_ComparesWithTheReadingItWasSentOn(t *testing.T) {
	for name, of := range map[string]struct {
		later   func(*telecom.Request)
		becomes telecom.DecisionState
	}{
		"nothing happened":       {func(*telecom.Request) {}, telecom.DecisionUnsure},
		"it went there and back": {func(r *telecom.Request) { r.Version = "9" }, telecom.DecisionConflict},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *decisionWorld) {
				w.portal.set("R1", func(r *telecom.Request) {
					r.Status, r.Version, r.LastKey = telecom.RequestProvisioningFailed, "7", "before"
				})
				x := w.draft("R1", telecom.RetryProvisioning, telecom.RequestProvisioning)
				x.On.Version, x.On.Key = "", "" // it was taken on a list that does not tell them
				d, err := w.Take(x, 0)
				if err != nil {
					t.Fatal(err)
				}
				w.answers(telecom.DecisionUnsure, false)
				w.round()
				w.portal.set("R1", of.later)
				w.restart()
				w.round()
				w.is(d.Key, of.becomes)
				if got := w.get(d.Key); got.SentOn == nil || got.SentOn.Version != "7" || got.SentAt.IsZero() {
					t.Errorf("%+v", got)
				}
				w.sent(1)
			})
		})
	}
}
