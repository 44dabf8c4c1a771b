package outbox

import (
	"time"

	"github.com/google/uuid"

	"commsdesk/backend/telecom"
)

// Take keeps a decision and gives it as it is kept. It is sent when its hold is over and the portal can be reached, if
// the request still stands as it was decided on. A request takes one decision at a time.
func (d *Decisions) Take(x telecom.Decision, hold time.Duration) (telecom.Decision, error) {
	x.InPlaceOf = ""
	return d.take(x, hold)
}

// take takes a decision, beside the one in whose place it is taken, if there is one.
func (d *Decisions) take(x telecom.Decision, hold time.Duration) (telecom.Decision, error) {
	at := d.Wall()
	x = telecom.Decision{Key: uuid.NewString(), RequestID: x.RequestID, Action: x.Action, To: x.To, Reason: x.Reason, Text: x.Text,
		At: at, By: x.By, On: x.On, HoldUntil: at.Add(hold), Portal: d.Portal, InPlaceOf: x.InPlaceOf, State: telecom.DecisionWaiting}
	d.own.Store(x.Key, true)
	err := d.Ledger.Record(x, at, func(known []telecom.Decision) error {
		for i := range known {
			k := &known[i]
			switch {
			case k.RequestID != x.RequestID:
			case k.Key == x.InPlaceOf:
				if !returned(k) {
					return unable(k, "It was not taken again.")
				}
			case k.Open():
				return taken(k)
			}
		}
		return nil
	})
	if err != nil {
		return telecom.Decision{}, err
	}
	d.Changed()
	d.Ring()
	return x, nil
}

// Change takes another decision in place of one that still waits: what it is, why, by whom, and on what stand if one is
// given. Its hold begins anew, and the first one is never sent.
func (d *Decisions) Change(key string, to telecom.Decision, hold time.Duration) error {
	return d.did(d.change(key, telecom.EntryChanged, to.By, to.Text, func(x *telecom.Decision) error {
		if x.State != telecom.DecisionWaiting || to.RequestID != "" && to.RequestID != x.RequestID {
			return unable(x, "It was not changed.")
		}
		x.Action, x.To, x.Reason, x.Text, x.By = to.Action, to.To, to.Reason, to.Text, to.By
		if to.On != (telecom.Snapshot{}) {
			x.On, x.Portal = to.On, d.Portal
		}
		x.HoldUntil = d.Wall().Add(hold)
		return nil
	}))
}

// Withdraw takes a decision back that still waits: nothing of it has left, and nothing will. Is it one that was taken
// again, the one before comes back.
func (d *Decisions) Withdraw(key, by string) error {
	err := d.change(key, telecom.EntryWithdrawn, by, "", func(x *telecom.Decision) error {
		if x.State != telecom.DecisionWaiting {
			return unable(x, "It was not taken back.")
		}
		x.State = telecom.DecisionWithdrawn
		return nil
	})
	if all, read := d.Ledger.Decisions(); err == nil && read == nil {
		d.bringBack(all)
	}
	return d.did(err)
}

// did has the next round come in time after a person changed something.
func (d *Decisions) did(err error) error {
	if err == nil {
		d.Ring()
	}
	return err
}

// taken says why a request takes no other decision.
func taken(k *telecom.Decision) error {
	text := "It is not known yet what became of the decision about this request that was sent before. Nothing was decided. Wait until that is known, or look at the portal itself."
	switch {
	case k.State == telecom.DecisionWaiting:
		text = "A decision about this request waits to be sent already. Nothing was decided. Change that one, or withdraw it first."
	case returned(k):
		text = "A decision about this request has come back and is still open. Nothing was decided. Take that one again, or drop it first."
	}
	return &telecom.Error{Code: telecom.Invalid, Text: text}
}

// unable says why nothing more can be done with a decision that was.
func unable(x *telecom.Decision, not string) error {
	is := map[telecom.DecisionState]string{
		telecom.DecisionWaiting:   "This decision waits to be sent.",
		telecom.DecisionSending:   "This decision is being sent at this moment.",
		telecom.DecisionApplied:   "The portal has carried this decision out already.",
		telecom.DecisionRefused:   "The portal has refused this decision.",
		telecom.DecisionUnsure:    "Nobody knows yet whether the portal has carried this decision out.",
		telecom.DecisionConflict:  "The request changed before this decision was carried out.",
		telecom.DecisionLater:     "The request changed before this decision was carried out, and it was kept for later.",
		telecom.DecisionWithdrawn: "This decision was taken back already.",
		telecom.DecisionDropped:   "This decision was dropped already.",
	}[x.State]
	return &telecom.Error{Code: telecom.Invalid, Text: is + " " + not + " Look at the request as it is now."}
}
