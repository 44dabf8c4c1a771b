package store

import (
	"commsdesk/backend/telecom"
)

type requestRecord struct {
	ID           string                `cbor:"1,keyasint"`
	Status       string                `cbor:"2,keyasint,omitempty"`
	State        string                `cbor:"3,keyasint,omitempty"`
	InitiatedBy  string                `cbor:"4,keyasint,omitempty"`
	Customer     string                `cbor:"5,keyasint,omitempty"`
	Offering     string                `cbor:"6,keyasint,omitempty"`
	Package      string                `cbor:"7,keyasint,omitempty"`
	Quantity     string                `cbor:"8,keyasint,omitempty"`
	OrderedAt    timestamp             `cbor:"9,keyasint,omitempty"`
	Answers      []detailRecord        `cbor:"10,keyasint,omitempty"`
	Summary      string                `cbor:"11,keyasint,omitempty"`
	Agreements   []string              `cbor:"12,keyasint,omitempty"`
	Contract     string                `cbor:"13,keyasint,omitempty"`
	Products     []string              `cbor:"14,keyasint,omitempty"`
	ServiceIDs   []string              `cbor:"15,keyasint,omitempty"`
	OrderIDs     []string              `cbor:"16,keyasint,omitempty"`
	Notes        []requestNoteRecord   `cbor:"17,keyasint,omitempty"`
	History      []requestChangeRecord `cbor:"18,keyasint,omitempty"`
	HistoryGiven bool                  `cbor:"19,keyasint,omitempty"`
	Allowed      []string              `cbor:"20,keyasint,omitempty"`
	AllowedGiven bool                  `cbor:"21,keyasint,omitempty"`
	Version      string                `cbor:"22,keyasint,omitempty"`
	Tag          string                `cbor:"23,keyasint,omitempty"`
	CancelAsked  *cancellationRecord   `cbor:"24,keyasint,omitempty"`
	LastKey      string                `cbor:"25,keyasint,omitempty"`
	SeenAt       timestamp             `cbor:"26,keyasint,omitempty"`
	Raw          []byte                `cbor:"27,keyasint,omitempty"`
	ReadAt       timestamp             `cbor:"28,keyasint,omitempty"` // when it was written; the index has later reads
	Versions     []string              `cbor:"29,keyasint,omitempty"`
	Counts       bool                  `cbor:"30,keyasint,omitempty"` // the portal says which contract does
	Stored       bool                  `cbor:"31,keyasint,omitempty"`
}

type requestNoteRecord struct {
	At   timestamp `cbor:"1,keyasint,omitempty"`
	By   string    `cbor:"2,keyasint,omitempty"`
	Text string    `cbor:"3,keyasint,omitempty"`
}

type requestChangeRecord struct {
	At   preciseTime `cbor:"1,keyasint"`
	By   string      `cbor:"2,keyasint,omitempty"`
	From string      `cbor:"3,keyasint,omitempty"`
	To   string      `cbor:"4,keyasint,omitempty"`
	Why  string      `cbor:"5,keyasint,omitempty"`
	Key  string      `cbor:"6,keyasint,omitempty"`
}

func recordOfRequest(q *telecom.Request) *requestRecord {
	r := &requestRecord{
		ID: q.ID, Status: string(q.Status), State: q.State, InitiatedBy: q.InitiatedBy, Customer: q.Customer, Offering: q.Offering,
		Package: q.Package, Quantity: q.Quantity, OrderedAt: timestampOf(q.OrderedAt), Summary: q.Summary,
		Agreements: q.Agreements, Contract: q.Contract, Versions: q.ContractVersions, Counts: q.ContractGiven, Products: q.Products,
		ServiceIDs: q.ServiceIDs, OrderIDs: q.OrderIDs,
		HistoryGiven: q.HistoryGiven, Allowed: q.Allowed, AllowedGiven: q.AllowedGiven, Version: q.Version, Tag: q.Tag,
		CancelAsked: recordOfCancellation(q.CancelAsked), LastKey: q.LastKey, Stored: q.Stored, SeenAt: timestampOf(q.SeenAt), Raw: q.Raw,
	}
	r.Answers = mapped(q.Answers, func(a telecom.Detail) detailRecord { return detailRecord(a) })
	r.Notes = mapped(q.Notes, func(n telecom.RequestNote) requestNoteRecord {
		return requestNoteRecord{timestampOf(n.At), n.By, n.Text}
	})
	r.History = mapped(q.History, func(h telecom.RequestChange) requestChangeRecord {
		return requestChangeRecord{preciseTimeOf(h.At), h.By, string(h.From), string(h.To), h.Why, h.Key}
	})
	return r
}

func toRequest(r *requestRecord) telecom.Request {
	q := telecom.Request{
		ID: r.ID, Status: telecom.RequestStatus(r.Status), State: r.State, InitiatedBy: r.InitiatedBy, Customer: r.Customer,
		Offering: r.Offering,
		Package:  r.Package, Quantity: r.Quantity, OrderedAt: r.OrderedAt.time(), Summary: r.Summary,
		Agreements: r.Agreements, Contract: r.Contract, ContractVersions: r.Versions, ContractGiven: r.Counts, Products: r.Products,
		ServiceIDs: r.ServiceIDs, OrderIDs: r.OrderIDs,
		HistoryGiven: r.HistoryGiven, Allowed: r.Allowed, AllowedGiven: r.AllowedGiven, Version: r.Version, Tag: r.Tag,
		CancelAsked: r.CancelAsked.domain(), LastKey: r.LastKey, Stored: r.Stored, SeenAt: r.SeenAt.time(), Raw: r.Raw,
	}
	q.Answers = mapped(r.Answers, func(a detailRecord) telecom.Detail { return telecom.Detail(a) })
	q.Notes = mapped(r.Notes, func(n requestNoteRecord) telecom.RequestNote {
		return telecom.RequestNote{At: n.At.time(), By: n.By, Text: n.Text}
	})
	q.History = mapped(r.History, func(h requestChangeRecord) telecom.RequestChange {
		return telecom.RequestChange{At: h.At.time(), By: h.By, From: telecom.RequestStatus(h.From),
			To: telecom.RequestStatus(h.To), Why: h.Why, Key: h.Key}
	})
	return q
}

// fingerprintOfRequest leaves out what is added here, and counts the portal's tag as part of its JSON.
func (c *Cache) fingerprintOfRequest(r *requestRecord) (fingerprint, error) {
	bare := *r
	bare.Raw, bare.Tag, bare.SeenAt, bare.ReadAt = nil, "", 0, 0
	if !bare.HistoryGiven {
		bare.History = nil
	}
	return c.fingerprintOf(&bare, append([]byte(r.Tag+"\x00"), r.Raw...))
}

// remember copies to a request that was read again what only this computer knows: when it was first seen, and the history
// that the portal lacks. Before is nil if the request is new; at is in the portal's clock.
func (r *requestRecord) remember(before *requestRecord, at timestamp) {
	if before != nil {
		r.SeenAt = before.SeenAt // the first sighting stays
	} else if r.SeenAt == 0 {
		r.SeenAt = at
	}
	if r.HistoryGiven {
		return
	}
	step := requestChangeRecord{At: preciseTime{Moment: at}, To: r.Status}
	switch {
	case before == nil:
		r.History = []requestChangeRecord{step}
	case before.Status != r.Status:
		step.From = before.Status
		r.History = append(before.History[:len(before.History):len(before.History)], step)
	default:
		r.History = before.History
	}
}

type agreementRecord struct {
	ID        string           `cbor:"1,keyasint"`
	Name      string           `cbor:"2,keyasint,omitempty"`
	Version   string           `cbor:"3,keyasint,omitempty"`
	State     string           `cbor:"4,keyasint,omitempty"`
	At        timestamp        `cbor:"5,keyasint,omitempty"`
	Documents []documentRecord `cbor:"6,keyasint,omitempty"`
	Raw       []byte           `cbor:"7,keyasint,omitempty"`
}

type documentRecord struct {
	ID      string `cbor:"1,keyasint,omitempty"`
	Name    string `cbor:"2,keyasint,omitempty"`
	Type    string `cbor:"3,keyasint,omitempty"`
	Size    int64  `cbor:"4,keyasint,omitempty"`
	Address string `cbor:"5,keyasint,omitempty"`
}

type productRecord struct {
	ID         string   `cbor:"1,keyasint"`
	Name       string   `cbor:"2,keyasint,omitempty"`
	State      string   `cbor:"3,keyasint,omitempty"`
	ServiceIDs []string `cbor:"4,keyasint,omitempty"`
	Raw        []byte   `cbor:"5,keyasint,omitempty"`
}

func recordOfAgreement(a *telecom.Agreement) *agreementRecord {
	r := &agreementRecord{ID: a.ID, Name: a.Name, Version: a.Version, State: a.State, At: timestampOf(a.At), Raw: a.Raw}
	r.Documents = mapped(a.Documents, func(d telecom.Document) documentRecord { return documentRecord(d) })
	return r
}

func toAgreement(r *agreementRecord) telecom.Agreement {
	a := telecom.Agreement{ID: r.ID, Name: r.Name, Version: r.Version, State: r.State, At: r.At.time(), Raw: r.Raw}
	a.Documents = mapped(r.Documents, func(d documentRecord) telecom.Document { return telecom.Document(d) })
	return a
}

func recordOfProduct(p *telecom.Product) *productRecord {
	return &productRecord{ID: p.ID, Name: p.Name, State: p.State, ServiceIDs: p.ServiceIDs, Raw: p.Raw}
}

func toProduct(r *productRecord) telecom.Product {
	return telecom.Product{ID: r.ID, Name: r.Name, State: r.State, ServiceIDs: r.ServiceIDs, Raw: r.Raw}
}

func (c *Cache) fingerprintOfAgreement(r *agreementRecord) (fingerprint, error) {
	bare := *r
	bare.Raw = nil
	return c.fingerprintOf(&bare, r.Raw)
}

func (c *Cache) fingerprintOfProduct(r *productRecord) (fingerprint, error) {
	bare := *r
	bare.Raw = nil
	return c.fingerprintOf(&bare, r.Raw)
}

func (c *Cache) fingerprintOf(bare any, raw []byte) (fingerprint, error) {
	plain, err := c.codec.enc.Marshal(bare)
	return fingerprint{seen: c.sealer.digest(plain), raw: c.sealer.digest(raw)}, err
}
