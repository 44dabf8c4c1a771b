package portalsim

import (
	"cmp"
	"fmt"
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
	items             []sentItem     // those of the two that this kind of server reads
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
	ServiceCharacteristic []wireCharacteristic `json:"serviceCharacteristic"`
}

type sentFeature struct {
	ID                    string               `json:"id"`
	Name                  string               `json:"name"`
	IsEnabled             *bool                `json:"isEnabled"`
	FeatureCharacteristic []wireCharacteristic `json:"featureCharacteristic"`
}

// service returns the service an item names, or an empty one.
func (it sentItem) service() sentService {
	if it.Service == nil {
		return sentService{}
	}
	return *it.Service
}

// characteristic returns the value that an item asks for, or "".
func (it sentItem) characteristic(name string) string {
	return valueOf(it.service().ServiceCharacteristic, name)
}

// valueOf returns the value of a characteristic, or "".
func valueOf(all []wireCharacteristic, name string) string {
	return first(all, func(c wireCharacteristic) bool { return c.Name == name }).asText()
}

// asText returns a value as the portal keeps it.
func (c wireCharacteristic) asText() string {
	if c.Value == nil {
		return ""
	}
	return strings.TrimSpace(fmt.Sprint(c.Value))
}

// asKept returns characteristics as the portal keeps them.
func asKept(sent []wireCharacteristic) (kept []wireCharacteristic) {
	for _, c := range sent {
		kept = append(kept, wireCharacteristic{c.Name, cmp.Or(c.ValueType, "string"), c.asText()})
	}
	return kept
}

// readOrder reads what a client sent, as this kind of server understands it.
func (t *traits) readOrder(body []byte) (sentOrder, *problem) {
	var o sentOrder
	if why := readObject(body, &o, false); why != nil {
		return o, why
	}
	name := "serviceOrderItem"
	o.items = o.ServiceOrderItem
	if t.olderWire {
		name, o.items = "orderItem", o.OrderItem
	}
	if len(o.items) == 0 {
		return o, badRequest("The order has no %s.", name)
	}
	if t.strict {
		return o, o.checkRequired()
	}
	return o, nil
}

// checkRequired insists on everything that the specification requires.
func (o sentOrder) checkRequired() *problem {
	if why := checkParties(o.RelatedParty); why != nil {
		return why
	}
	for i, e := range o.ExternalReference {
		if e.Name == "" {
			return badRequest("The external reference %d has no name.", i+1)
		}
	}
	for i, it := range o.items {
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

func checkParties(parties []wireParty) *problem {
	for i, p := range parties {
		for _, required := range [][2]string{{"id", p.ID}, {"@type", p.Type}, {"@referredType", p.ReferredType}} {
			if required[1] == "" {
				return badRequest("The related party %d has no %s.", i+1, required[0])
			}
		}
	}
	return nil
}

// sentDetails is what the portal keeps, and shows, of what a client sent.
type sentDetails struct {
	description string
	references  []wireExternal
	notes       []wireNote
	people      []wireParty
	items       []askedItem
}

func (o sentOrder) details() *sentDetails {
	d := &sentDetails{description: o.Description, references: o.ExternalReference, notes: o.Note, people: o.RelatedParty}
	for i, it := range o.items {
		asked := askedItem{
			id: cmp.Or(it.ID, strconv.Itoa(i+1)), action: it.Action, quantity: max(it.Quantity, 1),
			characteristics: asKept(it.service().ServiceCharacteristic),
		}
		for _, f := range it.service().Feature {
			asked.features = append(asked.features, featureDoc(featureNamed(f), f.enabled(), asKept(f.FeatureCharacteristic)))
		}
		d.items = append(d.items, asked)
	}
	return d
}

// enabled returns what the specification has when nothing is said: on.
func (f sentFeature) enabled() bool { return f.IsEnabled == nil || *f.IsEnabled }

// parties returns those that were sent, and the customer when that was not.
func (d *sentDetails) parties(of *service) []wireParty {
	out := slices.Clone(d.people)
	if !slices.ContainsFunc(out, func(p wireParty) bool { return p.Role == customerRole }) {
		out = append(out, of.customer.wire())
	}
	return out
}
