package bindings

import "commsdesk/backend/telecom"

// PortalPage is what Settings shows about the portal.
type PortalPage struct {
	Profile          string `json:"profile"`
	ServiceInventory string `json:"serviceInventory"` // base URL of TMF638
	ServiceOrdering  string `json:"serviceOrdering"`  // base URL of TMF641
	Usage            string `json:"usage"`            // base URL of TMF635; empty: none
	Catalog          string `json:"catalog"`          // base URL of TMF620, or the path of a file instead; empty: none

	Services int `json:"services"` // on the portal, as far as they were read
	Orders   int `json:"orders"`
	Open     int `json:"open"` // open orders

	Purposes     []PurposeRow    `json:"purposes"`     // what is asked, how, and what it costs
	Capabilities []CapabilityRow `json:"capabilities"` // of the ordering server

	AskedSince     string `json:"askedSince"` // at most an hour ago: what was asked since then
	Asked          int    `json:"asked"`
	AskedKilobytes int    `json:"askedKilobytes"`

	SweepMinutes int          `json:"sweepMinutes"` // until everything was checked once; 0: unknown
	Failures     []FailureRow `json:"failures"`     // oldest first
}

// PurposeRow is something the portal is asked for, and what that costs in an hour without changes.
type PurposeRow struct {
	Purpose   telecom.Purpose  `json:"purpose"`
	Strategy  telecom.Strategy `json:"strategy"`
	Requests  int              `json:"requests"`
	Kilobytes int              `json:"kilobytes"`
}

// CapabilityRow is something a server may or may not be able to do.
type CapabilityRow struct {
	Capability telecom.Capability `json:"capability"`
	Known      bool               `json:"known"` // false: not found out yet; the rest is empty then
	Works      bool               `json:"works"`
	Reason     telecom.Reason     `json:"reason"`
	At         string             `json:"at"`
}

// FailureRow is a period in which the portal could not be read.
type FailureRow struct {
	From  string       `json:"from"`
	Until string       `json:"until"`
	Times int          `json:"times"`
	Code  telecom.Code `json:"code"`
	Text  string       `json:"text"`
}
