package telecom

// Purpose is one of the things that a pass asks a portal for.
type Purpose string

// The needs, in the order in which they are shown.
const (
	PurposeOpen     Purpose = "open"     // the orders that are open
	PurposeNewest   Purpose = "newest"   // the orders that are new
	PurposeOne      Purpose = "one"      // the orders of the service that somebody looks at
	PurposeServices Purpose = "services" // every service, in time
	PurposeOrders   Purpose = "orders"   // every order, in time
)

// Needs lists every need once.
func Purposes() []Purpose {
	return []Purpose{PurposeOpen, PurposeNewest, PurposeOne, PurposeServices, PurposeOrders}
}

// Strategy is how a need is met.
type Strategy string

// The ways.
const (
	OpenByStates Strategy = "openByStates" // the open orders: all open states in one question
	OpenByState  Strategy = "openByState"  // a question for each open state
	OpenOneByOne Strategy = "openOneByOne" // each open order by its id

	NewestStubs Strategy = "newestHeads" // the new orders: ids and states, the newest first
	NewestWhole Strategy = "newestWhole" // whole orders, the newest first
	EndsStubs   Strategy = "endsHeads"   // ids and states at both ends of the list
	EndsWhole   Strategy = "endsWhole"   // whole orders at both ends of the list

	OneByFilter Strategy = "oneByFilter" // one service: its orders in one question
	OneByIDs    Strategy = "oneByIDs"    // each order that it lists, or that is known, by its id

	SweepServices  Strategy = "sweepServices"  // all services: a page a pass
	SweepStubsOnly Strategy = "sweepHeadsOnly" // all orders: a page of ids and states a pass
	SweepWhole     Strategy = "sweepWhole"     // a page of whole orders a pass
)

// Ways lists every way once.
func Strategies() []Strategy {
	return []Strategy{OpenByStates, OpenByState, OpenOneByOne, NewestStubs, NewestWhole, EndsStubs, EndsWhole, OneByFilter, OneByIDs, SweepServices, SweepStubsOnly, SweepWhole}
}

// Strategy is the cheapest way to meet a need of those that were found to work.
func (f Findings) Strategy(need Purpose, l Load) Strategy {
	works := func(a Capability) bool { return f.Works(ServiceOrdering, a) }
	choose := func(first bool, this, that Strategy) Strategy {
		if first {
			return this
		}
		return that
	}
	switch need {
	case PurposeOpen:
		way := choose(works(FilterByStates), OpenByStates, choose(works(FilterByState), OpenByState, OpenOneByOne))
		if works(NewestFirst) && l.Open <= FewOpen(way) {
			return OpenOneByOne // no dearer, and new ones are met among the newest
		}
		return way
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

// FewOpen is how many open orders are read one by one at no more cost than by a way that asks for states.
func FewOpen(way Strategy) int {
	switch way {
	case OpenByStates:
		return 1
	case OpenByState:
		return len(OpenWords)
	}
	return 0
}
