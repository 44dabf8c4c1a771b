package bindings

import (
	"slices"
	"time"

	"commsdesk/backend/telecom"
)

// marks is what this desk knows of requests beside the portal: open decisions by request, and what is unread.
type marks struct {
	open   map[string]telecom.Decision
	unread map[string]bool
}

// unreadByHand is what a person has marked as unread: it stands in place of the version that was read, and is none.
const unreadByHand = "unread"

// marks collects them. Unread is what changed since it was read here, and what waits for review and was never read here.
// What a decision from here has led to counts as read when it was carried out: what comes after is news.
func (q *RequestDeps) marks() (*marks, error) {
	m := &marks{open: map[string]telecom.Decision{}, unread: map[string]bool{}}
	decisions, err := q.Promises.Decisions()
	if err != nil {
		return nil, err
	}
	for _, d := range decisions {
		if d.Open() {
			m.open[d.RequestID] = d
		}
	}
	reads, err := q.Promises.Reads()
	if err != nil {
		return nil, err
	}
	read := make([]string, 0, len(reads))
	for id := range reads {
		read = append(read, id)
	}
	for _, query := range []telecom.RequestQuery{{Of: read, Limit: len(read)}, {Statuses: []telecom.RequestStatus{telecom.RequestReceived}, Limit: everyRow}} {
		if query.Limit == 0 {
			continue
		}
		l, err := q.Copy.Requests(query)
		if err != nil {
			return nil, err
		}
		for _, s := range l.Rows {
			m.unread[s.ID] = reads[s.ID] != s.Version
		}
	}
	return m, nil
}

// everyRow is more rows than there are.
const everyRow = 1 << 30

// of lists the requests that carry a mark which this desk keeps itself.
func (m *marks) of(mark RequestMark) []string {
	ids := []string{}
	switch mark {
	case MarkUnread:
		for id, unread := range m.unread {
			if unread {
				ids = append(ids, id)
			}
		}
	case MarkWaiting, MarkConflict:
		for id, d := range m.open {
			if markOf(d.State) == mark {
				ids = append(ids, id)
			}
		}
	}
	slices.Sort(ids)
	return ids
}

// markOf is the mark of a decision that is open: it waits to go, or a person has to look at it.
func markOf(s telecom.DecisionState) RequestMark {
	if s == telecom.DecisionWaiting || s == telecom.DecisionSending {
		return MarkWaiting
	}
	return MarkConflict
}

// query makes the question for the copy. Days are those of this desk's time zone, as every date that the window shows.
func (q *RequestDeps) query(r RequestsQuery, m *marks) (telecom.RequestQuery, error) {
	limit := r.Limit
	if limit <= 0 || limit > mostRows {
		limit = mostRows
	}
	query := telecom.RequestQuery{
		Text: r.Text, Card: r.Card, Statuses: r.Statuses, Customer: r.Customer, Offering: r.Offering, Package: r.Package, Initiator: r.Initiator,
		Sort: r.Sort, Ascending: r.Ascending, Offset: max(r.Offset, 0), Limit: limit,
	}
	var err error
	if query.From, err = day(r.From); err != nil {
		return query, err
	}
	if query.To, err = day(r.To); err != nil {
		return query, err
	}
	if !query.To.IsZero() {
		if query.To.Before(query.From) {
			return query, &telecom.Error{Code: telecom.Invalid, Text: "The first day is after the last one. Nothing was changed. Write the earlier day first."}
		}
		query.To = query.To.AddDate(0, 0, 1)
	}
	switch {
	case r.Mark == MarkAsks:
		query.Asks = true
	case r.Mark != "" && m != nil:
		query.Of = m.of(r.Mark)
	}
	return query, nil
}

func day(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	at, err := time.ParseInLocation(time.DateOnly, text, time.Local)
	if err != nil {
		return at, &telecom.Error{Code: telecom.Invalid, Text: "This is no day: write it such as 2026-11-22. Nothing was changed."}
	}
	return at, nil
}

// queryRow is the reverse of query.
func queryRow(v telecom.SavedView) RequestsQuery {
	q := v.Query
	row := RequestsQuery{
		Text: q.Text, Card: q.Card, Statuses: q.Statuses, Customer: q.Customer, Offering: q.Offering, Package: q.Package, Initiator: q.Initiator,
		Mark: RequestMark(v.Mark), Sort: q.Sort, Ascending: q.Ascending,
	}
	if row.Statuses == nil {
		row.Statuses = []telecom.RequestStatus{}
	}
	if !q.From.IsZero() {
		row.From = q.From.Local().Format(time.DateOnly)
	}
	if !q.To.IsZero() {
		row.To = q.To.Local().AddDate(0, 0, -1).Format(time.DateOnly)
	}
	return row
}

// row is one request in the list.
func (m *marks) row(s *telecom.RequestSummary) RequestRow {
	row := RequestRow{
		ID: s.ID, InitiatedBy: s.InitiatedBy, Customer: s.Customer, Offering: s.Offering, Package: s.Package, OrderedAt: instant(s.OrderedAt),
		Status: s.Status, StateWord: s.State, Asks: s.CancelAsked, Unread: m.unread[s.ID],
	}
	if d, open := m.open[s.ID]; open {
		row.Decision = &DecisionChip{Action: d.Action, State: d.State}
	}
	return row
}

// versionOf is what a read mark remembers of a request.
func (q *RequestDeps) versionOf(id string) (string, error) {
	l, err := q.Copy.Requests(telecom.RequestQuery{Of: []string{id}, Limit: 1})
	if err != nil || len(l.Rows) == 0 {
		return "", err
	}
	return l.Rows[0].Version, nil
}
