package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sync"

	bolt "go.etcd.io/bbolt"
)

// bbolt follows its pages wherever they point. Most failures on a damaged page can be caught, but not following a cycle: the
// program ends. So the tree is checked once, by reading rather than following it. Only one page in a hundred points to
// others, so this is quick for a file of any size.

// The layout of bbolt's pages, in the byte order of the machine that wrote them.
const (
	pageHead    = 16 // id, flags, count, overflow
	pageElement = 16
	branchPage  = 0x01
	leafPage    = 0x02
	bucketLeaf  = 0x01 // an element of a leaf: a bucket
	bucketHead  = 16   // its root, 0 for a small one, and its sequence; the page of a small one follows
)

// tree is a check of the pages of a file.
type tree struct {
	file   *file
	page   int64 // bytes
	end    uint64
	seen   map[uint64]struct{}
	leaves bool     // read every leaf, too
	kind   uint32   // what a leaf holds: buckets, or values
	unread []uint64 // leaves that were not read
}

// sound checks that the pages of a file form trees and that none of them is free. With leaves it reads all pages; without,
// it reads the leaves only before the first write, because the time that takes grows with the file.
func (f *file) sound(tx *bolt.Tx, leaves bool) error {
	page := int64(f.db.Info().PageSize)
	t := &tree{file: f, page: page, end: uint64(tx.Size() / page), seen: map[uint64]struct{}{}, leaves: true, kind: bucketLeaf}
	err := t.visitFree()
	if err == nil {
		_, err = t.walk(uint64(tx.Cursor().Bucket().Root()))
	}
	if err == nil {
		t.leaves, t.kind = leaves, 0
		err = tx.ForEach(func(_ []byte, b *bolt.Bucket) error {
			if root := uint64(b.Root()); root != 0 { // a small bucket has no page of its own
				_, err := t.walk(root)
				return err
			}
			return nil
		})
	}
	if err != nil {
		return unsound(err)
	}
	f.unread = sync.OnceValue(t.readLeaves)
	return nil
}

// visitFree marks the pages of the free list. bbolt would overwrite them, so they cannot be part of a tree.
func (t *tree) visitFree() error {
	newest, size, err := readMeta(t.file.handle)
	if err != nil {
		return err
	}
	free, err := newest.freePages(t.file.handle, size)
	for _, id := range free {
		if _, twice := t.seen[id]; twice && err == nil {
			err = fmt.Errorf("page %d is free twice", id)
		}
		t.seen[id] = struct{}{}
	}
	return err
}

// readLeaves checks the unread leaves: bbolt frees as many pages and copies as many bytes as they say. They are read in
// disk order.
func (t *tree) readLeaves() error {
	slices.Sort(t.unread)
	t.leaves = true
	for _, id := range t.unread {
		kind, _, err := t.read(id)
		if err == nil && kind != leafPage {
			err = errPage
		}
		if err != nil {
			return unsound(err)
		}
	}
	t.seen, t.unread = nil, nil
	return nil
}

// walk visits a page and all below it, and returns the page's kind.
func (t *tree) walk(id uint64) (kind uint16, err error) {
	if err := t.visit(id); err != nil {
		return 0, err
	}
	kind, elements, err := t.read(id)
	if err != nil || kind == leafPage {
		return kind, err
	}
	var first uint16
	for i, e := range elements {
		child := binary.NativeEndian.Uint64(e[8:])
		if first == leafPage && !t.leaves {
			// All leaves have the same depth, so the others are leaves, too, and need not be read.
			err = t.visit(child)
			t.unread = append(t.unread, child)
		} else if k, problem := t.walk(child); i == 0 {
			first, err = k, problem
		} else {
			err = problem
		}
		if err != nil {
			return 0, err
		}
	}
	return kind, nil
}

// visit marks a page as part of a tree. A page can be so only once.
func (t *tree) visit(id uint64) error {
	if _, twice := t.seen[id]; twice || id < 2 || id >= t.end {
		return fmt.Errorf("page %d is not part of a tree", id)
	}
	t.seen[id] = struct{}{}
	return nil
}

var errPage = errors.New("a page is invalid")

// head returns what the head of a page says. Its overflow pages are part of the tree, too.
func (t *tree) head(id uint64, b []byte) (kind uint16, count int, overflow uint64, err error) {
	n := binary.NativeEndian
	kind, count, overflow = n.Uint16(b[8:]), int(n.Uint16(b[10:])), uint64(n.Uint32(b[12:]))
	if n.Uint64(b) != id || kind != branchPage && kind != leafPage || id+overflow >= t.end || kind == branchPage && count == 0 ||
		int64(count)*pageElement > t.page*int64(overflow+1)-pageHead {
		return 0, 0, 0, errPage
	}
	for more := id + 1; more <= id+overflow; more++ {
		if err := t.visit(more); err != nil {
			return 0, 0, 0, err
		}
	}
	return kind, count, overflow, nil
}

// read returns the kind of a page and the heads of its elements.
func (t *tree) read(id uint64) (kind uint16, elements [][]byte, err error) {
	body := make([]byte, t.page)
	if _, err := t.file.handle.ReadAt(body, int64(id)*t.page); err != nil {
		return 0, nil, err
	}
	if binary.NativeEndian.Uint16(body[8:]) == leafPage && !t.leaves {
		t.unread = append(t.unread, id)
		return leafPage, nil, nil
	}
	kind, count, overflow, err := t.head(id, body)
	if err != nil {
		return 0, nil, err
	}
	size := t.page * int64(overflow+1)
	if overflow > 0 {
		body = make([]byte, size)
		if _, err := t.file.handle.ReadAt(body, int64(id)*t.page); err != nil {
			return 0, nil, err
		}
	}
	elements, err = elementsOf(body, kind, count, t.kind)
	return kind, elements, err
}

// elementsOf returns the heads of a page's elements, each of which must lie within the page. Those of a leaf must be of the
// kind that it holds.
func elementsOf(body []byte, kind uint16, count int, holds uint32) (elements [][]byte, err error) {
	size, n := int64(len(body)), binary.NativeEndian
	for i := range count {
		at := int64(pageHead + i*pageElement)
		if at+pageElement > size {
			return nil, errPage
		}
		e := body[at : at+pageElement]
		from, length, value := int64(n.Uint32(e)), int64(n.Uint32(e[4:])), int64(0)
		if kind == leafPage {
			if n.Uint32(e) != holds || n.Uint32(e[8:]) == 0 {
				return nil, errPage // bbolt takes no empty key
			}
			from, length, value = int64(n.Uint32(e[4:])), int64(n.Uint32(e[8:])), int64(n.Uint32(e[12:]))
		}
		end := at + from + length + value
		if end > size || kind == leafPage && holds == bucketLeaf && !soundBucket(body[end-value:end]) {
			return nil, errPage
		}
		elements = append(elements, e)
	}
	return elements, nil
}

// soundBucket reports whether the head of a bucket is valid, and the page inside a small one.
func soundBucket(value []byte) bool {
	if len(value) < bucketHead || binary.NativeEndian.Uint64(value) != 0 {
		return len(value) == bucketHead
	}
	page := value[bucketHead:]
	if len(page) < pageHead || binary.NativeEndian.Uint16(page[8:]) != leafPage || binary.NativeEndian.Uint32(page[12:]) != 0 {
		return false
	}
	_, err := elementsOf(page, leafPage, int(binary.NativeEndian.Uint16(page[10:])), 0)
	return err == nil
}
