package portalsim

import (
	"regexp"
	"time"
)

// clockSkew is how far the Clock fault is ahead: more than any time zone's
// whole or half hours could explain.
const clockSkew = 7*time.Hour + 13*time.Minute

var instants = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`)

// shifted moves every moment in a text of ours.
func shifted(body []byte, by time.Duration) []byte {
	if by == 0 {
		return body
	}
	return instants.ReplaceAllFunc(body, func(s []byte) []byte {
		at, err := time.Parse(time.RFC3339, string(s))
		if err != nil {
			return s // digits in the form of a date
		}
		return []byte(instant(at.Add(by).UnixMilli()))
	})
}

// shift moves every moment a query asks about.
func (q *query) shift(by time.Duration) {
	for i := range q.tests {
		t := &q.tests[i]
		t.moment = t.moment.Add(by)
		for j, v := range t.values {
			t.values[j] = string(shifted([]byte(v), by))
		}
	}
}
