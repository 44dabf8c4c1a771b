package store

import (
	"maps"
	"slices"
)

// index holds everything a list of services needs in memory. A slot is a service's number in it, as long as the program
// runs. A writer holds Cache.writing and, while publishing, Cache.showing too; a reader holds one of them.
type index struct {
	slots   map[string]int32 // by service id
	entries []*entry
	readAt  []int64 // when the portal last confirmed each service, in Unix milliseconds; 0: never
	chunkOf []int32
	chunks  []*chunk
	stale   map[int32]struct{} // chunks whose times changed since they were written
	listers map[string][]int32 // services that list an order that does not name them, by order ID
	totals  totals
	strings map[string]string // see shared
	weight  int               // about how many bytes the entries need
	views   views

	callingCode string // see Rules
}

func newIndex(callingCode string) *index {
	return &index{
		callingCode: callingCode,
		slots:       map[string]int32{}, stale: map[int32]struct{}{}, listers: map[string][]int32{}, strings: map[string]string{},
		totals: newTotals(), views: newViews(),
	}
}

// shared returns one copy of equal strings: there are few plans, states and kinds.
func (ix *index) shared(s string) string {
	if t, ok := ix.strings[s]; ok {
		return t
	}
	t := string([]byte(s)) // a copy, not a part of a chunk
	ix.strings[t] = t
	return t
}

// draft holds changes of an index that a transaction prepares. They are published once it is on the disk.
type draft struct {
	ix      *index
	slots   map[string]int32
	entries map[int32]*entry
	readAt  map[int32]int64
	chunkOf map[int32]int32
	chunks  map[int32]*chunk
	sums    map[int32]struct{} // slots whose orders differ
	next    int32
}

func (ix *index) draft() *draft {
	return &draft{
		ix: ix, slots: map[string]int32{}, entries: map[int32]*entry{}, readAt: map[int32]int64{},
		chunkOf: map[int32]int32{}, chunks: map[int32]*chunk{}, sums: map[int32]struct{}{}, next: int32(len(ix.entries)),
	}
}

// slot returns the slot of a service, or a new one.
func (d *draft) slot(id string) int32 {
	if s, ok := d.ix.slots[id]; ok {
		return s
	}
	if s, ok := d.slots[id]; ok {
		return s
	}
	s := d.next
	d.next++
	d.slots[id] = s
	d.entries[s] = &entry{id: id}
	return s
}

// at returns the entry of a slot as it will be.
func (d *draft) at(slot int32) *entry {
	if e, ok := d.entries[slot]; ok {
		return e
	}
	return d.ix.entries[slot]
}

// edit returns the entry of a slot for changing.
func (d *draft) edit(slot int32) *entry {
	e, ok := d.entries[slot]
	if !ok {
		copied := *d.ix.entries[slot]
		e = &copied
		d.entries[slot] = e
	}
	return e
}

// service sets a service that differs, and when it was read.
func (d *draft) service(r *serviceRecord, readAt int64) {
	slot := d.slot(r.ID)
	d.edit(slot).describe(r)
	d.readAt[slot] = max(readAt, d.ix.readAtOf(slot))
	d.sums[slot] = struct{}{}
}

// order sets an order that differs. Lists returns what a service's record lists.
func (d *draft) order(old, r *orderRecord, lists func(serviceID string) ([]string, error)) error {
	homes := homesOf(r)
	for _, id := range homes {
		slot := d.slot(id)
		d.edit(slot).name(r.ID)
		d.sums[slot] = struct{}{}
	}
	if old != nil {
		for _, id := range homesOf(old) {
			if slices.Contains(homes, id) {
				continue
			}
			slot := d.slot(id)
			e := d.edit(slot)
			e.unname(r.ID)
			listed, err := lists(id)
			if err != nil {
				return err
			}
			e.list(listed)
			d.sums[slot] = struct{}{}
		}
	}
	for _, slot := range d.ix.listers[r.ID] {
		d.edit(slot)
		d.sums[slot] = struct{}{}
	}
	return nil
}

// changed returns the slots of this draft, sorted.
func (d *draft) changed() []int32 { return slices.Sorted(maps.Keys(d.entries)) }

func (ix *index) readAtOf(slot int32) int64 {
	if int(slot) < len(ix.readAt) {
		return ix.readAt[slot]
	}
	return 0
}

// publish applies a draft that was written.
func (ix *index) publish(d *draft) {
	changed := d.changed()
	for _, slot := range changed {
		e := d.entries[slot]
		var before *entry
		if int(slot) < len(ix.entries) {
			before = ix.entries[slot]
		} else { // in ascending order, so each is the next
			ix.entries = append(ix.entries, nil)
			ix.readAt = append(ix.readAt, 0)
			ix.chunkOf = append(ix.chunkOf, 0)
			ix.slots[e.id] = slot
		}
		e.plan, e.platform, e.state = ix.shared(e.plan), ix.shared(e.platform), ix.shared(e.state)
		ix.entries[slot] = e
		ix.relist(slot, before, e)
		ix.totals.count(before, -1)
		ix.totals.count(e, +1)
		ix.weight += e.weight() - before.weight()
	}
	for slot, c := range d.chunkOf {
		ix.chunkOf[slot] = c
	}
	for _, n := range slices.Sorted(maps.Keys(d.chunks)) {
		if int(n) == len(ix.chunks) {
			ix.chunks = append(ix.chunks, nil)
		}
		ix.chunks[n] = d.chunks[n]
		ix.chunks[n].join(ix.entries)
	}
	for slot, t := range d.readAt {
		ix.readAt[slot] = t
	}
	clear(ix.stale)
	ix.views.changed(ix, changed)
}

// relist updates listers.
func (ix *index) relist(slot int32, before, after *entry) {
	if before != nil && slices.Equal(before.listed, after.listed) {
		return
	}
	if before != nil {
		for _, id := range before.listed {
			left := slices.DeleteFunc(ix.listers[id], func(s int32) bool { return s == slot })
			if len(left) == 0 {
				delete(ix.listers, id)
			} else {
				ix.listers[id] = left
			}
		}
	}
	for _, id := range after.listed {
		ix.listers[id] = append(ix.listers[id], slot)
	}
}

// confirm moves the time of a service's last read, never back.
func (ix *index) confirm(slot int32, readAt int64) {
	if readAt > ix.readAt[slot] {
		ix.readAt[slot] = readAt
		ix.stale[ix.chunkOf[slot]] = struct{}{}
	}
}
