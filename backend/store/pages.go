package store

import (
	"encoding/binary"
	"errors"
	"fmt"

	"commsdesk/backend"

	bolt "go.etcd.io/bbolt"
)

// bbolt follows its pages wherever they point. Most of what a damaged page makes it do can be caught; following a
// circle cannot: the program ends. So the tree is walked once, by reading and not by following, before bbolt does.
// The pages that point to others are few, one in a hundred, so this is quick however large the file is.

// The layout of bbolt's pages, in the byte order of the machine that wrote them.
const (
	pageHead    = 16 // id, flags, count, overflow
	pageElement = 16
	branchPage  = 0x01
	leafPage    = 0x02
)

// tree is a walk over the pages of a file.
type tree struct {
	file   *file
	page   int64 // bytes
	end    uint64
	seen   map[uint64]struct{}
	leaves bool // look into every leaf, too
}

// sound says whether the pages of a file form trees. With leaves it looks at all of them.
func (f *file) sound(tx *bolt.Tx, leaves bool) error {
	page := int64(f.db.Info().PageSize)
	t := &tree{file: f, page: page, end: uint64(tx.Size() / page), seen: map[uint64]struct{}{}, leaves: leaves}
	_, err := t.walk(uint64(tx.Cursor().Bucket().Root()))
	if err == nil {
		err = tx.ForEach(func(_ []byte, b *bolt.Bucket) error {
			if root := uint64(b.Root()); root != 0 { // a small bucket has no page of its own
				_, err := t.walk(root)
				return err
			}
			return nil
		})
	}
	if err != nil {
		return &unfit{code: backend.Damaged, cause: err}
	}
	return nil
}

// walk visits a page and what is below it, and gives the page's kind.
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
			// All leaves lie at one depth: the others are leaves, too, and need not be read.
			err = t.visit(child)
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

// visit notes that a page is part of a tree. It can be so once.
func (t *tree) visit(id uint64) error {
	if _, twice := t.seen[id]; twice || id < 2 || id >= t.end {
		return fmt.Errorf("page %d is not part of a tree", id)
	}
	t.seen[id] = struct{}{}
	return nil
}

var errPage = errors.New("a page makes no sense")

// read gives the kind of a page and the heads of its elements.
func (t *tree) read(id uint64) (kind uint16, elements [][]byte, err error) {
	body := make([]byte, t.page)
	if _, err := t.file.handle.ReadAt(body, int64(id)*t.page); err != nil {
		return 0, nil, err
	}
	kind = binary.NativeEndian.Uint16(body[8:])
	count, overflow := int(binary.NativeEndian.Uint16(body[10:])), uint64(binary.NativeEndian.Uint32(body[12:]))
	if binary.NativeEndian.Uint64(body) != id || kind != branchPage && kind != leafPage || id+overflow >= t.end ||
		kind == branchPage && count == 0 {
		return 0, nil, errPage
	}
	if kind == leafPage && !t.leaves {
		return kind, nil, nil
	}
	size := t.page * int64(overflow+1)
	if overflow > 0 {
		body = make([]byte, size)
		if _, err := t.file.handle.ReadAt(body, int64(id)*t.page); err != nil {
			return 0, nil, err
		}
	}
	for i := range count {
		at := int64(pageHead + i*pageElement)
		if at+pageElement > size {
			return 0, nil, errPage
		}
		e := body[at : at+pageElement]
		from, length := int64(binary.NativeEndian.Uint32(e)), int64(binary.NativeEndian.Uint32(e[4:]))
		if kind == leafPage {
			from, length = int64(binary.NativeEndian.Uint32(e[4:])), int64(binary.NativeEndian.Uint32(e[8:]))+int64(binary.NativeEndian.Uint32(e[12:]))
		}
		if at+from+length > size {
			return 0, nil, errPage
		}
		elements = append(elements, e)
	}
	return kind, elements, nil
}
