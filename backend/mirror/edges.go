package mirror

import "commsdesk/backend/telecom"

// headRows is how far before the last end of a list that cannot be sorted its end is looked for.
const headRows = telecom.NewestRows

// edges is the reading of the beginning and the end of a list: new rows can only be there in any list that grows in order.
type edges struct {
	offset, limit int // of the next page
	begun         bool
	low, high     int // rows reach to low; from high on, once it is known, there are none
	seen          map[string]bool
}

func newEdges() *edges {
	return &edges{limit: telecom.NewestRows, high: -1, seen: map[string]bool{}}
}

// take takes over a page that was read, of a list that had some length last, and says whether both ends were read.
func (e *edges) take(got portion, length *int) (over bool) {
	fresh := 0
	for _, id := range got.ids {
		if !e.seen[id] {
			e.seen[id] = true
			fresh++
		}
	}
	if got.last {
		e.high = e.offset
	} else {
		e.low = max(e.low, got.next)
	}
	if over = got.last && e.offset <= e.low || fresh == 0 && !got.last && !got.goesOn(e.offset) || e.high >= 0 && e.high <= e.low; !over {
		*length = max(*length, e.low)
	}
	switch {
	case !e.begun: // from here on the end, with what may have moved
		e.begun, e.offset, e.limit = true, max(e.low, *length-headRows), telecom.TailRows
	case e.high-e.low > telecom.TailRows:
		e.offset = (e.low + e.high) / 2
	default:
		e.offset = e.low
	}
	return over
}

// goOn goes on with the page after one at the beginning, before the end is looked for.
func (e *edges) goOn(got portion) {
	for _, id := range got.ids {
		e.seen[id] = true
	}
	e.low = max(e.low, got.next)
	e.offset = got.next
}
