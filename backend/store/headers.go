package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"os"
)

// bbolt trusts the numbers in page headers: it takes memory and time for a free list as long as its header says, as soon as
// it opens a file. So the headers are first checked against the length of the file.

// metaPage is a page where bbolt starts reading. There are two, and the newer one counts.
type metaPage struct {
	page     int64 // bytes
	root     uint64
	freeList uint64
	end      uint64 // the first page not in use
	txid     uint64
}

const (
	metaMagic   = 0xED0CDAED
	metaVersion = 2
	metaLength  = pageHead + 64
	freePage    = 0x10
	manyFree    = 0xFFFF // as the count of a free list: the real count precedes the list
)

// soundHeaders checks the headers of a file without its lock. If they are written meanwhile, they are read again.
func soundHeaders(h *os.File) error {
	for range 100 {
		seen, size, err := readMeta(h)
		if err == nil {
			_, err = seen.freePages(h, size)
		}
		if err == nil {
			return nil
		}
		if now, _, _ := readMeta(h); now == seen {
			return unsound(err)
		}
	}
	return nil // another program keeps writing, so it holds the lock: bbolt reports that
}

// readMeta returns the meta page that bbolt uses: the newer intact one.
func readMeta(h *os.File) (newest metaPage, size int64, err error) {
	info, err := h.Stat()
	if err != nil {
		return metaPage{}, 0, err
	}
	newest, found := metaAt(h, 0)
	if page := newest.page; found {
		if second, ok := metaAt(h, page); ok && second.txid > newest.txid {
			newest, found = second, second.page == page
		}
	}
	for at := int64(1024); !found && at <= 1<<24; at *= 2 { // only the second one knows the page size
		newest, found = metaAt(h, at)
		found = found && newest.page == at
	}
	size = info.Size()
	m := newest
	switch pages := uint64(size) / uint64(max(m.page, 1)); {
	case !found:
		return metaPage{}, size, errors.New("neither meta page is whole")
	case m.page < 1024 || m.page > 1<<24 || m.page&(m.page-1) != 0:
		err = fmt.Errorf("pages of %d bytes", m.page)
	case m.end > pages || m.root < 2 || m.root >= m.end || m.freeList < 2 || m.freeList >= m.end:
		err = fmt.Errorf("root %d, free list %d, end %d in a file of %d pages", m.root, m.freeList, m.end, pages)
	}
	return newest, size, err
}

// metaAt returns the meta page at an offset, if an intact one is there.
func metaAt(h io.ReaderAt, at int64) (metaPage, bool) {
	b := make([]byte, metaLength)
	if _, err := h.ReadAt(b, at); err != nil {
		return metaPage{}, false
	}
	b = b[pageHead:]
	sum := fnv.New64a()
	_, _ = sum.Write(b[:56])
	n := binary.NativeEndian
	if n.Uint32(b) != metaMagic || n.Uint32(b[4:]) != metaVersion || n.Uint64(b[56:]) != sum.Sum64() {
		return metaPage{}, false
	}
	return metaPage{
		page: int64(n.Uint32(b[8:])), root: n.Uint64(b[16:]), freeList: n.Uint64(b[32:]), end: n.Uint64(b[40:]), txid: n.Uint64(b[48:]),
	}, true
}

// freePages returns the pages of the free list, and those that it lists.
func (m *metaPage) freePages(h io.ReaderAt, size int64) ([]uint64, error) {
	b := make([]byte, pageHead+8)
	at := int64(m.freeList) * m.page
	if _, err := h.ReadAt(b, at); err != nil {
		return nil, err
	}
	n := binary.NativeEndian
	count, overflow := uint64(n.Uint16(b[10:])), uint64(n.Uint32(b[12:]))
	at += pageHead
	room := (int64(overflow)+1)*m.page - pageHead
	if count == manyFree {
		count = n.Uint64(b[pageHead:])
		at, room = at+8, room-8
	}
	if n.Uint64(b) != m.freeList || n.Uint16(b[8:]) != freePage || m.freeList+overflow >= m.end || count > uint64(room/8) {
		return nil, fmt.Errorf("free list of %d pages at page %d and %d more", count, m.freeList, overflow)
	}
	b = make([]byte, 8*count)
	if _, err := h.ReadAt(b, at); err != nil {
		return nil, err
	}
	var pages []uint64
	for id := m.freeList; id <= m.freeList+overflow; id++ {
		pages = append(pages, id)
	}
	for ; len(b) > 0; b = b[8:] {
		id := n.Uint64(b)
		if id < 2 || id >= m.end {
			return nil, fmt.Errorf("page %d is said to be free", id)
		}
		pages = append(pages, id)
	}
	return pages, nil
}
