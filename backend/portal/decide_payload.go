package portal

import (
	"slices"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"commsdesk/backend/telecom"
)

// A merge-patch replaces a list as a whole: what is not repeated of it is gone, on a server that takes the standard at
// its word. So the items of the request and its parties are sent as the portal gave them, and beside them what was
// decided. States are the portal's: they are sent neither of the request nor of an item.

// object is a JSON object of which only some members are of interest; the others stay as they were read.
type object map[string]any

func objectOf(raw jsontext.Value) object {
	o := object{}
	for _, m := range members(raw) {
		o[m.name] = m.value
	}
	return o
}

// raw is a member as it was read; empty if there is none.
func (o object) raw(name string) jsontext.Value {
	raw, _ := o[name].(jsontext.Value)
	return raw
}

// usually sets a member that says nothing.
func (o object) usually(name, value string) {
	if wordOf(o.raw(name)) == "" {
		o[name] = value
	}
}

// either is the second of two names of a member where only that is there: the one before v4.
func (o object) either(name, older string) string {
	if len(o.raw(name)) == 0 && len(o.raw(older)) > 0 {
		return older
	}
	return name
}

// reviewer is the role of who decides.
const reviewer = "reviewer"

// decisionPayload is what a decision changes of a request.
func decisionPayload(d *telecom.Decision, now *telecom.Request) ([]byte, error) {
	whole := objectOf(now.Raw)
	list := whole.either("productOrderItem", "orderItem")
	patch := object{list: decidedItems(whole.raw(list), d, now), "@type": "ProductOrder"}
	if d.By != "" {
		// First, since a server may take the first of those who have to do with a request for who decides.
		parties := []any{sentParty{ID: d.By, Name: d.By, Role: reviewer, Referred: "Individual", Type: "RelatedParty"}}
		for _, raw := range rows(whole.raw("relatedParty")) {
			if p := objectOf(raw); telecom.Normalize(wordOf(p.raw("role"))) != reviewer { // the one before is told by the history
				parties = append(parties, p)
			}
		}
		patch["relatedParty"] = parties
	}
	return json.Marshal(patch, lenient, json.Deterministic(true))
}

// rows are the objects of a list; one alone is a list of one.
func rows(raw jsontext.Value) []jsontext.Value {
	all := elements(raw)
	if raw.Kind() == '{' {
		all = []jsontext.Value{raw}
	}
	return slices.DeleteFunc(all, func(v jsontext.Value) bool { return v.Kind() != '{' })
}

// decidedItems are the items of a request; the product of the first one says what was decided.
func decidedItems(raw jsontext.Value, d *telecom.Decision, now *telecom.Request) []object {
	var items []object
	for _, row := range rows(raw) {
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
	if len(now.Products) > 0 {
		product.usually("id", now.Products[0])
	}
	product.usually("@type", "Product")
	list := product.either("productCharacteristic", "characteristic")
	product[list] = decided(product.raw(list), d, now)
	items[0]["product"] = product
	return items
}

// withoutState is an item without its state, nor those of the items in it.
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

// decided are the characteristics of a product, and what was decided in place of what was decided before.
func decided(raw jsontext.Value, d *telecom.Decision, now *telecom.Request) []any {
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
			if t, _ := traitOf(row); !earlier(telecom.Normalize(string(t.Name))) {
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
		{"requestedStatus", string(d.To)}, {"reason", string(d.Reason)}, {"reasonText", d.Text}, {"decisionKey", d.Key}, {"ifStatusVersion", now.Version},
	} {
		if c.value != "" {
			all = append(all, characteristicOf(c.name, c.value))
		}
	}
	return all
}
