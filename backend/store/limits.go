package store

import (
	"fmt"

	"commsdesk/backend/telecom"
)

// The most that one copy holds, well above any portal: endless lists would fill the memory and the disk.
const (
	ordersAtMost       = 1_000_000
	indexAtMost        = 128 << 20 // bytes of memory for services: some 160,000 with their orders, or more with fewer
	requestIndexAtMost = 64 << 20  // the same for requests: some 100,000
)

// full returns the error of a copy that has reached a limit.
func full(what string) *telecom.Error {
	return &telecom.Error{Code: telecom.Broken,
		Text: fmt.Sprintf("The portal returns more %s than Commsdesk can keep. The rest was left out, so what you see is not complete. "+
			"Ask the portal’s administrator whether its lists ever end.", what)}
}

// fits reports whether a draft leaves the index small enough. One that makes it smaller always does.
func (d *draft) fits() bool {
	more := 0
	for slot, e := range d.entries {
		more += e.weight()
		if int(slot) < len(d.ix.entries) {
			more -= d.ix.entries[slot].weight()
		}
	}
	return more <= 0 || d.ix.weight+more <= indexAtMost
}

// weight returns about how many bytes of memory an entry needs.
func (e *entry) weight() int {
	if e == nil {
		return 0
	}
	n := 400 + len(e.id) + 2*len(e.text) + len(e.number) + len(e.customer) + len(e.sim.Number) + orderFactSize*len(e.facts)
	for _, ids := range [][]string{e.named, e.listed} {
		for _, id := range ids {
			n += 16 + len(id)
		}
	}
	return n
}

// fits reports whether a plan leaves the index small enough. One that makes it smaller always does.
func (p *requestPlan) fits(ix *requestIndex) bool {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	more := 0
	for id, row := range p.rows {
		more += row.weight()
		if slot, known := ix.slots[id]; known {
			more -= ix.rows[slot].weight()
		}
	}
	return more <= 0 || ix.totals.weight+more <= requestIndexAtMost
}

func (r *requestRow) weight() int {
	if r == nil {
		return 0
	}
	return 400 + 2*len(r.text) + len(r.ID) + len(r.InitiatedBy) + len(r.Customer) + len(r.Offering) + len(r.Package)
}
