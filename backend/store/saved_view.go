package store

import (
	"slices"
	"strings"

	bolt "go.etcd.io/bbolt"

	"commsdesk/backend/telecom"
)

// viewRecord is a saved list of requests.
type viewRecord struct {
	Name      string      `cbor:"1,keyasint"`
	Text      string      `cbor:"2,keyasint,omitempty"`
	Card      string      `cbor:"3,keyasint,omitempty"`
	Statuses  []string    `cbor:"4,keyasint,omitempty"`
	Customer  string      `cbor:"5,keyasint,omitempty"`
	Offering  string      `cbor:"6,keyasint,omitempty"`
	Package   string      `cbor:"7,keyasint,omitempty"`
	Initiator string      `cbor:"8,keyasint,omitempty"`
	From      preciseTime `cbor:"9,keyasint"`
	To        preciseTime `cbor:"10,keyasint"`
	Asks      bool        `cbor:"11,keyasint,omitempty"`
	Of        []string    `cbor:"12,keyasint,omitempty"`
	OfSome    bool        `cbor:"13,keyasint,omitempty"` // an empty list of IDs differs from none
	Sort      string      `cbor:"14,keyasint,omitempty"`
	Ascending bool        `cbor:"15,keyasint,omitempty"`
	Offset    int         `cbor:"16,keyasint,omitempty"`
	Limit     int         `cbor:"17,keyasint,omitempty"`
	Mark      string      `cbor:"18,keyasint,omitempty"`
}

func recordOfView(v *telecom.SavedView) *viewRecord {
	q := &v.Query
	r := &viewRecord{
		Name: v.Name, Text: q.Text, Card: string(q.Card), Customer: q.Customer, Offering: q.Offering, Package: q.Package,
		Initiator: q.Initiator,
		From:      preciseTimeOf(q.From), To: preciseTimeOf(q.To), Asks: q.Asks, Of: q.Of, OfSome: q.Of != nil, Sort: string(q.Sort),
		Ascending: q.Ascending,
		Offset:    q.Offset, Limit: q.Limit, Mark: v.Mark,
	}
	for _, s := range q.Statuses {
		r.Statuses = append(r.Statuses, string(s))
	}
	return r
}

func (r *viewRecord) domain() telecom.SavedView {
	q := telecom.RequestQuery{
		Text: r.Text, Card: telecom.Card(r.Card), Customer: r.Customer, Offering: r.Offering, Package: r.Package, Initiator: r.Initiator,
		From: r.From.time(), To: r.To.time(), Asks: r.Asks, Of: r.Of, Sort: telecom.RequestSort(r.Sort), Ascending: r.Ascending,
		Offset: r.Offset, Limit: r.Limit,
	}
	if r.OfSome && q.Of == nil {
		q.Of = []string{}
	}
	for _, s := range r.Statuses {
		q.Statuses = append(q.Statuses, telecom.RequestStatus(s))
	}
	return telecom.SavedView{Name: r.Name, Query: q, Mark: r.Mark}
}

// KeepView keeps a view under its name, replacing what was kept before.
func (p *Promises) KeepView(v telecom.SavedView) error {
	return p.write(func(tx *bolt.Tx) error {
		return p.put(tx, bucketViews, p.sealer.name(bucketViews, v.Name), recordOfView(&v))
	})
}

// DropView deletes a view, if it exists.
func (p *Promises) DropView(name string) error {
	return p.write(func(tx *bolt.Tx) error {
		return p.drop(tx, bucketViews, p.sealer.name(bucketViews, name))
	})
}

// Views returns every saved view, by name.
func (p *Promises) Views() (all []telecom.SavedView, err error) {
	err = p.read(func(tx *bolt.Tx) error {
		return records(p, tx, bucketViews, func(r *viewRecord) { all = append(all, r.domain()) })
	})
	slices.SortFunc(all, func(a, b telecom.SavedView) int { return strings.Compare(a.Name, b.Name) })
	return all, err
}
