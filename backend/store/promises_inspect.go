package store

import (
	"errors"

	bolt "go.etcd.io/bbolt"

	"commsdesk/backend/telecom"
)

// PromisesCondition is what an inspection finds of the promises. What cannot be determined is zero. It names nobody.
type PromisesCondition struct {
	State    Health
	Bytes    int64 // of the file, whatever its state
	Promises map[telecom.SubmissionState]int
	Drafts   int
	Closings int // orders that a person declared closed here

	Decisions map[telecom.DecisionState]int // about subscription requests; nil: none was ever taken
	Notes     int                           // on requests
	Views     int                           // saved by people

	Journal JournalCondition
	Doubt   Doubt
}

// JournalCondition is what an inspection finds of the journal.
type JournalCondition struct {
	State   JournalState
	Entries int // that can be trusted
	Since   int // how many of them preceded the first kept end; nothing confirms those
	Behind  int // how many of them the kept end lacks
}

// JournalState compares a journal with its kept end.
type JournalState string

// The states of a journal.
const (
	JournalWhole   JournalState = "whole"   // and as long as recorded
	JournalEndless JournalState = "endless" // intact, but its end was not kept, so its length is not known
	JournalShort   JournalState = "short"   // entries at its end are gone
	JournalChanged JournalState = "changed" // an entry was changed or removed
	JournalEndLost JournalState = "endLost" // intact, but the kept end is gone or unreadable
	JournalUnmet   JournalState = "unmet"   // intact, but the promises do not match it or its end
)

// InspectPromises examines the promises and changes nothing: it makes no file and repairs nothing. Without a sealer it
// reports only what is not sealed. Meanwhile no Commsdesk can open the file; if one has it open, the state is InUse.
//
// Good means that the file opens and that every promise, decision, draft, closing, note and view is intact; the journal has
// a state of its own.
func InspectPromises(path string, sealer *Sealer) PromisesCondition {
	p := &Promises{path: path, sealer: sealer}
	var c PromisesCondition
	codec, err := newCodec()
	if err != nil {
		c.State = Unreadable
		return c
	}
	p.codec = codec
	if c.Bytes, c.State = sizeOf(path); c.State == Good {
		c.State = healthOf(p.look(&c))
	} else if c.State == Absent && sealer != nil {
		if kept, err := p.readEnd(); err == nil && kept.Count > 0 {
			c.Journal = JournalCondition{State: JournalShort}
		}
	}
	return c
}

// Inspect is InspectPromises for promises that are open here.
func (p *Promises) Inspect() PromisesCondition {
	var c PromisesCondition
	c.Bytes, c.State = sizeOf(p.path)
	if err := p.read(func(tx *bolt.Tx) error { return p.count(tx, &c) }); err != nil {
		c.State = healthOfOpen(err)
		return c
	}
	p.end.Lock() // so that the end is not written in between
	defer p.end.Unlock()
	if err := p.examine(&c); err != nil {
		c.State = healthOfOpen(err)
	}
	if p.end.failing == nil && c.Journal.State == JournalWhole {
		c.Journal.Behind = 0 // it is being written
	}
	return c
}

// healthOfOpen returns what the error of a read means for a file that was good when it was opened.
func healthOfOpen(err error) Health {
	var e *telecom.Error
	if errors.As(err, &e) && e.Code == telecom.Damaged {
		return Damaged
	}
	return Unreadable
}

func (p *Promises) look(c *PromisesCondition) (err error) {
	if p.file, err = openFile(p.path, true); err != nil {
		return err
	}
	defer p.file.close()
	if err := p.file.check(); err != nil {
		return err
	}
	if _, err := p.file.fits(promisesPurpose, promisesFormat, p.sealer); err != nil {
		return err
	}
	if err := p.file.view(func(tx *bolt.Tx) error { return p.count(tx, c) }); err != nil {
		return err
	}
	return p.examine(c)
}

// count counts the records, and opens each.
func (p *Promises) count(tx *bolt.Tx, c *PromisesCondition) error {
	known, err := p.readSubmissions(tx)
	if err != nil {
		return err
	}
	c.Promises = map[telecom.SubmissionState]int{}
	for _, k := range known {
		c.Promises[k.State]++
	}
	if c.Drafts, err = countOf[draftRecord](p, tx, bucketDrafts); err != nil {
		return err
	}
	if c.Closings, err = countOf[closingRecord](p, tx, bucketClosings); err != nil {
		return err
	}
	return p.countOnRequests(tx, c)
}

// countOnRequests counts decisions, notes, reads and views of requests.
func (p *Promises) countOnRequests(tx *bolt.Tx, c *PromisesCondition) error {
	decisions, err := p.readDecisions(tx)
	if err != nil {
		return err
	}
	for _, d := range decisions {
		if c.Decisions == nil {
			c.Decisions = map[telecom.DecisionState]int{}
		}
		c.Decisions[telecom.DecisionState(d.State)]++
	}
	if c.Notes, err = countOf[noteRecord](p, tx, bucketNotes); err != nil {
		return err
	}
	if _, err = countOf[readRecord](p, tx, bucketReads); err != nil {
		return err
	}
	c.Views, err = countOf[viewRecord](p, tx, bucketViews)
	return err
}

// countOf opens and counts the records of a bucket.
func countOf[R any](p *Promises, tx *bolt.Tx, bucket string) (n int, err error) {
	err = records(p, tx, bucket, func(*R) { n++ })
	return n, err
}

// examine compares the promises, the journal and its end, as a start does.
func (p *Promises) examine(c *PromisesCondition) error {
	kept, missing := p.readEnd() // first: the journal may grow meanwhile, and the end must not be ahead of it
	return p.read(func(tx *bolt.Tx) error {
		f, err := p.compare(tx, kept, missing)
		if err != nil {
			return err
		}
		c.Doubt = doubtOf(f.entries)
		c.Journal = JournalCondition{State: f.state, Entries: len(f.entries), Since: int(kept.Since)}
		if f.state == JournalWhole && missing == nil {
			c.Journal.Behind = f.behind
		}
		return nil
	})
}
