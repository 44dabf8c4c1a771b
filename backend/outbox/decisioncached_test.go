package outbox_test

import (
	"testing"
	"time"

	"commsdesk/backend/telecom"
)

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
