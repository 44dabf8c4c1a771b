package mirror

import (
	"context"
	"errors"
	"fmt"
	"time"

	"commsdesk/backend/telecom"
)

// Counts are the distinct records that a full pass read.
type Counts struct {
	Services, Orders, Unreadable int
}

// Pass reads everything once: both lists whole, whatever was read before.
func (m *Mirror) Pass(ctx context.Context) (Counts, error) {
	var n Counts
	err := m.run(ctx, func(ctx context.Context, p *pass) error {
		var err error
		p.once = true
		n, err = p.everything(ctx, false)
		return err
	})
	return n, err
}

// anew marks a cursor while a whole copy that was read with other rules is read anew.
const anew = "anew: "

// firstCopy reads both lists whole, resuming a copy with the same rules that was interrupted.
func (p *pass) firstCopy(ctx context.Context) error {
	rules := p.readWith
	if !p.cursor.CompleteAt.IsZero() {
		rules = anew + p.readWith
	}
	resume := p.cursor.ReadWith == rules || p.cursor.ReadWith == "" && p.cursor.CompleteAt.IsZero()
	p.cursor.ReadWith = rules
	_, err := p.everything(ctx, resume)
	return err
}

// copying is the reading of one whole list.
type copying struct {
	list
	resumes    bool // if it is interrupted, it can be resumed
	resumed    bool // it resumed an interrupted one
	byPlace    bool // records are counted by their place in the list: it was interrupted, or the list holds rows of other kinds
	known      int  // found by the last whole reading
	seen       map[string]bool
	size       int // of the ids seen, in bytes
	total      int // as the portal counts
	unreadable int
	done       bool
	doubted    bool // its end was not believed
}

// everything reads both lists whole, a page of each in turn, and applies each page at once, with its place.
func (p *pass) everything(ctx context.Context, resume bool) (Counts, error) {
	services, orders := startCopying(p.wholeServices(), resume, p.start), startCopying(p.wholeOrders(), resume, p.start)
	for !services.done || !orders.done {
		if p.wall().Sub(p.start) > wholeWithin {
			return Counts{}, tooSlow()
		}
		for _, l := range []*copying{services, orders} {
			if l.done {
				continue
			}
			if err := p.copyPage(ctx, l); err != nil {
				return Counts{}, errors.Join(err, p.doubt(l))
			}
		}
		p.tell(func(f *telecom.Freshness) {
			f.Copied = services.copied() + orders.copied()
			f.Expected = max(services.total, services.copied()) + max(orders.total, orders.copied())
		})
	}
	began := p.asOf()
	if s := p.cursor.Services.Began; s.Before(began) {
		began = s
	}
	if s := p.cursor.Orders.Began; s.Before(began) {
		began = s
	}
	p.cursor.CompleteAt, p.cursor.ReadWith = began, p.readWith
	now := time.Now().UTC()
	for _, l := range []*copying{services, orders} {
		*l.sweep = telecom.Sweep{Began: l.sweep.Began, Done: now, Length: l.copied()}
	}
	p.memory.services, p.memory.orders = services.after(), orders.after()
	_, err := p.apply(telecom.Changes{ReadAt: p.asOf(), Cursor: &p.cursor})
	if err == nil {
		err = p.follow(ctx)
	}
	if err == nil {
		err = p.unshown(ctx, services, orders)
	}
	return Counts{len(services.seen), len(orders.seen), services.unreadable + orders.unreadable}, err
}

// unshown handles known records that a whole reading did not show. The next sweep tells whether they are gone; where no
// sweep follows, the portal is asked for them now.
func (p *pass) unshown(ctx context.Context, services, orders *copying) (err error) {
	if services.resumed || orders.resumed {
		return nil // it did not see everything
	}
	p.memory.services.missed = setOf(p.cache.UnseenServices(services.met))
	ids, err := p.cache.UnseenOrders(orders.met)
	if err != nil {
		return err
	}
	p.memory.orders.missed = setOf(ids)
	if !p.once {
		return nil
	}
	service := func(id string) error { _, err := p.source.Service(ctx, id); return err }
	if err := p.memory.services.removeUnseen(services, service, func(id string) error { return p.askService(ctx, id) }); err != nil {
		return err
	}
	order := func(id string) error { _, err := p.source.Order(ctx, id); return err }
	return p.memory.orders.removeUnseen(orders, order, func(id string) error { return p.askOrder(ctx, id) })
}

// doubt remembers where a whole reading ended too early: if the next one ends there too, the list became shorter.
func (p *pass) doubt(l *copying) error {
	if !l.doubted || l.resumes || l.copied() == 0 {
		return nil
	}
	l.sweep.Length = l.copied()
	_, err := p.apply(telecom.Changes{Cursor: &p.cursor})
	return err
}

// wholeWithin is how long one reading of everything may take. In a window the next pass resumes it.
const wholeWithin = 6 * time.Hour

func tooSlow() error {
	return &telecom.Error{Code: telecom.Broken,
		Text: "The portal could not be read completely within six hours, so Commsdesk gave up. What you see is not complete. Ask the " +
			"portal’s administrator why its lists are so slow, or whether they ever end."}
}

func startCopying(of list, resume bool, now time.Time) *copying {
	of.page = &page{}
	l := &copying{list: of, resumes: resume, known: of.sweep.Length, seen: map[string]bool{}}
	if resume && l.sweep.Offset > 0 && !l.sweep.Began.IsZero() {
		l.resumed, l.byPlace = true, true
	} else {
		l.sweep.Offset, l.sweep.Began = 0, now
	}
	return l
}

// aged moves the beginning back to the time for which the oldest answer is true.
func (l *copying) aged(asOf time.Time) {
	if asOf.Before(l.sweep.Began) {
		l.sweep.Began = asOf
	}
}

// copied returns how many records are here, or the place in the list.
func (l *copying) copied() int {
	if l.byPlace {
		return max(l.sweep.Offset, len(l.seen))
	}
	return len(l.seen)
}

// after returns the page with which the sweeps begin after a whole reading: a smaller one.
func (l *copying) after() page {
	return page{bad: l.unreadable, rows: min(l.page.rows, telecom.SweepRows), strict: l.page.strict}
}

// doubtful reports whether an end here is not to be believed: nothing where something was, or less than half of what
// was there or of what the portal itself counted. Its count may be wrong: if a resumed copy finds its place still
// empty, that is the end.
func (l *copying) doubtful() bool {
	if l.sweep.Offset == 0 {
		return l.known > 0
	}
	return len(l.seen) > 0 && 2*l.copied() < l.was()
}

func (l *copying) met(id string) bool { return l.seen[id] }

// was returns how many records there were, or are as the portal counts them.
func (l *copying) was() int {
	if l.resumes {
		return max(l.known, l.total)
	}
	return l.known
}

// take moves a whole reading over a page that was read.
func (l *copying) take(got portion) error {
	if got.rows() == 0 && !got.goesOn(l.sweep.Offset) && l.doubtful() {
		l.doubted = true
		return unconfirmed(shownOf(len(l.seen), l.was(), l.name))
	}
	fresh := false
	for _, id := range got.ids {
		if !l.seen[id] {
			fresh, l.seen[id] = true, true
			l.size += weight(id)
		}
	}
	if l.size > seenAtMost || l.sweep.Offset > placeAtMost {
		l.sweep.Offset = 0 // the next reading starts over
		return endless(l.name)
	}
	l.total = max(l.total, got.total)
	l.unreadable += got.unreadable
	to, done, err := l.page.move(l.sweep.Offset, got, fresh)
	if err == nil {
		l.sweep.Offset, l.done = to, done
	}
	if err == nil && done && len(l.seen) == 0 && l.unreadable > 0 && !l.resumed {
		return noneReadable(l.name, l.unreadable)
	}
	return err
}

// noneReadable is the error for a list of which nothing could be understood: what lists it is hardly what is named.
func noneReadable(name string, n int) error {
	return &telecom.Error{Code: telecom.Broken, Text: fmt.Sprintf(
		"The portal lists %d records as its %s, and Commsdesk can read none of them. "+
			"Nothing was read. Check the address in the configuration, or ask the portal’s administrator.", n, name)}
}

// copyPage reads one page and applies it.
func (p *pass) copyPage(ctx context.Context, l *copying) error {
	_, err := p.readAndApply(ctx, func() (telecom.Changes, error) {
		got, err := l.read(ctx, l.sweep.Offset)
		if err != nil {
			return got.Changes, err
		}
		if err := l.take(got); err != nil {
			return got.Changes, err
		}
		l.aged(p.asOf())
		meetSkew(&p.cursor, got.skew)
		c := got.Changes
		if len(got.ids) > 0 {
			cursor := p.cursor
			c.Cursor = &cursor
		}
		return c, nil
	}, func(c telecom.Changes, a telecom.Applied) {
		// A service may have been read before an order on it ended, and the carrier's last word may still come.
		p.memory.noteOrders(lately(c.Orders, p.start.Add(p.cursor.Skew)), a.Orders, p.start, true)
	})
	return err
}

// lately returns the orders that changed since a time in the portal's clock, or so shortly before that they are read
// once more.
func lately(orders []telecom.Order, since time.Time) (late []telecom.Order) {
	since = since.Add(-onceMore)
	for _, o := range orders {
		if o.LastChange().After(since) {
			late = append(late, o)
		}
	}
	return late
}
