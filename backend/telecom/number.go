package telecom

import (
	"net/netip"
	"regexp"
	"strings"
	"unicode"
)

// Clean returns a text as a person meant it: without the invisible marks that come along from an address book, a chat or a
// PDF file, and with plain spaces, hyphens, quotes and digits. Whatever is typed, pasted or sent as a number goes through
// it, so that search, forms and comparisons agree.
func Clean(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r < 0x7f && r >= ' ':
			return r
		case unicode.Is(unicode.Cf, r), '\u2060' <= r && r <= '\u206f':
			return -1
		case unicode.IsSpace(r), unicode.IsControl(r):
			return ' '
		case unicode.Is(unicode.Pd, r), strings.ContainsRune("−⁃˗", r):
			return '-'
		case strings.ContainsRune("‘’‚‛′ʼ", r):
			return '\''
		case strings.ContainsRune("“”„‟″«»", r):
			return '"'
		case '！' <= r && r <= '～':
			return r - '！' + '!'
		}
		for _, decade := range unicode.Nd.R16 { // the digits of every script
			if rune(decade.Lo) <= r && r <= rune(decade.Hi) {
				return '0' + (r-rune(decade.Lo))%10
			}
		}
		return r
	}, text))
}

// SameSIM reports whether two texts are the number of one card: with or without padding (F), and with or without the check
// digit that a card's number of 19 or 20 digits may end in (ITU-T E.118).
func SameSIM(a, b string) bool {
	x, y := cardDigits(a), cardDigits(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	return x != "" && (x == y || len(x) >= FewestCardDigits && len(y) == len(x)+1 && strings.HasPrefix(y, x) && checks(y))
}

// FewestCardDigits is the length of the shortest card number that may lack its check digit.
const FewestCardDigits = 18

func cardDigits(text string) string { return strings.TrimRight(untyped(text), "Ff") }

// checks reports whether the last digit is the check digit of the others, by the formula of Luhn.
func checks(digits string) bool {
	if !onlyDigits(digits) {
		return false
	}
	sum := 0
	for i := range len(digits) {
		n := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum%10 == 0
}

// dateLike begins like a date.
var dateLike = regexp.MustCompile(`^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})(\D|$)`)

// IsPhone reports whether a text is one phone number and nothing else: an address of the internet, a date, two numbers or a
// number with an extension is not.
func IsPhone(text string) bool {
	text = Clean(text)
	if _, err := netip.ParseAddr(text); err == nil || dateLike.MatchString(text) {
		return false
	}
	n := len(dial(text).digits)
	return fewestDigits <= n && n <= mostDigits
}

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
	text = strings.Trim(Clean(text), `'"`)
	if len(text) > 4 && strings.EqualFold(text[:4], "tel:") {
		text = text[4:]
	}
	text = untyped(text)
	d := dialled{}
	if rest, found := strings.CutPrefix(text, "+"); found {
		text, d.abroad = strings.Replace(rest, "(0)", "", 1), true
	}
	text = strings.Map(func(r rune) rune {
		if strings.ContainsRune("().,/", r) {
			return -1
		}
		return r
	}, text)
	for _, prefix := range []string{"0011", "00"} { // of international calls: in Australia, and nearly everywhere
		if rest, found := strings.CutPrefix(text, prefix); found && !d.abroad {
			text, d.abroad = rest, true
		}
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

// untyped removes what people put between digits.
func untyped(text string) string { return strings.NewReplacer(" ", "", "-", "").Replace(Clean(text)) }

// LettersO reports whether a text would be a number if its letters O were zeros.
func LettersO(text string) bool {
	zeros := strings.NewReplacer("O", "0", "o", "0").Replace(text)
	return zeros != text && dial(text).digits == "" && dial(zeros).digits != ""
}
