package bindings

import (
	"time"

	"commsdesk/backend/telecom"
)

// Services is the list of services.
type Services struct{ session *Session }

// NewServices returns the screen of a session.
func NewServices(session *Session) *Services { return &Services{session: session} }

// mostRows is how many rows cross the bridge at once.
const mostRows = 200

// Page returns the rows in sight.
func (s *Services) Page(q ServicesQuery) (ServicesPage, error) {
	p, err := s.session.open()
	if err != nil {
		return ServicesPage{}, err
	}
	l, err := p.Copy.Query(queryOf(q, p))
	if err != nil {
		return ServicesPage{}, shown(err)
	}
	page := ServicesPage{
		Revision:  int(l.Revision), // counts the changes of one run, even one of years
		Offset:    q.Offset,
		Matching:  l.Matching,
		Total:     l.Total,
		Open:      l.Open,
		Stuck:     l.Stuck,
		Rows:      make([]ServiceRow, 0, len(l.Rows)),
		States:    choicesOf(l.States),
		Platforms: choicesOf(l.Platforms),
		Plans:     choicesOf(l.Plans),
	}
	closed, err := p.closedHere()
	if err != nil {
		return ServicesPage{}, shown(err)
	}
	for i := range l.Rows {
		row := rowOf(&l.Rows[i], p.Profile.Country)
		if row.Top != nil {
			row.Top.ClosedHere, err = p.holdsHere(row.Top.OrderID, closed)
		}
		if err != nil {
			return ServicesPage{}, shown(err)
		}
		page.Rows = append(page.Rows, row)
	}
	return page, nil
}

// holdsHere reports whether an order still counts as closed here.
func (p *Deps) holdsHere(orderID string, closed map[string]telecom.ClosedHere) (bool, error) {
	c, found := closed[orderID]
	if !found {
		return false, nil
	}
	o, known, err := p.Copy.Order(orderID)
	return err == nil && known && c.Holds(&o), err
}

// Neighbours returns the position of a service in the list of a query, and the services before and after it.
func (s *Services) Neighbours(q ServicesQuery, id string) (Neighbours, error) {
	p, err := s.session.open()
	if err != nil {
		return Neighbours{}, err
	}
	query := queryOf(q, p)
	query.Limit = 1
	l, err := p.Copy.Query(query)
	if err != nil {
		return Neighbours{}, shown(err)
	}
	position, previous, next, _ := p.Copy.Neighbours(query, id)
	return Neighbours{Position: position, Matching: l.Matching, Previous: previous, Next: next}, nil
}

func queryOf(q ServicesQuery, p *Deps) telecom.Query {
	limit := q.Limit
	if limit <= 0 || limit > mostRows {
		limit = mostRows
	}
	return telecom.Query{
		Text: q.Text, State: q.State, Platform: q.Platform, Plan: q.Plan, Open: q.Open, Stuck: q.Stuck,
		Sort: q.Sort, Descending: q.Descending, Offset: max(q.Offset, 0), Limit: limit,
		Now: time.Now().Add(p.skew()),
	}
}

// Service is the page of one service, with its tabs.
type Service struct{ session *Session }

// NewService returns the screen of a session.
func NewService(session *Session) *Service { return &Service{session: session} }

// Show returns everything the copy knows of a service.
func (s *Service) Show(id string) (ServicePage, error) {
	p, service, events, readAt, err := s.read(id)
	if err != nil {
		return ServicePage{}, err
	}
	page := pageOf(p, service, events, readAt, p.Mirror.Updated(id), p.now())
	return page, shown(p.addHere(&page, events))
}

// Usage returns the usage of a service, as last read.
func (s *Service) Usage(id string) (UsagePage, error) {
	p, err := s.session.open()
	if err != nil {
		return UsagePage{}, err
	}
	page := UsagePage{Rows: []UsageRow{}}
	if !p.Usage.Available() {
		page.Off = "This profile has no address for usage. Look in the portal, or have the address of its usage (TMF635) written into " +
			"the profile."
		return page, nil
	}
	usage, readAt, err := p.Usage.Of(id)
	if err != nil {
		return page, shown(err)
	}
	page.ReadAt = instant(readAt)
	for i := range usage {
		page.Rows = append(page.Rows, usageRowOf(&usage[i]))
	}
	return page, nil
}

// RefreshUsage reads the usage of a service from the portal. It returns when that is done; on an error the earlier data
// stays.
func (s *Service) RefreshUsage(id string) error {
	p, err := s.session.open()
	if err != nil {
		return err
	}
	ctx, cancel := waiting()
	defer cancel()
	return shown(p.Usage.Read(ctx, id))
}

// Watch names the service in view, which every pass reads first; an empty id means none.
func (s *Service) Watch(id string) error {
	p, err := s.session.open()
	if err != nil {
		return err
	}
	p.Mirror.Watch(id)
	return nil
}

// Refresh reads a service and its activity from the portal. It returns when that is done; on an error the earlier data
// stays.
func (s *Service) Refresh(id string) error {
	p, err := s.session.open()
	if err != nil {
		return err
	}
	ctx, cancel := waiting()
	defer cancel()
	return shown(p.Mirror.ReadService(ctx, id))
}

// SupportText returns what to send to support about an order: its Order ID, the service, the trail and the times.
func (s *Service) SupportText(serviceID, orderID string) (string, error) {
	p, service, events, _, err := s.read(serviceID)
	if err != nil {
		return "", err
	}
	for i := range events {
		e := &events[i]
		if e.Order.ID == orderID || hasPart(e, orderID) {
			text := telecom.SupportText(&service, e, clockOf(e, service.Platform, &p.Profile),
				p.Mirror.Updated(serviceID), time.Now(), p.skew())
			return text, nil
		}
	}
	return "", &telecom.Error{Code: telecom.NotFound, Text: "This order is no longer in the activity of the service. Nothing was copied. " +
		"Refresh and try again."}
}

func (s *Service) read(id string) (p *Deps, service telecom.Service, events []telecom.Event, readAt time.Time, err error) {
	if p, err = s.session.open(); err != nil {
		return
	}
	service, readAt, ok, err := p.Copy.Service(id)
	if err != nil {
		return p, service, nil, readAt, shown(err)
	}
	if !ok {
		return p, service, nil, readAt, &telecom.Error{Code: telecom.NotFound, Text: "This service is not on this desk. Go back to Services " +
			"and look for its number."}
	}
	orders, err := p.Copy.Orders(id)
	if err != nil {
		return p, service, nil, readAt, shown(err)
	}
	return p, service, telecom.Events(orders), readAt, nil
}

func hasPart(e *telecom.Event, orderID string) bool {
	for i := range e.Parts {
		if e.Parts[i].ID == orderID {
			return true
		}
	}
	return false
}
