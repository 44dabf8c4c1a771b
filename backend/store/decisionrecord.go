package store

import (
	"time"

	"commsdesk/backend/telecom"
)

// decisionRecord is a decision on the disk.
type decisionRecord struct {
	Key       string       `cbor:"1,keyasint"`
	Place     uint64       `cbor:"2,keyasint"` // grows with every decision that is taken here: clocks go back
	RequestID string       `cbor:"3,keyasint,omitempty"`
	Action    string       `cbor:"4,keyasint,omitempty"`
	To        string       `cbor:"5,keyasint,omitempty"`
	Reason    string       `cbor:"6,keyasint,omitempty"`
	Text      string       `cbor:"7,keyasint,omitempty"`
	At        instant      `cbor:"8,keyasint"`
	By        string       `cbor:"9,keyasint,omitempty"`
	On        standRecord  `cbor:"10,keyasint"`
	HoldUntil instant      `cbor:"11,keyasint"`
	State     string       `cbor:"12,keyasint"`
	Now       *standRecord `cbor:"13,keyasint,omitempty"`
	Said      string       `cbor:"14,keyasint,omitempty"`
	SentAt    instant      `cbor:"15,keyasint"`
	Scans     int          `cbor:"16,keyasint,omitempty"`
	Note      string       `cbor:"17,keyasint,omitempty"`
	Against   string       `cbor:"18,keyasint,omitempty"`
	SentOn    *standRecord `cbor:"19,keyasint,omitempty"`
	Portal    string       `cbor:"20,keyasint,omitempty"`
	InPlaceOf string       `cbor:"21,keyasint,omitempty"`
	Kept      string       `cbor:"22,keyasint,omitempty"`
}

type standRecord struct {
	Status      string      `cbor:"1,keyasint,omitempty"`
	State       string      `cbor:"2,keyasint,omitempty"`
	Version     string      `cbor:"3,keyasint,omitempty"`
	Contract    string      `cbor:"4,keyasint,omitempty"`
	Offering    string      `cbor:"5,keyasint,omitempty"`
	Package     string      `cbor:"6,keyasint,omitempty"`
	Quantity    string      `cbor:"7,keyasint,omitempty"`
	CancelAsked *wishRecord `cbor:"8,keyasint,omitempty"`
	ChangedAt   instant     `cbor:"9,keyasint"`
	ChangedBy   string      `cbor:"10,keyasint,omitempty"`
	Why         string      `cbor:"11,keyasint,omitempty"`
	Key         string      `cbor:"12,keyasint,omitempty"`
	Agreements  string      `cbor:"13,keyasint,omitempty"`
}

type wishRecord struct {
	At  instant `cbor:"1,keyasint"`
	By  string  `cbor:"2,keyasint,omitempty"`
	Why string  `cbor:"3,keyasint,omitempty"`
}

// instant is a moment to the nanosecond: a stand that was kept must be the same as one that was not, to the last digit
// of its times.
type instant struct {
	Moment moment `cbor:"1,keyasint,omitempty"`
	Nanos  int    `cbor:"2,keyasint,omitempty"` // beyond the microsecond
}

func instantOf(t time.Time) instant { return instant{momentOf(t), t.Nanosecond() % 1000} }

func (i instant) time() time.Time { return i.Moment.time().Add(time.Duration(i.Nanos)) }

func recordOfDecision(d *telecom.Decision, place uint64) *decisionRecord {
	r := &decisionRecord{
		Key: d.Key, Place: place, RequestID: d.RequestID, Action: string(d.Action), To: string(d.To), Reason: string(d.Reason), Text: d.Text,
		At: instantOf(d.At), By: d.By, On: recordOfStand(d.On), HoldUntil: instantOf(d.HoldUntil),
		State: string(d.State), Said: d.Said, SentAt: instantOf(d.SentAt), Scans: d.Scans, Note: d.Note, Against: string(d.Against), Portal: d.Portal, InPlaceOf: d.InPlaceOf, Kept: d.Kept,
	}
	r.Now, r.SentOn = standIfAny(d.Now), standIfAny(d.SentOn)
	return r
}

func (r *decisionRecord) domain() telecom.Decision {
	d := telecom.Decision{
		Key: r.Key, RequestID: r.RequestID, Action: telecom.RequestAction(r.Action), To: telecom.RequestStatus(r.To), Reason: telecom.DecisionReason(r.Reason),
		Text: r.Text, At: r.At.time(), By: r.By, On: r.On.domain(), HoldUntil: r.HoldUntil.time(),
		State: telecom.DecisionState(r.State), Said: r.Said, SentAt: r.SentAt.time(), Scans: r.Scans, Note: r.Note, Against: telecom.Against(r.Against), Portal: r.Portal, InPlaceOf: r.InPlaceOf, Kept: r.Kept,
	}
	d.Now, d.SentOn = r.Now.wordIfAny(), r.SentOn.wordIfAny()
	return d
}

func recordOfStand(s telecom.Snapshot) standRecord {
	return standRecord{
		Status: string(s.Status), State: s.State, Version: s.Version, Contract: s.Contract, Offering: s.Offering, Package: s.Package,
		Quantity: s.Quantity, CancelAsked: recordOfWish(s.CancelAsked), ChangedAt: instantOf(s.ChangedAt), ChangedBy: s.ChangedBy, Why: s.Why, Key: s.Key, Agreements: s.Agreements,
	}
}

func (r *standRecord) domain() telecom.Snapshot {
	return telecom.Snapshot{
		Status: telecom.RequestStatus(r.Status), State: r.State, Version: r.Version, Contract: r.Contract, Offering: r.Offering, Package: r.Package,
		Quantity: r.Quantity, CancelAsked: r.CancelAsked.domain(), ChangedAt: r.ChangedAt.time(), ChangedBy: r.ChangedBy, Why: r.Why, Key: r.Key, Agreements: r.Agreements,
	}
}

func standIfAny(s *telecom.Snapshot) *standRecord {
	if s == nil {
		return nil
	}
	r := recordOfStand(*s)
	return &r
}

func (r *standRecord) wordIfAny() *telecom.Snapshot {
	if r == nil {
		return nil
	}
	s := r.domain()
	return &s
}

func recordOfWish(w *telecom.CancelWish) *wishRecord {
	if w == nil {
		return nil
	}
	return &wishRecord{instantOf(w.At), w.By, w.Why}
}

func (r *wishRecord) domain() *telecom.CancelWish {
	if r == nil {
		return nil
	}
	return &telecom.CancelWish{At: r.At.time(), By: r.By, Why: r.Why}
}
