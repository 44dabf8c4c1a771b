package store

import "commsdesk/backend/telecom"

type agreementRecord struct {
	ID        string           `cbor:"1,keyasint"`
	Name      string           `cbor:"2,keyasint,omitempty"`
	Version   string           `cbor:"3,keyasint,omitempty"`
	State     string           `cbor:"4,keyasint,omitempty"`
	At        moment           `cbor:"5,keyasint,omitempty"`
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
	r := &agreementRecord{ID: a.ID, Name: a.Name, Version: a.Version, State: a.State, At: momentOf(a.At), Raw: a.Raw}
	for _, d := range a.Documents {
		r.Documents = append(r.Documents, documentRecord(d))
	}
	return r
}

func toAgreement(r *agreementRecord) telecom.Agreement {
	a := telecom.Agreement{ID: r.ID, Name: r.Name, Version: r.Version, State: r.State, At: r.At.time(), Raw: r.Raw}
	for _, d := range r.Documents {
		a.Documents = append(a.Documents, telecom.Document(d))
	}
	return a
}

func recordOfProduct(p *telecom.Product) *productRecord {
	return &productRecord{ID: p.ID, Name: p.Name, State: p.State, ServiceIDs: p.ServiceIDs, Raw: p.Raw}
}

func toProduct(r *productRecord) telecom.Product {
	return telecom.Product{ID: r.ID, Name: r.Name, State: r.State, ServiceIDs: r.ServiceIDs, Raw: r.Raw}
}

func (c *Cache) headOfAgreement(r *agreementRecord) (head, error) {
	bare := *r
	bare.Raw = nil
	return c.headOf(&bare, r.Raw)
}

func (c *Cache) headOfProduct(r *productRecord) (head, error) {
	bare := *r
	bare.Raw = nil
	return c.headOf(&bare, r.Raw)
}

func (c *Cache) headOf(bare any, raw []byte) (head, error) {
	plain, err := c.codec.enc.Marshal(bare)
	return head{seen: c.sealer.digest(plain), raw: c.sealer.digest(raw)}, err
}
