package app

import (
	"strings"
	"testing"
	"testing/synctest"

	"commsdesk/backend/outbox"
	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

func TestWhatWasHeardOfAnOrderIsSaidAndKeptAlthoughTheDiskIsFull(t *testing.T) {
	for name, c := range map[string]struct {
		before func(*counter)
		state  telecom.SubmissionState // that is said
		after  telecom.SubmissionState // once there is room
		says   string
	}{
		"placed":  {func(*counter) {}, telecom.SubmissionSending, telecom.SubmissionPlaced, "The order was placed as ORD"},
		"refused": {func(k *counter) { k.sim.SetFaults(portalsim.Refuse) }, telecom.SubmissionRefused, telecom.SubmissionRefused, "was not placed, but"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				k := atTheCounter(t, portalsim.Config{})
				disk := &fillingDisk{}
				b := k.outboxOf(func(o *outbox.Options) { disk.Ledger, o.Ledger = o.Ledger, disk })
				disk.full.Store(true)
				c.before(k)
				d := k.swap()
				got, err := b.Submit(t.Context(), d, "ada", readAll)
				if err != nil || got.Problem == nil || got.Submission.State != c.state || !strings.Contains(got.Problem.Text, c.says) {
					t.Fatalf("%+v %v %v", got, got.Problem, err)
				}
				if v, err := b.Judge(&d); err != nil || v.Level != telecom.Blocked {
					t.Errorf("another one may leave before that is written: %+v %v", v, err)
				}
				k.line.Cut() // what was heard needs no portal
				disk.full.Store(false)
				b.Look(t.Context())
				if p := k.promise(); p.State != c.after || p.OrderID != got.Submission.OrderID {
					t.Errorf("%+v", p)
				}
				k.line.Mend()
			})
		})
	}
}
