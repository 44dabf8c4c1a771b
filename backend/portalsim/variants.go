package portalsim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Variant names one way in which the wire of real servers differs from the
// specification. A personality may be given any number of them.
type Variant string

// The variants there are.
const (
	// OlderWire has orderItem in place of serviceOrderItem.
	OlderWire Variant = "olderwire"
	// ErrorObject has errorMessage as an object in place of a list.
	ErrorObject Variant = "errorobject"
	// StringNumbers has every number as a string.
	StringNumbers Variant = "stringnumbers"
	// LoudKinds has the categories of orders in capitals: SIM_SWAP, PLAN_CHANGE.
	LoudKinds Variant = "loudkinds"
	// NoteTrail has the carrier's stages as notes in place of milestones.
	NoteTrail Variant = "notetrail"
	// StaleTags has ETags that are made from id and state alone, as where the
	// tag is a version that a milestone does not raise: one who asks with
	// If-None-Match is told 304 although a stage was added.
	StaleTags Variant = "staletags"
	// NoFields ignores the parameter fields: every row is whole.
	NoFields Variant = "nofields"
	// NoEcho drops what a client calls its order: nothing shows, or finds, an
	// externalId or an externalReference.
	NoEcho Variant = "noecho"
	// WeakTags has weak ETags, as a proxy makes of those of what it packs: they
	// will do to ask with, and no change is made on one.
	WeakTags Variant = "weaktags"
	// EchoDecisions stores what a decision sends beside the request and carries
	// nothing out: the key and the requested status come back, and the status, the
	// version and the history stay.
	EchoDecisions Variant = "echodecisions"
)

// variants are what each does to the traits, in the order they are offered.
var variants = []struct {
	name  Variant
	about string
	apply func(*traits)
}{
	{OlderWire, "orderItem in place of serviceOrderItem", func(t *traits) { t.olderWire = true }},
	{ErrorObject, "errorMessage is an object, not a list", func(t *traits) { t.errorAsObject = true }},
	{StringNumbers, "every number is a string", func(t *traits) { t.numbersAsStrings = true }},
	{LoudKinds, "categories such as SIM_SWAP and PLAN_CHANGE", func(t *traits) { t.kindWords = loudKinds }},
	{NoteTrail, "the carrier's stages are notes, not milestones", func(t *traits) { t.trailAsNotes = true }},
	{StaleTags, "ETags stay the same when a stage is added", func(t *traits) { t.etags, t.staleTags = true, true }},
	{NoFields, "the parameter fields is ignored", func(t *traits) { t.noFields = true }},
	{NoEcho, "externalId and externalReference are dropped", func(t *traits) { t.noExternalID, t.noExternalReference = true, true }},
	{WeakTags, "ETags are weak, so that If-Match never holds", func(t *traits) { t.etags, t.weakTags = true, true }},
	{EchoDecisions, "decisions are stored as they came, and nothing is carried out", func(t *traits) { t.echoesDecisions = true }},
}

var loudKinds = map[string]string{
	simSwap: "SIM_SWAP", changePlan: "PLAN_CHANGE", featureUpdate: "FEATURE_UPDATE", numberPort: "NUMBER_PORT",
	activation: "ACTIVATION", cancelService: "CANCEL_SERVICE", travelPack: "TRAVEL_PACK",
	suspendService: "SUSPEND_SERVICE", resumeService: "RESUME_SERVICE",
}

// Variants lists every variant there is.
func Variants() []Variant {
	var all []Variant
	for _, v := range variants {
		all = append(all, v.name)
	}
	return all
}

// About tells in a few words what the variant does.
func (v Variant) About() string {
	for _, one := range variants {
		if one.name == v {
			return one.about
		}
	}
	return ""
}

// ParseVariant reads a variant's name, in any case. Its error names the choices.
func ParseVariant(s string) (Variant, error) {
	var names []string
	for _, v := range variants {
		if strings.EqualFold(strings.TrimSpace(s), string(v.name)) {
			return v.name, nil
		}
		names = append(names, string(v.name))
	}
	return "", fmt.Errorf("there is no variant %q of the wire; choose from %s", s, strings.Join(names, ", "))
}

// vary applies the variants to the traits.
func (t *traits) vary(names []Variant) error {
	for _, name := range names {
		known, err := ParseVariant(string(name))
		if err != nil {
			return err
		}
		for _, v := range variants {
			if v.name == known {
				v.apply(t)
			}
		}
	}
	return nil
}

// trailNotes adds to the notes one for each stage, the code in brackets, and
// puts all of them into the order of their dates.
func trailNotes(trail []wireMilestone, notes []wireNote) []wireNote {
	for _, m := range trail {
		notes = append(notes, wireNote{Author: "Carrier", Date: m.MilestoneDate, Text: m.Description + " (" + m.Name + ")", Type: "Note"})
	}
	slices.SortStableFunc(notes, func(a, b wireNote) int { return strings.Compare(a.Date, b.Date) })
	for i := range notes {
		notes[i].ID = fmt.Sprint(i + 1)
	}
	return notes
}

// respelled changes the shapes of a resource, where this kind of server has
// other ones than the specification.
func (t *traits) respelled(resource any) any {
	if !t.errorAsObject && !t.numbersAsStrings {
		return resource
	}
	body, err := json.Marshal(resource)
	if err != nil {
		panic(err) // our own shapes
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var tree any
	if err := d.Decode(&tree); err != nil {
		panic(err)
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

// pagingStyle is what a server makes of the parameters of a list.
type pagingStyle struct {
	name  Paging
	about string
	// index and size are the parameters for where a page begins and how long it
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
func Pagings() []Paging {
	var all []Paging
	for _, h := range pagings {
		all = append(all, h.name)
	}
	return all
}

// About tells in a few words how a server of this kind goes on.
func (p Paging) About() string {
	h, _ := pagingStyleOf(p)
	return h.about
}

// ParsePaging reads a paging's name, in any case; empty is the default. Its
// error names the choices.
func ParsePaging(s string) (Paging, error) {
	h, err := pagingStyleOf(Paging(strings.TrimSpace(s)))
	return h.name, err
}

func pagingStyleOf(p Paging) (pagingStyle, error) {
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
	return pagingStyle{}, fmt.Errorf("there is no paging %q; choose one of %s", p, strings.Join(names, ", "))
}

// ignores reports whether a parameter is one of paging that is not heard. What
// no server hears is a filter.
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

// behindAll is an offset behind every row.
const behindAll = 1 << 30

// link says where a list goes on.
func (h *pagingStyle) link(w http.ResponseWriter, r *http.Request, q query, met int) {
	to := q.offset + q.limit
	if !h.links || to >= met {
		return
	}
	next := r.URL.Query()
	next.Set(h.place, strconv.Itoa(to))
	w.Header().Set("Link", fmt.Sprintf("<http://%s%s?%s>; rel=\"next\"", r.Host, r.URL.Path, next.Encode()))
}
