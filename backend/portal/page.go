package portal

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strconv"

	"commsdesk/backend"

	"github.com/go-json-experiment/json/jsontext"
)

// Services reads one page of all services, in whatever order the portal keeps them; a limit of zero is as many as the
// portal gives. A page is as long as the portal makes it; Last is true only for an empty one. Whoever sweeps stops as
// well when a page brings no id that is new.
func (p *Portal) Services(ctx context.Context, offset, limit int) (backend.Page[backend.Service], error) {
	page, err := pageOf(ctx, p, p.inventory, listing{offset: offset, limit: limit}, p.service)
	p.meter.weigh(rowOfService, len(page.Items), len(page.body))
	return page.Page, err
}

// Orders reads one page of all orders, as Services does.
func (p *Portal) Orders(ctx context.Context, offset, limit int) (backend.Page[backend.Order], error) {
	page, err := pageOf(ctx, p, p.ordering, listing{offset: offset, limit: limit}, p.order)
	p.sawOrders(page, false)
	return page.Page, err
}

// Service reads one service. It is NotFound only if the portal says so.
func (p *Portal) Service(ctx context.Context, id string) (backend.Service, error) {
	return record(ctx, p, p.inventory, id, p.service, func(s backend.Service) string { return s.ID })
}

// Order reads one order. It is NotFound only if the portal says so.
func (p *Portal) Order(ctx context.Context, id string) (backend.Order, error) {
	return record(ctx, p, p.ordering, id, p.order, func(o backend.Order) string { return o.ID })
}

func (p *Portal) service(raw jsontext.Value) (backend.Service, bool) {
	return serviceOf(raw, p.country, &p.words)
}

func (p *Portal) order(raw jsontext.Value) (backend.Order, bool) {
	o, ok := orderOf(raw, &p.words)
	if len(o.Items) > 0 {
		p.olderWire.Store(!bytes.Contains(raw, []byte(`"serviceOrderItem"`)))
	}
	return o, ok
}

// record reads one record by id. Servers that answer a list of one, or with another id than was asked for, exist: the
// record whose id is right counts, and if none is, the only one there is no answer to the question.
func record[T any](ctx context.Context, p *Portal, a *api, id string, of func(jsontext.Value) (T, bool), idOf func(T) string) (T, error) {
	found, _, err := recordAndTag(ctx, p, a, id, of, idOf)
	return found, err
}

// recordAndTag reads one record by id, as record does, with the tag that the portal gave it.
func recordAndTag[T any](ctx context.Context, p *Portal, a *api, id string, of func(jsontext.Value) (T, bool), idOf func(T) string) (found T, tag string, err error) {
	err = p.ask(ctx, a, question{path: a.list + "/" + url.PathEscape(id), plain: a == p.requests}, func(an answer) error {
		page, err := read(ctx, an, of)
		if err != nil {
			return err
		}
		for _, it := range page.Items {
			if idOf(it) == id {
				found, tag = it, an.tag
				return nil
			}
		}
		return &backend.Error{Code: backend.Broken, Cause: &fault{what: "no such record in the answer", status: http.StatusOK},
			Text: "The portal answered with something else than what was asked for. Nothing was changed; you see the last copy."}
	})
	if err == nil {
		a.answered(id)
		return found, tag, nil
	}
	return found, "", p.missing(ctx, a, id, err)
}

// listing asks for a part of a list.
type listing struct {
	query  url.Values // nil: all of it
	offset int
	limit  int  // records; zero: as many as the portal gives
	again  bool // it is asked for again and again: the portal may say that it is as it was
}

// sheet is a page with what was asked and answered.
type sheet[T any] struct {
	backend.Page[T]
	url string
	answer
}

// pageOf reads one page of a list. "Not found" on a list is how some servers say that nothing matches. Where a server
// does not take pages as large as these, smaller ones are asked for from then on.
func pageOf[T any](ctx context.Context, p *Portal, a *api, l listing, of func(jsontext.Value) (T, bool)) (sheet[T], error) {
	query := url.Values{}
	maps.Copy(query, l.query)
	for {
		size := a.pageSize(l.limit)
		query.Set("limit", strconv.Itoa(size))
		if l.offset > 0 {
			query.Set("offset", strconv.Itoa(l.offset))
		}
		q := question{path: a.list, query: query}
		page := sheet[T]{url: q.url(a)}
		var was answer
		if l.again && a.works(backend.Unchanged) && !backend.AgesOf(ctx).OnlyFresh() {
			q.tag, was = p.tags.of(page.url)
		}
		err := p.ask(ctx, a, q, func(an answer) error {
			if an.same {
				was.skew = an.skew
				an = was
				an.same = true
			}
			got, err := read(ctx, an, of)
			page.Page, page.answer = got, an
			return err
		})
		f := faultOf(err)
		switch {
		case err == nil:
		case f != nil && nothingMatches(err, f, l.offset, query):
			page.Page = backend.Page[T]{}
		case f != nil && rejects(f.status) && len(l.query) == 0 && l.offset > 0 && a.endsAt(l.offset):
			page.Page = backend.Page[T]{} // some refuse what lies behind the end
		case f != nil && (f.large || f.status == http.StatusBadRequest) && len(l.query) == 0 && a.smaller(size):
			continue
		default:
			return sheet[T]{}, err
		}
		rows := len(page.Items) + page.Unreadable
		page.Next, page.Page.Last = l.offset+rows, rows == 0
		a.saw(rows)
		if len(l.query) == 0 && rows > 0 {
			a.ends(page.Next, rows < size || page.Total == page.Next)
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

// read makes records of an answer. A record without sense is counted; a list that breaks off is an error, and so is
// what goes on behind its end: records may stand there.
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
		if _, err := d.ReadToken(); err != nil { // a word that only begins like null
			return page, cut(ctx, err)
		}
	case '[':
		if _, err := d.ReadToken(); err != nil {
			return page, cut(ctx, err)
		}
		for d.PeekKind() != ']' {
			if err := add(); err != nil {
				return page, err
			}
		}
		if _, err := d.ReadToken(); err != nil {
			return page, cut(ctx, err)
		}
	default:
		if err := add(); err != nil {
			return page, err
		}
	}
	if _, err := d.ReadToken(); err != io.EOF {
		return page, cut(ctx, errors.Join(errors.New("more than one value"), err))
	}
	return page, nil
}
