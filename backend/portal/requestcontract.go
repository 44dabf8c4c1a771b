package portal

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// contracts are the versions of a request's contract, as it refers to them, each once.
type contracts []wireContract

func (w *wireRequest) contracts(items []wireRequestItem) (all contracts) {
	add := func(some []wireContract) {
		for _, c := range some {
			if c.ID = text(first(c.ID)); c.ID != "" && !slices.ContainsFunc(all, func(k wireContract) bool { return k.ID == c.ID }) {
				all = append(all, c)
			}
		}
	}
	add(w.Agreements)
	for _, i := range items {
		add(i.Product.is.Agreements)
	}
	return all
}

// ids are those of the versions, with the version word of each where any has one.
func (all contracts) ids() (ids, versions []string) {
	told := slices.ContainsFunc(all, func(c wireContract) bool { return first(c.Version) != "" })
	for _, c := range all {
		ids = append(ids, string(c.ID))
		if told {
			versions = append(versions, first(c.Version))
		}
	}
	return ids, versions
}

// newest is the version that counts where the portal does not say so: the highest one, or that of the latest day, if all
// tell it; else the last on the list. Empty: there is none.
func (all contracts) newest() string {
	if len(all) == 0 {
		return ""
	}
	every := func(tells func(wireContract) bool) bool {
		return !slices.ContainsFunc(all, func(c wireContract) bool { return !tells(c) })
	}
	switch {
	case every(func(c wireContract) bool { return first(c.Version) != "" }):
		return string(slices.MaxFunc(all, func(a, b wireContract) int {
			return cmp.Or(compareVersions(string(a.Version), string(b.Version)), strings.Compare(string(a.ID), string(b.ID)))
		}).ID)
	case every(func(c wireContract) bool { return !readDate(c.Date).IsZero() }):
		return string(slices.MaxFunc(all, func(a, b wireContract) int {
			return cmp.Or(readDate(a.Date).Compare(readDate(b.Date)), strings.Compare(string(a.ID), string(b.ID)))
		}).ID)
	}
	return string(all[len(all)-1].ID)
}

// compareVersions compares the numbers in two versions, one after the other: 1.10 is higher than 1.9.
func compareVersions(a, b string) int {
	numbers := func(s string) (all []int) {
		for _, digits := range strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsDigit(r) }) {
			n, _ := strconv.Atoi(digits)
			all = append(all, n)
		}
		return all
	}
	return slices.Compare(numbers(a), numbers(b))
}
