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

// back says that a decision came back, why, and that nothing was sent.
func (w *decisionWorld) back(key string, why backend.Against) {
	w.Helper()
	if d := w.get(key); d.State != backend.DecisionConflict || d.Against != why || !d.SentAt.IsZero() {
		w.Errorf("%+v", d)
	}
	w.sent(0)
}

func TestADecisionThatTheRoleMayNotTakeAnyMoreComesBack(t *testing.T) {
	for _, role := range []backend.Role{backend.RoleNone, backend.RoleViewer} {
		inWorld(t, func(w *decisionWorld) {
			key := w.start("R1")
			w.role = role // the profile was changed meanwhile
			w.restart()
			w.round()
			w.back(key, backend.AgainstRole)
		})
	}
}

func TestADecisionThatThePortalOffersNoMoreComesBack(t *testing.T) {
	for name, change := range map[string]func(*backend.Request){
		"not offered":     func(r *backend.Request) { r.AllowedGiven, r.Allowed = true, []string{"deny"} },
		"nothing offered": func(r *backend.Request) { r.AllowedGiven, r.Allowed = true, nil },
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *decisionWorld) {
				key := w.start("R1")
				w.portal.set("R1", change)
				w.round()
				w.back(key, backend.AgainstNotOffered)
			})
		})
	}
	inWorld(t, func(w *decisionWorld) { // of an older program whose table said otherwise
		key := w.decide("R1", backend.StartContract, backend.RequestSigned)
		w.round()
		w.back(key, backend.AgainstNotOffered)
	})
}

func TestADecisionIsSentToNoOtherPortal(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		waits, unsure := w.start("R1"), w.start("R2")
		w.portal.do(func() { w.portal.answer = nil })
		w.book.all[1].State, w.book.all[1].SentAt = backend.DecisionUnsure, time.Now()
		w.portal.set("R2", func(r *backend.Request) { r.Status = backend.RequestGenerating }) // the other portal's R2 is another request
		w.at = "there"
		w.restart()
		reads := 0
		w.portal.onRead = func() { reads++ }
		for range 3 {
			w.round()
			time.Sleep(6 * time.Minute)
		}
		w.back(waits, backend.AgainstOtherPortal)
		if d := w.get(unsure); reads != 0 || !d.Settleable(time.Now()) {
			t.Errorf("%d readings, %+v", reads, d)
		}
		r := w.portal.requests["R1"]
		if err := w.Again(waits, r, backend.RequestGenerating, "Ada"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		w.round()
		w.sent(1)
	})
}

func TestADecisionOfAnOlderProgramBelongsToThePortalThereIs(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		key := w.start("R1")
		w.book.all[0].Portal = ""
		w.at = "there"
		w.restart()
		w.round()
		w.is(key, backend.DecisionApplied)
	})
}

func TestWhatSeemsToWaitAfterTheDiskWasSetBackIsNotSentWithoutAPerson(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		old := w.start("R1")
		w.restartWith(func(o *outbox.DecisionOptions) { o.SetBack = true })
		w.book.full = errors.New("no room")
		w.round()
		w.book.full = nil
		w.sent(0)
		w.round()
		w.back(old, backend.AgainstUnknown)
		other := w.start("R2")
		w.round()
		w.is(other, backend.DecisionApplied)
		w.sent(1)
	})
}

func TestADecisionThatThePortalHasAlreadyIsNotSentAgain(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		key := w.start("R1")
		w.portal.set("R1", func(r *backend.Request) { r.Status, r.LastKey = backend.RequestGenerating, "{"+key+"}" })
		w.round()
		w.is(key, backend.DecisionApplied)
		w.sent(0)
		w.did(backend.DeedTaken, backend.DeedFound)
	})
}

func TestARequestThatTellsItsVersionNoMoreIsNotDecidedOn(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		w.portal.set("R1", func(r *backend.Request) { r.Version = "7" })
		key := w.start("R1")
		w.portal.set("R1", func(r *backend.Request) { r.Version = "" })
		w.round()
		w.back(key, backend.AgainstChanged)
	})
}

// silentAbout has the portal not answer about some requests.
type silentAbout struct {
	outbox.DecisionReader
	ids map[string]backend.Code
}

func (s silentAbout) ReadFresh(ctx context.Context, id string) (backend.Request, error) {
	if code := s.ids[id]; code != "" {
		time.Sleep(time.Second)
		return backend.Request{}, &backend.Error{Code: code, Text: "Not now."}
	}
	return s.DecisionReader.ReadFresh(ctx, id)
}

func TestARequestThatThePortalDoesNotAnswerAboutKeepsNoOtherWaiting(t *testing.T) {
	for _, code := range []backend.Code{backend.Unreachable, backend.Busy} {
		inWorld(t, func(w *decisionWorld) {
			for _, id := range []string{"R3", "R4"} {
				w.portal.requests[id] = backend.Request{ID: id, Status: backend.RequestReceived}
			}
			first, second, third, fourth := w.start("R1"), w.start("R2"), w.start("R3"), w.start("R4")
			w.restartWith(func(o *outbox.DecisionOptions) {
				o.Reader = silentAbout{w.portal, map[string]backend.Code{"R1": code, "R2": code}}
			})
			for range 3 {
				w.round()
			}
			w.is(first, backend.DecisionWaiting)
			w.is(second, backend.DecisionWaiting)
			w.is(third, backend.DecisionApplied)
			w.is(fourth, backend.DecisionApplied)
		})
	}
}

func TestAPersonMaySettleWhatThePortalAnswersAboutInVain(t *testing.T) {
	for code, counts := range map[backend.Code]bool{backend.Denied: true, backend.Broken: true, backend.Unconfirmed: true, backend.Unreachable: false, backend.Busy: false} {
		inWorld(t, func(w *decisionWorld) {
			key := w.start("R1")
			w.answers(backend.DecisionUnsure, false)
			w.round()
			w.portal.do(func() { w.portal.err = &backend.Error{Code: code, Text: "No."} })
			for range 3 {
				w.round()
				time.Sleep(6 * time.Minute)
			}
			if d := w.get(key); d.Settleable(time.Now()) != counts {
				t.Errorf("%s: %+v", code, d)
			}
			w.sent(1)
		})
	}
}

func TestWhatNeverLeavesFillsNoJournalAndSaysWhyItWaits(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		key := w.start("R1")
		w.answers(backend.DecisionWaiting, false)
		ctx, cancel := context.WithCancel(w.Context())
		var running sync.WaitGroup
		running.Go(func() { w.Decisions.Run(ctx) })
		time.Sleep(24 * time.Hour)
		synctest.Wait()
		w.book.mu.Lock()
		lines := len(w.book.deeds)
		w.book.mu.Unlock()
		if d := w.get(key); lines > 2*24+20 || lines < 2*20 || d.State != backend.DecisionWaiting || d.Kept == "" {
			t.Errorf("%d lines, %+v", lines, d)
		}
		w.portal.do(func() { w.portal.answer = nil })
		d := w.get(key)
		if err := w.Change(key, d, 0); err != nil { // a person wants it now
			t.Error(err)
		}
		time.Sleep(time.Minute)
		if d := w.get(key); d.State != backend.DecisionApplied || d.Kept != "" {
			t.Errorf("%+v", d)
		}
		cancel()
		running.Wait()
	})
}

func TestADecisionThatGoesInAnotherFormNeedsNobody(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		key := w.start("R1")
		reads := 0
		w.portal.onRead = func() { reads++ }
		w.portal.answer = func(backend.Decision) *backend.DecisionOutcome {
			w.portal.answer = nil
			return &backend.DecisionOutcome{State: backend.DecisionWaiting, Again: true, Problem: &backend.Error{Code: backend.Invalid, Text: "No."}}
		}
		w.round()
		w.is(key, backend.DecisionApplied)
		w.sent(2)
		if reads != 3 {
			t.Errorf("%d readings", reads) // one before each, and one after
		}
		w.did(backend.DeedTaken, backend.DeedPromised, backend.DeedNotSent, backend.DeedPromised, backend.DeedPlaced)
	})
}

func TestWhatWasTakenAgainAndTakenBackIsAsItWas(t *testing.T) {
	for name, crashes := range map[string]bool{"undone": false, "the program ended meanwhile": true} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *decisionWorld) {
				old := w.conflict()
				was := w.get(old)
				if err := w.Again(old, w.portal.requests["R1"], backend.RequestCanceled, "Ada"); err != nil {
					t.Fatal(err)
				}
				fresh := w.book.all[len(w.book.all)-1].Key
				if crashes {
					w.book.full, w.book.after = errors.New("the program ended"), 1
				}
				if err := w.Withdraw(fresh, "Ada"); err != nil {
					t.Error(err)
				}
				w.book.full = nil
				if crashes {
					w.restart()
					w.round()
				}
				if now := w.get(old); now.State != backend.DecisionConflict || now.Against != was.Against || now.Now != was.Now || now.Note != "" {
					t.Errorf("%+v", now)
				}
				w.is(fresh, backend.DecisionWithdrawn)
				if err := w.Drop(old, "Ada", "No."); err != nil {
					t.Error(err)
				}
				w.round()
				w.is(old, backend.DecisionDropped)
				w.sent(0)
			})
		})
	}
}
