package store

import "strings"

// search is what must all match: words, and runs of digits that were typed apart.
type search []run

// run is a word, or several side by side that look like parts of a number.
type run []token

type token struct {
	word   string // folded
	digits string // empty: not digits alone
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
	var digits run
	flush := func() {
		if digits != nil {
			s = append(s, digits)
		}
		digits = nil
	}
	text = strings.ReplaceAll(foldText(text), "(0)", " ")
	for _, word := range strings.Fields(text) {
		only := onlyDigits(word)
		switch {
		case only != "":
			digits = append(digits, token{word: word, digits: only})
		case strings.Trim(word, "+-()/.") == "":
			// a dash or a bracket between digits
		default:
			flush()
			s = append(s, run{{word: word}})
		}
	}
	flush()
	return s
}

// onlyDigits gives the digits of a word that has nothing else but what people put between digits. A point is such a
// thing in a long number only: "2.0" is a platform.
func onlyDigits(word string) string {
	if strings.Trim(word, "0123456789+-()/.") != "" {
		return ""
	}
	for _, r := range word {
		if !strings.ContainsRune("0123456789+-()/.", r) {
			return ""
		}
	}
	digits := digitsOf(word)
	if strings.Contains(word, ".") && len(digits) < leastSplit {
		return ""
	}
	return digits
}

// match says whether a service matches, and the Order ID or SIM number by which it does if a part of the search is
// nowhere in sight.
func (s search) match(e *entry) (found string, ok bool) {
	for _, r := range s {
		hidden, ok := r.match(e)
		if !ok {
			return "", false
		}
		if found == "" {
			found = hidden
		}
	}
	return found, true
}

func (r run) match(e *entry) (hidden string, ok bool) {
	if len(r) == 1 {
		return r[0].match(e)
	}
	return r.split(e, 0)
}

// split reads the run from its beginning as words in names and numbers of one or more parts. Several numbers are
// believed only if each is long: three digits here and three there are found by chance.
func (r run) split(e *entry, numbers int) (hidden string, ok bool) {
	if len(r) == 0 {
		return "", true
	}
	for n := len(r); n > 0; n-- {
		whole := join(r[:n])
		long := len(whole) >= leastSplit
		if numbers == 0 || numbers == manyLong && long {
			after := oneShort
			if long {
				after = manyLong
			}
			if hidden, ok := matchDigits(e, whole); ok {
				if other, ok := r[n:].split(e, after); ok {
					return firstOf(hidden, other), true
				}
			}
		}
	}
	if strings.Contains(e.names(), r[0].word) {
		return r[1:].split(e, numbers)
	}
	return "", false
}

// What split has met so far, besides nothing.
const (
	oneShort = 1
	manyLong = 2
)

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func join(tokens []token) string {
	var b strings.Builder
	for _, t := range tokens {
		b.WriteString(t.digits)
	}
	return b.String()
}

func (t token) match(e *entry) (hidden string, ok bool) {
	if strings.Contains(e.names(), t.word) || e.hasState(t.word) {
		return "", true
	}
	if t.digits != "" {
		if hidden, ok := matchDigits(e, t.digits); ok {
			return hidden, true
		}
		if t.digits == t.word {
			return "", false
		}
	} else if strings.Contains(e.field(fieldNumber), t.word) {
		return "", true
	}
	least := leastLetters
	if t.digits != "" {
		least = leastDigits
	}
	return e.find(t.word, least)
}

// matchDigits looks for a number as it may be typed: with 00 for the plus, or with a trunk zero.
func matchDigits(e *entry, digits string) (hidden string, ok bool) {
	number := e.field(fieldNumber)
	if strings.Contains(number, digits) {
		return "", true
	}
	if bare := withoutZeros(digits); bare != "" && strings.Contains(number, bare) {
		return "", true
	}
	return e.find(digits, leastDigits)
}

// withoutZeros strips the 00 that stands for a plus, or a trunk zero; empty if there is neither.
func withoutZeros(digits string) string {
	if bare, ok := strings.CutPrefix(digits, "00"); ok {
		return bare
	}
	bare, _ := strings.CutPrefix(digits, "0")
	if len(bare) == len(digits) {
		return ""
	}
	return bare
}

// names are the customer, the plan and the platform.
func (e *entry) names() string { return e.text[e.ends[fieldNumber]:e.ends[fieldPlatform]] }

// hasState says whether a word of the state begins with this one.
func (e *entry) hasState(word string) bool { return strings.Contains(e.field(fieldState), "\x00"+word) }

// find looks out of sight, and gives what was found verbatim. What is shorter than the least is found as a whole only.
func (e *entry) find(word string, least int) (found string, ok bool) {
	lines := e.text[e.sight:]
	at := strings.Index(lines, word)
	if at < 0 {
		return "", false
	}
	if len(word) < least {
		// from the line feed that ends the part in sight
		if at = strings.Index(e.text[e.sight-1:], "\n"+word+"\n"); at < 0 {
			return "", false
		}
	}
	return e.hidden(strings.Count(lines[:at], "\n")), true
}
