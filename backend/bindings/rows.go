package bindings

import "commsdesk/backend/telecom"

// Rows are what crosses the bridge to the window: strings, numbers, booleans, lists that are never null, and times as
// RFC 3339 in UTC, empty where there is none.

// Start is what the window shows first.
type Start struct {
	Step    Step     `json:"step"`
	Profile string   `json:"profile"` // the profile of the step; may be empty
	Problem *Problem `json:"problem"` // why the program is at this step; null if nothing is wrong
	Config  string   `json:"config"`  // path of the configuration file
}

// Step is one of the screens before the work.
type Step string

// The steps.
const (
	StepOpening Step = "opening" // for a moment: the keychain is asked, the data opened
	StepChoose  Step = "choose"  // first run: the demo, or a portal of your own
	StepUnlock  Step = "unlock"  // no keychain: the passphrase chosen before
	StepProtect Step = "protect" // no keychain: choose a passphrase, or keep nothing
	StepFailed  Step = "failed"  // nothing can be opened; the problem says why
	StepOpen    Step = "open"    // the desk is open
)

// Problem is an error in words for staff.
type Problem struct {
	Code telecom.Code `json:"code"`
	Text string       `json:"text"`
	Said string       `json:"said"` // the portal's own words, to be shown in quotes; may be empty
}

// NewProfile is the form that connects a portal.
type NewProfile struct {
	Name             string `json:"name"`
	ServiceInventory string `json:"serviceInventory"` // base URL of TMF638
	ServiceOrdering  string `json:"serviceOrdering"`  // base URL of TMF641
	TimeZone         string `json:"timeZone"`         // IANA name; the provider's
	SupportName      string `json:"supportName"`
	SupportPhone     string `json:"supportPhone"`
	SupportEmail     string `json:"supportEmail"`
}

// Header is what every screen shows on top.
type Header struct {
	Profile   string    `json:"profile"`
	Place     Place     `json:"place"`
	Freshness Freshness `json:"freshness"`
	Support   Support   `json:"support"`
	KeepsData bool      `json:"keepsData"` // false: everything is in memory only and goes with the window
	Notices   []Problem `json:"notices"`   // shown once at start, such as a cache that was rebuilt
	Doubt     *Problem  `json:"doubt"`     // submissions from here may be missing, until somebody has looked
	Version   string    `json:"version"`

	OpenOrders  int `json:"openOrders"`  // across services, with those that have no service here
	StuckOrders int `json:"stuckOrders"` // of them; those closed here count in neither
}

// Look is the look of the window on this computer.
type Look struct {
	Dense bool `json:"dense"` // the rows of lists are low
}

// Place is the kind of portal that is open.
type Place string

// The places.
const (
	Production Place = "production"
	Test       Place = "test"
	Demo       Place = "demo"
)

// Freshness is telecom.Freshness for the window.
type Freshness struct {
	Status       telecom.SyncStatus `json:"status"`
	ReadAt       string             `json:"readAt"`
	Since        string             `json:"since"`
	NextTry      string             `json:"nextTry"`
	Problem      *Problem           `json:"problem"`
	Copied       int                `json:"copied"`
	Expected     int                `json:"expected"`
	Unreadable   int                `json:"unreadable"`
	SweepMinutes int                `json:"sweepMinutes"`
	SkewMillis   int                `json:"skewMillis"` // add to this machine's clock to get the portal's
}

// Support is whom to contact about a stuck order.
type Support struct {
	Name  string `json:"name"`
	Phone string `json:"phone"`
	Email string `json:"email"`
	Link  string `json:"link"`

	PhoneLink string `json:"phoneLink"` // what a click opens; empty: it cannot be opened
	EmailLink string `json:"emailLink"`
	PageLink  string `json:"pageLink"`
}

// Topic tells the window what to read again. A topic carries no data.
type Topic string

// The topics.
const (
	DeskChanged      Topic = "desk:changed"      // another step, or another profile
	CacheChanged     Topic = "cache:changed"     // the data differs
	FreshnessChanged Topic = "freshness:changed" // the header differs
	LinkGiven        Topic = "link:given"        // a link is to be shown
)
