package backend

import (
	"slices"
	"strings"
	"time"
)

const (
	zonesDiffer   = 24 * time.Hour // so much older than its promise may a portal that is wrong about its zone date an order
	serversDiffer = time.Minute    // so much before its promise may an order seem to be seen: a portal may have several clocks
)

// ProvedBy reports whether an order shows that it is what the promise became. The id alone does not: a portal may answer
// with that of an order which ended long ago, or of somebody else's. Nor does the key alone, which a portal may show on any
// order. An order that names no service counts as one of none; see ListedOn.
func (p *Promise) ProvedBy(o *Order) bool {
	switch {
	case p.Draft.Kind == CancelOrder:
		return o.ID == p.Draft.OrderID
	case p.RuledOut(o) != "":
		return false
	case p.Decided && o.ID == p.OrderID, p.CarriedBy(o):
		return true
	}
	return o.ExternalID == "" && o.Kind == p.Draft.Kind && !p.before(o, clocksDiffer) && p.about(o)
}

// CarriedBy reports whether an order carries the key of the promise.
func (p *Promise) CarriedBy(o *Order) bool { return sameKey(o.ExternalID, p.Key) }

// RuledOut says why an order cannot be what the promise became, whatever key it carries, in a sentence; empty: it can be.
func (p *Promise) RuledOut(o *Order) string {
	d := &p.Draft
	switch {
	case d.ServiceID != "" && len(o.ServiceIDs) > 0 && !slices.Contains(o.ServiceIDs, d.ServiceID):
		return "This Order ID is that of another service’s order."
	case p.before(o, zonesDiffer), !o.SeenAt.IsZero() && o.SeenAt.Before(p.At.Add(-serversDiffer)):
		return "This Order ID is that of an order that was there before yours was sent."
	case o.Kind != KindUnknown && o.Kind != d.Kind && !guessed(o):
		return "This Order ID is that of an order of another kind: " + kindName(o.Kind, o.KindWord) + "."
	}
	return ""
}

// before reports whether an order is dated before the promise by more than a margin. One that nobody dates is not.
func (p *Promise) before(o *Order, margin time.Duration) bool {
	return slices.ContainsFunc([]time.Time{o.PlacedAt(), o.EndedAt()}, func(at time.Time) bool {
		return !at.IsZero() && at.Before(p.At.Add(-margin))
	})
}

// about reports whether an order is for the service of the promise; where it makes one, for the same number or SIM, or, if
// it has neither, for the same customer and plan.
func (p *Promise) about(o *Order) bool {
	if p.Draft.ServiceID != "" {
		return slices.Contains(o.ServiceIDs, p.Draft.ServiceID)
	}
	level, _ := (&judge{draft: &p.Draft}).touching([]Order{*o}, nil, nil)
	return level == Blocked
}

// guessed reports whether the kind of an order is no more than what the action of an item usually means.
func guessed(o *Order) bool {
	return slices.ContainsFunc(o.Items, func(i Item) bool { return strings.EqualFold(strings.TrimSpace(i.Action), o.KindWord) })
}

// ListedOn returns the order as one of a service that lists it, where the order itself names none.
func (o Order) ListedOn(serviceID string) Order {
	if len(o.ServiceIDs) == 0 && serviceID != "" {
		o.ServiceIDs = []string{serviceID}
	}
	return o
}
