package portalsim

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Order states of the specification.
const (
	acknowledged = "acknowledged"
	rejected     = "rejected"
	pending      = "pending"
	held         = "held"
	inProgress   = "inProgress"
	cancelled    = "cancelled"
	completed    = "completed"
	failed       = "failed"
	partial      = "partial"
	assessing    = "assessingCancellation"
	cancelling   = "pendingCancellation"
)

func final(state string) bool {
	switch state {
	case completed, failed, rejected, cancelled, partial:
		return true
	}
	return false
}

// Order kinds, in the portal's words.
const (
	simSwap       = "simSwap"
	changePlan    = "changePlan"
	featureUpdate = "featureUpdate"
	numberPort    = "numberPort"
	activation    = "activation"
	cancelService = "cancelService"
	travelPack    = "travelPack"
)

// Kinds that only a server with action words of its own takes.
const (
	suspendService = "suspendService"
	resumeService  = "resumeService"
)

var categories = []string{simSwap, changePlan, featureUpdate, numberPort, activation, cancelService, travelPack}

// order is something staff asked for. Its whole future is written in its steps when it is placed; it shows those that
// are past.
type order struct {
	id         string
	serial     int
	service    *service
	category   string
	part       string // what a part of an action is called; empty for a whole one
	whole      *order // the order a part belongs to
	parts      []*order
	ordered    int64 // Unix milliseconds, as every moment here
	by         *staffMember
	externalID string
	sent       *sentDetails // what a client sent; nil for one that nobody sent
	change     change
	steps      []step
	settled    bool   // its outcome has reached its service
	byHand     bool   // SetOrderState ended its timeline
	reason     string // why it is cancelled; empty: the usual
}

// change is what an order asks for; only the fields of its kind are set.
type change struct {
	plan, previous *plan
	simType, iccid string
	switches       []featureSwitch
	losing         string
	number         int // to be moved here, or given
	pack           string
}

type featureSwitch struct {
	feature int
	on      bool
}

// step is what happens to an order at a moment: a new state, a carrier stage, a remark, or several of these.
type step struct {
	at     int64
	state  string
	stage  *stage
	remark *remark
}

// stage is a point in the carrier's systems.
type stage struct{ code, label, text string }

// remark is something the portal tells people about an order: a note, an alert or an error.
type remark struct{ kind, code, text string }

const (
	noteRemark  = "note"
	alertRemark = "alert"
	errorRemark = "error"
)

// past returns the steps up to a moment, to which others can be added.
func (o *order) past(now int64) []step {
	n := 0
	for n < len(o.steps) && o.steps[n].at <= now {
		n++
	}
	return o.steps[:n:n]
}

// stateAt returns the state at a moment.
func (o *order) stateAt(now int64) string {
	for i := len(o.steps) - 1; i >= 0; i-- {
		if s := o.steps[i]; s.state != "" && s.at <= now {
			return s.state
		}
	}
	return acknowledged
}

// settlesAt returns when the order reaches its last state, and whether it ever does.
func (o *order) settlesAt() (int64, bool) {
	for i := len(o.steps) - 1; i >= 0; i-- {
		if s := o.steps[i]; final(s.state) {
			return s.at, true
		}
	}
	return 0, false
}

// settle brings the outcome of a finished order to its service.
func (o *order) settle(at int64) {
	if o.settled {
		return
	}
	o.settled = true
	s, state := o.service, o.stateAt(at)
	if o.whole != nil {
		return // what a part does shows with the whole
	}
	if state != completed && state != partial {
		if s.state == reserved && o.begins() {
			s.state, s.end = terminated, at
		}
		return
	}
	switch o.category {
	case simSwap:
		s.simType, s.iccid = o.change.simType, o.change.iccid
	case changePlan:
		s.plan = o.change.plan
	case featureUpdate:
		for i, sw := range o.change.switches {
			if state == partial && i > 0 {
				break
			}
			s.turn(sw)
		}
	case travelPack:
		s.pack = o.change.pack
	case activation:
		s.start = at
		if s.state == reserved {
			s.state = active
		}
	case numberPort:
		if o.change.number != 0 {
			s.number = o.change.number
		}
		if s.state == reserved && o.begins() {
			s.state, s.start = active, at
		}
	case cancelService:
		s.state, s.end, s.because = terminated, at, ""
	case suspendService:
		s.state, s.because, s.quiet = suspended, suspensions[2], at
	case resumeService:
		s.state, s.because, s.quiet = active, "", 0
	}
}

// begins reports whether the order is the one that creates its service.
func (o *order) begins() bool {
	return o.category == activation || o.category == numberPort && len(o.service.orders) > 0 && o.service.orders[0] == o
}

type orderRow struct {
	*order
	p *Portal
}

func (r orderRow) wire() any { return r.p.traits.wireOf(r.order, r.p.world.now) }

func (r orderRow) attribute(path string) (string, bool) {
	t, state := &r.p.traits, r.stateAt(r.p.world.now)
	item := "serviceOrderItem"
	if t.olderWire {
		item = "orderItem"
	}
	switch path {
	case "id":
		return r.id, true
	case "state":
		return t.shownState(state), true
	case "category":
		return t.shownKind(r.category), true
	case "externalId":
		return t.shownKey(r.order), true
	case "orderDate":
		return t.shownDate(r.ordered, state), true
	case item + ".service.id":
		return r.service.id, true
	}
	return "", false
}

// shownState returns the state as this kind of server words it; empty when it gives none.
func (t *traits) shownState(state string) string {
	if state == acknowledged && t.noStateWhenNew {
		return ""
	}
	return cmp.Or(t.stateWords[state], state)
}

// shownKind returns the category as this kind of server words it.
func (t *traits) shownKind(category string) string {
	if t.loudKinds {
		return kinds[category].loud
	}
	return category
}

// shownDate returns when something was ordered, or "" while this kind of server does not know it.
func (t *traits) shownDate(ordered int64, state string) string {
	if state == acknowledged && t.noDateWhenNew {
		return ""
	}
	return instant(ordered)
}

// clientRequest is the type of the reference that is a client's own key.
const clientRequest = "clientRequest"

// shownKey returns the externalId as far as this kind of server keeps it.
func (t *traits) shownKey(o *order) string {
	if t.noExternalID {
		return ""
	}
	return o.externalID
}

// wireOf writes an order as it is at a moment.
func (t *traits) wireOf(o *order, now int64) wireOrder {
	state := o.stateAt(now)
	out := wireOrder{
		ID: o.id, Href: orderPath + "/" + o.id, Category: t.shownKind(o.category), Description: o.description(), ExternalID: t.shownKey(o),
		State: t.shownState(state), OrderDate: t.shownDate(o.ordered, state), Type: "ServiceOrder",
		RelatedParty: []wireParty{
			{ID: o.by.id, Name: o.by.name, Role: "requester", Type: "RelatedParty", ReferredType: "Individual"},
			o.service.customer.wire(),
		},
	}
	switch {
	case t.noExternalReference:
	case o.sent != nil:
		out.ExternalReference = o.sent.references
	case o.externalID != "":
		out.ExternalReference = []wireExternal{{ID: o.externalID, Name: o.externalID, Kind: clientRequest, Type: "ExternalReference"}}
	}
	if o.sent != nil {
		out.RelatedParty, out.Note = o.sent.parties(o.service), slices.Clone(o.sent.notes)
	}
	var errors []wireError
	for i := range o.steps {
		if o.steps[i].at > now {
			break
		}
		o.report(&out, &errors, i, state)
	}
	out.ErrorMessage = errors
	if o.category == changePlan && o.service.plan.platform == "2.0" && !final(state) {
		out.ExpectedCompletionDate = instant(the27thAfter(time.UnixMilli(o.ordered)).UnixMilli())
	}
	o.relate(&out)
	if t.trailAsNotes {
		out.Note, out.Milestone = trailNotes(out.Milestone, out.Note), nil
	}
	items := o.items(state, errors)
	for i := range items {
		items[i].State = t.shownState(items[i].State)
	}
	if t.olderWire {
		out.OrderItem = items
	} else {
		out.ServiceOrderItem = items
	}
	return out
}

// report adds what step i shows.
func (o *order) report(out *wireOrder, errors *[]wireError, i int, state string) {
	s, at := o.steps[i], instant(o.steps[i].at)
	switch s.state {
	case inProgress:
		if out.StartDate == "" {
			out.StartDate = at
		}
	case completed, failed, partial:
		out.CompletionDate = at
	case cancelled:
		out.CancellationDate, out.CancellationReason = at, cmp.Or(o.reason, cancelNote.text)
	}
	if s.stage != nil {
		if n := len(out.Milestone); n > 0 {
			out.Milestone[n-1].Status = "completed"
		}
		status := inProgress
		if final(state) {
			status = "completed"
		}
		if s.state == failed || s.state == rejected {
			status = failed
		}
		out.Milestone = append(out.Milestone, wireMilestone{
			ID: strconv.Itoa(len(out.Milestone) + 1), Name: s.stage.code, Description: s.stage.label, Message: s.stage.text,
			MilestoneDate: at, Status: status, Type: "ServiceOrderMilestone",
		})
	}
	if s.remark == nil {
		return
	}
	switch s.remark.kind {
	case noteRemark:
		out.Note = append(out.Note, wireNote{ID: strconv.Itoa(len(out.Note) + 1), Author: "Provisioning desk", Date: at, Text: s.remark.text,
			Type: "Note"})
	case alertRemark:
		out.JeopardyAlert = append(out.JeopardyAlert, wireAlert{
			ID: strconv.Itoa(len(out.JeopardyAlert) + 1), AlertDate: at, Exception: s.remark.code, JeopardyType: "Normal",
			Message: s.remark.text, Name: s.remark.code, Type: "ServiceOrderJeopardyAlert",
			ServiceOrderItem: []wireAlertedItem{{ID: "1", ItemID: "1", ServiceOrderID: o.id, ReferredType: "ServiceOrderItem"}},
		})
	case errorRemark:
		*errors = append(*errors, wireError{Code: s.remark.code, Reason: s.remark.text, Message: s.remark.text, Timestamp: at,
			Type: "ServiceOrderErrorMessage"})
	}
}

// relate links the parts of an action with the first of its orders.
func (o *order) relate(out *wireOrder) {
	if o.whole != nil {
		out.OrderRelationship = []wireRelationship{{o.whole.id, orderPath + "/" + o.whole.id, "partOf", "ServiceOrder"}}
	}
	for _, p := range o.parts {
		out.OrderRelationship = append(out.OrderRelationship, wireRelationship{p.id, orderPath + "/" + p.id, "hasPart", "ServiceOrder"})
	}
}

// items returns what the order asks for, each with its own state. A partial order did its first item and failed at the
// others.
func (o *order) items(state string, errors []wireError) []wireItem {
	out := o.askedItems()
	for i := range out {
		it := &out[i]
		it.State, it.Service.ID, it.Service.Href = state, o.service.id, servicePath+"/"+o.service.id
		if state == partial {
			it.State = completed
			if i > 0 {
				it.State = failed
			}
		}
		if it.State == failed || it.State == rejected {
			it.ErrorMessage = itemErrors(errors)
		}
	}
	return out
}

// askedItems returns the items as they were asked for: what a client sent, or what was invented.
func (o *order) askedItems() (out []wireItem) {
	if o.sent != nil {
		out = slices.Clone(o.sent.items)
		for i := range out {
			if asked := &out[i].Service.ServiceCharacteristic; o.change.previous != nil {
				*asked = append(slices.Clone(*asked), text("previousPlan", o.change.previous.name))
			}
		}
		return out
	}
	for i := range max(1, len(o.change.switches)) {
		it := wireItem{
			ID: strconv.Itoa(i + 1), Action: o.action(), Quantity: 1, Type: "ServiceOrderItem",
			Service: wireItemTarget{ServiceCharacteristic: o.asked(), Type: "Service"},
		}
		if i < len(o.change.switches) {
			sw := o.change.switches[i]
			it.Service.Feature = []wireFeature{wireFeatureOf(sw.feature, sw.on)}
		}
		out = append(out, it)
	}
	return out
}

// itemIDs returns the ids of the items without making them: services have many.
func (o *order) itemIDs() (ids []string) {
	if o.sent != nil {
		for _, it := range o.sent.items {
			ids = append(ids, it.ID)
		}
		return ids
	}
	for i := range max(1, len(o.change.switches)) {
		ids = append(ids, strconv.Itoa(i+1))
	}
	return ids
}

func itemErrors(of []wireError) []wireError {
	var out []wireError
	for _, e := range of {
		e.Type = "ServiceOrderItemErrorMessage"
		out = append(out, e)
	}
	return out
}

// asked returns the characteristics the order asks for. An eSIM has no number to ask for: the carrier assigns one.
func (o *order) asked() []wireCharacteristic {
	var out []wireCharacteristic
	add := func(name, value string) {
		if value != "" {
			out = append(out, text(name, value))
		}
	}
	if o.change.plan != nil {
		add("plan", o.change.plan.name)
	}
	if o.change.previous != nil {
		add("previousPlan", o.change.previous.name)
	}
	add("simType", o.change.simType)
	if o.change.simType == "physical" {
		add("iccid", o.change.iccid)
	}
	add("losingProvider", o.change.losing)
	add("travelPack", o.change.pack)
	if o.category == numberPort || o.category == activation {
		add("msisdn", e164(cmp.Or(o.change.number, o.service.number)))
	}
	return out
}

func (o *order) action() string {
	if o.sent != nil {
		return o.sent.items[0].Action
	}
	return kinds[o.category].actions[0]
}

func (o *order) description() string {
	c := o.change
	switch {
	case o.part != "":
		return o.part
	case o.sent != nil && o.sent.description != "":
		return o.sent.description
	}
	switch o.category {
	case simSwap:
		return "New SIM: " + c.simType
	case changePlan:
		return c.previous.name + " to " + c.plan.name
	case numberPort:
		return "Port from " + c.losing
	case activation:
		return "Activate on " + c.plan.name
	case travelPack:
		return c.pack
	case cancelService, suspendService, resumeService:
		return kinds[o.category].description
	}
	var what []string
	for _, sw := range c.switches {
		what = append(what, features[sw.feature].name+map[bool]string{true: " on", false: " off"}[sw.on])
	}
	return strings.Join(what, ", ")
}
