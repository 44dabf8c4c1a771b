package doctor

import (
	"cmp"
	"fmt"

	"commsdesk/backend/telecom"
)

// capabilities reports what the portal can do. Most of what it lacks only costs it more requests.
func capabilities(f Facts) []Check {
	if !f.profiled() {
		return nil
	}
	var checks []Check
	if p := f.Portal.Unproved; p != nil {
		then := ""
		if len(f.Portal.Findings) > 0 {
			then = " What follows was found earlier."
		}
		checks = one(AreaCapabilities, Unknown, "Not everything that the portal can do could be determined just now. "+happened(p)+then, "")
	}
	if len(f.Portal.Findings) == 0 {
		if len(checks) == 0 {
			checks = one(AreaCapabilities, Unknown, "What the portal can do is not known yet.", "")
		}
		return checks
	}
	for _, a := range telecom.Capabilities() {
		if it, known := f.Portal.Findings.Of(telecom.ServiceOrdering, a); told(f.Portal.Findings, telecom.ServiceOrdering, a) {
			checks = append(checks, capability(telecom.ServiceOrdering, a, it, known))
		}
		// Nothing else is probed of services.
		if it, known := f.Portal.Findings.Of(telecom.ServiceInventory, a); known && told(f.Portal.Findings, telecom.ServiceInventory, a) {
			checks = append(checks, capability(telecom.ServiceInventory, a, it, known))
		}
	}
	return checks
}

// told reports whether a capability is worth reporting. Of two ways to do the same, such as the two names of the filter by
// service, only the first that works is.
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

// capabilityWords are what a portal can do, as a verb, and what to ask the provider for if it cannot.
var capabilityWords = map[telecom.Capability]struct{ can, ask string }{
	telecom.PagesByOffset:  {"list more than one page", "paging by offset and limit (TMF630)"},
	telecom.PagesOtherwise: {"list more than one page, by page numbers or links", "paging by offset and limit (TMF630)"},
	telecom.CountsMatches:  {"count the orders that match a query", "X-Total-Count of the matching rows"},
	telecom.FilterByState:  {"filter orders by state", "the filter state=… of serviceOrder"},
	telecom.FilterByStates: {"filter orders by several states at once",
		"several states, separated by commas, in the filter state=… of serviceOrder"},
	telecom.NewestFirst:     {"sort orders newest first", "sort=-orderDate of serviceOrder"},
	telecom.FilterByService: {"filter orders by service", "the filter serviceOrderItem.service.id=… of serviceOrder"},
	telecom.FilterByServiceOlder: {"filter orders by service, by the field's older name",
		"the filter serviceOrderItem.service.id=… of serviceOrder"},
	telecom.SomeFields:       {"return only the fields asked for", "fields=id,state,orderDate of serviceOrder"},
	telecom.Unchanged:        {"say that an answer has not changed", "ETag and If-None-Match"},
	telecom.MissingAsFailure: {"answer “not found” for what does not exist", "status 404 for an ID that does not exist"},
	telecom.CancelsOrders:    {"take cancellation requests", "cancelServiceOrder"},
}

func capability(api telecom.API, a telecom.Capability, it telecom.Finding, tried bool) Check {
	words := capabilityWords[a]
	works := it.Works
	if a == telecom.MissingAsFailure { // the only one that is a weakness; its words name the strength
		works = !works
	}
	c := Check{Area: AreaCapabilities}
	switch name := apiWord(api); {
	case !tried:
		c.State, c.Text = Unknown, fmt.Sprintf("It is not known yet whether %s can %s.", name, words.can)
	case works:
		c.State, c.Text = Good, fmt.Sprintf("%s can %s.", name, words.can)
	default:
		c.State, c.Text = Warning, fmt.Sprintf("%s cannot %s: %s. ", name, words.can, reason(a, it.Reason))
		switch a {
		case telecom.PagesByOffset, telecom.PagesOtherwise: // an open order may be after the first page
			c.State = Bad
			c.Text += "If a list is longer than one page, nothing counts as read completely, and no order is sent."
			c.Next = "Ask the provider for " + words.ask + "."
		case telecom.CancelsOrders:
			c.Text += "Orders cannot be cancelled in Commsdesk."
			c.Next = "Cancel orders in the portal. To do it in Commsdesk, ask the provider for " + words.ask + "."
		default:
			c.Text += "Commsdesk works without it."
			c.Next = "To make reading cheaper or more reliable, ask the provider for " + words.ask + "."
		}
	}
	return c
}

// reason returns why something does not work.
func reason(a telecom.Capability, r telecom.Reason) string {
	if a == telecom.MissingAsFailure {
		return "it answers with an error"
	}
	return cmp.Or(ownReasons[a][r], reasons[r], "its answer was not understood")
}

var reasons = map[telecom.Reason]string{
	telecom.AnsweredNone:  "it returned nothing although there is something",
	telecom.AnsweredOther: "other orders came too",
	telecom.RejectedIt:    "the portal refused the request",
}

// ownReasons are the same, where the question was not for some orders out of all.
var ownReasons = map[telecom.Capability]map[telecom.Reason]string{
	telecom.CancelsOrders:  {telecom.RejectedIt: "it has no such operation"},
	telecom.PagesByOffset:  {telecom.AnsweredOther: "no way of asking for the next page works"},
	telecom.PagesOtherwise: {telecom.AnsweredOther: "no way of asking for the next page works"},
	telecom.CountsMatches:  {telecom.AnsweredNone: "its answers have no count", telecom.AnsweredOther: "it counts other orders too"},
	telecom.NewestFirst:    {telecom.AnsweredOther: "they came in a different order"},
	telecom.SomeFields:     {telecom.AnsweredOther: "other fields came"},
	telecom.Unchanged: {telecom.AnsweredNone: "its answers have no ETag",
		telecom.AnsweredOther: "it reported a changed answer as unchanged"},
}
