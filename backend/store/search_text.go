package store

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// foldText normalizes text for searching: no case, no accents, one kind of space.
func foldText(s string) string {
	plain := true
	for i := range len(s) {
		if b := s[i]; b >= 0x80 || b < ' ' || 'A' <= b && b <= 'Z' {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Cf):
		case unicode.IsSpace(r) || unicode.IsControl(r):
			b.WriteByte(' ')
		default:
			r = unicode.ToLower(r)
			if wide, ok := unaccented[r]; ok {
				b.WriteString(wide)
			} else {
				b.WriteRune(r)
			}
		}
	}
	return b.String()
}

// unaccented spells out letters that Unicode does not decompose.
var unaccented = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ð': "d", 'ł': "l", 'ħ': "h", 'ı': "i", 'þ': "th",
	'’': "'", 'ʼ': "'", '‐': "-", '‑': "-", '–': "-", '—': "-",
}

// digitsOf keeps the digits, without a trunk zero in brackets.
func digitsOf(s string) string {
	s = strings.ReplaceAll(s, "(0)", "")
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// compact normalizes an ID or a SIM number for searching: folded and without spaces.
func compact(s string) string {
	return strings.ReplaceAll(foldText(s), " ", "")
}
