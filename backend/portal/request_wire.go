package portal

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// The JSON of TMF622 as servers really write it, as in wire.go. Other members stay in Raw.

type wireRequest struct {
	ID          text `json:"id"`
	Category    text `json:"category"`
	Description text `json:"description"`
	State       text `json:"state"`
	OrderDate   text `json:"orderDate"`
	V5Date      text `json:"creationDate"` // the name in version 5

	Items    list[wireRequestItem] `json:"productOrderItem"`
	OldItems list[wireRequestItem] `json:"orderItem"` // the name before v4, still in use

	Agreements    list[wireContract]         `json:"agreement"`
	Parties       list[wirePerson]           `json:"relatedParty"`
	Notes         list[wireNote]             `json:"note"`
	References    list[wireReference]        `json:"externalReference"`
	Identifiers   list[wireReference]        `json:"externalIdentifier"` // the name in version 5
	ServiceOrders list[wireRef]              `json:"serviceOrder"`
	Services      list[wireRef]              `json:"realizingService"`
	Relations     list[wireRequestReference] `json:"relatedEntity"`

	Own     traits `json:"characteristic"`
	Product traits `json:"productCharacteristic"`
	Order   traits `json:"productOrderCharacteristic"`
}

type wireRequestItem struct {
	ID            text                  `json:"id"`
	Action        text                  `json:"action"`
	Quantity      text                  `json:"quantity"`
	Offering      one[wireOffered]      `json:"productOffering"`
	Product       one[wireOrdered]      `json:"product"`
	ServiceOrders list[wireRef]         `json:"serviceOrder"`
	Services      list[wireRef]         `json:"realizingService"`
	Items         list[wireRequestItem] `json:"productOrderItem"`

	Own        traits `json:"characteristic"`
	OfItem     traits `json:"productOrderItemCharacteristic"`
	OfProducts traits `json:"productCharacteristic"`
}

type wireOffered struct {
	ID      text          `json:"id"`
	Name    text          `json:"name"`
	Bundles list[wireRef] `json:"bundledProductOffering"`
}

// wireOrdered is the product inside an item: a reference, or what it will become.
type wireOrdered struct {
	ID            text               `json:"id"`
	Name          text               `json:"name"`
	Specification one[wireRef]       `json:"productSpecification"`
	Offering      one[wireRef]       `json:"productOffering"`
	Agreements    list[wireContract] `json:"agreement"`
	V5Agreements  list[wireContract] `json:"agreementItem"` // the name in version 5
	Services      list[wireRef]      `json:"realizingService"`
	Parts         list[wirePart]     `json:"product"`
	Own           traits             `json:"productCharacteristic"`
	Older         traits             `json:"characteristic"`
}

// wirePart is a product of a bundle.
type wirePart struct {
	ID       text          `json:"id"`
	Name     text          `json:"name"`
	Services list[wireRef] `json:"realizingService"`
	Own      traits        `json:"productCharacteristic"`
}

// wireContract refers to a version of a contract. TMF651 names it by its id; the rest is wherever a server puts it.
type wireContract struct {
	ID      text `json:"id"`
	V5      text `json:"agreementId"` // in the product of version 5
	Version text `json:"version"`
	Date    text `json:"initialDate"`
}

// wireRequestReference names something elsewhere, and its type.
type wireRequestReference struct {
	ID       text `json:"id"`
	Referred text `json:"@referredType"`
	Role     text `json:"role"`
}

// wirePerson is a party of a request. TMF622 gives it an id and a name; an e-mail address is wherever a server puts it.
type wirePerson struct {
	wireParty
	Email    text           `json:"email"`
	Address  text           `json:"emailAddress"`
	Contacts jsontext.Value `json:"contact"`
	Media    jsontext.Value `json:"contactMedium"`
}

// email returns the person's address; empty if none is given. An id or a name may be one.
func (p *wirePerson) email() string {
	if s := first(p.Email, p.Address); s != "" {
		return s
	}
	for _, raw := range []jsontext.Value{p.Contacts, p.Media} {
		if s := emailWithin(raw, 4); s != "" {
			return s
		}
	}
	for _, t := range []text{p.ID, p.Name, p.V5.is.ID, p.V5.is.Name} {
		if s := first(t); isEmail(s) {
			return s
		}
	}
	return ""
}

// emailWithin finds the first e-mail address in a contact of any shape.
func emailWithin(raw jsontext.Value, depth int) string {
	if depth == 0 || len(raw) == 0 {
		return ""
	}
	within := elements(raw)
	switch raw.Kind() {
	case '"':
		if s := wordOf(raw); isEmail(s) {
			return s
		}
	case '{':
		for _, m := range members(raw) {
			within = append(within, m.value)
		}
	}
	for _, it := range within {
		if s := emailWithin(it, depth-1); s != "" {
			return s
		}
	}
	return ""
}

func isEmail(word string) bool {
	at := strings.IndexByte(word, '@')
	return at > 0 && at < len(word)-1 && !strings.ContainsAny(word, " \t\n/")
}
