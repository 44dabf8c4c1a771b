package bindings

import (
	"cmp"

	"commsdesk/backend/telecom"
)

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
