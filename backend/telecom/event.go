package telecom

import (
	"cmp"
	"slices"
)

// Event is one action in the activity of a service: the order that was placed and, where it passed through several
// systems, the related orders that are its parts. Parts are normal and never duplicates of each other.
type Event struct {
	Order Order
	Parts []Order // oldest first
}

// Open says whether the action may still change something: its order or any of its parts is open.
func (e *Event) Open() bool {
	return e.Order.Open() || slices.ContainsFunc(e.Parts, func(o Order) bool { return o.Open() })
}

// Events groups the orders of one service into actions, newest first. Orders that name each other, in whichever
// direction, are one action; its head is the one that others point at as their parent or, where none says so, the
// oldest.
func Events(orders []Order) []Event {
	at := make(map[string]int, len(orders))
	for i, o := range orders {
		at[o.ID] = i
	}
	group := make([]int, len(orders))
	for i := range group {
		group[i] = i
	}
	var root func(int) int
	root = func(i int) int {
		if group[i] != i {
			group[i] = root(group[i])
		}
		return group[i]
	}
	parent := make(map[string]int)
	for i, o := range orders {
		for _, r := range o.Relations {
			j, known := at[r.OrderID]
			if !known || i == j || !isPart(r.Type) {
				continue
			}
			group[root(i)] = root(j)
			if pointsUp(r.Type) {
				parent[r.OrderID]++
			} else if pointsDown(r.Type) {
				parent[o.ID]++
			}
		}
	}
	members := make(map[int][]Order)
	for i, o := range orders {
		members[root(i)] = append(members[root(i)], o)
	}
	events := make([]Event, 0, len(members))
	for _, m := range members {
		slices.SortFunc(m, func(a, b Order) int {
			return cmp.Or(cmp.Compare(parent[b.ID], parent[a.ID]), a.PlacedAt().Compare(b.PlacedAt()), cmp.Compare(a.ID, b.ID))
		})
		events = append(events, Event{Order: m[0], Parts: m[1:]})
	}
	slices.SortFunc(events, func(a, b Event) int {
		return cmp.Or(b.Order.PlacedAt().Compare(a.Order.PlacedAt()), cmp.Compare(b.Order.ID, a.Order.ID))
	})
	return events
}

// isPart says whether a relation makes one action of two orders. An order that replaces or follows another is an
// action of its own.
func isPart(relation string) bool {
	switch fold(relation) {
	case "replaces", "replacedby", "supersedes", "supersededby", "retryof", "reworkof", "follows", "followedby", "cancels", "cancelledby":
		return false
	}
	return true
}

func pointsUp(relation string) bool {
	switch fold(relation) {
	case "parent", "ispartof", "partof", "childof", "ischildof", "suborderof", "dependson":
		return true
	}
	return false
}

func pointsDown(relation string) bool {
	switch fold(relation) {
	case "child", "haspart", "haschild", "parentof", "suborder", "bundles", "contains":
		return true
	}
	return false
}
