package app

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"commsdesk/backend/outbox"
	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

// sleepySender lets time pass once, between the outbox's last look at the clock and the portal.
type sleepySender struct {
	outbox.Sender
	sleep func()
}

func (s *sleepySender) Place(ctx context.Context, p telecom.Submission) telecom.Outcome {
	s.sleep()
	return s.Sender.Place(ctx, p)
}

func (k *counter) asleep(during func()) *outbox.Outbox {
	return k.outboxOf(func(o *outbox.Options) {
		o.Sender = &sleepySender{o.Sender, sync.OnceFunc(func() {
			during()
			time.Sleep(11 * time.Second)
		})}
	})
}

func TestSubmit_SendsNothingOnAReadingThatSlept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := atTheCounter(t, portalsim.Config{})
		d := k.swap()
		b := k.asleep(func() {
			if _, err := k.sim.PlaceOrder(d.ServiceID, "simSwap"); err != nil { // a colleague is at another desk
				t.Error(err)
			}
		})
		got, err := b.Submit(t.Context(), d, "ada", readAll)
		if _, blocked := err.(*telecom.Objection); !blocked || len(k.sim.Placed()) != 0 {
			t.Errorf("%+v %v, %d orders", got, err, len(k.sim.Placed()))
		}
		if p := k.promise(); p.State != telecom.SubmissionNotSent {
			t.Errorf("%+v", p)
		}
	})
}

func TestSubmit_ReadsAgainAfterSleep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := atTheCounter(t, portalsim.Config{})
		got, err := k.asleep(func() {}).Submit(t.Context(), k.swap(), "ada", readAll)
		all, _ := k.app.parts.Promises.All()
		if err != nil || got.Submission.State != telecom.SubmissionPlaced || len(k.sim.Placed()) != 1 || len(all) != 2 {
			t.Errorf("%+v %v, %d orders, %+v", got, err, len(k.sim.Placed()), all)
		}
	})
}
