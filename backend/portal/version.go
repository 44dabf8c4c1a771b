package portal

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"commsdesk/backend/telecom"
)

// Strict servers refuse a member that their version does not define. So what is sent has the
// shape of the version that the profile names, or of the API's own records.

// version returns the version to use when sending to an API; the default is 4.
func (a *api) version() telecom.Version { return cmp.Or(a.set, a.seen(), telecom.Version4) }

func (a *api) seen() telecom.Version {
	v, _ := a.recordsHave.Load().(telecom.Version)
	return v
}

// sees learns the version from a record. One that may be of any version changes nothing: a few fields of an order, or an
// order without people. Servers of version 4 name types of version 5 too, so a type counts only while nothing else is known.
func (a *api) sees(raw jsontext.Value) {
	has := func(member string) bool { return bytes.Contains(raw, []byte(`"`+member+`"`)) }
	before, v := a.seen(), telecom.Version("")
	switch {
	case has("partyOrPartyRole"):
		v = telecom.Version5
	case has("orderItem") && !has("serviceOrderItem"):
		v = telecom.VersionOlder
	case before == telecom.Version4: // nothing below would change it
	case hasPerson.Match(raw), before == telecom.VersionOlder && has("serviceOrderItem"):
		v = telecom.Version4
	case before == "" && has("StringCharacteristic") && !has("externalId"):
		v = telecom.Version5
	}
	if v != "" && v != before {
		a.recordsHave.Store(v)
	}
}

var hasPerson = regexp.MustCompile(`"relatedParty"\s*:\s*(\[\s*)?\{`)

// party returns a person in a role.
func party(v telecom.Version, name, role string) object {
	if v == telecom.Version5 {
		return object{"role": role, "@type": "RelatedPartyRefOrPartyRoleRef",
			"partyOrPartyRole": object{"id": name, "name": name, "@referredType": "Individual", "@type": "PartyRef"}}
	}
	return object{"id": name, "name": name, "role": role, "@referredType": "Individual", "@type": "RelatedParty"}
}

// characteristicOf returns a word with its name. In version 5 the type of a characteristic is that of its value.
func characteristicOf(v telecom.Version, name, value string) object {
	is := "Characteristic"
	if v == telecom.Version5 {
		is = "StringCharacteristic"
	}
	return object{"name": name, "value": value, "valueType": "string", "@type": is}
}

// valued are the types of version 5 that have an id and an address when they are read, and none when they are sent.
var valued = []string{"Product", "Individual", "Organization", "PartyRole", "Supplier", "BusinessPartner", "Consumer", "Producer",
	"GeographicAddress", "GeographicSite", "Intent", "Attachment", "CreditProfile", "PartyCreditProfile", "StandardIdentifier"}

// asSent returns a version 5 record in the form in which it is sent, down to a given depth.
func asSent(raw jsontext.Value, depth int) jsontext.Value {
	if depth == 0 {
		return raw
	}
	var all any
	switch raw.Kind() {
	case '[':
		list := []jsontext.Value{}
		for _, it := range elements(raw) {
			list = append(list, asSent(it, depth-1))
		}
		all = list
	case '{':
		o := objectOf(raw)
		for name := range o {
			o[name] = asSent(o.raw(name), depth-1)
		}
		if slices.Contains(valued, wordOf(o.raw("@type"))) {
			delete(o, "id")
			delete(o, "href")
		}
		all = o
	default:
		return raw
	}
	sent, err := json.Marshal(all, lenient, json.Deterministic(true))
	if err != nil {
		return raw
	}
	return sent
}
