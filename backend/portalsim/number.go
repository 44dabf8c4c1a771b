package portalsim

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

// furtherNumbers is where a world larger than the cast goes on. The cast has the
// mobile numbers Australia keeps free for stories.
const furtherNumbers = 491570160

// numberOf is the phone number of the nth service, each different.
func numberOf(n int) int {
	if n < len(cast) {
		return cast[n].number
	}
	number := furtherNumbers + n - len(cast)
	for _, r := range cast { // ascending, so one pass steps over all of them
		if r.number >= furtherNumbers && r.number <= number {
			number++
		}
	}
	return number
}

// e164 writes a number as the wire does: +61491570156.
func e164(number int) string { return fmt.Sprintf("+61%09d", number) }

// national writes a number as people say it: 0491 570 156.
func national(number int) string {
	return fmt.Sprintf("0%03d %03d %03d", number/1000000, number/1000%1000, number%1000)
}

// compact writes a number as people type it: 0491570156.
func compact(number int) string { return fmt.Sprintf("0%09d", number) }

// readNumber reads a phone number in any of the three ways.
func readNumber(s string) (number int, ok bool) {
	s = strings.ReplaceAll(s, " ", "")
	digits, ok := strings.CutPrefix(s, "+61")
	if !ok {
		digits, ok = strings.CutPrefix(s, "0")
	}
	if !ok || len(digits) != 9 || strings.Trim(digits, "0123456789") != "" {
		return 0, false
	}
	number, err := strconv.Atoi(digits)
	return number, err == nil && number > 0
}

// newSIM invents the 13 digits on a SIM, one in three with leading zeros.
func newSIM(r *rand.Rand) string {
	switch r.IntN(6) {
	case 0:
		return fmt.Sprintf("00%011d", r.Int64N(1e11))
	case 1:
		return fmt.Sprintf("06100%08d", r.Int64N(1e8))
	default:
		return fmt.Sprintf("8961%09d", r.Int64N(1e9))
	}
}
