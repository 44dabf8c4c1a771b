package telecom

import "time"

// Summary is one service in a list: what can be said of it without opening it.
type Summary struct {
	ID       string
	Number   string
	Customer string
	Plan     string
	Platform string
	State    string // the portal's word, verbatim
	SIM      SIM

	Open         int        // open actions, parts of one counting as one
	Top          *OpenOrder // the open action that needs looking at first; nil without one
	LastActivity time.Time  // latest change of any of its orders, in the portal's clock; zero without orders
	ReadAt       time.Time  // when the portal last confirmed this service, in this desk's clock

	// Found is the Order ID or SIM number that a search matched, if it matched one of those and nothing in sight.
	Found string
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

// Sort names what a list of services is sorted by.
type Sort string

// The columns a list can be sorted by.
const (
	ByNumber       Sort = "number"
	ByCustomer     Sort = "customer"
	ByPlan         Sort = "plan"
	ByPlatform     Sort = "platform"
	ByState        Sort = "state"
	ByOpenOrders   Sort = "openOrders" // stuck first, then by how long they run
	ByLastActivity Sort = "lastActivity"
)

// Sorts lists every column once.
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
	Rows     []Summary

	// The values there are to filter by, each with the number of services known.
	States, Platforms, Plans []Count
}

// Count is a value and how often it occurs.
type Count struct {
	Value string
	N     int
}
