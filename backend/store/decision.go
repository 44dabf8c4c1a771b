package store

import (
	"cmp"
	"slices"
	"time"

	"commsdesk/backend/telecom"

	bolt "go.etcd.io/bbolt"
)

// Record writes down a decision, if allowed says so to the decisions there are at that very moment, in the order in which
// they were taken: nothing else can be decided between its answer and the writing. The error is what allowed returned, or a
// *telecom.Error, Damaged or Internal; nothing is decided then.
func (p *Promises) Record(d telecom.Decision, at time.Time, allowed func(known []telecom.Decision) error) error {
	return p.writeIf(func(tx *bolt.Tx, refused func(error) error) error {
		records, err := p.readDecisions(tx)
		if err != nil {
			return err
		}
		known := wordsOfDecisions(records)
		if slices.ContainsFunc(known, func(k telecom.Decision) bool { return k.Key == d.Key }) {
			return twiceDecided()
		}
		if err := allowed(known); err != nil {
			return refused(err)
		}
		b, err := tx.CreateBucketIfNotExists([]byte(bucketDecisions))
		if err != nil {
			return err
		}
		place := uint64(1)
		if n := len(records); n > 0 {
			place = records[n-1].Place + 1
		}
		if err := b.SetSequence(place); err != nil { // an older Commsdesk goes by it
			return err
		}
		if err := p.putDecision(tx, &d, place); err != nil {
			return err
		}
		return p.append(tx, entryOfDecision(&d, telecom.EntryTaken, at, d.By, whyDecided(&d)))
	})
}

// ChangeDecision writes down what became of a decision, and adds it to the journal. Change is given the decision as it
// stands and says what it is now; it may refuse. It changes neither the key, the request nor the place among the others.
// The error is its own, NotFound if there is no such decision, or Damaged or Internal; nothing is written then.
func (p *Promises) ChangeDecision(key string, deed telecom.EntryKind, at time.Time, by, text string, change func(*telecom.Decision) error) error {
	var before *decisionRecord
	do := func(tx *bolt.Tx, refused func(error) error) error {
		r, err := p.readDecision(tx, key)
		if err != nil {
			return err
		}
		before = r
		d := r.domain()
		if err := change(&d); err != nil {
			return refused(err)
		}
		d.Key, d.RequestID = r.Key, r.RequestID
		if err := p.putDecision(tx, &d, r.Place); err != nil {
			return err
		}
		return p.append(tx, entryOfDecision(&d, deed, at, by, text))
	}
	if deed != telecom.EntryPromised {
		return p.writeIf(do)
	}
	return p.leaveIf(do, func(tx *bolt.Tx) error {
		d := before.domain()
		if err := p.putDecision(tx, &d, before.Place); err != nil {
			return err
		}
		return p.append(tx, entryOfDecision(&d, telecom.EntryNotSent, at, by, ""))
	})
}

// ScannedDecision counts one more reading that did not tell what became of a decision. It is no deed and stands in no
// journal.
func (p *Promises) ScannedDecision(key string) error {
	return p.write(func(tx *bolt.Tx) error {
		r, err := p.readDecision(tx, key)
		if err != nil {
			return err
		}
		d := r.domain()
		d.Scans++
		return p.putDecision(tx, &d, r.Place)
	})
}

// Decisions gives every decision in the order in which they were taken, whatever the clock said. The list is the caller's;
// what the decisions point to is not to be changed.
func (p *Promises) Decisions() ([]telecom.Decision, error) {
	all, writes, ok := p.decisions.get()
	if ok {
		return slices.Clone(all), nil
	}
	err := p.read(func(tx *bolt.Tx) error {
		records, err := p.readDecisions(tx)
		all = wordsOfDecisions(records)
		return err
	})
	if err == nil {
		p.decisions.set(all, writes)
	}
	return slices.Clone(all), err
}

// readDecisions gives the decisions in the order of their places.
func (p *Promises) readDecisions(tx *bolt.Tx) (records []*decisionRecord, err error) {
	err = p.each(tx, bucketDecisions, func(k, v []byte) error {
		r := &decisionRecord{}
		records = append(records, r)
		return p.open(bucketDecisions, k, v, r)
	})
	slices.SortFunc(records, func(a, b *decisionRecord) int { return cmp.Compare(a.Place, b.Place) })
	return records, err
}

func wordsOfDecisions(records []*decisionRecord) (all []telecom.Decision) {
	for _, r := range records {
		all = append(all, r.domain())
	}
	return all
}

func (p *Promises) readDecision(tx *bolt.Tx, key string) (*decisionRecord, error) {
	name := p.sealer.name(bucketDecisions, key)
	b := tx.Bucket([]byte(bucketDecisions))
	if b == nil || b.Get(name) == nil {
		return nil, &telecom.Error{Code: telecom.NotFound, Text: "This decision is not among those that were taken on this desk. Nothing was changed."}
	}
	r := &decisionRecord{}
	return r, p.open(bucketDecisions, name, b.Get(name), r)
}

func (p *Promises) putDecision(tx *bolt.Tx, d *telecom.Decision, place uint64) error {
	return p.put(tx, bucketDecisions, p.sealer.name(bucketDecisions, d.Key), recordOfDecision(d, place))
}

// whyDecided is what the journal says of why: the reason from the list, and the words.
func whyDecided(d *telecom.Decision) string {
	if d.Reason == "" || d.Text == "" {
		return string(d.Reason) + d.Text
	}
	return string(d.Reason) + ": " + d.Text
}

func twiceDecided() *telecom.Error {
	return &telecom.Error{Code: telecom.Internal, Text: "This decision was already taken. It was not taken a second time. Look at the request’s activity."}
}

func entryOfDecision(d *telecom.Decision, deed telecom.EntryKind, at time.Time, by, text string) telecom.Entry {
	return telecom.Entry{At: at, By: by, What: deed, Key: d.Key, Request: d.RequestID, Action: d.Action, Text: text}
}
