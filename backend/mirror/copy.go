package mirror

import (
	"context"
	"time"

	"commsdesk/backend"
)

// Counts are the distinct records that a full pass read.
type Counts struct {
	Services, Orders, Unreadable int
}

// Pass reads everything once: both lists whole, whatever was read before.
func (m *Mirror) Pass(ctx context.Context) (Counts, error) {
	var n Counts
	err := m.run(ctx, func(p *pass) error {
		var err error
		n, err = p.everything(ctx, false)
		return err
	})
	return n, err
}

// firstCopy reads both lists whole, going on where a copy before was interrupted.
func (p *pass) firstCopy(ctx context.Context) error {
	_, err := p.everything(ctx, true)
	return err
}

// copying is the reading of one whole list.
type copying struct {
	name       string
	sweep      *backend.Sweep
	page       *page
	resumed    bool
	known      int // records the last whole reading found
	seen       map[string]bool
	total      int // what the portal says there are
	unreadable int
	done       bool
	read       func(offset int) (c backend.Changes, ids []string, next, total, unreadable int, skew time.Duration, err error)
}

// everything reads both lists whole, a page of each in turn, and applies each page at once, with how far it has come.
func (p *pass) everything(ctx context.Context, resume bool) (Counts, error) {
	services := p.copying("services", &p.cursor.Services, &p.memory.services, resume, func(offset int) (c backend.Changes, ids []string, next, total, unreadable int, skew time.Duration, err error) {
		page, err := p.source.Services(ctx, offset)
		for _, s := range page.Items {
			ids = append(ids, s.ID)
		}
		return backend.Changes{Services: page.Items}, ids, page.Next, page.Total, page.Unreadable, page.Skew, err
	})
	orders := p.copying("orders", &p.cursor.Orders, &p.memory.orders, resume, func(offset int) (c backend.Changes, ids []string, next, total, unreadable int, skew time.Duration, err error) {
		page, err := p.source.Orders(ctx, offset, 0)
		for _, o := range page.Items {
			ids = append(ids, o.ID)
		}
		return backend.Changes{Orders: page.Items}, ids, page.Next, page.Total, page.Unreadable, page.Skew, err
	})
	for !services.done || !orders.done {
		for _, l := range []*copying{services, orders} {
			if l.done {
				continue
			}
			if err := p.copyPage(ctx, l); err != nil {
				return Counts{}, err
			}
		}
		p.tell(func(f *backend.Freshness) {
			f.Copied = services.copied() + orders.copied()
			f.Expected = max(services.total, services.copied()) + max(orders.total, orders.copied())
		})
	}
	began := p.start
	if s := p.cursor.Services.Began; s.Before(began) {
		began = s
	}
	if s := p.cursor.Orders.Began; s.Before(began) {
		began = s
	}
	p.cursor.CompleteAt = began
	now := time.Now().UTC()
	for _, l := range []*copying{services, orders} {
		*l.sweep = backend.Sweep{Began: l.sweep.Began, Done: now, Length: l.copied()}
	}
	p.memory.services.bad, p.memory.orders.bad = services.unreadable, orders.unreadable
	_, err := p.apply(backend.Changes{ReadAt: p.start, Cursor: &p.cursor})
	if err == nil {
		err = p.follow(ctx)
	}
	return Counts{len(services.seen), len(orders.seen), services.unreadable + orders.unreadable}, err
}

func (p *pass) copying(name string, s *backend.Sweep, of *page, resume bool, read func(offset int) (backend.Changes, []string, int, int, int, time.Duration, error)) *copying {
	l := &copying{name: name, sweep: s, page: of, known: s.Length, seen: map[string]bool{}, read: read}
	if resume && s.Offset > 0 && !s.Began.IsZero() {
		l.resumed = true
	} else {
		s.Offset, s.Began = 0, p.start
	}
	return l
}

// copied is how many records are here; after an interruption it is the place in the list.
func (l *copying) copied() int {
	if l.resumed {
		return max(l.sweep.Offset, len(l.seen))
	}
	return len(l.seen)
}

// copyPage reads one page and applies it.
func (p *pass) copyPage(ctx context.Context, l *copying) error {
	_, err := p.readAndApply(ctx, func() (backend.Changes, error) {
		c, ids, next, total, unreadable, skew, err := l.read(l.sweep.Offset)
		if err != nil {
			return c, err
		}
		if len(ids)+unreadable == 0 && l.sweep.Offset == 0 && l.known > 0 {
			return c, unconfirmed(showsNo(l.name))
		}
		fresh := 0
		for _, id := range ids {
			if !l.seen[id] {
				l.seen[id] = true
				fresh++
			}
		}
		l.total = max(l.total, total)
		l.unreadable += unreadable
		l.sweep.Offset, l.done = l.page.step(l.sweep.Offset, len(ids), unreadable, next, fresh > 0)
		meetSkew(&p.cursor, skew)
		if len(ids) > 0 {
			cursor := p.cursor
			c.Cursor = &cursor
		}
		return c, nil
	}, func(c backend.Changes, a backend.Applied) {
		// A service may have been read before an order on it ended: those that ended while this copy was made.
		p.memory.noteOrders(lately(c.Orders, p.start.Add(p.cursor.Skew)), a.Orders, p.start, false)
	})
	return err
}

// lately are the orders that changed since a time in the portal's clock, or not long before.
func lately(orders []backend.Order, since time.Time) (late []backend.Order) {
	since = since.Add(-time.Minute)
	for _, o := range orders {
		if o.LastChange().After(since) {
			late = append(late, o)
		}
	}
	return late
}
