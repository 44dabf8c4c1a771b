package telecom

import (
	"strings"
	"unicode"
)

// SameNumber reports whether two texts are the same phone number in different spellings: with the country's calling
// code or with a leading zero, with or without spaces, dashes and brackets. Other texts are the same if they are equal.
func SameNumber(a, b string) bool {
	x, y := dial(a), dial(b)
	if len(x.digits) < fewestDigits || len(y.digits) < fewestDigits {
		return strings.TrimSpace(a) != "" && strings.TrimSpace(a) == strings.TrimSpace(b)
	}
	switch {
	case x.abroad && y.abroad:
		return x.whole() == y.whole()
	case x.abroad:
		return x.is(y.digits)
	case y.abroad:
		return y.is(x.digits)
	}
	return strings.TrimLeft(x.digits, "0") == strings.TrimLeft(y.digits, "0") || x.mayBe(y.digits) || y.mayBe(x.digits)
}

// fewestDigits and mostDigits are the shortest and longest phone numbers.
const (
	fewestDigits = 6
	mostDigits   = 15
)

// dialled is a phone number in digits.
type dialled struct {
	digits string // empty: not a phone number
	abroad bool   // with a calling code
}

func dial(text string) dialled {
	text = untyped(text)
	d := dialled{}
	if rest, found := strings.CutPrefix(text, "+"); found {
		text, d.abroad = strings.Replace(rest, "(0)", "", 1), true
	}
	text = strings.Map(func(r rune) rune {
		if strings.ContainsRune("().", r) {
			return -1
		}
		return r
	}, text)
	if rest, found := strings.CutPrefix(text, "00"); found && !d.abroad {
		text, d.abroad = rest, true
	}
	if !onlyDigits(text) {
		return dialled{}
	}
	d.digits = text
	return d
}

// whole removes the zero that some people write after the calling code.
func (d dialled) whole() string {
	code, own := d.split()
	return code + own
}

// split separates the calling code from the national number without a leading zero.
func (d dialled) split() (code, own string) {
	n := codeDigits(d.digits)
	return d.digits[:n], strings.TrimLeft(d.digits[n:], "0")
}

// is reports whether digits without a plus are this number from abroad: as dialled inside the country, or from abroad
// without the plus.
func (d dialled) is(digits string) bool {
	_, own := d.split()
	return strings.TrimLeft(digits, "0") == own || dialled{digits: digits}.whole() == d.whole()
}

// mayBe is the same if this number has no plus either.
func (d dialled) mayBe(digits string) bool {
	if strings.HasPrefix(d.digits, "0") || len(digits) < 8 {
		return false
	}
	_, own := d.split()
	return strings.TrimLeft(digits, "0") == own
}

// codeDigits returns the length of the calling code at the beginning of digits. No calling code is the beginning of
// another.
func codeDigits(digits string) int {
	n := 3
	switch {
	case digits[0] == '1' || digits[0] == '7':
		n = 1
	case strings.Contains(" 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 "+
		"86 90 91 92 93 94 95 98 ", " "+digits[:2]+" "):
		n = 2
	}
	return min(n, len(digits))
}

func onlyDigits(text string) bool {
	return strings.Trim(text, "0123456789") == "" && text != ""
}

// untyped removes what people put between digits, and the invisible characters that come with a number from a
// clipboard.
func untyped(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.In(r, unicode.Pd, unicode.Cf) || r == '−' {
			return -1
		}
		return r
	}, text)
}
