package store

import (
	"slices"
	"time"

	"commsdesk/backend/telecom"

	bolt "go.etcd.io/bbolt"
)

// Forget lets go of the promises and the decisions that have come to their end and were made before a time: the journal
// tells of them for ever, and what a new one is held against stays small.
func (p *Promises) Forget(before time.Time) error {
	if err := p.forgetDecisions(before); err != nil {
		return err
	}
	over := func(x telecom.Submission) bool { return !x.Open() && x.At.Before(before) }
	all, err := p.All()
	if err != nil || !slices.ContainsFunc(all, over) {
		return err
	}
	return p.write(func(tx *bolt.Tx) error {
		all, err := p.readPromises(tx)
		for i := range all {
			if err == nil && over(all[i]) {
				err = p.drop(tx, bucketPromises, p.sealer.name(bucketPromises, all[i].Key))
			}
		}
		return err
	})
}

func (p *Promises) forgetDecisions(before time.Time) error {
	over := func(x telecom.Decision) bool { return !x.Open() && x.At.Before(before) }
	all, err := p.Decisions()
	if err != nil || !slices.ContainsFunc(all, over) {
		return err
	}
	return p.write(func(tx *bolt.Tx) error {
		all, err := p.readDecisions(tx)
		for _, r := range all {
			if err == nil && over(r.domain()) {
				err = p.drop(tx, bucketDecisions, p.sealer.name(bucketDecisions, r.Key))
			}
		}
		return err
	})
}
