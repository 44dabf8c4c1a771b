package portal

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"commsdesk/backend/telecom"
)

// The JSON of TMF620 as servers really write it.

type wireOffering struct {
	ID            text                    `json:"id"`
	Name          text                    `json:"name"`
	Status        text                    `json:"lifecycleStatus"`
	Sellable      text                    `json:"isSellable"`
	ValidFor      one[wirePeriod]         `json:"validFor"`
	Category      list[wireNamed]         `json:"category"`
	Specification one[wireSpecification]  `json:"productSpecification"`
	Prices        list[wireOfferingPrice] `json:"productOfferingPrice"`
	Uses          list[wireCharacter]     `json:"prodSpecCharValueUse"`
	Own           list[wireCharacter]     `json:"productCharacteristic"`
	Plain         list[wireCharacter]     `json:"characteristic"`
}

// wireNamed is a reference with a name; it may be a word.
type wireNamed struct {
	ID   text `json:"id"`
	Name text `json:"name"`
}

type wireSpecification struct {
	Name       text                `json:"name"`
	Characters list[wireCharacter] `json:"productSpecCharacteristic"`
}

// wireCharacter is a characteristic of an offering, with its values under the names of different versions.
type wireCharacter struct {
	Name   text                     `json:"name"`
	Unit   text                     `json:"unitOfMeasure"`
	Values list[wireCharacterValue] `json:"productSpecCharacteristicValue"`
	Newer  list[wireCharacterValue] `json:"characteristicValueSpecification"`
	Value  plainValues              `json:"value"`
}

type wireCharacterValue struct {
	Value quantity `json:"value"`
	Unit  text     `json:"unitOfMeasure"`
}

// plainValues reads a value, or a list of them.
type plainValues []quantity

func (v *plainValues) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	add := func() error {
		var q quantity
		err := q.UnmarshalJSONFrom(d)
		if q.text != "" {
			*v = append(*v, q)
		}
		return err
	}
	if d.PeekKind() != '[' {
		return add()
	}
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	for d.PeekKind() != ']' {
		if err := add(); err != nil {
			return err
		}
	}
	_, err := d.ReadToken()
	return err
}

// values returns all values of a characteristic, each with its unit.
func (c *wireCharacter) values() (all []quantity) {
	add := func(q quantity, unit text) {
		if q.unit == "" {
			q.unit = first(unit, c.Unit)
		}
		if q.text != "" {
			all = append(all, q)
		}
	}
	for _, v := range c.Values {
		add(v.Value, v.Unit)
	}
	for _, v := range c.Newer {
		add(v.Value, v.Unit)
	}
	for _, q := range c.Value {
		add(q, "")
	}
	return all
}

// wireOfferingPrice is a price in an offering. A mere reference has no amount.
type wireOfferingPrice struct {
	Type         text           `json:"priceType"`
	PeriodType   text           `json:"recurringChargePeriodType"`
	PeriodLength text           `json:"recurringChargePeriodLength"`
	Period       text           `json:"recurringChargePeriod"`
	Price        one[wireMoney] `json:"price"`
}

// wireMoney is an amount: alone, with taxes, or before them.
type wireMoney struct {
	Unit     text         `json:"unit"`
	Currency text         `json:"currencyCode"`
	Value    quantity     `json:"value"`
	Amount   quantity     `json:"amount"`
	Taxed    one[wireSum] `json:"taxIncludedAmount"`
	Untaxed  one[wireSum] `json:"dutyFreeAmount"`
}

type wireSum struct {
	Unit  text     `json:"unit"`
	Value quantity `json:"value"`
}

// price returns the amount and the currency; both empty if there is no amount, or one that is not clear.
func (m *wireMoney) price(comma bool) (amount, currency string) {
	var q quantity
	for _, q = range []quantity{m.Value, m.Amount, m.Taxed.is.Value, m.Untaxed.is.Value} {
		if q.text != "" {
			break
		}
	}
	if q = q.as(comma); !q.known {
		return "", ""
	}
	return money(q.number), strings.ToUpper(first(m.Unit, m.Currency, m.Taxed.is.Unit, m.Untaxed.is.Unit, text(q.unit)))
}

// characters are the characteristics of an offering, its own before those of its specification.
type characters []wireCharacter

func (w *wireOffering) characters() characters {
	var all characters
	for _, some := range []list[wireCharacter]{w.Uses, w.Own, w.Plain, w.Specification.is.Characters} {
		all = append(all, some...)
	}
	return all
}

// find returns the values of the first of some normalized names that has one.
func (c characters) find(names ...string) []quantity {
	for _, name := range names {
		for _, it := range c {
			if name != "" && telecom.Normalize(string(it.Name)) == name {
				if all := it.values(); len(all) > 0 {
					return all
				}
			}
		}
	}
	return nil
}

// one returns the first value.
func (c characters) one(names ...string) quantity {
	if all := c.find(names...); len(all) > 0 {
		return all[0]
	}
	return quantity{}
}

// all returns every value, as words.
func (c characters) all(names ...string) []string {
	var words []string
	for _, q := range c.find(names...) {
		words = append(words, q.text)
	}
	return words
}

// word returns the first value with its unit, verbatim.
func (c characters) word(names ...string) string {
	q := c.one(names...)
	if q.unit != "" && q.known && quantityOf(q.text).unit == "" {
		return q.text + " " + q.unit
	}
	return q.text
}

// allowances returns the included amount of each kind.
func (c characters) allowances(comma bool) []telecom.Allowance {
	var all []telecom.Allowance
	for _, kind := range telecom.UsageKinds() {
		q := c.one(includedNames[kind]...).as(comma)
		switch {
		case q.endless:
			all = append(all, telecom.Allowance{Kind: kind, Unlimited: true})
		case q.known:
			all = append(all, telecom.Allowance{Kind: kind, Amount: q.number, Unit: q.unit})
		case q.doubtful:
			all = append(all, telecom.Allowance{Kind: kind, Says: q.words()})
		}
	}
	return all
}
