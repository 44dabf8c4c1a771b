package portalsim

import "strings"

const (
	catalogBase  = "/tmf-api/productCatalogManagement/v4"
	offeringPath = catalogBase + "/productOffering"
)

// Kinds of offerings: what the category of each is called.
const (
	planOffering    = "plan"
	packOffering    = "travelPack"
	featureOffering = "feature"
)

// offerings is everything on offer. It never changes.
var offerings = func() (all []wireOffering) {
	for _, p := range plans {
		o := offer(p.id(), p.name, planOffering)
		o.set("platform", "string", p.platform)
		o.set("data", "number", p.data)
		o.amount("voice", p.voice, p)
		o.amount("sms", p.texts, p)
		o.set("networkType", "string", p.network)
		if p.speed > 0 {
			o.set("speedCap", "number", p.speed)
		}
		o.set("inclusions", "string", p.inclusions[0], p.inclusions[1:]...)
		o.ProductOfferingPrice = []wirePrice{{
			ID: p.id() + "-MONTH", Href: ownHost + catalogBase + "/productOfferingPrice/" + p.id() + "-MONTH", Name: "Monthly price", PriceType: "recurring",
			RecurringChargePeriodType: "month", RecurringChargePeriodLength: 1, Price: wireMoney{"AUD", p.price}, Type: "ProductOfferingPrice",
		}}
		all = append(all, o)
	}
	for _, p := range packs {
		o := offer(p.id(), p.name, packOffering)
		o.set("platform", "string", "1.0")
		o.set("data", "number", p.data)
		o.set("days", "number", p.days)
		o.ProductOfferingPrice = []wirePrice{{
			ID: p.id() + "-ONCE", Href: ownHost + catalogBase + "/productOfferingPrice/" + p.id() + "-ONCE", Name: "Price", PriceType: "oneTime",
			Price: wireMoney{"AUD", p.price}, Type: "ProductOfferingPrice",
		}}
		all = append(all, o)
	}
	for _, f := range features {
		o := offer(offeringID("FTR", f.id), f.name, featureOffering)
		o.set("feature", "string", f.id)
		o.set(f.setting, "string", f.value)
		all = append(all, o)
	}
	return all
}()

// units are those of what offerings have numbers of.
var units = map[string]string{"data": "GB", "voice": "minutes", "sms": "messages", "speedCap": "Mbit/s", "days": "days"}

func offer(id, name, category string) wireOffering {
	return wireOffering{
		ID: id, Href: ownHost + offeringPath + "/" + id, Name: name, IsSellable: true, LifecycleStatus: "Active",
		Category: []wireCategory{{"CAT-" + strings.ToUpper(category), category}}, Type: "ProductOffering",
	}
}

// set adds a characteristic with one value or several.
func (o *wireOffering) set(name, kind string, value any, more ...string) {
	c := wireValueUse{Name: name, ValueType: kind, Values: []wireValue{{value, units[name]}}}
	for _, v := range more {
		c.Values = append(c.Values, wireValue{v, ""})
	}
	o.Characteristics = append(o.Characteristics, c)
}

// amount adds an allowance, of a plan that allows it at all.
func (o *wireOffering) amount(name string, n int, of *plan) {
	switch {
	case !of.speaks():
	case n > 0:
		o.set(name, "number", n)
	default:
		o.Characteristics = append(o.Characteristics, wireValueUse{name, "string", []wireValue{{"unlimited", ""}}})
	}
}
