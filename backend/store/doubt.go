package store

import (
	"time"

	bolt "go.etcd.io/bbolt"

	"commsdesk/backend/telecom"
)

// Doubt is whether something drafted or sent here may be missing that nobody has checked yet.
type Doubt string

// The doubts.
const (
	NoDoubt Doubt = ""
	Doubted Doubt = "doubted" // open orders were restored; drafts and notes may be missing
	Held    Doubt = "held"    // an unknown order may be missing: none leaves
)

// doubtOf returns the doubt that the journal records.
func doubtOf(entries []entryRecord) (doubt Doubt) {
	for i := range entries {
		switch e := &entries[i]; telecom.EntryKind(e.What) {
		case telecom.EntryHeld:
			doubt = Held
		case telecom.EntryDoubted:
			if doubt == NoDoubt {
				doubt = Doubted
			}
		case telecom.EntryLooked:
			if e.Key == "" {
				doubt = NoDoubt
			}
		}
	}
	return doubt
}

// Notice returns the warning that something may be missing here, until somebody has checked, or nil without a doubt.
func (p *Promises) Notice() *telecom.Error {
	switch p.doubt.Load() {
	case Held:
		return &telecom.Error{Code: telecom.Damaged, Cause: p.cause,
			Text: "An order sent from this computer may be missing here, and it is not known which. " +
				"No order leaves until somebody has checked. " +
				"Check in the portal what was ordered from here lately, then confirm it here. " + tellAdministrator}
	case Doubted:
		return &telecom.Error{Code: telecom.Damaged, Cause: p.cause,
			Text: "The record of drafts and sent orders was damaged or replaced by an older copy. Open orders were restored, and are " +
				"confirmed with the portal before others are sent for their services; the latest drafts, " +
				"notes and decisions may be missing. " +
				"Look through them, then confirm it here. " + tellAdministrator}
	}
	return nil
}

const tellAdministrator = "Tell your administrator to run commsdesk doctor; the original files were copied beside promises.db."

// Held returns why no order may leave, or nil if orders may.
func (p *Promises) Held() *telecom.Error {
	if p.doubt.Load() != Held {
		return nil
	}
	return &telecom.Error{Code: telecom.Unconfirmed,
		Text: "An order sent from this computer may be missing here. Yours was not sent; your draft is kept. " +
			"Check in the portal what was ordered from here lately, then confirm it at the top of the window."}
}

// Looked records that a person has checked for what may be missing. Orders may leave again from then on.
func (p *Promises) Looked(by, why string, at time.Time) error {
	err := p.write(func(tx *bolt.Tx) error {
		f := newAudit()
		if _, _, err := p.walk(tx, f, endRecord{}); err != nil {
			return err
		}
		if err := p.collect(tx, f); err != nil {
			return err
		}
		all := replay(f.entries)
		for key, t := range all {
			if t.last.over() || f.promises[key] != nil || f.decisions[key] != nil {
				continue
			}
			e := t.last.domain()
			e.At, e.By, e.What, e.Text = at, by, telecom.EntryLooked, why
			if err := p.append(tx, e); err != nil {
				return err
			}
		}
		return p.append(tx, telecom.Entry{At: at, By: by, What: telecom.EntryLooked, Text: why})
	})
	if err == nil {
		p.doubt.Store(NoDoubt)
	}
	return err
}
