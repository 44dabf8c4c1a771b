package mirror

import (
	"context"
	"time"

	"commsdesk/backend"
)

// sweepServices reads one page of all services, going on where the last pass stopped.
func (p *pass) sweepServices(ctx context.Context) error {
	_, err := p.readAndApply(ctx, func() (backend.Changes, error) {
		page, err := p.source.Services(ctx, p.cursor.Services.Offset)
		if err != nil {
			return backend.Changes{}, err
		}
		ids := make([]string, len(page.Items))
		for i, s := range page.Items {
			ids[i] = s.ID
		}
		meetSkew(&p.cursor, page.Skew)
		return backend.Changes{Services: page.Items}, p.sweep("services", &p.cursor.Services, &p.memory.services, ids, page.Unreadable, page.Next)
	}, nil)
	return err
}

// sweepOrders reads one page of all orders.
func (p *pass) sweepOrders(ctx context.Context) error {
	_, err := p.readAndApply(ctx, func() (backend.Changes, error) {
		page, err := p.source.Orders(ctx, p.cursor.Orders.Offset, 0)
		if err != nil {
			return backend.Changes{}, err
		}
		ids := make([]string, len(page.Items))
		for i, o := range page.Items {
			ids[i] = o.ID
		}
		meetSkew(&p.cursor, page.Skew)
		return backend.Changes{Orders: page.Items}, p.sweep("orders", &p.cursor.Orders, &p.memory.orders, ids, page.Unreadable, page.Next)
	}, func(c backend.Changes, a backend.Applied) { p.note(c.Orders, a.Orders) })
	return err
}

// sweep moves the cursor of a list over a page that was read. An end at the very beginning, or long before the last
// one, is not believed.
func (p *pass) sweep(name string, s *backend.Sweep, m *page, ids []string, unreadable, next int) error {
	rows := len(ids) + unreadable
	if s.Offset == 0 {
		s.Began, m.ids, m.counting = p.start, nil, 0
	}
	m.counting += unreadable
	m.bad = max(m.bad, m.counting)
	fresh := false
	now := make(map[string]bool, len(ids))
	for _, id := range ids {
		now[id] = true
		fresh = fresh || !m.ids[id]
	}
	began := s.Offset
	to, ended := m.step(began, len(ids), unreadable, next, fresh)
	if !ended {
		s.Offset, m.ids = to, now
		s.Length = max(s.Length, next)
		return nil
	}
	s.Offset, m.ids = 0, nil
	was := s.Length
	if rows == 0 && began == 0 {
		if was > 0 {
			return unconfirmed(showsNo(name))
		}
		return nil
	}
	s.Length, s.Done, m.bad = began+min(rows, m.overlap()), p.start, m.counting
	if rows == 0 && 2*began < was {
		return unconfirmed(showsNo(name))
	}
	return nil
}

func showsNo(name string) string { return "The portal shows no " + name + " where there were some." }

// sweepWithin is how long a sweep of the longer list takes, at a page a pass; zero before a page was seen.
func (m *memory) sweepWithin(c backend.Cursor) time.Duration {
	passes := 0
	for _, l := range []struct{ length, rows int }{{c.Services.Length, m.services.rows}, {c.Orders.Length, m.orders.rows}} {
		if l.rows > 0 {
			passes = max(passes, (l.length+l.rows-1)/l.rows)
		}
	}
	return time.Duration(passes) * every
}
