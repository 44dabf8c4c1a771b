package bindings

import "commsdesk/backend/telecom"

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
	LetterO   bool            `json:"letterO"`  // nothing was found for a number typed with the letter O in place of zero
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
