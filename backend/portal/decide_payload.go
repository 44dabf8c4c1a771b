package portal

import (
	"slices"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"commsdesk/backend/telecom"
)

// A merge-patch replaces a list as a whole: on a server that follows the standard, whatever is not repeated is gone. So
// the items of the request and its parties are sent as the portal gave them, together with the decision. States are the
// portal's: neither the request's nor an item's is sent.

// object is a JSON object of which only some members matter; the others stay as they were read.
type object map[string]any

func objectOf(raw jsontext.Value) object {
	o := object{}
	for _, m := range members(raw) {
		o[m.name] = m.value
	}
	return o
}

// raw returns a member as it was read; empty if there is none.
func (o object) raw(name string) jsontext.Value {
	raw, _ := o[name].(jsontext.Value)
	return raw
}

// usually sets a member that is empty.
func (o object) usually(name, value string) {
	if wordOf(o.raw(name)) == "" {
		o[name] = value
	}
}

// list sets a member to a list that is not empty.
func (o object) list(name string, all []object) {
	if len(all) > 0 {
		o[name] = all
	}
}

// either returns the older name of a member if only that is there.
func (o object) either(name, older string) string {
	if len(o.raw(name)) == 0 && len(o.raw(older)) > 0 {
		return older
	}
	return name
}

// reviewer is the party role of the person who decides.
const reviewer = "reviewer"

// decisionPayload returns what a decision changes in a request, in a version of TMF622.
func decisionPayload(v telecom.Version, d *telecom.Decision, now *telecom.Request) ([]byte, error) {
	whole := objectOf(now.Raw)
	list := whole.either("productOrderItem", "orderItem")
	patch := object{list: decidedItems(v, whole.raw(list), d, now), "@type": "ProductOrder"}
	if d.By != "" {
		// First, since a server may take the first related party as the one who decides.
		parties := []object{party(v, d.By, reviewer)}
		for _, raw := range rows(whole.raw("relatedParty")) {
			if p := objectOf(raw); telecom.Normalize(wordOf(p.raw("role"))) != reviewer { // the history tells of the earlier one
				parties = append(parties, p)
			}
		}
		patch["relatedParty"] = parties
	}
	return json.Marshal(patch, lenient, json.Deterministic(true))
}

// rows returns the objects of a list; a single object is a list of one.
func rows(raw jsontext.Value) []jsontext.Value {
	all := elements(raw)
	if raw.Kind() == '{' {
		all = []jsontext.Value{raw}
	}
	return slices.DeleteFunc(all, func(v jsontext.Value) bool { return v.Kind() != '{' })
}

// decidedItems returns the items of a request, with the decision in the product of the first one.
func decidedItems(v telecom.Version, raw jsontext.Value, d *telecom.Decision, now *telecom.Request) []object {
	var items []object
	for _, row := range rows(raw) {
		if v == telecom.Version5 {
			row = asSent(row, 12)
		}
		items = append(items, withoutState(row))
	}
	if len(items) == 0 {
		items = []object{{}}
	}
	for i, item := range items {
		item.usually("id", strconv.Itoa(i+1))
		item.usually("action", "modify")
		item.usually("@type", "ProductOrderItem")
	}
	product := objectOf(items[0].raw("product"))
	if len(now.Products) > 0 && v != telecom.Version5 {
		product.usually("id", now.Products[0])
	}
	product.usually("@type", "Product")
	list := product.either("productCharacteristic", "characteristic")
	product[list] = decided(v, product.raw(list), d, now)
	items[0]["product"] = product
	return items
}

// withoutState removes the state of an item and of the items inside it.
func withoutState(raw jsontext.Value) object {
	item := objectOf(raw)
	delete(item, "state")
	if within := rows(item.raw("productOrderItem")); len(within) > 0 {
		var items []object
		for _, row := range within {
			items = append(items, withoutState(row))
		}
		item["productOrderItem"] = items
	}
	return item
}

// decided returns the characteristics of a product with this decision in place of the earlier one.
func decided(v telecom.Version, raw jsontext.Value, d *telecom.Decision, now *telecom.Request) []any {
	var before traits
	_ = json.Unmarshal(raw, &before, lenient)
	earlier := func(name string) bool {
		switch name {
		case reasonName, reasonTextName:
			return before.ours(name)
		}
		return name == wishedName || name == keyName || name == ifVersionName
	}
	all := []any{}
	if raw.Kind() == '[' {
		for _, row := range rows(raw) {
			var t trait
			if _ = json.Unmarshal(row, &t, lenient); !earlier(telecom.Normalize(string(t.Name))) {
				all = append(all, row)
			}
		}
	} else {
		for _, t := range before {
			if !earlier(telecom.Normalize(string(t.Name))) {
				all = append(all, object{"name": string(t.Name), "value": t.Value, "@type": "Characteristic"})
			}
		}
	}
	for _, c := range []struct{ name, value string }{
		{"requestedStatus", string(d.To)}, {"reason", string(d.Reason)}, {"reasonText", d.Text}, {"decisionKey", d.Key},
		{"ifStatusVersion", now.Version},
	} {
		if c.value != "" {
			all = append(all, characteristicOf(v, c.name, c.value))
		}
	}
	return all
}
