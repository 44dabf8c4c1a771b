package portal

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"commsdesk/backend"

	"github.com/go-json-experiment/json/jsontext"
)

// Services reads one page of all services, in whatever order the portal keeps them. A page is as long as the portal
// makes it; Last is true only for an empty one. Whoever sweeps stops as well when a page brings no id that is new.
func (p *Portal) Services(ctx context.Context, offset int) (backend.Page[backend.Service], error) {
	return pageOf(ctx, p, p.inventory, "/service", nil, offset, p.service)
}

// Orders reads one page of all orders, as Services does; a limit of zero is as many as the portal gives.
func (p *Portal) Orders(ctx context.Context, offset, limit int) (backend.Page[backend.Order], error) {
	query := url.Values{}
	if limit > 0 {
		query.Set("limit", strconv.Itoa(limit))
	}
	return pageOf(ctx, p, p.ordering, "/serviceOrder", query, offset, p.order)
}

// Service reads one service. It is NotFound only if the portal says so.
func (p *Portal) Service(ctx context.Context, id string) (backend.Service, error) {
	return record(ctx, p, p.inventory, "/service/", id, p.service, func(s backend.Service) string { return s.ID })
}

// Order reads one order. It is NotFound only if the portal says so.
func (p *Portal) Order(ctx context.Context, id string) (backend.Order, error) {
	return record(ctx, p, p.ordering, "/serviceOrder/", id, p.order, func(o backend.Order) string { return o.ID })
}

func (p *Portal) service(raw jsontext.Value) (backend.Service, bool) {
	return serviceOf(raw, p.country, &p.words)
}

func (p *Portal) order(raw jsontext.Value) (backend.Order, bool) { return orderOf(raw, &p.words) }

// record reads one record by id. Servers that answer a list of one, or with another id than was asked for, exist: the
// record whose id is right counts, and if none is, the only one there is no answer to the question.
func record[T any](ctx context.Context, p *Portal, a *api, path, id string, of func(jsontext.Value) (T, bool), idOf func(T) string) (T, error) {
	var found T
	err := p.ask(ctx, a, path+url.PathEscape(id), nil, func(an answer) error {
		page, err := read(ctx, an, of)
		if err != nil {
			return err
		}
		for _, it := range page.Items {
			if idOf(it) == id {
				found = it
				return nil
			}
		}
		return &backend.Error{Code: backend.Broken, Cause: &fault{what: "no such record in the answer", status: http.StatusOK},
			Text: "The portal answered with something else than what was asked for. Nothing was changed; you see the last copy."}
	})
	return found, err
}

// pageOf reads one page of a list. "Not found" on a list is how some servers say that nothing matches. Where a server
// does not take pages as large as these, smaller ones are asked for from then on.
func pageOf[T any](ctx context.Context, p *Portal, a *api, path string, query url.Values, offset int, of func(jsontext.Value) (T, bool)) (backend.Page[T], error) {
	var page backend.Page[T]
	if query == nil {
		query = url.Values{}
	}
	fixed := query.Has("limit")
	for {
		size := a.found.pageSize()
		if !fixed {
			query.Set("limit", strconv.Itoa(size))
		}
		if offset > 0 {
			query.Set("offset", strconv.Itoa(offset))
		}
		err := p.ask(ctx, a, path, query, func(an answer) error {
			var err error
			page, err = read(ctx, an, of)
			return err
		})
		f := faultOf(err)
		switch {
		case err == nil:
		case f != nil && nothingMatches(err, f, offset, query):
			page = backend.Page[T]{}
		case f != nil && !fixed && (f.large || f.status == http.StatusBadRequest) && a.found.smaller(size):
			continue
		default:
			return backend.Page[T]{}, err
		}
		rows := len(page.Items) + page.Unreadable
		page.Next, page.Last = offset+rows, rows == 0
		if !fixed {
			a.found.saw(rows)
		}
		return page, nil
	}
}

// nothingMatches tells an empty list from an address that is wrong: the whole list of a portal that knows no such
// path looks alike, unless the portal said it in the words of TM Forum.
func nothingMatches(err error, f *fault, offset int, query url.Values) bool {
	if f.status == http.StatusRequestedRangeNotSatisfiable {
		return offset > 0
	}
	var e *backend.Error
	if !errors.As(err, &e) || e.Code != backend.NotFound {
		return false
	}
	return offset > 0 || len(query) > 1 || e.Said != ""
}

// read makes records of an answer. A record without sense is counted; a list that breaks off is an error.
func read[T any](ctx context.Context, an answer, of func(jsontext.Value) (T, bool)) (backend.Page[T], error) {
	page := backend.Page[T]{Skew: an.skew}
	if n, err := strconv.Atoi(an.total); err == nil && n > 0 {
		page.Total = n
	}
	d := jsontext.NewDecoder(bytes.NewBuffer(an.body), lenient)
	add := func() error {
		raw, err := d.ReadValue()
		if err != nil {
			return cut(ctx, err)
		}
		if it, ok := of(raw); ok {
			page.Items = append(page.Items, it)
		} else {
			page.Unreadable++
		}
		return nil
	}
	switch d.PeekKind() {
	case 'n':
		return page, nil
	case '[':
	default:
		return page, add()
	}
	if _, err := d.ReadToken(); err != nil {
		return page, cut(ctx, err)
	}
	for d.PeekKind() != ']' {
		if err := add(); err != nil {
			return page, err
		}
	}
	return page, nil
}
