package portalsim

import (
	"cmp"
	"slices"
	"strconv"
)

// sending is what the portal keeps, and shows, of what a client sent.
type sending struct {
	description string
	references  []wireExternal
	notes       []wireNote
	people      []wireParty
	items       []wireItem // without what becomes of them
}

// keep makes what is kept of an order.
func (o sentOrder) keep(items []sentItem) *sending {
	s := &sending{description: o.Description, references: o.ExternalReference, notes: o.Note, people: o.RelatedParty}
	for i, it := range items {
		shown := wireItem{ID: cmp.Or(it.ID, strconv.Itoa(i+1)), Action: it.Action, Quantity: max(it.Quantity, 1), Type: "ServiceOrderItem", Service: wireItemTarget{Type: "Service"}}
		if it.Service != nil {
			for _, c := range it.Service.ServiceCharacteristic {
				shown.Service.ServiceCharacteristic = append(shown.Service.ServiceCharacteristic, c.wire())
			}
			for _, f := range it.Service.Feature {
				shown.Service.Feature = append(shown.Service.Feature, f.wire())
			}
		}
		s.items = append(s.items, shown)
	}
	return s
}

// wire shows a feature as it was asked for. What the client left out of it is
// what the feature has anyway.
func (f sentFeature) wire() wireFeature {
	out := wireFeatureOf(featureNamed(f), f.enabled())
	if len(f.FeatureCharacteristic) > 0 {
		out.FeatureCharacteristic = nil
		for _, c := range f.FeatureCharacteristic {
			out.FeatureCharacteristic = append(out.FeatureCharacteristic, c.wire())
		}
	}
	return out
}

// enabled is what the specification has when nothing is said: on.
func (f sentFeature) enabled() bool { return f.IsEnabled == nil || *f.IsEnabled }

// parties are those that were sent, and the customer when that was not.
func (s *sending) parties(of *service) []wireParty {
	out := slices.Clone(s.people)
	if !slices.ContainsFunc(out, func(p wireParty) bool { return p.Role == customerRole }) {
		out = append(out, of.customer.wire())
	}
	return out
}

// itemsOf are the items with what became of them.
func (s *sending) itemsOf(o *order, state string, errors []wireError) []wireItem {
	out := slices.Clone(s.items)
	for i := range out {
		it := &out[i]
		it.State = state
		it.Service.ID, it.Service.Href = o.service.id, servicePath+"/"+o.service.id
		if o.change.previous != nil {
			it.Service.ServiceCharacteristic = append(slices.Clone(it.Service.ServiceCharacteristic), text("previousPlan", o.change.previous.name))
		}
		if state == failed || state == rejected || state == partial && i > 0 {
			it.ErrorMessage = itemErrors(errors)
		}
		if state == partial {
			it.State = completed
			if i > 0 {
				it.State = failed
			}
		}
	}
	return out
}
