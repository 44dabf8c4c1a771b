package outbox

import (
	"time"

	"commsdesk/backend/telecom"
)

// againHold is the hold of a decision that was taken again, so that it can be undone.
const againHold = 10 * time.Second

// returned reports whether a decision came back to a person: nothing more is done with it without one.
func returned(x *telecom.Decision) bool {
	switch x.State {
	case telecom.DecisionConflict, telecom.DecisionLater, telecom.DecisionRefused:
		return true
	}
	return false
}

// takenAgain is the note of a decision that was dropped because it was taken again.
const takenAgain = "It was taken again on how the request stands now."

// Again takes a returned decision anew, based on the request as it is now; to is where the action leads from there. The
// new one is kept before the old one is dropped, so that a crash in between loses none: the next round drops the old
// one.
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
	return &telecom.Error{Code: telecom.NotFound, Text: "This decision is no longer open. It was not taken again. Check the request " +
		"as it is now."}
}

// replaced drops a decision for which another one was taken.
func (d *Decisions) replaced(old telecom.Decision, by string) error {
	return d.change(old.Key, telecom.EntryDropped, by, takenAgain, func(x *telecom.Decision) error {
		if !returned(x) {
			return errElsewhere
		}
		x.State, x.Note = telecom.DecisionDropped, takenAgain
		return nil
	})
}

// bringBack restores decisions whose replacement was withdrawn, so that an undo leaves things as they were. It restores
// nothing where something else was decided since.
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
		state, kind := telecom.DecisionConflict, telecom.EntryConflict
		if old.Against == "" && old.Now == nil {
			state, kind = telecom.DecisionRefused, telecom.EntryRefused
		}
		_ = d.change(old.Key, kind, x.By, "The decision that replaced it was withdrawn.", func(p *telecom.Decision) error {
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

// Drop gives up a decision that came back.
func (d *Decisions) Drop(key, by, note string) error {
	return d.wakeAfter(d.change(key, telecom.EntryDropped, by, note, func(x *telecom.Decision) error {
		if !returned(x) {
			return unable(x, "It was not dropped.")
		}
		x.State, x.Note = telecom.DecisionDropped, note
		return nil
	}))
}

// Settle records what a person says about a decision whose outcome the portal does not tell. One that was not carried
// out is dropped, and may be taken anew.
func (d *Decisions) Settle(key, by, why string, applied bool) error {
	return d.wakeAfter(d.change(key, telecom.EntryDecided, by, why, func(x *telecom.Decision) error {
		switch {
		case x.State != telecom.DecisionUnsure:
			return unable(x, "Nothing was changed.")
		case !x.Settleable(d.Wall()):
			return &telecom.Error{Code: telecom.Invalid, Text: "It is too early to settle this decision: Commsdesk is still asking the portal. " +
				"Nothing was changed. Wait, and check in the portal."}
		case applied:
			x.State = telecom.DecisionApplied
		default:
			x.State, x.Note = telecom.DecisionDropped, why
		}
		return nil
	}))
}
