package portal

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// ageAtMost is as old as an answer can count: more seconds than that fit into no time.
const ageAtMost = 10 * 365 * 24 * time.Hour

// ageOf is how long caches have kept an answer, as they say. If they say it more than once, the oldest counts.
func ageOf(h http.Header) (age time.Duration) {
	for _, s := range strings.Split(strings.Join(h.Values("Age"), ","), ",") {
		seconds, err := strconv.ParseUint(strings.TrimSpace(s), 10, 64)
		if err != nil && seconds == 0 {
			continue // no number; one that is too large is the largest there is
		}
		age = max(age, time.Duration(min(seconds, uint64(ageAtMost/time.Second)))*time.Second)
	}
	return age
}
