package telecom

import (
	"slices"
	"time"
)

// API is one of the portal's interfaces.
type API string

// The APIs.
const (
	ServiceInventory API = "serviceInventory" // TMF638
	ServiceOrdering  API = "serviceOrdering"  // TMF641
	UsageManagement  API = "usage"            // TMF635, where the portal has it
	ProductCatalog   API = "catalog"          // TMF620, where the portal has it
	ProductOrdering  API = "productOrdering"  // TMF622, where the portal has it
	ProductInventory API = "productInventory" // TMF637, where the portal has it
	Agreements       API = "agreement"        // TMF651, where the portal has it
)

// Version is a version of an API, as far as versions differ in what is sent.
type Version string

// The versions.
const (
	VersionOlder Version = "older" // before 4: orders have orderItem, and neither features nor references
	Version4     Version = "4"
	Version5     Version = "5"
)

// Capability is something that some servers can do. It is found out by asking.
type Capability string

// The capabilities, in the order shown.
const (
	PagesByOffset        Capability = "pagesByOffset"        // offset counts rows
	PagesOtherwise       Capability = "pagesOtherwise"       // lists are paged by page numbers or by links
	CountsMatches        Capability = "countsMatches"        // the count of a list is of the rows asked for
	FilterByState        Capability = "filterByState"        // orders in one state
	FilterByStates       Capability = "filterByStates"       // orders in several states with one question
	NewestFirst          Capability = "newestFirst"          // orders sorted by date, descending
	FilterByService      Capability = "filterByService"      // orders of one service
	FilterByServiceOlder Capability = "filterByServiceOlder" // the same, by its name before TMF641 v4
	SomeFields           Capability = "someFields"           // only some fields of each row
	Unchanged            Capability = "unchanged"            // an unchanged answer is not sent again (ETag)
	MissingAsFailure     Capability = "missingAsFailure"     // a missing id is answered with a failure instead of 404
	CancelsOrders        Capability = "cancelsOrders"        // orders can be cancelled on request
)

// Capabilities lists every capability once.
func Capabilities() []Capability {
	return []Capability{PagesByOffset, PagesOtherwise, CountsMatches, FilterByState, FilterByStates, NewestFirst, FilterByService,
		FilterByServiceOlder, SomeFields, Unchanged, MissingAsFailure, CancelsOrders}
}

// Reason is how a finding was made.
type Reason string

// The reasons. The first is why something works, the others why it does not.
const (
	AnsweredRight Reason = "answeredRight" // the answer was the expected one
	AnsweredNone  Reason = "answeredNone"  // nothing came although something is known
	AnsweredOther Reason = "answeredOther" // the answer does not match the question
	RejectedIt    Reason = "rejectedIt"    // the portal refused the question
)

// Reasons lists every reason once.
func Reasons() []Reason { return []Reason{AnsweredRight, AnsweredNone, AnsweredOther, RejectedIt} }

// Finding is what a question with a known answer told about a server.
type Finding struct {
	API        API
	Capability Capability
	Works      bool
	Reason     Reason
	At         time.Time // in this desk's clock
}

// FindingsLast is how long a finding counts: servers may be replaced while a desk runs.
const FindingsLast = 24 * time.Hour

// Findings are what is known of a portal's servers. What is missing could not be found out yet.
type Findings []Finding

// Of returns the finding about a capability; ok is false if there is none.
func (f Findings) Of(api API, a Capability) (Finding, bool) {
	return first(f, func(x Finding) bool { return x.API == api && x.Capability == a })
}

// Works reports whether a capability is known to work.
func (f Findings) Works(api API, a Capability) bool {
	x, _ := f.Of(api, a)
	return x.Works
}

// Failure is a period in which the portal could not be read for one reason. It holds no words of the portal, which may
// name people.
type Failure struct {
	From  time.Time // in this desk's clock
	Until time.Time // the last time it happened
	Times int
	Code  Code
	Text  string
}

// Experience is what a desk has learned of its portal, apart from records. It is kept with the copy; losing it costs a
// few questions.
type Experience struct {
	Portal   string // the addresses it was learned from; another portal starts anew
	Findings Findings
	Failures []Failure // oldest first, a few
}

// Reach is whether an API could be reached just now.
type Reach struct {
	API     API
	Address string
	Took    time.Duration
	Problem *Error // nil: it answered
}

// Purpose is one of the things a pass asks a portal for.
type Purpose string

// The purposes, in the order shown.
const (
	PurposeOpen     Purpose = "open"     // the open orders
	PurposeNewest   Purpose = "newest"   // the new orders
	PurposeOne      Purpose = "one"      // the orders of the service in view
	PurposeServices Purpose = "services" // every service, in time
	PurposeOrders   Purpose = "orders"   // every order, in time
)

// Purposes lists every purpose once.
func Purposes() []Purpose {
	return []Purpose{PurposeOpen, PurposeNewest, PurposeOne, PurposeServices, PurposeOrders}
}

// Strategy is how a purpose is served.
type Strategy string

// The strategies.
const (
	OpenByStates Strategy = "openByStates" // the open orders: all open states in one question
	OpenByState  Strategy = "openByState"  // a question for each open state
	OpenOneByOne Strategy = "openOneByOne" // open orders one by one

	NewestStubs Strategy = "newestHeads" // new orders: ids and states, newest first
	NewestWhole Strategy = "newestWhole" // whole orders, newest first
	EndsStubs   Strategy = "endsHeads"   // ids and states at both ends of the list
	EndsWhole   Strategy = "endsWhole"   // whole orders at both ends of the list

	OneByFilter Strategy = "oneByFilter" // one service: its orders in one question
	OneByIDs    Strategy = "oneByIDs"    // each order that it lists or that is known, by id

	SweepServices  Strategy = "sweepServices"  // all services: a page a pass
	SweepStubsOnly Strategy = "sweepHeadsOnly" // all orders: a page of ids and states a pass
	SweepWhole     Strategy = "sweepWhole"     // a page of whole orders a pass
)

// Strategies lists every strategy once.
func Strategies() []Strategy {
	return []Strategy{OpenByStates, OpenByState, OpenOneByOne, NewestStubs, NewestWhole, EndsStubs, EndsWhole, OneByFilter, OneByIDs,
		SweepServices, SweepStubsOnly, SweepWhole}
}

// Strategy returns the cheapest strategy for a purpose that was found to work.
func (f Findings) Strategy(purpose Purpose, l Load) Strategy {
	works := func(a Capability) bool { return f.Works(ServiceOrdering, a) }
	choose := func(first bool, this, that Strategy) Strategy {
		if first {
			return this
		}
		return that
	}
	switch purpose {
	case PurposeOpen:
		strategy := choose(works(FilterByStates), OpenByStates, choose(works(FilterByState), OpenByState, OpenOneByOne))
		if works(NewestFirst) && l.Open <= FewOpen(strategy) {
			return OpenOneByOne // no dearer, and new ones are met among the newest
		}
		return strategy
	case PurposeNewest:
		if works(NewestFirst) {
			return choose(works(SomeFields), NewestStubs, NewestWhole)
		}
		return choose(works(SomeFields), EndsStubs, EndsWhole)
	case PurposeOne:
		return choose(works(FilterByService) || works(FilterByServiceOlder), OneByFilter, OneByIDs)
	case PurposeServices:
		return SweepServices
	case PurposeOrders:
		return choose(works(SomeFields), SweepStubsOnly, SweepWhole)
	}
	return ""
}

// FewOpen returns how many open orders are read one by one at no more cost than by a strategy that asks for states.
func FewOpen(s Strategy) int {
	switch s {
	case OpenByStates:
		return 1
	case OpenByState:
		return len(OpenWords)
	}
	return 0
}

// The pace of reading. None of it grows with the number of services.
const (
	PassEvery  = 30 * time.Second // from the beginning of a pass to the next
	NewestRows = 50               // orders read among the newest, and at the beginning of an unsortable list
	TailRows   = 100              // and at most at its end
	OpenRows   = 500              // open orders read in a pass where they can be filtered; the others take turns
	OpenByID   = 40               // open orders read one by one in a pass; the others take turns
	SweepRows  = 200              // rows of each list read in a pass by the sweep
	SweepStubs = 1000             // of the list of orders, where it gives stubs
	SweepEvery = 5 * time.Minute  // at least from the beginning of a sweep to the next of the same list
	TagTrust   = 10               // answers in a row that are believed to be unchanged; then everything is read
)

// OpenWords are the states of TMF641 in which an order may still change, in the order in which it passes through them,
// so that an order that advances while they are asked for one after the other is met again.
var OpenWords = []string{"acknowledged", "pending", "held", "inProgress", "assessingCancellation", "pendingCancellation"}

// Load is what the cost of reading a portal depends on. Sizes are bytes of a row on the wire; zero means unknown.
type Load struct {
	Services, Orders int
	Open             int // known open orders
	Unstated         int // those without a state: nobody can filter for them
	OpenStates       int // their state words that are not among OpenWords
	ServiceBytes     int
	OrderBytes       int
	StubBytes        int // of an order's id and state
	LongestPage      int // the most rows the portal gives
}

// CountOpen counts the open orders.
func (l *Load) CountOpen(open []Order) {
	l.Open = len(open)
	others := map[string]bool{}
	for i := range open {
		switch word := Normalize(open[i].State); {
		case word == "":
			l.Unstated++
		case !slices.ContainsFunc(OpenWords, func(w string) bool { return Normalize(w) == word }):
			others[word] = true
		}
	}
	l.OpenStates = len(others)
}

// Cost is what one purpose costs a portal in an hour without changes while no service is in view.
type Cost struct {
	Purpose  Purpose
	Strategy Strategy
	Requests int
	Bytes    int // of the answers, uncompressed
}

// passesInAnHour is how often a portal is read in an hour.
const passesInAnHour = float64(time.Hour / PassEvery)

// Costs predicts the cost of each purpose, with the cheapest strategy that works. A single service is read only while
// it is in view, so it has a strategy and no cost.
func Costs(f Findings, l Load) []Cost {
	var all []Cost
	for _, purpose := range Purposes() {
		strategy := f.Strategy(purpose, l)
		requests, bytes := strategy.once(f, l)
		all = append(all, Cost{Purpose: purpose, Strategy: strategy, Requests: int(requests*passesInAnHour + 0.5),
			Bytes: int(bytes*passesInAnHour + 0.5)})
	}
	return all
}

// once returns the cost of a strategy in one pass.
func (w Strategy) once(f Findings, l Load) (requests, bytes float64) {
	order, head, newest := float64(l.OrderBytes), float64(l.StubBytes), float64(min(NewestRows, l.Orders))
	again := 1.0 // the share of an unchanged answer that is sent
	if f.Works(ServiceOrdering, Unchanged) {
		again /= TagTrust + 1
	}
	switch w {
	case OpenByStates:
		return l.byState(1, again)
	case OpenByState:
		return l.byState(len(OpenWords)+l.OpenStates, again)
	case OpenOneByOne:
		n := float64(min(l.Open, OpenByID))
		return n, n * order
	case NewestStubs:
		return 2, newest * head * (1 + again)
	case NewestWhole:
		return 2, 2 * newest * order
	case EndsStubs:
		return 3, 2 * newest * head
	case EndsWhole:
		return 3, 2 * newest * order
	case SweepServices:
		return swept(l.Services, min(SweepRows, l.LongestPage), float64(l.ServiceBytes))
	case SweepStubsOnly:
		return swept(l.Orders, min(SweepStubs, l.LongestPage), head)
	case SweepWhole:
		return swept(l.Orders, min(SweepRows, l.LongestPage), order)
	}
	return 0, 0
}

// byState returns the cost of reading the open orders by some questions: page by page, in turns if there are many, and
// those without a state by id.
func (l Load) byState(questions int, again float64) (requests, bytes float64) {
	stated := l.Open - l.Unstated
	turns := float64(max(1, (stated+OpenRows-1)/OpenRows))
	if page := min(l.LongestPage, OpenRows); page > 0 {
		questions += stated / page
	}
	rows, byID := float64(stated)/turns, float64(min(l.Unstated, OpenByID))
	return float64(questions)/turns + byID, (rows*again + byID) * float64(l.OrderBytes)
}

// swept returns the average cost of a sweep in one pass: its pages overlap, one that brings nothing new ends it, and
// the next one does not begin at once.
func swept(all, page int, row float64) (requests, bytes float64) {
	if all == 0 || page <= 0 {
		return 0, 0
	}
	pages, rows := SweepPages(all, page)
	passes := max(float64(pages), float64(SweepEvery/PassEvery))
	return float64(pages) / passes, float64(rows) * row / passes
}

// SweepPages returns how many pages and rows a sweep of a list reads, given the rows of a page.
func SweepPages(all, page int) (pages, rows int) {
	longest, to := 0, 0
	for at := 0; ; {
		here := min(page, all-at)
		pages, rows = pages+1, rows+here
		fresh, short := at+here > to, here < longest
		longest, to = max(longest, here), max(to, at+here)
		if !fresh || short {
			return pages, rows
		}
		if at = to; here > longest/20 {
			at -= longest / 20
		}
	}
}

// Traffic is what a portal was asked.
type Traffic struct {
	Since    time.Time // at most an hour ago
	Requests int
	Bytes    int64 // of the answers, uncompressed
}
