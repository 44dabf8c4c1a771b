package portalsim

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// sentOrder is an order as a client sends it. What is not here is not read.
type sentOrder struct {
	Category          string         `json:"category"`
	Description       string         `json:"description"`
	ExternalID        string         `json:"externalId"`
	ExternalReference []wireExternal `json:"externalReference"`
	RelatedParty      []wireParty    `json:"relatedParty"`
	Note              []wireNote     `json:"note"`
	ServiceOrderItem  []sentItem     `json:"serviceOrderItem"`
	OrderItem         []sentItem     `json:"orderItem"` // the older wire
}

type sentItem struct {
	ID       string       `json:"id"`
	Action   string       `json:"action"`
	Quantity int          `json:"quantity"`
	Service  *sentService `json:"service"`
}

type sentService struct {
	ID                    string               `json:"id"`
	Feature               []sentFeature        `json:"feature"`
	ServiceCharacteristic []sentCharacteristic `json:"serviceCharacteristic"`
}

type sentFeature struct {
	ID                    string               `json:"id"`
	Name                  string               `json:"name"`
	IsEnabled             *bool                `json:"isEnabled"`
	FeatureCharacteristic []sentCharacteristic `json:"featureCharacteristic"`
}

type sentCharacteristic struct {
	Name      string `json:"name"`
	ValueType string `json:"valueType"`
	Value     any    `json:"value"`
}

// problem is why a write is refused.
type problem struct {
	status           int
	reason, sentence string
}

// badRequest complains about what a client sent.
func badRequest(format string, args ...any) *problem {
	return &problem{http.StatusBadRequest, "Invalid request", fmt.Sprintf(format, args...)}
}

// readOrder reads what a client sent, as this kind of server understands it.
func (t *traits) readOrder(body []byte) (sentOrder, []sentItem, *problem) {
	var o sentOrder
	var names map[string]json.RawMessage
	if c := readJSON(body, &names); c != nil {
		return o, nil, c
	}
	if c := readJSON(body, &o); c != nil {
		return o, nil, c
	}
	for _, name := range []string{"state", "orderDate"} {
		if _, there := names[name]; there {
			return o, nil, badRequest("The attribute %s is set by the portal and may not be sent.", name)
		}
	}
	name, items := "serviceOrderItem", o.ServiceOrderItem
	if t.olderWire {
		name, items = "orderItem", o.OrderItem
	}
	if len(items) == 0 {
		return o, nil, badRequest("The order has no %s.", name)
	}
	if t.strict {
		return o, items, o.checkRequired(items)
	}
	return o, items, nil
}

func readJSON(body []byte, into any) *problem {
	if err := json.Unmarshal(body, into); err != nil {
		return badRequest("The portal cannot read the body: %v.", err)
	}
	return nil
}

// checkRequired insists on everything that the specification requires.
func (o sentOrder) checkRequired(items []sentItem) *problem {
	for i, p := range o.RelatedParty {
		for name, value := range map[string]string{"id": p.ID, "@type": p.Type, "@referredType": p.ReferredType} {
			if value == "" {
				return badRequest("The related party %d has no %s.", i+1, name)
			}
		}
	}
	for i, e := range o.ExternalReference {
		if e.Name == "" {
			return badRequest("The external reference %d has no name.", i+1)
		}
	}
	for i, it := range items {
		if it.ID == "" {
			return badRequest("The item %d has no id.", i+1)
		}
		if it.Service == nil {
			return badRequest("The item %d has no service.", i+1)
		}
		for _, f := range it.Service.Feature {
			if f.Name == "" || len(f.FeatureCharacteristic) == 0 {
				return badRequest("A feature of the item %d has no name or no featureCharacteristic.", i+1)
			}
		}
	}
	return nil
}

// asText is a value as the portal keeps it.
func (c sentCharacteristic) asText() string {
	if c.Value == nil {
		return ""
	}
	if s, ok := c.Value.(string); ok {
		return strings.TrimSpace(s)
	}
	return fmt.Sprint(c.Value)
}

func (c sentCharacteristic) wire() wireCharacteristic {
	kind := c.ValueType
	if kind == "" {
		kind = "string"
	}
	return wireCharacteristic{Name: c.Name, ValueType: kind, Value: c.asText()}
}

// characteristic is the value that an item asks for, empty when it does not.
func (it sentItem) characteristic(name string) string {
	if it.Service == nil {
		return ""
	}
	for _, c := range it.Service.ServiceCharacteristic {
		if c.Name == name {
			return c.asText()
		}
	}
	return ""
}

// sentDetails is what the portal keeps, and shows, of what a client sent.
type sentDetails struct {
	description string
	references  []wireExternal
	notes       []wireNote
	people      []wireParty
	items       []wireItem // without what becomes of them
}

// details makes what is kept of an order.
func (o sentOrder) details(items []sentItem) *sentDetails {
	s := &sentDetails{description: o.Description, references: o.ExternalReference, notes: o.Note, people: o.RelatedParty}
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
func (s *sentDetails) parties(of *service) []wireParty {
	out := slices.Clone(s.people)
	if !slices.ContainsFunc(out, func(p wireParty) bool { return p.Role == customerRole }) {
		out = append(out, of.customer.wire())
	}
	return out
}

// itemsOf are the items with what became of them.
func (s *sentDetails) itemsOf(o *order, state string, errors []wireError) []wireItem {
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
