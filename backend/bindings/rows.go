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

// ServicesQuery asks for rows of the list of services. Empty strings mean any.
type ServicesQuery struct {
	Text       string               `json:"text"`
	State      telecom.ServiceState `json:"state"`
	Platform   string               `json:"platform"`
	Plan       string               `json:"plan"`
	Open       bool                 `json:"open"`
	Stuck      bool                 `json:"stuck"`
	Sort       telecom.Sort         `json:"sort"`
	Descending bool                 `json:"descending"`
	Offset     int                  `json:"offset"`
	Limit      int                  `json:"limit"` // at most 200
}

// ServicesPage answers a ServicesQuery.
type ServicesPage struct {
	Revision  int             `json:"revision"`
	Offset    int             `json:"offset"`
	Matching  int             `json:"matching"`
	Total     int             `json:"total"`
	Open      int             `json:"open"`
	Stuck     int             `json:"stuck"`
	Unserved  int             `json:"unserved"` // orders that the search matches and that have no service here
	Rows      []ServiceRow    `json:"rows"`
	States    []telecom.Count `json:"states"`
	Platforms []telecom.Count `json:"platforms"`
	Plans     []telecom.Count `json:"plans"`
}

// Neighbours is the position of a row in a list. Position counts from 1; 0 means that the row is not in the list.
type Neighbours struct {
	Position int    `json:"position"`
	Matching int    `json:"matching"`
	Previous string `json:"previous"` // id; empty at the ends
	Next     string `json:"next"`
}

// ServiceRow is one service in the list.
type ServiceRow struct {
	ID           string               `json:"id"`
	Number       string               `json:"number"` // as people write it
	Customer     string               `json:"customer"`
	Plan         string               `json:"plan"`
	Platform     string               `json:"platform"`
	State        telecom.ServiceState `json:"state"`
	StateWord    string               `json:"stateWord"` // the portal's, verbatim
	Open         int                  `json:"open"`
	Top          *OpenOrder           `json:"top"` // null without an open order
	LastActivity string               `json:"lastActivity"`
	ReadAt       string               `json:"readAt"`
	Found        string               `json:"found"`      // Order ID or SIM number that the search matched; else empty
	FoundOrder   string               `json:"foundOrder"` // the same, if it is an Order ID
}

// OpenOrder is the open order of a service that needs attention first.
type OpenOrder struct {
	OrderID    string         `json:"orderId"`
	Kind       telecom.Kind   `json:"kind"`
	KindWord   string         `json:"kindWord"`
	Status     telecom.Status `json:"status"`
	StatusWord string         `json:"statusWord"`
	Clock      Clock          `json:"clock"`
	ClosedHere bool           `json:"closedHere"` // a person closed it here
}

// Clock is telecom.Clock for the window. Times are in the portal's clock.
type Clock struct {
	Since        string `json:"since"`
	AtLeast      bool   `json:"atLeast"`
	LimitMinutes int    `json:"limitMinutes"`
	Until        string `json:"until"`   // a scheduled change waits until then; else empty
	StuckAt      string `json:"stuckAt"` // from when it is stuck; empty: never
}

// ServicePage is everything known of one service.
type ServicePage struct {
	ID          string               `json:"id"`
	Number      string               `json:"number"`
	NumberPlain string               `json:"numberPlain"` // without spaces, to copy
	Customer    string               `json:"customer"`
	Plan        string               `json:"plan"`
	Platform    string               `json:"platform"`
	State       telecom.ServiceState `json:"state"`
	StateWord   string               `json:"stateWord"`
	SIMType     telecom.SIMType      `json:"simType"`
	SIMNumber   string               `json:"simNumber"`
	ActiveSince string               `json:"activeSince"`
	EndedAt     string               `json:"endedAt"`
	Features    []telecom.Feature    `json:"features"`
	CycleFrom   string               `json:"cycleFrom"` // billing cycle, first and last day as YYYY-MM-DD; empty if unknown
	CycleTo     string               `json:"cycleTo"`
	ChangeDay   string               `json:"changeDay"`   // platform 2.0: the day on which a plan change placed now takes effect, YYYY-MM-DD
	ReadAt      string               `json:"readAt"`      // when the portal last confirmed the service
	UpdatedAt   string               `json:"updatedAt"`   // when its activity was last read
	Events      []Event              `json:"events"`      // newest first
	Submissions []SubmissionRow      `json:"submissions"` // sent from this desk and not shown by the portal yet, oldest first

	CancelOrdersOff string `json:"cancelOrdersOff"` // why the portal cannot be asked to cancel an order; empty if it can
}

// Event is one action in the activity of a service, with its parts.
type Event struct {
	Order Order   `json:"order"`
	Parts []Order `json:"parts"` // oldest first; empty for most
	Open  bool    `json:"open"`
	Clock Clock   `json:"clock"` // of the action as a whole

	PlacedHereBy string `json:"placedHereBy"` // who placed it from this desk; empty if nobody did
	NextStep     string `json:"nextStep"`     // what staff do next about a completed order placed here; else empty
	Again        bool   `json:"again"`        // it was placed here and failed: it can be prepared again
}

// Order is one order as the activity shows it.
type Order struct {
	OrderID    string           `json:"orderId"`
	Kind       telecom.Kind     `json:"kind"`
	KindWord   string           `json:"kindWord"`
	Status     telecom.Status   `json:"status"`
	StatusWord string           `json:"statusWord"`
	Open       bool             `json:"open"`
	Summary    string           `json:"summary"` // the portal's description; may be empty
	Asked      []telecom.Detail `json:"asked"`
	PlacedBy   string           `json:"placedBy"`
	PlacedAt   string           `json:"placedAt"`
	PlacedHow  PlacedHow        `json:"placedHow"` // how sure that time is
	EndedAt    string           `json:"endedAt"`
	Trail      []Stage          `json:"trail"`
	Says       []Remark         `json:"says"`
	ClosedHere *ClosedHere      `json:"closedHere"` // null unless a person closed it here
	Closable   bool             `json:"closable"`   // a person may close it here: it is past its limit
}

// PlacedHow says how sure the time is at which an order was placed.
type PlacedHow string

// How sure a time is.
const (
	PlacedGiven     PlacedHow = "given"     // the portal gave it
	PlacedFirstSeen PlacedHow = "firstSeen" // it gave none that can be read: this desk first saw the order then
	PlacedNoZone    PlacedHow = "noZone"    // it has no time zone: it may be hours off
)

// Stage is one step of the trail.
type Stage struct {
	At   string `json:"at"`
	Code string `json:"code"` // verbatim, without brackets
	Text string `json:"text"`
	More string `json:"more"` // the carrier's words beside a label; may be empty
}

// Remark is something the portal says about an order, verbatim.
type Remark struct {
	Kind telecom.RemarkKind `json:"kind"`
	At   string             `json:"at"`
	Code string             `json:"code"`
	Text string             `json:"text"`
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
