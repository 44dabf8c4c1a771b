package telecom

import (
	"time"
)

// Summary is one service in a list.
type Summary struct {
	ID       string
	Number   string
	Customer string
	Plan     string
	Platform string
	State    string // the portal's word, verbatim
	SIM      SIM

	Open         int        // open actions; the parts of one count once
	Top          *OpenOrder // the open action that needs attention first; nil if none is open
	LastActivity time.Time  // latest change of any of its orders, in the portal's clock; zero without orders
	ReadAt       time.Time  // when the portal last confirmed this service, in this desk's clock

	// Found is the Order ID or SIM number that a search matched, if it matched nothing visible in the row; FoundOrder tells
	// which.
	Found      string
	FoundOrder bool
}

// OpenOrder is an open action as a list shows it.
type OpenOrder struct {
	ID       string
	Kind     Kind
	KindWord string
	State    string // the portal's word, verbatim
	Status   Status // what it means
	Clock    Clock
}

// Sort is the sort order of a list of services.
type Sort string

// The columns that sort a list.
const (
	ByNumber       Sort = "number"
	ByCustomer     Sort = "customer"
	ByPlan         Sort = "plan"
	ByPlatform     Sort = "platform"
	ByState        Sort = "state"
	ByOpenOrders   Sort = "openOrders" // stuck first, then longest running
	ByLastActivity Sort = "lastActivity"
)

// Sorts lists every sort order once.
func Sorts() []Sort {
	return []Sort{ByNumber, ByCustomer, ByPlan, ByPlatform, ByState, ByOpenOrders, ByLastActivity}
}

// Query asks for a part of the list of services. The zero Query is everything, by last activity.
type Query struct {
	Text       string       // words that must all match: number, customer, plan, platform, state, SIM number or Order ID
	State      ServiceState // empty: any
	Platform   string       // empty: any
	Plan       string       // empty: any
	Open       bool         // only with open orders
	Stuck      bool         // only with stuck orders
	Sort       Sort
	Descending bool
	Offset     int
	Limit      int
	Now        time.Time // in the portal's clock; decides what is stuck
}

// Listing answers a Query.
type Listing struct {
	Revision uint64
	Total    int // services known
	Matching int // services that match
	Open     int // services known with open orders
	Stuck    int // services known with stuck orders
	Unserved int // actions that the search matches and whose service is not known
	Rows     []Summary

	// The values there are to filter by, each with the number of services known.
	States, Platforms, Plans []Count
}

// Count is a value and how often it occurs.
type Count struct {
	Value string `json:"value"`
	N     int    `json:"count"`
}

// RequestSort is the sort column of the list of requests.
type RequestSort string

// The columns of the list, in the order of the portal's page.
const (
	ByRequestID       RequestSort = "requestId"
	ByInitiator       RequestSort = "initiatedBy"
	ByRequestCustomer RequestSort = "requestCustomer"
	ByOffering        RequestSort = "offering"
	ByPackage         RequestSort = "package"
	ByOrderDate       RequestSort = "orderDate"
	ByRequestStatus   RequestSort = "requestStatus"
)

// RequestSorts lists every column once.
func RequestSorts() []RequestSort {
	return []RequestSort{ByRequestID, ByInitiator, ByRequestCustomer, ByOffering, ByPackage, ByOrderDate, ByRequestStatus}
}

// RequestQuery asks for a part of the list of requests. The zero query is everything, newest first.
type RequestQuery struct {
	Text      string          // words that must all match: any column of the row
	Card      Card            // empty: the total
	Statuses  []RequestStatus // empty: any
	Customer  string          // these are exact values; empty: any
	Offering  string
	Package   string
	Initiator string
	From, To  time.Time // ordered at or after, and before; zero: any
	Asks      bool      // only those whose customer asks to cancel
	Of        []string  // only these ids; nil: any
	Sort      RequestSort
	Ascending bool
	Offset    int
	Limit     int
}

// RequestListing answers a RequestQuery.
type RequestListing struct {
	Revision uint64
	Matching int
	Sums     map[Card]int // of everything known, whatever the query
	Others   int          // in other statuses
	Rows     []RequestSummary

	// The values there are to filter by, each with the number of requests known.
	Statuses, Customers, Offerings, Packages, Initiators []Count
}

// RequestSummary is one request in a list.
type RequestSummary struct {
	ID          string
	InitiatedBy string
	Customer    string
	Offering    string
	Package     string
	OrderedAt   time.Time
	Status      RequestStatus
	State       string
	CancelAsked bool
	Version     string // of this desk's reading, not the portal's; changes with the request
}

// RequestChanges is the result of a reading of requests. Records that equal the known ones change nothing.
type RequestChanges struct {
	Requests   []Request
	Agreements []Agreement
	Products   []Product
	Gone       []string  // ids of requests that the portal no longer has
	ReadAt     time.Time // in this desk's clock: when the reading began
	Cursor     *RequestCursor
}

// RequestCursor is how far the reading of a portal's requests has come.
type RequestCursor struct {
	CompleteAt time.Time // start of the last complete pass, in this desk's clock; zero: none yet
	Skew       time.Duration
	ReadWith   string // names the rules by which the portal's words were interpreted; with others everything is read anew

	Requests, Agreements, Products Sweep
}

// RequestsApplied is what RequestChanges changed.
type RequestsApplied struct {
	Revision    uint64
	Requests    []string // ids of requests that changed or are gone
	NewRequests int      // how many of them are new
	Others      bool     // an agreement or a product changed
}
