//go:build !race

package store

import (
	"bytes"
	"runtime"
	"testing"

	"commsdesk/backend/telecom"
)

// headerBits returns the positions of bits that bbolt relies on, in two pages of each kind: the flags, count and overflow of
// the header, and some around them.
func headerBits(content []byte) (bits []int) {
	seen := map[byte]int{}
	for page := range len(content) / 4096 {
		kind := content[4096*page+8]
		if seen[kind]++; seen[kind] > 2 {
			continue
		}
		for bit := range 8 * (pageHead + 64) {
			if bit >= 64 && bit < 8*pageHead || bit%19 == 0 {
				bits = append(bits, 8*4096*page+bit)
			}
		}
	}
	return bits
}

// most is the most bytes that may be allocated for a small file, whatever its headers say.
const most = 64 << 20

func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

func TestHeaders_FlippedBitsOpenPromisesWithinBounds(t *testing.T) {
	path := ledger(t, 40)
	content, end := read(t, path), read(t, endPath(path))
	refused := 0
	bits := headerBits(content)
	for _, bit := range bits {
		spoilt := bytes.Clone(content)
		spoilt[bit/8] ^= 1 << (bit % 8)
		write(t, path, spoilt)
		write(t, endPath(path), end)
		before := allocated()
		InspectPromises(path, NewSealer(testKey))
		p, err := OpenPromises(path, NewSealer(testKey))
		if used := allocated() - before; used > most {
			t.Fatalf("page %d, bit %d: %d MB", bit/8/4096, bit%(8*4096), used>>20)
		}
		if err == nil {
			_ = p.Close()
			continue
		}
		refused++
		if !bytes.Equal(read(t, path), spoilt) {
			t.Fatalf("page %d, bit %d: refused, and changed", bit/8/4096, bit%(8*4096))
		}
	}
	if refused < len(bits)/10 {
		t.Errorf("refused %d of %d", refused, len(bits))
	}
}

func TestHeaders_FlippedBitsOpenCacheWithinBounds(t *testing.T) {
	path, content := filled(t, 60, 180)
	content = content[:used(t, path)]
	aside := 0
	for _, bit := range headerBits(content) {
		spoilt := bytes.Clone(content)
		spoilt[bit/8] ^= 1 << (bit % 8)
		write(t, path, spoilt)
		before := allocated()
		c, notice, err := OpenCache(path, NewSealer(testKey), testRules())
		if err != nil {
			t.Fatalf("page %d, bit %d: %v", bit/8/4096, bit%(8*4096), err)
		}
		if notice != nil {
			aside++
		}
		if _, err := c.Apply(telecom.Changes{Services: services(70), ReadAt: monday}); err != nil && codeOf(err) != telecom.Damaged {
			t.Fatalf("page %d, bit %d: %v", bit/8/4096, bit%(8*4096), err)
		}
		if used := allocated() - before; used > most {
			t.Fatalf("page %d, bit %d: %d MB", bit/8/4096, bit%(8*4096), used>>20)
		}
		_ = c.Close()
		discard(t, path)
	}
	if aside == 0 {
		t.Error("none was set aside")
	}
}

// A page of the cache claims to be longer than the file: bbolt would free that many pages with the next write.
func TestHeaders_LeafLongerThanFileStopsWrite(t *testing.T) {
	path, content := filled(t, 600, 1800)
	met := 0
	for page := range len(content) / 4096 {
		if content[4096*page+8] != leafPage || met > 3 {
			continue
		}
		spoilt := bytes.Clone(content)
		spoilt[4096*page+15] ^= 0x40 // a billion pages
		write(t, path, spoilt)
		before := allocated()
		c, notice, err := OpenCache(path, NewSealer(testKey), testRules())
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.Apply(telecom.Changes{Services: services(700), ReadAt: monday})
		if used := allocated() - before; used > most {
			t.Fatalf("page %d: %d MB", page, used>>20)
		}
		_ = c.Close()
		if notice == nil && err != nil { // else it was looked at when it was opened, or is free
			met++
			if codeOf(err) != telecom.Damaged || !isSuspect(path) {
				t.Errorf("page %d: %v, suspect %v", page, err, isSuspect(path))
			}
		}
		discard(t, path)
	}
	if met == 0 {
		t.Error("none was met")
	}
}
