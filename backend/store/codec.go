package store

import (
	"math"
	"time"

	"github.com/fxamacker/cbor/v2"
	"github.com/klauspost/compress/zstd"
)

// codec turns records into bytes and back. Equal records have equal bytes.
type codec struct {
	enc cbor.EncMode
	dec cbor.DecMode

	// The portal's JSON is long and repetitive: compressed, it takes a quarter of the space.
	zip   *zstd.Encoder
	unzip *zstd.Decoder
}

// longestRecord is the most bytes that a record may unpack to.
const longestRecord = 64 << 20

func newCodec() (codec, error) {
	enc, err := cbor.CoreDetEncOptions().EncMode()
	if err != nil {
		return codec{}, err
	}
	// Keep what a portal wrote even if it is not UTF-8, and however long its lists are.
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

// pack returns the bytes of a record, to be sealed.
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

// timestamp is a time as stored: microseconds since the zero time. The zero time is 0 and takes no space, and the year
// 9999, which portals like, still fits.
type timestamp int64

const zeroMicro = -62135596800000000 // time.Time{}.UnixMicro()

func timestampOf(t time.Time) timestamp { return timestamp(t.UnixMicro() - zeroMicro) }

func (m timestamp) time() time.Time {
	if m == 0 {
		return time.Time{}
	}
	return time.UnixMicro(int64(m) + zeroMicro).UTC()
}

// preciseTime is a time to the nanosecond: the times of a stored snapshot must equal the original to the last digit.
type preciseTime struct {
	Moment timestamp `cbor:"1,keyasint,omitempty"`
	Nanos  int       `cbor:"2,keyasint,omitempty"` // beyond the microsecond
}

func preciseTimeOf(t time.Time) preciseTime {
	return preciseTime{timestampOf(t), t.Nanosecond() % 1000}
}

func (i preciseTime) time() time.Time { return i.Moment.time().Add(time.Duration(i.Nanos)) }

// mapped converts the elements of a list; an empty one becomes nil.
func mapped[T, R any](all []T, to func(T) R) []R {
	if len(all) == 0 {
		return nil
	}
	list := make([]R, len(all))
	for i, x := range all {
		list[i] = to(x)
	}
	return list
}
