package bindings

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"

	"commsdesk/backend/telecom"
)

// Orders is the forms that prepare, check and place orders.
type Orders struct{ session *Session }

// NewOrders returns the forms of a session.
func NewOrders(session *Session) *Orders { return &Orders{session} }

// Page returns what can be ordered for a service now; without an id, what creates a service.
func (o *Orders) Page(serviceID string) (OrdersPage, error) {
	p, service, err := o.of(serviceID)
	if err != nil {
		return OrdersPage{}, err
	}
	offer := p.Catalog.Offer()
	page := OrdersPage{
		Off: p.PlacesNoOrders, Offline: p.Mirror.Freshness().Status == telecom.Offline, Actions: []ActionRow{},
		OfferReadAt: instant(offer.ReadAt), OfferProblem: problemOf(p.Catalog.Problem()),
		SIMDigits: p.Rules.Digits(), Today: p.now().In(p.Profile.Zone).Format(time.DateOnly),
		Plans: planCards(offer, service), Packs: rows(offer.Packs, packCard), Features: featureRows(offer, service),
	}
	kept, err := p.Promises.Drafts()
	if err != nil {
		return page, shown(err)
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

// Draft returns the kept draft of an action's form, or a new one. The order is the one to cancel; empty for other
// actions.
func (o *Orders) Draft(kind telecom.Kind, serviceID, orderID string) (KeptDraft, error) {
	return answer(o.session, func(p *Deps) (KeptDraft, error) {
		d := telecom.Draft{Kind: kind, ServiceID: serviceID, OrderID: orderID}
		kept, err := p.Promises.Drafts()
		if k, found := keptOf(kept, &d); found {
			return KeptDraft{Draft: draftRow(&k.Draft), At: instant(k.At)}, nil
		}
		return KeptDraft{Draft: draftRow(&d)}, err
	})
}

// Clean returns the text of a number field as the program reads it.
func (o *Orders) Clean(text string) string { return telecom.Clean(text) }

// Keep keeps a draft in place of the earlier one of its form, and returns when. It outlives the window.
func (o *Orders) Keep(d Draft) (string, error) {
	return answer(o.session, func(p *Deps) (string, error) {
		if err := d.short(); err != nil {
			return "", err
		}
		draft, now := d.domain(), time.Now().UTC()
		return instant(now), p.Promises.KeepDraft(telecom.KeptDraft{ID: draftID(&draft), Draft: draft, At: now})
	})
}

// Drop forgets the kept draft of a form.
func (o *Orders) Drop(d Draft) error {
	return o.session.with(func(p *Deps) error {
		draft := d.domain()
		return p.Promises.DropDraft(draftID(&draft))
	})
}

// Check returns what is wrong with a draft, what conflicts with it and what will happen, by what is known here. It does
// not ask the portal.
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
		Mistakes: list(draft.Check(service, rules, now)), Level: verdict.Level, Concerns: p.concernRows(verdict.Reasons, draft.ServiceID),
		Consequences: list(telecom.Preview(&draft, service, rules.Offer, now, rules.Zone)),
		Irreversible: draft.Irreversible(service, rules.Offer, now, rules.Zone),
	}
	if p.Copy.Cursor().CompleteAt.IsZero() { // Place reads nothing then either
		check.Level = telecom.Blocked
		check.Concerns = append([]Concern{{ID: "incomplete", Level: telecom.Blocked, Text: notComplete}}, check.Concerns...)
	}
	if draft.ServiceID == "" {
		check.CheckedAt = instant(p.Copy.Cursor().CompleteAt)
	} else {
		check.CheckedAt = instant(p.Mirror.Updated(draft.ServiceID))
	}
	return check, nil
}

const notComplete = "The first copy of the portal is not complete yet, so an open order may be missing here. Wait until it is " +
	"complete: the header shows its progress."

// Place sends an order, once, if nothing that is now read from the portal conflicts with it. Read are the ids of the
// warnings that somebody has read. It returns the portal's answer, or the reason why nothing was sent; the draft stays
// then.
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
	placing := Placing{Mistakes: list(draft.Check(service, p.rules(), p.now())), Asked: []telecom.Detail{},
		Concerns: []Concern{}, Beside: []Concern{}}
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
		p.Mirror.Refresh() // if the portal is gone, the window says so at once
		return Placing{}, shown(err)
	}
	placing.State, placing.OrderID, placing.Problem = sent.Submission.State, sent.Submission.OrderID, problemOf(sent.Problem)
	placing.Asked = list(sent.Submission.Draft.Asked())
	placing.Beside = p.concernRows(sent.Beside, draft.ServiceID)
	if sent.Submission.Open() {
		// The draft became an order. If it cannot be dropped, the duplicate rule meets it later.
		_ = p.Promises.DropDraft(draftID(&draft))
	}
	p.Mirror.Refresh()
	return placing, nil
}

// Waiting returns the orders that left this desk, that the portal does not show yet, and that have no service page:
// they create a service, or theirs is no longer on this desk.
func (o *Orders) Waiting() ([]SubmissionRow, error) {
	return answer(o.session, func(p *Deps) ([]SubmissionRow, error) { return p.submissionRows("", nil) })
}

// Resolve records what a person says about an order of unknown outcome: the Order ID it became, or none.
func (o *Orders) Resolve(key, orderID, why string) error {
	return o.session.with(func(p *Deps) error {
		why, err := reason(why, "Enter who confirmed the outcome of the order, and what they said.")
		if err != nil {
			return err
		}
		orderID := strings.TrimSpace(orderID)
		if err := p.Outbox.Resolve(key, orderID, p.By, why, time.Now()); err != nil || orderID != "" {
			return err
		}
		return p.giveBack(key) // the resolution stands in any case
	})
}

// giveBack keeps the draft of a submission that became no order, so that nobody has to enter it again, unless its form
// is in use. The error says that the draft was not kept.
func (p *Deps) giveBack(key string) error {
	lost := func(why string, cause error) error {
		return &telecom.Error{Code: telecom.Internal, Cause: cause,
			Text: "The outcome of the order is recorded. Its draft was not restored: " + why +
				" Close this, and enter the order again if it is still needed."}
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
	if _, found := keptOf(kept, &all[i].Draft); found {
		return lost("another draft of this form is being prepared.", nil)
	}
	if err := p.keepAgain(&all[i]); err != nil {
		return lost("it could not be written to this computer’s disk.", err)
	}
	return nil
}

// keepAgain restores the draft of a submission.
func (p *Deps) keepAgain(sub *telecom.Submission) error {
	draft := sub.Draft
	draft.TypedNumber = "" // has to be typed again
	return p.Promises.KeepDraft(telecom.KeptDraft{ID: draftID(&draft), Draft: draft, At: time.Now().UTC()})
}

// PrepareAgain saves and returns a draft with the fields of a failed order that was placed here. It sends
// nothing and never overwrites a draft.
func (o *Orders) PrepareAgain(orderID string) (Draft, error) {
	return answer(o.session, func(p *Deps) (Draft, error) {
		placed, err := p.placedHere("")
		if err != nil {
			return Draft{}, err
		}
		order, known, err := p.Copy.Order(orderID)
		if err != nil {
			return Draft{}, err
		}
		sub := placed[orderID]
		if sub == nil || !known || !failed(&order) {
			return Draft{}, &telecom.Error{Code: telecom.Invalid, Text: "Only a failed order placed here can be prepared again. Nothing was " +
				"prepared. Check the activity."}
		}
		kept, err := p.Promises.Drafts()
		if err != nil {
			return Draft{}, err
		}
		if _, found := keptOf(kept, &sub.Draft); found {
			return Draft{}, &telecom.Error{Code: telecom.Invalid, Text: "A draft of this form is kept already. Nothing was prepared. Place that " +
				"draft or delete it, then try again."}
		}
		draft := draftRow(&sub.Draft)
		draft.TypedNumber = ""
		return draft, p.keepAgain(sub)
	})
}

// failed reports whether an order failed or was rejected.
func failed(o *telecom.Order) bool {
	return o.Status() == telecom.Failed || o.Status() == telecom.Rejected
}

// Progress returns the progress of an order placed from here. It does not ask the portal.
func (o *Orders) Progress(orderID string) (OrderProgress, error) {
	return answer(o.session, func(p *Deps) (OrderProgress, error) {
		if _, known, err := p.Copy.Order(orderID); err != nil || !known || orderID == "" {
			return OrderProgress{}, err
		}
		event, service, err := p.action(orderID)
		if err != nil {
			return OrderProgress{}, err
		}
		row, progress := p.eventRow(&event, telecom.PlatformOf(service)), OrderProgress{}
		if service != nil {
			progress.ServiceID = service.ID
		}
		placed, err := p.placedHere(progress.ServiceID)
		if err != nil {
			return OrderProgress{}, err
		}
		addPlacedHere(&row, &event, placed)
		progress.Event = &row
		return progress, nil
	})
}

// CloseHere closes an order here, after somebody spoke to support, although the portal says it is open. It can be
// undone, and is as soon as the portal has news about the order.
func (o *Orders) CloseHere(serviceID, orderID, why string) error {
	p, service, err := o.of(serviceID)
	if err != nil {
		return err
	}
	if why, err = reason(why, "Enter what support said, and who said it."); err != nil {
		return err
	}
	note := telecom.ClosedHere{OrderID: orderID, By: p.By, Why: why, At: p.now()}
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
		closable, note.Digest = p.closable(&order, telecom.PlatformOf(service)), order.Digest()
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
		closable = p.submissionClosable(&promises[i])
	}
	if !closable {
		return &telecom.Error{Code: telecom.Invalid, Text: "This order is still within its limit. Nothing was changed. Wait until it ends, " +
			"or ask support once it is past its limit."}
	}
	defer o.session.Notify(CacheChanged)
	return shown(p.Promises.CloseHere(note, serviceID, time.Now().UTC()))
}

// isOf reports whether an order is one of a service, as its activity shows it: some portals list it on the service
// only. Without a service it reports whether the order is of none.
func (p *Deps) isOf(o *telecom.Order, s *telecom.Service) (bool, error) {
	if s == nil {
		return !names(o), nil
	}
	orders, err := p.Copy.Orders(s.ID)
	return slices.ContainsFunc(orders, func(x telecom.Order) bool { return x.ID == o.ID }), err
}

func notOpenHere() error {
	return &telecom.Error{Code: telecom.NotFound, Text: "This order is no longer open on this service. Nothing was changed. Check " +
		"the activity."}
}

// ReopenHere undoes CloseHere.
func (o *Orders) ReopenHere(orderID string) error {
	return o.session.with(func(p *Deps) error {
		defer o.session.Notify(CacheChanged)
		return p.Promises.ReopenHere(orderID, p.By, "Taken back here.", time.Now().UTC())
	})
}

// of returns the open profile and a service; nil if the id is empty.
func (o *Orders) of(serviceID string) (*Deps, *telecom.Service, error) {
	p, err := o.session.open()
	if err != nil || serviceID == "" {
		return p, nil, err
	}
	s, _, ok, err := p.Copy.Service(serviceID)
	if err == nil && !ok {
		err = &telecom.Error{Code: telecom.NotFound, Text: "This service is not on this desk. Nothing was sent. Go back to Services and look " +
			"for its number."}
	}
	if err != nil {
		return p, nil, shown(err)
	}
	s.Number = Written(s.Number, p.Profile.Country) // as the sentences spell it
	return p, &s, nil
}

// draftID names the form of a draft: each action of a service has one.
func draftID(d *telecom.Draft) string {
	return strings.Join([]string{string(d.Kind), d.ServiceID, d.OrderID}, "\n")
}

// keptOf finds the kept draft of a form.
func keptOf(kept []telecom.KeptDraft, d *telecom.Draft) (telecom.KeptDraft, bool) {
	id := draftID(d)
	if i := slices.IndexFunc(kept, func(k telecom.KeptDraft) bool { return k.ID == id }); i >= 0 {
		return kept[i], true
	}
	return telecom.KeptDraft{}, false
}

// reason checks the reason a person gives; ask says what to enter if there is none.
func reason(why, ask string) (string, error) {
	if err := shortNote(why); err != nil {
		return "", err
	}
	if why = strings.TrimSpace(why); why == "" {
		return "", &telecom.Error{Code: telecom.Invalid, Text: "A reason is missing. Nothing was changed. " + ask}
	}
	return why, nil
}

// addHere adds to a service page what only this desk knows: what was sent from it, who placed what, and what was closed
// here.
func (p *Deps) addHere(page *ServicePage, events []telecom.Event) error {
	closed, err := p.closedHere()
	if err != nil {
		return err
	}
	placed, err := p.placedHere(page.ID)
	if err != nil {
		return err
	}
	var orders []telecom.Order
	for i := range events {
		e := &events[i]
		p.addHereTo(&page.Events[i], e, page.Platform, closed, placed)
		orders = append(orders, e.Orders()...)
	}
	page.CancelOrdersOff = p.cancelOrdersOff()
	page.Submissions, err = p.submissionRows(page.ID, orders)
	return err
}

// addHereTo adds to an action who placed it from this desk, and what was closed here.
func (p *Deps) addHereTo(row *Event, e *telecom.Event, platform string, closed map[string]telecom.ClosedHere,
	placed map[string]*telecom.Submission) {
	p.addClosedHere(&row.Order, &e.Order, platform, closed)
	for j := range e.Parts {
		p.addClosedHere(&row.Parts[j], &e.Parts[j], platform, closed)
	}
	addPlacedHere(row, e, placed)
}

// closedHere returns the orders closed here, by Order ID.
func (p *Deps) closedHere() (map[string]telecom.ClosedHere, error) {
	all, err := p.Promises.ClosedHere()
	closed := make(map[string]telecom.ClosedHere, len(all))
	for _, c := range all {
		closed[c.OrderID] = c
	}
	return closed, err
}

// addClosedHere adds to an order that it was closed here, or that it can be.
func (p *Deps) addClosedHere(row *Order, o *telecom.Order, platform string, all map[string]telecom.ClosedHere) {
	if c, found := all[o.ID]; found && o.Open() && c.Holds(o) {
		row.ClosedHere = closedHereRow(&c)
		return
	}
	row.Closable = p.closable(o, platform)
}

// closable reports whether a person may close an order here: it has been open for longer than it should be.
func (p *Deps) closable(o *telecom.Order, platform string) bool {
	return o.Open() && telecom.ClockOf(o, platform, p.Profile.Limits, p.Profile.Zone).Overdue(p.now())
}

// placedHere returns the submissions that became orders, by Order ID: those of a service and those that create one;
// without a service, all.
func (p *Deps) placedHere(serviceID string) (map[string]*telecom.Submission, error) {
	all, err := p.Promises.All()
	placed := map[string]*telecom.Submission{}
	for i := range all {
		sub := &all[i]
		its := serviceID == "" || sub.Draft.ServiceID == "" || sub.Draft.ServiceID == serviceID
		if its && sub.OrderID != "" && sub.Draft.Kind != telecom.CancelOrder {
			placed[sub.OrderID] = sub
		}
	}
	return placed, err
}

// addPlacedHere sets who placed an action here and, once it has ended, what to do next.
func addPlacedHere(row *Event, e *telecom.Event, placed map[string]*telecom.Submission) {
	for _, o := range e.Orders() {
		if sub, here := placed[o.ID]; here {
			row.PlacedHereBy = cmp.Or(sub.By, "somebody at this desk")
		}
	}
	if row.PlacedHereBy == "" || row.Open {
		return
	}
	if e.Order.Status() == telecom.Complete {
		row.NextStep = telecom.NextStep(e.Order.Kind)
	}
	row.Again = failed(&e.Order) && placed[e.Order.ID] != nil
}

// cancelOrdersOff returns why the portal cannot be asked to cancel an order. If that is not known, it can be asked: a
// portal that does not cancel orders refuses.
func (p *Deps) cancelOrdersOff() string {
	if p.PlacesNoOrders != "" {
		return p.PlacesNoOrders
	}
	if offers, known := p.Portal.CancelsOrders(); known && !offers {
		return "This portal does not cancel orders on request. Ask its support to cancel the order."
	}
	return ""
}
