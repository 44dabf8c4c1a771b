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

// offerings is everything on offer. It never changes.
var offerings = func() (all []*wireOffering) {
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
			ID: p.id() + "-MONTH", Href: ownHost + catalogBase + "/productOfferingPrice/" + p.id() + "-MONTH", Name: "Monthly price",
			PriceType: "recurring", RecurringChargePeriodType: "month", RecurringChargePeriodLength: 1, Price: wireMoney{"AUD", p.price},
			Type: "ProductOfferingPrice",
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

func offer(id, name, category string) *wireOffering {
	return &wireOffering{
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

func (o *wireOffering) wire() any { return o }

func (o *wireOffering) attribute(path string) (string, bool) {
	return oneOf(path, "id", o.ID, "name", o.Name, "category.name", o.Category[0].Name)
}

// The shapes of the catalogue.

type wireOffering struct {
	ID                   string         `json:"id"`
	Href                 string         `json:"href"`
	Name                 string         `json:"name"`
	IsBundle             bool           `json:"isBundle"`
	IsSellable           bool           `json:"isSellable"`
	LifecycleStatus      string         `json:"lifecycleStatus"`
	Category             []wireCategory `json:"category"`
	Characteristics      []wireValueUse `json:"prodSpecCharValueUse"`
	ProductOfferingPrice []wirePrice    `json:"productOfferingPrice,omitempty"`
	Type                 string         `json:"@type"`
}

type wireCategory struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type wireValueUse struct {
	Name      string      `json:"name"`
	ValueType string      `json:"valueType"`
	Values    []wireValue `json:"productSpecCharacteristicValue"`
}

type wireValue struct {
	Value any    `json:"value"`
	Unit  string `json:"unitOfMeasure,omitempty"`
}

type wirePrice struct {
	ID                          string    `json:"id"`
	Href                        string    `json:"href"`
	Name                        string    `json:"name"`
	PriceType                   string    `json:"priceType"`
	RecurringChargePeriodType   string    `json:"recurringChargePeriodType,omitempty"`
	RecurringChargePeriodLength int       `json:"recurringChargePeriodLength,omitempty"`
	Price                       wireMoney `json:"price"`
	Type                        string    `json:"@type"`
}

type wireMoney struct {
	Unit  string  `json:"unit"`
	Value float64 `json:"value"`
}
