package store

import (
	"math"

	"commsdesk/backend/telecom"

	"github.com/fxamacker/cbor/v2"
	"github.com/klauspost/compress/zstd"
)

// codec turns records into bytes and back. Equal records make equal bytes.
type codec struct {
	enc cbor.EncMode
	dec cbor.DecMode

	// The portal's own JSON is long and repeats itself: packed it takes a quarter of the disk.
	zip   *zstd.Encoder
	unzip *zstd.Decoder
}

// longestRecord bounds what a record may unpack to.
const longestRecord = 64 << 20

func newCodec() (codec, error) {
	enc, err := cbor.CoreDetEncOptions().EncMode()
	if err != nil {
		return codec{}, err
	}
	// What a portal wrote is kept even where it is not UTF-8, and however long its lists are.
	dec, err := cbor.DecOptions{UTF8: cbor.UTF8DecodeInvalid, MaxArrayElements: math.MaxInt32}.DecMode()
	if err != nil {
		return codec{}, err
	}
	zip, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1), zstd.WithEncoderCRC(false))
	if err != nil {
		return codec{}, err
	}
	unzip, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(longestRecord))
	return codec{enc: enc, dec: dec, zip: zip, unzip: unzip}, err
}

// pack makes the bytes of a record that are to be sealed.
func (c codec) pack(record any) ([]byte, error) {
	plain, err := c.enc.Marshal(record)
	if err != nil {
		return nil, err
	}
	return c.zip.EncodeAll(plain, nil), nil
}

func (c codec) unpack(packed []byte, record any) error {
	plain, err := c.unzip.DecodeAll(packed, nil)
	if err != nil {
		return err
	}
	return c.dec.Unmarshal(plain, record)
}

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
	ActiveSince moment          `cbor:"10,keyasint,omitempty"`
	EndedAt     moment          `cbor:"11,keyasint,omitempty"`
	OrderIDs    []string        `cbor:"12,keyasint,omitempty"`
	Raw         []byte          `cbor:"13,keyasint,omitempty"`
	ReadAt      moment          `cbor:"14,keyasint,omitempty"` // when it was written; the index knows of later reads
}

type featureRecord struct {
	Name string `cbor:"1,keyasint,omitempty"`
	On   bool   `cbor:"2,keyasint,omitempty"`
}

func recordOfService(s *telecom.Service) *serviceRecord {
	r := &serviceRecord{
		ID: s.ID, Number: s.Number, Customer: s.Customer, Plan: s.Plan, Platform: s.Platform, State: s.State,
		SIMType: string(s.SIM.Type), SIMNumber: s.SIM.Number,
		ActiveSince: momentOf(s.ActiveSince), EndedAt: momentOf(s.EndedAt),
		OrderIDs: s.OrderIDs, Raw: s.Raw,
	}
	for _, f := range s.Features {
		r.Features = append(r.Features, featureRecord(f))
	}
	return r
}

func toService(r *serviceRecord) telecom.Service {
	s := telecom.Service{
		ID: r.ID, Number: r.Number, Customer: r.Customer, Plan: r.Plan, Platform: r.Platform, State: r.State,
		SIM:         telecom.SIM{Type: telecom.SIMType(r.SIMType), Number: r.SIMNumber},
		ActiveSince: r.ActiveSince.time(), EndedAt: r.EndedAt.time(),
		OrderIDs: r.OrderIDs, Raw: r.Raw,
	}
	for _, f := range r.Features {
		s.Features = append(s.Features, telecom.Feature(f))
	}
	return s
}
