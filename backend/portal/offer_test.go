package portal

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
)

func TestOffer_ReadsEverySimulatedCatalog(t *testing.T) {
	for _, kind := range portalsim.Personalities() {
		for _, variants := range [][]portalsim.Variant{nil, {portalsim.StringNumbers}} {
			t.Run(fmt.Sprint(kind, variants), func(t *testing.T) {
				_, p := measured(t, portalsim.Config{Services: 30, Personality: kind, Variants: variants})
				offer, err := p.Offer(t.Context())
				if err != nil || offer.ReadAt.IsZero() {
					t.Fatal(err)
				}
				if kind == portalsim.Mock { // it shows placeholders, which are no plan
					if len(offer.Plans)+len(offer.Packs)+len(offer.Features) > 0 {
						t.Errorf("got %+v, want nothing", offer)
					}
					return
				}
				plans := map[string]telecom.Plan{}
				for _, plan := range offer.Plans {
					plans[plan.Name] = plan
				}
				want := telecom.Plan{
					ID: "PLN-EVERYDAY-60", Name: "Everyday 60", Platform: "2.0", Price: "39.00", Currency: "AUD", NetworkType: "5G",
					SpeedCap: "150 Mbit/s",
					Allowances: []telecom.Allowance{{Kind: telecom.Data, Amount: 60, Unit: "GB"}, {Kind: telecom.Voice, Unlimited: true},
						{Kind: telecom.SMS, Unlimited: true}},
					Inclusions: []string{"Voicemail", "100 international minutes"},
				}
				if d := cmp.Diff(want, plans["Everyday 60"]); d != "" || len(plans) != 9 {
					t.Errorf("%d plans: %s", len(plans), d)
				}
				pack := telecom.Pack{ID: "PCK-EUROPE-14-DAYS", Name: "Europe 14 days", Price: "45.00", Currency: "AUD", Days: 14,
					Allowances: []telecom.Allowance{{Kind: telecom.Data, Amount: 8, Unit: "GB"}}}
				if len(offer.Packs) != 5 || !cmp.Equal(offer.Packs[2], pack) {
					t.Errorf("got %+v, want five, the third %+v", offer.Packs, pack)
				}
				page, err := p.Services(t.Context(), 0, 0)
				if err != nil {
					t.Fatal(err)
				}
				for _, s := range page.Items {
					if plan, known := plans[s.Plan]; !known || plan.Platform != s.Platform {
						t.Errorf("%s of platform %s is not on offer", s.Plan, s.Platform)
					}
					for _, f := range s.Features {
						if !strings.Contains(strings.Join(offer.Features, "\n"), f.Name) {
							t.Errorf("%s is not on offer", f.Name)
						}
					}
				}
			})
		}
	}
}

// offeredAt is what is read from one record of a catalog.
func offeredAt(t *testing.T, record, day string) offeringRow {
	t.Helper()
	now, err := time.Parse(time.DateOnly, day)
	if err != nil {
		t.Fatal(err)
	}
	r, ok := offeringOf(jsontext.Value(record), &rules{Words: Words{Platform: []string{"Network Gen"}}}, now)
	if !ok {
		t.Fatalf("%s is unreadable", record)
	}
	return r
}

func TestOffer_ReadsPlansOfAnyShape(t *testing.T) {
	want := telecom.Plan{ID: "7", Name: "Large", Platform: "2.0", Price: "38.50", Currency: "AUD", NetworkType: "5G", SpeedCap: "150 Mbps",
		Allowances: []telecom.Allowance{{Kind: telecom.Data, Amount: 60, Unit: "GB"}, {Kind: telecom.SMS, Unlimited: true}},
		Inclusions: []string{"Voicemail", "Calls"}}
	for name, record := range map[string]string{
		"values of the standard": `{"id":"7","name":"Large","category":[{"name":"Mobile plans"}],"prodSpecCharValueUse":[
			{"name":"platform","productSpecCharacteristicValue":[{"value":"2.0"}]},
				{"name":"dataAllowance","productSpecCharacteristicValue":[{"value":60,"unitOfMeasure":"GB"}]},
			{"name":"SMS","productSpecCharacteristicValue":[{"value":"unlimited"}]},
				{"name":"Network Type","productSpecCharacteristicValue":[{"value":"5G"}]},
			{"name":"speed_cap","productSpecCharacteristicValue":[{"value":"150","unitOfMeasure":"Mbps"}]},
				{"name":"inclusions","productSpecCharacteristicValue":[{"value":"Voicemail"},{"value":"Calls"}]}],
			"productOfferingPrice":[{"priceType":"recurring","recurringChargePeriodType":"month","recurringChargePeriodLength":1,
				"price":{"unit":"AUD","value":38.5}}]}`,
		"plain values": `{"id":7,"name":"Large","category":"tariff","productCharacteristic":[{"name":"network gen","value":"v2"},
			{"name":"data","value":"60 GB"},{"name":"sms","value":-1},
			{"name":"network","value":"5G"},{"name":"maxSpeed","value":"150 Mbps"},{"name":"extras","value":["Voicemail","Calls"]}],
			"productOfferingPrice":{"priceType":"Recurring","recurringChargePeriod":"monthly","price":{"taxIncludedAmount":"38.50",
				"currencyCode":"aud"}}}`,
		"by its specification": `{"id":"7","name":"Large","productSpecification":{"name":"Postpaid plan",
			"productSpecCharacteristic":[{"name":"platform","productSpecCharacteristicValue":["2"]},
			{"name":"data","productSpecCharacteristicValue":{"value":{"amount":60,"units":"GB"}}},
				{"name":"sms","productSpecCharacteristicValue":["flat"]},
			{"name":"technology","characteristicValueSpecification":[{"value":"5G"}]},
				{"name":"speed","productSpecCharacteristicValue":[{"value":"150 Mbps"}]},
			{"name":"benefits","productSpecCharacteristicValue":["Voicemail","Calls"]}]},
			"productOfferingPrice":[{"priceType":"oneTime","price":{"unit":"AUD","value":10}},
				{"priceType":"recurring","price":{"dutyFreeAmount":{"unit":"AUD","value":"38.5"}}}]}`,
		"by what it has": `{"id":"7","name":"Large","category":[{"name":"mobile"}],"characteristic":[{"name":"platform","value":"2.0"},
			{"name":"data","value":"60 GB"},{"name":"sms","value":"unlimited"},
			{"name":"network","value":"5G"},{"name":"maxSpeed","value":"150 Mbps"},{"name":"extras","value":["Voicemail","Calls"]}],
			"productOfferingPrice":[{"priceType":"recurring","price":{"unit":"AUD","value":38.5}}]}`,
	} {
		r := offeredAt(t, record, "2026-11-22")
		if r.plan == nil {
			t.Errorf("%s: got %+v, want a plan", name, r)
			continue
		}
		if d := cmp.Diff(want, *r.plan); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

func TestOffer_TakesOnlyThePlansOwnPrice(t *testing.T) {
	month := func(value string) string {
		return `{"priceType":"recurring","recurringChargePeriodType":"month","price":{"unit":"AUD","value":` + value + `}}`
	}
	for name, c := range map[string]struct{ prices, want string }{
		"whole":       {month("38"), "38.00"},
		"many digits": {month("38.12345"), "38.1235"},
		"a reference": {`{"id":"P-1","href":"http://p/1","name":"Monthly"}`, ""},
		"a word":      {`"P-1"`, ""},
		"a year":      {`{"priceType":"recurring","recurringChargePeriodType":"year","price":{"unit":"AUD","value":38}}`, ""},
		"three months": {`{"priceType":"recurring","recurringChargePeriodType":"month","recurringChargePeriodLength":3,"price":{"unit":"AUD",
			"value":38}}`, ""},
		"once":          {`{"priceType":"oneTime","price":{"unit":"AUD","value":38}}`, ""},
		"two":           {month("38") + "," + month("40"), ""},
		"twice the one": {month("38") + "," + month(`"38.0"`), "38.00"},
		"no number":     {month(`"cheap"`), ""},
		"negative":      {month("-3"), ""},
	} {
		r := offeredAt(t, `{"id":"1","name":"Large","category":"plan","productOfferingPrice":[`+c.prices+`]}`, "2026-11-22")
		if r.plan == nil || r.plan.Price != c.want || (r.plan.Currency == "") != (c.want == "") {
			t.Errorf("%s: got %+v, want the price %q", name, r.plan, c.want)
		}
	}
}

func TestOffer_ReadsPacksAndFeatures(t *testing.T) {
	r := offeredAt(t, `{"id":"1","name":"Europe","category":{"name":"Roaming"},"productCharacteristic":{"name":"duration","value":"2 weeks"},
		"characteristic":[{"name":"countries","value":["CH","FR"]},{"name":"data","value":"8 GB"}],
			"productOfferingPrice":{"priceType":"one-time","price":{"value":45,"unit":"AUD"}}}`, "2026-11-22")
	want := telecom.Pack{ID: "1", Name: "Europe", Price: "45.00", Currency: "AUD", Days: 14, Where: "CH, FR",
		Allowances: []telecom.Allowance{{Kind: telecom.Data, Amount: 8, Unit: "GB"}}}
	if r.pack == nil || !cmp.Equal(*r.pack, want) {
		t.Errorf("got %+v, want %+v", r.pack, want)
	}
	if r := offeredAt(t, `{"id":"1","name":"Call forwarding","category":"value-added"}`, "2026-11-22"); r.feature != "Call forwarding" {
		t.Errorf("got %+v, want the feature Call forwarding", r)
	}
}

func TestOffer_LeavesOutWhatIsNotOnSale(t *testing.T) {
	for rest, offered := range map[string]bool{
		`"lifecycleStatus":"Active"`: true, `"lifecycleStatus":"Launched"`: true, `"lifecycleStatus":"string"`: true, `"isSellable":true`: true,
		`"x":1`:                       true,
		`"lifecycleStatus":"Retired"`: false, `"lifecycleStatus":"In test"`: false, `"isSellable":"false"`: false,
		`"validFor":{"endDateTime":"2026-11-21T00:00:00Z"}`: false, `"validFor":{"startDateTime":"2026-12-01"}`: false,
		`"validFor":{"startDateTime":"2026-01-01","endDateTime":"9999-12-31"}`: true,
	} {
		if r := offeredAt(t, `{"id":"1","name":"Large","category":"plan",`+rest+`}`, "2026-11-22"); (r.plan != nil) != offered {
			t.Errorf("%s: got %+v, want offered: %v", rest, r, offered)
		}
	}
	for _, record := range []string{`{"id":"1","category":"plan"}`, `{"id":"1","name":"A phone","category":"device"}`, `{"name":"x"}`} {
		if r := offeredAt(t, record, "2026-11-22"); r.plan != nil || r.pack != nil || r.feature != "" {
			t.Errorf("%s: got %+v, want nothing that is ours", record, r)
		}
	}
}

func TestOffer_ReadsCatalogToItsEndOnly(t *testing.T) {
	size := 250
	p := served(t, func(w http.ResponseWriter, r *http.Request) {
		offset, _ := strconv.Atoi(r.URL.Query().Get("offset"))
		rows := []any{}
		for i := offset; i < min(size, offset+100); i++ {
			rows = append(rows, map[string]any{"id": i, "name": fmt.Sprint("Plan ", i), "category": "plan"})
		}
		_ = json.NewEncoder(w).Encode(append(rows, 7, nil))
	}, func(c *Config) { c.Catalog = c.ServiceInventory })
	offer, err := p.Offer(t.Context())
	if len(offer.Plans) < 240 || err != nil { // it counts what is unreadable in its pages, so that some rows fall between them
		t.Errorf("%d plans, %v", len(offer.Plans), err)
	}
	size = 1 << 30
	_, err = p.Offer(t.Context())
	told(t, "no end", err, telecom.Broken)
}

// FuzzOffering: a plan has a name and a price that is a number, or none; what is included is an amount that can be
// shown; nothing is two things at once.
func FuzzOffering(f *testing.F) {
	for _, s := range append([]string{
		`{"id":"7","name":"Large","category":[{"name":"plan"}],"prodSpecCharValueUse":[{"name":"data",
			"productSpecCharacteristicValue":[{"value":60,"unitOfMeasure":"GB"}]}],
			"productOfferingPrice":[{"priceType":"recurring","price":{"unit":"AUD","value":38.5}}]}`,
		`{"name":"x","category":"travel","characteristic":[{"name":"days","value":["7 days",null,{}]},{"name":"data","value":[[[1]]]}],
			"productOfferingPrice":{"priceType":"once","price":{"taxIncludedAmount":{"value":"1e14"}}}}`,
		`{"name":"x","category":["feature",{"name":["plan"]},7],"productSpecification":{"productSpecCharacteristic":{"name":"sms",
			"productSpecCharacteristicValue":"-1"}}}`,
		`{"name":"p","category":"plan","productOfferingPrice":[{"priceType":"recurring","price":7},
			{"priceType":"recurring","price":{"value":-0}}],"validFor":"now","isSellable":{}}`,
	}, seeds...) {
		f.Add([]byte(s))
	}
	now := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, record []byte) {
		if !jsontext.Value(record).IsValid(lenient) {
			return
		}
		r, ok := offeringOf(jsontext.Value(record), &rules{Words: own}, now)
		if !ok && (r.plan != nil || r.pack != nil || r.feature != "" || r.key != "") {
			t.Errorf("unreadable, and yet %+v", r)
		}
		things := 0
		check := func(name, price, currency string, all []telecom.Allowance) {
			things++
			n, err := strconv.ParseFloat(price, 64)
			if name == "" || price != "" && (err != nil || n < 0 || !strings.Contains(price, ".")) || price == "" && currency != "" {
				t.Errorf("%q for %q %q", name, price, currency)
			}
			seen := map[telecom.UsageKind]bool{}
			for _, a := range all {
				if a.Amount < 0 || a.Amount > most || a.Unlimited && a.Amount != 0 || seen[a.Kind] {
					t.Errorf("got %+v, want each kind once, within what can be measured", all)
				}
				seen[a.Kind] = true
			}
		}
		if r.plan != nil {
			check(r.plan.Name, r.plan.Price, r.plan.Currency, r.plan.Allowances)
		}
		if r.pack != nil {
			check(r.pack.Name, r.pack.Price, r.pack.Currency, r.pack.Allowances)
			if r.pack.Days < 0 {
				t.Errorf("%d days", r.pack.Days)
			}
		}
		if r.feature != "" {
			things++
		}
		if things > 1 {
			t.Errorf("%+v is several things", r)
		}
	})
}
