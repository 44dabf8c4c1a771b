package store

import (
	"commsdesk/backend/telecom"
)

type serviceRecord struct {
	ID          string          `cbor:"1,keyasint"`
	Number      string          `cbor:"2,keyasint,omitempty"`
	Customer    string          `cbor:"3,keyasint,omitempty"`
	Plan        string          `cbor:"4,keyasint,omitempty"`
	Platform    string          `cbor:"5,keyasint,omitempty"`
	State       string          `cbor:"6,keyasint,omitempty"`
	SIMType     string          `cbor:"7,keyasint,omitempty"`
	SIMNumber   string          `cbor:"8,keyasint,omitempty"`
	Features    []featureRecord `cbor:"9,keyasint,omitempty"`
	ActiveSince timestamp       `cbor:"10,keyasint,omitempty"`
	EndedAt     timestamp       `cbor:"11,keyasint,omitempty"`
	OrderIDs    []string        `cbor:"12,keyasint,omitempty"`
	Raw         []byte          `cbor:"13,keyasint,omitempty"`
	ReadAt      timestamp       `cbor:"14,keyasint,omitempty"` // when it was written; the index has later reads
}

type featureRecord struct {
	Name string `cbor:"1,keyasint,omitempty"`
	On   bool   `cbor:"2,keyasint,omitempty"`
}

func recordOfService(s *telecom.Service) *serviceRecord {
	r := &serviceRecord{
		ID: s.ID, Number: s.Number, Customer: s.Customer, Plan: s.Plan, Platform: s.Platform, State: s.State,
		SIMType: string(s.SIM.Type), SIMNumber: s.SIM.Number,
		ActiveSince: timestampOf(s.ActiveSince), EndedAt: timestampOf(s.EndedAt),
		OrderIDs: s.OrderIDs, Raw: s.Raw,
	}
	r.Features = mapped(s.Features, func(f telecom.Feature) featureRecord { return featureRecord(f) })
	return r
}

func toService(r *serviceRecord) telecom.Service {
	s := telecom.Service{
		ID: r.ID, Number: r.Number, Customer: r.Customer, Plan: r.Plan, Platform: r.Platform, State: r.State,
		SIM:         telecom.SIM{Type: telecom.SIMType(r.SIMType), Number: r.SIMNumber},
		ActiveSince: r.ActiveSince.time(), EndedAt: r.EndedAt.time(),
		OrderIDs: r.OrderIDs, Raw: r.Raw,
	}
	s.Features = mapped(r.Features, func(f featureRecord) telecom.Feature { return telecom.Feature(f) })
	return s
}

type orderRecord struct {
	ID          string           `cbor:"1,keyasint"`
	ExternalID  string           `cbor:"2,keyasint,omitempty"`
	ServiceIDs  []string         `cbor:"3,keyasint,omitempty"`
	Kind        string           `cbor:"4,keyasint,omitempty"`
	KindWord    string           `cbor:"5,keyasint,omitempty"`
	State       string           `cbor:"6,keyasint,omitempty"`
	Summary     string           `cbor:"7,keyasint,omitempty"`
	Asked       []detailRecord   `cbor:"8,keyasint,omitempty"`
	PlacedBy    string           `cbor:"9,keyasint,omitempty"`
	OrderedAt   timestamp        `cbor:"10,keyasint,omitempty"`
	StartedAt   timestamp        `cbor:"11,keyasint,omitempty"`
	CompletedAt timestamp        `cbor:"12,keyasint,omitempty"`
	SeenAt      timestamp        `cbor:"13,keyasint,omitempty"`
	Trail       []stageRecord    `cbor:"14,keyasint,omitempty"`
	Items       []itemRecord     `cbor:"15,keyasint,omitempty"`
	Relations   []relationRecord `cbor:"16,keyasint,omitempty"`
	Says        []remarkRecord   `cbor:"17,keyasint,omitempty"`
	Raw         []byte           `cbor:"18,keyasint,omitempty"`
	StateMeans  string           `cbor:"19,keyasint,omitempty"`
	Zoneless    bool             `cbor:"20,keyasint,omitempty"`
}

type detailRecord struct {
	Name  string `cbor:"1,keyasint,omitempty"`
	Value string `cbor:"2,keyasint,omitempty"`
	Was   string `cbor:"3,keyasint,omitempty"`
}

type stageRecord struct {
	At   timestamp `cbor:"1,keyasint,omitempty"`
	Code string    `cbor:"2,keyasint,omitempty"`
	Text string    `cbor:"3,keyasint,omitempty"`
	More string    `cbor:"4,keyasint,omitempty"`
}

type itemRecord struct {
	ID        string `cbor:"1,keyasint,omitempty"`
	Action    string `cbor:"2,keyasint,omitempty"`
	ServiceID string `cbor:"3,keyasint,omitempty"`
	State     string `cbor:"4,keyasint,omitempty"`
}

type relationRecord struct {
	Type    string `cbor:"1,keyasint,omitempty"`
	OrderID string `cbor:"2,keyasint,omitempty"`
}

type remarkRecord struct {
	Kind string    `cbor:"1,keyasint,omitempty"`
	At   timestamp `cbor:"2,keyasint,omitempty"`
	Code string    `cbor:"3,keyasint,omitempty"`
	Text string    `cbor:"4,keyasint,omitempty"`
}

func recordOfOrder(o *telecom.Order) *orderRecord {
	r := &orderRecord{
		ID: o.ID, ExternalID: o.ExternalID, ServiceIDs: o.ServiceIDs, Kind: string(o.Kind), KindWord: o.KindWord,
		State: o.State, StateMeans: o.StateMeans, Zoneless: o.Zoneless, Summary: o.Summary, PlacedBy: o.PlacedBy,
		OrderedAt: timestampOf(o.OrderedAt), StartedAt: timestampOf(o.StartedAt), CompletedAt: timestampOf(o.CompletedAt),
		SeenAt: timestampOf(o.SeenAt), Raw: o.Raw,
	}
	r.Asked = mapped(o.Asked, func(d telecom.Detail) detailRecord { return detailRecord(d) })
	r.Trail = mapped(o.Trail, func(s telecom.Stage) stageRecord {
		return stageRecord{At: timestampOf(s.At), Code: s.Code, Text: s.Text, More: s.More}
	})
	r.Items = mapped(o.Items, func(i telecom.Item) itemRecord { return itemRecord(i) })
	r.Relations = mapped(o.Relations, func(l telecom.Relation) relationRecord { return relationRecord(l) })
	r.Says = mapped(o.Says, func(s telecom.Remark) remarkRecord {
		return remarkRecord{Kind: string(s.Kind), At: timestampOf(s.At), Code: s.Code, Text: s.Text}
	})
	return r
}

func toOrder(r *orderRecord) telecom.Order {
	o := telecom.Order{
		ID: r.ID, ExternalID: r.ExternalID, ServiceIDs: r.ServiceIDs, Kind: telecom.Kind(r.Kind), KindWord: r.KindWord,
		State: r.State, StateMeans: r.StateMeans, Zoneless: r.Zoneless, Summary: r.Summary, PlacedBy: r.PlacedBy,
		OrderedAt: r.OrderedAt.time(), StartedAt: r.StartedAt.time(), CompletedAt: r.CompletedAt.time(),
		SeenAt: r.SeenAt.time(), Raw: r.Raw,
	}
	o.Asked = mapped(r.Asked, func(d detailRecord) telecom.Detail { return telecom.Detail(d) })
	o.Trail = mapped(r.Trail, func(s stageRecord) telecom.Stage {
		return telecom.Stage{At: s.At.time(), Code: s.Code, Text: s.Text, More: s.More}
	})
	o.Items = mapped(r.Items, func(i itemRecord) telecom.Item { return telecom.Item(i) })
	o.Relations = mapped(r.Relations, func(l relationRecord) telecom.Relation { return telecom.Relation(l) })
	o.Says = mapped(r.Says, func(s remarkRecord) telecom.Remark {
		return telecom.Remark{Kind: telecom.RemarkKind(s.Kind), At: s.At.time(), Code: s.Code, Text: s.Text}
	})
	return o
}
