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

// back checks that a decision came back for that reason, and that nothing was sent.
func (w *decisionWorld) back(key string, why telecom.Against) {
	w.Helper()
	if d := w.get(key); d.State != telecom.DecisionConflict || d.Against != why || !d.SentAt.IsZero() {
		w.Errorf("%+v", d)
	}
	w.sent(0)
}

func TestCarry_ReturnsDecisionTheRoleNoLongerAllows(t *testing.T) {
	for _, role := range []telecom.Role{telecom.RoleNone, telecom.RoleViewer} {
		inWorld(t, func(w *decisionWorld) {
			key := w.start("R1")
			w.role = role // the profile was changed meanwhile
			w.restart()
			w.round()
			w.back(key, telecom.AgainstRole)
		})
	}
}

func TestCarry_ReturnsDecisionNoLongerOffered(t *testing.T) {
	for name, change := range map[string]func(*telecom.Request){
		"not offered":     func(r *telecom.Request) { r.AllowedGiven, r.Allowed = true, []string{"deny"} },
		"nothing offered": func(r *telecom.Request) { r.AllowedGiven, r.Allowed = true, nil },
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *decisionWorld) {
				key := w.start("R1")
				w.portal.set("R1", change)
				w.round()
				w.back(key, telecom.AgainstNotOffered)
			})
		})
	}
	inWorld(t, func(w *decisionWorld) { // from an older program with another table
		key := w.decide("R1", telecom.StartContract, telecom.RequestSigned)
		w.round()
		w.back(key, telecom.AgainstNotOffered)
	})
}

func TestCarry_SendsNothingToAnotherPortal(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		waits, unsure := w.start("R1"), w.start("R2")
		w.portal.do(func() { w.portal.answer = nil })
		w.book.all[1].State, w.book.all[1].SentAt = telecom.DecisionUnsure, time.Now()
		w.portal.set("R2", func(r *telecom.Request) { r.Status = telecom.RequestGenerating }) // R2 at the other portal is another request
		w.at = "there"
		w.restart()
		reads := 0
		w.portal.onRead = func() { reads++ }
		for range 3 {
			w.round()
			time.Sleep(6 * time.Minute)
		}
		w.back(waits, telecom.AgainstOtherPortal)
		if d := w.get(unsure); reads != 0 || !d.Settleable(time.Now()) {
			t.Errorf("%d readings, %+v", reads, d)
		}
		r := w.portal.requests["R1"]
		if err := w.Again(waits, r, telecom.RequestGenerating, "Ada"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		w.round()
		w.sent(1)
	})
}

func TestCarry_TakesOldDecisionsForTheCurrentPortal(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		key := w.start("R1")
		w.book.all[0].Portal = ""
		w.at = "there"
		w.restart()
		w.round()
		w.is(key, telecom.DecisionApplied)
	})
}

func TestCarry_ReturnsWaitingDecisionsAfterDiskRollback(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		old := w.start("R1")
		w.restartWith(func(o *outbox.DecisionOptions) { o.SetBack = true })
		w.book.full = errors.New("no room")
		w.round()
		w.book.full = nil
		w.sent(0)
		w.round()
		w.back(old, telecom.AgainstUnknown)
		other := w.start("R2")
		w.round()
		w.is(other, telecom.DecisionApplied)
		w.sent(1)
	})
}

func TestCarry_SendsNothingThePortalAlreadyHas(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		key := w.start("R1")
		w.portal.set("R1", func(r *telecom.Request) { r.Status, r.LastKey = telecom.RequestGenerating, "{"+key+"}" })
		w.round()
		w.is(key, telecom.DecisionApplied)
		w.sent(0)
		w.did(telecom.EntryTaken, telecom.EntryFound)
	})
}

func TestCarry_ReturnsDecisionWhenVersionDisappears(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		w.portal.set("R1", func(r *telecom.Request) { r.Version = "7" })
		key := w.start("R1")
		w.portal.set("R1", func(r *telecom.Request) { r.Version = "" })
		w.round()
		w.back(key, telecom.AgainstChanged)
	})
}

// silentAbout is a portal that does not answer about some requests.
type silentAbout struct {
	outbox.DecisionReader
	ids map[string]telecom.Code
}

func (s silentAbout) ReadFresh(ctx context.Context, id string) (telecom.Request, error) {
	if code := s.ids[id]; code != "" {
		time.Sleep(time.Second)
		return telecom.Request{}, &telecom.Error{Code: code, Text: "Not now."}
	}
	return s.DecisionReader.ReadFresh(ctx, id)
}

func TestCarry_SilentRequestDelaysNoOther(t *testing.T) {
	for _, code := range []telecom.Code{telecom.Unreachable, telecom.Busy} {
		inWorld(t, func(w *decisionWorld) {
			for _, id := range []string{"R3", "R4"} {
				w.portal.requests[id] = telecom.Request{ID: id, Status: telecom.RequestReceived}
			}
			first, second, third, fourth := w.start("R1"), w.start("R2"), w.start("R3"), w.start("R4")
			w.restartWith(func(o *outbox.DecisionOptions) {
				o.Reader = silentAbout{w.portal, map[string]telecom.Code{"R1": code, "R2": code}}
			})
			for range 3 {
				w.round()
			}
			w.is(first, telecom.DecisionWaiting)
			w.is(second, telecom.DecisionWaiting)
			w.is(third, telecom.DecisionApplied)
			w.is(fourth, telecom.DecisionApplied)
		})
	}
}

func TestSettle_AllowedAfterUselessAnswers(t *testing.T) {
	for code, counts := range map[telecom.Code]bool{telecom.Denied: true, telecom.Broken: true, telecom.Unconfirmed: true,
		telecom.Unreachable: false, telecom.Busy: false} {
		inWorld(t, func(w *decisionWorld) {
			key := w.start("R1")
			w.answers(telecom.DecisionUnsure, false)
			w.round()
			w.portal.do(func() { w.portal.err = &telecom.Error{Code: code, Text: "No."} })
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

func TestBackoff_KeepsJournalShortAndNamesTheReason(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		key := w.start("R1")
		w.answers(telecom.DecisionWaiting, false)
		ctx, cancel := context.WithCancel(w.Context())
		var running sync.WaitGroup
		running.Go(func() { w.Decisions.Run(ctx) })
		time.Sleep(24 * time.Hour)
		synctest.Wait()
		w.book.mu.Lock()
		lines := len(w.book.kinds)
		w.book.mu.Unlock()
		if d := w.get(key); lines > 2*24+20 || lines < 2*20 || d.State != telecom.DecisionWaiting || d.Kept == "" {
			t.Errorf("%d lines, %+v", lines, d)
		}
		w.portal.do(func() { w.portal.answer = nil })
		d := w.get(key)
		if err := w.Change(key, d, 0); err != nil { // a person wants it now
			t.Error(err)
		}
		time.Sleep(time.Minute)
		if d := w.get(key); d.State != telecom.DecisionApplied || d.Kept != "" {
			t.Errorf("%+v", d)
		}
		cancel()
		running.Wait()
	})
}

func TestCarry_SendsAnotherFormByItself(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		key := w.start("R1")
		reads := 0
		w.portal.onRead = func() { reads++ }
		w.portal.answer = func(telecom.Decision) *telecom.DecisionOutcome {
			w.portal.answer = nil
			return &telecom.DecisionOutcome{State: telecom.DecisionWaiting, Again: true, Problem: &telecom.Error{Code: telecom.Invalid, Text: "No."}}
		}
		w.round()
		w.is(key, telecom.DecisionApplied)
		w.sent(2)
		if reads != 3 {
			t.Errorf("%d readings", reads) // one before each, and one after
		}
		w.did(telecom.EntryTaken, telecom.EntryPromised, telecom.EntryNotSent, telecom.EntryPromised, telecom.EntryPlaced)
	})
}

func TestWithdraw_RestoresTheDecisionItReplaced(t *testing.T) {
	for name, crashes := range map[string]bool{"undone": false, "the program ended meanwhile": true} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *decisionWorld) {
				old := w.conflict()
				was := w.get(old)
				if err := w.Again(old, w.portal.requests["R1"], telecom.RequestCanceled, "Ada"); err != nil {
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
				if now := w.get(old); now.State != telecom.DecisionConflict || now.Against != was.Against || now.Now != was.Now || now.Note != "" {
					t.Errorf("%+v", now)
				}
				w.is(fresh, telecom.DecisionWithdrawn)
				if err := w.Drop(old, "Ada", "No."); err != nil {
					t.Error(err)
				}
				w.round()
				w.is(old, telecom.DecisionDropped)
				w.sent(0)
			})
		})
	}
}

// saysDone makes the portal answer "done" and show a snapshot, or none.
func (w *decisionWorld) saysDone(carriesOut bool, shows *telecom.Snapshot) {
	w.portal.answer = func(d telecom.Decision) *telecom.DecisionOutcome {
		if carriesOut {
			w.portal.done(d)
		}
		return &telecom.DecisionOutcome{State: telecom.DecisionApplied, Shown: shows}
	}
}

func TestCarry_BelievesOnlyWhatThePortalShows(t *testing.T) {
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

func TestLookBack_FindsWhatThePortalDidLater(t *testing.T) {
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

func TestLookBack_FindsDecisionThatChangesNoStatus(t *testing.T) {
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

func TestLookBack_AnotherKeyShowsOursWasNotApplied(t *testing.T) {
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

func TestCachedAnswer_DecisionWaitsAndSaysWhy(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		key := w.start("R1")
		old := &telecom.Error{Code: telecom.Cached, Text: "A cache answered. Nothing was sent. Ask your administrator."}
		w.portal.do(func() { w.portal.err = old })
		for range 5 {
			w.round()
			time.Sleep(time.Minute)
		}
		w.is(key, telecom.DecisionWaiting)
		w.sent(0)
		w.did(telecom.EntryTaken, telecom.EntryNotSent) // once, however often it is tried
		if got := w.get(key).Kept; got != old.Text {
			t.Errorf("got %q, want %q", got, old.Text)
		}
		w.portal.do(func() { w.portal.err = nil })
		w.round()
		w.is(key, telecom.DecisionApplied)
		w.sent(1)
	})
}

func TestCachedAnswer_IsNoReadingOfAnUnsureDecision(t *testing.T) {
	inWorld(t, func(w *decisionWorld) {
		key := w.start("R1")
		w.answers(telecom.DecisionUnsure, false)
		w.round()
		w.is(key, telecom.DecisionUnsure)
		before := w.get(key).Scans
		w.portal.do(func() { w.portal.err = &telecom.Error{Code: telecom.Cached, Text: "A cache answered."} })
		for range 5 {
			w.round()
		}
		if got := w.get(key).Scans; got != before {
			t.Errorf("got %d readings, want %d", got, before)
		}
	})
}

// lateSender passes on what may still be sent once it has connected.
type lateSender struct {
	outbox.DecisionSender
	connect func()
}

func (s *lateSender) Patch(ctx context.Context, d telecom.Decision, now telecom.Request) telecom.DecisionOutcome {
	if s.connect(); !telecom.MaySend(ctx) {
		return telecom.DecisionOutcome{State: telecom.DecisionWaiting, Again: true}
	}
	return s.DecisionSender.Patch(ctx, d, now)
}

func TestCarry_SendsNothingOnReadingThatSlept(t *testing.T) {
	for name, c := range map[string]struct {
		meanwhile telecom.RequestStatus
		state     telecom.DecisionState
		sent      int
	}{
		"it stands as it did":      {telecom.RequestReceived, telecom.DecisionApplied, 1},
		"somebody else decided it": {telecom.RequestDenied, telecom.DecisionConflict, 0},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *decisionWorld) {
				connect := sync.OnceFunc(func() {
					w.slept += 8 * time.Hour
					w.portal.set("R1", func(r *telecom.Request) { r.Status = c.meanwhile })
				})
				w.restartWith(func(o *outbox.DecisionOptions) { o.Sender = &lateSender{o.Sender, connect} })
				key := w.start("R1")
				w.round()
				w.is(key, c.state)
				w.sent(c.sent)
			})
		})
	}
}
