package portal

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"commsdesk/backend/telecom"

	"github.com/go-json-experiment/json/jsontext"
)

// paging is how a server is asked for the rows after its first page. The zero paging is unknown.
type paging struct {
	by      string // the parameter for the beginning of a page
	base    int    // the number of the first row, or page
	pages   bool   // the parameter counts pages of equal length, not rows
	rounded bool   // it counts rows, and is rounded down to the beginning of a page
	size    string // a parameter besides limit for the length of a page
	fixed   bool   // the server decides the length of pages
	links   bool   // each page links to the next one
}

// byOffset is the paging of TMF630.
var byOffset = paging{by: "offset"}

// whole reports whether a page begins only where the previous one ended.
func (h paging) whole() bool { return h.pages || h.rounded || h.links }

// place adds to a query where a page of a size begins, and returns how many of its rows are before the offset.
func (h paging) place(query url.Values, offset, size int) (before int) {
	if h.size != "" {
		query.Set(h.size, strconv.Itoa(size))
	}
	if offset == 0 {
		return 0
	}
	at := offset
	if h.pages || h.rounded {
		at, before = offset/size, offset%size
	}
	if h.rounded {
		at *= size
	}
	query.Set(h.by, strconv.Itoa(at+h.base))
	return before
}

// paging returns how the lists of an API are paged, and finds it out by a question with a checkable answer if
// necessary. It returns the standard's way if there are too few rows to tell.
func (p *Portal) paging(ctx context.Context, a *api, l listing) (paging, error) {
	if how, known := a.paging(); known || l.offset < 2 {
		if !known {
			how = byOffset
		}
		return how, nil
	}
	return p.probePaging(ctx, a, l.query)
}

// probePaging asks for what follows a known row.
func (p *Portal) probePaging(ctx context.Context, a *api, query url.Values) (paging, error) {
	t := trial{p: p, api: a, query: query}
	first, err := t.page(ctx, 3, paging{}, "")
	if err != nil || len(first.Items) < 2 || first.Items[0] == first.Items[1] {
		return byOffset, err
	}
	a.takesLimit(len(first.Items) <= 3)
	random := false       // the first page has other rows each time, so that nothing can be said of what follows it
	for turn := range 3 { // lists move; so first the one page is asked for again, then the other
		second, err := t.page(ctx, 2, byOffset, "1")
		if err != nil {
			return paging{}, err
		}
		if begins(second, first.Items[1]) {
			a.learn(telecom.PagesByOffset, telecom.AnsweredRight)
			return byOffset, nil
		}
		if len(first.Items) == 2 && len(second.Items) == 0 {
			return byOffset, nil // pages of two rows begin there, too
		}
		if turn == 1 {
			before := first
			if first, err = t.page(ctx, 3, paging{}, ""); err != nil || len(first.Items) < 2 || first.Items[0] == first.Items[1] {
				return byOffset, err
			}
			random = follows(first, before)
		}
	}
	var how paging
	if !random {
		if how, err = t.otherwise(ctx, first); err != nil {
			return paging{}, err
		}
	}
	a.learn(telecom.PagesByOffset, telecom.AnsweredOther)
	a.learnPaging(how)
	if how.pages || how.rounded { // the length of pages must be known
		_, err = pageAt(ctx, p, a, listing{query: query}, how, idOf)
	}
	return how, err
}

// trial asks for pages in ways that a server may not know.
type trial struct {
	p     *Portal
	api   *api
	query url.Values
}

// page reads the ids of a page; a refusal counts as an empty page.
func (t *trial) page(ctx context.Context, limit int, how paging, at string) (sheet[string], error) {
	query := url.Values{}
	maps.Copy(query, t.query)
	query.Set("limit", strconv.Itoa(limit))
	if how.size != "" {
		query.Set(how.size, strconv.Itoa(limit))
	}
	if how.by != "" {
		query.Set(how.by, at)
	}
	return t.ask(ctx, query)
}

func (t *trial) ask(ctx context.Context, query url.Values) (page sheet[string], err error) {
	err = t.p.ask(ctx, t.api, question{path: t.api.list, query: query}, func(an answer) error {
		page.answer = an
		page.Page, err = read(ctx, an, placeholderOf)
		return err
	})
	f := faultOf(err)
	if f != nil && (rejects(f.status) || f.status == http.StatusNotFound || f.status == http.StatusRequestedRangeNotSatisfiable) {
		return sheet[string]{}, nil
	}
	return page, err
}

// placeholderOf returns the id of a row, or the row itself if it has none: it has its place among the others.
func placeholderOf(raw jsontext.Value) (string, bool) {
	if id, ok := idOf(raw); ok {
		return id, true
	}
	return string(raw), true
}

// begins reports whether a page begins with a row.
func begins(page sheet[string], id string) bool { return len(page.Items) > 0 && page.Items[0] == id }

// follows reports whether a page may follow another one: it has rows, and none of the other's.
func follows(page, before sheet[string]) bool {
	return len(page.Items) > 0 && !slices.ContainsFunc(page.Items, func(id string) bool { return slices.Contains(before.Items, id) })
}

// otherwise looks for another paging if the offset does not count rows.
func (t *trial) otherwise(ctx context.Context, first sheet[string]) (paging, error) {
	second, err := t.page(ctx, 2, byOffset, "1")
	if err != nil {
		return paging{}, err
	}
	if third := len(first.Items) > 2 && begins(second, first.Items[2]); third || len(first.Items) > 3 && follows(second, first) {
		return paging{by: "offset", pages: true, fixed: !third}, nil
	}
	if begins(second, first.Items[0]) {
		if second, err = t.page(ctx, 2, byOffset, "2"); err != nil {
			return paging{}, err
		}
		switch {
		case begins(second, first.Items[1]):
			return paging{by: "offset", base: 1}, nil
		case len(first.Items) > 2 && begins(second, first.Items[2]):
			return paging{by: "offset", rounded: true}, nil
		}
	}
	if query, err := url.ParseQuery(first.next); err == nil && first.next != "" {
		if second, err = t.ask(ctx, query); err != nil {
			return paging{}, err
		}
		if follows(second, first) {
			return paging{links: true}, nil
		}
	}
	return t.byNumber(ctx, first)
}

// byNumber looks for a parameter that counts pages, from 0 or 1 on, and for one for their length.
func (t *trial) byNumber(ctx context.Context, known sheet[string]) (paging, error) {
	var first sheet[string]
	how := paging{by: "page", pages: true}
	for _, how.size = range []string{"", "size", "pageSize"} {
		var err error
		if first, err = t.page(ctx, 2, paging{size: how.size}, ""); err != nil {
			return paging{}, err
		}
		if len(first.Items) == 1 || len(first.Items) == 2 {
			break
		}
	}
	if how.fixed = len(first.Items) > 2; how.fixed {
		how.size = ""
	}
	for how.base = range 2 {
		second, err := t.page(ctx, 2, how, strconv.Itoa(1+how.base))
		if err != nil {
			return paging{}, err
		}
		if follows(second, first) && (how.fixed || begins(second, known.Items[len(first.Items)])) {
			return how, nil
		}
	}
	return paging{}, nil
}

// paging returns how the lists of an API are paged, if that is known.
func (f *found) paging() (how paging, known bool) {
	by, known := f.finding(telecom.PagesByOffset)
	if by.Works || !known {
		return byOffset, known
	}
	other, known := f.finding(telecom.PagesOtherwise)
	f.mu.Lock()
	defer f.mu.Unlock()
	if !other.Works {
		return paging{}, known && time.Since(other.At) < probeSoon
	}
	return f.goesOn, f.goesOn != (paging{}) // it is not kept beyond a run of the program
}

// takesLimit records whether lists respect the limit.
func (f *found) takesLimit(does bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.noLimit = !does
}

// learnPaging records a paging other than by offset; the zero paging means none.
func (f *found) learnPaging(how paging) {
	f.mu.Lock()
	f.goesOn, f.trails = how, map[string][]step{}
	f.mu.Unlock()
	if how == (paging{}) {
		f.learn(telecom.PagesOtherwise, telecom.AnsweredOther)
	} else {
		f.learn(telecom.PagesOtherwise, telecom.AnsweredRight)
	}
}

// forgetPaging makes the paging be found out again: an answer contradicts it.
func (f *found) forgetPaging() {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.findings, telecom.PagesByOffset)
	delete(f.findings, telecom.PagesOtherwise)
}

// pageLength returns the length of the pages that a server counts, given the wanted rows.
func (f *found) pageLength(want int, how paging) int {
	full := f.longest()
	if full == 0 || how.fixed {
		return max(full, 1)
	}
	return min(want, full)
}

// count remembers the length of a list that the portal gives, since some give it on the first page only.
func (f *found) count(query url.Values, offset int, said string) (rows int) {
	key := query.Encode()
	n, err := strconv.Atoi(said)
	f.mu.Lock()
	defer f.mu.Unlock()
	if counts := err == nil && n > 0; counts || offset == 0 {
		if _, known := f.counts[key]; !known && len(f.counts) >= countsAtMost {
			clear(f.counts)
		}
		f.counts[key] = max(n, 0)
	}
	return f.counts[key]
}

// counted reports whether the first page of a list was read, or one with a count.
func (f *found) counted(query url.Values) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	_, known := f.counts[query.Encode()]
	return known
}

// countsAtMost is how many lists have their length remembered.
const countsAtMost = 64

// filters reports whether a question asks for some rows of a list.
func filters(query url.Values) bool {
	for name := range query {
		if name != "fields" && name != "sort" {
			return true
		}
	}
	return false
}

// rowsIn returns the length of a list by the headers of a page; empty if they do not say.
func rowsIn(h http.Header) string {
	if total := strings.TrimSpace(h.Get("X-Total-Count")); total != "" {
		return total
	}
	_, total, _ := strings.Cut(h.Get("Content-Range"), "/")
	return strings.TrimSpace(total)
}

// nextIn returns the query of the link to the next page; empty if there is none. Only the query is used: the address is
// the profile's.
func nextIn(h http.Header) string {
	for _, header := range h.Values("Link") {
		for link := range strings.SplitSeq(header, ",") {
			address, says, ok := strings.Cut(strings.TrimSpace(link), ">")
			if !ok || !strings.HasPrefix(address, "<") || !slices.ContainsFunc(strings.Split(says, ";"), isNext) {
				continue
			}
			if u, err := url.Parse(address[1:]); err == nil {
				return u.RawQuery
			}
		}
	}
	return ""
}

func isNext(says string) bool {
	name, value, _ := strings.Cut(strings.ToLower(strings.TrimSpace(says)), "=")
	return strings.TrimSpace(name) == "rel" && slices.Contains(strings.Fields(strings.Trim(value, `"' `)), "next")
}

// step is a linked page: its first row, and the query for it.
type step struct {
	offset int
	query  string
}

// linkedPage reads a page of a list with linked pages, from the nearest one with a known link.
func linkedPage[T any](ctx context.Context, p *Portal, a *api, l listing, of reader[T]) (sheet[T], error) {
	key := l.query.Encode() + " " + strconv.Itoa(l.limit)
	for range linksAtMost {
		from := a.nearest(key, l.offset)
		page, err := pageFrom(ctx, p, a, l, of, func(query url.Values, _ int) (url.Values, int) {
			if linked, err := url.ParseQuery(from.query); err == nil && from.offset > 0 {
				query = linked
			}
			return query, l.offset - from.offset
		})
		if err != nil {
			a.leave(key) // a link may have expired
			return page, err
		}
		rows := page.before + len(page.Items) + page.Unreadable
		if rows > 0 && page.next != "" {
			a.linked(key, step{from.offset + rows, page.next})
		}
		if !page.Last || page.next == "" || rows == 0 {
			return page, nil
		}
	}
	return sheet[T]{}, endsEarly(a, l.offset, 0)
}

// linksAtMost is how many pages are skipped to reach one.
const linksAtMost = 10_000

// nearest returns the last known page that does not begin after an offset.
func (f *found) nearest(key string, offset int) step {
	f.mu.Lock()
	defer f.mu.Unlock()
	if trail := f.trails[key]; offset > 0 {
		for _, s := range slices.Backward(trail) {
			if s.offset <= offset {
				return s
			}
		}
	}
	delete(f.trails, key)
	return step{}
}

// linked remembers the link to a page.
func (f *found) linked(key string, to step) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.trails) >= countsAtMost {
		clear(f.trails)
	}
	f.trails[key] = append(slices.DeleteFunc(f.trails[key], func(s step) bool { return s.offset >= to.offset }), to)
}

// leave forgets the links between the pages of a list.
func (f *found) leave(key string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.trails, key)
}

// lists names the content of each API's list.
var lists = map[telecom.API]string{
	telecom.ServiceInventory: "services", telecom.ServiceOrdering: "orders", telecom.UsageManagement: "usage records",
	telecom.ProductCatalog: "offerings", telecom.ProductOrdering: "product orders", telecom.ProductInventory: "products",
	telecom.Agreements: "contracts",
}

const notWhole = " The copy does not count as complete, nothing was removed, and no order is sent based on it." +
	" Ask the portal’s administrator "

// endsEarly is the error for a list that ended before the portal's count; zero rows: it gives no count.
func endsEarly(a *api, read, rows int) error {
	says, why := "that more follow", ""
	if rows > 0 {
		says, why = fmt.Sprintf("that there are %d", rows), " The portal may count records that this sign-in may not see."
	}
	return notAll("a list ends early", fmt.Sprintf("The portal returned %d %s but says %s.%s%swhy the list ends early.",
		read, lists[a.api], says, why, notWhole))
}

// givesAgain is the error for a list that repeats its rows without a sign that they are all.
func givesAgain(a *api, read int) error {
	return notAll("a list begins again", fmt.Sprintf("The portal returned %d %s, and the same again when asked for more.%s"+
		"why the list does not continue.", read, lists[a.api], notWhole))
}

// goesNowhere is the error for a list of which only the first page can be read; zero rows: the portal gives no count.
func goesNowhere(a *api, read, rows int) error {
	what := fmt.Sprintf("The portal returned %d %s. There may be more, but Commsdesk found no way to read them.", read, lists[a.api])
	if rows > 0 {
		what = fmt.Sprintf("The portal returns only the first %d of %d %s: Commsdesk found no way to read the rest.", read, rows, lists[a.api])
	}
	return notAll("no way of paging is understood", what+notWhole+
		"to support offset and limit, or to give the length of lists in X-Total-Count.")
}

func notAll(what, text string) error {
	// Not a status: no question was refused.
	return &telecom.Error{Code: telecom.Unconfirmed, Cause: &fault{what: what}, Text: text}
}

// usualPages are the usual page lengths of servers.
var usualPages = []int{10, 20, 25, 50, 100, 200, 250, 500, 1000}

// mayBeCut reports whether a list that returned that many rows may have more. A page shorter than another one was not
// cut. If the server ignores limits, only the usual page lengths are suspect.
func (f *found) mayBeCut(rows, asked int) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.noLimit {
		return rows >= f.full && slices.Contains(usualPages, rows)
	}
	return rows >= asked || rows >= usualPages[0] && rows >= f.full
}
