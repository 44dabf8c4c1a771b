package store

import (
	"encoding/binary"
	"slices"
	"strings"
	"sync"
	"time"

	"commsdesk/backend/telecom"
)

// requestIndex holds everything a list of requests needs in memory: the columns of each, its text for the search, and when
// the portal last confirmed it. Requests are grouped by the key of their record; a group is written and searched as one.
type requestIndex struct {
	// mu is held briefly.
	mu        sync.Mutex
	rows      []*requestRow // by slot; nil: the slot is free
	readAt    []int64       // by slot, milliseconds
	slots     map[string]int32
	free      []int32
	groups    [requestGroups]requestGroup
	stale     map[int]struct{} // groups whose freshness changed since it was written
	unwritten bool             // the groups are not on the disk as they are here: all of them are to be written
	totals    requestTotals
	views     requestViews
}

// requestGroups is the number of groups. With 50,000 requests one has some 5 KB, so that a change rewrites little.
const requestGroups = 1024

// requestGroup does not change once published.
type requestGroup struct {
	slots []int32 // by id
	text  string  // the texts of its requests, one after the other: searched in one go
	begin []int   // where in it each request's begins
}

// requestRow is one request in the index. It does not change, except for where its text is.
type requestRow struct {
	telecom.RequestSummary
	group int
	text  string // the fields, folded, each with a line feed after it
	ends  [requestFields]uint32
	date  timestamp
}

// The fields of a request's text: what a search looks into.
const (
	requestFieldID = iota
	requestFieldInitiator
	requestFieldCustomer
	requestFieldOffering
	requestFieldPackage
	requestFieldStatus
	requestFields
)

func newRequestIndex() *requestIndex {
	return &requestIndex{slots: map[string]int32{}, stale: map[int]struct{}{}, totals: newRequestTotals(), views: newRequestViews()}
}

// newRequestRow makes the row of the request whose record has key. Fold is foldText, or a cache of it.
func newRequestRow(s telecom.RequestSummary, key []byte, fold func(string) string) *requestRow {
	r := &requestRow{RequestSummary: s, group: groupOf(key), date: timestampOf(s.OrderedAt)}
	label := string(s.Status)
	if label == "" {
		label = s.State
	}
	var b strings.Builder
	b.Grow(len(s.ID) + len(s.InitiatedBy) + len(s.Customer) + len(s.Offering) + len(s.Package) + len(label) + requestFields)
	for i, field := range [requestFields]string{s.ID, s.InitiatedBy, s.Customer, s.Offering, s.Package, label} {
		if i == requestFieldID {
			field = foldText(field) // unique, so not worth caching
		} else {
			field = fold(field)
		}
		b.WriteString(field)
		r.ends[i] = uint32(b.Len())
		b.WriteByte('\n')
	}
	r.text = b.String()
	return r
}

func groupOf(key []byte) int { return int(binary.BigEndian.Uint16(key)) % requestGroups }

// field returns a field, folded.
func (r *requestRow) field(n int) string {
	from := uint32(0)
	if n > 0 {
		from = r.ends[n-1] + 1
	}
	return r.text[from:r.ends[n]]
}

// confirm moves the times of the last reads, never back. It reports whether any moved.
func (ix *requestIndex) confirm(ids []string, readAt int64) (moved bool) {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	for _, id := range ids {
		if slot, ok := ix.slots[id]; ok && readAt > ix.readAt[slot] {
			ix.readAt[slot] = readAt
			ix.stale[ix.rows[slot].group] = struct{}{}
			moved = true
		}
	}
	return moved
}

// confirmed reports whether a request is known, and when the portal last confirmed it.
func (ix *requestIndex) confirmed(id string) (readAt time.Time, ok bool) {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	slot, ok := ix.slots[id]
	if ok && ix.readAt[slot] != 0 {
		readAt = time.UnixMilli(ix.readAt[slot]).UTC()
	}
	return readAt, ok
}

// each visits every request.
func (ix *requestIndex) each(visit func(*requestRow)) {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	for _, r := range ix.rows {
		if r != nil {
			visit(r)
		}
	}
}

// requestPlan holds changes of an index that are published once a transaction succeeds.
type requestPlan struct {
	rows   map[string]*requestRow // by id; nil: gone
	readAt int64                  // of the rows
	count  int                    // of requests after the change
	groups map[int][]datedRow     // those that differ, by id
}

type datedRow struct {
	row    *requestRow
	readAt int64
}

// plan returns the change of the index by new rows. It changes nothing.
func (ix *requestIndex) plan(rows map[string]*requestRow, readAt int64) *requestPlan {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	p := &requestPlan{rows: rows, readAt: readAt, count: len(ix.slots), groups: map[int][]datedRow{}}
	touch := func(group int) {
		if _, done := p.groups[group]; done {
			return
		}
		list := []datedRow{}
		for _, slot := range ix.groups[group].slots {
			if _, other := rows[ix.rows[slot].ID]; !other {
				list = append(list, datedRow{ix.rows[slot], ix.readAt[slot]})
			}
		}
		p.groups[group] = list
	}
	for id, row := range rows {
		slot, known := ix.slots[id]
		if known {
			touch(ix.rows[slot].group)
		}
		switch {
		case row != nil:
			touch(row.group)
			p.groups[row.group] = append(p.groups[row.group], datedRow{row, readAt})
			if !known {
				p.count++
			}
		case known:
			p.count--
		}
	}
	if ix.unwritten {
		for group := range requestGroups {
			touch(group)
		}
	}
	for _, list := range p.groups {
		slices.SortFunc(list, func(a, b datedRow) int { return strings.Compare(a.row.ID, b.row.ID) })
	}
	return p
}

// publish applies a plan that was written.
func (ix *requestIndex) publish(p *requestPlan) {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	ix.unwritten = false
	var moved []int32
	var left []int32 // free only afterwards: a moved slot must stand for one request
	for id, row := range p.rows {
		slot, known := ix.slots[id]
		if known {
			ix.totals.count(ix.rows[slot], -1)
		}
		switch {
		case row == nil && !known:
			continue
		case row == nil:
			delete(ix.slots, id)
			left = append(left, slot)
		case !known:
			slot = ix.take(id)
		}
		ix.rows[slot] = row
		ix.readAt[slot] = p.readAt
		if row != nil {
			ix.totals.count(row, +1)
		}
		moved = append(moved, slot)
	}
	ix.free = append(ix.free, left...)
	for n, list := range p.groups {
		slots := make([]int32, len(list))
		for i, at := range list {
			slots[i] = ix.slots[at.row.ID]
		}
		ix.groups[n] = ix.join(slots)
	}
	ix.views.changed(ix, moved)
}

// take returns a slot for a new ID.
func (ix *requestIndex) take(id string) (slot int32) {
	if n := len(ix.free); n > 0 {
		slot, ix.free = ix.free[n-1], ix.free[:n-1]
	} else {
		slot = int32(len(ix.rows))
		ix.rows, ix.readAt = append(ix.rows, nil), append(ix.readAt, 0)
	}
	ix.slots[id] = slot
	return slot
}

// join concatenates the texts of a group's requests.
func (ix *requestIndex) join(slots []int32) requestGroup {
	g := requestGroup{slots: slots, begin: make([]int, len(slots))}
	var b strings.Builder
	for i, s := range slots {
		g.begin[i] = b.Len()
		b.WriteString(ix.rows[s].text)
	}
	g.text = b.String()
	for i, s := range slots {
		r := ix.rows[s]
		r.text = g.text[g.begin[i]:][:len(r.text)] // the same text, to free the old one
	}
	return g
}
