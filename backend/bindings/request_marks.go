package bindings

import (
	"maps"
	"slices"
	"strings"
	"time"

	"commsdesk/backend/telecom"
)

// marks is what this desk knows of requests beyond the portal: open decisions by request, and what is unread.
type marks struct {
	open   map[string]telecom.Decision
	unread map[string]bool
}

// unreadByHand marks a request that a person set to unread: it takes the place of the version that was read, and equals
// none.
const unreadByHand = "unread"

// marks collects them. Unread is what changed since it was read here, and what awaits review and was never read here.
// The result of a decision from here counts as read; what comes after it is news.
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
	read := slices.Collect(maps.Keys(reads))
	for _, query := range []telecom.RequestQuery{{Of: read, Limit: len(read)},
		{Statuses: []telecom.RequestStatus{telecom.RequestReceived}, Limit: everyRow}} {
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

// of returns the requests with a mark that this desk keeps itself.
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

// markOf returns the mark of an open decision: it waits to be sent, or a person has to look at it.
func markOf(s telecom.DecisionState) RequestMark {
	if s == telecom.DecisionWaiting || s == telecom.DecisionSending {
		return MarkWaiting
	}
	return MarkConflict
}

// query converts a query for the copy. Days are in this desk's time zone, like every date that the window shows.
func (q *RequestDeps) query(r RequestsQuery, m *marks) (telecom.RequestQuery, error) {
	query := telecom.RequestQuery{
		Text: r.Text, Card: r.Card, Statuses: r.Statuses, Customer: r.Customer, Offering: r.Offering, Package: r.Package, Initiator: r.Initiator,
		Sort: r.Sort, Ascending: r.Ascending, Offset: max(r.Offset, 0), Limit: limited(r.Limit),
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
			return query, &telecom.Error{Code: telecom.Invalid, Text: "The first day is after the last day. Nothing was changed. Enter the " +
				"earlier day first."}
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
		return at, &telecom.Error{Code: telecom.Invalid, Text: "This is not a date. Nothing was changed. Enter a date such as 2026-11-22."}
	}
	return at, nil
}

// queryRow is the reverse of query.
func queryRow(v telecom.SavedView) RequestsQuery {
	q := v.Query
	row := RequestsQuery{
		Text: q.Text, Card: q.Card, Statuses: list(q.Statuses), Customer: q.Customer, Offering: q.Offering, Package: q.Package,
		Initiator: q.Initiator, Mark: RequestMark(v.Mark), Sort: q.Sort, Ascending: q.Ascending,
	}
	if !q.From.IsZero() {
		row.From = q.From.Local().Format(time.DateOnly)
	}
	if !q.To.IsZero() {
		row.To = q.To.Local().AddDate(0, 0, -1).Format(time.DateOnly)
	}
	return row
}

// row returns a row of the list.
func (m *marks) row(s *telecom.RequestSummary) RequestRow {
	row := RequestRow{
		ID: s.ID, InitiatedBy: s.InitiatedBy, Customer: s.Customer, Offering: s.Offering, Package: s.Package, OrderedAt: instant(s.OrderedAt),
		Status: s.Status, StateWord: s.State, Means: telecom.StatusOf(s.State), Asks: s.Asks(), Unread: m.unread[s.ID],
	}
	if d, open := m.open[s.ID]; open {
		row.Decision = &DecisionChip{Action: d.Action, State: d.State}
	}
	return row
}

// versionOf returns the version that a read mark remembers.
func (q *RequestDeps) versionOf(id string) (string, error) {
	l, err := q.Copy.Requests(telecom.RequestQuery{Of: []string{id}, Limit: 1})
	if err != nil || len(l.Rows) == 0 {
		return "", err
	}
	return l.Rows[0].Version, nil
}

// requestList is a part of the list, with its rows.
type requestList struct {
	telecom.RequestListing
	rows []RequestRow
}

// list asks the copy. Its first rows are decisions that must stay reachable although their request is not in the copy.
func (q *RequestDeps) list(r RequestsQuery, m *marks) (l requestList, err error) {
	query, err := q.query(r, m)
	if err != nil {
		return l, err
	}
	gone, err := q.gone(r, m)
	if err != nil {
		return l, err
	}
	from := min(query.Offset, len(gone))
	l.rows = list(gone[from:min(from+query.Limit, len(gone))])
	here := query.Limit - len(l.rows)
	query.Offset, query.Limit = query.Offset-from, max(here, 1)
	if l.RequestListing, err = q.Copy.Requests(query); err != nil {
		return l, err
	}
	l.Matching += len(gone)
	for _, s := range l.Rows[:min(here, len(l.Rows))] {
		l.rows = append(l.rows, m.row(&s))
	}
	return l, nil
}

// neighbours returns the position of a request in that list, and the requests next to it.
func (q *RequestDeps) neighbours(r RequestsQuery, m *marks, id string) (n Neighbours, err error) {
	query, err := q.query(r, m)
	if err != nil {
		return n, err
	}
	gone, err := q.gone(r, m)
	if err != nil {
		return n, err
	}
	query.Offset, query.Limit = 0, 1
	l, err := q.Copy.Requests(query)
	if err != nil {
		return n, err
	}
	n.Matching = l.Matching + len(gone)
	if i := slices.IndexFunc(gone, func(row RequestRow) bool { return row.ID == id }); i >= 0 {
		n.Position = i + 1
		if i > 0 {
			n.Previous = gone[i-1].ID
		}
		if i+1 < len(gone) {
			n.Next = gone[i+1].ID
		} else if len(l.Rows) > 0 {
			n.Next = l.Rows[0].ID
		}
		return n, nil
	}
	n.Position, n.Previous, n.Next, _ = q.Copy.RequestNeighbours(query, id)
	if n.Position > 0 && len(gone) > 0 {
		if n.Position == 1 {
			n.Previous = gone[len(gone)-1].ID
		}
		n.Position += len(gone)
	}
	return n, nil
}

// gone returns rows for open decisions whose request is not in the copy, if the query asks for them: by their mark,
// with no filter but the search text.
func (q *RequestDeps) gone(r RequestsQuery, m *marks) ([]RequestRow, error) {
	only := r.Card == "" || r.Card == telecom.CardTotal
	only = only && len(r.Statuses) == 0 && r.Customer+r.Offering+r.Package+r.Initiator+r.From+r.To == ""
	if !only || r.Mark != MarkWaiting && r.Mark != MarkConflict {
		return nil, nil
	}
	ids := m.of(r.Mark)
	if len(ids) == 0 {
		return nil, nil
	}
	known, err := q.Copy.Requests(telecom.RequestQuery{Of: ids, Limit: len(ids)})
	if err != nil {
		return nil, err
	}
	for _, s := range known.Rows {
		ids = slices.DeleteFunc(ids, func(id string) bool { return id == s.ID })
	}
	var rows []RequestRow
	for _, id := range ids {
		on := m.open[id].On
		text := strings.ToLower(strings.Join([]string{id, on.Offering, on.Package}, "\n"))
		if slices.ContainsFunc(strings.Fields(strings.ToLower(r.Text)), func(word string) bool { return !strings.Contains(text, word) }) {
			continue
		}
		row := m.row(&telecom.RequestSummary{ID: id, Offering: on.Offering, Package: on.Package, Status: on.Status, State: on.State})
		row.Gone = true
		rows = append(rows, row)
	}
	return rows, nil
}
