package config

import (
	"strings"
	"testing"

	"commsdesk/backend/telecom"
)

const withRequests = `
product_ordering = "http://127.0.0.1:1/productOrderingManagement/v4"
product_inventory = "http://127.0.0.1:1/productInventory/v4"
agreement = "http://127.0.0.1:1/agreementManagement/v4"
`

func TestSubscriptionRequestsHaveThreeAddressesAndARole(t *testing.T) {
	text := strings.Replace(good, "[profile.api]\n", "[profile.api]"+withRequests, 1)
	text = strings.Replace(text, "auth =", "role = \"deliveryTeam\"\nauth =", 1)
	ps, err := Load(write(t, text))
	if err != nil {
		t.Fatal(err)
	}
	p := ps[0]
	if p.Role != telecom.RoleDelivery || !strings.HasSuffix(p.ProductOrdering, "OrderingManagement/v4") || !strings.HasSuffix(p.ProductInventory, "Inventory/v4") || !strings.HasSuffix(p.Agreement, "agreementManagement/v4") {
		t.Errorf("%+v", p)
	}
	path := write(t, "")
	if err := Add(path, p, "Australia/Sydney"); err != nil {
		t.Fatal(err)
	}
	again, err := Load(path)
	if err != nil || again[0].Role != p.Role || again[0].Agreement != p.Agreement || again[0].ProductOrdering != p.ProductOrdering || again[0].ProductInventory != p.ProductInventory {
		t.Errorf("%+v %v", again, err)
	}
}

func TestARoleThatNobodyHasIsAMistake(t *testing.T) {
	_, err := Load(write(t, strings.Replace(good, "auth =", "role = \"boss\"\nauth =", 1)))
	if err == nil || !strings.Contains(err.Error(), `"boss" is no role; write one of "administrator"`) {
		t.Error(err)
	}
	_, err = Load(write(t, strings.Replace(good, "[profile.api]\n", "[profile.api]\nagreement = \"nowhere\"\n", 1)))
	if err == nil || !strings.Contains(err.Error(), "is no address") {
		t.Error(err)
	}
}
