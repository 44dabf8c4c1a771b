package store

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"commsdesk/backend/telecom"

	bolt "go.etcd.io/bbolt"
)

// OrderList returns a part of the list of orders across services, from memory; only the orders of that part are read from the
// disk. An offset past the end returns no rows; a limit of 0 means 100. The default is newest first. The error is a
// *telecom.Error: Damaged or Internal.
func (c *Cache) OrderList(q telecom.OrderQuery) (telecom.OrderListing, error) {
	if c.done.Load() {
		return telecom.OrderListing{}, closed()
	}
	l, rows := c.orderRows(q)
	err := c.view(func(tx *bolt.Tx) error {
		for i := range rows {
			row, ok, err := c.orderSummary(tx, &rows[i])
			if err != nil {
				return err
			}
			if ok {
				l.Rows = append(l.Rows, row)
			}
		}
		return nil
	})
	return l, err
}

// OrderNeighbours returns the position of an action, from 1, in the list of a query, whatever its offset and limit, and the
// IDs before and after it, empty at the ends. Ok is false if it is not in the list.
func (c *Cache) OrderNeighbours(q telecom.OrderQuery, id string) (position int, previous, next string, ok bool) {
	c.showing.Lock()
	defer c.showing.Unlock()
	ix := c.index
	list := ix.orderList(q)
	return neighboursAt(list, slices.IndexFunc(list, func(r orderRef) bool { return ix.orderID(r) == id }), ix.orderID)
}

// OrderCounts returns how many actions are open and how many of them are stuck at a time in the portal's clock.
func (c *Cache) OrderCounts(now time.Time) (open, stuck int) {
	c.showing.Lock()
	defer c.showing.Unlock()
	return len(c.index.openOrders()), c.index.stuckOrders(now)
}

// Action returns the action that an order belongs to, and the ID of its service; that is empty if the order names none, or one
// that the portal has not listed. Ok is false if the order is not known. The error is a *telecom.Error: Damaged or Internal.
func (c *Cache) Action(orderID string) (event telecom.Event, serviceID string, ok bool, err error) {
	r, err := one[orderRecord](c, bucketOrders, orderID)
	if err != nil || r == nil {
		return event, "", false, err
	}
	orders, err := c.ordersByID(c.besides(r, &serviceID))
	if err != nil {
		return event, "", false, err
	}
	for _, e := range telecom.Events(orders) {
		if e.Order.ID == orderID || slices.ContainsFunc(e.Parts, func(o telecom.Order) bool { return o.ID == orderID }) {
			return e, serviceID, true, nil
		}
	}
	return telecom.Event{Order: toOrder(r)}, serviceID, true, nil
}

// besides returns the IDs of the orders of the entry that an order is shown in, and the ID of its service, if that is known.
func (c *Cache) besides(r *orderRecord, serviceID *string) []string {
	c.showing.Lock()
	defer c.showing.Unlock()
	ix := c.index
	var slots []int32
	for _, id := range homesOf(r) {
		if slot, found := ix.slots[id]; found {
			slots = append(slots, slot)
		}
	}
	for _, slot := range append(slots, ix.listers[r.ID]...) {
		if e := ix.entries[slot]; e.known {
			*serviceID = e.id
			return e.orders()
		}
	}
	if len(slots) > 0 {
		return ix.entries[slots[0]].orders()
	}
	return nil
}

// orderRow is a row to be read from the disk. Entries do not change once published.
type orderRow struct {
	entry *entry
	head  int32
	found string
}

// orderRows answers a query as far as memory goes.
func (c *Cache) orderRows(q telecom.OrderQuery) (telecom.OrderListing, []orderRow) {
	c.showing.Lock()
	defer c.showing.Unlock()
	ix := c.index
	list := ix.orderList(q)
	v := ix.allOrders()
	l := telecom.OrderListing{
		Revision: c.state.Revision, Matching: len(list),
		Total: len(v.all), Open: len(ix.openOrders()), Failed: v.failed, Stuck: ix.stuckOrders(q.Now), Here: len(ix.ordersHere(q.Here)),
		Kinds: v.kindCounts(),
	}
	search := parseSearch(q.Text, ix.callingCode)
	part := pageOf(list, q.Offset, q.Limit)
	rows := make([]orderRow, len(part))
	for i, ref := range part {
		e := ix.entries[ref.slot]
		rows[i] = orderRow{entry: e, head: ref.head}
		if len(search) > 0 {
			e.matching(search, func(head int32, found string) {
				if head == ref.head && found != e.order(head) {
					rows[i].found = cmp.Or(rows[i].found, found)
				}
			})
		}
	}
	l.Rows = make([]telecom.OrderSummary, 0, len(part))
	return l, rows
}

// orderSummary reads one row. Ok is false if its order was removed meanwhile.
func (c *Cache) orderSummary(tx *bolt.Tx, row *orderRow) (s telecom.OrderSummary, ok bool, err error) {
	e := row.entry
	head, err := c.findOrder(tx, e.order(row.head))
	if err != nil || head == nil {
		return s, false, err
	}
	s = telecom.OrderSummary{Event: telecom.Event{Order: toOrder(head)}, Found: row.found}
	for i, f := range e.facts {
		if f.head != row.head || int32(i) == row.head || f.flags&factRead == 0 {
			continue
		}
		part, err := c.findOrder(tx, e.order(int32(i)))
		if err != nil {
			return s, false, err
		}
		if part != nil {
			s.Event.Parts = append(s.Event.Parts, toOrder(part))
		}
	}
	if e.known {
		s.ServiceID, s.Number, s.Customer = e.id, e.number, e.customer
	}
	s.Clock, _ = telecom.ClockOfEvent(&s.Event, e.platform, c.rules.Limits, c.rules.Zone)
	return s, true, nil
}

// matching calls back for each action of an entry that a search matches: the whole entry if the search matches what is visible
// of the service, or else the actions with the order that it matches. Found is what it matched, if that is hidden.
func (e *entry) matching(s search, visit func(head int32, found string)) {
	hidden, ok := s.match(e)
	if !ok {
		return
	}
	if hidden == "" || hidden == e.sim.Number {
		for i, f := range e.facts {
			if f.flags&factRead != 0 && int(f.head) == i {
				visit(f.head, hidden)
			}
		}
		return
	}
	one := *e // with one order at a time
	one.listed = nil
	rest, known := e.text[e.sight:], e.text[:e.sight]
	card, rest, _ := strings.Cut(rest, "\n")
	for i, f := range e.facts {
		line, after, _ := strings.Cut(rest, "\n")
		if rest = after; f.flags&factRead == 0 {
			continue
		}
		one.named, one.text = []string{e.order(int32(i))}, known+card+"\n"+line+"\n"
		if found, ok := s.match(&one); ok {
			visit(f.head, found)
		}
	}
}

// actionViews are lists of actions, which stay valid until the index changes.
type actionViews struct {
	made bool
	open []orderRef // in no particular order

	sorted bool
	all    []orderRef // newest first
	failed int
	kinds  [256]int32

	here      []string // the orders placed here for which the next is true
	placed    []orderRef
	placedSet bool

	last *orderAnswer
}

// orderRef names an action of an entry.
type orderRef struct {
	placed     uint32
	slot, head int32
}

// orderAnswer is the whole list of a query, kept for its next page.
type orderAnswer struct {
	query telecom.OrderQuery // without offset, limit and what was placed here
	list  []orderRef
}

func (ix *index) orderID(r orderRef) string      { return ix.entries[r.slot].order(r.head) }
func (ix *index) orderFact(r orderRef) orderFact { return ix.entries[r.slot].facts[r.head] }

// actionsOf visits the actions that a list shows in an entry: each in one, wherever its orders are named or listed.
func (ix *index) actionsOf(slot int32, visit func(r orderRef, f orderFact)) {
	for i, f := range ix.entries[slot].facts {
		if f.flags&factRead != 0 && int(f.head) == i && ix.shows(slot, int32(i)) {
			visit(orderRef{f.placed, slot, int32(i)}, f)
		}
	}
}

// shows reports whether a list shows an action in this entry, and not in another one that has it too.
func (ix *index) shows(slot, head int32) bool {
	e := ix.entries[slot]
	switch {
	case e.facts[head].flags&factOther != 0:
		return false
	case int(head) >= len(e.named):
		return ix.listers[e.order(head)][0] == slot
	case e.ofNoService():
		return len(ix.listers[e.order(head)]) == 0
	}
	return true
}

// openOrders returns the actions that are open.
func (ix *index) openOrders() []orderRef {
	v := &ix.views.actions
	if !v.made {
		v.made = true
		for slot, e := range ix.entries {
			if e.open > 0 {
				ix.actionsOf(int32(slot), func(r orderRef, f orderFact) {
					if f.flags&factOpen != 0 {
						v.open = append(v.open, r)
					}
				})
			}
		}
	}
	return v.open
}

func (ix *index) stuckOrders(now time.Time) (n int) {
	at := seconds(now)
	for _, r := range ix.openOrders() {
		if ix.orderFact(r).isStuck(at) {
			n++
		}
	}
	return n
}

func (f orderFact) isStuck(now uint32) bool { return f.stuck != 0 && now > f.stuck }

// allOrders returns the views with every action in them.
func (ix *index) allOrders() *actionViews {
	v := &ix.views.actions
	if !v.sorted {
		v.sorted = true
		v.all = make([]orderRef, 0, 2*len(ix.entries))
		for slot := range ix.entries {
			ix.actionsOf(int32(slot), func(r orderRef, f orderFact) {
				v.all = append(v.all, r)
				v.kinds[f.kind]++
				if f.flags&factFailed != 0 {
					v.failed++
				}
			})
		}
		slices.SortFunc(v.all, func(a, b orderRef) int {
			if c := cmp.Compare(b.placed, a.placed); c != 0 {
				return c
			}
			return cmp.Compare(ix.orderID(b), ix.orderID(a))
		})
	}
	return v
}

func (v *actionViews) kindCounts() []telecom.Count {
	var all []telecom.Count
	for i, kind := range telecom.Kinds() {
		if n := v.kinds[i]; n > 0 {
			all = append(all, telecom.Count{Value: string(kind), N: int(n)})
		}
	}
	return all
}

// ordersHere returns the actions with an order that was placed from this desk, newest first.
func (ix *index) ordersHere(here []string) []orderRef {
	v := ix.allOrders()
	if v.placedSet && slices.Equal(v.here, here) {
		return v.placed
	}
	v.placedSet, v.here, v.placed, v.last = true, here, nil, nil
	if len(here) == 0 {
		return nil
	}
	set := setOf(here)
	heads := map[orderRef]struct{}{}
	for slot, e := range ix.entries {
		for i, f := range e.facts {
			if _, is := set[e.order(int32(i))]; is && f.flags&factRead != 0 {
				heads[orderRef{slot: int32(slot), head: f.head}] = struct{}{}
			}
		}
	}
	for _, r := range v.all {
		if _, is := heads[orderRef{slot: r.slot, head: r.head}]; is {
			v.placed = append(v.placed, r)
		}
	}
	return v.placed
}

func setOf(ids []string) map[string]struct{} {
	set := make(map[string]struct{}, len(ids))
	for _, id := range ids {
		set[id] = struct{}{}
	}
	return set
}

// orderList returns the actions that match, in order. The slice is shared and must not be changed.
func (ix *index) orderList(q telecom.OrderQuery) []orderRef {
	placed := ix.ordersHere(q.Here)
	q.Offset, q.Limit, q.Here = 0, 0, nil
	if q.Sort == "" {
		q.Sort, q.Descending = telecom.ByPlaced, true
	}
	now := seconds(q.Now)
	if q.Show != telecom.StuckOrders && q.Sort != telecom.ByRunning {
		q.Now = time.Time{} // the time makes no difference
	}
	v := ix.allOrders()
	if v.last != nil && v.last.same(q) {
		return v.last.list
	}
	list := v.all
	if q.Show == telecom.OrdersHere {
		list = placed
	}
	if q.Text != "" || q.Kind != "" || q.Show != "" && q.Show != telecom.AllOrders && q.Show != telecom.OrdersHere {
		passes := ix.orderFilter(q, now)
		some := make([]orderRef, 0, 256)
		for _, r := range list {
			if passes(r) {
				some = append(some, r)
			}
		}
		list = some
	}
	if q.Sort == telecom.ByRunning {
		list = slices.Clone(list)
		slices.SortStableFunc(list, func(a, b orderRef) int { return byRunning(ix.orderFact(a), ix.orderFact(b), now) })
	}
	if q.Descending != (q.Sort == telecom.ByPlaced) {
		list = slices.Clone(list)
		slices.Reverse(list)
	}
	v.last = &orderAnswer{query: q, list: list}
	return list
}

// same reports whether the answer is to the same query.
func (a *orderAnswer) same(q telecom.OrderQuery) bool {
	b := a.query
	return b.Text == q.Text && b.Show == q.Show && b.Kind == q.Kind && b.Sort == q.Sort && b.Descending == q.Descending && b.Now.Equal(q.Now)
}

// byRunning sorts stuck actions first, then the longest open, then those not open.
func byRunning(a, b orderFact, now uint32) int {
	return cmp.Or(
		cmp.Compare(rank(!a.isStuck(now)), rank(!b.isStuck(now))),
		cmp.Compare(rank(a.flags&factOpen == 0), rank(b.flags&factOpen == 0)),
		cmp.Compare(openSince(a), openSince(b)))
}

// openSince sorts an action whose time is not known after the others; those that are not open are equal.
func openSince(f orderFact) uint32 {
	if f.flags&factOpen == 0 {
		return 0
	}
	return f.since - 1
}

// orderFilter returns a function that reports whether an action passes the filters and the search.
func (ix *index) orderFilter(q telecom.OrderQuery, now uint32) func(orderRef) bool {
	kind := slices.Index(telecom.Kinds(), q.Kind)
	var found *marked
	if search := parseSearch(q.Text, ix.callingCode); len(search) > 0 {
		found = &marked{first: make([]uint64, len(ix.entries)), rest: map[orderRef]struct{}{}}
		needle := search.needle()
		for _, c := range ix.chunks {
			c.each(needle, func(slot int32) {
				ix.entries[slot].matching(search, func(head int32, _ string) { found.add(slot, head) })
			})
		}
	}
	return func(r orderRef) bool {
		f := ix.orderFact(r)
		if q.Kind != "" && int(f.kind) != kind {
			return false
		}
		switch q.Show {
		case telecom.OpenOrders:
			if f.flags&factOpen == 0 {
				return false
			}
		case telecom.StuckOrders:
			if !f.isStuck(now) {
				return false
			}
		case telecom.FailedOrders:
			if f.flags&factFailed == 0 {
				return false
			}
		}
		return found == nil || found.has(r.slot, r.head)
	}
}

// marked is a set of actions: those at the first places of their entries as bits, since a search may match nearly all.
type marked struct {
	first []uint64
	rest  map[orderRef]struct{}
}

func (m *marked) add(slot, head int32) {
	if head < 64 {
		m.first[slot] |= 1 << head
	} else {
		m.rest[orderRef{slot: slot, head: head}] = struct{}{}
	}
}

func (m *marked) has(slot, head int32) bool {
	if head < 64 {
		return m.first[slot]&(1<<head) != 0
	}
	_, is := m.rest[orderRef{slot: slot, head: head}]
	return is
}

// found returns the actions of an entry that a search matches and that a list shows there.
func (ix *index) found(slot int32, s search) map[int32]struct{} {
	var heads map[int32]struct{}
	ix.entries[slot].matching(s, func(head int32, _ string) {
		if ix.shows(slot, head) {
			if heads == nil {
				heads = map[int32]struct{}{}
			}
			heads[head] = struct{}{}
		}
	})
	return heads
}
