package bindings

import (
	"slices"
	"strings"

	"commsdesk/backend/telecom"
)

// requestList is a part of the list, with its rows.
type requestList struct {
	telecom.RequestListing
	rows []RequestRow
}

// list asks the copy. Above its rows stand those of decisions that a person must still be able to reach although their
// request is not in the copy.
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
	l.rows = slices.Clone(gone[from:min(from+query.Limit, len(gone))])
	session := query.Limit - len(l.rows)
	query.Offset, query.Limit = query.Offset-from, max(session, 1)
	if l.RequestListing, err = q.Copy.Requests(query); err != nil {
		return l, err
	}
	l.Matching += len(gone)
	for _, s := range l.Rows[:min(session, len(l.Rows))] {
		l.rows = append(l.rows, m.row(&s))
	}
	if l.rows == nil {
		l.rows = []RequestRow{}
	}
	return l, nil
}

// neighbours says where a request stands in that list, and what stands beside it.
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

// gone are rows for decisions that are open although their request is not in the copy, where those are asked for: by their
// mark, and by nothing else but words.
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
