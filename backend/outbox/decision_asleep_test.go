package outbox_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"commsdesk/backend/outbox"
	"commsdesk/backend/telecom"
)

// lateSender hands on what may still leave once it has connected.
type lateSender struct {
	outbox.DecisionSender
	connect func()
}

func (s *lateSender) Decide(ctx context.Context, d telecom.Decision, now telecom.Request) telecom.DecisionOutcome {
	if s.connect(); !telecom.MaySend(ctx) {
		return telecom.DecisionOutcome{State: telecom.DecisionWaiting, Again: true}
	}
	return s.DecisionSender.Decide(ctx, d, now)
}

func TestDecision_GoesOnNoReadingThatSlept(t *testing.T) {
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
