package doctor

import (
	"fmt"

	"commsdesk/backend"
)

// abilities says what the portal was found to do. What it lacks costs it more questions and spoils nothing.
func abilities(f Facts) []Check {
	if !f.profiled() {
		return nil
	}
	var checks []Check
	if p := f.Portal.Unproved; p != nil {
		then := ""
		if len(f.Portal.Findings) > 0 {
			then = " What follows was found out before."
		}
		checks = one(AreaAbilities, Unknown, "What the portal can do could not all be found out just now. "+happened(p)+then, "")
	}
	if len(f.Portal.Findings) == 0 {
		if len(checks) == 0 {
			checks = one(AreaAbilities, Unknown, "What the portal can do was not found out yet.", "")
		}
		return checks
	}
	for _, a := range backend.Abilities() {
		if it, known := f.Portal.Findings.Of(backend.ServiceOrdering, a); told(f.Portal.Findings, backend.ServiceOrdering, a) {
			checks = append(checks, ability(backend.ServiceOrdering, a, it, known))
		}
		// Of services nothing else is asked.
		if it, known := f.Portal.Findings.Of(backend.ServiceInventory, a); known && told(f.Portal.Findings, backend.ServiceInventory, a) {
			checks = append(checks, ability(backend.ServiceInventory, a, it, known))
		}
	}
	return checks
}

// told says whether an ability is worth a word: of the two names by which the orders of one service are asked for, the
// older counts only where it works and the newer does not, and of the ways in which a list goes on the first that works.
func told(f backend.Findings, api backend.API, a backend.Ability) bool {
	otherwise := f.Works(api, backend.PagesOtherwise) && !f.Works(api, backend.PagesByOffset)
	older := f.Works(backend.ServiceOrdering, backend.FilterByServiceOlder) && !f.Works(backend.ServiceOrdering, backend.FilterByService)
	switch a {
	case backend.PagesByOffset:
		return !otherwise
	case backend.PagesOtherwise:
		return otherwise
	case backend.FilterByService:
		return !older
	case backend.FilterByServiceOlder:
		return older
	}
	return true
}

// skill is one ability in words: what a portal does that has it, and what to ask for where it is lacking.
type skill struct{ does, wish string }

var skills = map[backend.Ability]skill{
	backend.PagesByOffset:        {"gives the rows behind its first page", "lists that go on by offset and limit, as TMF630 says"},
	backend.PagesOtherwise:       {"gives the rows behind its first page, by numbers of pages or links", "lists that go on by offset and limit, as TMF630 says"},
	backend.CountsMatches:        {"counts the orders that match a question", "X-Total-Count of the rows that match"},
	backend.FilterByState:        {"gives the orders in one state", "the filter state=… of serviceOrder"},
	backend.FilterByStates:       {"gives the orders in several states at once", "several states, divided by commas, in the filter state=… of serviceOrder"},
	backend.NewestFirst:          {"sorts orders, the newest first", "sort=-orderDate of serviceOrder"},
	backend.FilterByService:      {"gives the orders of one service", "the filter serviceOrderItem.service.id=… of serviceOrder"},
	backend.FilterByServiceOlder: {"gives the orders of one service by the older name of the field", "the filter serviceOrderItem.service.id=… of serviceOrder"},
	backend.SomeFields:           {"gives only the fields asked for", "fields=id,state,orderDate of serviceOrder"},
	backend.Unchanged:            {"says when an answer is as it was", "ETag and If-None-Match"},
	backend.MissingAsFailure:     {"says “not found” for what does not exist", "status 404 for an ID that does not exist"},
	backend.CancelsOrders:        {"takes the wish to cancel an order", "cancelServiceOrder"},
}

func ability(api backend.API, a backend.Ability, it backend.Finding, tried bool) Check {
	words, known := skills[a]
	if !known {
		words = skill{does: string(a), wish: string(a)}
	}
	works := it.Works
	if a == backend.MissingAsFailure { // the only one that is a weakness; its words name the strength
		works = !works
	}
	name := apiWord(api)
	switch {
	case !tried:
		return Check{Area: AreaAbilities, State: Unknown, Text: fmt.Sprintf("It is not known yet whether %s %s.", name, words.does)}
	case works:
		return Check{Area: AreaAbilities, State: Good, Text: fmt.Sprintf("%s %s.", name, words.does)}
	}
	if a == backend.PagesByOffset || a == backend.PagesOtherwise { // what lies behind the first page may be an open order
		return Check{
			Area: AreaAbilities, State: Bad,
			Text: fmt.Sprintf("It was not found that %s %s: %s. Where there are more, nothing counts as read completely, and no order is sent.", name, words.does, reason(a, it.Reason)),
			Next: "Ask the provider for " + words.wish + ".",
		}
	}
	if a == backend.CancelsOrders { // the only one that people use, and not the reading
		return Check{
			Area: AreaAbilities, State: Warning,
			Text: fmt.Sprintf("It was not found that %s %s: %s. Orders cannot be cancelled in Commsdesk.", name, words.does, reason(a, it.Reason)),
			Next: "Cancel orders in the portal. To do it in Commsdesk, ask the provider for " + words.wish + ".",
		}
	}
	return Check{
		Area: AreaAbilities, State: Warning,
		Text: fmt.Sprintf("It was not found that %s %s: %s. Commsdesk manages without it.", name, words.does, reason(a, it.Reason)),
		Next: "To make reading cheaper or surer, ask the provider for " + words.wish + ".",
	}
}

// reason says why something does not work.
func reason(a backend.Ability, r backend.Reason) string {
	switch {
	case a == backend.MissingAsFailure:
		return "it answers with a failure"
	case a == backend.CancelsOrders && r == backend.RejectedIt:
		return "it has no place for it"
	case (a == backend.PagesByOffset || a == backend.PagesOtherwise) && r == backend.AnsweredOther:
		return "no way of asking for them is understood"
	case a == backend.CountsMatches && r == backend.AnsweredNone:
		return "its answers carry no count"
	case a == backend.CountsMatches && r == backend.AnsweredOther:
		return "it counts others as well"
	case a == backend.NewestFirst && r == backend.AnsweredOther:
		return "they came in another order"
	case a == backend.SomeFields && r == backend.AnsweredOther:
		return "other fields came"
	case a == backend.Unchanged && r == backend.AnsweredNone:
		return "its answers carry no tag to tell by"
	case a == backend.Unchanged && r == backend.AnsweredOther:
		return "what it called unchanged was not"
	}
	switch r {
	case backend.AnsweredNone:
		return "nothing came where something is known"
	case backend.AnsweredOther:
		return "other orders came too"
	case backend.RejectedIt:
		return "the portal refused the question"
	}
	return "it answered otherwise"
}
