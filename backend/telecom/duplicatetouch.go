package telecom

import (
	"slices"
	"strings"
)

// touching says whether something that is open wants what the draft wants, on whichever service: the same number or
// the same SIM blocks. The same customer and plan is the same activation twice, unless the draft has a number or a SIM
// of its own to be known by: then it only warns. The orders, their service and the drafts they were promised by may
// each be missing.
func (j *judge) touching(orders []Order, s *Service, promised []*Draft) (Level, string) {
	d := j.draft
	asks := func(is func(value string) bool) bool {
		return slices.ContainsFunc(orders, func(o Order) bool {
			return slices.ContainsFunc(o.Asked, func(a Detail) bool { return is(a.Value) })
		})
	}
	promises := func(is func(*Draft) bool) bool { return slices.ContainsFunc(promised, is) }
	if number := d.number(); number != "" {
		same := func(value string) bool { return SameNumber(number, value) }
		if asks(same) || s != nil && same(s.Number) || promises(func(p *Draft) bool { return same(p.number()) }) {
			return Blocked, "It is for the same number. Wait until it is Complete."
		}
	}
	if card := d.card(); card != "" {
		same := func(value string) bool { return untyped(value) == card }
		if asks(same) || promises(func(p *Draft) bool { return same(p.card()) }) {
			return Blocked, "It is for the same SIM. Wait until it is Complete, or take another card."
		}
	}
	if d.Kind != Activation || !j.samePerson(orders, s, promises, asks) {
		return Allowed, ""
	}
	if d.number() == "" && d.card() == "" {
		return Blocked, "It is for the same customer and plan, and nothing tells the two apart. Wait until it is Complete."
	}
	return Warned, "It is for the same customer and plan. Make sure that the customer wants two."
}

// samePerson says whether what is open activates the draft's plan for its customer.
func (j *judge) samePerson(orders []Order, s *Service, promises func(func(*Draft) bool) bool, asks func(func(string) bool) bool) bool {
	customer, plan := alike(j.draft.Customer), alike(j.draft.PlanName, j.draft.PlanID)
	if promises(func(p *Draft) bool {
		return p.Kind == Activation && customer(p.Customer) && (plan(p.PlanName) || plan(p.PlanID))
	}) {
		return true
	}
	if !slices.ContainsFunc(orders, func(o Order) bool { return o.Kind == Activation }) {
		return false
	}
	return (s != nil && customer(s.Customer) || asks(customer)) && (s != nil && plan(s.Plan) || asks(plan))
}

// alike says whether a text is one of some words, however it is spelled. Nothing is like nothing.
func alike(words ...string) func(string) bool {
	return func(text string) bool {
		return fold(text) != "" && slices.ContainsFunc(words, func(w string) bool { return strings.EqualFold(fold(w), fold(text)) })
	}
}
