package telecom

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Known is what is known of a service, and of other orders that a draft may collide with.
type Known struct {
	Service  *Service     // nil: an activation, or a number port without a service
	Orders   []Order      // of the service, all of them
	Promises []Submission // of this desk; those of other services count only if they want the same number, SIM, or customer and plan
	Closed   []ClosedHere

	// Elsewhere is what is open on other services, or on none yet. A draft that brings a number, uses a SIM or creates
	// a service is compared with it.
	Elsewhere []Activity

	Limits Limits
	Now    time.Time // in the portal's clock
	Zone   *time.Location
}

// Activity is the orders of one service; the service is nil for orders that have none yet.
type Activity struct {
	Service *Service
	Orders  []Order
}

// ClosedHere records that a person closed an order here, after speaking to support, although the portal says it is
// open.
type ClosedHere struct {
	OrderID string
	By      string
	Why     string
	At      time.Time

	// Digest is the order's digest at that time: the record counts as long as the portal has no news.
	Digest string
}

// Verdict is whether a draft may be placed now.
type Verdict struct {
	Level   Level     // of the strictest reason; allowed if there is none
	Reasons []Concern // strictest first, one for each open action
}

// Concern is a reason against a draft.
type Concern struct {
	Level   Level
	OrderID string // the order to look at, and to quote to support; empty for a submission that has none yet
	Key     string // of the submission, if no order is known
	Stuck   bool   // support comes first
	Text    string // what is open, and what to do
}

// ID identifies a concern and its level once a person has read it. It stays the same while the text counts minutes.
func (c Concern) ID() string {
	return fmt.Sprintf("%s %q %q %v", c.Level, c.OrderID, c.Key, c.Stuck)
}

// Judge returns whether a draft may be placed beside what is open. It blocks where a second order could harm the first.
// What is open counts once: an action with its parts, or a submission without a known order. Everything open on the
// service is named, except the order that the draft cancels.
func Judge(d *Draft, known Known) Verdict {
	j := judge{draft: d, Known: known, closed: byOrder(known.Closed), kept: make([]bool, len(known.Promises)), becoming: map[string][]int{}}
	for i := range known.Promises {
		for _, name := range known.Promises[i].names() {
			if name != "" {
				j.becoming[name] = append(j.becoming[name], i)
			}
		}
	}
	if j.Zone == nil {
		j.Zone = time.UTC
	}
	if j.Limits.Standard == 0 {
		j.Limits = DefaultLimits()
	}
	if !slices.Contains(DraftKinds(), d.Kind) {
		j.all = append(j.all, Concern{Level: Blocked, Text: "This desk does not know this action, so it is not sent. Use the portal for it."})
	}
	seen := map[string]bool{}
	for i := range known.Orders {
		seen[known.Orders[i].ID] = true
	}
	for _, e := range Events(known.Orders) {
		j.event(&e, known.Service, true)
	}
	for _, a := range known.Elsewhere {
		strange := slices.DeleteFunc(slices.Clone(a.Orders), func(o Order) bool { return seen[o.ID] })
		for _, e := range Events(strange) {
			j.event(&e, a.Service, false)
		}
	}
	for i := range known.Promises {
		if p := &known.Promises[i]; p.Open() && !j.kept[i] {
			j.submission(p)
		}
	}
	return j.verdict()
}

// judge is one judgement in progress.
type judge struct {
	Known
	draft  *Draft
	closed map[string]ClosedHere
	kept   []bool // the submissions whose order is known: the order speaks for them

	becoming map[string][]int // the submissions by what identifies the order they may have become
	all      []Concern
}

func (j *judge) verdict() Verdict {
	slices.SortFunc(j.all, func(a, b Concern) int {
		return cmp.Or(b.Level.rank()-a.Level.rank(), unhurried(a)-unhurried(b),
			cmp.Compare(a.OrderID, b.OrderID), cmp.Compare(a.Key, b.Key), cmp.Compare(a.Text, b.Text))
	})
	v := Verdict{Level: Allowed, Reasons: j.all}
	for _, c := range j.all {
		v.Level = stricter(v.Level, c.Level)
	}
	return v
}

func unhurried(c Concern) int {
	if c.Stuck {
		return 0
	}
	return 1
}

// event judges one action: on the draft's own service, or on another one, s.
func (j *judge) event(e *Event, s *Service, own bool) {
	members := append([]Order{e.Order}, e.Parts...)
	promised := j.promised(members, own)
	if !e.Open() {
		return
	}
	own = own || j.ownOrders(members) || slices.ContainsFunc(promised, j.ownDraft)
	kinds := kindsOf(members, promised)
	level, because := j.touching(members, s, promised)
	target := j.target(members)
	switch {
	case target != nil && (target.Status() == Cancelling || slices.Contains(kinds, CancelOrder)):
		level, because = Blocked, "The portal was already asked to cancel it. Wait for its answer, which shows as the status of the order."
	case target == nil && own:
		if l, why := j.besideAll(kinds); l.Stricter(level) {
			level, because = l, why
		}
	}
	live := slices.DeleteFunc(slices.Clone(members), func(o Order) bool { return j.closed[o.ID].OrderID != "" })
	if target != nil && level == Blocked {
		live = members // it is cancelled once, even if somebody closed it here
	}
	if !slices.ContainsFunc(live, func(o Order) bool { return o.Open() }) {
		if level != Allowed && target == nil {
			i := slices.IndexFunc(members, func(o Order) bool { return o.Open() })
			j.all = append(j.all, Concern{Level: Warned, OrderID: members[i].ID, Text: j.closedText(&members[i])})
		}
		return
	}
	clock, by := j.clock(live, PlatformOf(s))
	stuck := clock.Stuck(j.Now)
	if stuck && target != nil {
		level = stricter(level, Warned)
	}
	if level == Allowed {
		return
	}
	text := sentences(j.openText(e, by, clock), because, j.stuckText(stuck, clock))
	j.all = append(j.all, Concern{Level: level, OrderID: e.Order.ID, Stuck: stuck, Text: text})
}

// clock returns the clock of an action and its order; that of a stuck order if any is stuck.
func (j *judge) clock(live []Order, platform string) (Clock, *Order) {
	for i := range live {
		if c := ClockOf(&live[i], platform, j.Limits, j.Zone); c.Stuck(j.Now) {
			return c, &live[i]
		}
	}
	return ClockOfEvent(&Event{Order: live[0], Parts: live[1:]}, platform, j.Limits, j.Zone)
}

// submission judges a submission without a known order.
func (j *judge) submission(p *Submission) {
	level, because := j.touching(nil, nil, []*Draft{&p.Draft})
	if j.ownDraft(&p.Draft) {
		if l, why := j.besideAll([]Kind{p.Draft.Kind}); l.Stricter(level) {
			level, because = l, why
		}
	}
	id := p.OrderID
	if p.Draft.Kind == CancelOrder {
		id = p.Draft.OrderID
		if j.draft.Kind == CancelOrder && j.draft.OrderID == id {
			level, because = Blocked, "The portal is asked only once to cancel an order. Wait for its answer."
		}
	}
	if level == Allowed {
		return
	}
	c := Concern{Level: level, OrderID: id, Key: p.Key, Text: sentences(j.submissionText(p), because)}
	if word, closed := j.closed[id]; closed && id != "" {
		c.Level, c.Text = Warned, closedHereText(kindName(p.Draft.Kind, ""), word)
	}
	j.all = append(j.all, c)
}

// promised returns the drafts of the open submissions that became one of these orders; own if the service lists them.
// Those submissions are marked as kept. An open order speaks for any submission that it is named by, since it also
// counts as what was ordered; one that has ended only if it proves to be the submission's order.
func (j *judge) promised(members []Order, own bool) []*Draft {
	var mine []int
	for _, o := range members {
		named := slices.Concat(j.becoming[o.ID], j.becoming[bareKey(o.ExternalID)])
		if own && j.Service != nil {
			o = o.ListedOn(j.Service.ID)
		}
		for _, i := range named {
			if o.Open() || j.Promises[i].ProvedBy(&o) {
				mine = append(mine, i)
			}
		}
	}
	slices.Sort(mine)
	var drafts []*Draft
	for _, i := range slices.Compact(mine) {
		p := &j.Promises[i]
		if j.kept[i] = true; p.Open() {
			drafts = append(drafts, &p.Draft)
		}
	}
	return drafts
}

func (j *judge) ownDraft(d *Draft) bool {
	return j.Service != nil && d.ServiceID == j.Service.ID
}

func (j *judge) ownOrders(members []Order) bool {
	return j.Service != nil && slices.ContainsFunc(members, func(o Order) bool { return slices.Contains(o.ServiceIDs, j.Service.ID) })
}

// target returns the order that the draft cancels, if it is one of these.
func (j *judge) target(members []Order) *Order {
	if j.draft.Kind != CancelOrder {
		return nil
	}
	if i := slices.IndexFunc(members, func(o Order) bool { return o.ID == j.draft.OrderID }); i >= 0 {
		return &members[i]
	}
	return nil
}

// besideAll looks up an action in the table by the kinds of all its orders, even those that have ended: it is one
// action as long as any of them is open.
func (j *judge) besideAll(kinds []Kind) (Level, string) {
	level, by := Allowed, KindUnknown
	for _, k := range kinds {
		if l := beside(j.draft.Kind, k); l.Stricter(level) || l == level && k == j.draft.Kind {
			level, by = l, k
		}
	}
	return level, besideText(j.draft.Kind, by, level)
}

func kindsOf(members []Order, promised []*Draft) []Kind {
	var kinds []Kind
	for i := range members {
		kinds = append(kinds, members[i].Kind)
	}
	for _, d := range promised {
		kinds = append(kinds, d.Kind)
	}
	slices.Sort(kinds) // so that the reason is always the same
	return slices.Compact(kinds)
}

// PlatformOf returns the platform of a service; empty without one.
func PlatformOf(s *Service) string {
	if s == nil {
		return ""
	}
	return s.Platform
}

// byOrder indexes what was closed here by Order ID; of two records the later counts.
func byOrder(all []ClosedHere) map[string]ClosedHere {
	closed := make(map[string]ClosedHere, len(all))
	for _, c := range all {
		if was, twice := closed[c.OrderID]; !twice || cmp.Or(c.At.Compare(was.At), cmp.Compare(c.By, was.By), cmp.Compare(c.Why, was.Why)) > 0 {
			closed[c.OrderID] = c
		}
	}
	return closed
}

// Level is the result of a judgement.
type Level string

// The levels, from mild to strict.
const (
	Allowed Level = "allowed"
	Warned  Level = "warned"  // it can be placed once the warning was read
	Blocked Level = "blocked" // it cannot be placed
)

// Levels lists every level once, from mild to strict.
func Levels() []Level { return []Level{Allowed, Warned, Blocked} }

// Stricter reports whether this level is stricter than another.
func (l Level) Stricter(than Level) bool { return l.rank() > than.rank() }

func (l Level) rank() int {
	if i := slices.Index(Levels(), l); i >= 0 {
		return i
	}
	return 2 // an unknown level blocks
}

func stricter(a, b Level) Level {
	if b.Stricter(a) {
		return b
	}
	return a
}

// columns are the kinds of open orders, in the order of the table below.
var columns = []Kind{Activation, FeatureUpdate, SIMSwap, NumberPort, ChangePlan, CancelService, TravelPack, CancelOrder, KindUnknown}

// table holds the level of each action while an order of each kind is open. The same kind blocks. A cancellation is
// blocked by everything and blocks everything. An unknown kind blocks everything. Everything else warns.
var table = map[Kind][]Level{
	//             activation feature  swap     port     plan     cancel   pack     cancelOrder unknown
	Activation:    {Blocked, Warned, Warned, Warned, Warned, Blocked, Warned, Warned, Blocked},
	FeatureUpdate: {Warned, Blocked, Warned, Warned, Warned, Blocked, Warned, Warned, Blocked},
	SIMSwap:       {Warned, Warned, Blocked, Warned, Warned, Blocked, Warned, Warned, Blocked},
	NumberPort:    {Warned, Warned, Warned, Blocked, Warned, Blocked, Warned, Warned, Blocked},
	ChangePlan:    {Warned, Warned, Warned, Warned, Blocked, Blocked, Warned, Warned, Blocked},
	CancelService: {Blocked, Blocked, Blocked, Blocked, Blocked, Blocked, Blocked, Blocked, Blocked},
	TravelPack:    {Warned, Warned, Warned, Warned, Warned, Blocked, Blocked, Warned, Blocked},
	CancelOrder:   {Warned, Warned, Warned, Warned, Warned, Blocked, Warned, Blocked, Blocked},
}

// beside returns the level of an action while an order of a kind is open. A pair that is not in the table blocks.
func beside(action, open Kind) Level {
	row, known := table[action]
	if i := slices.Index(columns, open); known && i >= 0 {
		return row[i]
	}
	return Blocked
}

// touching compares what is open on any service with the draft: the same number or the same SIM blocks. The same
// customer and plan is the same activation twice, but only warns if the draft has a number or a SIM of its own. The
// orders, their service and the drafts behind them may each be missing.
func (j *judge) touching(orders []Order, s *Service, promised []*Draft) (Level, string) {
	d := j.draft
	asks := func(is func(value string) bool) bool {
		return slices.ContainsFunc(orders, func(o Order) bool {
			return slices.ContainsFunc(o.Asked, func(a Detail) bool { return is(a.Value) })
		})
	}
	promises := func(is func(*Draft) bool) bool { return slices.ContainsFunc(promised, is) }
	if number := d.number(); number != "" {
		same := func(value string) bool { return SameNumber(number, value) }
		if asks(same) || s != nil && same(s.Number) || promises(func(p *Draft) bool { return same(p.number()) }) {
			return Blocked, "It is for the same number. Wait until it is Complete."
		}
	}
	if card := d.card(); card != "" {
		same := func(value string) bool { return SameSIM(value, card) }
		if asks(same) || promises(func(p *Draft) bool { return same(p.card()) }) {
			return Blocked, "It is for the same SIM. Wait until it is Complete, or use another card."
		}
	}
	if !d.creates() || !j.samePerson(orders, s, promises, asks) {
		return Allowed, ""
	}
	if d.number() == "" && d.card() == "" {
		return Blocked, "It is for the same customer and plan, and the two cannot be told apart. Wait until it is Complete."
	}
	return Warned, "It is for the same customer and plan. Check that the customer wants two."
}

// samePerson reports whether an open order for a new service is for the draft's customer and plan.
func (j *judge) samePerson(orders []Order, s *Service, promises func(func(*Draft) bool) bool, asks func(func(string) bool) bool) bool {
	customer, plan := alike(j.draft.Customer), alike(j.draft.PlanName, j.draft.PlanID)
	if promises(func(p *Draft) bool {
		return p.creates() && customer(p.Customer) && (plan(p.PlanName) || plan(p.PlanID))
	}) {
		return true
	}
	if !slices.ContainsFunc(orders, func(o Order) bool {
		return o.Kind == Activation || o.Kind == NumberPort && (s == nil || asks(customer))
	}) {
		return false
	}
	return (s != nil && customer(s.Customer) || asks(customer)) && (s != nil && plan(s.Plan) || asks(plan))
}

// alike returns a function that reports whether a text equals one of some words, however it is spelled. Nothing equals
// an empty text.
func alike(words ...string) func(string) bool {
	return func(text string) bool {
		return Normalize(text) != "" && slices.ContainsFunc(words,
			func(w string) bool { return strings.EqualFold(Normalize(w), Normalize(text)) })
	}
}
