package portalsim

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
)

// Variant names one way in which the wire of real servers differs from the specification; About says which. A
// personality may be given any number of them.
type Variant string

// The variants there are.
const (
	OlderWire     Variant = "olderwire"
	ErrorObject   Variant = "errorobject"
	StringNumbers Variant = "stringnumbers"
	LoudKinds     Variant = "loudkinds"
	NoteTrail     Variant = "notetrail"
	StaleTags     Variant = "staletags" // as where the tag is a version that a milestone does not raise
	NoFields      Variant = "nofields"
	NoEcho        Variant = "noecho"        // nothing finds an order by what a client calls it, either
	WeakTags      Variant = "weaktags"      // as a proxy makes them of what it packs
	EchoDecisions Variant = "echodecisions" // the status, the version and the history stay
	Version5      Variant = "version5"      // orders stay as they are: no version 5 of TMF641 is public
)

// variant is a row of the table of variants: what it does to the traits.
type variant struct {
	name  Variant
	about string
	apply func(*traits)
}

func (v variant) choice() (name, about string) { return string(v.name), v.about }

// variants are in the order in which they are offered.
var variants = []variant{
	{OlderWire, "orderItem in place of serviceOrderItem", func(t *traits) { t.olderWire = true }},
	{ErrorObject, "errorMessage is an object, not a list", func(t *traits) { t.errorAsObject = true }},
	{StringNumbers, "every number is a string", func(t *traits) { t.numbersAsStrings = true }},
	{LoudKinds, "categories such as SIM_SWAP and PLAN_CHANGE", func(t *traits) { t.loudKinds = true }},
	{NoteTrail, "the carrier's stages are notes, not milestones", func(t *traits) { t.trailAsNotes = true }},
	{StaleTags, "ETags stay the same when a stage is added", func(t *traits) { t.etags, t.staleTags = true, true }},
	{NoFields, "the parameter fields is ignored", func(t *traits) { t.noFields = true }},
	{NoEcho, "externalId and externalReference are dropped", func(t *traits) { t.noExternalID, t.noExternalReference = true, true }},
	{WeakTags, "ETags are weak, so that If-Match never holds", func(t *traits) { t.etags, t.weakTags = true, true }},
	{EchoDecisions, "decisions are stored as they came, and nothing is carried out", func(t *traits) { t.echoesDecisions = true }},
	{Version5, "services, products and subscription requests as version 5 has them", func(t *traits) { t.version5 = true }},
}

// Variants lists every variant there is.
func Variants() []Variant { return namesIn[Variant](variants) }

// About tells in a few words what the variant does.
func (v Variant) About() string { return aboutIn(variants, v) }

// ParseVariant reads a variant's name, in any case. Its error names the choices.
func ParseVariant(s string) (Variant, error) {
	return parseName[Variant](variants, "variant", s)
}

// respelled changes the shapes of a resource where this kind of server departs from the specification.
func (t *traits) respelled(resource any) any {
	if !t.errorAsObject && !t.numbersAsStrings && !t.version5 {
		return resource
	}
	tree := treeOf(marshal(resource))
	if t.version5 {
		tree = asVersion5(tree)
	}
	return t.respell(tree)
}

func (t *traits) respell(tree any) any {
	switch v := tree.(type) {
	case []any:
		for i := range v {
			v[i] = t.respell(v[i])
		}
	case map[string]any:
		for name := range v {
			v[name] = t.respell(v[name])
			if all, ok := v[name].([]any); ok && name == "errorMessage" && t.errorAsObject {
				v[name] = all[0]
			}
		}
	case json.Number:
		if t.numbersAsStrings {
			return v.String()
		}
	}
	return tree
}

// Paging names a way in which a server pages its lists; About says which.
type Paging string

// The pagings there are.
const (
	ByRows        Paging = "rows" // as the guidelines have it
	FromOne       Paging = "fromone"
	PageNumber    Paging = "pagenumber"
	Rounded       Paging = "rounded"
	PagesFromZero Paging = "pagesfromzero"
	PagesFromOne  Paging = "pagesfromone"
	Linked        Paging = "linked"
	SamePage      Paging = "samepage"
	EndsEarly     Paging = "endsearly"
)

// pagingStyle is what a server makes of the parameters of a list.
type pagingStyle struct {
	name           Paging
	about          string
	place, size    string // the parameters for where a page begins, "" for none, and how long it is
	first          int    // what the first row or page is called
	pages, rounded bool   // place counts pages, or is rounded down to one
	links          bool   // a page that is not the last has a link to the next
	most           int    // how many pages are shown; 0: all
}

func (p pagingStyle) choice() (name, about string) { return string(p.name), p.about }

// pagings are in the order in which they are offered.
var pagings = []pagingStyle{
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
func Pagings() []Paging { return namesIn[Paging](pagings) }

// About tells in a few words how lists are paged.
func (p Paging) About() string { return aboutIn(pagings, p) }

// ParsePaging reads a paging's name, in any case; empty is the default. Its error names the choices.
func ParsePaging(s string) (Paging, error) {
	return parseName[Paging](pagings, "paging", cmp.Or(s, string(ByRows)))
}

// ignores reports whether a parameter is one of paging that this kind of server ignores. Any other is a filter.
func (h *pagingStyle) ignores(name string) bool {
	return (name == "offset" || name == "limit") && name != h.place && name != h.size
}

// cut reads where a page begins and how long it is.
func (h *pagingStyle) cut(q *query, values url.Values, most int) error {
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

// behindAll is an offset past every row.
const behindAll = 1 << 30

// link adds the link to the next page.
func (h *pagingStyle) link(w http.ResponseWriter, r *http.Request, q query, met int) {
	to := q.offset + q.limit
	if !h.links || to >= met {
		return
	}
	next := r.URL.Query()
	next.Set(h.place, strconv.Itoa(to))
	w.Header().Set("Link", fmt.Sprintf("<http://%s%s?%s>; rel=\"next\"", r.Host, r.URL.Path, next.Encode()))
}
