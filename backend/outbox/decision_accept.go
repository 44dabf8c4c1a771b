package outbox

import (
	"time"

	"github.com/google/uuid"

	"commsdesk/backend/telecom"
)

// Take records a decision and returns it. It is sent once its hold is over and the portal can be reached, if the
// request is still as it was when the decision was taken. A request has one open decision at a time.
func (d *Decisions) Take(x telecom.Decision, hold time.Duration) (telecom.Decision, error) {
	x.InPlaceOf = ""
	return d.take(x, hold)
}

// take records a decision, next to the one it replaces, if any.
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
				return alreadyOpen(k)
			}
		}
		return nil
	})
	if err != nil {
		return telecom.Decision{}, err
	}
	d.Changed()
	d.Wake()
	return x, nil
}

// Change replaces a waiting decision: its action, reason, author and, if one is given, the snapshot it is based on. Its
// hold starts again, and the earlier one is never sent.
func (d *Decisions) Change(key string, to telecom.Decision, hold time.Duration) error {
	return d.wakeAfter(d.change(key, telecom.EntryChanged, to.By, to.Text, func(x *telecom.Decision) error {
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

// Withdraw takes back a waiting decision: nothing of it was sent, and nothing will be. If it replaced an earlier
// decision, that one comes back.
func (d *Decisions) Withdraw(key, by string) error {
	err := d.change(key, telecom.EntryWithdrawn, by, "", func(x *telecom.Decision) error {
		if x.State != telecom.DecisionWaiting {
			return unable(x, "It was not withdrawn.")
		}
		x.State = telecom.DecisionWithdrawn
		return nil
	})
	if all, read := d.Ledger.Decisions(); err == nil && read == nil {
		d.bringBack(all)
	}
	return d.wakeAfter(err)
}

// wakeAfter starts a round after a change by a person.
func (d *Decisions) wakeAfter(err error) error {
	if err == nil {
		d.Wake()
	}
	return err
}

// alreadyOpen returns why a request takes no other decision.
func alreadyOpen(k *telecom.Decision) error {
	text := "An earlier decision about this request is still unconfirmed. Nothing was decided. Wait until its outcome is known, or check " +
		"in the portal."
	switch {
	case k.State == telecom.DecisionWaiting:
		text = "Another decision about this request is waiting to be sent. Nothing was decided. Change or withdraw that one first."
	case returned(k):
		text = "A decision about this request came back and is still open. Nothing was decided. Take that decision again, or drop it first."
	}
	return &telecom.Error{Code: telecom.Invalid, Text: text}
}

// unable returns why nothing more can be done with a decision.
func unable(x *telecom.Decision, not string) error {
	is := map[telecom.DecisionState]string{
		telecom.DecisionWaiting:   "This decision is waiting to be sent.",
		telecom.DecisionSending:   "This decision is being sent right now.",
		telecom.DecisionApplied:   "The portal has already carried out this decision.",
		telecom.DecisionRefused:   "The portal refused this decision.",
		telecom.DecisionUnsure:    "It is not known yet whether the portal carried out this decision.",
		telecom.DecisionConflict:  "The request changed before this decision was carried out.",
		telecom.DecisionLater:     "The request changed before this decision was carried out, and the decision was kept for later.",
		telecom.DecisionWithdrawn: "This decision was already withdrawn.",
		telecom.DecisionDropped:   "This decision was already dropped.",
	}[x.State]
	return &telecom.Error{Code: telecom.Invalid, Text: is + " " + not + " Check the request as it is now."}
}
