package store

import (
	"reflect"
	"slices"
	"strings"

	"commsdesk/backend/telecom"
)

// Requests returns a part of the list of requests, from memory. An offset past the end returns no rows; a limit of 0 means
// 100. The default sort is by order date, latest first. Equal requests are sorted by ID, in either direction. A status
// without a label is searched and sorted by the portal's word. A request without a date is in no list with a date filter.
// The error is a *telecom.Error: Internal after Close, or Damaged.
func (c *Cache) Requests(q telecom.RequestQuery) (l telecom.RequestListing, err error) {
	if c.done.Load() {
		return l, closed()
	}
	ix, err := c.requestIndex()
	if err != nil {
		return l, err
	}
	c.showing.Lock()
	l.Revision = c.state.Revision // before making the list, which may be newer than the revision, never older
	c.showing.Unlock()
	ix.mu.Lock()
	defer ix.mu.Unlock()
	list := ix.list(q)
	l.Matching = len(list)
	ix.totals.say(&l)
	rows := pageOf(list, q.Offset, q.Limit)
	l.Rows = make([]telecom.RequestSummary, len(rows))
	for i, slot := range rows {
		l.Rows[i] = ix.rows[slot].RequestSummary
	}
	return l, nil
}

// RequestNeighbours returns the place of a request, from 1, in the list of a query, whatever its offset and limit, and the
// IDs before and after it, empty at the ends. Ok is false if it is not in the list.
func (c *Cache) RequestNeighbours(q telecom.RequestQuery, id string) (place int, before, after string, ok bool) {
	ix, err := c.requestIndex()
	if err != nil {
		return 0, "", "", false
	}
	ix.mu.Lock()
	defer ix.mu.Unlock()
	slot, known := ix.slots[id]
	if !known {
		return 0, "", "", false
	}
	list := ix.list(q)
	return neighboursAt(list, slices.Index(list, slot), func(s int32) string { return ix.rows[s].ID })
}

// list returns the slots that match, in order. The slice is shared and must not be changed.
func (ix *requestIndex) list(q telecom.RequestQuery) []int32 {
	q.Offset, q.Limit = 0, 0
	if q.Sort == "" {
		q.Sort, q.Ascending = telecom.ByOrderDate, false
	}
	if last := ix.views.last; last != nil && reflect.DeepEqual(last.query, q) {
		return last.list
	}
	list := ix.order(requestOrder{q.Sort, q.Ascending})
	if last := ix.views.last; last != nil && len(last.list) < len(ix.slots)/4 && narrows(last.query, q) {
		words := strings.Fields(foldText(q.Text))
		list = slices.DeleteFunc(slices.Clone(last.list), func(s int32) bool { return !ix.rows[s].hasAll(words) })
	} else if some, n, all := ix.passing(&q); !all {
		sorted := list
		list = make([]int32, 0, n)
		for _, s := range sorted {
			if some[s] {
				list = append(list, s)
			}
		}
	}
	q.Statuses, q.Of = slices.Clone(q.Statuses), slices.Clone(q.Of) // the caller may change them
	ix.views.last = &requestAnswer{query: q, list: list}
	return list
}

// narrows reports whether everything that matches q matched before, as when somebody keeps typing.
func narrows(before, q telecom.RequestQuery) bool {
	words := strings.Fields(foldText(q.Text))
	for _, was := range strings.Fields(foldText(before.Text)) {
		if !slices.ContainsFunc(words, func(w string) bool { return strings.Contains(w, was) }) {
			return false
		}
	}
	before.Text = q.Text
	return reflect.DeepEqual(before, q)
}

// passing returns the slots of the requests that match, and their number; all reports that every request does. It visits
// them in memory order, which is several times quicker than in list order.
func (ix *requestIndex) passing(q *telecom.RequestQuery) (some []bool, n int, all bool) {
	words, needle := wordsOf(q.Text)
	filtered := q.Card != "" && q.Card != telecom.CardTotal || len(q.Statuses) > 0 || q.Customer != "" || q.Offering != "" ||
		q.Package != "" ||
		q.Initiator != "" || !q.From.IsZero() || !q.To.IsZero() || q.Asks
	if needle == "" && !filtered && q.Of == nil {
		return nil, len(ix.slots), true
	}
	some = make([]bool, len(ix.rows))
	from, to := timestampOf(q.From), timestampOf(q.To)
	look := func(slot int32) {
		r := ix.rows[slot]
		if !some[slot] && (!filtered || r.passes(q, from, to)) && r.hasAll(words) {
			some[slot] = true
			n++
		}
	}
	switch {
	case q.Of != nil:
		if needle != "" {
			words = append(words, needle)
		}
		for _, id := range q.Of {
			if slot, ok := ix.slots[id]; ok {
				look(slot)
			}
		}
	case needle != "":
		for i := range ix.groups {
			ix.groups[i].each(needle, look)
		}
	default:
		for slot, r := range ix.rows {
			if r != nil {
				look(int32(slot))
			}
		}
	}
	return some, n, false
}

// passes reports whether a request passes the filters.
func (r *requestRow) passes(q *telecom.RequestQuery, from, to timestamp) bool {
	return (q.Customer == "" || r.Customer == q.Customer) && (q.Offering == "" || r.Offering == q.Offering) &&
		(q.Package == "" || r.Package == q.Package) && (q.Initiator == "" || r.InitiatedBy == q.Initiator) &&
		(!q.Asks || r.Asks()) && (q.Card == "" || q.Card.Counts(r.Status)) &&
		(len(q.Statuses) == 0 || slices.Contains(q.Statuses, r.Status)) &&
		(from == 0 || r.date >= from) && (to == 0 || r.date != 0 && r.date < to)
}

// hasAll reports whether a request's text contains every word. No word spans two fields, since it has no line feed.
func (r *requestRow) hasAll(words []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(r.text, w) })
}

// wordsOf splits what a person typed into words that must all match, with the longest apart, to be searched first.
func wordsOf(text string) (others []string, longest string) {
	others = strings.Fields(foldText(text))
	if len(others) == 0 {
		return nil, ""
	}
	at := 0
	for i, w := range others {
		if len(w) > len(others[at]) {
			at = i
		}
	}
	longest = others[at]
	return slices.Delete(others, at, at+1), longest
}

// each visits the requests whose text contains needle.
func (g *requestGroup) each(needle string, visit func(slot int32)) {
	for i, from := 0, 0; i < len(g.slots); i++ {
		at := strings.Index(g.text[from:], needle)
		if at < 0 {
			return
		}
		for at += from; i+1 < len(g.begin) && g.begin[i+1] <= at; {
			i++
		}
		visit(g.slots[i])
		if i+1 < len(g.begin) {
			from = g.begin[i+1]
		}
	}
}
