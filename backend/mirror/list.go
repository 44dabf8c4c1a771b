package mirror

import (
	"context"
	"fmt"
	"time"

	"commsdesk/backend/telecom"
)

// list is one of the two whole lists, with the place of its sweep.
type list struct {
	name  string
	sweep *telecom.Sweep
	page  *page
	read  func(ctx context.Context, offset int) (portion, error)
}

// portion is one page of a list of any kind.
type portion struct {
	telecom.Changes
	ids                     []string
	next, total, unreadable int
	last, strict            bool
	oldest                  time.Time // of the orders, in the portal's clock; zero if none has a date
	skew                    time.Duration
	mixed                   bool // the list holds rows of other kinds, which were left out
}

// dated notes the date of an order.
func (p *portion) dated(at time.Time) {
	if !at.IsZero() && (p.oldest.IsZero() || at.Before(p.oldest)) {
		p.oldest = at
	}
}

// goesOn reports whether rows were left out of the page at an offset, so that it tells nothing about the list's end.
func (p portion) goesOn(offset int) bool { return p.mixed && !p.last && p.next-offset > p.rows() }

func (p portion) rows() int { return len(p.ids) + p.unreadable }

func portionOf[T any](page telecom.Page[T], changes telecom.Changes, id func(*T) string) portion {
	ids := make([]string, len(page.Items))
	for i := range page.Items {
		ids[i] = id(&page.Items[i])
	}
	return portion{Changes: changes, ids: ids, next: page.Next, total: page.Total, unreadable: page.Unreadable, skew: page.Skew,
		last: page.Last, strict: page.Strict}
}

// wholeServices and wholeOrders are the lists as a full copy reads them: in the largest pages possible.
func (p *pass) wholeServices() list { return p.listOfServices(0) }

func (p *pass) wholeOrders() list {
	return list{"orders", &p.cursor.Orders, &p.memory.orders, func(ctx context.Context, offset int) (portion, error) {
		page, err := p.source.Orders(ctx, offset, 0)
		return ordersPortion(page), err
	}}
}

// sweptServices and sweptOrders are the lists as sweeps read them: in small pages.
func (p *pass) sweptServices() list { return p.listOfServices(telecom.SweepRows) }

func (p *pass) sweptOrders() list {
	return list{"orders", &p.cursor.Orders, &p.memory.orders, func(ctx context.Context, offset int) (portion, error) {
		got, _, err := p.ordersAt(ctx, offset, telecom.SweepStubs, telecom.SweepRows, false)
		return got, err
	}}
}

func (p *pass) listOfServices(limit int) list {
	return list{"services", &p.cursor.Services, &p.memory.services, func(ctx context.Context, offset int) (portion, error) {
		page, err := p.source.Services(ctx, offset, limit)
		return portionOf(page, telecom.Changes{Services: page.Items}, func(s *telecom.Service) string { return s.ID }), err
	}}
}

// page is what the sweep of a list remembers from one page to the next.
type page struct {
	rows     int             // of the longest page
	strict   bool            // pages do not overlap
	blank    int             // pages in a row that brought nothing new
	reached  int             // where they began
	ids      map[string]bool // of the previous page
	bad      int             // unreadable records of the last whole reading, or more
	counting int             // of the running one
	sweeping
}

// overlap returns how many rows of a page are read again with the next one, since lists move while they are read.
func (l *page) overlap() int {
	if l.strict {
		return 0
	}
	return l.rows / 20
}

// move returns where the next page begins, as step does, for a list that may hold rows of other kinds, or that the
// portal gives in whole pages only. An end before the portal's count is an error: such a page may occur where rows were
// added during the reading, so a few are passed over.
func (l *page) move(offset int, got portion, fresh bool) (to int, ended bool, err error) {
	if !fresh && (got.goesOn(offset) || got.strict && !l.strict && !got.last) {
		l.rows, l.strict = max(l.rows, got.rows()), l.strict || got.strict
		return got.next, false, nil
	}
	l.strict = l.strict || got.strict
	to, ended = l.step(offset, len(got.ids), got.unreadable, got.next, fresh)
	if l.blank <= 1 {
		if l.reached = offset; got.rows() <= l.overlap() {
			l.reached = got.next
		}
	}
	switch {
	case !ended || got.last || got.total <= l.reached:
		return to, ended, nil
	case l.blank <= blankAtMost:
		return got.next, false, nil
	}
	return to, ended, endsEarly(got, l.reached)
}

// blankAtMost is how many pages in a row may bring nothing new before the list counts as ended.
const blankAtMost = 3

// endsEarly is the error for a list that ended before the portal's own count.
func endsEarly(got portion, read int) error {
	return unconfirmed(fmt.Sprintf("The portal counts %d entries in a list but returned only %d.", got.total, read))
}

// step returns where the next page begins. A list ends with an empty page, or with one that brings nothing new; never
// with a short one. A page that goes beyond the overlap and still brings nothing new comes from a server that counts in
// whole pages, or not at all: from then on they do not overlap.
//
// Records without an id may be new or not: a few pages of nothing else are passed over.
func (l *page) step(offset, readable, unreadable, next int, fresh bool) (to int, ended bool) {
	rows := readable + unreadable
	l.rows = max(l.rows, rows)
	if l.blank++; fresh {
		l.blank = 0
	}
	again := l.overlap()
	switch {
	case rows == 0 || next <= offset:
		return offset, true
	case fresh && rows > again:
		return next - again, false
	case fresh:
		return next, false
	case unreadable > 0 && l.blank <= blankAtMost:
		return next, false
	case again > 0 && rows > again:
		l.strict = true
		return offset + again, false
	}
	return offset, true
}

// headRows is how far before its previous end to look for the end of an unsortable list.
const headRows = telecom.NewestRows

// edges is the reading of the beginning and the end of a list: in any list that grows in order, new rows can only be
// there.
type edges struct {
	offset, limit int // of the next page
	begun         bool
	low, high     int // rows reach at least to low; from high on, once known, there are none
	seen          map[string]bool
}

func newEdges() *edges {
	return &edges{limit: telecom.NewestRows, high: -1, seen: map[string]bool{}}
}

// take records a page that was read, for a list of that earlier length, and reports whether both ends were read.
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

// goOn continues with the page after one at the beginning, before the end is looked for.
func (e *edges) goOn(got portion) {
	for _, id := range got.ids {
		e.seen[id] = true
	}
	e.low = max(e.low, got.next)
	e.offset = got.next
}
