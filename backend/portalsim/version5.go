package portalsim

import (
	"encoding/json"
	"strings"
)

// asVersion5 rewrites a service, product or product order in the shape of version 5 of its API. Nothing else changes:
// the other APIs stay at version 4.
func asVersion5(tree any) any {
	of, _ := tree.(map[string]any)
	switch of["@type"] {
	case "Service", "Product":
	case "ProductOrder":
		of["creationDate"] = of["orderDate"]
		delete(of, "orderDate")
	default:
		return tree
	}
	respell5(of, of["@type"].(string), "")
	return of
}

// types5 maps members to the @type that their values have in version 5 only.
var types5 = map[string]string{
	"feature": "Feature", "agreement": "AgreementRef", "productOffering": "ProductOfferingRef", "realizingService": "ServiceRef",
	"Service.serviceOrderItem": "RelatedServiceOrderItem", "Product.productOrderItem": "RelatedOrderItem",
}

// respell5 rewrites the value of a member.
func respell5(tree any, within, member string) {
	if all, ok := tree.([]any); ok {
		for _, one := range all {
			respell5(one, within, member)
		}
		return
	}
	of, ok := tree.(map[string]any)
	if !ok {
		return
	}
	for name, held := range of {
		if name != "value" {
			respell5(held, within, name)
		}
	}
	for _, name := range []string{member, within + "." + member} {
		if is := types5[name]; is != "" {
			of["@type"] = is
		}
	}
	switch {
	case member == "relatedParty":
		party := map[string]any{"@type": "PartyRef"}
		for _, name := range []string{"id", "name", "@referredType"} {
			party[name] = of[name]
			delete(of, name)
		}
		of["partyOrPartyRole"], of["@type"] = party, "RelatedPartyRefOrPartyRoleRef"
		if within == "Product" {
			of["@type"] = "RelatedPartyOrPartyRole"
		}
	case strings.HasSuffix(member, "Characteristic"):
		of["@type"] = kind5(of["value"]) + "Characteristic"
	case within == "Product" && member == "productOrderItem":
		rename(of, "productOrderId", "orderId")
		rename(of, "productOrderHref", "orderHref")
	case within == "Product" && member == "":
		rename(of, "agreement", "agreementItem")
		items, _ := of["agreementItem"].([]any)
		for _, it := range items {
			it := it.(map[string]any)
			for old, now := range map[string]string{"id": "agreementId", "href": "agreementHref", "name": "agreementName"} {
				rename(it, old, now)
			}
			it["@type"] = "AgreementItemRef"
		}
	}
}

func rename(of map[string]any, old, now string) {
	if held, there := of[old]; there {
		of[now] = held
		delete(of, old)
	}
}

// kind5 is the word for the type of a value.
func kind5(value any) string {
	switch v := value.(type) {
	case json.Number:
		return "Integer"
	case bool:
		return "Boolean"
	case []any:
		if len(v) > 0 {
			if _, object := v[0].(map[string]any); object {
				return "ObjectArray"
			}
		}
		return "StringArray"
	}
	return "String"
}

// asVersion4 returns parties of version 5 as the portal keeps them.
func asVersion4(parties []wireParty) ([]wireParty, *problem) {
	var all []wireParty
	for i, p := range parties {
		switch {
		case p.V5 == nil || p.V5.ID == "" || p.V5.Type == "":
			return nil, badRequest("The related party %d has no partyOrPartyRole with an id and a @type.", i+1)
		case p.ID != "" || p.Name != "" || p.ReferredType != "":
			return nil, badRequest("The related party %d has members that version 5 lacks.", i+1)
		}
		all = append(all, wireParty{ID: p.V5.ID, Name: p.V5.Name, Role: p.Role, Type: p.Type, ReferredType: p.V5.ReferredType})
	}
	return all, nil
}
