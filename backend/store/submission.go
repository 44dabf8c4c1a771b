package store

import (
	"cmp"
	"slices"
	"strings"
	"time"

	bolt "go.etcd.io/bbolt"

	"commsdesk/backend/telecom"
)

// The buckets of the promises.
const (
	bucketPromises = "promises"
	bucketDrafts   = "drafts"
	bucketClosings = "closings"
	bucketJournal  = "journal"

	bucketDecisions = "decisions"
	bucketNotes     = "notes"
	bucketReads     = "reads"
	bucketViews     = "views"
)

// submissionRecord is a submission as stored.
type submissionRecord struct {
	Key     string        `cbor:"1,keyasint"`
	Draft   telecom.Draft `cbor:"2,keyasint"` // by the names of its fields, which must keep their meaning
	At      timestamp     `cbor:"3,keyasint,omitempty"`
	By      string        `cbor:"4,keyasint,omitempty"`
	State   string        `cbor:"5,keyasint"`
	OrderID string        `cbor:"6,keyasint,omitempty"`
	Said    string        `cbor:"7,keyasint,omitempty"`
	Settled timestamp     `cbor:"8,keyasint,omitempty"` // when the state was last changed
	Scans   int           `cbor:"9,keyasint,omitempty"`
	SentAt  timestamp     `cbor:"10,keyasint,omitempty"`
	Named   string        `cbor:"11,keyasint,omitempty"`
	Decided bool          `cbor:"12,keyasint,omitempty"`
}

func recordOfSubmission(p *telecom.Submission) *submissionRecord {
	return &submissionRecord{Key: p.Key, Draft: p.Draft, At: timestampOf(p.At), SentAt: timestampOf(p.SentAt), By: p.By,
		State:   string(p.State),
		OrderID: p.OrderID, Said: p.Said, Scans: p.Scans, Named: p.Named, Decided: p.Decided}
}

func (r *submissionRecord) domain() telecom.Submission {
	return telecom.Submission{Key: r.Key, Draft: r.Draft, At: r.At.time(), SentAt: r.SentAt.time(), By: r.By,
		State:   telecom.SubmissionState(r.State),
		OrderID: r.OrderID, Said: r.Said, Scans: r.Scans, Named: r.Named, Decided: r.Decided}
}

// Promise records that an order is about to be sent, if allowed returns nil for the existing submissions. It runs inside the
// transaction, so nothing else can be promised between its answer and the write. On an error nothing is promised: it is
// allowed's error or a *telecom.Error, Damaged or Internal.
func (p *Promises) Promise(promise telecom.Submission, at time.Time, allowed func(known []telecom.Submission) error) error {
	if e := p.Held(); e != nil {
		return e
	}
	promise.State = telecom.SubmissionSending
	return p.leaveIf(func(tx *bolt.Tx, refused func(error) error) error {
		known, err := p.readSubmissions(tx)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(known, func(k telecom.Submission) bool { return k.Key == promise.Key }) {
			return alreadyPromised()
		}
		if err := allowed(known); err != nil {
			return refused(err)
		}
		if err := p.putSubmission(tx, &promise); err != nil {
			return err
		}
		return p.append(tx, entryOf(&promise, telecom.EntryPromised, at, promise.By, promise.Draft.Note))
	}, func(tx *bolt.Tx) error {
		promise.State = telecom.SubmissionNotSent
		if err := p.putSubmission(tx, &promise); err != nil {
			return err
		}
		return p.append(tx, entryOf(&promise, telecom.EntryNotSent, at, promise.By, ""))
	})
}

// Settle changes a submission and adds an entry to the journal. Change may refuse with an error. On an error nothing is
// written: it is change's error, or a *telecom.Error, NotFound, Damaged or Internal.
func (p *Promises) Settle(key string, what telecom.EntryKind, at time.Time, by, text string, change func(*telecom.Submission) error) error {
	return p.writeIf(func(tx *bolt.Tx, refused func(error) error) error {
		r, err := p.readSubmission(tx, key)
		if err != nil {
			return err
		}
		promise := r.domain()
		if err := change(&promise); err != nil {
			return refused(err)
		}
		promise.Key = key
		if err := p.putSubmission(tx, &promise); err != nil {
			return err
		}
		return p.append(tx, entryOf(&promise, what, at, by, text))
	})
}

// Scanned counts one more complete search for an unsure submission. It adds no entry to the journal.
func (p *Promises) Scanned(key string) error {
	return p.write(func(tx *bolt.Tx) error {
		r, err := p.readSubmission(tx, key)
		if err != nil {
			return err
		}
		promise := r.domain()
		promise.Scans++
		return p.putSubmission(tx, &promise)
	})
}

// All returns every submission, oldest first. The list is the caller's, but the drafts' content must not be changed.
func (p *Promises) All() ([]telecom.Submission, error) {
	all, err := p.known.load(func() (all []telecom.Submission, err error) {
		err = p.read(func(tx *bolt.Tx) (err error) {
			all, err = p.readSubmissions(tx)
			return err
		})
		return all, err
	})
	return slices.Clone(all), err
}

func (p *Promises) readSubmissions(tx *bolt.Tx) (all []telecom.Submission, err error) {
	err = records(p, tx, bucketPromises, func(r *submissionRecord) { all = append(all, r.domain()) })
	slices.SortStableFunc(all, func(a, b telecom.Submission) int {
		return cmp.Or(a.At.Compare(b.At), strings.Compare(a.Key, b.Key))
	})
	return all, err
}

func (p *Promises) readSubmission(tx *bolt.Tx, key string) (*submissionRecord, error) {
	name := p.sealer.name(bucketPromises, key)
	b := tx.Bucket([]byte(bucketPromises))
	if b == nil || b.Get(name) == nil {
		return nil, &telecom.Error{Code: telecom.NotFound,
			Text: "This order was not sent from this computer. Nothing was changed. Look at the activity of the service."}
	}
	r := &submissionRecord{}
	return r, p.open(bucketPromises, name, b.Get(name), r)
}

func (p *Promises) putSubmission(tx *bolt.Tx, promise *telecom.Submission) error {
	return p.put(tx, bucketPromises, p.sealer.name(bucketPromises, promise.Key), recordOfSubmission(promise))
}

func alreadyPromised() *telecom.Error {
	return &telecom.Error{Code: telecom.Internal,
		Text: "This order was already sent. It was not sent a second time. Look at the activity of the service."}
}

func entryOf(promise *telecom.Submission, what telecom.EntryKind, at time.Time, by, text string) telecom.Entry {
	return telecom.Entry{At: at, By: by, What: what, Kind: promise.Draft.Kind, Service: promise.Draft.ServiceID, Key: promise.Key,
		OrderID: promise.OrderID, Text: text}
}

// Forget deletes submissions and decisions that have ended and were made before a time, so that the list to check a new one
// against stays short. The journal keeps their entries.
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
		all, err := p.readSubmissions(tx)
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
