package store

import (
	"time"

	"commsdesk/backend/telecom"

	bolt "go.etcd.io/bbolt"
)

// Doubt says whether something that was prepared or sent here may be missing, and nobody has looked yet.
type Doubt string

// The doubts.
const (
	NoDoubt Doubt = ""
	Doubted Doubt = "doubted" // what was open is there again; what was prepared or written may be missing
	Held    Doubt = "held"    // an order may be missing of which nothing is known: none leaves
)

// doubtOf is what the journal tells of doubts.
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

// Notice says that something may be missing here, until somebody has looked; nil: nothing is in doubt.
func (p *Promises) Notice() *telecom.Error {
	switch p.doubt.Load() {
	case Held:
		return &telecom.Error{Code: telecom.Damaged, Cause: p.cause,
			Text: "An order that was sent from this desk may be missing here, and which one is not known. No order leaves this desk until somebody has looked. " +
				"Look in the portal at what was ordered from here lately, then say so here. Tell your administrator, who runs commsdesk doctor; the files were copied beside themselves."}
	case Doubted:
		return &telecom.Error{Code: telecom.Damaged, Cause: p.cause,
			Text: "What was prepared and sent from this desk was set back or damaged. Orders that were open were put back, and are looked up in the portal before others are sent for their services; drafts, notes and decisions that were kept last may be missing. " +
				"Look through them, then say so here. Tell your administrator, who runs commsdesk doctor; the files were copied beside themselves."}
	}
	return nil
}

// Held says why no order may leave this desk; nil: it may.
func (p *Promises) Held() *telecom.Error {
	if p.doubt.Load() != Held {
		return nil
	}
	return &telecom.Error{Code: telecom.Unconfirmed,
		Text: "An order that was sent from this desk may be missing here. Yours was not sent; your draft is kept. Look in the portal at what was ordered from here lately, and say so at the top of the window."}
}

// Looked is a person's word that he has looked for what may be missing. Orders may leave again from then on.
func (p *Promises) Looked(by, why string, at time.Time) error {
	err := p.write(func(tx *bolt.Tx) error {
		f := newFinding()
		if _, _, err := p.walk(tx, f, headRecord{}); err != nil {
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
