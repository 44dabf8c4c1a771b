package portal

import "commsdesk/backend"

// Words are a portal's own words, where they are not the usual ones. All of them are compared without case and
// separators.
type Words struct {
	// The names of characteristics, tried before the usual ones.
	Number, SIM, SIMType, Plan, Platform []string

	Kinds   map[string]backend.Kind // what the portal calls a kind of order
	States  map[string]string       // what it calls a state of TMF641
	Actions map[string]string       // what it calls an item's add, modify, delete or noChange
}
