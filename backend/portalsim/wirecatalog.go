package portalsim

type offeringRow struct {
	wireOffering
	traits *traits
}

func (r offeringRow) attribute(path string) (string, bool) {
	switch path {
	case "id":
		return r.ID, true
	case "name":
		return r.Name, true
	case "category.name":
		return r.Category[0].Name, true
	}
	return "", false
}

func (r offeringRow) write() any { return r.traits.respelled(r.wireOffering) }

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
