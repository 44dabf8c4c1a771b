package telecom

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
// with that of an order which ended long ago, or of somebody else's. Nor does the key on an order that was there before. A
// portal may file an order with our key under another kind, and one that keeps no key may give it a reference of its own.
// An order that names no service counts as one of none; see ListedOn.
func (p *Submission) ProvedBy(o *Order) bool {
	switch {
	case p.Draft.Kind == CancelOrder:
		return o.ID == p.Draft.OrderID
	case p.RuledOut(o) != "":
		return false
	case p.Decided && o.ID == p.OrderID:
		return true
	case !o.SeenAt.IsZero() && o.SeenAt.Before(p.At.Add(-serversDiffer)):
		return false
	case p.CarriedBy(o):
		return true
	}
	return strings.EqualFold(o.ID, p.OrderID) && !isKey(o.ExternalID) && o.Kind == p.Draft.Kind && p.about(o)
}

// isKey reports whether a reference looks like the key of a desk: a UUID.
func isKey(s string) bool {
	s = bareKey(s)
	if len(s) != 36 {
		return false
	}
	for i, c := range s {
		if dash := i == 8 || i == 13 || i == 18 || i == 23; dash != (c == '-') || !dash && !strings.ContainsRune("0123456789abcdef", c) {
			return false
		}
	}
	return true
}

// CarriedBy reports whether an order carries the key of the promise.
func (p *Submission) CarriedBy(o *Order) bool { return sameKey(o.ExternalID, p.Key) }

// RuledOut says why an order cannot be what the promise became, whatever key it carries and whatever a person says, in a
// sentence; empty: it can be.
func (p *Submission) RuledOut(o *Order) string {
	switch d := &p.Draft; {
	case d.ServiceID != "" && len(o.ServiceIDs) > 0 && !slices.Contains(o.ServiceIDs, d.ServiceID):
		return "This Order ID is that of another service’s order."
	case p.before(o):
		return "This Order ID is that of an order that was there before yours was sent."
	}
	return ""
}

// before reports whether the portal dates an order so long before the promise that no clock explains it. When this desk
// saw it does not count: its own clock may have been wrong.
func (p *Submission) before(o *Order) bool {
	dated := *o
	dated.SeenAt = time.Time{}
	return slices.ContainsFunc([]time.Time{dated.PlacedAt(), dated.EndedAt()}, func(at time.Time) bool {
		return !at.IsZero() && at.Before(p.At.Add(-zonesDiffer))
	})
}

// about reports whether an order is for the service of the promise; where it makes one, for the same number or SIM, or, if
// it has neither, for the same customer and plan.
func (p *Submission) about(o *Order) bool {
	if p.Draft.ServiceID != "" {
		return slices.Contains(o.ServiceIDs, p.Draft.ServiceID)
	}
	level, _ := (&judge{draft: &p.Draft}).touching([]Order{*o}, nil, nil)
	return level == Blocked
}

// ListedOn returns the order as one of a service that lists it, where the order itself names none.
func (o Order) ListedOn(serviceID string) Order {
	if len(o.ServiceIDs) == 0 && serviceID != "" {
		o.ServiceIDs = []string{serviceID}
	}
	return o
}
