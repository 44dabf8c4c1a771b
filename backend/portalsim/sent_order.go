package portalsim

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// sentOrder is an order as a client sends it. What is not here is not read.
type sentOrder struct {
	Category          string         `json:"category"`
	Description       string         `json:"description"`
	ExternalID        string         `json:"externalId"`
	ExternalReference []wireExternal `json:"externalReference"`
	RelatedParty      []wireParty    `json:"relatedParty"`
	Note              []wireNote     `json:"note"`
	ServiceOrderItem  []sentItem     `json:"serviceOrderItem"`
	OrderItem         []sentItem     `json:"orderItem"` // the older wire
	items             []sentItem     // those of the two that this kind of server reads
}

type sentItem struct {
	ID       string       `json:"id"`
	Action   string       `json:"action"`
	Quantity int          `json:"quantity"`
	Service  *sentService `json:"service"`
}

type sentService struct {
	ID                    string               `json:"id"`
	Feature               []sentFeature        `json:"feature"`
	ServiceCharacteristic []wireCharacteristic `json:"serviceCharacteristic"`
}

type sentFeature struct {
	ID                    string               `json:"id"`
	Name                  string               `json:"name"`
	IsEnabled             *bool                `json:"isEnabled"`
	FeatureCharacteristic []wireCharacteristic `json:"featureCharacteristic"`
}

// service returns the service an item names, or an empty one.
func (it sentItem) service() sentService {
	if it.Service == nil {
		return sentService{}
	}
	return *it.Service
}

// characteristic returns the value that an item asks for, or "".
func (it sentItem) characteristic(name string) string {
	return valueOf(it.service().ServiceCharacteristic, name)
}

// valueOf returns the value of a characteristic, or "".
func valueOf(all []wireCharacteristic, name string) string {
	return first(all, func(c wireCharacteristic) bool { return c.Name == name }).asText()
}

// asText returns a value as the portal keeps it.
func (c wireCharacteristic) asText() string {
	if c.Value == nil {
		return ""
	}
	return strings.TrimSpace(fmt.Sprint(c.Value))
}

// asKept returns characteristics as the portal keeps them.
func asKept(sent []wireCharacteristic) (kept []wireCharacteristic) {
	for _, c := range sent {
		kept = append(kept, wireCharacteristic{c.Name, cmp.Or(c.ValueType, "string"), c.asText()})
	}
	return kept
}

// readOrder reads what a client sent, as this kind of server understands it.
func (t *traits) readOrder(body []byte) (sentOrder, *problem) {
	var o sentOrder
	if why := readObject(body, &o, false); why != nil {
		return o, why
	}
	name := "serviceOrderItem"
	o.items = o.ServiceOrderItem
	if t.olderWire {
		name, o.items = "orderItem", o.OrderItem
	}
	if len(o.items) == 0 {
		return o, badRequest("The order has no %s.", name)
	}
	if t.strict {
		return o, o.checkRequired()
	}
	return o, nil
}

// checkRequired insists on everything that the specification requires.
func (o sentOrder) checkRequired() *problem {
	if why := checkParties(o.RelatedParty); why != nil {
		return why
	}
	for i, e := range o.ExternalReference {
		if e.Name == "" {
			return badRequest("The external reference %d has no name.", i+1)
		}
	}
	for i, it := range o.items {
		if it.ID == "" {
			return badRequest("The item %d has no id.", i+1)
		}
		if it.Service == nil {
			return badRequest("The item %d has no service.", i+1)
		}
		for _, f := range it.Service.Feature {
			if f.Name == "" || len(f.FeatureCharacteristic) == 0 {
				return badRequest("A feature of the item %d has no name or no featureCharacteristic.", i+1)
			}
		}
	}
	return nil
}

func checkParties(parties []wireParty) *problem {
	for i, p := range parties {
		for _, required := range [][2]string{{"id", p.ID}, {"@type", p.Type}, {"@referredType", p.ReferredType}} {
			if required[1] == "" {
				return badRequest("The related party %d has no %s.", i+1, required[0])
			}
		}
	}
	return nil
}

// sentDetails is what the portal keeps, and shows, of what a client sent.
type sentDetails struct {
	description string
	references  []wireExternal
	notes       []wireNote
	people      []wireParty
	items       []askedItem
}

func (o sentOrder) details() *sentDetails {
	d := &sentDetails{description: o.Description, references: o.ExternalReference, notes: o.Note, people: o.RelatedParty}
	for i, it := range o.items {
		asked := askedItem{
			id: cmp.Or(it.ID, strconv.Itoa(i+1)), action: it.Action, quantity: max(it.Quantity, 1),
			characteristics: asKept(it.service().ServiceCharacteristic),
		}
		for _, f := range it.service().Feature {
			asked.features = append(asked.features, featureDoc(featureNamed(f), f.enabled(), asKept(f.FeatureCharacteristic)))
		}
		d.items = append(d.items, asked)
	}
	return d
}

// enabled returns what the specification has when nothing is said: on.
func (f sentFeature) enabled() bool { return f.IsEnabled == nil || *f.IsEnabled }

// parties returns those that were sent, and the customer when that was not.
func (d *sentDetails) parties(of *service) []wireParty {
	out := slices.Clone(d.people)
	if !slices.ContainsFunc(out, func(p wireParty) bool { return p.Role == customerRole }) {
		out = append(out, of.customer.wire())
	}
	return out
}

// customerRole is the role of the customer among the related parties.
const customerRole = "customer"

// parsedOrder is a client's order as the portal understands it.
type parsedOrder struct {
	kind     string
	service  *service // nil for a new one
	plan     *plan    // of a new one, as are the two next
	customer *customer
	switches []featureSwitch
	change   change
	fate     fate
}

// parseOrder reads what the items ask for. It changes nothing.
func (p *Portal) parseOrder(o sentOrder, now int64) (parsedOrder, *problem) {
	items := o.items
	kind, c := p.traits.kindOf(o.Category, items)
	if c != nil {
		return parsedOrder{}, c
	}
	w, it := parsedOrder{kind: kind, fate: fate{is: goesWell}}, items[0]
	if c := w.findService(p.world, items); c != nil {
		return w, c
	}
	for _, one := range items {
		for _, f := range one.service().Feature {
			i := featureNamed(f)
			if i < 0 {
				return w, badRequest("There is no feature %q.", f.ID+f.Name)
			}
			w.switches = append(w.switches, featureSwitch{i, f.enabled()})
		}
		for _, c := range one.service().ServiceCharacteristic { // as the older wire has to say it, which knows no features
			if i := featureNamed(sentFeature{Name: c.Name}); i >= 0 {
				w.switches = append(w.switches, featureSwitch{i, c.Value == "true"})
			}
		}
	}
	switch kind {
	case simSwap:
		return w, w.readSIM(it)
	case changePlan:
		return w, w.readPlan(it)
	case featureUpdate:
		if len(w.switches) == 0 {
			return w, badRequest("A feature update needs a feature.")
		}
		w.change.switches = w.switches
	case travelPack:
		return w, w.readPack(it)
	case numberPort:
		if c := w.readPort(p.world, it, now); c != nil || w.service != nil {
			return w, c
		}
		return w, w.readNewService(p.world, o, it)
	case activation:
		if c := w.readNumber(p.world, it); c != nil {
			return w, c
		}
		return w, w.readNewService(p.world, o, it)
	}
	return w, nil
}

// findService looks for the one service that all items must name.
func (w *parsedOrder) findService(of *world, items []sentItem) *problem {
	id := items[0].service().ID
	for _, it := range items {
		if it.service().ID != id || it.Action != items[0].Action {
			return badRequest("This portal takes an order for one service and one action at a time.")
		}
	}
	if len(items) > 1 && w.kind != featureUpdate {
		return badRequest("This portal takes one %s at a time.", w.kind)
	}
	if w.kind == activation {
		if id != "" {
			return badRequest("An activation makes a new service and cannot name one.")
		}
		return nil
	}
	if id == "" {
		if w.kind == numberPort {
			return nil
		}
		return badRequest("The item has no service.id.")
	}
	w.service = of.serviceByID[id]
	if w.service == nil {
		return badRequest("There is no service with the id %q.", id)
	}
	if w.service.state == terminated {
		return badRequest("The service %s has ended. Nothing can be ordered on it.", id)
	}
	return nil
}

// simDigits is how long the number on a SIM is.
const simDigits = 13

// readSIM reads which SIM is asked for.
func (w *parsedOrder) readSIM(it sentItem) *problem {
	number := it.characteristic("iccid")
	switch plainWord(it.characteristic("simType")) {
	case "esim":
		w.change.simType = "eSIM"
		if number != "" {
			return badRequest("An eSIM has no number to send.")
		}
	case "physical", "physicalsim":
		w.change.simType, w.change.iccid = "physical", number
		if len(number) != simDigits || strings.Trim(number, "0123456789") != "" {
			return badRequest("A SIM number has exactly %d digits.", simDigits)
		}
	case "":
		return badRequest("The characteristic simType is missing.")
	default:
		return badRequest("There is no SIM type %q; it is physical or eSIM.", it.characteristic("simType"))
	}
	return nil
}

// planAsked reads the plan that an item names, by its name or the id of its offering.
func planAsked(it sentItem) (*plan, *problem) {
	asked := it.characteristic("plan")
	if asked == "" {
		return nil, badRequest("The characteristic plan is missing.")
	}
	for _, p := range plans {
		if p.name == asked || p.id() == asked {
			return p, nil
		}
	}
	return nil, badRequest("There is no plan %q.", asked)
}

func (w *parsedOrder) readPlan(it sentItem) (c *problem) {
	w.change.plan, c = planAsked(it)
	if c != nil {
		return c
	}
	w.change.previous = w.service.plan
	if w.change.plan.platform != w.service.plan.platform {
		w.fate.is = isRejected
	}
	return nil
}

func (w *parsedOrder) readPack(it sentItem) *problem {
	asked := it.characteristic("travelPack")
	i := slices.IndexFunc(packs, func(p pack) bool { return p.name == asked || p.id() == asked })
	switch {
	case asked == "":
		return badRequest("The characteristic travelPack is missing.")
	case i < 0:
		return badRequest("There is no travel pack %q.", asked)
	case w.service.plan.platform != "1.0":
		return badRequest("On platform %s a travel pack is ordered by SMS.", w.service.plan.platform)
	}
	if start := it.characteristic("start"); start != "" {
		if _, ok := readDay(start); !ok {
			return badRequest("The characteristic start needs a date such as 2026-11-22.")
		}
	}
	w.change.pack = packs[i].name
	return nil
}

// readNumber reads a phone number, if the item has one.
func (w *parsedOrder) readNumber(of *world, it sentItem) *problem {
	asked := it.characteristic("msisdn")
	if asked == "" {
		return nil
	}
	number, ok := readNumber(asked)
	if !ok {
		return badRequest("The characteristic msisdn is not a phone number.")
	}
	if of.uses(number) {
		return badRequest("The number is with this provider already.")
	}
	w.change.number = number
	return nil
}

// authorisationLasts is how long a customer's authorisation of a port is valid.
const authorisationLasts = 60 * 24 * time.Hour

func (w *parsedOrder) readPort(of *world, it sentItem, now int64) *problem {
	if c := w.readNumber(of, it); c != nil {
		return c
	}
	w.change.losing = it.characteristic("losingProvider")
	switch {
	case w.change.number == 0:
		return badRequest("The characteristic msisdn is missing.")
	case w.change.losing == "":
		return badRequest("The characteristic losingProvider is missing.")
	case it.characteristic("accountNumber") == "" && it.characteristic("dateOfBirth") == "":
		return badRequest("A port needs the characteristic accountNumber or dateOfBirth.")
	}
	if given := it.characteristic("authorisationDate"); given != "" {
		at, ok := readDay(given)
		if !ok {
			return badRequest("The characteristic authorisationDate needs a date such as 2026-11-22.")
		}
		if time.UnixMilli(now).Sub(at) > authorisationLasts {
			w.fate.is = isRejected
		}
	}
	return nil
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

// featureNamed returns the index of a feature by its id or name, or -1.
func featureNamed(f sentFeature) int {
	return slices.IndexFunc(features, func(one feature) bool {
		return f.ID == one.id || f.ID == "" && (f.Name == one.name || f.Name == one.id)
	})
}

// readNewService reads what a new service needs.
func (w *parsedOrder) readNewService(of *world, o sentOrder, it sentItem) (c *problem) {
	if w.kind == numberPort && it.characteristic("plan") == "" {
		return w.portNumberOnly()
	}
	if w.plan, c = planAsked(it); c != nil {
		return c
	}
	if w.plan.platform != "2.0" {
		return badRequest("New services are on platform 2.0, the plan %s is not.", w.plan.name)
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
			return badRequest("A new customer needs a name.")
		}
		w.customer = &customer{id: p.ID, name: p.Name, firm: p.ReferredType == "Organization"}
		return nil
	}
	return badRequest("A new service needs a related party with the role %s.", customerRole)
}

// portNumberOnly reads a port that names no service and no plan: the number comes first, and the rest is settled with
// the customer once it is here.
func (w *parsedOrder) portNumberOnly() *problem {
	w.plan = planNamed("Everyday 25")
	w.change.plan, w.change.simType = w.plan, "eSIM"
	w.customer = &customer{name: "Owner of " + national(w.change.number)}
	return nil
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

// kindOf returns the kind of order that a client means: the category decides, and without one the action and what is
// asked for.
func (t *traits) kindOf(category string, items []sentItem) (string, *problem) {
	actions := []string{"add", "modify", "delete"}
	if t.ownActions {
		actions = append(actions, "change", "suspend", "resume")
	}
	it := items[0]
	if !slices.Contains(actions, it.Action) {
		return "", badRequest("There is no action %q; it is one of %s.", it.Action, strings.Join(actions, ", "))
	}
	kind := guess(it)
	if category != "" {
		kind = kindNamed(category)
	}
	if kind == "" && category != "" {
		return "", badRequest("There is no category %q.", category)
	}
	if kind == "" {
		return "", badRequest("Neither the category nor the characteristics of the order say what to do.")
	}
	if !slices.Contains(kinds[kind].actions, it.Action) {
		return "", badRequest("The action %q does not go with %s.", it.Action, kind)
	}
	return kind, nil
}

// kindNamed returns the kind that a word means, in any case and with any separators, or "".
func kindNamed(word string) string {
	for kind, is := range kinds {
		if plainWord(word) == plainWord(kind) || plainWord(word) == plainWord(is.loud) {
			return kind
		}
	}
	return ""
}

// guess returns the kind of an item that comes without a category, or "".
func guess(it sentItem) string {
	has := func(name string) bool { return it.characteristic(name) != "" }
	switch it.Action {
	case "add":
		if has("losingProvider") {
			return numberPort
		}
		return activation
	case "delete":
		return cancelService
	case "suspend":
		return suspendService
	case "resume":
		return resumeService
	}
	switch {
	case has("losingProvider"):
		return numberPort
	case has("simType") || has("iccid"):
		return simSwap
	case has("plan"):
		return changePlan
	case has("travelPack"):
		return travelPack
	case len(it.service().Feature) > 0:
		return featureUpdate
	}
	return ""
}

// plainWord returns a word without case and separators.
func plainWord(s string) string {
	return strings.ToLower(strings.NewReplacer(" ", "", "-", "", "_", "", ".", "").Replace(s))
}
