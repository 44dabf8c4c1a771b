package telecom

import "time"

// RequestSort names what the list of requests is sorted by: its columns.
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

// RequestQuery asks for a part of the list of requests. The zero query is everything, by date, the newest first.
type RequestQuery struct {
	Text      string          // words that must all match: any column of the row
	Card      Card            // empty: the total
	Statuses  []RequestStatus // empty: any
	Customer  string          // each of these is a whole value; empty: any
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
	Sums     map[Card]int // of everything known, whatever is asked
	Others   int          // on no card but the total
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
	Version     string // changes when the request does: of what was read of it, not the portal's
}

// RequestChanges is what a reading of requests brought. Records that equal what is known change nothing.
type RequestChanges struct {
	Requests   []Request
	Agreements []Agreement
	Products   []Product
	Gone       []string  // ids of requests that the portal has no more
	ReadAt     time.Time // in this desk's clock: when the reading began
	Cursor     *RequestCursor
}

// RequestCursor is how far the reading of a portal's requests has come.
type RequestCursor struct {
	CompleteAt time.Time // start of the last complete pass, in this desk's clock; zero: none yet
	Skew       time.Duration
	ReadWith   string // names the rules by which wire became words; with others everything is read anew

	Requests, Agreements, Products Sweep
}

// RequestsApplied says what RequestChanges changed.
type RequestsApplied struct {
	Revision    uint64
	Requests    []string // ids whose request differs from before, or is gone
	NewRequests int      // how many of them were not known
	Others      bool     // an agreement or a product differs
}
