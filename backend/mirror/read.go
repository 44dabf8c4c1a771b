package mirror

import (
	"cmp"
	"context"
	"slices"
	"time"

	"commsdesk/backend/telecom"
)

// ReadService reads one service and all its orders now.
func (m *Mirror) ReadService(ctx context.Context, id string) error {
	ctx, _ = telecom.WithAges(ctx)
	c := m.cache.Cursor()
	orders, changed, _, err := m.readService(ctx, id, &c)
	m.addSideRead(orders, changed)
	return err
}

// ReadOrder reads one order now, whether or not a list shows it.
func (m *Mirror) ReadOrder(ctx context.Context, id string) error {
	_, err := m.readAndApply(ctx, func() (telecom.Changes, error) {
		o, err := m.source.Order(ctx, id)
		return telecom.Changes{Orders: []telecom.Order{o}}, err
	}, func(c telecom.Changes, a telecom.Applied) { m.addSideRead(c.Orders, a.Orders) })
	return err
}

// addSideRead keeps changes outside of passes for the next pass to follow up.
func (m *Mirror) addSideRead(orders []telecom.Order, changed []string) {
	if len(changed) > 0 {
		m.mu.Lock()
		m.sideReads = append(m.sideReads, sideRead{orders, changed})
		m.mu.Unlock()
	}
}

// readService reads a service, and remembers when it was, or last was, confirmed. Proven is true if it has no other
// orders.
func (m *Mirror) readService(ctx context.Context, id string, c *telecom.Cursor) (orders []telecom.Order, changed []string, proven bool,
	err error) {
	start := m.wall().UTC()
	orders, changed, proven, err = m.readActivity(ctx, id, c)
	start = start.Add(-telecom.AgesOf(ctx).Oldest())
	m.mu.Lock()
	defer m.mu.Unlock()
	switch codeOf(err) {
	case "":
		m.updated[id] = start
		delete(m.doubted, id)
	case telecom.Unconfirmed, telecom.NotFound:
		m.doubted[id] = m.updatedAt(id)
	}
	return orders, changed, proven, err
}

// readActivity returns the orders it read, the ids of those that changed, and whether it is proven that there are no
// others.
func (m *Mirror) readActivity(ctx context.Context, id string, c *telecom.Cursor) (orders []telecom.Order, changed []string, proven bool,
	err error) {
	known, err := m.cache.Orders(id)
	if err != nil {
		return nil, nil, false, err
	}
	ids := make([]string, len(known))
	for i, o := range known {
		ids[i] = o.ID
	}
	var partly error // some of the orders could not be read; the others still count
	gather := func(o []telecom.Order, a []string) { orders, changed = append(orders, o...), append(changed, a...) }
	_, err = m.readAndApply(ctx, func() (telecom.Changes, error) {
		s, err := m.source.Service(ctx, id)
		if codeOf(err) == telecom.NotFound {
			return telecom.Changes{}, unconfirmed("The portal no longer shows this service.")
		}
		if err != nil {
			return telecom.Changes{}, err
		}
		page, all, err := m.source.OrdersOf(ctx, s, ids)
		if err != nil && len(page.Items) == 0 {
			return telecom.Changes{}, err
		}
		partly = err
		if len(page.Items) == 0 && len(known) > 0 {
			return telecom.Changes{}, unconfirmed("The portal shows no orders for this service, although it did before.")
		}
		proven = all
		return telecom.Changes{Services: []telecom.Service{s}, Orders: page.Items}, nil
	}, func(c telecom.Changes, a telecom.Applied) { gather(c.Orders, a.Orders) })
	if err = cmp.Or(err, partly); err != nil {
		return orders, changed, false, err
	}
	if !proven { // an order that nobody knows yet is among the newest
		proven, err = m.readNewest(ctx, c, gather)
	}
	return orders, changed, proven, err
}

// newestAtMost is how many pages of the newest orders are read: nobody places more between two passes, and the sweep
// finds the rest.
const newestAtMost = 500

// readNewest reads the newest orders until a page brings nothing unknown, and one page more, since lists move while
// they are read; but at least as far as they were read before: known orders may come from elsewhere, or from an
// interrupted reading. Of an unsortable list it reads the beginning and the end. All is true if there can be no other
// new ones: if a page comes again before that, the portal may ignore the offset. Where pages can overlap, each begins with
// the last row of the one before: a portal that takes the offset for something else would leave rows out between them.
func (m *Mirror) readNewest(ctx context.Context, c *telecom.Cursor, note func([]telecom.Order, []string)) (all bool, err error) {
	began := m.wall()
	m.mu.Lock()
	back := m.reached
	m.mu.Unlock()
	if back.IsZero() {
		back = c.CompleteAt
	}
	offset, enough := 0, false
	met := map[string]bool{}
	tail := "" // the last row of the page before; empty: pages cannot overlap, or it could not be read
	for pages := 1; ; pages++ {
		sorted, fresh, last, again, apart, nothing := false, 0, false, false, false, false
		var oldest time.Time
		_, err := m.readAndApply(ctx, func() (telecom.Changes, error) {
			at := offset
			if tail != "" {
				at--
			}
			got, ok, err := m.ordersAt(ctx, at, telecom.NewestRows, telecom.NewestRows, true)
			if err == nil && ok && offset == 0 && len(got.ids) == 0 && c.Orders.Length > 0 {
				err = unconfirmed(shownOf(0, 0, "orders"))
			}
			before := len(met)
			for _, id := range got.ids {
				met[id] = true
			}
			apart = tail != "" && !slices.Contains(got.ids, tail)
			nothing = tail != "" && got.next <= offset && got.total != got.next
			sorted, last, offset, oldest = ok, got.last || got.next <= offset, got.next, got.oldest
			again = enough && len(met) == before && len(got.ids) > 0
			if tail = ""; !got.strict && got.unreadable == 0 && len(got.ids) > 0 {
				tail = got.ids[len(got.ids)-1]
			}
			meetSkew(c, got.skew)
			return got.Changes, err
		}, func(c telecom.Changes, a telecom.Applied) {
			fresh = a.NewOrders
			note(c.Orders, a.Orders)
		})
		switch {
		case err != nil:
			return false, err
		case !sorted:
			if err := m.readBothEnds(ctx, c, note); err != nil {
				return false, err
			}
			m.reach(ctx, began)
			return false, nil
		case apart: // rows between the pages were not read, so nothing is reached
			return false, nil
		case nothing: // a list ends only where the portal counts to, or with an empty page
			tail = ""
			continue
		case last, pages > newestAtMost, fresh == 0 && enough && !oldest.After(back.Add(c.Skew-time.Minute)):
			m.reach(ctx, began)
			return pages <= newestAtMost, nil
		case again: // what follows was not read, so nothing is reached
			return false, nil
		}
		enough = fresh == 0
	}
}

// reach notes when the newest orders were read back to where they had been read before.
func (m *Mirror) reach(ctx context.Context, began time.Time) {
	m.mu.Lock()
	m.reached = began.Add(-telecom.AgesOf(ctx).Oldest())
	m.mu.Unlock()
}

// readBothEnds reads the first orders of the list and those from where it ended last time: in any list that grows in
// order, new ones can only be there. If nothing is there any more, the list became shorter, and its end is found by
// halving.
func (m *Mirror) readBothEnds(ctx context.Context, c *telecom.Cursor, note func([]telecom.Order, []string)) error {
	e := newEdges()
	for pages := 1; ; pages++ {
		over := false
		_, err := m.readAndApply(ctx, func() (telecom.Changes, error) {
			got, _, err := m.ordersAt(ctx, e.offset, e.limit, e.limit, false)
			if err != nil {
				return telecom.Changes{}, err
			}
			if e.offset == 0 && got.last && c.Orders.Length > 0 {
				return telecom.Changes{}, unconfirmed(shownOf(0, 0, "orders"))
			}
			meetSkew(c, got.skew)
			over = e.take(got, &c.Orders.Length)
			return got.Changes, nil
		}, func(c telecom.Changes, a telecom.Applied) { note(c.Orders, a.Orders) })
		switch {
		case err != nil || over:
			return err
		case pages > newestAtMost:
			return endless("orders")
		}
	}
}

// readOrder reads one order that was open.
func (p *pass) readOrder(ctx context.Context, id string) error {
	return p.ordersStep(ctx, func() (telecom.Page[telecom.Order], error) {
		o, err := p.source.Order(ctx, id)
		return telecom.Page[telecom.Order]{Items: []telecom.Order{o}}, err
	})
}

// ordersStep reads orders, applies them, and remembers what it confirmed.
func (p *pass) ordersStep(ctx context.Context, read func() (telecom.Page[telecom.Order], error)) error {
	_, err := p.readAndApply(ctx, func() (telecom.Changes, error) {
		page, err := read()
		meetSkew(&p.cursor, page.Skew)
		return telecom.Changes{Orders: page.Items}, err
	}, func(c telecom.Changes, a telecom.Applied) {
		for _, o := range c.Orders {
			p.memory.confirmed[o.ID], p.got[o.ID] = p.asOf(), true
			p.settled(o.ID)
		}
		p.note(c.Orders, a.Orders)
	})
	return err
}

// readAndApply reads and applies in one turn, so that the later of two answers is the one that stays.
func (m *Mirror) readAndApply(ctx context.Context, read func() (telecom.Changes, error),
	then func(telecom.Changes, telecom.Applied)) (telecom.Applied, error) {
	if err := enter(ctx, m.turn); err != nil {
		return telecom.Applied{}, err
	}
	defer func() { <-m.turn }()
	began := m.wall().UTC()
	c, err := read()
	if err != nil {
		return telecom.Applied{}, err
	}
	if len(c.Services) == 0 && len(c.Orders) == 0 && len(c.Gone.Services) == 0 && len(c.Gone.Orders) == 0 && c.Cursor == nil {
		return telecom.Applied{}, nil
	}
	c.ReadAt, c.SeenAt = began.Add(-telecom.AgesOf(ctx).Oldest()), m.wall().UTC()
	a, err := m.apply(c)
	if err == nil && then != nil {
		then(c, a)
	}
	return a, err
}

// apply writes readings to the cache, and reports a change.
func (m *Mirror) apply(c telecom.Changes) (telecom.Applied, error) {
	a, err := m.cache.Apply(c)
	if err == nil && (len(a.Services) > 0 || len(a.Orders) > 0) {
		m.changed()
	}
	return a, err
}

// meetSkew records how far the portal's clock is off. If that clock was set, everything is read anew: the portal may now
// give other times, also of orders that ended.
func meetSkew(c *telecom.Cursor, skew time.Duration) {
	if learnSkew(&c.Skew, skew) {
		c.ReadWith = ""
	}
}

// sortByTurn puts the orders first that were not asked for longest, and those last that the portal cannot give.
func (p *pass) sortByTurn(ids []string) {
	last := func(id string) time.Time {
		read, tried := p.memory.confirmed[id], p.memory.unreadable[orderName(id)].tried
		if tried.After(read) {
			return tried
		}
		return read
	}
	lost := func(id string) int {
		if p.memory.lost(orderName(id)) {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(ids, func(a, b string) int {
		return cmp.Or(cmp.Compare(lost(a), lost(b)), last(a).Compare(last(b)), cmp.Compare(a, b))
	})
}

// ReadFresh reads everything that is open on a service now or, without a service, everything that is new: what a new
// order could collide with. If it returns an error, that is not proved, and nothing may be sent.
//
// That takes a portal that filters by service, or sorts by date, so that the orders can be read back to those already
// known. Otherwise it must filter by every open state, and both ends of its list are read. No cached answer counts.
func (m *Mirror) ReadFresh(ctx context.Context, serviceID string) error {
	ctx = telecom.WithFreshAges(ctx)
	c := m.cache.Cursor()
	if c.CompleteAt.IsZero() {
		// Not Unconfirmed: nothing is asked here, so this is no search for the outcome of an unsure order either.
		return &telecom.Error{Code: telecom.NotFound, Text: "The first copy of the portal is not complete yet, so open orders cannot be " +
			"checked. The order was not sent; your draft is kept. Wait until the copy is complete, then place the order again."}
	}
	var orders []telecom.Order
	var changed []string
	proven := false
	note := func(o []telecom.Order, ids []string) { orders, changed = append(orders, o...), append(changed, ids...) }
	defer func() { m.addSideRead(orders, changed) }()
	var err error
	if serviceID == "" {
		proven, err = m.readNewest(ctx, &c, note)
	} else {
		orders, changed, proven, err = m.readService(ctx, serviceID, &c)
	}
	if err != nil || proven {
		return err
	}
	known, err := m.cache.OpenOrders()
	if err != nil {
		return err
	}
	_, err = m.readAndApply(ctx, func() (telecom.Changes, error) {
		page, err := m.source.AllOpenOrders(ctx, known)
		proven = page.Last
		return telecom.Changes{Orders: page.Items}, err
	}, func(c telecom.Changes, a telecom.Applied) { note(c.Orders, a.Orders) })
	if err == nil && !proven {
		err = cannotCheckOpen("This portal lists neither the orders of one service nor the newest orders, so open orders cannot be checked.")
	}
	return err
}

func cannotCheckOpen(why string) error {
	return &telecom.Error{Code: telecom.Unconfirmed, Text: why + " The order was not sent; your draft is kept. Check the activity in " +
		"the portal."}
}
