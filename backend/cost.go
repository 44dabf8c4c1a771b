package backend

import "time"

// The pace at which a portal is read. None of it grows with the number of services.
const (
	PassEvery  = 30 * time.Second // from the beginning of a pass to the next
	NewestRows = 50               // orders looked at among the newest, and at the beginning of a list that cannot be sorted
	TailRows   = 100              // and at most at its end
	OpenByID   = 40               // open orders read one by one in a pass; the others take turns
	SweepRows  = 200              // rows of each list read in a pass so that everything is checked in time
	SweepHeads = 1000             // of the list of orders, where it gives only ids and states
)

// OpenWords are the states of TMF641 in which an order may still change, in the order in which it passes through
// them, so that one that moves on while they are asked for one after the other is met again.
var OpenWords = []string{"acknowledged", "pending", "held", "inProgress", "assessingCancellation", "pendingCancellation"}

// Load is what the cost of reading a portal depends on. Sizes are bytes of one row on the wire; zero is not known.
type Load struct {
	Services, Orders, Open int
	OpenStates             int // different state words among the open orders that are not among OpenWords
	ServiceBytes           int
	OrderBytes             int
	HeadBytes              int // of an order's id and state alone
	LongestPage            int // rows that the portal gives at most; zero: as many as are asked for
}

// Need is one of the things that a pass asks a portal for.
type Need string

// The needs, in the order of a pass.
const (
	NeedOpen     Need = "open"     // the orders that are open
	NeedNewest   Need = "newest"   // the orders that are new
	NeedServices Need = "services" // every service, in time
	NeedOrders   Need = "orders"   // every order, in time
)

// Cost is what one need costs a portal in an hour, while nothing changes there and nobody looks at a service. An
// answer that is not sent again costs a question and no bytes.
type Cost struct {
	Need     Need
	Requests int
	Bytes    int
}
