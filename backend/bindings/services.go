package bindings

import (
	"time"

	"commsdesk/backend/telecom"
)

// Services is the list of services.
type Services struct{ session *Session }

// NewServices makes the screen of a session.
func NewServices(session *Session) *Services { return &Services{session: session} }

// mostRows is how many rows cross the bridge at once.
const mostRows = 200

// Page answers with the rows in sight.
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
		Revision:  int(l.Revision), // a revision counts changes of one run of years
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

// holdsHere says whether a person's word that an order has ended still counts.
func (p *Deps) holdsHere(orderID string, closed map[string]telecom.ClosedHere) (bool, error) {
	word, said := closed[orderID]
	if !said {
		return false, nil
	}
	o, known, err := p.Copy.Order(orderID)
	return err == nil && known && word.Holds(&o), err
}

// Neighbours says where a service stands in the list that a query makes, and which come before and after it.
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
