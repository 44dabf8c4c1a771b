package portal

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// normal writes a phone number as E.164 where it is valid in the country, and leaves it as it is otherwise.
func normal(number, country string) string {
	n := strings.TrimSpace(number)
	if n == "" || len(n) > 40 {
		return n
	}
	if country == "" {
		country = "ZZ"
	}
	p, err := phonenumbers.Parse(n, country)
	if err != nil || !phonenumbers.IsValidNumber(p) {
		return n
	}
	return phonenumbers.Format(p, phonenumbers.E164)
}

// looksLikeNumber says whether a name could be dialled.
func looksLikeNumber(s string) bool {
	digits := 0
	for i, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r == '+' && i == 0, strings.ContainsRune(" -().", r):
		default:
			return false
		}
	}
	return digits >= 6 && digits <= 15
}
