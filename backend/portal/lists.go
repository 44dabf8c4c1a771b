package portal

import (
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"strconv"

	"commsdesk/backend/telecom"

	"github.com/go-json-experiment/json/jsontext"
)

// Services reads one page of all services, in the portal's order; a limit of zero means as many as the portal gives. A
// page is as long as the portal makes it; Last is true only for an empty one. A sweep also ends with a page that brings
// no new id.
func (p *Portal) Services(ctx context.Context, offset, limit int) (telecom.Page[telecom.Service], error) {
	page, err := pageOf(ctx, p, p.inventory, listing{offset: offset, limit: limit}, p.service)
	p.meter.weigh(rowOfService, len(page.Items), len(page.body))
	return page.Page, err
}

// Orders reads one page of all orders, as Services does.
func (p *Portal) Orders(ctx context.Context, offset, limit int) (telecom.Page[telecom.Order], error) {
	page, err := pageOf(ctx, p, p.ordering, listing{offset: offset, limit: limit}, p.order)
	p.sawOrders(page, false)
	return page.Page, err
}

// Service reads one service. The error is NotFound only if the portal says so.
func (p *Portal) Service(ctx context.Context, id string) (telecom.Service, error) {
	return record(ctx, p, p.inventory, id, p.service, func(s telecom.Service) string { return s.ID })
}

// Order reads one order. The error is NotFound only if the portal says so.
func (p *Portal) Order(ctx context.Context, id string) (telecom.Order, error) {
	return record(ctx, p, p.ordering, id, p.order, func(o telecom.Order) string { return o.ID })
}

func (p *Portal) service(raw jsontext.Value) (telecom.Service, bool) {
	return serviceOf(raw, p.country, &p.words)
}

func (p *Portal) order(raw jsontext.Value) (telecom.Order, bool) {
	o, ok := orderOf(raw, &p.words)
	if o.Zoneless {
		p.zoneless.Store(true)
	}
	if ok {
		p.ordering.sees(raw)
	}
	return o, ok
}

// reader converts a record; it reports false if the record cannot be understood.
type reader[T any] func(raw jsontext.Value) (T, bool)

// record reads one record by id. Some servers answer with a list of one, or with another id: the record with the right
// id counts, and if there is none, the only one without an id. Anything else is no answer to the question.
func record[T any](ctx context.Context, p *Portal, a *api, id string, of reader[T], idOf func(T) string) (T, error) {
	found, _, err := recordAndTag(ctx, p, a, id, of, idOf)
	return found, err
}

// recordAndTag reads one record by id, as record does, with the portal's tag for it.
func recordAndTag[T any](ctx context.Context, p *Portal, a *api, id string, of reader[T], idOf func(T) string) (found T, tag string,
	err error) {
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
		return &telecom.Error{Code: telecom.Broken, Cause: &fault{what: "no such record in the answer", status: http.StatusOK},
			Text: "The portal answered with something other than what was asked for. Nothing was changed; you see the last copy."}
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
	again  bool // it is asked for repeatedly: the portal may say that it is unchanged
	sure   bool // a page that is shorter than others does not count as the last
}

// sheet is a page with its question and answer.
type sheet[T any] struct {
	telecom.Page[T]
	url    string
	before int // rows before the offset, which were left out
	fresh  []T // those that no earlier page brought, if several are read
	answer
}

// outline returns all of a page but its items, for those of another type.
func outline[U, T any](s sheet[T]) telecom.Page[U] {
	return telecom.Page[U]{Next: s.Next, Last: s.Page.Last, Strict: s.Strict, Unreadable: s.Unreadable, Total: s.Total, Skew: s.Skew}
}

// pageOf reads one page of a list, in the way the server was seen to page. It is Last only if it is empty and nothing
// contradicts that: if the portal says that more follows, it is asked once more, since lists move, and then that is an
// error. So a list that was read to its end is complete. Only a list that is empty when sorted, or with selected
// fields, is no error: the Total tells that the portal cannot be asked so.
func pageOf[T any](ctx context.Context, p *Portal, a *api, l listing, of reader[T]) (sheet[T], error) {
	how, err := p.paging(ctx, a, l)
	if err != nil {
		return sheet[T]{}, err
	}
	page, err := pageAt(ctx, p, a, l, how, of)
	if err != nil || !page.Last || page.Total <= l.offset && page.next == "" && a.counted(l.query) {
		return page, err
	}
	if l.offset == 0 && len(l.query) > 0 && !filters(l.query) { // it took the paging parameter for a filter: no list ends there
		return page, nil
	}
	if said, _ := strconv.Atoi(page.total); said <= 0 { // only the first page says so, and it may have changed
		first := l
		first.offset, first.limit = 0, 1
		if _, err := pageAt(ctx, p, a, first, how, idOf); err != nil {
			return sheet[T]{}, err
		}
	}
	if page, err = pageAt(ctx, p, a, l, how, of); err != nil || !page.Last || page.Total <= l.offset && page.next == "" {
		return page, err
	}
	follows := false
	if query, err := url.ParseQuery(page.next); err == nil && page.next != "" {
		linked, err := pageFrom(ctx, p, a, l, idOf, func(url.Values, int) (url.Values, int) { return query, 0 })
		if err != nil {
			return sheet[T]{}, err
		}
		follows = !linked.Last
	}
	if page.Total > l.offset || follows {
		a.forgetPaging()
		return sheet[T]{}, endsEarly(a, l.offset, page.Total)
	}
	return page, nil
}

// pageAt reads one page of a list with that kind of paging.
func pageAt[T any](ctx context.Context, p *Portal, a *api, l listing, how paging, of reader[T]) (sheet[T], error) {
	switch {
	case how == (paging{}) && l.offset > 0:
		first := l
		first.offset = 0
		page, err := pageAt(ctx, p, a, first, how, idOf)
		rows := len(page.Items) + page.Unreadable
		if err == nil && (page.Total > rows || page.Total == 0 && a.mayBeCut(rows, a.pageSize(l.limit))) {
			err = goesNowhere(a, rows, page.Total)
		}
		return sheet[T]{Page: telecom.Page[T]{Next: l.offset, Last: true}}, err
	case how.links:
		page, err := linkedPage(ctx, p, a, l, of)
		page.Strict = true
		return page, err
	}
	size := 0
	page, err := pageFrom(ctx, p, a, l, of, func(query url.Values, want int) (url.Values, int) {
		if size = want; how.whole() && l.offset > 0 {
			size = a.pageLength(want, how)
		}
		query.Set("limit", strconv.Itoa(size))
		return query, how.place(query, l.offset, size)
	})
	page.Strict = how.whole()
	switch rows := page.before + len(page.Items) + page.Unreadable; {
	case err != nil || l.offset == 0 || !how.whole():
	case rows > size: // not as long as the pages that it counts
		a.forgetPaging()
		return sheet[T]{}, endsEarly(a, l.offset, page.Total)
	case page.Last && page.before > 0: // its page is not full, so none may follow
		l.offset += size - page.before
		after, err := pageAt(ctx, p, a, l, how, idOf)
		if err == nil && !after.Last {
			a.forgetPaging()
			err = endsEarly(a, l.offset, page.Total)
		}
		return page, err
	}
	return page, err
}

// pageFrom reads one page of a list. Where adds the place to a query, and returns how many of its rows are before the
// offset. "Not found" for a list is how some servers say that nothing matches. If a server refuses pages as large as
// these, smaller ones are asked for from then on.
func pageFrom[T any](
	ctx context.Context, p *Portal, a *api, l listing, of reader[T], where func(query url.Values, size int) (url.Values, int),
) (sheet[T], error) {
	for {
		size := a.pageSize(l.limit)
		query := url.Values{"limit": {strconv.Itoa(size)}}
		maps.Copy(query, l.query)
		query, before := where(query, size)
		q := question{path: a.list, query: query}
		page := sheet[T]{url: q.url(a)}
		var was answer
		if l.again && a.works(telecom.Unchanged) && !telecom.AgesOf(ctx).OnlyFresh() {
			q.tag, was = p.tags.of(page.url)
		}
		err := p.ask(ctx, a, q, func(an answer) error {
			if an.same {
				was.skew = an.skew
				an = was
				an.same = true
			}
			an, err := unwrapped(an, func(raw jsontext.Value) bool { _, ok := of(raw); return ok })
			if err != nil {
				return err
			}
			got, skipped, err := readBehind(ctx, an, before, of)
			page.Page, page.before, page.answer = got, skipped, an
			return err
		})
		f := faultOf(err)
		switch {
		case err == nil:
		case f != nil && nothingMatches(err, f, l.offset, query):
			page.Page = telecom.Page[T]{}
		case telecom.AsError(err).Code == telecom.NotFound && f != nil:
			return sheet[T]{}, wrongAddress(a, f)
		case f != nil && rejects(f.status) && len(l.query) == 0 && l.offset > 0 && a.endsAt(l.offset):
			page.Page = telecom.Page[T]{} // some refuse anything beyond the end
		case f != nil && (f.large || rejects(f.status)) && len(l.query) == 0 && a.smaller(size):
			continue
		default:
			return sheet[T]{}, err
		}
		rows := len(page.Items) + page.Unreadable
		page.Next, page.Page.Last = l.offset+rows, rows == 0
		if page.Total = a.count(l.query, l.offset, page.total); filters(l.query) && !a.works(telecom.CountsMatches) {
			page.Total = 0
		}
		a.saw(page.before + rows)
		if len(l.query) == 0 && rows > 0 {
			a.ends(page.Next, rows < size || page.Total == page.Next)
		}
		return page, nil
	}
}

// nothingMatches tells an empty answer from a wrong address: a portal that does not know the path answers in the same
// way. A whole list that is "not found" is a wrong address, also if the portal says so in the error format of TM Forum.
func nothingMatches(err error, f *fault, offset int, query url.Values) bool {
	if f.status == http.StatusRequestedRangeNotSatisfiable {
		return offset > 0
	}
	var e *telecom.Error
	if !errors.As(err, &e) || e.Code != telecom.NotFound {
		return false
	}
	return offset > 0 || len(query) > 1
}

// read converts an answer. A record that cannot be understood is counted; a truncated list is an error, and so is
// anything after its end: it may be more records.
func read[T any](ctx context.Context, an answer, of reader[T]) (telecom.Page[T], error) {
	page, _, err := readBehind(ctx, an, 0, of)
	return page, err
}

// readBehind is read without the rows before the wanted ones.
func readBehind[T any](ctx context.Context, an answer, before int, of reader[T]) (page telecom.Page[T], skipped int, err error) {
	page.Skew = an.skew
	d := jsontext.NewDecoder(bytes.NewBuffer(an.body), lenient)
	add := func() error {
		raw, err := d.ReadValue()
		if err != nil {
			return cut(ctx, err)
		}
		if skipped < before {
			skipped++
		} else if it, ok := of(raw); ok {
			page.Items = append(page.Items, it)
		} else {
			page.Unreadable++
		}
		return nil
	}
	switch d.PeekKind() {
	case 'n':
		if _, err := d.ReadToken(); err != nil { // a word that only begins like null
			return page, skipped, cut(ctx, err)
		}
	case '[':
		if _, err := d.ReadToken(); err != nil {
			return page, skipped, cut(ctx, err)
		}
		for d.PeekKind() != ']' {
			if len(page.Items)+page.Unreadable == rowsAtMost {
				return page, 0, tooManyRows()
			}
			if err := add(); err != nil {
				return page, skipped, err
			}
		}
		if _, err := d.ReadToken(); err != nil {
			return page, skipped, cut(ctx, err)
		}
	default:
		if err := add(); err != nil {
			return page, skipped, err
		}
	}
	if _, err := d.ReadToken(); err != io.EOF {
		return page, skipped, cut(ctx, errors.Join(errors.New("more than one value"), err))
	}
	return page, skipped, nil
}

// pagesBytes is how large the pages of one question may be together: their records are all held at once.
const pagesBytes = 64 << 20

// pagesOf reads a list from an offset on, page by page, up to a number of pages, and passes on the new rows of each.
// The last one says so: it is empty, or brings nothing new while the portal does not say that more follows. A list that
// must be complete ends with repeated rows only after a short page, or at its count: a server that ignores the offset
// when it filters would return its first page for ever.
func pagesOf[T any](
	ctx context.Context, p *Portal, a *api, l listing, most int, of reader[T], key func(T) string,
) iter.Seq2[sheet[T], error] {
	return func(yield func(sheet[T], error) bool) {
		seen := map[string]bool{}
		bytes, short := 0, false // short: the page before
		for blank, reached := 0, 0; most > 0; most-- {
			page, err := pageOf(ctx, p, a, l, of)
			if bytes += len(page.body); err == nil && bytes > pagesBytes {
				err = tooLarge()
			}
			if err != nil {
				yield(page, err)
				return
			}
			for _, it := range page.Items {
				if !seen[key(it)] {
					seen[key(it)] = true
					page.fresh = append(page.fresh, it)
				}
			}
			if blank++; len(page.fresh) > 0 {
				blank = 0
			}
			if blank <= 1 {
				reached = l.offset
			}
			repeats := l.sure && !short && page.Total == 0
			rows := page.before + len(page.Items) + page.Unreadable
			short = rows == 1 || a.short(rows, l.limit) // no server cuts a page to one row
			switch {
			case blank == 0 || page.Page.Last:
			case blank <= blankAtMost && (page.Unreadable > 0 || page.Total > reached || repeats):
			case page.Total > reached:
				yield(page, endsEarly(a, reached, page.Total))
				return
			case repeats:
				yield(page, givesAgain(a, reached))
				return
			default:
				page.Page.Last = true
			}
			l.offset = page.Next
			if !yield(page, nil) || page.Page.Last {
				return
			}
		}
	}
}

// blankAtMost is how many pages in a row may bring nothing new before the list counts as ended: rows added during the
// reading push known ones down, and nobody knows whether unreadable ones are new.
const blankAtMost = 3
