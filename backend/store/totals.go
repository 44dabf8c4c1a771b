package store

import (
	"slices"
	"strings"

	"commsdesk/backend/telecom"
)

// totals are the counts of all known services. They are updated as services change.
type totals struct {
	known, open             int
	stuckAt                 []timestamp // of those that have one, sorted
	words, platforms, plans map[string]int
}

func newTotals() totals {
	return totals{words: map[string]int{}, platforms: map[string]int{}, plans: map[string]int{}}
}

// count adds an entry (+1) or removes it (-1). One that the portal has not listed, or nil, does not count.
func (t *totals) count(e *entry, by int) {
	if e == nil || !e.known {
		return
	}
	t.known += by
	if e.open > 0 {
		t.open += by
	}
	if at := e.stuckAt(); at != 0 {
		i, found := slices.BinarySearch(t.stuckAt, at)
		switch {
		case by > 0:
			t.stuckAt = slices.Insert(t.stuckAt, i, at)
		case found:
			t.stuckAt = slices.Delete(t.stuckAt, i, i+1)
		}
	}
	t.words[e.state] += by
	t.platforms[e.platform] += by
	t.plans[e.plan] += by
}

// stuck counts the services that are stuck at a time.
func (t *totals) stuck(now timestamp) int {
	n, _ := slices.BinarySearch(t.stuckAt, now)
	return n // those before now
}

// states counts by the meaning of the portal's states, in the order of a filter.
func (t *totals) states() []telecom.Count {
	states := map[telecom.ServiceState]int{}
	for word, n := range t.words {
		states[telecom.ServiceStateOf(word)] += n
	}
	var list []telecom.Count
	for _, state := range telecom.ServiceStates() {
		if n := states[state]; n > 0 {
			list = append(list, telecom.Count{Value: string(state), N: n})
		}
	}
	return list
}

// counts returns the counts sorted by value, without the empty value, by which nobody can filter.
func counts(of map[string]int) []telecom.Count {
	var list []telecom.Count
	for value, n := range of {
		if value != "" && n > 0 {
			list = append(list, telecom.Count{Value: value, N: n})
		}
	}
	slices.SortFunc(list, func(a, b telecom.Count) int { return strings.Compare(a.Value, b.Value) })
	return list
}
