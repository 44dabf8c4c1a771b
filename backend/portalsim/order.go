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

func (r orderRow) wire() doc { return r.p.traits.wireOf(r.order, r.p.world.now) }

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
func (t *traits) wireOf(o *order, now int64) doc {
	state := o.stateAt(now)
	var expected int64
	if o.category == changePlan && o.service.plan.platform == "2.0" && !final(state) {
		expected = the27thAfter(time.UnixMilli(o.ordered)).UnixMilli()
	}
	var parties []wireParty
	var references []wireExternal
	var said said
	if o.sent != nil {
		parties, references, said.notes = o.sent.parties(o.service), o.sent.references, slices.Clone(o.sent.notes)
	} else {
		parties = []wireParty{
			{ID: o.by.id, Name: o.by.name, Role: "requester", Type: "RelatedParty", ReferredType: "Individual"}, o.service.customer.wire(),
		}
		if o.externalID != "" {
			references = []wireExternal{{ID: o.externalID, Name: o.externalID, Kind: clientRequest, Type: "ExternalReference"}}
		}
	}
	if t.noExternalReference {
		references = nil
	}
	past := o.past(now)
	for _, s := range past {
		said.add(o, s, final(state))
	}
	if t.trailAsNotes {
		said.milestones, said.notes = nil, withTrail(said.notes, past)
	}
	items := "serviceOrderItem"
	if t.olderWire {
		items = "orderItem"
	}
	return doc{
		{"id", o.id}, {"href", orderPath + "/" + o.id}, {"category", t.shownKind(o.category)}, {"description", o.description()},
		{"externalId", t.shownKey(o)}, {"state", t.shownState(state)}, {"orderDate", t.shownDate(o.ordered, state)},
		{"startDate", said.started}, {"expectedCompletionDate", instant(expected)}, {"completionDate", said.completed},
		{"cancellationDate", said.cancelled}, {"cancellationReason", said.why}, {"errorMessage", said.errors("ServiceOrderErrorMessage")},
		{"externalReference", references}, {"jeopardyAlert", said.alerts}, {"milestone", said.milestones}, {"note", said.notes},
		{"orderRelationship", o.relationships()}, {"relatedParty", parties}, {items, t.items(o, state, &said)}, {"@type", "ServiceOrder"},
	}
}

// said is what the steps of an order show.
type said struct {
	started, completed, cancelled, why string
	milestones, alerts                 []doc
	notes                              []wireNote
	failures                           []step
}

// add adds what a step shows. over says that the order has ended.
func (w *said) add(o *order, s step, over bool) {
	at := instant(s.at)
	switch s.state {
	case inProgress:
		w.started = cmp.Or(w.started, at)
	case completed, failed, partial:
		w.completed = at
	case cancelled:
		w.cancelled, w.why = at, cmp.Or(o.reason, cancelNote.text)
	}
	if s.stage != nil {
		if n := len(w.milestones); n > 0 {
			w.milestones[n-1].set("status", "completed")
		}
		status := inProgress
		if over {
			status = "completed"
		}
		if s.state == failed || s.state == rejected {
			status = failed
		}
		w.milestones = append(w.milestones, doc{
			{"id", strconv.Itoa(len(w.milestones) + 1)}, {"name", s.stage.code}, {"description", s.stage.label}, {"message", s.stage.text},
			{"milestoneDate", at}, {"status", status}, {"@type", "ServiceOrderMilestone"},
		})
	}
	if s.remark == nil {
		return
	}
	switch s.remark.kind {
	case noteRemark:
		w.notes = append(w.notes, wireNote{strconv.Itoa(len(w.notes) + 1), "Provisioning desk", at, s.remark.text, "Note"})
	case alertRemark:
		w.alerts = append(w.alerts, doc{
			{"id", strconv.Itoa(len(w.alerts) + 1)}, {"alertDate", at}, {"exception", s.remark.code}, {"jeopardyType", "Normal"},
			{"message", s.remark.text}, {"name", s.remark.code},
			// The specification requires id and defines itemId.
			{"serviceOrderItem", []doc{{{"id", "1"}, {"itemId", "1"}, {"serviceOrderId", o.id}, {"@referredType", "ServiceOrderItem"}}}},
			{"@type", "ServiceOrderJeopardyAlert"},
		})
	case errorRemark:
		w.failures = append(w.failures, s)
	}
}

// errors writes what went wrong, for the order or for an item.
func (w *said) errors(kind string) (all []doc) {
	for _, s := range w.failures {
		all = append(all, doc{
			{"code", s.remark.code}, {"reason", s.remark.text}, {"message", s.remark.text}, {"timestamp", instant(s.at)}, {"@type", kind},
		})
	}
	return all
}

// withTrail adds a note for each stage, and puts all of them into the order of their dates.
func withTrail(notes []wireNote, past []step) []wireNote {
	for _, s := range past {
		if s.stage != nil {
			notes = append(notes, wireNote{Author: "Carrier", Date: instant(s.at), Text: s.stage.label + " (" + s.stage.code + ")", Type: "Note"})
		}
	}
	slices.SortStableFunc(notes, func(a, b wireNote) int { return strings.Compare(a.Date, b.Date) })
	for i := range notes {
		notes[i].ID = strconv.Itoa(i + 1)
	}
	return notes
}

// relationships links the parts of an action with the first of its orders.
func (o *order) relationships() (all []doc) {
	add := func(to *order, kind string) {
		all = append(all, doc{
			{"id", to.id}, {"href", orderPath + "/" + to.id}, {"relationshipType", kind}, {"@referredType", "ServiceOrder"},
		})
	}
	if o.whole != nil {
		add(o.whole, "partOf")
	}
	for _, p := range o.parts {
		add(p, "hasPart")
	}
	return all
}

// askedItem is what one item of an order asks for.
type askedItem struct {
	id, action      string
	quantity        int
	features        []doc
	characteristics []wireCharacteristic
}

// items writes what the order asks for, each item with its own state. A partial order did its first item and failed at
// the others.
func (t *traits) items(o *order, state string, said *said) (all []doc) {
	for i, it := range o.askedItems() {
		is := state
		if state == partial && i == 0 {
			is = completed
		} else if state == partial {
			is = failed
		}
		var errors []doc
		if is == failed || is == rejected {
			errors = said.errors("ServiceOrderItemErrorMessage")
		}
		named := o.service
		if !t.shows(named) {
			named = &service{}
		}
		var href string
		if named.id != "" {
			href = servicePath + "/" + named.id
		}
		all = append(all, doc{
			{"id", it.id}, {"action", it.action}, {"quantity", it.quantity}, {"state", t.shownState(is)},
			{"service", doc{
				{"id", named.id}, {"href", href}, {"feature", it.features},
				{"serviceCharacteristic", it.characteristics}, {"@type", "Service"},
			}},
			{"errorMessage", errors}, {"@type", "ServiceOrderItem"},
		})
	}
	return all
}

// askedItems returns the items as they were asked for: what a client sent, or what was invented.
func (o *order) askedItems() (all []askedItem) {
	if o.sent != nil {
		all = slices.Clone(o.sent.items)
		for i := range all {
			if asked := &all[i].characteristics; o.change.previous != nil {
				*asked = append(slices.Clone(*asked), text("previousPlan", o.change.previous.name))
			}
		}
		return all
	}
	for i := range max(1, len(o.change.switches)) {
		it := askedItem{id: strconv.Itoa(i + 1), action: o.action(), quantity: 1, characteristics: o.asked()}
		if i < len(o.change.switches) {
			sw := o.change.switches[i]
			it.features = []doc{featureDoc(sw.feature, sw.on, nil)}
		}
		all = append(all, it)
	}
	return all
}

// itemIDs returns the ids of the items without making them: services have many.
func (o *order) itemIDs() (ids []string) {
	if o.sent != nil {
		for _, it := range o.sent.items {
			ids = append(ids, it.id)
		}
		return ids
	}
	for i := range max(1, len(o.change.switches)) {
		ids = append(ids, strconv.Itoa(i+1))
	}
	return ids
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
		return o.sent.items[0].action
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
