package telecom

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Offer is a portal's catalog: the plans, travel packs and features that an order can ask for. The zero Offer is that
// of a portal without a catalog.
type Offer struct {
	Plans    []Plan
	Packs    []Pack
	Features []string  // names, as services have them
	ReadAt   time.Time // in this desk's clock; zero: never
}

// Plan is a plan as its card shows it. Empty fields were not given.
type Plan struct {
	ID          string // the portal's id, opaque
	Name        string // the name that services on this plan carry
	Platform    string // "1.0" or "2.0", verbatim
	Price       string // per month: a decimal number such as "38.00"
	Currency    string // such as "AUD"
	Allowances  []Allowance
	NetworkType string // such as "5G", verbatim
	SpeedCap    string // such as "150 Mbps", verbatim
	Inclusions  []string
}

// Pack is a travel pack.
type Pack struct {
	ID         string // the portal's id, opaque
	Name       string
	Price      string // once: a decimal number
	Currency   string
	Days       int    // its duration; zero: not given
	Where      string // the countries it is for, verbatim
	Allowances []Allowance
}

// UsageKind is what is measured.
type UsageKind string

// The kinds of usage, in the order shown.
const (
	Data  UsageKind = "data"
	Voice UsageKind = "voice"
	SMS   UsageKind = "sms"
)

// UsageKinds lists every kind of usage once.
func UsageKinds() []UsageKind { return []UsageKind{Data, Voice, SMS} }

// Allowance is an amount that a plan or a pack includes.
type Allowance struct {
	Kind      UsageKind
	Amount    float64
	Says      string // in place of Amount and Unit, as the portal wrote them, where that is not clear: "1.024 GB"
	Unit      string // such as "GB", "min"; verbatim
	Unlimited bool   // Amount is meaningless then
}

// Usage is the usage of one kind in the billing cycle.
type Usage struct {
	Kind       UsageKind
	Used       float64
	Says       string  // in place of Used, as the portal wrote it, where that is not clear: "1.024 GB"
	Allowance  float64 // zero: not given, unless Unlimited
	Unit       string  // verbatim, of both amounts
	Unlimited  bool
	From, To   time.Time // first and last day of the cycle; zero: not given
	MeasuredAt time.Time // until when the portal counted; zero: not given
}

// PlansFor returns the plans that a service can change to: those of its platform, without its current one.
func (o Offer) PlansFor(s *Service) []Plan {
	return slices.DeleteFunc(slices.Clone(o.Plans), func(p Plan) bool { return p.Platform != s.Platform || p.isPresent(s) })
}

// Choice is a plan as a card of a form.
type Choice struct {
	Plan    Plan
	Present bool // the service is on it
}

// Choices returns the plans of a service's platform, with its current one; without a service, those for new services.
func (o Offer) Choices(s *Service) []Choice {
	var all []Choice
	for _, p := range o.Plans {
		switch {
		case s == nil && p.Platform == newPlatform:
			all = append(all, Choice{Plan: p})
		case s != nil && p.Platform == s.Platform:
			all = append(all, Choice{Plan: p, Present: p.isPresent(s)})
		}
	}
	return all
}

// plan finds a plan by the id and the name of a draft, as a catalog may lack either.
func (o Offer) plan(id, name string) (Plan, bool) {
	return first(o.Plans, func(p Plan) bool { return p.ID == id && p.Name == name && id+name != "" })
}

func (o Offer) pack(id, name string) (Pack, bool) {
	return first(o.Packs, func(p Pack) bool { return p.ID == id && p.Name == name && id+name != "" })
}

// present finds the plan of a service.
func (o Offer) present(s *Service) (Plan, bool) {
	return first(o.Plans, func(p Plan) bool { return p.Platform == s.Platform && p.isPresent(s) })
}

// first returns the first of a list for which is returns true; ok is false if there is none.
func first[T any](all []T, is func(T) bool) (found T, ok bool) {
	if i := slices.IndexFunc(all, is); i >= 0 {
		return all[i], true
	}
	return found, false
}

// isPresent reports whether a service is on this plan: it carries the plan's name or, on some portals, its id.
func (p Plan) isPresent(s *Service) bool {
	word := Normalize(s.Plan)
	return word != "" && (word == Normalize(p.Name) || word == Normalize(p.ID))
}

// against compares two plans of one platform: 1 if this one is bigger, -1 if it is smaller, 0 if the catalog does not
// tell, because it says too little, or because one has more data and the other costs more.
func (p Plan) against(other Plan) int {
	data, price := moreData(p.Allowances, other.Allowances), moreMoney(p, other)
	if data == 0 || price == 0 || data == price {
		return max(-1, min(1, data+price))
	}
	return 0
}

func moreData(a, b []Allowance) int {
	x, known := megabytes(a)
	y, alsoKnown := megabytes(b)
	if !known || !alsoKnown {
		return 0
	}
	return cmp.Compare(x, y)
}

// megabytes returns the included data; unlimited data is more than any.
func megabytes(all []Allowance) (float64, bool) {
	for _, a := range all {
		if a.Kind != Data {
			continue
		}
		if a.Unlimited {
			return 1e18, true
		}
		switch Normalize(a.Unit) {
		case "mb":
			return a.Amount, true
		case "gb":
			return a.Amount * 1000, true
		case "tb":
			return a.Amount * 1e6, true
		}
	}
	return 0, false
}

func moreMoney(a, b Plan) int {
	x, err := strconv.ParseFloat(a.Price, 64)
	y, err2 := strconv.ParseFloat(b.Price, 64)
	if err != nil || err2 != nil || !strings.EqualFold(a.Currency, b.Currency) {
		return 0
	}
	return cmp.Compare(x, y)
}
