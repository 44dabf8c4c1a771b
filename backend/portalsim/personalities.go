package portalsim

import (
	"fmt"
	"net/http"
	"strings"
)

// Personality names a kind of server: what it can do and what it gets wrong.
type Personality string

// The personalities there are.
const (
	// Ideal does everything the guidelines say and conforms to the
	// specifications to the letter.
	Ideal Personality = "ideal"
	// Reference behaves like the reference implementation: no state on new
	// orders, an older wire, date filters that find nothing.
	Reference Personality = "reference"
	// Independent behaves like a server that keeps what it was sent: no state
	// and no date on new orders, sort read as a filter, 500 for an unknown id.
	Independent Personality = "independent"
	// Certified behaves like a large vendor's product: it filters by state
	// only, answers 404 when it has no row to show, has action words of its own
	// beside the usual ones, keeps no name that a client gives an order and
	// cancels none.
	Certified Personality = "certified"
	// Mock behaves like a mock server made from a specification: one row of
	// placeholder words, whatever is asked. It takes every write and keeps none.
	Mock Personality = "mock"
	// OpenPlain behaves like an open-source platform that does what the
	// guidelines say but does not always count.
	OpenPlain Personality = "openplain"
	// OpenNamed behaves like an open-source platform that knows no filter but
	// dates, under names of its own, keeps no externalId and cancels no order. Of
	// request requests it knows what the standard knows, so nobody can decide
	// on them there.
	OpenNamed Personality = "opennamed"
)

// traits is everything in which personalities differ. The zero value of a field
// is what the ideal server does, wherever that can be arranged.
type traits struct {
	name Personality
	// about tells people in a few words what to expect.
	about string
	// defaultLimit and maxLimit are rows of a page.
	defaultLimit, maxLimit int
	// paging is how its lists go on.
	paging pagingStyle
	// etags: answers carry an ETag and If-None-Match gives 304.
	etags bool
	// staleTags: the ETag is made from ids and states alone.
	staleTags bool
	// weakTags: the ETag is a weak one.
	weakTags bool
	// noFields: the parameter fields is ignored.
	noFields bool
	// filters, dates and sorts say what becomes of such a parameter, total what
	// X-Total-Count says.
	filters filtering
	dates   dating
	sorts   sorting
	total   counting
	// digitsMatchNothing: a filter value of digits only is read as a number,
	// which equals none of the stored strings.
	digitsMatchNothing bool
	// oneValue: a filter is one value, never a list separated by commas.
	oneValue bool
	// placeholders: the world is never shown, only words from the specification.
	placeholders bool
	// emptyIs404: a list without a row to show is answered with 404.
	emptyIs404 bool
	// unknownIs500: an id that is unknown is answered with 500.
	unknownIs500 bool
	// numericCode: the code of an error is a number, not a string.
	numericCode bool
	// noStateWhenNew and noDateWhenNew: an order has no state, or no orderDate,
	// until it starts.
	noStateWhenNew, noDateWhenNew bool
	// stateWords and kindWords replace words of the specification and of the
	// portal with the server's own.
	stateWords, kindWords map[string]string
	// olderWire: orders carry orderItem in place of serviceOrderItem.
	olderWire bool
	// trailAsNotes: the carrier's stages are notes, not milestones.
	trailAsNotes bool
	// errorAsObject: the error of an order is an object, not a list.
	errorAsObject bool
	// numbersAsStrings: what the specification has as a number is a string.
	numbersAsStrings bool
	// strict: what the specification requires of a write must be there.
	strict bool
	// createdIs200: a write is answered with 200 in place of 201.
	createdIs200 bool
	// ownActions: the words change, suspend and resume are known, too.
	ownActions bool
	// noExternalID and noExternalReference: what a client calls its order is
	// dropped, there or there.
	noExternalID, noExternalReference bool
	// plainRequests: a subscription request has none of the characteristics that
	// the standard does not know, not even its status, and takes no decision.
	plainRequests bool
	// noAllowedActions: a request does not say what may be done with it.
	noAllowedActions bool
	// noStatusVersion: a request has no version, and ifStatusVersion is not read.
	noStatusVersion bool
	// noStatusHistory: a request does not say how it came to its status.
	noStatusHistory bool
	// echoesDecisions: a decision is stored as it came, and nothing is carried out.
	echoesDecisions bool
	// noDecisionKey: a request does not say which decision was the last.
	noDecisionKey bool
	// changedIs201: a change is answered with 201 in place of 200.
	changedIs201 bool
	// noCancel is the status of every answer about cancelServiceOrder, read or
	// written, where no order is cancelled.
	noCancel int
}

// filtering is what becomes of a filter.
type filtering int

const (
	filterAll   filtering = iota
	filterState           // any other is ignored
	filterNone            // all are ignored
)

// dating is what becomes of a date filter such as orderDate.gt.
type dating int

const (
	datesWork dating = iota
	datesFindNothing
	datesIgnored
	datesOwnNames // ignored; starttime and endtime work in their place
)

// sorting is what becomes of sort.
type sorting int

const (
	sortWorks sorting = iota
	sortIgnored
	sortFilters // read as a filter by an attribute that no row has
)

// counting is what X-Total-Count says.
type counting int

const (
	countsMet   counting = iota // the rows that meet the filters
	countsAll                   // everything there is
	countsFirst                 // the rows that meet the filters, on the first page only
	countsZero                  // 0
	countsNone                  // nothing: there is no such header
)

// personalities are the rows to choose from, in the order they are offered.
var personalities = []traits{
	{
		name: Ideal, about: "everything as the guidelines have it",
		defaultLimit: 100, maxLimit: 1000,
		etags:  true,
		strict: true,
	},
	{
		name: Reference, about: "older wire, date filters find nothing, totals of everything, strict about writes, requests without actions and history",
		defaultLimit: 100, maxLimit: 100,
		olderWire:          true,
		noStateWhenNew:     true,
		digitsMatchNothing: true,
		oneValue:           true,
		dates:              datesFindNothing,
		total:              countsAll,
		numericCode:        true,
		noAllowedActions:   true,
		noStatusHistory:    true,
		changedIs201:       true,
		strict:             true,
		stateWords:         map[string]string{held: "onHold"},
	},
	{
		name: Independent, about: "new orders without state and date, sort finds nothing, 500 for an unknown id, requests without actions and version",
		defaultLimit: 100, maxLimit: 1000,
		noStateWhenNew: true,
		noDateWhenNew:  true, // so a date filter misses them: it reads stored dates only
		sorts:          sortFilters,
		unknownIs500:   true,

		noAllowedActions: true,
		noStatusVersion:  true,
	},
	{
		name: Certified, about: "filters by state only, own state and action words, 404 for an empty list, 100 rows at most, keeps no external id, cancels no order, requests without version and decision key",
		defaultLimit: 100, maxLimit: 100,
		filters:    filterState,
		dates:      datesIgnored,
		sorts:      sortIgnored,
		emptyIs404: true,
		stateWords: map[string]string{acknowledged: "new", failed: "error"},
		strict:     true,
		ownActions: true,

		noExternalID: true, noExternalReference: true,
		noStatusVersion: true, noDecisionKey: true,
		noCancel: http.StatusMethodNotAllowed,
	},
	{
		name: Mock, about: "the same row of placeholder words whatever is asked",
		placeholders: true,
		total:        countsZero,
	},
	{
		name: OpenPlain, about: "filters, dates and sort work, totals on the first page only, 200 for a new order, keeps no decision key",
		defaultLimit: 100, maxLimit: 1000,
		total:        countsFirst,
		createdIs200: true,

		noDecisionKey: true,
	},
	{
		name: OpenNamed, about: "no filters, no sort, no totals; dates by starttime and endtime; 200 for a new order, keeps no externalId, cancels no order, requests with the words of the standard only",
		defaultLimit: 100, maxLimit: 1000,
		filters:      filterNone,
		dates:        datesOwnNames,
		sorts:        sortIgnored,
		total:        countsNone,
		createdIs200: true,
		noExternalID: true,
		noCancel:     http.StatusNotFound,

		plainRequests: true,
	},
}

// Personalities lists every personality, the default first.
func Personalities() []Personality {
	var all []Personality
	for _, t := range personalities {
		all = append(all, t.name)
	}
	return all
}

// About tells in a few words what to expect of a server of this kind.
func (p Personality) About() string { return traitsOf(p).about }

// ParsePersonality reads a personality's name, in any case. Its error names the
// choices.
func ParsePersonality(s string) (Personality, error) {
	var names []string
	for _, t := range personalities {
		if strings.EqualFold(strings.TrimSpace(s), string(t.name)) {
			return t.name, nil
		}
		names = append(names, string(t.name))
	}
	return "", fmt.Errorf("there is no personality %q; choose one of %s", s, strings.Join(names, ", "))
}

func traitsOf(name Personality) traits {
	for _, t := range personalities {
		if t.name == name {
			return t
		}
	}
	return personalities[0]
}
