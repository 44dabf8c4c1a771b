package telecom

import (
	"slices"
	"time"
)

// The pace at which a portal is read. None of it grows with the number of services.
const (
	PassEvery  = 30 * time.Second // from the beginning of a pass to the next
	NewestRows = 50               // orders looked at among the newest, and at the beginning of a list that cannot be sorted
	TailRows   = 100              // and at most at its end
	OpenRows   = 500              // open orders read in a pass where they can be asked for; the others take turns
	OpenByID   = 40               // open orders read one by one in a pass; the others take turns
	SweepRows  = 200              // rows of each list read in a pass so that everything is checked in time
	SweepStubs = 1000             // of the list of orders, where it gives only ids and states
	SweepEvery = 5 * time.Minute  // from the beginning of a sweep to the next of the same list, at the soonest
	TagTrust   = 10               // answers in a row that are believed to be as they were; then the whole is read
)

// OpenWords are the states of TMF641 in which an order may still change, in the order in which it passes through
// them, so that one that moves on while they are asked for one after the other is met again.
var OpenWords = []string{"acknowledged", "pending", "held", "inProgress", "assessingCancellation", "pendingCancellation"}

// Load is what the cost of reading a portal depends on. Sizes are bytes of one row on the wire; zero is not known.
type Load struct {
	Services, Orders int
	Open             int // orders known to be open
	Unstated         int // those of them that have no state: nobody can ask for them by state
	OpenStates       int // state words among them that are not OpenWords
	ServiceBytes     int
	OrderBytes       int
	HeadBytes        int // of an order's id and state alone
	LongestPage      int // rows that the portal gives at most
}

// CountOpen takes over the orders that are open.
func (l *Load) CountOpen(open []Order) {
	l.Open = len(open)
	others := map[string]bool{}
	for i := range open {
		switch word := fold(open[i].State); {
		case word == "":
			l.Unstated++
		case !slices.ContainsFunc(OpenWords, func(w string) bool { return fold(w) == word }):
			others[word] = true
		}
	}
	l.OpenStates = len(others)
}

// Cost is what one need costs a portal in an hour, while nothing changes there and nobody looks at a service.
type Cost struct {
	Purpose  Purpose
	Strategy Strategy
	Requests int
	Bytes    int // of the answers, unpacked
}

// passesInAnHour is how often a portal is read in an hour.
const passesInAnHour = float64(time.Hour / PassEvery)

// Costs predicts what each need of a pass costs, in the way that is cheapest of those that work. One service is asked
// for only while somebody looks at it, so it has a way and no cost.
func Costs(f Findings, l Load) []Cost {
	var all []Cost
	for _, need := range Purposes() {
		way := f.Strategy(need, l)
		requests, bytes := way.once(f, l)
		all = append(all, Cost{Purpose: need, Strategy: way, Requests: int(requests*passesInAnHour + 0.5), Bytes: int(bytes*passesInAnHour + 0.5)})
	}
	return all
}

// once is what a way costs in one pass.
func (w Strategy) once(f Findings, l Load) (requests, bytes float64) {
	order, head, newest := float64(l.OrderBytes), float64(l.HeadBytes), float64(min(NewestRows, l.Orders))
	again := 1.0 // how much of an answer that is as it was is sent
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

// byState is what it costs to read the open orders by some questions: the orders, page by page and in turns where
// there are many, and by their ids those that have no state.
func (l Load) byState(questions int, again float64) (requests, bytes float64) {
	stated := l.Open - l.Unstated
	turns := float64(max(1, (stated+OpenRows-1)/OpenRows))
	if page := min(l.LongestPage, OpenRows); page > 0 {
		questions += stated / page
	}
	rows, byID := float64(stated)/turns, float64(min(l.Unstated, OpenByID))
	return float64(questions)/turns + byID, (rows*again + byID) * float64(l.OrderBytes)
}

// swept is what a sweep costs in one pass, on average: its pages overlap, one that brings nothing new ends it, and the
// next one does not begin at once.
func swept(all, page int, row float64) (requests, bytes float64) {
	if all == 0 || page <= 0 {
		return 0, 0
	}
	pages, rows := SweepPages(all, page)
	passes := max(float64(pages), float64(SweepEvery/PassEvery))
	return float64(pages) / passes, float64(rows) * row / passes
}

// SweepPages is how many pages of at most some rows a sweep of a list reads, and how many rows in all.
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
	Bytes    int64 // of the answers, unpacked
}
