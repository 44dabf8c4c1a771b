package telecom

import (
	"cmp"
	"slices"
	"time"
)

// Event is one action in the activity of a service: the order that was placed and, if it passed through several
// systems, the related orders that are its parts. Parts are normal and never duplicates of each other.
type Event struct {
	Order Order
	Parts []Order // oldest first
}

// Open reports whether the action may still change something: its order or any of its parts is open.
func (e *Event) Open() bool {
	return e.Order.Open() || slices.ContainsFunc(e.Parts, func(o Order) bool { return o.Open() })
}

// Orders returns the order and its parts.
func (e *Event) Orders() []Order { return append([]Order{e.Order}, e.Parts...) }

// Events groups the orders of one service into actions, newest first. Orders that name each other, in either direction,
// are one action; its head is the one that others name as their parent or, failing that, the oldest.
func Events(orders []Order) []Event {
	at := make(map[string]int, len(orders))
	for i, o := range orders {
		at[o.ID] = i
	}
	group := make([]int, len(orders))
	for i := range group {
		group[i] = i
	}
	var root func(int) int
	root = func(i int) int {
		if group[i] != i {
			group[i] = root(group[i])
		}
		return group[i]
	}
	parent := make(map[string]int)
	for i, o := range orders {
		for _, r := range o.Relations {
			j, known := at[r.OrderID]
			if !known || i == j || !isPart(r.Type) {
				continue
			}
			group[root(i)] = root(j)
			if IsPartOf(r.Type) {
				parent[r.OrderID]++
			} else if pointsDown(r.Type) {
				parent[o.ID]++
			}
		}
	}
	members := make(map[int][]Order)
	for i, o := range orders {
		members[root(i)] = append(members[root(i)], o)
	}
	events := make([]Event, 0, len(members))
	for _, m := range members {
		slices.SortFunc(m, func(a, b Order) int {
			return cmp.Or(cmp.Compare(parent[b.ID], parent[a.ID]), a.PlacedAt().Compare(b.PlacedAt()), cmp.Compare(a.ID, b.ID))
		})
		events = append(events, Event{Order: m[0], Parts: m[1:]})
	}
	slices.SortFunc(events, func(a, b Event) int {
		return cmp.Or(b.Order.PlacedAt().Compare(a.Order.PlacedAt()), cmp.Compare(b.Order.ID, a.Order.ID))
	})
	return events
}

// isPart reports whether a relation makes two orders one action. An order that replaces or follows another is an action
// of its own.
func isPart(relation string) bool {
	switch Normalize(relation) {
	case "replaces", "replacedby", "supersedes", "supersededby", "retryof", "reworkof", "follows", "followedby", "cancels", "cancelledby":
		return false
	}
	return true
}

// IsPartOf reports whether a relation names the order that this one is a part of.
func IsPartOf(relation string) bool {
	switch Normalize(relation) {
	case "parent", "ispartof", "partof", "childof", "ischildof", "suborderof", "dependson":
		return true
	}
	return false
}

func pointsDown(relation string) bool {
	switch Normalize(relation) {
	case "child", "haspart", "haschild", "parentof", "suborder", "bundles", "contains":
		return true
	}
	return false
}

// Limits is how long an order may be open before it is unusual. The limits are this desk's, not the portal's, except
// the 30 minutes that the portal's help page gives for standard requests.
type Limits struct {
	Standard time.Duration          // for every kind not in ByKind
	ByKind   map[Kind]time.Duration // ports take hours
}

// DefaultLimits returns 30 minutes, and 3 hours for a number port.
func DefaultLimits() Limits {
	return Limits{Standard: 30 * time.Minute, ByKind: map[Kind]time.Duration{NumberPort: 3 * time.Hour}}
}

// For returns the limit of one kind of order.
func (l Limits) For(k Kind) time.Duration {
	if d, ok := l.ByKind[k]; ok {
		return d
	}
	return l.Standard
}

// Clock tells since when an order has been running, and from when it is stuck. Times are in the portal's clock.
type Clock struct {
	Since   time.Time     // start of the order; zero if it is closed or unknown
	AtLeast bool          // Since is only when this desk first saw it
	Limit   time.Duration // of its kind
	Until   time.Time     // a scheduled change is not late before this; zero for all others
	StuckAt time.Time     // from when it is stuck; zero: never
}

// Stuck reports whether the order is past its limit at a time in the portal's clock.
func (c Clock) Stuck(now time.Time) bool { return !c.StuckAt.IsZero() && now.After(c.StuckAt) }

// Waiting reports whether a scheduled change waits for its day at a time in the portal's clock.
func (c Clock) Waiting(now time.Time) bool { return !c.Until.IsZero() && now.Before(c.Until) }

// Overdue reports whether the order has been open for longer than its limit, even if its clock is stopped because it waits
// for somebody; not while a change waits for its day.
func (c Clock) Overdue(now time.Time) bool {
	return c.Limit > 0 && !c.Waiting(now) && now.After(c.Since.Add(c.Limit))
}

// ClockOf returns an order's clock. It runs from the start date, else the first stage, else the order date, else from
// when this desk first saw it, also if its times may be hours off. It is stopped while the order waits for somebody. A plan
// change on platform 2.0 takes effect on the 27th in the provider's time zone: until that day is over it waits and is not
// stuck.
func ClockOf(o *Order, platform string, limits Limits, zone *time.Location) Clock {
	if !o.Open() {
		return Clock{}
	}
	c := Clock{Limit: limits.For(o.Kind)}
	switch {
	case o.Zoneless:
		c.Since, c.AtLeast = o.SeenAt, true
	case !o.StartedAt.IsZero():
		c.Since = o.StartedAt
	case !o.firstStage().IsZero():
		c.Since = o.firstStage()
	case !o.OrderedAt.IsZero():
		c.Since = o.OrderedAt
	default:
		c.Since, c.AtLeast = o.SeenAt, true
	}
	if c.Since.IsZero() || o.Status().Waits() {
		return c
	}
	from := c.Since
	if o.Kind == ChangePlan && platform == "2.0" {
		day := NextChangeDay(o.PlacedAt(), zone)
		c.Until = StartOfDay(day.Year(), day.Month(), day.Day()+1, zone).UTC()
		from = c.Until
	}
	c.StuckAt = from.Add(c.Limit).UTC()
	return c
}

// ClockOfEvent returns the clock of an action, and the order it belongs to: the action's order while it is open, else
// its first open part. If that clock is stopped, an open part with a running clock counts: it may be stuck. The order is
// nil if none is open.
func ClockOfEvent(e *Event, platform string, limits Limits, zone *time.Location) (Clock, *Order) {
	var clock Clock
	var by *Order
	for i := -1; i < len(e.Parts) && clock.StuckAt.IsZero(); i++ {
		o := &e.Order
		if i >= 0 {
			o = &e.Parts[i]
		}
		if !o.Open() {
			continue
		}
		if c := ClockOf(o, platform, limits, zone); by == nil || !c.StuckAt.IsZero() {
			clock, by = c, o
		}
	}
	return clock, by
}

// ChangeDay is the day of the month on which plan changes of platform 2.0 take effect.
const ChangeDay = 27

// NextChangeDay returns the start, in the provider's time zone, of the 27th on which a 2.0 plan change placed at a time
// takes effect. One placed on the 27th itself waits for the next.
func NextChangeDay(placed time.Time, zone *time.Location) time.Time {
	p := placed.In(zone)
	day := StartOfDay(p.Year(), p.Month(), ChangeDay, zone)
	if p.Day() >= ChangeDay {
		day = StartOfDay(p.Year(), p.Month()+1, ChangeDay, zone)
	}
	return day
}
