package portalsim

import (
	"encoding/json"
	"fmt"
	"net/http"
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

// complaint is why a write is refused.
type complaint struct {
	status           int
	reason, sentence string
}

// invalidly complains about what a client sent.
func invalidly(format string, args ...any) *complaint {
	return &complaint{http.StatusBadRequest, "Invalid request", fmt.Sprintf(format, args...)}
}

// readOrder reads what a client sent, as this kind of server understands it.
func (t *traits) readOrder(body []byte) (sentOrder, []sentItem, *complaint) {
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
			return o, nil, invalidly("The attribute %s is set by the portal and may not be sent.", name)
		}
	}
	name, items := "serviceOrderItem", o.ServiceOrderItem
	if t.olderWire {
		name, items = "orderItem", o.OrderItem
	}
	if len(items) == 0 {
		return o, nil, invalidly("The order has no %s.", name)
	}
	if t.strict {
		return o, items, o.strictly(items)
	}
	return o, items, nil
}

func readJSON(body []byte, into any) *complaint {
	if err := json.Unmarshal(body, into); err != nil {
		return invalidly("The portal cannot read the body: %v.", err)
	}
	return nil
}

// strictly insists on everything that the specification requires.
func (o sentOrder) strictly(items []sentItem) *complaint {
	for i, p := range o.RelatedParty {
		for name, value := range map[string]string{"id": p.ID, "@type": p.Type, "@referredType": p.ReferredType} {
			if value == "" {
				return invalidly("The related party %d has no %s.", i+1, name)
			}
		}
	}
	for i, e := range o.ExternalReference {
		if e.Name == "" {
			return invalidly("The external reference %d has no name.", i+1)
		}
	}
	for i, it := range items {
		if it.ID == "" {
			return invalidly("The item %d has no id.", i+1)
		}
		if it.Service == nil {
			return invalidly("The item %d has no service.", i+1)
		}
		for _, f := range it.Service.Feature {
			if f.Name == "" || len(f.FeatureCharacteristic) == 0 {
				return invalidly("A feature of the item %d has no name or no featureCharacteristic.", i+1)
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
