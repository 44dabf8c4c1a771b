package telecom

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ActionRules is what the checks of a draft need to know of a portal.
type ActionRules struct {
	SIMDigits []int          // how many digits the number of a physical SIM may have; none: DefaultSIMDigits
	Zone      *time.Location // the provider's time zone, for days; nil: UTC
	Offer     Offer
}

// DefaultSIMDigits is the length of a physical SIM number if the profile does not set one.
const DefaultSIMDigits = 13

// Digits returns how many digits the number of a physical SIM may have, in words: "13", or "13 or 19".
func (r *ActionRules) Digits() string {
	if len(r.SIMDigits) == 0 {
		return strconv.Itoa(DefaultSIMDigits)
	}
	words := make([]string, len(r.SIMDigits))
	for i, n := range r.SIMDigits {
		words[i] = strconv.Itoa(n)
	}
	if last := len(words) - 1; last > 0 {
		return strings.Join(words[:last], ", ") + " or " + words[last]
	}
	return words[0]
}

// fits reports whether the number of a physical SIM may have so many digits.
func (r *ActionRules) fits(digits int) bool {
	return slices.Contains(r.SIMDigits, digits) || len(r.SIMDigits) == 0 && digits == DefaultSIMDigits
}

// Field names a field of a draft's form.
type Field string

// The fields. FieldService is the form as a whole: the action is impossible.
const (
	FieldService        Field = "service"
	FieldSIMType        Field = "simType"
	FieldSIMNumber      Field = "simNumber"
	FieldPlan           Field = "plan"
	FieldPack           Field = "pack"
	FieldStartOn        Field = "startOn"
	FieldFeatures       Field = "features"
	FieldTypedNumber    Field = "typedNumber"
	FieldCustomer       Field = "customer"
	FieldOrigin         Field = "origin"
	FieldNumber         Field = "number"
	FieldLosingProvider Field = "losingProvider"
	FieldBilling        Field = "billing"
	FieldAccountNumber  Field = "accountNumber"
	FieldBornOn         Field = "bornOn"
	FieldAuthorisedOn   Field = "authorisedOn"
	FieldOrderID        Field = "orderID"
)

// Fields lists every field once.
func Fields() []Field {
	return []Field{FieldService, FieldSIMType, FieldSIMNumber, FieldPlan, FieldPack, FieldStartOn, FieldFeatures, FieldTypedNumber,
		FieldCustomer, FieldOrigin, FieldNumber, FieldLosingProvider, FieldBilling, FieldAccountNumber, FieldBornOn, FieldAuthorisedOn,
		FieldOrderID}
}

// Mistake is something to correct before a draft can be placed.
type Mistake struct {
	Field Field  `json:"field"`
	Text  string `json:"text"` // what is wrong, and what to do
}

// Check returns the mistakes of a draft; none if it can be placed, apart from open orders: see Judge. The service is
// nil if there is none yet.
func (d *Draft) Check(s *Service, rules ActionRules, now time.Time) []Mistake {
	if rules.Zone == nil {
		rules.Zone = time.UTC
	}
	if !slices.Contains(DraftKinds(), d.Kind) {
		return []Mistake{{FieldService, "This desk does not know this action. Use the portal for it."}}
	}
	if s != nil && d.ServiceID != s.ID || s == nil && d.ServiceID != "" {
		return []Mistake{{FieldService, "This draft was made for another service. Open that service, or start a new draft here."}}
	}
	if off := whyOff(d.Kind, s, rules.Offer); off != "" {
		return []Mistake{{FieldService, off}}
	}
	var all mistakes
	switch d.Kind {
	case SIMSwap:
		all.sim(d, s, rules)
	case ChangePlan:
		all.newPlan(d, s, rules.Offer)
	case FeatureUpdate:
		all.features(d, s, rules.Offer)
	case TravelPack:
		all.pack(d, rules, now)
	case CancelService:
		all.typedAgain(d, s)
	case NumberPort:
		if s == nil {
			all.newService(d, rules)
		}
		all.port(&d.Port, s, rules.Zone, now)
	case Activation:
		all.newService(d, rules)
		all.origin(d, rules, now)
	case CancelOrder:
		if d.OrderID == "" {
			all.add(FieldOrderID, "No order is chosen. Open the order to cancel and start there.")
		}
	}
	return all
}

type mistakes []Mistake

func (m *mistakes) add(field Field, format string, args ...any) {
	*m = append(*m, Mistake{field, fmt.Sprintf(format, args...)})
}

// filled reports whether something was typed, and adds a mistake if not.
func (m *mistakes) filled(field Field, value, ask string) bool {
	if strings.TrimSpace(value) == "" {
		m.add(field, "%s", ask)
		return false
	}
	return true
}

func (m *mistakes) newPlan(d *Draft, s *Service, offer Offer) {
	p, known := offer.plan(d.PlanID, d.PlanName)
	switch {
	case d.PlanID == "" && d.PlanName == "":
		m.add(FieldPlan, "No plan is chosen. Choose the new plan.")
	case !known:
		m.add(FieldPlan, "%s is no longer offered as it was chosen. Choose a plan again.", cmp.Or(d.PlanName, "That plan"))
	case p.Platform != s.Platform:
		m.add(FieldPlan, "%s is not a plan of this service’s platform. Choose another: moving to another platform needs a new SIM "+
			"and a port.", cmp.Or(p.Name, "That plan"))
	case p.isPresent(s):
		m.add(FieldPlan, "%s is the current plan. Choose another.", cmp.Or(p.Name, "That plan"))
	}
}

func (m *mistakes) features(d *Draft, s *Service, offer Offer) {
	if len(d.Features) == 0 {
		m.add(FieldFeatures, "No feature is changed. Change at least one.")
	}
	seen := map[string]bool{}
	for _, c := range d.Features {
		i := slices.IndexFunc(s.Features, func(f Feature) bool { return f.Name == c.Name })
		isOn := i >= 0 && s.Features[i].On // a feature that the service lacks is off
		switch {
		case seen[c.Name]:
			m.add(FieldFeatures, "%s is changed twice. Change it once.", c.Name)
		case i < 0 && !slices.Contains(offer.Features, c.Name):
			m.add(FieldFeatures, "%s is not a feature of this service. Remove it.", cmp.Or(c.Name, "A feature without a name"))
		case c.From != isOn:
			m.add(FieldFeatures, "%s has changed and is now %s. Check it and choose again.", c.Name, onOff(isOn))
		case c.From == c.To:
			m.add(FieldFeatures, "%s is already %s. Remove it, or change it.", c.Name, onOff(isOn))
		}
		seen[c.Name] = true
	}
}

func (m *mistakes) pack(d *Draft, rules ActionRules, now time.Time) {
	if d.PackID == "" && d.PackName == "" {
		m.add(FieldPack, "No travel pack is chosen. Choose one.")
	} else if _, known := rules.Offer.pack(d.PackID, d.PackName); !known {
		m.add(FieldPack, "%s is no longer offered as it was chosen. Choose a travel pack again.", cmp.Or(d.PackName, "That pack"))
	}
	if day, ok := m.day(FieldStartOn, d.StartOn, "Choose the day on which the pack starts.", rules.Zone); ok &&
		day.Before(today(now, rules.Zone)) {
		m.add(FieldStartOn, "That day is in the past. Choose today or a later day.")
	}
}

// typedAgain is the last check before a cancellation: who types the number has read it.
func (m *mistakes) typedAgain(d *Draft, s *Service) {
	name, what := s.Number, "number"
	if name == "" {
		name, what = s.ID, "service ID" // the portal gave no number
	}
	if m.filled(FieldTypedNumber, d.TypedNumber, fmt.Sprintf("Enter the %s %s again to cancel this service.", what, name)) &&
		!SameNumber(name, d.TypedNumber) {
		if LettersO(d.TypedNumber) {
			m.add(FieldTypedNumber, letterO)
			return
		}
		m.add(FieldTypedNumber, "This is not the %s of this service, which is %s. Check that this is the right service, then "+
			"enter it again.", what, name)
	}
}

// newService checks what every new service needs, wherever its number comes from.
func (m *mistakes) newService(d *Draft, rules ActionRules) {
	m.filled(FieldCustomer, d.Customer, "The customer is missing. Enter the customer of the new service.")
	p, known := rules.Offer.plan(d.PlanID, d.PlanName)
	switch {
	case d.PlanID == "" && d.PlanName == "":
		m.add(FieldPlan, "No plan is chosen. Choose a plan of platform 2.0.")
	case !known:
		m.add(FieldPlan, "%s is no longer offered as it was chosen. Choose a plan again.", cmp.Or(d.PlanName, "That plan"))
	case p.Platform != newPlatform:
		m.add(FieldPlan, "%s is not a plan of platform 2.0, and new services are on 2.0 only. Choose a plan of "+
			"platform 2.0.", cmp.Or(p.Name, "That plan"))
	}
	m.sim(d, nil, rules)
}

func (m *mistakes) origin(d *Draft, rules ActionRules, now time.Time) {
	switch d.Origin {
	case NewNumber:
		if d.Port.Number != "" {
			m.add(FieldNumber, "The portal chooses a new number. Leave this empty, or choose to port a number.")
		}
	case PortedNumber:
		m.port(&d.Port, nil, rules.Zone, now)
	default:
		m.add(FieldOrigin, "The origin of the number is missing. Choose a new number, or port one from another provider.")
	}
}

// day parses a day, and adds a mistake if it is none.
func (m *mistakes) day(field Field, text, ask string, zone *time.Location) (time.Time, bool) {
	if !m.filled(field, text, ask) {
		return time.Time{}, false
	}
	day, err := time.Parse(time.DateOnly, Clean(text))
	if err != nil {
		if first, second, ok := twoDays(text); ok {
			m.add(field, "This can be %s or %s. Enter it as %s or %s.", first.Format("2 January"), second.Format("2 January 2006"),
				first.Format(time.DateOnly), second.Format(time.DateOnly))
		} else {
			m.add(field, "This is not a date. Enter a date such as 2026-01-31.")
		}
	}
	return StartOfDay(day.Year(), day.Month(), day.Day(), zone), err == nil
}

// twoDays returns the two days that a text such as 3/4/2026 can mean, and whether there are two.
func twoDays(text string) (dayFirst, monthFirst time.Time, ok bool) {
	plain := strings.Join(strings.FieldsFunc(Clean(text), func(r rune) bool { return strings.ContainsRune("/-. ", r) }), "/")
	dayFirst, err := time.Parse("2/1/2006", plain)
	monthFirst, other := time.Parse("1/2/2006", plain)
	return dayFirst, monthFirst, err == nil && other == nil && !dayFirst.Equal(monthFirst)
}

// today returns the start of the day of a time.
func today(now time.Time, zone *time.Location) time.Time {
	n := now.In(zone)
	return StartOfDay(n.Year(), n.Month(), n.Day(), zone)
}

func onOff(on bool) string {
	if on {
		return "On"
	}
	return "Off"
}

// sentences joins the sentences that are not empty.
func sentences(all ...string) string {
	return strings.Join(slices.DeleteFunc(all, func(s string) bool { return s == "" }), " ")
}

// durationText formats a duration: "47 minutes", "1 hour 10 minutes". It never rounds up.
func durationText(d time.Duration) string {
	const day = 24 * time.Hour
	d = max(0, d)
	switch {
	case d < time.Minute:
		return counted(int(d/time.Second), "second")
	case d < time.Hour:
		return counted(int(d/time.Minute), "minute")
	case d >= 2*day:
		return counted(int(d/day), "day")
	}
	hours, minutes := counted(int(d/time.Hour), "hour"), int(d%time.Hour/time.Minute)
	if minutes == 0 {
		return hours
	}
	return hours + " " + counted(minutes, "minute")
}

func counted(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// day formats a date: "27 November 2026".
func day(t time.Time) string { return t.Format("2 January 2006") }

// Asked returns what a draft asks for, like the details of an order: names and values, without empty ones.
func (d *Draft) Asked() []Detail {
	var all []Detail
	add := func(name, value string) {
		if strings.TrimSpace(value) != "" {
			all = append(all, Detail{Name: name, Value: strings.TrimSpace(value)})
		}
	}
	add("Customer", d.Customer)
	add("Plan", cmp.Or(d.PlanName, d.PlanID))
	switch d.SIMType {
	case SIMEmbedded:
		add("SIM", "E-SIM")
	case SIMPhysical:
		add("SIM", strings.TrimSpace("Physical SIM "+d.SIMToSend()))
	}
	if d.Kind == Activation && d.Origin == NewNumber {
		add("Number", "A new one")
	}
	add("Number", d.number())
	if d.number() != "" {
		add("From", d.Port.LosingProvider)
	}
	add("Travel pack", cmp.Or(d.PackName, d.PackID))
	add("Starts", d.StartOn)
	for _, f := range d.Features {
		all = append(all, Detail{Name: f.Name, Value: onOff(f.To), Was: onOff(f.From)})
	}
	if d.Kind == CancelOrder {
		add("Order", d.OrderID)
	}
	return all
}
