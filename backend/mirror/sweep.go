package mirror

import (
	"context"
	"fmt"
	"time"

	"commsdesk/backend/telecom"
)

// sweepServices reads one page of all services, resuming where the last pass stopped.
func (p *pass) sweepServices(ctx context.Context) error {
	return p.sweepPage(ctx, p.sweptServices(), func(seen func(string) bool) ([]string, error) { return p.cache.UnseenServices(seen), nil })
}

// sweepOrders reads one page of all orders.
func (p *pass) sweepOrders(ctx context.Context) error {
	return p.sweepPage(ctx, p.sweptOrders(), p.cache.UnseenOrders)
}

// unseen returns the known records that a sweep did not see.
type unseen func(seen func(id string) bool) ([]string, error)

func (p *pass) sweepPage(ctx context.Context, l list, rest unseen) error {
	if l.rests(p.start) {
		return nil
	}
	done := false
	_, err := p.readAndApply(ctx, func() (telecom.Changes, error) {
		got, err := l.read(ctx, l.sweep.Offset)
		if err != nil {
			return got.Changes, err
		}
		meetSkew(&p.cursor, got.skew)
		done, err = l.swept(p.start, got)
		return got.Changes, err
	}, func(c telecom.Changes, a telecom.Applied) { p.note(c.Orders, a.Orders) })
	if err != nil || !done {
		return err
	}
	return l.page.missing(rest)
}

// rests reports whether a list was read whole recently.
func (l list) rests(now time.Time) bool {
	since := now.Sub(l.sweep.Began)
	return l.sweep.Offset == 0 && since >= 0 && since < telecom.SweepEvery && !l.sweep.Done.IsZero()
}

// swept moves the cursor of a list over a page that was read, and reports whether that was the last one. An end at the
// very beginning, or long before the last one, is not believed.
func (l list) swept(now time.Time, got portion) (done bool, err error) {
	s, m, rows := l.sweep, l.page, got.rows()
	if s.Offset == 0 {
		s.Began, m.ids, m.counting = now, nil, 0
		m.begin(s.Length)
	}
	if m.length == 0 { // it resumes where an earlier run of the program stopped
		m.length = s.Length
	}
	m.counting += got.unreadable
	m.bad = max(m.bad, m.counting)
	fresh := false
	ids := make(map[string]bool, len(got.ids))
	for _, id := range got.ids {
		ids[id] = true
		fresh = fresh || !m.ids[id] && !m.met(id)
	}
	m.meet(got.ids)
	began := s.Offset
	short := rows < m.rows
	to, ended, err := m.move(began, got, fresh)
	if err != nil {
		s.Offset, m.ids = 0, nil // it starts over
		return false, err
	}
	if to > placeAtMost {
		s.Offset, m.ids = 0, nil
		return false, endless(l.name)
	}
	if !ended && !(short && m.over(got.next) && got.total <= got.next) {
		s.Offset, m.ids = to, ids
		s.Length = max(s.Length, got.next)
		return false, nil
	}
	s.Offset, m.ids = 0, nil
	was := s.Length
	if rows == 0 && began == 0 {
		if was > 0 {
			return false, unconfirmed(shownOf(0, was, l.name))
		}
		return false, nil
	}
	if s.Length = began + min(rows, m.overlap()); !ended {
		s.Length = got.next
	}
	s.Done, m.bad = now, m.counting
	if rows == 0 && 2*began < was {
		return false, unconfirmed(shownOf(began, was, l.name))
	}
	return true, nil
}

// shownOf describes how much of a list a portal shows, where that is too little to be believed.
func shownOf(n, of int, name string) string {
	if n == 0 {
		return "The portal shows no " + name + ", although it did before."
	}
	return fmt.Sprintf("The portal shows %d of %d %s.", n, of, name)
}

// sweepWithin returns how long it takes to check everything once; zero before a page was seen.
func (m *memory) sweepWithin(c telecom.Cursor) time.Duration {
	return within(extent{c.Services.Length, m.services.rows}, extent{c.Orders.Length, m.orders.rows})
}

// extent is the length of a list, and of its pages.
type extent struct{ length, rows int }

// within returns how long sweeps of some lists take, each a page in a pass; zero before a page was seen.
func within(lists ...extent) time.Duration {
	passes := 0
	for _, l := range lists {
		if l.length > 0 && l.rows > 0 {
			pages, _ := telecom.SweepPages(l.length, l.rows)
			passes = max(passes, pages)
		}
	}
	if passes == 0 {
		return 0
	}
	return max(time.Duration(passes)*every, telecom.SweepEvery)
}
