package outbox_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/backend"
	"commsdesk/backend/outbox"
)

func TestADecisionThatWasBeingSentWhenTheProgramEndedIsUnsureAndReadBack(t *testing.T) {
	for name, of := range map[string]struct {
		carriedOut bool
		becomes    backend.DecisionState
	}{
		"carried out": {true, backend.DecisionApplied},
		"not, so far": {false, backend.DecisionUnsure},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *decisionWorld) {
				key := w.start("R1")
				ends := errors.New("the program ended")
				w.portal.onSend = func() { w.book.full = ends } // nothing is written from here on
				if w.answers(backend.DecisionUnsure, of.carriedOut); of.carriedOut {
					w.portal.answer = nil
				}
				w.round()
				w.book.full = nil
				w.is(key, backend.DecisionSending)
				w.restart()
				w.is(key, backend.DecisionUnsure)
				w.round()
				w.is(key, of.becomes)
				w.round()
				w.sent(1)
			})
		})
	}
}

func TestAnUnsureDecisionIsFoundOrMeetsAConflictOrWaitsForAPerson(t *testing.T) {
	generating := func(r *backend.Request) { r.Status = backend.RequestGenerating }
	for name, of := range map[string]struct {
		later   func(*backend.Request)
		becomes backend.DecisionState
		deed    backend.Deed
	}{
		"it came where the decision leads": {generating, backend.DecisionApplied, backend.DeedFound},
		"it went elsewhere":                {func(r *backend.Request) { r.Status = backend.RequestCanceled }, backend.DecisionConflict, backend.DeedConflict},
		"somebody else came first":         {func(r *backend.Request) { generating(r); r.LastKey = "other" }, backend.DecisionConflict, backend.DeedConflict},
		"nothing is told":                  {func(*backend.Request) {}, backend.DecisionUnsure, backend.DeedUnsure},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *decisionWorld) {
				key := w.start("R1")
				w.answers(backend.DecisionUnsure, false)
				w.round()
				w.is(key, backend.DecisionUnsure)
				w.portal.set("R1", of.later)
				w.round()
				w.round()
				w.sent(1)
				w.is(key, of.becomes)
				w.book.mu.Lock()
				last, said := w.book.deeds[len(w.book.deeds)-1], w.book.said
				w.book.mu.Unlock()
				if last != of.deed || (of.becomes == backend.DecisionConflict) != contains(said, "Nobody knows whether this was carried out") {
					w.Errorf("%s: %q", last, said)
				}
				if d := w.get(key); of.becomes == backend.DecisionConflict && (d.Now == nil || d.Now.Status == backend.RequestReceived) || of.becomes == backend.DecisionUnsure && d.Scans != 2 {
					w.Errorf("%+v", d)
				}
			})
		})
	}
}

func TestALostReplyOfARetryThatEndsWhereItBegan(t *testing.T) {
	for name, of := range map[string]struct {
		failsAgain func(*backend.Request, backend.Decision)
		becomes    backend.DecisionState
	}{
		"with a key":        {func(r *backend.Request, d backend.Decision) { r.LastKey, r.Version = d.Key, "8" }, backend.DecisionApplied},
		"with a key alone":  {func(r *backend.Request, d backend.Decision) { r.LastKey = d.Key }, backend.DecisionUnsure},
		"with a version":    {func(r *backend.Request, d backend.Decision) { r.Version = "8" }, backend.DecisionConflict},
		"with nothing else": {func(*backend.Request, backend.Decision) {}, backend.DecisionUnsure},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *decisionWorld) {
				w.portal.set("R1", func(r *backend.Request) { r.Status, r.Version = backend.RequestProvisioningFailed, "7" })
				key := w.decide("R1", backend.RetryProvisioning, backend.RequestProvisioning)
				w.portal.carry = func(r *backend.Request, d backend.Decision) {
					r.Status = backend.RequestProvisioningFailed // it failed again at once
					of.failsAgain(r, d)
				}
				w.answers(backend.DecisionUnsure, true)
				w.round()
				w.is(key, backend.DecisionUnsure)
				w.round()
				w.round()
				w.is(key, of.becomes)
				w.sent(1)
			})
		})
	}
}

func TestAPersonSettlesWhatThePortalDoesNotTellAfterAWhile(t *testing.T) {
	for _, applied := range []bool{true, false} {
		inWorld(t, func(w *decisionWorld) {
			key := w.start("R1")
			w.answers(backend.DecisionUnsure, false)
			w.round()
			w.refuses(w.Settle(key, "Ada", "They said so.", applied), "It is too early")
			for range 3 {
				time.Sleep(5 * time.Minute)
				w.round()
			}
			w.refuses(w.Again(key, w.portal.requests["R1"], backend.RequestGenerating, "Ada"), "Nobody knows yet")
			if err := w.Settle(key, "Ada", "They said so.", applied); err != nil {
				w.Error(err)
			}
			if applied {
				w.is(key, backend.DecisionApplied)
			} else if w.is(key, backend.DecisionDropped); w.get(key).Note != "They said so." {
				w.Errorf("%+v", w.get(key))
			}
			w.refuses(w.Settle(key, "Ada", "No.", applied), "Nothing was changed")
			w.sent(1)
		})
	}
}

func TestARequestThatIsNotShownTellsNothingOfAnUnsureDecision(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		key := w.start("R1")
		w.answers(backend.DecisionUnsure, false)
		w.round()
		w.portal.do(func() { delete(w.portal.requests, "R1") })
		w.round()
		if d := w.get(key); d.State != backend.DecisionUnsure || d.Scans != 1 {
			w.Errorf("%+v", d)
		}
	})
}

func TestWhatWasHeardIsWrittenWhenTheDiskHasRoom(t *testing.T) {
	for s, carriedOut := range map[backend.DecisionState]bool{
		backend.DecisionApplied: true, backend.DecisionRefused: false, backend.DecisionConflict: false, backend.DecisionUnsure: false,
	} {
		inWorld(t, func(w *decisionWorld) {
			key := w.start("R1")
			w.answers(s, carriedOut)
			w.portal.onSend = func() { w.book.full = errors.New("no room") }
			w.round()
			w.is(key, backend.DecisionSending)
			w.round()
			w.book.full = nil
			w.round()
			w.is(key, s)
			w.round()
			w.sent(1)
		})
	}
}

func TestNothingIsSentThatCouldNotBePromised(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		key := w.start("R1")
		w.book.full = errors.New("no room")
		w.round()
		w.sent(0)
		w.is(key, backend.DecisionWaiting)
		w.book.full = nil
		w.round()
		w.sent(1)
	})
}

func TestWhatIsOnItsWayIsHeardOutAndNothingElseIsSent(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		first, second := w.start("R1"), w.start("R2")
		w.portal.onSend = func() { time.Sleep(20 * time.Second) }
		ctx, cancel := context.WithCancel(w.Context())
		var running sync.WaitGroup
		running.Go(func() { w.Decisions.Run(ctx) })
		synctest.Wait()
		w.Wait()
		cancel()
		w.is(first, backend.DecisionApplied)
		w.is(second, backend.DecisionWaiting)
		w.round()
		w.sent(1)
		running.Wait()
	})
}

func TestAConflictIsTakenAgainOnHowTheRequestStandsNow(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		old := w.conflict()
		if err := w.Later(old, "Ada"); err != nil {
			w.Error(err)
		}
		w.is(old, backend.DecisionLater)
		w.did(backend.DeedTaken, backend.DeedConflict, backend.DeedLater)
		if err := w.Again(old, w.portal.requests["R1"], backend.RequestCanceled, "Eve"); err != nil {
			w.Fatal(err)
		}
		w.did(backend.DeedTaken, backend.DeedDropped)
		w.is(old, backend.DecisionDropped)
		w.refuses(w.Again(old, w.portal.requests["R1"], backend.RequestCanceled, "Eve"), "was dropped already")
		w.round()
		w.sent(0) // it can be undone
		time.Sleep(10 * time.Second)
		w.round()
		w.sent(1)
		if d := w.portal.given[0]; d.Key == old || d.Action != backend.CancelRequest || d.To != backend.RequestCanceled || d.By != "Eve" || d.On.Status != backend.RequestGenerating || d.Now != nil {
			w.Errorf("%+v", d)
		}
	})
}

// conflict makes one: the wish to cancel a request whose contract was begun meanwhile.
func (w *decisionWorld) conflict() string {
	w.Helper()
	key := w.decide("R1", backend.CancelRequest, backend.RequestCanceled)
	w.portal.set("R1", func(r *backend.Request) { r.Status = backend.RequestGenerating })
	w.round()
	w.is(key, backend.DecisionConflict)
	return key
}

func TestTwoPeopleTakeAConflictAgainOnce(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		old := w.conflict()
		failed := 0
		for range 2 {
			if w.Again(old, w.portal.requests["R1"], backend.RequestCanceled, "Ada") != nil {
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

func TestACrashWhileADecisionIsTakenAgainLosesNothingAndSendsOnce(t *testing.T) {
	for writes, sent := range []int{0, 1} {
		inWorld(t, func(w *decisionWorld) {
			old := w.conflict()
			w.book.full, w.book.after = errors.New("the program ended"), writes
			_ = w.Again(old, w.portal.requests["R1"], backend.RequestCanceled, "Ada")
			w.book.full = nil
			w.is(old, backend.DecisionConflict)
			w.restart()
			time.Sleep(time.Minute)
			w.round()
			w.round()
			w.sent(sent)
			if sent == 0 {
				w.is(old, backend.DecisionConflict)
			} else {
				w.is(old, backend.DecisionDropped)
			}
		})
	}
}

func TestTheDecisionsOfARequestAreSentInOrder(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		stuck := w.start("R1")
		w.answers(backend.DecisionUnsure, false)
		w.round()
		next := w.draft("R1", backend.CancelRequest, backend.RequestCanceled)
		next.Key, next.State = "NEXT", backend.DecisionWaiting
		w.book.all = append(w.book.all, next) // of an older program that took two
		other := w.start("R2")
		w.portal.answer = nil
		w.round()
		w.is(stuck, backend.DecisionUnsure)
		w.is("NEXT", backend.DecisionWaiting)
		w.is(other, backend.DecisionApplied)
		w.portal.set("R1", func(r *backend.Request) { r.Status = backend.RequestGenerating })
		w.round() // the first one is found
		w.round()
		w.is(stuck, backend.DecisionApplied)
		w.is("NEXT", backend.DecisionConflict)
		w.sent(2)
	})
}

func TestOnlyWhatHasComeBackIsKeptForLaterTakenAgainOrDropped(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		key := w.start("R1")
		w.refuses(w.Later(key, "Ada"), "waits to be sent")
		w.refuses(w.Drop(key, "Ada", "No."), "waits to be sent")
		w.refuses(w.Again(key, w.portal.requests["R1"], backend.RequestGenerating, "Ada"), "waits to be sent")
		w.refuses(w.Again(key, w.portal.requests["R2"], backend.RequestGenerating, "Ada"), "waits to be sent")
		if err := w.Again("NONE", w.portal.requests["R1"], backend.RequestGenerating, "Ada"); backend.AsError(err).Code != backend.NotFound {
			w.Error(err)
		}
	})
}

func TestEveryChangeOfADecisionRings(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		rings := 0
		w.restartWith(func(o *outbox.DecisionOptions) { o.Changed = func() { rings++ } })
		key := w.start("R1")
		w.round()
		if w.is(key, backend.DecisionApplied); rings != 3 {
			w.Errorf("%d rings", rings)
		}
	})
}

func TestWhatBecameOfADecisionIsReadAgainstTheReadingItWasSentOn(t *testing.T) {
	for name, of := range map[string]struct {
		later   func(*backend.Request)
		becomes backend.DecisionState
	}{
		"nothing happened":       {func(*backend.Request) {}, backend.DecisionUnsure},
		"it went there and back": {func(r *backend.Request) { r.Version = "9" }, backend.DecisionConflict},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *decisionWorld) {
				w.portal.set("R1", func(r *backend.Request) {
					r.Status, r.Version, r.LastKey = backend.RequestProvisioningFailed, "7", "before"
				})
				x := w.draft("R1", backend.RetryProvisioning, backend.RequestProvisioning)
				x.On.Version, x.On.Key = "", "" // it was taken on a list that does not tell them
				d, err := w.Take(x, 0)
				if err != nil {
					t.Fatal(err)
				}
				w.answers(backend.DecisionUnsure, false)
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
