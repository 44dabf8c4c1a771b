// Package config reads and writes the configuration file: which portals there are, how to reach them, and whom to call for
// support. An error in the file names its line and the reason; nothing is guessed.
package config

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"commsdesk/backend/telecom"
)

// Profile is one portal of the configuration. Every field has been checked.
type Profile struct {
	Name             string
	Place            string // "production" or "test"
	Zone             *time.Location
	Zoneless         *time.Location  // of times that the portal writes without a zone; nil: nobody said
	Country          string          // ISO region of the phone numbers
	SIMDigits        []int           // how many digits the number of a physical SIM may have
	ServiceInventory string          // base URL of TMF638
	ServiceOrdering  string          // base URL of TMF641
	OrderingVersion  telecom.Version // of TMF641; empty: it is found out
	Usage            string          // base URL of TMF635; empty: the portal has none
	UsageKey         string          // the characteristic of usage that names its service; empty: the default
	Catalog          string          // base URL of TMF620; empty: the portal has none, or CatalogFile replaces it
	CatalogFile      string          // as written; empty: there is none
	Offer            telecom.Offer   // the content of the catalog file; zero: there is none
	ProductOrdering  string          // base URL of TMF622: subscription requests; empty: the portal has none
	RequestsVersion  telecom.Version // of TMF622; empty: it is found out
	ProductInventory string          // base URL of TMF637: the products that requests create; empty: the portal has none
	Agreement        string          // base URL of TMF651: contracts of requests; empty: the portal has none
	Role             telecom.Role    // the user's access group; empty: not given
	Words            Words           // the portal's own names for things
	Support          Support
}

// Support is whom staff contact about a stuck order.
type Support struct {
	Name  string
	Phone string
	Email string
	Link  string
}

// MostSIMDigits is the length of the longest SIM number: an ICCID with its padding.
const MostSIMDigits = 22

// ID returns the name of the profile's folder, which reveals nothing about the profile.
func (p *Profile) ID() string {
	sum := sha256.Sum256([]byte("commsdesk profile\x00" + p.Name))
	return hex.EncodeToString(sum[:6])
}

// The defaults of a profile. The time zone decides on which day plan changes of platform 2.0 take effect.
const (
	DefaultZone    = "Australia/Sydney"
	DefaultCountry = "AU"
)
