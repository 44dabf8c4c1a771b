package portalsim

import (
	"math/rand/v2"
	"strings"
)

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

// offering is a plan, a travel pack or a feature on offer.
type offering struct {
	id, name, category string
	characteristics    []doc
	prices             []doc
}

// offerings is everything on offer. It never changes.
var offerings = func() (all []*offering) {
	for _, p := range plans {
		o := &offering{id: p.id(), name: p.name, category: planOffering}
		o.set("platform", "string", p.platform)
		o.set("data", "number", p.data)
		o.amount("voice", p.voice, p)
		o.amount("sms", p.texts, p)
		o.set("networkType", "string", p.network)
		if p.speed > 0 {
			o.set("speedCap", "number", p.speed)
		}
		o.set("inclusions", "string", p.inclusions[0], p.inclusions[1:]...)
		o.cost("-MONTH", "Monthly price", "recurring", p.price, doc{{"recurringChargePeriodType", "month"}, {"recurringChargePeriodLength", 1}})
		all = append(all, o)
	}
	for _, p := range packs {
		o := &offering{id: p.id(), name: p.name, category: packOffering}
		o.set("platform", "string", "1.0")
		o.set("data", "number", p.data)
		o.set("days", "number", p.days)
		o.cost("-ONCE", "Price", "oneTime", p.price, nil)
		all = append(all, o)
	}
	for _, f := range features {
		o := &offering{id: offeringID("FTR", f.id), name: f.name, category: featureOffering}
		o.set("feature", "string", f.id)
		o.set(f.setting, "string", f.value)
		all = append(all, o)
	}
	return all
}()

// units are those of what offerings have numbers of.
var units = map[string]string{"data": "GB", "voice": "minutes", "sms": "messages", "speedCap": "Mbit/s", "days": "days"}

// set adds a characteristic with one value or several. Only a number has a unit.
func (o *offering) set(name, kind string, value any, more ...string) {
	unit := ""
	if kind == "number" {
		unit = units[name]
	}
	values := []doc{{{"value", value}, {"unitOfMeasure", unit}}}
	for _, v := range more {
		values = append(values, doc{{"value", v}})
	}
	o.characteristics = append(o.characteristics, doc{{"name", name}, {"valueType", kind}, {"productSpecCharacteristicValue", values}})
}

// amount adds an allowance, of a plan that allows it at all.
func (o *offering) amount(name string, n int, of *plan) {
	switch {
	case !of.speaks():
	case n > 0:
		o.set(name, "number", n)
	default:
		o.set(name, "string", "unlimited")
	}
}

// cost adds the price, with its period if it recurs.
func (o *offering) cost(suffix, name, kind string, price float64, period doc) {
	id := o.id + suffix
	out := doc{{"id", id}, {"href", ownHost + catalogBase + "/productOfferingPrice/" + id}, {"name", name}, {"priceType", kind}}
	out = append(append(out, period...), member{"price", doc{{"unit", "AUD"}, {"value", price}}}, member{"@type", "ProductOfferingPrice"})
	o.prices = []doc{out}
}

// plan is something a service can be on.
type plan struct {
	name, platform string
	price          float64 // dollars a month
	data           int     // GB in a cycle
	voice, texts   int     // minutes and messages in a cycle; 0: without limit
	network        string
	speed          int // Mbit/s at most; 0: as fast as it goes
	inclusions     []string
}

// plans are all there are; those of one platform in the order of their size.
var plans = []*plan{
	{"Classic 12", "1.0", 15, 12, 300, 300, "4G", 60, []string{"Voicemail"}},
	{"Classic 30", "1.0", 29, 30, 1000, 1000, "4G", 100, []string{"Voicemail", "Data bank up to 200 GB"}},
	{"Classic 70", "1.0", 45, 70, 0, 0, "4G", 150, []string{"Voicemail", "Data bank up to 500 GB", "50 international minutes"}},
	{"Everyday 25", "2.0", 25, 25, 0, 0, "5G", 100, []string{"Voicemail"}},
	{"Everyday 60", "2.0", 39, 60, 0, 0, "5G", 150, []string{"Voicemail", "100 international minutes"}},
	{"Everyday 120", "2.0", 55, 120, 0, 0, "5G", 250, []string{"Voicemail", "Calls to 30 countries"}},
	{"Business 80", "2.0", 49, 80, 0, 0, "5G", 250, []string{"Voicemail", "Static address on request"}},
	{"Business 200", "2.0", 79.5, 200, 0, 0, "5G", 0, []string{"Voicemail", "Static address on request", "Calls to 30 countries"}},
	{"Data SIM 80", "2.0", 35, 80, 0, 0, "5G", 150, []string{"Data only"}},
}

// id returns the plan's id in the catalog.
func (p *plan) id() string { return offeringID("PLN", p.name) }

// offeringID makes an id of a name: PLN-EVERYDAY-60.
func offeringID(kind, name string) string {
	return kind + "-" + strings.ToUpper(strings.ReplaceAll(name, " ", "-"))
}

func planNamed(name string) *plan {
	for _, p := range plans {
		if p.name == name {
			return p
		}
	}
	panic("no plan " + name)
}

// anyPlan draws a plan of one platform, and other than the given one, which may be nil.
func anyPlan(r *rand.Rand, platform string, other *plan) *plan {
	for {
		if p := plans[r.IntN(len(plans))]; p.platform == platform && p != other {
			return p
		}
	}
}

// pack is something for a journey.
type pack struct {
	name       string
	price      float64 // dollars, once
	data, days int
}

func (p pack) id() string { return offeringID("PCK", p.name) }

// packs are the travel packs, which only platform 1.0 can order here.
var packs = []pack{
	{"New Zealand 7 days", 20, 4, 7}, {"Asia 14 days", 45, 8, 14}, {"Europe 14 days", 45, 8, 14},
	{"North America 7 days", 35, 5, 7}, {"World 30 days", 99, 10, 30},
}

func (o *offering) attribute(path string) (string, bool) {
	return oneOf(path, "id", o.id, "name", o.name, "category.name", o.category)
}

func (o *offering) wire() doc {
	return doc{
		{"id", o.id}, {"href", ownHost + offeringPath + "/" + o.id}, {"name", o.name}, {"isBundle", false}, {"isSellable", true},
		{"lifecycleStatus", "Active"}, {"category", []doc{{{"id", "CAT-" + strings.ToUpper(o.category)}, {"name", o.category}}}},
		{"prodSpecCharValueUse", o.characteristics}, {"productOfferingPrice", o.prices}, {"@type", "ProductOffering"},
	}
}
