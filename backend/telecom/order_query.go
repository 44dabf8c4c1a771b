package telecom

import "time"

// OrderShow selects the orders that a list shows.
type OrderShow string

// The choices.
const (
	AllOrders    OrderShow = "all"
	OpenOrders   OrderShow = "open"
	StuckOrders  OrderShow = "stuck"
	FailedOrders OrderShow = "failed"     // failed, rejected or partial
	OrdersHere   OrderShow = "placedHere" // placed from this desk
)

// OrderShows lists every choice once.
func OrderShows() []OrderShow {
	return []OrderShow{AllOrders, OpenOrders, StuckOrders, FailedOrders, OrdersHere}
}

// OrderSort is the sort column of the list of orders.
type OrderSort string

// The columns that sort the list.
const (
	ByPlaced  OrderSort = "placed"
	ByRunning OrderSort = "running" // stuck first, then longest running, then those that are not open
)

// OrderSorts lists every column once.
func OrderSorts() []OrderSort { return []OrderSort{ByPlaced, ByRunning} }

// OrderQuery asks for a part of the list of orders, across services. An action is one row, with its parts. The zero query is
// everything, newest first.
type OrderQuery struct {
	Text       string // words that must all match: Order ID, and number, customer, plan, platform, state or SIM of the service
	Show       OrderShow
	Kind       Kind     // empty: any
	Here       []string // the orders that were placed from this desk
	Sort       OrderSort
	Descending bool
	Offset     int
	Limit      int
	Now        time.Time // in the portal's clock; decides what is stuck
}

// OrderListing answers an OrderQuery. The counts are of all actions known, whatever the query.
type OrderListing struct {
	Revision                         uint64
	Total, Open, Stuck, Failed, Here int
	Matching                         int
	Rows                             []OrderSummary
	Kinds                            []Count
}

// OrderSummary is one action in the list of orders.
type OrderSummary struct {
	Event     Event
	Clock     Clock
	ServiceID string // empty: the order names no service, or one that is not on this desk
	Number    string // of the service
	Customer  string
	Found     string // the Order ID of a part or the SIM number that a search matched, if it matched nothing visible in the row
}
