package doctor

import (
	"fmt"

	"commsdesk/backend/telecom"
)

// manyOpen is assumed where the number of open orders is not known, to tell how they would be read.
const manyOpen = 1000

// cost reports how each purpose is met, and what that costs the portal in an hour without changes.
func cost(f Facts) []Check {
	p := f.Portal
	if !f.profiled() || len(p.Findings) == 0 {
		return nil
	}
	load := p.Load
	if !p.OpenKnown {
		load.Open = manyOpen
	}
	var checks []Check
	requests, bytes, sized := 0, 0, true
	for _, c := range telecom.Costs(p.Findings, load) {
		text := fmt.Sprintf("%s: %s", purposeWords[c.Purpose], strategyWords[c.Strategy])
		swept := c.Purpose == telecom.PurposeServices || c.Purpose == telecom.PurposeOrders
		switch {
		case c.Purpose == telecom.PurposeOne:
			text += "; only while somebody looks at it."
		case swept && load.Services == 0 && load.Orders == 0:
			text += "; the cost depends on how many there are, which is not known without the copy."
		case c.Purpose == telecom.PurposeOpen && !p.OpenKnown:
			text += "; the cost depends on how many are open, which the open program knows."
		default:
			requests, bytes, sized = requests+c.Requests, bytes+c.Bytes, sized && (c.Bytes > 0 || c.Requests == 0)
			text += "; " + hourly(c.Requests, c.Bytes) + "."
		}
		checks = append(checks, Check{Area: AreaCost, State: Good, Text: text})
	}
	if load.Services == 0 && load.Orders == 0 {
		return checks
	}
	what := "Everything together"
	if !p.OpenKnown {
		what = "Everything together, without the open orders"
	}
	if !sized { // a part of the sum would pass for the whole
		bytes = 0
	}
	return append(checks, Check{Area: AreaCost, State: Good, Text: fmt.Sprintf("%s: %s.", what, hourly(requests, bytes))})
}

func hourly(requests, bytes int) string {
	text := "about " + plural(requests, "request")
	if bytes > 0 {
		text += " and " + size(int64(bytes))
	}
	return text + " an hour"
}

var purposeWords = map[telecom.Purpose]string{
	telecom.PurposeOpen:     "Open orders",
	telecom.PurposeNewest:   "New orders",
	telecom.PurposeOne:      "One service",
	telecom.PurposeServices: "All services",
	telecom.PurposeOrders:   "All orders",
}

var strategyWords = map[telecom.Strategy]string{
	telecom.OpenByStates:   "all open states in one request",
	telecom.OpenByState:    "one request for each open state",
	telecom.OpenOneByOne:   fmt.Sprintf("each by its ID, %d at a time", telecom.OpenByID),
	telecom.NewestStubs:    "IDs and states, the newest first",
	telecom.NewestWhole:    "whole orders, the newest first",
	telecom.EndsStubs:      "IDs and states at both ends of the list, since the portal is not known to sort",
	telecom.EndsWhole:      "whole orders at both ends of the list, since the portal is not known to sort",
	telecom.OneByFilter:    "its orders in one request",
	telecom.OneByIDs:       "each of its orders by its ID",
	telecom.SweepServices:  fmt.Sprintf("pages of up to %d services, one at a time", telecom.SweepRows),
	telecom.SweepStubsOnly: fmt.Sprintf("pages of IDs and states of up to %s orders, one at a time", count(telecom.SweepStubs)),
	telecom.SweepWhole:     fmt.Sprintf("pages of up to %d orders, one at a time", telecom.SweepRows),
}
