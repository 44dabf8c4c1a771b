// Package doctor reports what keeps Commsdesk from working with its portal, in plain words, with the next step for each
// thing that is wrong. It only judges the facts it is given, and looks at nothing itself.
//
// A report is safe to send to anybody who helps. It names addresses, paths and the profile, but never a customer, a number,
// a SIM, an order, or what the portal said.
package doctor

import (
	"time"
)

// Report is the result. As JSON its times are in UTC, and it has no null.
type Report struct {
	OK      bool      `json:"ok"`      // nothing is bad
	Open    bool      `json:"open"`    // it comes from the running program; otherwise its files were checked directly
	Version string    `json:"version"` // of the program that reports
	At      time.Time `json:"at"`
	Checks  []Check   `json:"checks"` // in reading order
}

// Check is one thing that was checked.
type Check struct {
	Area  Area   `json:"area"`
	State State  `json:"state"`
	Text  string `json:"text"`
	Next  string `json:"next"` // what to do; a warning and a bad check always have it
}

// Area is what a check is about.
type Area string

// The areas, in reading order.
const (
	AreaDesk          Area = "desk"          // the program: whether it is open, and what it waits for
	AreaConfiguration Area = "configuration" // the file that names the portals
	AreaDisk          Area = "disk"          // whether the program can write
	AreaKey           Area = "key"           // of the copy
	AreaPortal        Area = "portal"        // whether it can be reached
	AreaClock         Area = "clock"         // of the portal
	AreaUsage         Area = "usage"         // whether usage can be read
	AreaCatalog       Area = "catalog"       // whether the catalog can be read
	AreaRequests      Area = "requests"      // whether subscription requests, their products and contracts can be read
	AreaCapabilities  Area = "abilities"     // what the portal can do
	AreaCost          Area = "cost"          // how each kind of data is read, and what that costs the portal
	AreaCopy          Area = "copy"          // on this computer
	AreaSent          Area = "sent"          // drafts and orders sent from this computer
	AreaFailures      Area = "failures"      // the last times the portal could not be read
)

// State is the result of a check.
type State string

// The states.
const (
	Good    State = "good"
	Warning State = "warning" // it works, but could be better
	Bad     State = "bad"     // it does not work
	Unknown State = "unknown" // it could not be determined
)

// Examine judges the facts.
func Examine(f Facts) Report {
	r := Report{Open: f.Program.Open, Version: f.Version, At: f.At.UTC().Truncate(time.Second), Checks: []Check{}}
	for _, look := range []func(Facts) []Check{
		program, configuration, disk, key, reach, syncStatus, clock, usage, catalog, requests, capabilities, cost, copyOf, sent, failures,
	} {
		r.Checks = append(r.Checks, look(f)...)
	}
	r.OK = true
	for _, c := range r.Checks {
		r.OK = r.OK && c.State != Bad
	}
	return r
}

// one returns a list of a single check.
func one(a Area, s State, text, next string) []Check {
	return []Check{{Area: a, State: s, Text: text, Next: next}}
}
