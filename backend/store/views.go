package store

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"commsdesk/backend"
)

// views are answers that are kept while the index stays as it is: sort orders, counts, the list last asked for. A
// keystroke sorts nothing, and a change moves only what changed.
type views struct {
	orders map[direction][]int32
	totals *totals
	last   *answer
}

type direction struct {
	sort       backend.Sort
	descending bool
}

func newViews() views { return views{orders: map[direction][]int32{}} }

// changed takes the changed slots out of every sort order and puts them where they belong now.
func (v *views) changed(ix *index, slots []int32) {
	v.totals, v.last = nil, nil
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

// order gives the known services sorted. The slice is shared and must not be changed.
func (ix *index) order(by direction) []int32 {
	if order, ok := ix.views.orders[by]; ok {
		return order
	}
	order := make([]int32, 0, ix.known)
	for s, e := range ix.entries {
		if e.known {
			order = append(order, int32(s))
		}
	}
	slices.SortFunc(order, ix.comparison(by))
	ix.views.orders[by] = order
	return order
}

// comparison puts services in order: by the column, in its direction, then by number and id.
func (ix *index) comparison(by direction) func(a, b int32) int {
	column := column(by.sort)
	return func(i, j int32) int {
		a, b := ix.entries[i], ix.entries[j]
		c := column(a, b)
		if by.descending {
			c = -c
		}
		if c != 0 {
			return c
		}
		return cmp.Or(strings.Compare(a.field(fieldNumber), b.field(fieldNumber)), strings.Compare(a.id, b.id))
	}
}

func column(by backend.Sort) func(a, b *entry) int {
	field := fieldNumber
	switch by {
	case backend.ByCustomer:
		field = fieldCustomer
	case backend.ByPlan:
		field = fieldPlan
	case backend.ByPlatform:
		field = fieldPlatform
	case backend.ByState:
		field = fieldState
	case backend.ByOpenOrders:
		return byOpenOrders
	case backend.ByLastActivity:
		return func(a, b *entry) int { return cmp.Compare(a.last, b.last) }
	}
	return func(a, b *entry) int { return strings.Compare(a.field(field), b.field(field)) }
}

// byOpenOrders puts first what runs the longest, and last what has nothing open. What is stuck comes before both, and
// is put there when it is known what time it is.
func byOpenOrders(a, b *entry) int {
	if a.top == nil || b.top == nil {
		return cmp.Compare(rank(a.top == nil), rank(b.top == nil))
	}
	return early(a.top.Clock.Since, b.top.Clock.Since)
}

func rank(last bool) int {
	if last {
		return 1
	}
	return 0
}

// stuckFirst moves what is stuck at a time to the front, or to the back of a descending order.
func (ix *index) stuckFirst(order []int32, now moment, descending bool) []int32 {
	list := make([]int32, 0, len(order))
	for _, wanted := range []bool{!descending, descending} {
		for _, s := range order {
			if ix.entries[s].stuck(now) == wanted {
				list = append(list, s)
			}
		}
	}
	return list
}

// stuck says whether any open action is past its limit at a time.
func (e *entry) stuck(now moment) bool {
	at := e.stuckAt()
	return at != 0 && now > at
}

// totals are what a listing says of all services known.
type totals struct {
	open                     int
	stuckAt                  []moment // sorted
	states, platforms, plans []backend.Count
}

func (ix *index) total() *totals {
	if ix.views.totals != nil {
		return ix.views.totals
	}
	t := &totals{}
	words, platforms, plans := map[string]int{}, map[string]int{}, map[string]int{}
	for _, e := range ix.entries {
		if !e.known {
			continue
		}
		if e.open > 0 {
			t.open++
		}
		if at := e.stuckAt(); at != 0 {
			t.stuckAt = append(t.stuckAt, at)
		}
		words[e.state]++
		platforms[e.platform]++
		plans[e.plan]++
	}
	slices.Sort(t.stuckAt)
	states := map[backend.ServiceState]int{}
	for word, n := range words {
		states[backend.ServiceStateOf(word)] += n
	}
	for _, state := range backend.ServiceStates() {
		if n := states[state]; n > 0 {
			t.states = append(t.states, backend.Count{Value: string(state), N: n})
		}
	}
	t.platforms, t.plans = counts(platforms), counts(plans)
	ix.views.totals = t
	return t
}

// counts are sorted by value. Empty is no value: one cannot filter by it.
func counts(of map[string]int) []backend.Count {
	var list []backend.Count
	for value, n := range of {
		if value != "" {
			list = append(list, backend.Count{Value: value, N: n})
		}
	}
	slices.SortFunc(list, func(a, b backend.Count) int { return strings.Compare(a.Value, b.Value) })
	return list
}

// stuck counts what is stuck at a time.
func (t *totals) stuck(now moment) int {
	n, _ := slices.BinarySearch(t.stuckAt, now)
	return n // those before now
}
