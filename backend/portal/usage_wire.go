package portal

import (
	"maps"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"commsdesk/backend/telecom"
)

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

// measure is a characteristic whose value may be an amount.
type measure struct {
	Name    text     `json:"name"`
	Value   quantity `json:"value"`
	Unit    text     `json:"unit"`
	Measure text     `json:"unitOfMeasure"`
}

// measures reads a list of names and amounts, a single one, or an object with the names as members.
type measures []measure

func (m *measures) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	if d.PeekKind() != '{' {
		return (*list[measure])(m).UnmarshalJSONFrom(d)
	}
	raw, err := d.ReadValue()
	if err != nil {
		return err
	}
	var alone measure
	if json.Unmarshal(raw, &alone, lenient) == nil && alone.Name != "" {
		*m = append(*m, alone)
		return nil
	}
	var named map[string]quantity
	if json.Unmarshal(raw, &named, lenient) == nil {
		for _, name := range slices.Sorted(maps.Keys(named)) {
			*m = append(*m, measure{Name: text(name), Value: named[name]})
		}
	}
	return nil
}

// find returns the first of some normalized names that has a value, with the unit next to it.
func (m measures) find(names ...string) quantity {
	for _, name := range names {
		for _, it := range m {
			if name == "" || telecom.Normalize(string(it.Name)) != name || it.Value.text == "" {
				continue
			}
			q := it.Value
			if q.unit == "" {
				q.unit = first(it.Unit, it.Measure)
			}
			return q
		}
	}
	return quantity{}
}
