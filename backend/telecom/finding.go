package telecom

import (
	"slices"
	"time"
)

// API is one of the portal's interfaces.
type API string

// The APIs that are asked.
const (
	ServiceInventory API = "serviceInventory" // TMF638
	ServiceOrdering  API = "serviceOrdering"  // TMF641
	UsageManagement  API = "usage"            // TMF635, where the portal has it
	ProductCatalog   API = "catalog"          // TMF620, where the portal has it
	ProductOrdering  API = "productOrdering"  // TMF622, where the portal has it
	ProductInventory API = "productInventory" // TMF637, where the portal has it
	Agreements       API = "agreement"        // TMF651, where the portal has it
)

// Capability is something that one server does and another does not, and that is found out by asking.
type Capability string

// The abilities, in the order in which they are shown.
const (
	PagesByOffset        Capability = "pagesByOffset"        // a list goes on at an offset, which counts rows
	PagesOtherwise       Capability = "pagesOtherwise"       // it goes on by numbers of pages, or by links
	CountsMatches        Capability = "countsMatches"        // the count of a list is of the rows that were asked for
	FilterByState        Capability = "filterByState"        // orders in one state
	FilterByStates       Capability = "filterByStates"       // orders in several states with one question
	NewestFirst          Capability = "newestFirst"          // orders sorted by date, descending
	FilterByService      Capability = "filterByService"      // orders of one service
	FilterByServiceOlder Capability = "filterByServiceOlder" // the same, by the name of the wire before v4
	SomeFields           Capability = "someFields"           // only some fields of each row
	Unchanged            Capability = "unchanged"            // an answer that is as it was is not sent again (ETag)
	MissingAsFailure     Capability = "missingAsFailure"     // an id that does not exist is answered with a failure, not with 404
	CancelsOrders        Capability = "cancelsOrders"        // somebody may ask for an order to be cancelled
)

// Capabilities lists every ability once.
func Capabilities() []Capability {
	return []Capability{PagesByOffset, PagesOtherwise, CountsMatches, FilterByState, FilterByStates, NewestFirst, FilterByService, FilterByServiceOlder, SomeFields, Unchanged, MissingAsFailure, CancelsOrders}
}

// Reason is how a finding was made.
type Reason string

// The reasons. The first is why something works, the others are why it does not.
const (
	AnsweredRight Reason = "answeredRight" // the answer was the known one
	AnsweredNone  Reason = "answeredNone"  // nothing came where something is known
	AnsweredOther Reason = "answeredOther" // what came does not match the question
	RejectedIt    Reason = "rejectedIt"    // the portal refused the question
)

// Reasons lists every reason once.
func Reasons() []Reason { return []Reason{AnsweredRight, AnsweredNone, AnsweredOther, RejectedIt} }

// Finding is what one question with a known answer told about a server.
type Finding struct {
	API        API
	Capability Capability
	Works      bool
	Reason     Reason
	At         time.Time // in this desk's clock
}

// FindingsLast is how long a finding counts: servers are replaced while a desk runs.
const FindingsLast = 24 * time.Hour

// Findings are what is known of a portal's servers. What is not among them could not be found out yet.
type Findings []Finding

// Of gives the finding about an ability; not ok if there is none.
func (f Findings) Of(api API, a Capability) (Finding, bool) {
	i := slices.IndexFunc(f, func(x Finding) bool { return x.API == api && x.Capability == a })
	if i < 0 {
		return Finding{}, false
	}
	return f[i], true
}

// Works says whether an ability is known to work.
func (f Findings) Works(api API, a Capability) bool {
	x, _ := f.Of(api, a)
	return x.Works
}

// Failure is one stretch of time in which the portal could not be read for one reason. It holds no words of the
// portal's: those may name people.
type Failure struct {
	From  time.Time // in this desk's clock
	Until time.Time // the last time it happened
	Times int
	Code  Code
	Text  string
}

// Experience is what a desk has learned of its portal, apart from the records: it is kept with the copy, and costs
// nothing but a few questions when it is lost.
type Experience struct {
	Portal   string // the addresses it was learned from; another portal is unknown again
	Findings Findings
	Failures []Failure // the oldest first, a few
}

// Reach is whether an API could be reached just now.
type Reach struct {
	API     API
	Address string
	Took    time.Duration
	Problem *Error // nil: it answered
}
