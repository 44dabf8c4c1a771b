package store

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"commsdesk/backend/telecom"
)

// requestViews are answers that are kept while the index of requests stays as it is: sort orders, and the list last asked
// for. A keystroke sorts nothing, and a change moves only what changed.
type requestViews struct {
	orders map[requestOrder][]int32
	last   *requestAnswer
}

type requestOrder struct {
	sort      telecom.RequestSort
	ascending bool
}

// requestAnswer is the whole list that a query asked for, kept for its next page.
type requestAnswer struct {
	query telecom.RequestQuery // without what picks a page
	list  []int32
}

func newRequestViews() requestViews { return requestViews{orders: map[requestOrder][]int32{}} }

// changed takes the changed slots out of every sort order and puts them where they belong now.
func (v *requestViews) changed(ix *requestIndex, slots []int32) {
	v.last = nil
	if len(slots) == 0 {
		return
	}
	moved := make([]bool, len(ix.rows))
	var known []int32
	for _, s := range slots {
		moved[s] = true
		if ix.rows[s] != nil {
			known = append(known, s)
		}
	}
	for by, order := range v.orders {
		compare := ix.comparison(by)
		slices.SortFunc(known, compare)
		order = slices.DeleteFunc(slices.Clone(order), func(s int32) bool { return moved[s] })
		merged := make([]int32, 0, len(order)+len(known))
		for _, s := range known {
			n := sort.Search(len(order), func(i int) bool { return compare(order[i], s) > 0 })
			merged = append(append(merged, order[:n]...), s)
			order = order[n:]
		}
		v.orders[by] = append(merged, order...)
	}
}

// order gives the requests sorted. The slice is shared and must not be changed.
func (ix *requestIndex) order(by requestOrder) []int32 {
	if order, ok := ix.views.orders[by]; ok {
		return order
	}
	order := make([]int32, 0, len(ix.slots))
	for s, r := range ix.rows {
		if r != nil {
			order = append(order, int32(s))
		}
	}
	slices.SortFunc(order, ix.comparison(by))
	ix.views.orders[by] = order
	return order
}

// comparison puts requests in order: by the column, in its direction, then by id.
func (ix *requestIndex) comparison(by requestOrder) func(a, b int32) int {
	column := requestColumn(by.sort)
	return func(i, j int32) int {
		a, b := ix.rows[i], ix.rows[j]
		c := column(a, b)
		if !by.ascending {
			c = -c
		}
		if c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	}
}

func requestColumn(by telecom.RequestSort) func(a, b *requestRow) int {
	field := requestFieldID
	switch by {
	case telecom.ByOrderDate:
		return func(a, b *requestRow) int { return cmp.Compare(a.date, b.date) }
	case telecom.ByInitiator:
		field = requestFieldInitiator
	case telecom.ByRequestCustomer:
		field = requestFieldCustomer
	case telecom.ByOffering:
		field = requestFieldOffering
	case telecom.ByPackage:
		field = requestFieldPackage
	case telecom.ByRequestStatus:
		field = requestFieldStatus
	}
	return func(a, b *requestRow) int { return strings.Compare(a.field(field), b.field(field)) }
}
