package telecom

import (
	"strings"
	"unicode"
)

// fold makes words of different servers comparable: "SIM_SWAP", "simSwap" and "sim swap" are one word.
func fold(word string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, word)
}
