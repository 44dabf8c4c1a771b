package store

import (
	"reflect"

	"commsdesk/backend/telecom"

	bolt "go.etcd.io/bbolt"
)

// keyExperience is the key of what was learned of the portal.
const keyExperience = "experience"

type experienceRecord struct {
	Portal   string          `cbor:"1,keyasint,omitempty"`
	Findings []findingRecord `cbor:"2,keyasint,omitempty"`
	Failures []failureRecord `cbor:"3,keyasint,omitempty"`
}

type findingRecord struct {
	API        string    `cbor:"1,keyasint,omitempty"`
	Capability string    `cbor:"2,keyasint,omitempty"`
	Works      bool      `cbor:"3,keyasint,omitempty"`
	Reason     string    `cbor:"4,keyasint,omitempty"`
	At         timestamp `cbor:"5,keyasint,omitempty"`
}

type failureRecord struct {
	From  timestamp `cbor:"1,keyasint,omitempty"`
	Until timestamp `cbor:"2,keyasint,omitempty"`
	Times int       `cbor:"3,keyasint,omitempty"`
	Code  string    `cbor:"4,keyasint,omitempty"`
	Text  string    `cbor:"5,keyasint,omitempty"`
}

func recordOfExperience(e telecom.Experience) experienceRecord {
	r := experienceRecord{Portal: e.Portal}
	for _, f := range e.Findings {
		r.Findings = append(r.Findings, findingRecord{
			API: string(f.API), Capability: string(f.Capability), Works: f.Works, Reason: string(f.Reason), At: timestampOf(f.At)})
	}
	for _, f := range e.Failures {
		r.Failures = append(r.Failures, failureRecord{
			From: timestampOf(f.From), Until: timestampOf(f.Until), Times: f.Times, Code: string(f.Code), Text: f.Text})
	}
	return r
}

func (r experienceRecord) domain() telecom.Experience {
	e := telecom.Experience{Portal: r.Portal}
	for _, f := range r.Findings {
		e.Findings = append(e.Findings, telecom.Finding{
			API: telecom.API(f.API), Capability: telecom.Capability(f.Capability), Works: f.Works, Reason: telecom.Reason(f.Reason),
			At: f.At.time()})
	}
	for _, f := range r.Failures {
		e.Failures = append(e.Failures, telecom.Failure{
			From: f.From.time(), Until: f.Until.time(), Times: f.Times, Code: telecom.Code(f.Code), Text: f.Text})
	}
	return e
}

// Experience returns what was learned of the portal, or the zero Experience. The caller may change it.
func (c *Cache) Experience() telecom.Experience {
	c.showing.Lock()
	defer c.showing.Unlock()
	return c.experience.domain()
}

// Learn keeps what was learned of the portal, replacing what was learned before. It is written with the next change or by
// Close: after a crash, it is learned again.
func (c *Cache) Learn(e telecom.Experience) {
	c.writing.Lock()
	defer c.writing.Unlock()
	r := recordOfExperience(e)
	c.showing.Lock()
	defer c.showing.Unlock()
	if !reflect.DeepEqual(c.experience, r) {
		c.experience, c.learned, c.unsaved = r, true, true
	}
}

// readExperience reads what was learned. A cache of an earlier Commsdesk has none.
func (c *Cache) readExperience(tx *bolt.Tx) (r experienceRecord, err error) {
	_, err = c.readMeta(tx, keyExperience, &r)
	return r, err
}
