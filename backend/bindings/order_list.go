package bindings

import (
	"fmt"
	"slices"

	"commsdesk/backend/telecom"
)

// AllOrders is the list of orders across services, and the page of an order that has no service here.
type AllOrders struct{ session *Session }

// NewAllOrders returns the screen of a session.
func NewAllOrders(session *Session) *AllOrders { return &AllOrders{session} }

// OrderListQuery asks for rows of the list of orders. Empty strings mean any.
type OrderListQuery struct {
	Text       string            `json:"text"`
	Show       telecom.OrderShow `json:"show"`
	Kind       telecom.Kind      `json:"kind"`
	Sort       telecom.OrderSort `json:"sort"`
	Descending bool              `json:"descending"`
	Offset     int               `json:"offset"`
	Limit      int               `json:"limit"` // at most 200
}

// OrderListPage answers an OrderListQuery. The counts are of all orders known; the parts of one count once.
type OrderListPage struct {
	Revision int             `json:"revision"`
	Offset   int             `json:"offset"`
	Matching int             `json:"matching"`
	Total    int             `json:"total"`
	Open     int             `json:"open"`
	Stuck    int             `json:"stuck"`
	Failed   int             `json:"failed"`
	Here     int             `json:"here"` // placed from this desk
	Rows     []OrderRow      `json:"rows"`
	Kinds    []telecom.Count `json:"kinds"`
}

// OrderRow is one action in the list of orders.
type OrderRow struct {
	ID         string           `json:"id"` // the Order ID
	Kind       telecom.Kind     `json:"kind"`
	KindWord   string           `json:"kindWord"`
	Status     telecom.Status   `json:"status"`
	StatusWord string           `json:"statusWord"`
	Open       bool             `json:"open"` // of the action: one of its parts may be open although it is not
	Parts      int              `json:"parts"`
	Clock      Clock            `json:"clock"`
	ClosedHere bool             `json:"closedHere"` // a person closed it here
	ServiceID  string           `json:"serviceId"`  // empty: it names none, or one that is not on this desk
	Number     string           `json:"number"`
	Customer   string           `json:"customer"`
	Named      bool             `json:"named"` // it names a service, even if that is not on this desk
	Summary    string           `json:"summary"`
	Asked      []telecom.Detail `json:"asked"`
	PlacedAt   string           `json:"placedAt"`
	PlacedHow  PlacedHow        `json:"placedHow"`
	Here       bool             `json:"here"`  // it was placed from this desk
	Found      string           `json:"found"` // Order ID of a part, or SIM number, that the search matched; else empty
}

// OrderPage is everything known of an order, with its parts.
type OrderPage struct {
	Event     Event  `json:"event"`
	ServiceID string `json:"serviceId"` // empty: it names none, or one that is not on this desk
	Number    string `json:"number"`    // of the service
	Named     bool   `json:"named"`     // it names a service, even if that is not on this desk

	CancelOrdersOff string `json:"cancelOrdersOff"` // why the portal cannot be asked to cancel an order; empty if it can
}

// Page returns the rows in sight.
func (a *AllOrders) Page(q OrderListQuery) (OrderListPage, error) {
	return answer(a.session, func(p *Deps) (page OrderListPage, err error) {
		here, err := p.placedHere("")
		if err != nil {
			return page, err
		}
		closed, err := p.closedHere()
		if err != nil {
			return page, err
		}
		l, err := p.Copy.OrderList(p.orderQuery(q, here))
		if err != nil {
			return page, err
		}
		page = OrderListPage{
			Revision: int(l.Revision), Offset: q.Offset, Matching: l.Matching,
			Total: l.Total, Open: l.Open, Stuck: l.Stuck, Failed: l.Failed, Here: l.Here, Kinds: list(l.Kinds),
			Rows: rows(l.Rows, func(s *telecom.OrderSummary) OrderRow {
				row := orderRowOf(s, p.Profile.Country)
				for _, o := range s.Event.Orders() {
					_, is := here[o.ID]
					row.Here = row.Here || is
				}
				row.ClosedHere = closedStill(&s.Event, closed)
				return row
			}),
		}
		return page, nil
	})
}

// Neighbours returns the position of an order in the list of a query, and the orders before and after it.
func (a *AllOrders) Neighbours(q OrderListQuery, id string) (Neighbours, error) {
	return answer(a.session, func(p *Deps) (n Neighbours, err error) {
		here, err := p.placedHere("")
		if err != nil {
			return n, err
		}
		query := p.orderQuery(q, here)
		query.Limit = 1
		l, err := p.Copy.OrderList(query)
		n.Position, n.Previous, n.Next, _ = p.Copy.OrderNeighbours(query, id)
		n.Matching = l.Matching
		return n, err
	})
}

// Show returns everything the copy knows of the action that an order belongs to.
func (a *AllOrders) Show(id string) (OrderPage, error) {
	return answer(a.session, func(p *Deps) (page OrderPage, err error) {
		event, service, err := p.action(id)
		if err != nil {
			return page, err
		}
		closed, err := p.closedHere()
		if err != nil {
			return page, err
		}
		here, err := p.placedHere("")
		if err != nil {
			return page, err
		}
		platform := telecom.PlatformOf(service)
		page = OrderPage{Event: p.eventRow(&event, platform), Named: names(&event.Order), CancelOrdersOff: p.cancelOrdersOff()}
		p.addHereTo(&page.Event, &event, platform, closed, here)
		if service != nil {
			page.ServiceID, page.Number = service.ID, Written(service.Number, p.Profile.Country)
		} else if page.CancelOrdersOff == "" {
			page.CancelOrdersOff = "This order has no service here, so its cancellation cannot be asked for from this desk. Ask support to " +
				"cancel the order."
		}
		return page, nil
	})
}

// Refresh reads an order from the portal. It returns when that is done; on an error the earlier data stays.
func (a *AllOrders) Refresh(id string) error {
	return a.session.with(func(p *Deps) error {
		ctx, cancel := waiting()
		defer cancel()
		return p.Mirror.ReadOrder(ctx, id)
	})
}

// action returns the action that an order belongs to, and its service; nil if it has none here.
func (p *Deps) action(id string) (event telecom.Event, service *telecom.Service, err error) {
	event, serviceID, ok, err := p.Copy.Action(id)
	if err == nil && !ok {
		err = &telecom.Error{Code: telecom.NotFound, Text: fmt.Sprintf("The order “%s” is not on this desk. Search for its Order ID in "+
			"Orders, or look in the portal.", short(id))}
	}
	if err != nil || serviceID == "" {
		return event, nil, err
	}
	s, _, ok, err := p.Copy.Service(serviceID)
	if err != nil || !ok {
		return event, nil, err
	}
	return event, &s, nil
}

func (p *Deps) orderQuery(q OrderListQuery, here map[string]*telecom.Submission) telecom.OrderQuery {
	ids := make([]string, 0, len(here))
	for id := range here {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return telecom.OrderQuery{
		Text: q.Text, Show: q.Show, Kind: q.Kind, Here: ids, Sort: q.Sort, Descending: q.Descending,
		Offset: max(q.Offset, 0), Limit: limited(q.Limit), Now: p.now(),
	}
}

// orderCounts returns how many orders are open and how many of those are stuck. Orders closed here do not count. If the
// list of closed orders cannot be read, they count; other screens report the error.
func (p *Deps) orderCounts() (open, stuck int) {
	now := p.now()
	open, stuck = p.Copy.OrderCounts(now)
	closed, _ := p.closedHere()
	counted := map[string]bool{}
	for id := range closed {
		if o, known, err := p.Copy.Order(id); err != nil || !known || !o.Open() {
			continue // nearly all
		}
		event, service, err := p.action(id)
		if err != nil || counted[event.Order.ID] || !closedStill(&event, closed) {
			continue
		}
		counted[event.Order.ID] = true
		if open--; clockOf(&event, telecom.PlatformOf(service), &p.Profile).Stuck(now) {
			stuck--
		}
	}
	return open, stuck
}

// closedStill reports whether a person closed every open order of an action here, and the portal has had no news since.
func closedStill(e *telecom.Event, closed map[string]telecom.ClosedHere) bool {
	any := false
	for _, o := range e.Orders() {
		if !o.Open() {
			continue
		}
		c, found := closed[o.ID]
		if any = true; !found || !c.Holds(&o) {
			return false
		}
	}
	return any
}

// names reports whether an order names a service.
func names(o *telecom.Order) bool {
	return slices.ContainsFunc(o.ServiceIDs, func(id string) bool { return id != "" })
}

func orderRowOf(s *telecom.OrderSummary, country string) OrderRow {
	o := &s.Event.Order
	return OrderRow{
		ID: o.ID, Kind: o.Kind, KindWord: o.KindWord, Status: o.Status(), StatusWord: o.State, Open: s.Event.Open(), Parts: len(s.Event.Parts),
		Clock: clockRow(s.Clock), ServiceID: s.ServiceID, Number: Written(s.Number, country), Customer: s.Customer, Named: names(o),
		Summary: o.Summary, Asked: list(o.Asked), PlacedAt: instant(o.PlacedAt()), PlacedHow: placedHow(o), Found: s.Found,
	}
}
