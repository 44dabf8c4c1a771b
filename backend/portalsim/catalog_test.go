package portalsim

import (
	"slices"
	"testing"
	"time"
)

// value is what an offering says of one of its characteristics.
func value(o object, name string) any {
	for _, c := range o.list("prodSpecCharValueUse") {
		if c.text("name") == name {
			return c.list("productSpecCharacteristicValue")[0]["value"]
		}
	}
	return nil
}

func TestCatalog_OffersPlansWithPriceAndAllowance(t *testing.T) {
	p, _, s := serve(t, Config{})
	rows, res := listOf(t, s.Catalog+"/productOffering?category.name=plan")
	if len(rows) != len(plans) || res.Header.Get("X-Total-Count") != "9" {
		t.Fatalf("%d plans of %s", len(rows), res.Header.Get("X-Total-Count"))
	}
	names := map[any][]string{}
	for _, o := range rows {
		price := o.list("productOfferingPrice")[0]
		amount, _ := price["price"].(map[string]any)
		if o.text("id") == "" || o.text("lifecycleStatus") != "Active" || price.text("priceType") != "recurring" ||
			price.text("recurringChargePeriodType") != "month" || amount["unit"] != "AUD" || amount["value"].(float64) <= 0 {
			t.Errorf("got %v, want an active plan with a monthly price in AUD", o)
		}
		if data, ok := value(o, "data").(float64); !ok || data <= 0 || value(o, "networkType") == nil || value(o, "inclusions") == nil {
			t.Errorf("%s: got %v, want data, a network type and inclusions", o.text("name"), o)
		}
		if voice := value(o, "voice"); (voice == nil) != (o.text("name") == "Data SIM 80") {
			t.Errorf("%s: calls %v", o.text("name"), voice)
		}
		names[value(o, "platform")] = append(names[value(o, "platform")], o.text("name"))
	}
	for _, body := range p.Services() {
		one := read(t, body)
		if !slices.Contains(names[one.characteristic("platform")], one.characteristic("plan")) {
			t.Errorf("%s is not on offer on platform %s", one.characteristic("plan"), one.characteristic("platform"))
		}
	}
	if rows, _ := listOf(t, s.Catalog+"/productOffering?category.name=plan"+
		"&prodSpecCharValueUse.productSpecCharacteristicValue.value=1.0"); len(rows) != 3 {
		t.Errorf("%d plans of platform 1.0", len(rows))
	}
}

func TestCatalog_OffersPacksAndFeatures(t *testing.T) {
	p, k, s := serve(t, Config{})
	offered, _ := listOf(t, s.Catalog+"/productOffering?category.name=travelPack")
	for _, o := range offered {
		if value(o, "days").(float64) < 7 || o.list("productOfferingPrice")[0].text("priceType") != "oneTime" {
			t.Errorf("got %v, want seven days or more, paid once", o)
		}
		service := aService(t, p, "1.0")
		sends(t, s, wanting(travelPack, "modify", service, characteristics("travelPack", o.text("id"))))
		k.pass(2 * time.Minute)
		if got := serviceOf(t, p, service).characteristic("travelPack"); got != o.text("name") {
			t.Errorf("%s gave %s", o.text("id"), got)
		}
	}
	switches, _ := listOf(t, s.Catalog+"/productOffering?category.name=feature")
	var ids []any
	for _, o := range switches {
		ids = append(ids, value(o, "feature"))
	}
	for _, f := range serviceOf(t, p, "SVC10440031").list("feature") {
		if !slices.Contains(ids, any(f.text("id"))) {
			t.Errorf("%s is not on offer", f.text("id"))
		}
	}
	if len(offered) != 5 || len(switches) != 5 {
		t.Errorf("%d packs, %d features", len(offered), len(switches))
	}
	all, _ := listOf(t, s.Catalog+"/productOffering")
	for _, o := range all {
		if _, body := ask(t, s.Catalog+"/productOffering/"+o.text("id")); read(t, body).text("name") != o.text("name") {
			t.Errorf("by its id: %s", body)
		}
	}
	if res, _ := ask(t, s.Catalog+"/productOffering/none"); res.StatusCode != 404 {
		t.Error(res.Status)
	}
}
