package store

import (
	"encoding/binary"
	"maps"
	"slices"
	"strings"

	bolt "go.etcd.io/bbolt"
)

// The index on disk: chunks of entries, and apart from them the times of their reads, which change all the time.
const (
	bucketIndex = "index"
	bucketFresh = "fresh"
)

const (
	// pieceMost is the most that is sealed as one value. A chunk of one entry can be larger, in several pieces.
	pieceMost = 60 << 10
	// A chunk of chunkFull bytes takes no new entries, and one of chunkMost is cut in two: in between, entries can grow.
	// Chunks are small because a change of one service rewrites one.
	chunkFull = 12 << 10
	chunkMost = 16 << 10
)

// chunk is a part of the index that is written and searched as one. It does not change once published.
type chunk struct {
	slots []int32
	size  int // bytes when it was last packed

	text  string   // the texts of its entries, one after the other: searched in one go
	begin []uint32 // where in it each entry's begins
}

// join concatenates the texts of a chunk's entries.
func (c *chunk) join(entries []*entry) {
	size := 0
	for _, s := range c.slots {
		size += len(entries[s].text)
	}
	var b strings.Builder
	b.Grow(size)
	c.begin = make([]uint32, len(c.slots))
	for i, s := range c.slots {
		c.begin[i] = uint32(b.Len())
		b.WriteString(entries[s].text)
	}
	c.text = b.String()
	for i, s := range c.slots {
		e := entries[s]
		e.text = c.text[c.begin[i]:][:len(e.text)] // the same text, to free the old one
	}
}

func chunkKey(n int32, piece int) []byte {
	return binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint32(nil, uint32(n)), uint16(piece))
}

// pack decides which chunks hold the changed entries, and returns the content of every chunk to write.
func (d *draft) pack() map[int32][]byte {
	dirty := map[int32]struct{}{}
	count := int32(len(d.ix.chunks))
	current := func(n int32) *chunk {
		if c, ok := d.chunks[n]; ok {
			return c
		}
		return d.ix.chunks[n]
	}
	var p packing
	for _, slot := range d.changed() {
		if int(slot) < len(d.ix.entries) {
			dirty[d.ix.chunkOf[slot]] = struct{}{}
			continue
		}
		p.b = p.b[:0]
		p.entry(d.entries[slot])
		if count == 0 || current(count-1).size+len(p.b) > chunkFull {
			d.chunks[count] = &chunk{}
			count++
		}
		last := current(count - 1)
		d.chunks[count-1] = &chunk{slots: append(slices.Clip(last.slots), slot), size: last.size + len(p.b)}
		d.chunkOf[slot] = count - 1
		dirty[count-1] = struct{}{}
	}
	packed := map[int32][]byte{}
	for _, n := range slices.Sorted(maps.Keys(dirty)) {
		for i, part := range d.cut(current(n).slots) {
			to := n
			if i > 0 {
				to = count
				count++
				for _, s := range part.slots {
					d.chunkOf[s] = to
				}
			}
			d.chunks[to] = &chunk{slots: part.slots, size: len(part.plain)}
			packed[to] = part.plain
		}
	}
	return packed
}

type part struct {
	slots []int32
	plain []byte
}

// cut packs slots into as many parts as needed for none to be too large.
func (d *draft) cut(slots []int32) []part {
	plain := d.packSlots(slots)
	if len(plain) <= chunkMost || len(slots) < 2 {
		return []part{{slots: slots, plain: plain}}
	}
	half := len(slots) / 2
	return append(d.cut(slots[:half:half]), d.cut(slots[half:])...)
}

func (d *draft) packSlots(slots []int32) []byte {
	p := packing{b: make([]byte, 0, chunkMost)}
	for _, s := range slots {
		p.entry(d.at(s))
	}
	return p.b
}

// write writes the chunks that differ and every time that moved. It returns the number of chunks.
func (d *draft) write(tx *bolt.Tx, s *Sealer) (chunks int, err error) {
	packed := d.pack()
	index, fresh := tx.Bucket([]byte(bucketIndex)), tx.Bucket([]byte(bucketFresh))
	for _, n := range slices.Sorted(maps.Keys(packed)) {
		if err := putPieces(index, s, n, packed[n]); err != nil {
			return 0, err
		}
	}
	times := maps.Clone(d.ix.stale)
	for n := range packed {
		times[n] = struct{}{}
	}
	for _, n := range slices.Sorted(maps.Keys(times)) {
		c, ok := d.chunks[n]
		if !ok {
			c = d.ix.chunks[n]
		}
		list := make([]int64, len(c.slots))
		for i, slot := range c.slots {
			t, ok := d.readAt[slot]
			if !ok {
				t = d.ix.readAtOf(slot)
			}
			list[i] = t
		}
		key := chunkKey(n, 0)
		if err := fresh.Put(key, s.seal(nil, bucketFresh, key, packTimes(list))); err != nil {
			return 0, err
		}
	}
	chunks = len(d.ix.chunks)
	for n := range d.chunks {
		chunks = max(chunks, int(n)+1)
	}
	return chunks, nil
}

func putPieces(b *bolt.Bucket, s *Sealer, n int32, plain []byte) error {
	piece := 0
	for ; piece == 0 || len(plain) > 0; piece++ {
		size := min(len(plain), pieceMost)
		key := chunkKey(n, piece)
		if err := b.Put(key, s.seal(nil, bucketIndex, key, plain[:size])); err != nil {
			return err
		}
		plain = plain[size:]
	}
	// A chunk that shrank leaves no pieces behind.
	for ; b.Get(chunkKey(n, piece)) != nil; piece++ {
		if err := b.Delete(chunkKey(n, piece)); err != nil {
			return err
		}
	}
	return nil
}
