package store

import (
	"slices"

	"commsdesk/backend/telecom"
)

// requestTotals are what a listing says of all requests known. They are counted as requests change.
type requestTotals struct {
	known                                                int
	weight                                               int // about how many bytes they need
	statuses, customers, offerings, packages, initiators map[string]int
	lists                                                *requestCounts // of what is counted, until the next change
}

type requestCounts struct {
	statuses, customers, offerings, packages, initiators []telecom.Count
}

func newRequestTotals() requestTotals {
	return requestTotals{statuses: map[string]int{}, customers: map[string]int{}, offerings: map[string]int{}, packages: map[string]int{}, initiators: map[string]int{}}
}

// count takes a request in (+1) or out (-1).
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

// tally leaves no value behind that no longer occurs.
func tally(of map[string]int, value string, by int) {
	if n := of[value] + by; n != 0 {
		of[value] = n
	} else {
		delete(of, value)
	}
}

// say puts the totals into a listing.
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
		t.lists = &requestCounts{counts(t.statuses), counts(t.customers), counts(t.offerings), counts(t.packages), counts(t.initiators)}
	}
	l.Statuses, l.Customers, l.Offerings = slices.Clone(t.lists.statuses), slices.Clone(t.lists.customers), slices.Clone(t.lists.offerings)
	l.Packages, l.Initiators = slices.Clone(t.lists.packages), slices.Clone(t.lists.initiators)
}
