package store

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"

	"commsdesk/backend/telecom"
)

// entry is one service in the index: its columns in a list, and the text it is searched by. A published entry never
// changes; a change makes another one.
type entry struct {
	id    string
	known bool // false: orders name the service, but the portal has not listed it yet

	number, customer, plan, platform, state string
	sim                                     telecom.SIM

	named  []string // orders that name this service, sorted; see homesOf
	listed []string // orders that the service lists but that do not name it, in the portal's order

	open int
	top  *telecom.OpenOrder
	last timestamp

	facts []orderFact // of each of its orders

	text  string // see buildText
	ends  [5]uint16
	sight int // where the hidden part of the text begins
}

// The visible fields of an entry's text, in order.
const (
	fieldNumber = iota
	fieldCustomer
	fieldPlan
	fieldPlatform
	fieldState
)

// buildText writes the text an entry is searched by: the visible fields, then the SIM number and every order ID, each ended
// by a line feed. The words of the state begin with a NUL because they are matched from the start: "active" must not find
// "inactive".
func (e *entry) buildText() {
	var b strings.Builder
	number := digitsOf(e.number)
	if words := foldText(e.number); number == "" || strings.ContainsFunc(words, unicode.IsLetter) { // with an extension, or none at all
		number += words
	}
	state := "\x00" + foldText(e.state) + "\x00" + string(telecom.ServiceStateOf(e.state))
	b.Grow(len(number) + len(e.customer) + len(e.plan) + len(e.platform) + len(state) + len(e.sim.Number) +
		16*(len(e.named)+len(e.listed)) + 8)
	for i, field := range []string{number, foldText(e.customer), foldText(e.plan), foldText(e.platform), state} {
		b.WriteString(clip(field))
		e.ends[i] = uint16(b.Len())
		b.WriteByte('\n')
	}
	e.sight = b.Len()
	b.WriteString(compact(e.sim.Number))
	b.WriteByte('\n')
	for _, ids := range [][]string{e.named, e.listed} {
		for _, id := range ids {
			b.WriteString(compact(id))
			b.WriteByte('\n')
		}
	}
	e.text = b.String()
}

// clip keeps the visible fields short enough for their ends to fit: five of them below 64 KB.
func clip(s string) string {
	const most = 12_000
	if len(s) > most {
		return strings.ToValidUTF8(s[:most], "")
	}
	return s
}

// field returns a visible field, folded.
func (e *entry) field(i int) string {
	if i == 0 {
		return e.text[:e.ends[0]]
	}
	return e.text[e.ends[i-1]+1 : e.ends[i]]
}

// orders returns the IDs of all orders of the service.
func (e *entry) orders() []string { return slices.Concat(e.named, e.listed) }

// hidden returns the n-th hidden line, verbatim.
func (e *entry) hidden(n int) string {
	switch {
	case n == 0:
		return e.sim.Number
	case n <= len(e.named):
		return e.named[n-1]
	}
	return e.listed[n-1-len(e.named)]
}

// describe sets what the portal says of the service itself.
func (e *entry) describe(r *serviceRecord) {
	e.known = true
	e.number, e.customer, e.plan, e.platform, e.state = r.Number, r.Customer, r.Plan, r.Platform, r.State
	e.sim = telecom.SIM{Type: telecom.SIMType(r.SIMType), Number: r.SIMNumber}
	e.list(r.OrderIDs)
}

// list sets the orders that the service itself lists.
func (e *entry) list(orderIDs []string) {
	e.listed = nil
	for _, id := range orderIDs {
		if _, named := slices.BinarySearch(e.named, id); id != "" && !named && !slices.Contains(e.listed, id) {
			e.listed = append(e.listed, id)
		}
	}
}

// name adds an order that names the service.
func (e *entry) name(orderID string) {
	if i, found := slices.BinarySearch(e.named, orderID); !found {
		e.named = slices.Insert(slices.Clone(e.named), i, orderID)
	}
	if i := slices.Index(e.listed, orderID); i >= 0 {
		e.listed = slices.Delete(slices.Clone(e.listed), i, i+1)
	}
}

// unname removes an order that names the service.
func (e *entry) unname(orderID string) {
	if i, found := slices.BinarySearch(e.named, orderID); found {
		e.named = slices.Delete(slices.Clone(e.named), i, i+1)
	}
}

// sum computes the columns about the service's orders.
func (e *entry) sum(orders []telecom.Order, rules Rules) {
	e.open, e.top, e.last = 0, nil, 0
	at := make(map[string]int32, len(e.named)+len(e.listed))
	for i, id := range e.orders() {
		at[id] = int32(i)
	}
	e.facts = make([]orderFact, len(at))
	for i := range orders {
		if t := orders[i].LastChange(); !t.IsZero() {
			e.last = max(e.last, timestampOf(t))
		}
	}
	for _, event := range telecom.Events(orders) {
		clock, head := telecom.ClockOfEvent(&event, e.platform, rules.Limits, rules.Zone)
		e.describeAction(&event, clock, at)
		if head == nil {
			continue
		}
		e.open++
		open := &telecom.OpenOrder{ID: head.ID, Kind: head.Kind, KindWord: head.KindWord, State: head.State, Status: head.Status(),
			Clock: clock}
		if e.top == nil || urgency(open, e.top) < 0 {
			e.top = open
		}
	}
}

// urgency puts first the order to look at first: the one stuck longest or stuck next, then the one open longest that never
// gets stuck. The earliest StuckAt is both, so the current time is not needed.
func urgency(a, b *telecom.OpenOrder) int {
	return cmp.Or(
		compareTimes(a.Clock.StuckAt, b.Clock.StuckAt),
		compareTimes(a.Clock.Since, b.Clock.Since),
		cmp.Compare(a.ID, b.ID))
}

// compareTimes compares times; a zero time comes last.
func compareTimes(a, b time.Time) int {
	switch {
	case a.IsZero() && b.IsZero():
		return 0
	case a.IsZero():
		return 1
	case b.IsZero():
		return -1
	}
	return a.Compare(b)
}

// stuckAt returns when the first of the open orders gets stuck, or 0 for never.
func (e *entry) stuckAt() timestamp {
	if e.top == nil {
		return 0
	}
	return timestampOf(e.top.Clock.StuckAt)
}

// summary returns the entry as a list shows it.
func (e *entry) summary(readAt int64) telecom.Summary {
	s := telecom.Summary{
		ID: e.id, Number: e.number, Customer: e.customer, Plan: e.plan, Platform: e.platform, State: e.state, SIM: e.sim,
		Open: e.open, LastActivity: e.last.time(),
	}
	if readAt != 0 {
		s.ReadAt = time.UnixMilli(readAt).UTC()
	}
	if e.top != nil {
		top := *e.top
		s.Top = &top
	}
	return s
}
