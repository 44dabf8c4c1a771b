package store

import (
	"slices"
	"time"

	"commsdesk/backend"
)

// usualLimit is how many rows a query gets that names no limit.
const usualLimit = 100

// Query gives a part of the list of services, from memory. An offset past the end gives no rows; a limit of 0 means
// 100. Without a Sort it is by last activity, the latest first. Equal services stand by number, then id, in both
// directions. States are counted by what the desk makes of them, the others by the portal's word. The error is a
// *backend.Error: Internal after Close.
func (c *Cache) Query(q backend.Query) (backend.Listing, error) {
	if c.done.Load() {
		return backend.Listing{}, closed()
	}
	c.showing.Lock()
	defer c.showing.Unlock()
	ix := c.index
	list := ix.list(q)
	totals := ix.total()
	l := backend.Listing{
		Revision: c.state.Revision,
		Total:    ix.known,
		Matching: len(list),
		Open:     totals.open,
		Stuck:    totals.stuck(momentOf(q.Now)),
		States:   slices.Clone(totals.states), Platforms: slices.Clone(totals.platforms), Plans: slices.Clone(totals.plans),
	}
	from := min(max(q.Offset, 0), len(list))
	limit := q.Limit
	if limit <= 0 {
		limit = usualLimit
	}
	rows := list[from:][:min(limit, len(list)-from)]
	search := parseSearch(q.Text)
	l.Rows = make([]backend.Summary, len(rows))
	for i, slot := range rows {
		e := ix.entries[slot]
		l.Rows[i] = e.summary(ix.readAt[slot])
		l.Rows[i].Found, _ = search.match(e)
	}
	return l, nil
}

// Neighbours says where a service stands in the list that a query asks for, whatever its offset and limit: its
// position, from 1, and the ids before and after it, empty at the ends. Ok is false if it is not in the list.
func (c *Cache) Neighbours(q backend.Query, id string) (position int, previous, next string, ok bool) {
	c.showing.Lock()
	defer c.showing.Unlock()
	slot, known := c.index.slots[id]
	if !known {
		return 0, "", "", false
	}
	list := c.index.list(q)
	i := slices.Index(list, slot)
	if i < 0 {
		return 0, "", "", false
	}
	if i > 0 {
		previous = c.index.entries[list[i-1]].id
	}
	if i+1 < len(list) {
		next = c.index.entries[list[i+1]].id
	}
	return i + 1, previous, next, true
}

// answer is the whole list a query asked for, kept for its next page.
type answer struct {
	query backend.Query // without what picks a page
	list  []int32
}

// list gives the slots that match, in order. The slice is shared and must not be changed.
func (ix *index) list(q backend.Query) []int32 {
	q.Offset, q.Limit = 0, 0
	if q.Sort == "" {
		q.Sort, q.Descending = backend.ByLastActivity, true
	}
	now := momentOf(q.Now)
	if !q.Stuck && q.Sort != backend.ByOpenOrders {
		q.Now = time.Time{} // the time makes no difference
	}
	if last := ix.views.last; last != nil && last.query == q {
		return last.list
	}
	list := ix.order(direction{q.Sort, q.Descending})
	if pass := filter(q, now); pass != nil {
		all := list
		// First in the order of memory, then in the order of the list: the texts lie side by side.
		passed := make([]bool, len(ix.entries))
		for s, e := range ix.entries {
			passed[s] = e.known && pass(e)
		}
		list = make([]int32, 0, 256)
		for _, s := range all {
			if passed[s] {
				list = append(list, s)
			}
		}
	}
	if q.Sort == backend.ByOpenOrders {
		list = ix.stuckFirst(list, now, q.Descending)
	}
	ix.views.last = &answer{query: q, list: list}
	return list
}

// filter is what a service must pass; nil if everything does.
func filter(q backend.Query, now moment) func(*entry) bool {
	search := parseSearch(q.Text)
	if len(search) == 0 && q.State == "" && q.Platform == "" && q.Plan == "" && !q.Open && !q.Stuck {
		return nil
	}
	return func(e *entry) bool {
		if q.Platform != "" && e.platform != q.Platform || q.Plan != "" && e.plan != q.Plan ||
			q.Open && e.open == 0 || q.Stuck && !e.stuck(now) ||
			q.State != "" && backend.ServiceStateOf(e.state) != q.State {
			return false
		}
		_, ok := search.match(e)
		return ok
	}
}
