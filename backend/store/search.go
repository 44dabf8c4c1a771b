package store

import (
	"cmp"
	"regexp"
	"strings"

	"commsdesk/backend/telecom"
)

// search holds terms that must all match: words, and numbers typed in groups.
type search []term

// term is a part of a search.
type term interface {
	// match reports whether an entry matches. Hidden is the order ID or SIM number that does, if nothing visible does.
	match(e *entry) (hidden string, ok bool)

	// needle is contained in the text of every entry that matches; it may be empty.
	needle() string
}

// How much must be typed to search hidden text, the order IDs and SIM numbers: nearly all of them contain any three digits,
// and such finds surprise. A whole ID is always found.
const (
	leastDigits  = 4
	leastLetters = 3
)

// leastSplit is how many digits a part of a run needs to count as one of several numbers.
const leastSplit = 6

// parseSearch parses what a person typed. Digits with spaces, plus signs, dashes and brackets between them are one number,
// unless some of them are part of a name: "Business 200 0491 570" is a plan and a number.
func parseSearch(text, callingCode string) search {
	if text == "" {
		return nil
	}
	var s search
	newWord := func(typed string) word { return newWord(typed, callingCode) }
	var groups []word
	flush := func() {
		switch {
		case len(groups) == 1:
			s = append(s, groups[0])
		case len(groups) > 1:
			s = append(s, newRun(groups, callingCode))
		}
		groups = nil
	}
	text = strings.ReplaceAll(strings.TrimPrefix(foldText(telecom.Clean(text)), "tel:"), "(0)", " ")
	text = paddedCard.ReplaceAllString(text, "$1")
	for _, typed := range strings.Fields(text) {
		if bare := strings.Trim(typed, `'"`); onlyDigits(bare) != "" {
			typed = bare
		}
		w := newWord(typed)
		switch {
		case w.digits.typed != "":
			groups = append(groups, w)
		case strings.Trim(typed, between) == "":
			// a dash or a bracket between digits
		default:
			flush()
			s = append(s, w)
		}
	}
	flush()
	return s
}

// paddedCard is the number of a card with its padding.
var paddedCard = regexp.MustCompile(`([0-9][0-9 -]{16,}[0-9])f+\b`)

// between is what people put between the digits of a number.
const between = "+-()/.,"

// onlyDigits returns the digits of a word that consists of digits and what people put between them. A point counts only in
// a long number: "2.0" is a platform.
func onlyDigits(typed string) string {
	if strings.ContainsFunc(typed, isOther) {
		return ""
	}
	digits := digitsOf(typed)
	if strings.Contains(typed, ".") && len(digits) < leastSplit {
		return ""
	}
	return digits
}

func isOther(r rune) bool { return !strings.ContainsRune("0123456789"+between, r) }

// match reports whether a service matches, and the order ID or SIM number that does, if a term matches nothing visible.
func (s search) match(e *entry) (found string, ok bool) {
	for _, t := range s {
		hidden, ok := t.match(e)
		if !ok {
			return "", false
		}
		found = cmp.Or(found, hidden)
	}
	return found, true
}

// needle returns the longest needle of the terms: a text without it cannot match.
func (s search) needle() string {
	longest := ""
	for _, t := range s {
		if n := t.needle(); len(n) > len(longest) {
			longest = n
		}
	}
	return longest
}

// word is what was typed between two spaces.
type word struct {
	typed  string // folded
	state  string // as in the state's field
	digits number // zero: not digits alone
}

func newWord(typed, callingCode string) word {
	return word{typed: typed, state: "\x00" + typed, digits: newNumber(onlyDigits(typed), callingCode)}
}

func (w word) match(e *entry) (hidden string, ok bool) {
	if w.inNames(e) || strings.Contains(e.field(fieldState), w.state) {
		return "", true
	}
	least := leastLetters
	if w.digits.typed == "" {
		if strings.Contains(e.field(fieldNumber), w.typed) {
			return "", true
		}
	} else {
		if hidden, ok := w.digits.match(e); ok || w.digits.typed == w.typed {
			return hidden, ok
		}
		least = leastDigits
	}
	return e.find(w.typed, least)
}

// needle leaves out leading zeros, which may be a prefix, and numbers with dashes, which are searched with and without them.
func (w word) needle() string {
	switch w.digits.typed {
	case "":
		return w.typed
	case w.typed:
		return w.digits.needle()
	}
	return ""
}

func (w word) inNames(e *entry) bool { return strings.Contains(e.names(), w.typed) }

// number is a number as it may be typed: with a plus, with 00 or 0011 instead, or with a trunk zero.
type number struct {
	typed string
	bare  string // without the prefix of international calls or the trunk zero; empty if there is neither
	own   string // within the provider's country; empty if it was not typed with that country's calling code
	code  string // that calling code
}

func newNumber(digits, callingCode string) number {
	n := number{typed: digits, code: callingCode}
	for _, prefix := range []string{"0011", "00", "0"} {
		if bare, ok := strings.CutPrefix(digits, prefix); ok {
			n.bare = bare
			break
		}
	}
	if own, ok := strings.CutPrefix(cmp.Or(n.bare, digits), callingCode); ok && callingCode != "" {
		n.own = own
	}
	return n
}

func (n number) match(e *entry) (hidden string, ok bool) {
	standing := e.field(fieldNumber)
	if n.bare != "" && strings.Contains(standing, n.bare) || strings.Contains(standing, n.typed) {
		return "", true
	}
	// A number that the portal did not send as one that can be dialled from abroad stands as it was sent.
	if n.own != "" && !strings.HasPrefix(standing, n.code) && strings.Contains(standing, "0"+n.own) {
		return "", true
	}
	if hidden, ok := e.find(n.typed, leastDigits); ok || len(n.typed) <= telecom.FewestCardDigits {
		return hidden, ok
	}
	return e.find(n.typed[:len(n.typed)-1], leastDigits) // without its check digit
}

// needle is a part of the number that every spelling has.
func (n number) needle() string {
	part := strings.TrimLeft(n.typed, "0")
	switch {
	case n.own != "":
		part = n.own
	case strings.HasPrefix(n.typed, "0011"):
		part = n.bare
	}
	if len(n.typed) > telecom.FewestCardDigits && part != "" {
		part = part[:len(part)-1]
	}
	return part
}

func (n number) long() bool { return len(n.typed) >= leastSplit }

// names returns the customer, the plan and the platform.
func (e *entry) names() string { return e.text[e.ends[fieldNumber]:e.ends[fieldPlatform]] }

// find searches the hidden text, and returns the line that it found, verbatim. A word shorter than least must be a whole
// line.
func (e *entry) find(word string, least int) (found string, ok bool) {
	lines := e.text[e.sight:]
	at := strings.Index(lines, word)
	if at >= 0 && len(word) < least {
		// from the line feed that ends the visible part
		at = strings.Index(e.text[e.sight-1:], "\n"+word+"\n")
	}
	if at < 0 {
		return "", false
	}
	return e.hidden(strings.Count(lines[:at], "\n")), true
}

// run is digits typed in groups: one number, unless some of the groups are part of a name.
type run struct {
	groups []word
	joined [][]number // joined[i][n] is the groups from i to i+n, as one number
	total  int        // digits
}

// mostGroups is the most groups that are split in every possible way. No person types more.
const mostGroups = 12

func newRun(groups []word, callingCode string) *run {
	if len(groups) > mostGroups {
		complete := ""
		for _, g := range groups {
			complete += g.digits.typed
		}
		groups = []word{newWord(complete, callingCode)}
	}
	r := &run{groups: groups, joined: make([][]number, len(groups))}
	for i := range groups {
		digits := ""
		for _, g := range groups[i:] {
			digits += g.digits.typed
			r.joined[i] = append(r.joined[i], newNumber(digits, callingCode))
		}
	}
	r.total = len(r.complete().typed)
	return r
}

func (r *run) complete() number { return r.joined[0][len(r.groups)-1] }

// needle returns the longest of the groups: however the run is split, the digits of a group stay together.
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
	if hidden, ok := r.complete().match(e); ok {
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

// met is what a split of a run has matched so far. Several numbers count only if each is long: a few digits here and there
// match by chance.
type met int

const (
	nothingMet met = iota
	oneShort
	manyLong
)

// from matches the run from a group on, as groups that are part of names and numbers of one or more groups.
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
