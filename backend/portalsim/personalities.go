package portalsim

import (
	"fmt"
	"net/http"
	"strings"
)

// choice is a row of a table that people choose from by name.
type choice interface{ choice() (name, about string) }

// namesIn lists the names in a table.
func namesIn[N ~string, C choice](table []C) []N {
	var all []N
	for _, row := range table {
		name, _ := row.choice()
		all = append(all, N(name))
	}
	return all
}

// parse finds a row by its name, in any case. Its error names the choices.
func parse[C choice](table []C, what, wanted string) (C, error) {
	for _, row := range table {
		if name, _ := row.choice(); strings.EqualFold(strings.TrimSpace(wanted), name) {
			return row, nil
		}
	}
	var none C
	return none, fmt.Errorf("there is no %s %q; choose one of %s", what, wanted, strings.Join(namesIn[string](table), ", "))
}

// parseName is parse for the name alone.
func parseName[N ~string, C choice](table []C, what, wanted string) (N, error) {
	row, err := parse(table, what, wanted)
	name, _ := row.choice()
	return N(name), err
}

// aboutIn returns what a table says of a name.
func aboutIn[N ~string, C choice](table []C, name N) string {
	row, _ := parse(table, "", string(name))
	_, about := row.choice()
	return about
}

// Personality names a kind of server: what it can do and what it gets wrong. About says what.
type Personality string

// The personalities there are.
const (
	Ideal       Personality = "ideal"       // conforms to the specifications to the letter
	Reference   Personality = "reference"   // the reference implementation
	Independent Personality = "independent" // a server that keeps what it was sent
	Certified   Personality = "certified"   // a large vendor's product
	Mock        Personality = "mock"        // made from a specification: takes every write and keeps none
	OpenPlain   Personality = "openplain"   // an open-source platform that does what the guidelines say
	OpenNamed   Personality = "opennamed"   // an open-source platform with names of its own; nobody decides on requests there
)

// traits is everything in which personalities differ. The zero value of a field is what the ideal server does, wherever
// that can be arranged.
type traits struct {
	name  Personality
	about string

	defaultLimit, maxLimit int // rows of a page
	paging                 pagingStyle
	etags                  bool // answers carry an ETag, and If-None-Match is answered with 304
	staleTags              bool // the ETag is made from ids and states alone
	weakTags               bool // the ETag is a weak one
	noFields               bool // the parameter fields is ignored

	filters            filtering
	dates              dating
	sorts              sorting
	total              counting
	digitsMatchNothing bool // a filter of digits only is read as a number, which equals none of the stored strings
	oneValue           bool // a filter is one value, never a list separated by commas

	placeholders bool // the world is never shown, only words from the specification
	emptyIs404   bool // a list without a row to show is answered with 404
	unknownIs500 bool // an unknown id is answered with 500
	numericCode  bool // the code of an error is a number, not a string

	noStateWhenNew, noDateWhenNew     bool              // an order has none until it starts
	stateWords                        map[string]string // the server's own words for those of the specification
	loudKinds                         bool              // the kinds of orders are in capitals
	olderWire                         bool              // orderItem in place of serviceOrderItem
	version5                          bool              // services, products and requests are those of version 5
	trailAsNotes                      bool              // the carrier's stages are notes, not milestones
	errorAsObject                     bool              // the error of an order is an object, not a list
	numbersAsStrings                  bool              // what the specification has as a number is a string
	noExternalID, noExternalReference bool              // what a client calls its order is dropped, there or there

	strict       bool // what the specification requires of a write must be there
	createdIs200 bool // a POST is answered with 200 in place of 201
	ownActions   bool // the words change, suspend and resume are known, too
	lateServices bool // a service is there, and orders name it, only once it is active
	noCancel     int  // the status of every answer about cancelServiceOrder, where no order is cancelled

	plainRequests    bool // a request has only what the standard knows, not even its status, and takes no decision
	noAllowedActions bool // a request does not say what may be done with it
	noStatusVersion  bool // a request has no version, and ifStatusVersion is not read
	noStatusHistory  bool // a request does not say how it came to its status
	noDecisionKey    bool // a request does not say which decision was the last
	echoesDecisions  bool // a decision is stored as it came, and nothing is carried out
	changedIs201     bool // a PATCH is answered with 201 in place of 200
}

func (t traits) choice() (name, about string) { return string(t.name), t.about }

// What becomes of a filter, a date filter such as orderDate.gt, and sort; and what X-Total-Count says.
type filtering int
type dating int
type sorting int
type counting int

const (
	filterAll   filtering = iota
	filterState           // any other is ignored
	filterNone            // all are ignored
)

const (
	datesWork dating = iota
	datesFindNothing
	datesIgnored
	datesOwnNames // ignored; starttime and endtime work in their place
)

const (
	sortWorks sorting = iota
	sortIgnored
	sortFilters // read as a filter by an attribute that no row has
)

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
		name: Reference, about: "older wire, date filters find nothing, totals of everything, strict about writes, requests without actions " +
			"and history",
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
		name: Independent, about: "new orders without state and date, sort finds nothing, 500 for an unknown id, requests without actions " +
			"and version",
		defaultLimit: 100, maxLimit: 1000,
		noStateWhenNew: true,
		noDateWhenNew:  true, // so a date filter misses them: it reads stored dates only
		sorts:          sortFilters,
		unknownIs500:   true,

		noAllowedActions: true,
		noStatusVersion:  true,
	},
	{
		name: Certified, about: "filters by state only, own state and action words, 404 for an empty list, 100 rows at most, keeps no " +
			"external id, cancels no order, requests without version and decision key",
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
		name: OpenNamed, about: "no filters, no sort, no totals; dates by starttime and endtime; 200 for a new order, keeps no externalId, " +
			"cancels no order, requests with the words of the standard only",
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
func Personalities() []Personality { return namesIn[Personality](personalities) }

// About tells in a few words what to expect of a server of this kind.
func (p Personality) About() string { return aboutIn(personalities, p) }

// ParsePersonality reads a personality's name, in any case. Its error names the choices.
func ParsePersonality(s string) (Personality, error) {
	return parseName[Personality](personalities, "personality", s)
}
