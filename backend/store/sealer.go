package store

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"

	"golang.org/x/crypto/chacha20poly1305"
)

// Sealer encrypts what is stored: values are sealed with XChaCha20-Poly1305, bound to their bucket and key, and IDs become
// keyed digests. It is safe for concurrent use.
type Sealer struct {
	values  cipher.AEAD
	names   []byte
	digests []byte
}

// NewSealer returns the sealer of one profile's key.
func NewSealer(key [32]byte) *Sealer {
	values, err := chacha20poly1305.NewX(subkey(key, "values"))
	if err != nil {
		panic(err) // only for a key of the wrong length
	}
	return &Sealer{values: values, names: subkey(key, "names"), digests: subkey(key, "digests")}
}

// String hides the key from logs.
func (s *Sealer) String() string { return "sealer(…)" }

// GoString hides the key from logs.
func (s *Sealer) GoString() string { return s.String() }

func subkey(key [32]byte, purpose string) []byte {
	k, err := hkdf.Key(sha256.New, key[:], nil, "commsdesk/store/"+purpose, 32)
	if err != nil {
		panic(err) // only for a length beyond HKDF's limit
	}
	return k
}

// digestSize is enough for a keyed digest: nobody without the key can search for collisions.
const digestSize = 16

type digest [digestSize]byte

// name returns the key in a bucket of the record with an ID.
func (s *Sealer) name(bucket, id string) []byte {
	h := hmac.New(sha256.New, s.names)
	h.Write([]byte(bucket))
	h.Write([]byte{0})
	h.Write([]byte(id))
	return h.Sum(nil)[:digestSize]
}

// digest returns a keyed digest, to compare contents without opening them.
func (s *Sealer) digest(plain []byte) (d digest) {
	h := hmac.New(sha256.New, s.digests)
	h.Write(plain)
	copy(d[:], h.Sum(nil))
	return d
}

// seal appends the sealed value to dst. It can be opened only in the same bucket under the same key.
func (s *Sealer) seal(dst []byte, bucket string, key, plain []byte) []byte {
	n := len(dst)
	dst = append(dst, make([]byte, chacha20poly1305.NonceSizeX)...)
	nonce := dst[n : n+chacha20poly1305.NonceSizeX]
	_, _ = rand.Read(nonce) // never returns an error
	return s.values.Seal(dst, nonce, plain, place(bucket, key))
}

// sealedMost is longer than any value: a damaged page can claim a length beyond any memory.
const sealedMost = 64 << 20

// open is the reverse of seal.
func (s *Sealer) open(bucket string, key, sealed []byte) ([]byte, error) {
	if len(sealed) < chacha20poly1305.NonceSizeX || len(sealed) > sealedMost {
		return nil, errors.New("a sealed value has an impossible length")
	}
	nonce, rest := sealed[:chacha20poly1305.NonceSizeX], sealed[chacha20poly1305.NonceSizeX:]
	return s.values.Open(nil, nonce, rest, place(bucket, key))
}

func place(bucket string, key []byte) []byte {
	p := make([]byte, 0, len(bucket)+1+len(key))
	p = append(p, bucket...)
	p = append(p, 0)
	return append(p, key...)
}
