package store

import (
	"cmp"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"

	"commsdesk/backend/telecom"
)

// Record writes a decision if allowed returns nil for the existing decisions, oldest first. It runs inside the transaction,
// so nothing else can be decided between its answer and the write. On an error nothing is decided: it is allowed's error or
// a *telecom.Error, Damaged or Internal.
func (p *Promises) Record(d telecom.Decision, at time.Time, allowed func(known []telecom.Decision) error) error {
	return p.writeIf(func(tx *bolt.Tx, refused func(error) error) error {
		records, err := p.readDecisions(tx)
		if err != nil {
			return err
		}
		known := toDecisions(records)
		if slices.ContainsFunc(known, func(k telecom.Decision) bool { return k.Key == d.Key }) {
			return alreadyDecided()
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
		if err := b.SetSequence(place); err != nil { // an older Commsdesk relies on it
			return err
		}
		if err := p.putDecision(tx, &d, place); err != nil {
			return err
		}
		return p.append(tx, entryOfDecision(&d, telecom.EntryTaken, at, d.By, whyDecided(&d)))
	})
}

// ChangeDecision changes a decision and adds an entry to the journal. Change may refuse with an error; it cannot change the
// key, the request or the order of decisions. On an error nothing is written: it is change's error, or a *telecom.Error,
// NotFound, Damaged or Internal.
func (p *Promises) ChangeDecision(key string, what telecom.EntryKind, at time.Time, by, text string,
	change func(*telecom.Decision) error) error {
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
		return p.append(tx, entryOfDecision(&d, what, at, by, text))
	}
	if what != telecom.EntryPromised {
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

// ScannedDecision counts one more read that did not reveal the outcome of a decision. It adds no entry to the journal.
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

// Decisions returns every decision in the order in which they were taken, whatever the clock said. The list is the caller's,
// but what the decisions point to must not be changed.
func (p *Promises) Decisions() ([]telecom.Decision, error) {
	all, err := p.decisions.load(func() (all []telecom.Decision, err error) {
		err = p.read(func(tx *bolt.Tx) error {
			records, err := p.readDecisions(tx)
			all = toDecisions(records)
			return err
		})
		return all, err
	})
	return slices.Clone(all), err
}

// readDecisions returns the decisions in the order of their places.
func (p *Promises) readDecisions(tx *bolt.Tx) (all []*decisionRecord, err error) {
	err = records(p, tx, bucketDecisions, func(r *decisionRecord) { all = append(all, r) })
	slices.SortFunc(all, func(a, b *decisionRecord) int { return cmp.Compare(a.Place, b.Place) })
	return all, err
}

func toDecisions(records []*decisionRecord) (all []telecom.Decision) {
	for _, r := range records {
		all = append(all, r.domain())
	}
	return all
}

func (p *Promises) readDecision(tx *bolt.Tx, key string) (*decisionRecord, error) {
	name := p.sealer.name(bucketDecisions, key)
	b := tx.Bucket([]byte(bucketDecisions))
	if b == nil || b.Get(name) == nil {
		return nil, &telecom.Error{Code: telecom.NotFound,
			Text: "This decision was not taken on this computer. Nothing was changed. Look at the request’s activity."}
	}
	r := &decisionRecord{}
	return r, p.open(bucketDecisions, name, b.Get(name), r)
}

func (p *Promises) putDecision(tx *bolt.Tx, d *telecom.Decision, place uint64) error {
	return p.put(tx, bucketDecisions, p.sealer.name(bucketDecisions, d.Key), recordOfDecision(d, place))
}

// whyDecided returns the journal's text: the reason from the list, and the comment.
func whyDecided(d *telecom.Decision) string {
	if d.Reason == "" || d.Text == "" {
		return string(d.Reason) + d.Text
	}
	return string(d.Reason) + ": " + d.Text
}

func alreadyDecided() *telecom.Error {
	return &telecom.Error{Code: telecom.Internal,
		Text: "This decision was already taken. It was not taken a second time. Look at the request’s activity."}
}

func entryOfDecision(d *telecom.Decision, what telecom.EntryKind, at time.Time, by, text string) telecom.Entry {
	return telecom.Entry{At: at, By: by, What: what, Key: d.Key, Request: d.RequestID, Action: d.Action, Text: text}
}

// decisionRecord is a decision as stored.
type decisionRecord struct {
	Key       string          `cbor:"1,keyasint"`
	Place     uint64          `cbor:"2,keyasint"` // grows with every decision, since clocks can go back
	RequestID string          `cbor:"3,keyasint,omitempty"`
	Action    string          `cbor:"4,keyasint,omitempty"`
	To        string          `cbor:"5,keyasint,omitempty"`
	Reason    string          `cbor:"6,keyasint,omitempty"`
	Text      string          `cbor:"7,keyasint,omitempty"`
	At        preciseTime     `cbor:"8,keyasint"`
	By        string          `cbor:"9,keyasint,omitempty"`
	On        snapshotRecord  `cbor:"10,keyasint"`
	HoldUntil preciseTime     `cbor:"11,keyasint"`
	State     string          `cbor:"12,keyasint"`
	Now       *snapshotRecord `cbor:"13,keyasint,omitempty"`
	Said      string          `cbor:"14,keyasint,omitempty"`
	SentAt    preciseTime     `cbor:"15,keyasint"`
	Scans     int             `cbor:"16,keyasint,omitempty"`
	Note      string          `cbor:"17,keyasint,omitempty"`
	Against   string          `cbor:"18,keyasint,omitempty"`
	SentOn    *snapshotRecord `cbor:"19,keyasint,omitempty"`
	Portal    string          `cbor:"20,keyasint,omitempty"`
	InPlaceOf string          `cbor:"21,keyasint,omitempty"`
	Kept      string          `cbor:"22,keyasint,omitempty"`
}

type snapshotRecord struct {
	Status      string              `cbor:"1,keyasint,omitempty"`
	State       string              `cbor:"2,keyasint,omitempty"`
	Version     string              `cbor:"3,keyasint,omitempty"`
	Contract    string              `cbor:"4,keyasint,omitempty"`
	Offering    string              `cbor:"5,keyasint,omitempty"`
	Package     string              `cbor:"6,keyasint,omitempty"`
	Quantity    string              `cbor:"7,keyasint,omitempty"`
	CancelAsked *cancellationRecord `cbor:"8,keyasint,omitempty"`
	ChangedAt   preciseTime         `cbor:"9,keyasint"`
	ChangedBy   string              `cbor:"10,keyasint,omitempty"`
	Why         string              `cbor:"11,keyasint,omitempty"`
	Key         string              `cbor:"12,keyasint,omitempty"`
	Agreements  string              `cbor:"13,keyasint,omitempty"`
}

type cancellationRecord struct {
	At  preciseTime `cbor:"1,keyasint"`
	By  string      `cbor:"2,keyasint,omitempty"`
	Why string      `cbor:"3,keyasint,omitempty"`
}

func recordOfDecision(d *telecom.Decision, place uint64) *decisionRecord {
	r := &decisionRecord{
		Key: d.Key, Place: place, RequestID: d.RequestID, Action: string(d.Action), To: string(d.To), Reason: string(d.Reason),
		Text: d.Text,
		At:   preciseTimeOf(d.At), By: d.By, On: recordOfSnapshot(d.On), HoldUntil: preciseTimeOf(d.HoldUntil),
		State: string(d.State), Said: d.Said, SentAt: preciseTimeOf(d.SentAt), Scans: d.Scans, Note: d.Note, Against: string(d.Against),
		Portal: d.Portal, InPlaceOf: d.InPlaceOf, Kept: d.Kept,
	}
	r.Now, r.SentOn = snapshotRecordIfAny(d.Now), snapshotRecordIfAny(d.SentOn)
	return r
}

func (r *decisionRecord) domain() telecom.Decision {
	d := telecom.Decision{
		Key: r.Key, RequestID: r.RequestID, Action: telecom.RequestAction(r.Action), To: telecom.RequestStatus(r.To),
		Reason: telecom.DecisionReason(r.Reason),
		Text:   r.Text, At: r.At.time(), By: r.By, On: r.On.domain(), HoldUntil: r.HoldUntil.time(),
		State: telecom.DecisionState(r.State), Said: r.Said, SentAt: r.SentAt.time(), Scans: r.Scans, Note: r.Note,
		Against: telecom.Against(r.Against), Portal: r.Portal, InPlaceOf: r.InPlaceOf, Kept: r.Kept,
	}
	d.Now, d.SentOn = r.Now.domainIfAny(), r.SentOn.domainIfAny()
	return d
}

func recordOfSnapshot(s telecom.Snapshot) snapshotRecord {
	return snapshotRecord{
		Status: string(s.Status), State: s.State, Version: s.Version, Contract: s.Contract, Offering: s.Offering, Package: s.Package,
		Quantity: s.Quantity, CancelAsked: recordOfCancellation(s.CancelAsked), ChangedAt: preciseTimeOf(s.ChangedAt), ChangedBy: s.ChangedBy,
		Why: s.Why, Key: s.Key, Agreements: s.Agreements,
	}
}

func (r *snapshotRecord) domain() telecom.Snapshot {
	return telecom.Snapshot{
		Status: telecom.RequestStatus(r.Status), State: r.State, Version: r.Version, Contract: r.Contract, Offering: r.Offering,
		Package:  r.Package,
		Quantity: r.Quantity, CancelAsked: r.CancelAsked.domain(), ChangedAt: r.ChangedAt.time(), ChangedBy: r.ChangedBy, Why: r.Why,
		Key: r.Key, Agreements: r.Agreements,
	}
}

func snapshotRecordIfAny(s *telecom.Snapshot) *snapshotRecord {
	if s == nil {
		return nil
	}
	r := recordOfSnapshot(*s)
	return &r
}

func (r *snapshotRecord) domainIfAny() *telecom.Snapshot {
	if r == nil {
		return nil
	}
	s := r.domain()
	return &s
}

func recordOfCancellation(w *telecom.CancellationRequest) *cancellationRecord {
	if w == nil {
		return nil
	}
	return &cancellationRecord{preciseTimeOf(w.At), w.By, w.Why}
}

func (r *cancellationRecord) domain() *telecom.CancellationRequest {
	if r == nil {
		return nil
	}
	return &telecom.CancellationRequest{At: r.At.time(), By: r.By, Why: r.Why}
}
