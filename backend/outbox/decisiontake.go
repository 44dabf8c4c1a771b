package outbox

import (
	"time"

	"commsdesk/backend"
)

// Take keeps a decision and gives it as it is kept. It is sent when its hold is over and the portal can be reached, if
// the request still stands as it was decided on. A request takes one decision at a time.
func (d *Decisions) Take(x backend.Decision, hold time.Duration) (backend.Decision, error) {
	x.InPlaceOf = ""
	return d.take(x, hold)
}

// take takes a decision, beside the one in whose place it is taken, if there is one.
func (d *Decisions) take(x backend.Decision, hold time.Duration) (backend.Decision, error) {
	at := d.Wall()
	x = backend.Decision{Key: newKey(), RequestID: x.RequestID, Action: x.Action, To: x.To, Reason: x.Reason, Text: x.Text,
		At: at, By: x.By, On: x.On, HoldUntil: at.Add(hold), Portal: d.Portal, InPlaceOf: x.InPlaceOf, State: backend.DecisionWaiting}
	d.own.Store(x.Key, true)
	err := d.Ledger.Decide(x, at, func(known []backend.Decision) error {
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
		return backend.Decision{}, err
	}
	d.Changed()
	d.Ring()
	return x, nil
}

// Change takes another decision in place of one that still waits: what it is, why, by whom, and on what stand if one is
// given. Its hold begins anew, and the first one is never sent.
func (d *Decisions) Change(key string, to backend.Decision, hold time.Duration) error {
	return d.did(d.change(key, backend.DeedChanged, to.By, to.Text, func(x *backend.Decision) error {
		if x.State != backend.DecisionWaiting || to.RequestID != "" && to.RequestID != x.RequestID {
			return unable(x, "It was not changed.")
		}
		x.Action, x.To, x.Reason, x.Text, x.By = to.Action, to.To, to.Reason, to.Text, to.By
		if to.On != (backend.Stand{}) {
			x.On, x.Portal = to.On, d.Portal
		}
		x.HoldUntil = d.Wall().Add(hold)
		return nil
	}))
}

// Withdraw takes a decision back that still waits: nothing of it has left, and nothing will. Is it one that was taken
// again, the one before comes back.
func (d *Decisions) Withdraw(key, by string) error {
	err := d.change(key, backend.DeedWithdrawn, by, "", func(x *backend.Decision) error {
		if x.State != backend.DecisionWaiting {
			return unable(x, "It was not taken back.")
		}
		x.State = backend.DecisionWithdrawn
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
func taken(k *backend.Decision) error {
	text := "It is not known yet what became of the decision about this request that was sent before. Nothing was decided. Wait until that is known, or look at the portal itself."
	switch {
	case k.State == backend.DecisionWaiting:
		text = "A decision about this request waits to be sent already. Nothing was decided. Change that one, or withdraw it first."
	case returned(k):
		text = "A decision about this request has come back and is still open. Nothing was decided. Take that one again, or drop it first."
	}
	return &backend.Error{Code: backend.Invalid, Text: text}
}

// unable says why nothing more can be done with a decision that was.
func unable(x *backend.Decision, not string) error {
	is := map[backend.DecisionState]string{
		backend.DecisionWaiting:   "This decision waits to be sent.",
		backend.DecisionSending:   "This decision is being sent at this moment.",
		backend.DecisionApplied:   "The portal has carried this decision out already.",
		backend.DecisionRefused:   "The portal has refused this decision.",
		backend.DecisionUnsure:    "Nobody knows yet whether the portal has carried this decision out.",
		backend.DecisionConflict:  "The request changed before this decision was carried out.",
		backend.DecisionLater:     "The request changed before this decision was carried out, and it was kept for later.",
		backend.DecisionWithdrawn: "This decision was taken back already.",
		backend.DecisionDropped:   "This decision was dropped already.",
	}[x.State]
	return &backend.Error{Code: backend.Invalid, Text: is + " " + not + " Look at the request as it is now."}
}
