package doctor

import (
	"fmt"

	"commsdesk/backend/telecom"
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
	for _, a := range telecom.Capabilities() {
		if it, known := f.Portal.Findings.Of(telecom.ServiceOrdering, a); told(f.Portal.Findings, telecom.ServiceOrdering, a) {
			checks = append(checks, ability(telecom.ServiceOrdering, a, it, known))
		}
		// Of services nothing else is asked.
		if it, known := f.Portal.Findings.Of(telecom.ServiceInventory, a); known && told(f.Portal.Findings, telecom.ServiceInventory, a) {
			checks = append(checks, ability(telecom.ServiceInventory, a, it, known))
		}
	}
	return checks
}

// told says whether an ability is worth a word: of the two names by which the orders of one service are asked for, the
// older counts only where it works and the newer does not, and of the ways in which a list goes on the first that works.
func told(f telecom.Findings, api telecom.API, a telecom.Capability) bool {
	otherwise := f.Works(api, telecom.PagesOtherwise) && !f.Works(api, telecom.PagesByOffset)
	older := f.Works(telecom.ServiceOrdering, telecom.FilterByServiceOlder) && !f.Works(telecom.ServiceOrdering, telecom.FilterByService)
	switch a {
	case telecom.PagesByOffset:
		return !otherwise
	case telecom.PagesOtherwise:
		return otherwise
	case telecom.FilterByService:
		return !older
	case telecom.FilterByServiceOlder:
		return older
	}
	return true
}

// skill is one ability in words: what a portal does that has it, and what to ask for where it is lacking.
type skill struct{ does, wish string }

var skills = map[telecom.Capability]skill{
	telecom.PagesByOffset:        {"gives the rows behind its first page", "lists that go on by offset and limit, as TMF630 says"},
	telecom.PagesOtherwise:       {"gives the rows behind its first page, by numbers of pages or links", "lists that go on by offset and limit, as TMF630 says"},
	telecom.CountsMatches:        {"counts the orders that match a question", "X-Total-Count of the rows that match"},
	telecom.FilterByState:        {"gives the orders in one state", "the filter state=… of serviceOrder"},
	telecom.FilterByStates:       {"gives the orders in several states at once", "several states, divided by commas, in the filter state=… of serviceOrder"},
	telecom.NewestFirst:          {"sorts orders, the newest first", "sort=-orderDate of serviceOrder"},
	telecom.FilterByService:      {"gives the orders of one service", "the filter serviceOrderItem.service.id=… of serviceOrder"},
	telecom.FilterByServiceOlder: {"gives the orders of one service by the older name of the field", "the filter serviceOrderItem.service.id=… of serviceOrder"},
	telecom.SomeFields:           {"gives only the fields asked for", "fields=id,state,orderDate of serviceOrder"},
	telecom.Unchanged:            {"says when an answer is as it was", "ETag and If-None-Match"},
	telecom.MissingAsFailure:     {"says “not found” for what does not exist", "status 404 for an ID that does not exist"},
	telecom.CancelsOrders:        {"takes the wish to cancel an order", "cancelServiceOrder"},
}

func ability(api telecom.API, a telecom.Capability, it telecom.Finding, tried bool) Check {
	words, known := skills[a]
	if !known {
		words = skill{does: string(a), wish: string(a)}
	}
	works := it.Works
	if a == telecom.MissingAsFailure { // the only one that is a weakness; its words name the strength
		works = !works
	}
	name := apiWord(api)
	switch {
	case !tried:
		return Check{Area: AreaAbilities, State: Unknown, Text: fmt.Sprintf("It is not known yet whether %s %s.", name, words.does)}
	case works:
		return Check{Area: AreaAbilities, State: Good, Text: fmt.Sprintf("%s %s.", name, words.does)}
	}
	if a == telecom.PagesByOffset || a == telecom.PagesOtherwise { // what lies behind the first page may be an open order
		return Check{
			Area: AreaAbilities, State: Bad,
			Text: fmt.Sprintf("It was not found that %s %s: %s. Where there are more, nothing counts as read completely, and no order is sent.", name, words.does, reason(a, it.Reason)),
			Next: "Ask the provider for " + words.wish + ".",
		}
	}
	if a == telecom.CancelsOrders { // the only one that people use, and not the reading
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
func reason(a telecom.Capability, r telecom.Reason) string {
	switch {
	case a == telecom.MissingAsFailure:
		return "it answers with a failure"
	case a == telecom.CancelsOrders && r == telecom.RejectedIt:
		return "it has no place for it"
	case (a == telecom.PagesByOffset || a == telecom.PagesOtherwise) && r == telecom.AnsweredOther:
		return "no way of asking for them is understood"
	case a == telecom.CountsMatches && r == telecom.AnsweredNone:
		return "its answers carry no count"
	case a == telecom.CountsMatches && r == telecom.AnsweredOther:
		return "it counts others as well"
	case a == telecom.NewestFirst && r == telecom.AnsweredOther:
		return "they came in another order"
	case a == telecom.SomeFields && r == telecom.AnsweredOther:
		return "other fields came"
	case a == telecom.Unchanged && r == telecom.AnsweredNone:
		return "its answers carry no tag to tell by"
	case a == telecom.Unchanged && r == telecom.AnsweredOther:
		return "what it called unchanged was not"
	}
	switch r {
	case telecom.AnsweredNone:
		return "nothing came where something is known"
	case telecom.AnsweredOther:
		return "other orders came too"
	case telecom.RejectedIt:
		return "the portal refused the question"
	}
	return "it answered otherwise"
}
