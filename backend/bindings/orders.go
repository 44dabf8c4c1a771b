package bindings

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"

	"commsdesk/backend/telecom"
)

// Orders is the forms in which orders are prepared, checked and placed.
type Orders struct{ session *Session }

// NewOrders makes the screen of a session.
func NewOrders(session *Session) *Orders { return &Orders{session} }

// Page says what can be ordered for a service now; without an id, what makes a service.
func (o *Orders) Page(serviceID string) (OrdersPage, error) {
	p, service, err := o.of(serviceID)
	if err != nil {
		return OrdersPage{}, err
	}
	offer := p.Catalog.Offer()
	page := OrdersPage{
		Off: p.PlacesNoOrders, Actions: []ActionRow{}, OfferReadAt: instant(offer.ReadAt), OfferProblem: problemOf(p.Catalog.Problem()),
		SIMDigits: p.Rules.SIMDigits, Today: p.now().In(p.Profile.Zone).Format(time.DateOnly),
		Plans: planCards(offer, service), Packs: packCards(offer.Packs), Features: featureRows(offer, service),
	}
	if page.SIMDigits == 0 {
		page.SIMDigits = telecom.DefaultSIMDigits
	}
	kept, err := p.Promises.Drafts()
	if err != nil {
		return OrdersPage{}, shown(err)
	}
	for _, a := range telecom.Actions(service, offer) {
		row := ActionRow{Kind: a.Kind, Off: a.Off, Level: telecom.Allowed}
		draft := telecom.Draft{Kind: a.Kind, ServiceID: serviceID}
		verdict, err := p.Outbox.Judge(&draft)
		if err != nil {
			return OrdersPage{}, shown(err)
		}
		if row.Level = verdict.Level; len(verdict.Reasons) > 0 {
			row.OrderID, row.Text = verdict.Reasons[0].OrderID, verdict.Reasons[0].Text
		}
		if k, found := keptOf(kept, &draft); found {
			row.DraftAt = instant(k.At)
		}
		page.Actions = append(page.Actions, row)
	}
	return page, nil
}

// Draft is what was kept of the form of an action, or a new draft. The order is the one to cancel; empty for any other
// action.
func (o *Orders) Draft(kind telecom.Kind, serviceID, orderID string) (KeptDraft, error) {
	p, err := o.session.open()
	if err != nil {
		return KeptDraft{}, err
	}
	d := telecom.Draft{Kind: kind, ServiceID: serviceID, OrderID: orderID}
	kept, err := p.Promises.Drafts()
	if err != nil {
		return KeptDraft{}, shown(err)
	}
	if k, found := keptOf(kept, &d); found {
		return KeptDraft{Draft: draftRow(&k.Draft), At: instant(k.At)}, nil
	}
	return KeptDraft{Draft: draftRow(&d)}, nil
}

// Keep keeps a draft, in place of what was kept of its form before, and says when that was. It survives the window.
func (o *Orders) Keep(d Draft) (string, error) {
	p, err := o.session.open()
	if err != nil {
		return "", err
	}
	if err := d.short(); err != nil {
		return "", err
	}
	draft, now := d.domain(), time.Now().UTC()
	return instant(now), shown(p.Promises.KeepDraft(telecom.KeptDraft{ID: draftID(&draft), Draft: draft, At: now}))
}

// Drop forgets what was kept of the form of a draft.
func (o *Orders) Drop(d Draft) error {
	p, err := o.session.open()
	if err != nil {
		return err
	}
	draft := d.domain()
	return shown(p.Promises.DropDraft(draftID(&draft)))
}

// Check says what is wrong with a draft, what speaks against it and what will happen, by what is known here. It asks the
// portal nothing.
func (o *Orders) Check(d Draft) (DraftCheck, error) {
	if err := d.short(); err != nil {
		return DraftCheck{}, err
	}
	draft := d.domain().OfItsKind()
	p, service, err := o.of(draft.ServiceID)
	if err != nil {
		return DraftCheck{}, err
	}
	verdict, err := p.Outbox.Judge(&draft)
	if err != nil {
		return DraftCheck{}, shown(err)
	}
	rules, now := p.rules(), p.now()
	check := DraftCheck{
		Mistakes: mistakeRows(draft.Check(service, rules, now)), Level: verdict.Level,
		Concerns: p.concernRows(verdict.Reasons, draft.ServiceID), Consequences: []Consequence{},
		Irreversible: draft.Irreversible(service, rules.Offer, now, rules.Zone),
	}
	if p.Copy.Cursor().CompleteAt.IsZero() { // Place reads nothing then either
		check.Level = telecom.Blocked
		check.Concerns = append([]Concern{{ID: "incomplete", Level: telecom.Blocked, Text: notComplete}}, check.Concerns...)
	}
	for _, c := range telecom.Preview(&draft, service, rules.Offer, now, rules.Zone) {
		check.Consequences = append(check.Consequences, Consequence(c))
	}
	if draft.ServiceID == "" {
		check.CheckedAt = instant(p.Copy.Cursor().CompleteAt)
	} else {
		check.CheckedAt = instant(p.Mirror.Updated(draft.ServiceID))
	}
	return check, nil
}

const notComplete = "The portal was not read completely yet, so an open order may be missing here. Wait until it is read: the top of the window says what it waits for."

// Place sends an order, once, if nothing speaks against it in what is read from the portal now. Read are the ids of the
// warnings that somebody has read. It returns when the portal has answered, or with the reason why nothing was sent;
// what was kept of the form stays then.
func (o *Orders) Place(d Draft, read []string) (Placing, error) {
	if err := d.short(); err != nil {
		return Placing{}, err
	}
	draft := d.domain().OfItsKind()
	p, service, err := o.of(draft.ServiceID)
	if err != nil {
		return Placing{}, err
	}
	if p.PlacesNoOrders != "" {
		return Placing{}, &telecom.Error{Code: telecom.Denied, Text: p.PlacesNoOrders}
	}
	if off := p.cancelOrdersOff(); draft.Kind == telecom.CancelOrder && off != "" {
		return Placing{}, &telecom.Error{Code: telecom.Denied, Text: off}
	}
	placing := Placing{Mistakes: mistakeRows(draft.Check(service, p.rules(), p.now())), Concerns: []Concern{}, Beside: []Concern{}}
	if len(placing.Mistakes) > 0 {
		placing.Blocked = true
		return placing, nil
	}
	ctx, cancel := waiting()
	defer cancel()
	sent, err := p.Outbox.Submit(ctx, draft, p.By, func(c telecom.Concern) bool { return slices.Contains(read, c.ID()) })
	var objection *telecom.Objection
	switch {
	case errors.As(err, &objection):
		placing.Blocked, placing.Concerns = true, p.concernRows(objection.Verdict.Reasons, draft.ServiceID)
		return placing, nil
	case err != nil:
		return Placing{}, shown(err)
	}
	placing.State, placing.OrderID, placing.Problem = sent.Submission.State, sent.Submission.OrderID, problemOf(sent.Problem)
	placing.Beside = p.concernRows(sent.Beside, draft.ServiceID)
	if sent.Submission.Open() {
		// What was typed has become an order. That the draft cannot be forgotten is said by the guard when it is met again.
		_ = p.Promises.DropDraft(draftID(&draft))
	}
	p.Mirror.Refresh()
	return placing, nil
}

// Waiting are the orders that have left this desk, of which the portal shows nothing yet, and that have no page of a
// service: they make one, or theirs is not on this desk any more.
func (o *Orders) Waiting() ([]PromiseRow, error) {
	p, err := o.session.open()
	if err != nil {
		return nil, err
	}
	rows, err := p.promiseRows("", nil)
	return rows, shown(err)
}

// Resolve is a person's word about an order of which nobody knows what became of it: the Order ID that it became, or none
// if it became no order.
func (o *Orders) Resolve(key, orderID, why string) error {
	p, err := o.session.open()
	if err != nil {
		return err
	}
	if why, err = reason(why, "Write down who said what became of the order."); err != nil {
		return err
	}
	if err := p.Outbox.Resolve(key, strings.TrimSpace(orderID), p.By, why, time.Now()); err != nil || strings.TrimSpace(orderID) != "" {
		return shown(err)
	}
	return shown(p.giveBack(key)) // what was decided stays so
}

// giveBack keeps the draft of a promise that became no order, so that nobody has to type it again, unless another one of
// its form was begun meanwhile. The error says that it was not kept.
func (p *Deps) giveBack(key string) error {
	lost := func(why string, cause error) error {
		return &telecom.Error{Code: telecom.Internal, Cause: cause,
			Text: "What became of the order is recorded. Its draft was not put back, since " + why +
				" Close this, and type it anew if it is still needed."}
	}
	all, err := p.Promises.All()
	if err != nil {
		return err
	}
	kept, err := p.Promises.Drafts()
	i := slices.IndexFunc(all, func(x telecom.Submission) bool { return x.Key == key })
	if err != nil || i < 0 {
		return lost("the drafts of this desk could not be read.", err)
	}
	draft := all[i].Draft
	draft.TypedNumber = "" // a hand types it anew
	if _, found := keptOf(kept, &draft); found {
		return lost("another one of its form is being prepared.", nil)
	}
	if err := p.Promises.KeepDraft(telecom.KeptDraft{ID: draftID(&draft), Draft: draft, At: time.Now().UTC()}); err != nil {
		return lost("it could not be written to this computer’s disk.", err)
	}
	return nil
}

// CloseHere declares that an order has ended although the portal says it is open, after somebody spoke to support. It
// can be taken back, and is, as soon as the portal says something new about the order.
func (o *Orders) CloseHere(serviceID, orderID, why string) error {
	p, service, err := o.of(serviceID)
	if err != nil {
		return err
	}
	if why, err = reason(why, "Write down what support said, and who said it."); err != nil {
		return err
	}
	word := telecom.ClosedHere{OrderID: orderID, By: p.By, Why: why, At: p.now()}
	order, known, err := p.Copy.Order(orderID)
	if err != nil {
		return shown(err)
	}
	theirs, err := p.isOf(&order, service)
	if err != nil {
		return shown(err)
	}
	closable := false
	switch {
	case known && order.Open() && theirs:
		closable, word.Digest = p.closable(&order, platformOf(service)), order.Digest()
	case known:
		return notOpenHere()
	default:
		promises, err := p.Promises.All()
		if err != nil {
			return shown(err)
		}
		i := slices.IndexFunc(promises, func(x telecom.Submission) bool {
			return x.OrderID == orderID && (x.Draft.ServiceID == serviceID || serviceID == "" && p.lost(&x))
		})
		if i < 0 || orderID == "" {
			return notOpenHere()
		}
		closable = p.promiseClosable(&promises[i])
	}
	if !closable {
		return &telecom.Error{Code: telecom.Invalid, Text: "This order is within its limit. Nothing was changed. Wait until it has ended, or until it is past its limit and support was asked."}
	}
	defer o.session.Notify(CacheChanged)
	return shown(p.Promises.CloseHere(word, serviceID, time.Now().UTC()))
}

// isOf says whether an order is one of a service, as its activity shows it: some portals list it on the service only.
// Without a service it is one that is of none.
func (p *Deps) isOf(o *telecom.Order, s *telecom.Service) (bool, error) {
	if s == nil {
		return !slices.ContainsFunc(o.ServiceIDs, func(id string) bool { return id != "" }), nil
	}
	orders, err := p.Copy.Orders(s.ID)
	return slices.ContainsFunc(orders, func(x telecom.Order) bool { return x.ID == o.ID }), err
}

// platformOf is the platform of a service; empty without one.
func platformOf(s *telecom.Service) string {
	if s == nil {
		return ""
	}
	return s.Platform
}

func notOpenHere() error {
	return &telecom.Error{Code: telecom.NotFound, Text: "This order is not open on this service any more. Nothing was changed. Look at the activity."}
}

// ReopenHere takes back that an order has ended.
func (o *Orders) ReopenHere(orderID string) error {
	p, err := o.session.open()
	if err != nil {
		return err
	}
	defer o.session.Notify(CacheChanged)
	return shown(p.Promises.ReopenHere(orderID, p.By, "Taken back here.", time.Now().UTC()))
}

// of finds the parts and a service; none if the id is empty.
func (o *Orders) of(serviceID string) (*Deps, *telecom.Service, error) {
	p, err := o.session.open()
	if err != nil || serviceID == "" {
		return p, nil, err
	}
	s, _, ok, err := p.Copy.Service(serviceID)
	if err != nil {
		return p, nil, shown(err)
	}
	if !ok {
		return p, nil, &telecom.Error{Code: telecom.NotFound, Text: "This service is not on this desk. Nothing was sent. Go back to Services and look for its number."}
	}
	s.Number = Written(s.Number, p.Profile.Country) // as the sentences say it
	return p, &s, nil
}

// draftID names the form of a draft: there is one for each action of a service.
func draftID(d *telecom.Draft) string {
	return strings.Join([]string{string(d.Kind), d.ServiceID, d.OrderID}, "\n")
}

// keptOf finds what was kept of the form of a draft.
func keptOf(kept []telecom.KeptDraft, d *telecom.Draft) (telecom.KeptDraft, bool) {
	id := draftID(d)
	if i := slices.IndexFunc(kept, func(k telecom.KeptDraft) bool { return k.ID == id }); i >= 0 {
		return kept[i], true
	}
	return telecom.KeptDraft{}, false
}

// reason is why a person declares something; ask says what to write where nothing is.
func reason(why, ask string) (string, error) {
	if err := shortNote(why); err != nil {
		return "", err
	}
	if why = strings.TrimSpace(why); why == "" {
		return "", &telecom.Error{Code: telecom.Invalid, Text: "It is not said why. Nothing was changed. " + ask}
	}
	return why, nil
}

// addHere adds to the page of a service what only this desk knows: what left it, who placed what, and what was declared
// closed here.
func (p *Deps) addHere(page *ServicePage, events []telecom.Event) error {
	words, err := p.closedHere()
	if err != nil {
		return err
	}
	placed, err := p.placedHere(page.ID)
	if err != nil {
		return err
	}
	var orders []telecom.Order
	for i := range events {
		e, row := &events[i], &page.Events[i]
		p.addWord(&row.Order, &e.Order, page.Platform, words)
		for j := range e.Parts {
			p.addWord(&row.Parts[j], &e.Parts[j], page.Platform, words)
		}
		for _, o := range append([]telecom.Order{e.Order}, e.Parts...) {
			orders = append(orders, o)
			if by, here := placed[o.ID]; here {
				row.PlacedHereBy = by
			}
		}
		if row.PlacedHereBy != "" && !row.Open && e.Order.Status() == telecom.Complete {
			row.NextStep = telecom.NextStep(e.Order.Kind)
		}
	}
	page.CancelOrdersOff = p.cancelOrdersOff()
	page.Promises, err = p.promiseRows(page.ID, orders)
	return err
}

// closedHere are the words of people by the Order ID.
func (p *Deps) closedHere() (map[string]telecom.ClosedHere, error) {
	all, err := p.Promises.ClosedHere()
	words := make(map[string]telecom.ClosedHere, len(all))
	for _, c := range all {
		words[c.OrderID] = c
	}
	return words, err
}

// addWord adds a person's word about an order, or that one may be given.
func (p *Deps) addWord(row *Order, o *telecom.Order, platform string, words map[string]telecom.ClosedHere) {
	if c, closed := words[o.ID]; closed && o.Open() && c.Holds(o) {
		row.ClosedHere = &ClosedHere{By: c.By, Why: c.Why, At: instant(c.At)}
		return
	}
	row.Closable = p.closable(o, platform)
}

// closable says whether a person may declare an order closed here: it is open for longer than it should be.
func (p *Deps) closable(o *telecom.Order, platform string) bool {
	return o.Open() && telecom.ClockOf(o, platform, p.Profile.Limits, p.Profile.Zone).Overdue(p.now())
}

// placedHere says who placed which order of a service from this desk.
func (p *Deps) placedHere(serviceID string) (map[string]string, error) {
	all, err := p.Promises.All()
	by := map[string]string{}
	for i := range all {
		promise := &all[i]
		if promise.OrderID != "" && promise.Draft.Kind != telecom.CancelOrder && (promise.Draft.ServiceID == serviceID || promise.Draft.ServiceID == "") {
			by[promise.OrderID] = cmp.Or(promise.By, "somebody at this desk")
		}
	}
	return by, err
}

// cancelOrdersOff says why the portal cannot be asked to cancel an order. Where that is not known it can: a portal that
// takes no such wish refuses it.
func (p *Deps) cancelOrdersOff() string {
	if p.PlacesNoOrders != "" {
		return p.PlacesNoOrders
	}
	if offers, known := p.Portal.CancelsOrders(); known && !offers {
		return "This portal does not take the wish to cancel an order. Ask its support to cancel it."
	}
	return ""
}
