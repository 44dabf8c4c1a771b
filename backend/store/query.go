package store

import (
	"slices"
	"strings"
	"time"

	"commsdesk/backend/telecom"
)

// defaultLimit is the number of rows for a query without a limit.
const defaultLimit = 100

// Query returns a part of the list of services, from memory. An offset past the end returns no rows; a limit of 0 means
// 100. The default sort is by last activity, latest first. Equal services are sorted by number, then ID, in either
// direction. States are counted by their meaning, other values as the portal spells them. The error is a *telecom.Error:
// Internal after Close.
func (c *Cache) Query(q telecom.Query) (telecom.Listing, error) {
	if c.done.Load() {
		return telecom.Listing{}, closed()
	}
	c.showing.Lock()
	defer c.showing.Unlock()
	ix := c.index
	list := ix.list(q)
	l := telecom.Listing{
		Revision: c.state.Revision, Unserved: ix.views.last.unserved,
		Total:    ix.totals.known,
		Matching: len(list),
		Open:     ix.totals.open,
		Stuck:    ix.totals.stuck(timestampOf(q.Now)),
		States:   ix.totals.states(), Platforms: counts(ix.totals.platforms), Plans: counts(ix.totals.plans),
	}
	rows := pageOf(list, q.Offset, q.Limit)
	search := parseSearch(q.Text, c.rules.CallingCode)
	l.Rows = make([]telecom.Summary, len(rows))
	for i, slot := range rows {
		e := ix.entries[slot]
		l.Rows[i] = e.summary(ix.readAt[slot])
		l.Rows[i].Found, _ = search.match(e)
		l.Rows[i].FoundOrder = l.Rows[i].Found != "" && l.Rows[i].Found != e.sim.Number
	}
	return l, nil
}

// Neighbours returns the position of a service, from 1, in the list of a query, whatever its offset and limit, and the IDs
// before and after it, empty at the ends. Ok is false if it is not in the list.
func (c *Cache) Neighbours(q telecom.Query, id string) (position int, previous, next string, ok bool) {
	c.showing.Lock()
	defer c.showing.Unlock()
	slot, known := c.index.slots[id]
	if !known {
		return 0, "", "", false
	}
	list := c.index.list(q)
	return neighboursAt(list, slices.Index(list, slot), func(s int32) string { return c.index.entries[s].id })
}

// pageOf returns the part of a list that a query asks for.
func pageOf[T any](list []T, offset, limit int) []T {
	from := min(max(offset, 0), len(list))
	if limit <= 0 {
		limit = defaultLimit
	}
	return list[from:][:min(limit, len(list)-from)]
}

// neighboursAt returns the position of a place in a list, from 1, and the IDs before and after it; ok is false if it is
// negative.
func neighboursAt[T any](list []T, i int, id func(T) string) (position int, previous, next string, ok bool) {
	if i < 0 {
		return 0, "", "", false
	}
	if i > 0 {
		previous = id(list[i-1])
	}
	if i+1 < len(list) {
		next = id(list[i+1])
	}
	return i + 1, previous, next, true
}

// answer is the whole list of a query, kept for its next page.
type answer struct {
	query telecom.Query // without offset and limit
	list  []int32

	unserved int // actions that the search matches and whose service is not listed
}

// list returns the slots that match, in order. The slice is shared and must not be changed.
func (ix *index) list(q telecom.Query) []int32 {
	q.Offset, q.Limit = 0, 0
	if q.Sort == "" {
		q.Sort, q.Descending = telecom.ByLastActivity, true
	}
	now := timestampOf(q.Now)
	if !q.Stuck && q.Sort != telecom.ByOpenOrders {
		q.Now = time.Time{} // the time makes no difference
	}
	if last := ix.views.last; last != nil && last.query == q {
		return last.list
	}
	list := ix.order(direction{q.Sort, q.Descending})
	some, unserved, all := ix.passing(q, now)
	if !all {
		sorted := list
		list = make([]int32, 0, 256)
		for _, s := range sorted {
			if some[s] {
				list = append(list, s)
			}
		}
	}
	if q.Sort == telecom.ByOpenOrders {
		list = ix.stuckFirst(list, now, q.Descending)
	}
	ix.views.last = &answer{query: q, list: list, unserved: unserved}
	return list
}

// passing returns the slots of the services that match; all reports that every service does. It visits them in memory order,
// which is several times quicker than in list order. Unserved counts the actions that the search matches and that have no
// service here.
func (ix *index) passing(q telecom.Query, now timestamp) (some []bool, unserved int, all bool) {
	search := parseSearch(q.Text, ix.callingCode)
	filtered := q.State != "" || q.Platform != "" || q.Plan != "" || q.Open || q.Stuck
	if len(search) == 0 && !filtered {
		return nil, 0, true
	}
	some = make([]bool, len(ix.entries))
	needle := search.needle()
	for _, c := range ix.chunks {
		c.each(needle, func(slot int32) {
			e := ix.entries[slot]
			if !e.known {
				if len(search) > 0 {
					unserved += len(ix.found(slot, search))
				}
				return
			}
			if filtered && !e.passes(q, now) {
				return
			}
			_, some[slot] = search.match(e)
		})
	}
	return some, unserved, false
}

// passes reports whether a service passes the filters.
func (e *entry) passes(q telecom.Query, now timestamp) bool {
	return (q.Platform == "" || e.platform == q.Platform) && (q.Plan == "" || e.plan == q.Plan) &&
		(!q.Open || e.open > 0) && (!q.Stuck || e.stuck(now)) &&
		(q.State == "" || telecom.ServiceStateOf(e.state) == q.State)
}

// each visits the entries whose text contains needle.
func (c *chunk) each(needle string, visit func(slot int32)) {
	if needle == "" {
		for _, slot := range c.slots {
			visit(slot)
		}
		return
	}
	for i, from := 0, 0; ; {
		at := strings.Index(c.text[from:], needle)
		if at < 0 {
			return
		}
		for at += from; i+1 < len(c.begin) && int(c.begin[i+1]) <= at; {
			i++
		}
		visit(c.slots[i])
		if i++; i == len(c.slots) {
			return
		}
		from = int(c.begin[i])
	}
}
