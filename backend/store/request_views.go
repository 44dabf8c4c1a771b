package store

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"commsdesk/backend/telecom"
)

// requestViews holds sort orders and the last list, which stay valid until the index of requests changes. A keystroke sorts
// nothing, and a change moves only what changed.
type requestViews struct {
	orders map[requestOrder][]int32
	last   *requestAnswer
}

type requestOrder struct {
	sort      telecom.RequestSort
	ascending bool
}

// requestAnswer is the whole list of a query, kept for its next page.
type requestAnswer struct {
	query telecom.RequestQuery // without offset and limit
	list  []int32
}

func newRequestViews() requestViews { return requestViews{orders: map[requestOrder][]int32{}} }

// changed moves the changed slots to their new place in every sort order.
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

// order returns the requests, sorted. The slice is shared and must not be changed.
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

// comparison returns how to sort: by the column, in its direction, then by ID.
func (ix *requestIndex) comparison(by requestOrder) func(a, b int32) int {
	column := requestColumn(by.sort)
	return func(i, j int32) int {
		a, b := ix.rows[i], ix.rows[j]
		c := column(a, b)
		if !by.ascending {
			c = -c
		}
		return cmp.Or(c, strings.Compare(a.ID, b.ID))
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

// requestTotals are the counts of all known requests. They are updated as requests change.
type requestTotals struct {
	known                                                int
	weight                                               int // about how many bytes they need
	statuses, customers, offerings, packages, initiators map[string]int
	lists                                                *requestCounts // of the counts, until the next change
}

type requestCounts struct {
	statuses, customers, offerings, packages, initiators []telecom.Count
}

func newRequestTotals() requestTotals {
	return requestTotals{statuses: map[string]int{}, customers: map[string]int{}, offerings: map[string]int{}, packages: map[string]int{},
		initiators: map[string]int{}}
}

// count adds a request (+1) or removes it (-1).
func (t *requestTotals) count(r *requestRow, by int) {
	t.known += by
	t.weight += by * r.weight()
	t.lists = nil
	tally(t.statuses, string(r.Status), by)
	tally(t.customers, r.Customer, by)
	tally(t.offerings, r.Offering, by)
	tally(t.packages, r.Package, by)
	tally(t.initiators, r.InitiatedBy, by)
}

// tally adds to a count, and removes one that drops to zero.
func tally(of map[string]int, value string, by int) {
	if n := of[value] + by; n != 0 {
		of[value] = n
	} else {
		delete(of, value)
	}
}

// say writes the totals to a listing.
func (t *requestTotals) say(l *telecom.RequestListing) {
	l.Sums = make(map[telecom.Card]int, len(telecom.Cards()))
	for _, card := range telecom.Cards() {
		l.Sums[card] = 0
	}
	for status, n := range t.statuses {
		elsewhere := true
		for _, card := range telecom.Cards() {
			if card.Counts(telecom.RequestStatus(status)) {
				l.Sums[card] += n
				elsewhere = elsewhere && card == telecom.CardTotal
			}
		}
		if elsewhere {
			l.Others += n
		}
	}
	if t.lists == nil {
		t.lists = &requestCounts{statusCounts(t.statuses), counts(t.customers), counts(t.offerings), counts(t.packages), counts(t.initiators)}
	}
	l.Statuses, l.Customers, l.Offerings = slices.Clone(t.lists.statuses), slices.Clone(t.lists.customers), slices.Clone(t.lists.offerings)
	l.Packages, l.Initiators = slices.Clone(t.lists.packages), slices.Clone(t.lists.initiators)
}

// statusCounts returns the counts of the statuses in the order of a request's life, then those that this desk does not know
// by name.
func statusCounts(of map[string]int) []telecom.Count {
	list := counts(of)
	order := telecom.RequestStatuses()
	slices.SortStableFunc(list, func(a, b telecom.Count) int { return cmp.Compare(lifeStage(order, a), lifeStage(order, b)) })
	return list
}

func lifeStage(order []telecom.RequestStatus, c telecom.Count) int {
	if i := slices.Index(order, telecom.RequestStatus(c.Value)); i >= 0 {
		return i
	}
	return len(order)
}
