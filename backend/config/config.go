// Package config reads and writes the configuration: which portals there are, how to reach them, and whom to call. A
// mistake in it is said with its line and why, and nothing is opened on a guess.
package config

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"commsdesk/backend/telecom"
)

// Profile is one portal of the configuration, checked: every field is usable as it is.
type Profile struct {
	Name             string
	Place            string // "production" or "test"
	Zone             *time.Location
	Country          string        // ISO region of the phone numbers
	SIMDigits        int           // how many digits the number of a physical SIM has
	ServiceInventory string        // base URL of TMF638
	ServiceOrdering  string        // base URL of TMF641
	Usage            string        // base URL of TMF635; empty: the portal has none
	UsageKey         string        // the characteristic of usage that names its service; empty: the usual one
	Catalog          string        // base URL of TMF620; empty: the portal has none, or a file is in its place
	CatalogFile      string        // as it is written; empty: there is none
	Offer            telecom.Offer // what the catalog file holds; zero: there is none
	ProductOrdering  string        // base URL of TMF622: subscription requests; empty: the portal has none
	ProductInventory string        // base URL of TMF637: what requests create; empty: the portal has none
	Agreement        string        // base URL of TMF651: contracts of requests; empty: the portal has none
	Role             telecom.Role  // the access group of who sits at the desk; empty: not told
	Words            Words         // the portal's own
	Support          Support
}

// Support is whom staff contact about a stuck order.
type Support struct {
	Name  string
	Phone string
	Email string
	Link  string
}

// MostSIMDigits is the longest that the number of a SIM can be: that of an ICCID with its padding.
const MostSIMDigits = 22

// ID names the profile's folder. It says nothing about the profile to one who reads a listing of folders.
func (p *Profile) ID() string {
	sum := sha256.Sum256([]byte("commsdesk profile\x00" + p.Name))
	return hex.EncodeToString(sum[:6])
}

// The defaults of a profile that does not say otherwise. The day on which plan changes of platform 2.0 take effect is
// read in the time zone.
const (
	DefaultZone    = "Australia/Sydney"
	DefaultCountry = "AU"
)
