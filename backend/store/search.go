package store

import (
	"cmp"
	"strings"
)

// search is what must all match: words, and numbers that were typed in groups.
type search []term

// term is a part of a search. It gives the Order ID or SIM number that it found, if it found nothing in sight.
type term interface {
	match(e *entry) (hidden string, ok bool)

	// needle stands in the text of every entry that matches; it may be empty.
	needle() string
}

// How much must be typed before it is looked for out of sight, in Order IDs and SIM numbers: nearly every one of
// them has any three digits somewhere, and what is found there surprises. A whole id is always found.
const (
	leastDigits  = 4
	leastLetters = 3
)

// leastSplit is how many digits a part of a run must have for there to be other numbers in the run.
const leastSplit = 6

// parseSearch reads what a person typed. Digits with spaces, plus, dashes and brackets between them are one number,
// unless some of them stand in a name: "Business 200 0491 570" is a plan and a number.
func parseSearch(text string) search {
	var s search
	var groups []word
	flush := func() {
		switch {
		case len(groups) == 1:
			s = append(s, groups[0])
		case len(groups) > 1:
			s = append(s, newRun(groups))
		}
		groups = nil
	}
	text = strings.ReplaceAll(foldText(text), "(0)", " ")
	for _, typed := range strings.Fields(text) {
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

// between is what people put between the digits of a number.
const between = "+-()/."

// onlyDigits gives the digits of a word that has nothing else but what people put between digits. A point is such a
// thing in a long number only: "2.0" is a platform.
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

// match says whether a service matches, and the Order ID or SIM number by which it does if a part of the search is
// nowhere in sight.
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

// needle is the longest needle of its terms: a text without it need not be looked at.
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
	state  string // as it stands in the state's field
	digits number // zero: not digits alone
}

func newWord(typed string) word {
	return word{typed: typed, state: "\x00" + typed, digits: newNumber(onlyDigits(typed))}
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

// needle leaves out zeros in front, which may stand for something, and a number with dashes in it, which is looked for
// with and without them.
func (w word) needle() string {
	switch w.digits.typed {
	case "":
		return w.typed
	case w.typed:
		return strings.TrimLeft(w.typed, "0")
	}
	return ""
}

func (w word) inNames(e *entry) bool { return strings.Contains(e.names(), w.typed) }

// number is a number as it may be typed: with its plus, with 00 for it, or with a trunk zero.
type number struct {
	typed string
	bare  string // without the 00 or the trunk zero; empty if there is neither
}

func newNumber(digits string) number {
	n := number{typed: digits}
	if bare, ok := strings.CutPrefix(digits, "00"); ok {
		n.bare = bare
	} else if bare, ok := strings.CutPrefix(digits, "0"); ok {
		n.bare = bare
	}
	return n
}

func (n number) match(e *entry) (hidden string, ok bool) {
	standing := e.field(fieldNumber)
	if n.bare != "" && strings.Contains(standing, n.bare) || strings.Contains(standing, n.typed) {
		return "", true
	}
	return e.find(n.typed, leastDigits)
}

func (n number) long() bool { return len(n.typed) >= leastSplit }

// names are the customer, the plan and the platform.
func (e *entry) names() string { return e.text[e.ends[fieldNumber]:e.ends[fieldPlatform]] }

// find looks out of sight, and gives what was found verbatim. What is shorter than the least is found as a whole only.
func (e *entry) find(word string, least int) (found string, ok bool) {
	lines := e.text[e.sight:]
	at := strings.Index(lines, word)
	if at >= 0 && len(word) < least {
		// from the line feed that ends the part in sight
		at = strings.Index(e.text[e.sight-1:], "\n"+word+"\n")
	}
	if at < 0 {
		return "", false
	}
	return e.hidden(strings.Count(lines[:at], "\n")), true
}
