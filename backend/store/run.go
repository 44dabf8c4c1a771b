package store

import "cmp"

// run is digits that were typed in groups: one number, unless some of the groups stand in a name. "Business 200 0491
// 570" is a plan and a number.
type run struct {
	groups []word
	joined [][]number // joined[i][n] is the groups from i to i+n, as one number
	total  int        // digits
}

// mostGroups is how many groups are read in every way there is. More of them were not typed by a person.
const mostGroups = 12

func newRun(groups []word) *run {
	if len(groups) > mostGroups {
		whole := ""
		for _, g := range groups {
			whole += g.digits.typed
		}
		groups = []word{newWord(whole)}
	}
	r := &run{groups: groups, joined: make([][]number, len(groups))}
	for i := range groups {
		digits := ""
		for _, g := range groups[i:] {
			digits += g.digits.typed
			r.joined[i] = append(r.joined[i], newNumber(digits))
		}
	}
	r.total = len(r.whole().typed)
	return r
}

func (r *run) whole() number { return r.joined[0][len(r.groups)-1] }

// needle is the longest of its groups: whichever way the run is read, the digits of one group stand side by side.
func (r *run) needle() string {
	longest := ""
	for _, g := range r.groups {
		if n := g.needle(); len(n) > len(longest) {
			longest = n
		}
	}
	return longest
}

func (r *run) match(e *entry) (hidden string, ok bool) {
	if hidden, ok := r.whole().match(e); ok {
		return hidden, true
	}
	if r.total < 2*leastSplit && !r.inNames(e) {
		return "", false // the usual case: neither a name nor digits for two numbers
	}
	return r.from(e, 0, nothingMet)
}

func (r *run) inNames(e *entry) bool {
	for _, g := range r.groups {
		if g.inNames(e) {
			return true
		}
	}
	return false
}

// What a reading of a run has met so far. Several numbers are believed only if each is long: three digits here and
// three there are found by chance.
type met int

const (
	nothingMet met = iota
	oneShort
	manyLong
)

// from reads the run from a group on, as groups that stand in names and numbers of one or more groups.
func (r *run) from(e *entry, i int, so met) (hidden string, ok bool) {
	if i == len(r.groups) {
		return "", true
	}
	for n := len(r.joined[i]) - 1; n >= 0; n-- {
		number := r.joined[i][n]
		after := oneShort
		if number.long() {
			after = manyLong
		}
		if so == oneShort || so == manyLong && after == oneShort {
			continue
		}
		if hidden, ok := number.match(e); ok {
			if other, ok := r.from(e, i+n+1, after); ok {
				return cmp.Or(hidden, other), true
			}
		}
	}
	if r.groups[i].inNames(e) {
		return r.from(e, i+1, so)
	}
	return "", false
}
