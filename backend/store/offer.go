package store

import (
	"commsdesk/backend/telecom"

	bolt "go.etcd.io/bbolt"
)

// keyOffer is the key of the offer.
const keyOffer = "offer"

type offerRecord struct {
	From     string       `cbor:"1,keyasint,omitempty"` // the catalog it was read from
	Plans    []planRecord `cbor:"2,keyasint,omitempty"`
	Packs    []packRecord `cbor:"3,keyasint,omitempty"`
	Features []string     `cbor:"4,keyasint,omitempty"`
	ReadAt   timestamp    `cbor:"5,keyasint,omitempty"`
}

type planRecord struct {
	ID          string            `cbor:"1,keyasint,omitempty"`
	Name        string            `cbor:"2,keyasint,omitempty"`
	Platform    string            `cbor:"3,keyasint,omitempty"`
	Price       string            `cbor:"4,keyasint,omitempty"`
	Currency    string            `cbor:"5,keyasint,omitempty"`
	Allowances  []allowanceRecord `cbor:"6,keyasint,omitempty"`
	NetworkType string            `cbor:"7,keyasint,omitempty"`
	SpeedCap    string            `cbor:"8,keyasint,omitempty"`
	Inclusions  []string          `cbor:"9,keyasint,omitempty"`
}

type packRecord struct {
	ID         string            `cbor:"1,keyasint,omitempty"`
	Name       string            `cbor:"2,keyasint,omitempty"`
	Price      string            `cbor:"3,keyasint,omitempty"`
	Currency   string            `cbor:"4,keyasint,omitempty"`
	Days       int               `cbor:"5,keyasint,omitempty"`
	Where      string            `cbor:"6,keyasint,omitempty"`
	Allowances []allowanceRecord `cbor:"7,keyasint,omitempty"`
}

type allowanceRecord struct {
	Kind      telecom.UsageKind `cbor:"1,keyasint,omitempty"`
	Amount    float64           `cbor:"2,keyasint,omitempty"`
	Unit      string            `cbor:"3,keyasint,omitempty"`
	Unlimited bool              `cbor:"4,keyasint,omitempty"`
	Says      string            `cbor:"5,keyasint,omitempty"`
}

func recordOfOffer(from string, o telecom.Offer) *offerRecord {
	r := &offerRecord{From: from, Features: o.Features, ReadAt: timestampOf(o.ReadAt)}
	for _, p := range o.Plans {
		r.Plans = append(r.Plans, planRecord{
			ID: p.ID, Name: p.Name, Platform: p.Platform, Price: p.Price, Currency: p.Currency,
			Allowances:  mapped(p.Allowances, recordOfAllowance),
			NetworkType: p.NetworkType, SpeedCap: p.SpeedCap, Inclusions: p.Inclusions})
	}
	for _, p := range o.Packs {
		r.Packs = append(r.Packs, packRecord{
			ID: p.ID, Name: p.Name, Price: p.Price, Currency: p.Currency, Days: p.Days, Where: p.Where,
			Allowances: mapped(p.Allowances, recordOfAllowance)})
	}
	return r
}

func toOffer(r *offerRecord) telecom.Offer {
	o := telecom.Offer{Features: r.Features, ReadAt: r.ReadAt.time()}
	for _, p := range r.Plans {
		o.Plans = append(o.Plans, telecom.Plan{
			ID: p.ID, Name: p.Name, Platform: p.Platform, Price: p.Price, Currency: p.Currency,
			Allowances:  mapped(p.Allowances, allowanceRecord.domain),
			NetworkType: p.NetworkType, SpeedCap: p.SpeedCap, Inclusions: p.Inclusions})
	}
	for _, p := range r.Packs {
		o.Packs = append(o.Packs, telecom.Pack{
			ID: p.ID, Name: p.Name, Price: p.Price, Currency: p.Currency, Days: p.Days, Where: p.Where,
			Allowances: mapped(p.Allowances, allowanceRecord.domain)})
	}
	return o
}

func recordOfAllowance(a telecom.Allowance) allowanceRecord {
	return allowanceRecord{Kind: a.Kind, Amount: a.Amount, Unit: a.Unit, Unlimited: a.Unlimited, Says: a.Says}
}

func (r allowanceRecord) domain() telecom.Allowance {
	return telecom.Allowance{Kind: r.Kind, Amount: r.Amount, Unit: r.Unit, Unlimited: r.Unlimited, Says: r.Says}
}

// KeepOffer keeps the offer of a catalog, replacing what was kept before. From names the catalog: its address, and anything
// else that the offer depends on. It is on the disk when it returns nil. On an error, a *telecom.Error, Damaged or Internal,
// the previous offer stays.
func (c *Cache) KeepOffer(from string, o telecom.Offer) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	if c.done.Load() {
		return closed()
	}
	plain, err := c.codec.pack(recordOfOffer(from, o))
	if err != nil {
		return c.problem(err)
	}
	return c.putValue(bucketMeta, []byte(keyOffer), plain)
}

// Offer returns the offer of a catalog as last read, or the zero Offer if it was never read or came from another catalog.
// The error is a *telecom.Error: Damaged or Internal.
func (c *Cache) Offer(from string) (o telecom.Offer, err error) {
	err = c.view(func(tx *bolt.Tx) error {
		var r offerRecord
		found, err := c.getPacked(tx, bucketMeta, []byte(keyOffer), &r)
		if found && r.From == from {
			o = toOffer(&r)
		}
		return err
	})
	return o, err
}
