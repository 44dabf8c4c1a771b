package mirror

import (
	"context"
	"time"

	"commsdesk/backend/telecom"
)

// pass is a running pass.
type pass struct {
	*Mirror
	start   time.Time
	ages    *telecom.Ages // of its readings
	cursor  telecom.Cursor
	problem error           // the first that did not end the pass
	once    bool            // no other pass follows
	got     map[string]bool // orders that it has read

	unreadable map[string]error // by name: records that were not given
}

// asOf returns the time for which the readings of this pass are true: its start, or earlier if a cache had kept an
// answer.
func (p *pass) asOf() time.Time { return p.start.Add(-p.ages.Oldest()) }

// lightPass reads what may have changed; the first ones copy everything.
func (m *Mirror) lightPass(ctx context.Context) error {
	return m.run(ctx, func(ctx context.Context, p *pass) error {
		if p.cursor.CompleteAt.IsZero() || p.cursor.ReadWith != p.readWith {
			return p.firstCopy(ctx)
		}
		return p.changes(ctx)
	})
}

// run is the frame of a pass: one at a time, with the sync status before and after.
func (m *Mirror) run(ctx context.Context, do func(context.Context, *pass) error) error {
	if err := enter(ctx, m.passing); err != nil {
		return err
	}
	defer func() { <-m.passing }()
	if err := m.meetClock(); err != nil {
		return err
	}
	var before telecom.SyncStatus
	m.tell(func(f *telecom.Freshness) {
		before = f.Status
		markRunning(f)
	})
	ctx, ages := telecom.WithAges(ctx)
	p := &pass{Mirror: m, start: m.wall().UTC(), ages: ages, cursor: m.cache.Cursor(), got: map[string]bool{}}
	err := do(ctx, p)
	if err == nil {
		err = p.problem
	}
	if ctx.Err() != nil { // it was stopped on purpose: the portal is not to blame
		m.tell(func(f *telecom.Freshness) { f.Status = before })
		return ctx.Err()
	}
	if err != nil {
		m.failed(err, m.wall())
		m.tell(func(f *telecom.Freshness) { markFailed(f, err, m.wall()) })
		return err
	}
	m.tell(func(f *telecom.Freshness) {
		markFresh(f, p.cursor.CompleteAt, m.memory.services.bad+m.memory.orders.bad)
		markTurns(f, m.wall(), ages.Oldest(), "open orders", "service")
		f.SweepWithin = m.memory.sweepWithin(p.cursor)
	})
	return nil
}

// changes is a pass over a complete copy.
func (p *pass) changes(ctx context.Context) error {
	known, err := p.cache.OpenOrders()
	if err != nil {
		return err
	}
	p.mu.Lock()
	beside := p.sideReads
	p.sideReads = nil
	p.mu.Unlock()
	for _, b := range beside {
		p.note(b.orders, b.changed)
	}
	broken := map[string]bool{}
	for _, step := range []struct {
		api string // an API that failed in this pass is not asked again in it
		do  func(context.Context) error
	}{
		{"both", func(ctx context.Context) error { return p.probe(ctx, known) }},
		{"both", p.readWatched},
		{"orders", func(ctx context.Context) error { return p.readOpen(ctx, known) }},
		{"orders", func(ctx context.Context) error {
			_, err := p.readNewest(ctx, &p.cursor, p.noteEnds())
			return err
		}},
		{"orders", p.readOnceMore},
		{"services", p.follow},
		{"services", p.sweepServices},
		{"orders", p.sweepOrders},
		{"services", p.settleServices},
		{"orders", p.settleOrders},
		{"services", p.follow},
	} {
		if broken[step.api] {
			continue
		}
		if err := step.do(ctx); err != nil {
			if p.ends(err) {
				return err
			}
			broken[step.api] = true
		}
	}
	if len(broken) == 0 {
		p.judge()
	}
	if p.problem == nil {
		if at := p.memory.oldest(known, p.asOf()); at.After(p.cursor.CompleteAt) {
			p.cursor.CompleteAt = at
		}
	}
	p.meetClocks()
	_, err = p.apply(telecom.Changes{ReadAt: p.start, Cursor: &p.cursor})
	return err
}

// meetClocks postpones reading everything anew after the portal's clock was set, until a sweep could have done it:
// several servers behind one address may have different clocks.
func (p *pass) meetClocks() {
	if p.cursor.ReadWith != p.readWith {
		p.memory.jumped, p.cursor.ReadWith = true, p.readWith
	}
	if p.memory.jumped && p.start.Sub(p.memory.anew).Abs() >= p.memory.sweepWithin(p.cursor) {
		p.memory.jumped, p.memory.anew, p.cursor.ReadWith = false, p.start, ""
	}
}

// probe finds out what the portal can do, if that is due. Its failure does not fail the pass, which asks for what it
// needs itself.
func (p *pass) probe(ctx context.Context, known []telecom.Order) error {
	_ = p.source.Probe(ctx, known)
	return ctx.Err()
}

// ends reports whether an error ends the pass. One API may fail, or one service be missing, while the rest can be read;
// the pass is incomplete then, but what it read is kept.
func (p *pass) ends(err error) bool {
	switch codeOf(err) {
	case telecom.Broken, telecom.NotFound, telecom.Unconfirmed:
		if p.problem == nil {
			p.problem = err
		}
		return false
	}
	return true
}

func (p *pass) readWatched(ctx context.Context) error {
	id := p.watching()
	if id == "" {
		return nil
	}
	orders, changed, _, err := p.readService(ctx, id, &p.cursor)
	if codeOf(err) == telecom.Unconfirmed || codeOf(err) == telecom.NotFound {
		err = nil // its own age does not advance; the rest of the copy is unaffected
	}
	p.note(orders, changed)
	if p.passOver(serviceName(id), err) {
		return nil
	}
	return err
}

// noteEnds is note; in the first pass of a run it also remembers what ended shortly before, to read it once more.
func (p *pass) noteEnds() func([]telecom.Order, []string) {
	if !p.firstPass() {
		return p.note
	}
	return func(orders []telecom.Order, changed []string) {
		p.note(orders, changed)
		for _, o := range lately(orders, p.start.Add(p.cursor.Skew-onceMore)) {
			if !o.Open() && len(p.memory.again) < remembersMax {
				p.memory.again[o.ID] = p.start.Add(onceMore)
			}
		}
	}
}

// note receives every reading of orders.
func (p *pass) note(orders []telecom.Order, changed []string) {
	p.memory.noteOrders(orders, changed, p.start, true)
}

// readOpen reads the orders known to be open: in a few questions where the portal allows that, and the missing ones one
// by one, those confirmed longest ago first.
func (p *pass) readOpen(ctx context.Context, known []telecom.Order) error {
	turns := false
	err := p.ordersStep(ctx, func() (telecom.Page[telecom.Order], error) {
		page, err := p.source.OpenOrders(ctx, known)
		turns = len(page.Items) > 0 && (!page.Last || p.memory.turning) // some of them, or the rest
		p.memory.turning = len(page.Items) > 0 && !page.Last
		return page, err
	})
	if err != nil {
		return err
	}
	isKnown := make(map[string]bool, len(known))
	of := make(map[string][]string, len(known))
	var missing []string
	for _, o := range known {
		isKnown[o.ID], of[o.ID] = true, o.ServiceIDs
		read := p.memory.confirmed[o.ID]
		soon := turns && o.State != "" && p.start.Sub(read) < turnsWithin
		if !p.got[o.ID] && read.Before(p.start) && !soon {
			missing = append(missing, o.ID)
		}
	}
	for id := range p.memory.confirmed {
		if !isKnown[id] && !p.got[id] && p.memory.confirmed[id].Before(p.start) {
			delete(p.memory.confirmed, id)
		}
	}
	p.sortByTurn(missing)
	row := 0
	for _, id := range missing[:min(len(missing), telecom.OpenByID)] {
		err := p.readOrder(ctx, id)
		if p.passOver(orderName(id), err) {
			if row++; row == unreadableInARow {
				return nil
			}
			continue
		}
		row = 0
		switch codeOf(err) {
		case telecom.NotFound: // its services are as old as they were; the others are unaffected
			p.notShown(id, of[id])
		case "":
		default:
			return err
		}
		p.memory.confirmed[id] = p.asOf()
	}
	return nil
}

// turnsWithin is how soon open orders that are read in turns come up by themselves.
const turnsWithin = 5 * time.Minute

// readOnceMore reads the orders that became final a while ago, for the last time.
func (p *pass) readOnceMore(ctx context.Context) error {
	n, row := 0, 0
	for id, due := range p.memory.again {
		if due.After(p.start) || n == onceMoreAt || row == unreadableInARow {
			continue
		}
		n++
		delete(p.memory.again, id)
		_, err := p.readAndApply(ctx, func() (telecom.Changes, error) {
			o, err := p.source.Order(ctx, id)
			return telecom.Changes{Orders: []telecom.Order{o}}, err
		}, func(c telecom.Changes, a telecom.Applied) {
			p.memory.noteOrders(c.Orders, a.Orders, p.start, false)
		})
		if p.passOver(orderName(id), err) {
			if row++; !p.memory.lost(orderName(id)) {
				p.memory.again[id] = due
			}
			continue
		}
		row = 0
		if err != nil && codeOf(err) != telecom.NotFound {
			p.memory.again[id] = due
			return err
		}
	}
	return nil
}

// follow reads the services whose orders changed.
func (p *pass) follow(ctx context.Context) error {
	n, row := 0, 0
	for id := range p.memory.follow {
		if p.unreadable[serviceName(id)] != nil {
			continue // it was tried in this pass
		}
		if n++; n > followedAt || row == unreadableInARow {
			return nil // the rest in the next pass
		}
		_, err := p.readAndApply(ctx, func() (telecom.Changes, error) {
			s, err := p.source.Service(ctx, id)
			return telecom.Changes{Services: []telecom.Service{s}}, err
		}, nil)
		if p.passOver(serviceName(id), err) {
			if row++; p.memory.lost(serviceName(id)) {
				delete(p.memory.follow, id)
			}
			continue
		}
		row = 0
		if err != nil && codeOf(err) != telecom.NotFound {
			return err
		}
		delete(p.memory.follow, id)
	}
	return nil
}
