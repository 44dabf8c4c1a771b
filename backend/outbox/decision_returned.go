package outbox

import (
	"time"

	"commsdesk/backend/telecom"
)

// againHold is how long a decision is held that was taken again, so that it can be undone.
const againHold = 10 * time.Second

// returned says whether a decision has come back to a person and is not carried any further by itself.
func returned(x *telecom.Decision) bool {
	switch x.State {
	case telecom.DecisionConflict, telecom.DecisionLater, telecom.DecisionRefused:
		return true
	}
	return false
}

// takenAgain is the note of a decision that was dropped because it was taken again.
const takenAgain = "It was taken again on how the request stands now."

// Again takes a decision anew that has come back, on how its request stands now; to is where its action leads from there.
// The new one is kept before the old one is dropped, so that none is lost if the program ends in between: the next round
// drops it then.
func (d *Decisions) Again(key string, now telecom.Request, to telecom.RequestStatus, by string) error {
	all, err := d.Ledger.Decisions()
	if err != nil {
		return err
	}
	for i := range all {
		old := &all[i]
		switch {
		case old.Key != key:
			continue
		case !returned(old), old.RequestID != now.ID:
			return unable(old, "It was not taken again.")
		}
		x := *old
		x.To, x.By, x.On, x.InPlaceOf = to, by, now.Snapshot(), key
		if _, err := d.take(x, againHold); err != nil {
			return err
		}
		_ = d.replaced(*old, by) // the new one is kept; the next round drops the old one
		return nil
	}
	return &telecom.Error{Code: telecom.NotFound, Text: "This decision is not open any more. It was not taken again. Look at the request as it is now."}
}

// replaced drops a decision in whose place another one was taken.
func (d *Decisions) replaced(old telecom.Decision, by string) error {
	return d.change(old.Key, telecom.EntryDropped, by, takenAgain, func(x *telecom.Decision) error {
		if !returned(x) {
			return errElsewhere
		}
		x.State, x.Note = telecom.DecisionDropped, takenAgain
		return nil
	})
}

// bringBack lets decisions come back to a person whose place another one took that was withdrawn: what was undone is as it
// was. Nothing is brought back where something else was decided since.
func (d *Decisions) bringBack(all []telecom.Decision) {
	last := map[string]*telecom.Decision{}
	for i := range all {
		last[all[i].RequestID] = &all[i]
	}
	for _, old := range all {
		x := last[old.RequestID]
		if x.State != telecom.DecisionWithdrawn || x.InPlaceOf != old.Key || old.State != telecom.DecisionDropped || old.Note != takenAgain {
			continue
		}
		state, deed := telecom.DecisionConflict, telecom.EntryConflict
		if old.Against == "" && old.Now == nil {
			state, deed = telecom.DecisionRefused, telecom.EntryRefused
		}
		_ = d.change(old.Key, deed, x.By, "What was taken in its place was taken back.", func(p *telecom.Decision) error {
			if p.State != telecom.DecisionDropped || p.Note != takenAgain {
				return errElsewhere
			}
			p.State, p.Note = state, ""
			return nil
		})
	}
}

// Later keeps a conflict for later.
func (d *Decisions) Later(key, by string) error {
	return d.change(key, telecom.EntryLater, by, "", func(x *telecom.Decision) error {
		if x.State != telecom.DecisionConflict {
			return unable(x, "It was not kept for later.")
		}
		x.State = telecom.DecisionLater
		return nil
	})
}

// Drop gives up a decision that has come back.
func (d *Decisions) Drop(key, by, note string) error {
	return d.did(d.change(key, telecom.EntryDropped, by, note, func(x *telecom.Decision) error {
		if !returned(x) {
			return unable(x, "It was not dropped.")
		}
		x.State, x.Note = telecom.DecisionDropped, note
		return nil
	}))
}

// Settle is a person's word about a decision of which the portal does not tell what became. One that was not carried out
// is dropped, and may be taken anew.
func (d *Decisions) Settle(key, by, why string, applied bool) error {
	return d.did(d.change(key, telecom.EntryDecided, by, why, func(x *telecom.Decision) error {
		switch {
		case x.State != telecom.DecisionUnsure:
			return unable(x, "Nothing was changed.")
		case !x.Settleable(d.Wall()):
			return &telecom.Error{Code: telecom.Invalid, Text: "It is too early to say what became of this decision: Commsdesk still asks the portal. Nothing was changed. Wait, and look at the portal itself."}
		case applied:
			x.State = telecom.DecisionApplied
		default:
			x.State, x.Note = telecom.DecisionDropped, why
		}
		return nil
	}))
}
