package telecom

// Need is one of the things that a pass asks a portal for.
type Need string

// The needs, in the order in which they are shown.
const (
	NeedOpen     Need = "open"     // the orders that are open
	NeedNewest   Need = "newest"   // the orders that are new
	NeedOne      Need = "one"      // the orders of the service that somebody looks at
	NeedServices Need = "services" // every service, in time
	NeedOrders   Need = "orders"   // every order, in time
)

// Needs lists every need once.
func Needs() []Need { return []Need{NeedOpen, NeedNewest, NeedOne, NeedServices, NeedOrders} }

// Way is how a need is met.
type Way string

// The ways.
const (
	OpenByStates Way = "openByStates" // the open orders: all open states in one question
	OpenByState  Way = "openByState"  // a question for each open state
	OpenOneByOne Way = "openOneByOne" // each open order by its id

	NewestHeads Way = "newestHeads" // the new orders: ids and states, the newest first
	NewestWhole Way = "newestWhole" // whole orders, the newest first
	EndsHeads   Way = "endsHeads"   // ids and states at both ends of the list
	EndsWhole   Way = "endsWhole"   // whole orders at both ends of the list

	OneByFilter Way = "oneByFilter" // one service: its orders in one question
	OneByIDs    Way = "oneByIDs"    // each order that it lists, or that is known, by its id

	SweepServices  Way = "sweepServices"  // all services: a page a pass
	SweepHeadsOnly Way = "sweepHeadsOnly" // all orders: a page of ids and states a pass
	SweepWhole     Way = "sweepWhole"     // a page of whole orders a pass
)

// Ways lists every way once.
func Ways() []Way {
	return []Way{OpenByStates, OpenByState, OpenOneByOne, NewestHeads, NewestWhole, EndsHeads, EndsWhole, OneByFilter, OneByIDs, SweepServices, SweepHeadsOnly, SweepWhole}
}

// Way is the cheapest way to meet a need of those that were found to work.
func (f Findings) Way(need Need, l Load) Way {
	works := func(a Ability) bool { return f.Works(ServiceOrdering, a) }
	choose := func(first bool, this, that Way) Way {
		if first {
			return this
		}
		return that
	}
	switch need {
	case NeedOpen:
		way := choose(works(FilterByStates), OpenByStates, choose(works(FilterByState), OpenByState, OpenOneByOne))
		if works(NewestFirst) && l.Open <= FewOpen(way) {
			return OpenOneByOne // no dearer, and new ones are met among the newest
		}
		return way
	case NeedNewest:
		if works(NewestFirst) {
			return choose(works(SomeFields), NewestHeads, NewestWhole)
		}
		return choose(works(SomeFields), EndsHeads, EndsWhole)
	case NeedOne:
		return choose(works(FilterByService) || works(FilterByServiceOlder), OneByFilter, OneByIDs)
	case NeedServices:
		return SweepServices
	case NeedOrders:
		return choose(works(SomeFields), SweepHeadsOnly, SweepWhole)
	}
	return ""
}

// FewOpen is how many open orders are read one by one at no more cost than by a way that asks for states.
func FewOpen(way Way) int {
	switch way {
	case OpenByStates:
		return 1
	case OpenByState:
		return len(OpenWords)
	}
	return 0
}
