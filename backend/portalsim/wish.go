package portalsim

import (
	"slices"
	"strings"
	"time"
)

// customerRole is the role of the customer among the related parties.
const customerRole = "customer"

// wish is what a client's order comes to, once the portal has understood it.
type wish struct {
	kind     string
	service  *service // nil for a new one
	plan     *plan    // of a new one, as are the two next
	customer *customer
	switches []featureSwitch
	change   change
	lot      lot
}

// understand reads what the items wish for. It changes nothing.
func (p *Portal) understand(o sentOrder, items []sentItem, now int64) (wish, *complaint) {
	kind, c := p.traits.kindOf(o.Category, items)
	if c != nil {
		return wish{}, c
	}
	w, it := wish{kind: kind, lot: lot{is: goesWell}}, items[0]
	if c := w.findService(p.world, items); c != nil {
		return w, c
	}
	for _, one := range items {
		for _, f := range one.features() {
			i := featureNamed(f)
			if i < 0 {
				return w, invalidly("There is no feature %q.", f.ID+f.Name)
			}
			w.switches = append(w.switches, featureSwitch{i, f.enabled()})
		}
	}
	switch kind {
	case simSwap:
		return w, w.readSIM(it)
	case changePlan:
		return w, w.readPlan(it)
	case featureUpdate:
		if len(w.switches) == 0 {
			return w, invalidly("A feature update needs a feature.")
		}
		w.change.switches = w.switches
	case travelPack:
		return w, w.readPack(it)
	case numberPort:
		if c := w.readPort(p.world, it, now); c != nil || w.service != nil {
			return w, c
		}
		return w, w.readNew(p.world, o, it)
	case activation:
		if c := w.readNumber(p.world, it); c != nil {
			return w, c
		}
		return w, w.readNew(p.world, o, it)
	}
	return w, nil
}

// findService looks for the one service that all items must name.
func (w *wish) findService(of *world, items []sentItem) *complaint {
	id := items[0].serviceID()
	for _, it := range items {
		if it.serviceID() != id || it.Action != items[0].Action {
			return invalidly("This portal takes an order for one service and one action at a time.")
		}
	}
	if len(items) > 1 && w.kind != featureUpdate {
		return invalidly("This portal takes one %s at a time.", w.kind)
	}
	if w.kind == activation {
		if id != "" {
			return invalidly("An activation makes a new service and cannot name one.")
		}
		return nil
	}
	if id == "" {
		if w.kind == numberPort {
			return nil
		}
		return invalidly("The item has no service.id.")
	}
	w.service = of.serviceByID[id]
	if w.service == nil {
		return invalidly("There is no service with the id %q.", id)
	}
	if w.service.state == terminated {
		return invalidly("The service %s has ended. Nothing can be ordered on it.", id)
	}
	return nil
}

// simDigits is how long the number on a SIM is.
const simDigits = 13

// readSIM reads which SIM is wished for.
func (w *wish) readSIM(it sentItem) *complaint {
	number := it.characteristic("iccid")
	switch plainWord(it.characteristic("simType")) {
	case "esim":
		w.change.simType = "eSIM"
		if number != "" {
			return invalidly("An eSIM has no number to send.")
		}
	case "physical", "physicalsim":
		w.change.simType, w.change.iccid = "physical", number
		if len(number) != simDigits || strings.Trim(number, "0123456789") != "" {
			return invalidly("A SIM number has exactly %d digits.", simDigits)
		}
	case "":
		return invalidly("The characteristic simType is missing.")
	default:
		return invalidly("There is no SIM type %q; it is physical or eSIM.", it.characteristic("simType"))
	}
	return nil
}

// planAsked reads the plan that an item names, by its name or the id of its
// offering.
func planAsked(it sentItem) (*plan, *complaint) {
	asked := it.characteristic("plan")
	if asked == "" {
		return nil, invalidly("The characteristic plan is missing.")
	}
	for _, p := range plans {
		if p.name == asked || p.id() == asked {
			return p, nil
		}
	}
	return nil, invalidly("There is no plan %q.", asked)
}

func (w *wish) readPlan(it sentItem) (c *complaint) {
	w.change.plan, c = planAsked(it)
	if c != nil {
		return c
	}
	w.change.previous = w.service.plan
	if w.change.plan.platform != w.service.plan.platform {
		w.lot.is = isRejected
	}
	return nil
}

func (w *wish) readPack(it sentItem) *complaint {
	asked := it.characteristic("travelPack")
	i := slices.IndexFunc(packs, func(p pack) bool { return p.name == asked || p.id() == asked })
	switch {
	case asked == "":
		return invalidly("The characteristic travelPack is missing.")
	case i < 0:
		return invalidly("There is no travel pack %q.", asked)
	case w.service.plan.platform != "1.0":
		return invalidly("On platform %s a travel pack is ordered by SMS.", w.service.plan.platform)
	}
	if start := it.characteristic("start"); start != "" {
		if _, ok := readDay(start); !ok {
			return invalidly("The characteristic start needs a date such as 2026-11-22.")
		}
	}
	w.change.pack = packs[i].name
	return nil
}

// readNumber reads a phone number, if the item has one.
func (w *wish) readNumber(of *world, it sentItem) *complaint {
	asked := it.characteristic("msisdn")
	if asked == "" {
		return nil
	}
	number, ok := readNumber(asked)
	if !ok {
		return invalidly("The characteristic msisdn is not a phone number.")
	}
	if of.uses(number) {
		return invalidly("The number is with this provider already.")
	}
	w.change.number = number
	return nil
}

// authorisationLasts is how long a customer's word is good for a port.
const authorisationLasts = 60 * 24 * time.Hour

func (w *wish) readPort(of *world, it sentItem, now int64) *complaint {
	if c := w.readNumber(of, it); c != nil {
		return c
	}
	w.change.losing = it.characteristic("losingProvider")
	switch {
	case w.change.number == 0:
		return invalidly("The characteristic msisdn is missing.")
	case w.change.losing == "":
		return invalidly("The characteristic losingProvider is missing.")
	case it.characteristic("accountNumber") == "" && it.characteristic("dateOfBirth") == "":
		return invalidly("A port needs the characteristic accountNumber or dateOfBirth.")
	}
	if given := it.characteristic("authorisationDate"); given != "" {
		at, ok := readDay(given)
		if !ok {
			return invalidly("The characteristic authorisationDate needs a date such as 2026-11-22.")
		}
		if time.UnixMilli(now).Sub(at) > authorisationLasts {
			w.lot.is = isRejected
		}
	}
	return nil
}

// readNew reads what a new service needs.
func (w *wish) readNew(of *world, o sentOrder, it sentItem) (c *complaint) {
	if w.plan, c = planAsked(it); c != nil {
		return c
	}
	if w.plan.platform != "2.0" {
		return invalidly("New services are on platform 2.0, the plan %s is not.", w.plan.name)
	}
	w.change.plan = w.plan
	if c := w.readSIM(it); c != nil {
		return c
	}
	for _, p := range o.RelatedParty {
		if p.Role != customerRole {
			continue
		}
		if w.customer = of.customerByID(p.ID); w.customer != nil {
			return nil
		}
		if p.Name == "" {
			return invalidly("A new customer needs a name.")
		}
		w.customer = &customer{id: p.ID, name: p.Name, firm: p.ReferredType == "Organization"}
		return nil
	}
	return invalidly("A new service needs a related party with the role %s.", customerRole)
}

func (w *world) customerByID(id string) *customer {
	for _, c := range w.customers {
		if c.id == id && id != "" {
			return c
		}
	}
	return nil
}

// uses reports whether a service that runs has a phone number.
func (w *world) uses(number int) bool {
	return slices.ContainsFunc(w.services, func(s *service) bool {
		return s.number == number && s.state != terminated && s.state != reserved
	})
}

func (it sentItem) serviceID() string {
	if it.Service == nil {
		return ""
	}
	return it.Service.ID
}

func (it sentItem) features() []sentFeature {
	if it.Service == nil {
		return nil
	}
	return it.Service.Feature
}

// featureNamed is which feature is meant, by its id or its name; -1 for none.
func featureNamed(f sentFeature) int {
	return slices.IndexFunc(features, func(one feature) bool {
		return f.ID == one.id || f.ID == "" && (f.Name == one.name || f.Name == one.id)
	})
}

// readDay reads a date, with or without a time.
func readDay(s string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if at, err := time.ParseInLocation(layout, s, sydney); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}
