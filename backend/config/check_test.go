package config

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"commsdesk/backend/telecom"
)

const withRequests = `
product_ordering = "http://127.0.0.1:1/productOrderingManagement/v4"
product_inventory = "http://127.0.0.1:1/productInventory/v4"
agreement = "http://127.0.0.1:1/agreementManagement/v4"
`

func TestLoad_ReadsRequestAddressesAndRole(t *testing.T) {
	text := strings.Replace(good, "[profile.api]\n", "[profile.api]"+withRequests, 1)
	text = strings.Replace(text, "auth =", "role = \"deliveryTeam\"\nauth =", 1)
	ps, err := Load(write(t, text))
	if err != nil {
		t.Fatal(err)
	}
	p := ps[0]
	if p.Role != telecom.RoleDelivery || !strings.HasSuffix(p.ProductOrdering, "OrderingManagement/v4") ||
		!strings.HasSuffix(p.ProductInventory, "Inventory/v4") || !strings.HasSuffix(p.Agreement, "agreementManagement/v4") {
		t.Errorf("got %+v; want p.Role == telecom.RoleDelivery, strings.HasSuffix(p.ProductOrdering, \"OrderingManagement/v4\"), ...", p)
	}
	path := write(t, "")
	if err := Add(path, p, "Australia/Sydney"); err != nil {
		t.Fatal(err)
	}
	again, err := Load(path)
	if err != nil || again[0].Role != p.Role || again[0].Agreement != p.Agreement || again[0].ProductOrdering != p.ProductOrdering ||
		again[0].ProductInventory != p.ProductInventory {
		t.Errorf("got %+v %v; want again[0].Role == p.Role, again[0].Agreement == p.Agreement, ...", again, err)
	}
}

func TestLoad_RefusesUnknownRole(t *testing.T) {
	_, err := Load(write(t, strings.Replace(good, "auth =", "role = \"boss\"\nauth =", 1)))
	if err == nil || !strings.Contains(err.Error(), `"boss" is not a role; write one of "administrator"`) {
		t.Errorf("got %v; want the roles listed", err)
	}
	_, err = Load(write(t, strings.Replace(good, "[profile.api]\n", "[profile.api]\nagreement = \"nowhere\"\n", 1)))
	if err == nil || !strings.Contains(err.Error(), "is not an address") {
		t.Errorf("got %v; want the address refused", err)
	}
}

func TestLoad_ReadsVersions(t *testing.T) {
	ps, err := Load(write(t, good+"[profile.version]\nservice_ordering = \"older\"\nproduct_ordering = \"5\"\n"))
	if err != nil || ps[0].OrderingVersion != telecom.VersionOlder || ps[0].RequestsVersion != telecom.Version5 {
		t.Fatalf("got %+v, %v; want the versions older and 5", ps, err)
	}
	path := write(t, "")
	if err := Add(path, ps[0], ""); err != nil {
		t.Fatal(err)
	}
	again, err := Load(path)
	if err != nil || again[0].OrderingVersion != telecom.VersionOlder || again[0].RequestsVersion != telecom.Version5 {
		t.Errorf("got %+v, %v; want the same again", again, err)
	}
	if ps, err := Load(write(t, good)); err != nil || ps[0].OrderingVersion != "" || ps[0].RequestsVersion != "" {
		t.Errorf("got %+v, %v; want none without the table", ps, err)
	}
	line := strings.Count(good, "\n") + 2
	for written, why := range map[string]string{
		`service_ordering = "3"`:     `"3" is not a version; write "4", "5" or, for the wire before 4, "older"`,
		`product_ordering = "older"`: `"older" is not a version; write "4" or "5"`, `service_ordering = 4`: "", `usage = "4"`: "",
	} {
		_, err := Load(write(t, good+"[profile.version]\n"+written+"\n"))
		if err == nil || !strings.Contains(err.Error(), why) || !strings.Contains(err.Error(), fmt.Sprintf("line %d:", line)) {
			t.Errorf("%s: got %v, want line %d and %s", written, err, line, why)
		}
	}
}

func TestLoad_SIMDigitsDefaultToThirteen(t *testing.T) {
	for written, want := range map[string][]int{"": {13}, "sim_digits = 13": {13}, "sim_digits = 1": {1}, "sim_digits = 19": {19},
		"sim_digits = 22": {22}, "sim_digits = [19]": {19}, "sim_digits = [19, 13, 19]": {13, 19}} {
		ps, err := Load(write(t, strings.Replace(good, `auth = "none"`, written+"\nauth = \"none\"", 1)))
		if err != nil || !slices.Equal(ps[0].SIMDigits, want) {
			t.Errorf("%q: got %+v, %v; want %v", written, ps, err, want)
		}
	}
}

func TestLoad_WrongSIMDigitsNameLine(t *testing.T) {
	for written, why := range map[string]string{
		"0":                        "cannot have 0 digits; write how many are printed on the card, 1 to 22",
		"23":                       "cannot have 23 digits",
		"-13":                      "cannot have -13 digits",
		`"13"`:                     "neither a number, such as 13, nor a list",
		"13.5":                     "neither a number",
		"[]":                       "the list is empty",
		"[13, 23]":                 "cannot have 23 digits",
		`[13, "19"]`:               "neither a number",
		"999999999999999999999999": "",
	} {
		ps, err := Load(write(t, strings.Replace(good, `auth = "none"`, "sim_digits = "+written+"\nauth = \"none\"", 1)))
		e := telecom.AsError(err)
		if err == nil || ps != nil || e.Code != telecom.Invalid || !strings.Contains(e.Text, "line 4:") || !strings.Contains(e.Text, why) {
			t.Errorf("%s: got %+v, %v; want line 4 and %s", written, ps, err, why)
		}
	}
	// A key outside the profile's table is refused.
	if _, err := Load(write(t, "sim_digits = 13\n"+good)); err == nil || !strings.Contains(err.Error(), "line 1:") {
		t.Errorf("got %v; want an error on line 1", err)
	}
}

func TestAdd_WritesOnlyUnusualSIMDigits(t *testing.T) {
	for digits, lengths := range map[string][]int{"": nil, "none": {telecom.DefaultSIMDigits}, "19": {19}, "[13, 19]": {13, 19}} {
		written := len(digits) > 0 && digits != "none"
		path := write(t, good)
		p := Profile{Name: "Second", SIMDigits: lengths, ServiceInventory: "http://localhost:1/a", ServiceOrdering: "http://localhost:2/b"}
		if err := Add(path, p, ""); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(path)
		if err != nil || strings.Contains(string(text), fmt.Sprint("sim_digits = ", digits)) != written ||
			strings.Contains(string(text), "sim_digits") != written {
			t.Errorf("%s: got %s, %v; want it written: %v", digits, text, err, written)
		}
	}
	if err := Add(write(t, good), Profile{Name: "Second", SIMDigits: []int{23}, ServiceInventory: "http://localhost:1/a",
		ServiceOrdering: "http://localhost:2/b"}, ""); err == nil || !strings.Contains(err.Error(), "sim digits") {
		t.Errorf("got %v; want the digits refused", err)
	}
}
