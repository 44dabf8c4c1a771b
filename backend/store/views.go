package store

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"commsdesk/backend/telecom"
)

// views holds sort orders and the last list, which stay valid until the index changes. A keystroke sorts nothing, and a
// change moves only what changed.
type views struct {
	orders map[direction][]int32
	last   *answer

	actions actionViews
}

type direction struct {
	sort       telecom.Sort
	descending bool
}

func newViews() views { return views{orders: map[direction][]int32{}} }

// changed moves the changed slots to their new place in every sort order.
func (v *views) changed(ix *index, slots []int32) {
	v.last, v.actions = nil, actionViews{}
	if len(slots) == 0 {
		return
	}
	moved := make([]bool, len(ix.entries))
	var known []int32
	for _, s := range slots {
		moved[s] = true
		if ix.entries[s].known {
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

// order returns the known services, sorted. The slice is shared and must not be changed.
func (ix *index) order(by direction) []int32 {
	if order, ok := ix.views.orders[by]; ok {
		return order
	}
	order := make([]int32, 0, ix.totals.known)
	for s, e := range ix.entries {
		if e.known {
			order = append(order, int32(s))
		}
	}
	slices.SortFunc(order, ix.comparison(by))
	ix.views.orders[by] = order
	return order
}

// comparison returns how to sort: by the column, in its direction, then by number and ID.
func (ix *index) comparison(by direction) func(a, b int32) int {
	column := column(by.sort)
	return func(i, j int32) int {
		a, b := ix.entries[i], ix.entries[j]
		c := column(a, b)
		if by.descending {
			c = -c
		}
		if c != 0 {
			return c // what comes next costs more than the column, and is seldom asked
		}
		return cmp.Or(strings.Compare(a.field(fieldNumber), b.field(fieldNumber)), strings.Compare(a.id, b.id))
	}
}

func column(by telecom.Sort) func(a, b *entry) int {
	field := fieldNumber
	switch by {
	case telecom.ByCustomer:
		field = fieldCustomer
	case telecom.ByPlan:
		field = fieldPlan
	case telecom.ByPlatform:
		field = fieldPlatform
	case telecom.ByState:
		field = fieldState
	case telecom.ByOpenOrders:
		return byOpenOrders
	case telecom.ByLastActivity:
		return func(a, b *entry) int { return cmp.Compare(a.last, b.last) }
	}
	return func(a, b *entry) int { return strings.Compare(a.field(field), b.field(field)) }
}

// byOpenOrders puts first the service whose order has been open longest, and last those without open orders. Stuck ones come
// before both, see stuckFirst.
func byOpenOrders(a, b *entry) int {
	if a.top == nil || b.top == nil {
		return cmp.Compare(rank(a.top == nil), rank(b.top == nil))
	}
	return compareTimes(a.top.Clock.Since, b.top.Clock.Since)
}

func rank(last bool) int {
	if last {
		return 1
	}
	return 0
}

// stuckFirst moves services that are stuck at a time to the front, or to the back of a descending list. They are among those
// with open orders, which are at one end already.
func (ix *index) stuckFirst(order []int32, now timestamp, descending bool) []int32 {
	some := sort.Search(len(order), func(i int) bool { return (ix.entries[order[i]].top == nil) != descending })
	open, rest := order[:some], order[some:]
	if descending {
		open, rest = rest, open
	}
	list := make([]int32, 0, len(order))
	if descending {
		list = append(list, rest...)
	}
	for _, wanted := range []bool{!descending, descending} {
		for _, s := range open {
			if ix.entries[s].stuck(now) == wanted {
				list = append(list, s)
			}
		}
	}
	if !descending {
		list = append(list, rest...)
	}
	return list
}

// stuck reports whether any open order is past its limit at a time.
func (e *entry) stuck(now timestamp) bool {
	at := e.stuckAt()
	return at != 0 && now > at
}
