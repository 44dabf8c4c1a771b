package bindings

import (
	"time"

	"commsdesk/backend/telecom"
)

// Service is the page of one service, with its tabs.
type Service struct{ session *Session }

// NewService makes the screen of a session.
func NewService(session *Session) *Service { return &Service{session: session} }

// Show tells everything the copy knows of a service.
func (s *Service) Show(id string) (ServicePage, error) {
	p, service, events, readAt, err := s.read(id)
	if err != nil {
		return ServicePage{}, err
	}
	page := pageOf(p, service, events, readAt, p.Mirror.Updated(id), p.now())
	return page, shown(p.addHere(&page, events))
}

// Usage tells what a service has used, as it was read last.
func (s *Service) Usage(id string) (UsagePage, error) {
	p, err := s.session.open()
	if err != nil {
		return UsagePage{}, err
	}
	page := UsagePage{Rows: []UsageRow{}}
	if !p.Shelf.HasUsage() {
		page.Off = "This profile has no address for usage. Look in the portal, or have the address of its usage (TMF635) written into the profile."
		return page, nil
	}
	usage, readAt, err := p.Shelf.Usage(id)
	if err != nil {
		return page, shown(err)
	}
	page.ReadAt = instant(readAt)
	for i := range usage {
		page.Rows = append(page.Rows, usageRowOf(&usage[i]))
	}
	return page, nil
}

// RefreshUsage reads what a service has used from the portal now. It returns when that is read, or with the reason why
// it is not; what was read before stays.
func (s *Service) RefreshUsage(id string) error {
	p, err := s.session.open()
	if err != nil {
		return err
	}
	ctx, cancel := waiting()
	defer cancel()
	return shown(p.Shelf.ReadUsage(ctx, id))
}

// Watch names the service in view, so that it is read first in every pass; an empty id means none.
func (s *Service) Watch(id string) error {
	p, err := s.session.open()
	if err != nil {
		return err
	}
	p.Mirror.Watch(id)
	return nil
}

// Refresh reads a service and its activity from the portal now. It returns when they are read, or with the reason why
// they are not; what was read before stays.
func (s *Service) Refresh(id string) error {
	p, err := s.session.open()
	if err != nil {
		return err
	}
	ctx, cancel := waiting()
	defer cancel()
	return shown(p.Mirror.ReadService(ctx, id))
}

// SupportText is what to send to support about an order: its Order ID, the service, the trail and the times.
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
	return "", &telecom.Error{Code: telecom.NotFound, Text: "This order is no longer in the activity of the service. Nothing was copied. Refresh and look again."}
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
		return p, service, nil, readAt, &telecom.Error{Code: telecom.NotFound, Text: "This service is not on this desk. Go back to Services and look for its number."}
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
