package portalsim

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// Paging names a way in which a server goes on through its lists.
type Paging string

// The pagings there are.
const (
	// ByRows begins a page behind as many rows as offset says, as the guidelines
	// have it.
	ByRows Paging = "rows"
	// FromOne calls the first row 1.
	FromOne Paging = "fromone"
	// PageNumber takes offset for the number of a page.
	PageNumber Paging = "pagenumber"
	// Rounded begins a page where one of those before it would end.
	Rounded Paging = "rounded"
	// PagesFromZero and PagesFromOne hear page and size only.
	PagesFromZero Paging = "pagesfromzero"
	PagesFromOne  Paging = "pagesfromone"
	// Linked goes on by the links of its pages only.
	Linked Paging = "linked"
	// SamePage answers every question with the first page.
	SamePage Paging = "samepage"
	// EndsEarly has no row behind its second page, whatever it counts.
	EndsEarly Paging = "endsearly"
)

// habit is what a server makes of the parameters of a list.
type habit struct {
	name  Paging
	about string
	// place and size are the parameters for where a page begins and how long it
	// is; an empty place is none.
	place, size string
	// first is what the first row or page is called.
	first int
	// pages: place counts pages. rounded: it is rounded down to one.
	pages, rounded bool
	// links: a page that is not the last has a link to the next.
	links bool
	// most is how many pages are shown; 0: all.
	most int
}

// pagings are the habits to choose from, in the order they are offered.
var pagings = []habit{
	{name: ByRows, about: "offset is a number of rows", place: "offset", size: "limit"},
	{name: FromOne, about: "the first row has offset 1", place: "offset", size: "limit", first: 1},
	{name: PageNumber, about: "offset is the number of a page", place: "offset", size: "limit", pages: true},
	{name: Rounded, about: "offset is rounded down to where a page begins", place: "offset", size: "limit", rounded: true},
	{name: PagesFromZero, about: "page and size, the first page is 0", place: "page", size: "size", pages: true},
	{name: PagesFromOne, about: "page and size, the first page is 1", place: "page", size: "size", pages: true, first: 1},
	{name: Linked, about: "only the link to the next page goes on", place: "cursor", size: "limit", links: true},
	{name: SamePage, about: "every page is the first", size: "limit"},
	{name: EndsEarly, about: "two pages are shown, whatever is counted", place: "offset", size: "limit", most: 2},
}

// Pagings lists every paging, the default first.
func Pagings() []Paging {
	var all []Paging
	for _, h := range pagings {
		all = append(all, h.name)
	}
	return all
}

// About tells in a few words how a server of this kind goes on.
func (p Paging) About() string {
	h, _ := habitOf(p)
	return h.about
}

// ParsePaging reads a paging's name, in any case; empty is the default. Its
// error names the choices.
func ParsePaging(s string) (Paging, error) {
	h, err := habitOf(Paging(strings.TrimSpace(s)))
	return h.name, err
}

func habitOf(p Paging) (habit, error) {
	if p == "" {
		return pagings[0], nil
	}
	var names []string
	for _, h := range pagings {
		if strings.EqualFold(string(p), string(h.name)) {
			return h, nil
		}
		names = append(names, string(h.name))
	}
	return habit{}, fmt.Errorf("there is no paging %q; choose one of %s", p, strings.Join(names, ", "))
}

// ignores reports whether a parameter is one of paging that is not heard. What
// no server hears is a filter.
func (h *habit) ignores(name string) bool {
	return (name == "offset" || name == "limit") && name != h.place && name != h.size
}

// cut reads where a page begins and how long it is.
func (h *habit) cut(q *query, values url.Values, most int) error {
	var err error
	if said := values.Get(h.size); said != "" {
		if q.limit, err = count(h.size, said); err != nil {
			return err
		}
		q.limit = min(q.limit, most)
	}
	said := values.Get(h.place)
	if h.place == "" || said == "" {
		return nil
	}
	at, err := count(h.place, said)
	q.offset = max(at-h.first, 0)
	switch {
	case h.pages:
		q.offset *= q.limit
	case h.rounded && q.limit > 0:
		q.offset -= q.offset % q.limit
	case h.most > 0 && q.offset >= h.most*most:
		q.offset = behindAll
	case h.most > 0:
		q.limit = min(q.limit, h.most*most-q.offset)
	}
	return err
}

// behindAll is an offset behind every row.
const behindAll = 1 << 30

// link says where a list goes on.
func (h *habit) link(w http.ResponseWriter, r *http.Request, q query, met int) {
	to := q.offset + q.limit
	if !h.links || to >= met {
		return
	}
	next := r.URL.Query()
	next.Set(h.place, strconv.Itoa(to))
	w.Header().Set("Link", fmt.Sprintf("<http://%s%s?%s>; rel=\"next\"", r.Host, r.URL.Path, next.Encode()))
}
