package portal

import "github.com/go-json-experiment/json/jsontext"

// The JSON of TMF635 as servers really write it. The standard has no place for the service, the allowance and the
// cycle: they are among the characteristics, or in members that a server adds.

type wireUsage struct {
	ID            text             `json:"id"`
	Date          text             `json:"usageDate"`
	Type          text             `json:"usageType"`
	Status        text             `json:"status"`
	Specification one[wireRef]     `json:"usageSpecification"`
	Service       one[wireRef]     `json:"service"`
	Period        one[wirePeriod]  `json:"usagePeriod"`
	Billing       one[wirePeriod]  `json:"billingPeriod"`
	Measures      measures         `json:"usageCharacteristic"`
	Rated         list[wireRating] `json:"ratedProductUsage"`
}

type wirePeriod struct {
	Start text `json:"startDateTime"`
	End   text `json:"endDateTime"`
}

type wireRating struct {
	Billed text `json:"isBilled"`
}

// measures are characteristics whose values may be amounts.
type measures []named[quantity]

func (m *measures) UnmarshalJSONFrom(d *jsontext.Decoder) (err error) {
	*m, err = readNamed[quantity](d, true)
	return err
}

// find returns the first of some normalized names that has a value, with the unit next to it.
func (m measures) find(names ...string) quantity {
	it := valueOf(m, names, func(q quantity) bool { return q.text != "" })
	if it.Value.unit == "" {
		it.Value.unit = first(it.Unit, it.Measure)
	}
	return it.Value
}
