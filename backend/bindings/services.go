package bindings

import (
	"slices"
	"strings"
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
	return answer(s.session, func(p *Deps) (page ServicesPage, err error) {
		l, err := p.Copy.Query(queryOf(q, p))
		if err != nil {
			return page, err
		}
		page = ServicesPage{
			Revision: int(l.Revision), // counts the changes of one run, even one of years
			Offset:   q.Offset, Matching: l.Matching, Total: l.Total, Open: l.Open, Stuck: l.Stuck, Unserved: l.Unserved,
			Rows:   rows(l.Rows, func(s *telecom.Summary) ServiceRow { return rowOf(s, p.Profile.Country) }),
			States: list(l.States), Platforms: list(l.Platforms), Plans: list(l.Plans),
		}
		page.LetterO = l.Matching == 0 && strings.ContainsAny(q.Text, "0123456789") && telecom.LettersO(q.Text)
		closed, err := p.closedHere()
		for _, row := range page.Rows {
			if err == nil && row.Top != nil {
				row.Top.ClosedHere, err = p.holdsHere(row.Top.OrderID, closed)
			}
		}
		return page, err
	})
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
	return answer(s.session, func(p *Deps) (n Neighbours, err error) {
		query := queryOf(q, p)
		query.Limit = 1
		l, err := p.Copy.Query(query)
		n.Position, n.Previous, n.Next, _ = p.Copy.Neighbours(query, id)
		n.Matching = l.Matching
		return n, err
	})
}

func queryOf(q ServicesQuery, p *Deps) telecom.Query {
	return telecom.Query{
		Text: q.Text, State: q.State, Platform: q.Platform, Plan: q.Plan, Open: q.Open, Stuck: q.Stuck,
		Sort: q.Sort, Descending: q.Descending, Offset: max(q.Offset, 0), Limit: limited(q.Limit), Now: p.now(),
	}
}

// limited returns how many rows to give.
func limited(limit int) int {
	if limit <= 0 {
		return mostRows
	}
	return min(limit, mostRows)
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
	return answer(s.session, func(p *Deps) (UsagePage, error) {
		if !p.Usage.Available() {
			return UsagePage{Rows: []UsageRow{}, Off: "This profile has no address for usage. Look in the portal, or have the address of its " +
				"usage (TMF635) written into the profile."}, nil
		}
		usage, readAt, err := p.Usage.Of(id)
		return UsagePage{ReadAt: instant(readAt), Rows: rows(usage, usageRowOf)}, err
	})
}

// RefreshUsage reads the usage of a service from the portal. It returns when that is done; on an error the earlier data
// stays.
func (s *Service) RefreshUsage(id string) error {
	return s.session.with(func(p *Deps) error {
		ctx, cancel := waiting()
		defer cancel()
		return p.Usage.Read(ctx, id)
	})
}

// Watch names the service in view, which every pass reads first; an empty id means none.
func (s *Service) Watch(id string) error {
	return s.session.with(func(p *Deps) error {
		p.Mirror.Watch(id)
		return nil
	})
}

// Refresh reads a service and its activity from the portal. It returns when that is done; on an error the earlier data
// stays.
func (s *Service) Refresh(id string) error {
	return s.session.with(func(p *Deps) error {
		ctx, cancel := waiting()
		defer cancel()
		return p.Mirror.ReadService(ctx, id)
	})
}

// SupportText returns what to send to support about an order: its Order ID, the service, the trail and the times. The service
// is empty for an order that has none.
func (s *Service) SupportText(serviceID, orderID string) (string, error) {
	if serviceID == "" {
		return s.supportTextOf(orderID)
	}
	p, service, events, _, err := s.read(serviceID)
	if err != nil {
		return "", err
	}
	for i := range events {
		e := &events[i]
		if e.Order.ID == orderID || slices.ContainsFunc(e.Parts, func(o telecom.Order) bool { return o.ID == orderID }) {
			text := telecom.SupportText(&service, e, clockOf(e, service.Platform, &p.Profile),
				p.Mirror.Updated(serviceID), time.Now(), p.skew())
			return text, nil
		}
	}
	return "", &telecom.Error{Code: telecom.NotFound, Text: "This order is no longer in the activity of the service. Nothing was copied. " +
		"Refresh and try again."}
}

// supportTextOf is SupportText for an order without a service.
func (s *Service) supportTextOf(orderID string) (string, error) {
	return answer(s.session, func(p *Deps) (string, error) {
		event, service, err := p.action(orderID)
		if err != nil {
			return "", err
		}
		if service == nil {
			service = &telecom.Service{}
		}
		clock := clockOf(&event, service.Platform, &p.Profile)
		return telecom.SupportText(service, &event, clock, p.Mirror.Freshness().ReadAt, time.Now(), p.skew()), nil
	})
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
