// Package doctor says what stands between a desk and its portal, in plain words, with the next step for each thing that
// is wrong. It only judges: what is found is handed to it, and it looks at nothing itself.
//
// A report may be sent to anybody who helps. It names addresses, paths and the profile, and never a customer, a number,
// a SIM, an order, or what the portal itself said.
package doctor

import (
	"time"
)

// Report is what was found, judged. As JSON its times are in UTC, and it holds no null.
type Report struct {
	OK      bool      `json:"ok"`      // nothing is bad
	Open    bool      `json:"open"`    // the running program says so itself; else it was looked at from outside
	Version string    `json:"version"` // of the program that looked
	At      time.Time `json:"at"`
	Checks  []Check   `json:"checks"` // in the order in which they are read
}

// Check is one thing that was looked at.
type Check struct {
	Area  Area   `json:"area"`
	State State  `json:"state"`
	Text  string `json:"text"`
	Next  string `json:"next"` // what to do; a check that is a warning or bad always has it, any other may be without
}

// Area is what a check is about.
type Area string

// The areas, in the order in which they are read.
const (
	AreaDesk          Area = "desk"          // the program: whether it is open, and what it waits for
	AreaConfiguration Area = "configuration" // the file that names the portals
	AreaDisk          Area = "disk"          // whether the desk can write
	AreaKey           Area = "key"           // of the copy
	AreaPortal        Area = "portal"        // whether it can be reached
	AreaClock         Area = "clock"         // of the portal
	AreaUsage         Area = "usage"         // whether it can be read what services have used
	AreaCatalog       Area = "catalog"       // whether it can be read what is on offer
	AreaRequests      Area = "requests"      // whether subscription requests can be read, with all that belongs to them
	AreaAbilities     Area = "abilities"     // what the portal was found to do
	AreaCost          Area = "cost"          // how each need is met, and what that costs the portal
	AreaCopy          Area = "copy"          // on this computer
	AreaSent          Area = "sent"          // what was prepared and sent from this computer
	AreaFailures      Area = "failures"      // the last times the portal could not be read
)

// State is how a check came out.
type State string

// The states.
const (
	Good    State = "good"
	Warning State = "warning" // it works, and could be better
	Bad     State = "bad"     // it does not work
	Unknown State = "unknown" // it could not be found out
)

// Examine judges what was found.
func Examine(f Facts) Report {
	r := Report{Open: f.Program.Open, Version: f.Version, At: f.At.UTC().Truncate(time.Second), Checks: []Check{}}
	for _, look := range []func(Facts) []Check{
		program, configuration, disk, key, reach, weather, clock, usage, catalog, requests, abilities, cost, copyOf, sent, failures,
	} {
		r.Checks = append(r.Checks, look(f)...)
	}
	r.OK = true
	for _, c := range r.Checks {
		r.OK = r.OK && c.State != Bad
	}
	return r
}

// one is a list of a single check.
func one(a Area, s State, text, next string) []Check {
	return []Check{{Area: a, State: s, Text: text, Next: next}}
}
