package bindings

import (
	"commsdesk/backend/telecom"
)

// OrdersPage is what can be ordered for a service; without a service, what creates one.
type OrdersPage struct {
	Off     string      `json:"off"`     // why nothing can be placed from this desk; empty if it can
	Offline bool        `json:"offline"` // the portal cannot be reached, so nothing can be placed now
	Actions []ActionRow `json:"actions"` // in the order shown

	Plans        []PlanCard        `json:"plans"` // those of the service's platform; without a service, those a new one can have
	Packs        []PackCard        `json:"packs"`
	Features     []telecom.Feature `json:"features"` // those of the service, and those on offer that it lacks
	OfferReadAt  string            `json:"offerReadAt"`
	OfferProblem *Problem          `json:"offerProblem"` // why the catalog could not be read last time; null if it could

	SIMDigits string `json:"simDigits"` // how many digits a physical SIM number has: "13", or "13 or 19"
	Today     string `json:"today"`     // in the provider's time zone, YYYY-MM-DD
}

// ActionRow is one action, and whether it can be taken now.
type ActionRow struct {
	Kind    telecom.Kind  `json:"kind"`
	Off     string        `json:"off"`   // why it is impossible, whatever is entered; empty if it is possible
	Level   telecom.Level `json:"level"` // of the strictest concern
	OrderID string        `json:"orderId"`
	Text    string        `json:"text"`    // the first concern; may be empty
	DraftAt string        `json:"draftAt"` // when a draft of it was kept; empty: none
}

// PlanCard is a plan to choose. Empty strings were not given.
type PlanCard struct {
	ID          string         `json:"id"`
	Name        string         `json:"name"`
	Price       string         `json:"price"` // per month
	Currency    string         `json:"currency"`
	Allowances  []AllowanceRow `json:"allowances"`
	NetworkType string         `json:"networkType"`
	SpeedCap    string         `json:"speedCap"`
	Inclusions  []string       `json:"inclusions"`
	Current     bool           `json:"current"` // the service is on this plan
}

// PackCard is a travel pack to choose. Empty strings were not given.
type PackCard struct {
	ID         string         `json:"id"`
	Name       string         `json:"name"`
	Price      string         `json:"price"`
	Currency   string         `json:"currency"`
	Days       int            `json:"days"` // 0: not given
	Where      string         `json:"where"`
	Allowances []AllowanceRow `json:"allowances"`
}

// AllowanceRow is an included amount. Amounts are decimal numbers as text, or the portal’s words in quotes where those are not clear.
type AllowanceRow struct {
	Kind      telecom.UsageKind `json:"kind"`
	Amount    string            `json:"amount"`
	Unit      string            `json:"unit"`
	Unlimited bool              `json:"unlimited"`
}

// Draft is telecom.Draft for the window: the fields of an action's form.
type Draft struct {
	Kind      telecom.Kind `json:"kind"`
	ServiceID string       `json:"serviceId"`
	OrderID   string       `json:"orderId"` // to cancel
	Note      string       `json:"note"`

	SIMType   telecom.SIMType `json:"simType"`
	SIMNumber string          `json:"simNumber"`
	PlanID    string          `json:"planId"`
	PlanName  string          `json:"planName"`
	PackID    string          `json:"packId"`
	PackName  string          `json:"packName"`
	StartOn   string          `json:"startOn"` // YYYY-MM-DD
	Features  []FeatureChange `json:"features"`

	TypedNumber string               `json:"typedNumber"`
	Customer    string               `json:"customer"`
	Origin      telecom.NumberOrigin `json:"origin"`

	PortNumber     string          `json:"portNumber"`
	LosingProvider string          `json:"losingProvider"`
	Billing        telecom.Billing `json:"billing"`
	AccountNumber  string          `json:"accountNumber"`
	BornOn         string          `json:"bornOn"`       // YYYY-MM-DD
	AuthorisedOn   string          `json:"authorisedOn"` // YYYY-MM-DD
}

// FeatureChange is a switch to set, and its state before.
type FeatureChange struct {
	Name string `json:"name"`
	From bool   `json:"from"`
	To   bool   `json:"to"`
}

// KeptDraft is a draft as last kept; a new one if At is empty.
type KeptDraft struct {
	Draft Draft  `json:"draft"`
	At    string `json:"at"`
}

// DraftCheck is the result of checking a draft.
type DraftCheck struct {
	Mistakes     []telecom.Mistake     `json:"mistakes"` // to correct first
	Level        telecom.Level         `json:"level"`
	Concerns     []Concern             `json:"concerns"` // strictest first
	Consequences []telecom.Consequence `json:"consequences"`
	Irreversible bool                  `json:"irreversible"`
	CheckedAt    string                `json:"checkedAt"` // when the activity it was checked against was last read; empty: never
}

// Concern is a reason not to place a draft, or to think twice.
type Concern struct {
	ID        string        `json:"id"` // identifies it once a person has read it
	Level     telecom.Level `json:"level"`
	OrderID   string        `json:"orderId"`   // empty for a submission that has none yet
	ServiceID string        `json:"serviceId"` // in whose activity it is; empty: in none
	Stuck     bool          `json:"stuck"`
	Text      string        `json:"text"`
}

// Placing is the result of placing a draft.
type Placing struct {
	Blocked  bool                    `json:"blocked"`  // nothing was sent: mistakes and concerns say why
	State    telecom.SubmissionState `json:"state"`    // of the submission; empty if nothing was sent
	OrderID  string                  `json:"orderId"`  // may be empty
	Asked    []telecom.Detail        `json:"asked"`    // what was sent
	Problem  *Problem                `json:"problem"`  // why it was not placed, or why the outcome is unknown; null if it was placed
	Mistakes []telecom.Mistake       `json:"mistakes"` // to correct first
	Concerns []Concern               `json:"concerns"`
	Beside   []Concern               `json:"beside"` // other open orders of the kind, found after it was placed
}

// OrderProgress is the progress of an order placed from here, according to the copy.
type OrderProgress struct {
	ServiceID string `json:"serviceId"` // the service whose activity shows it; empty: none yet
	Event     *Event `json:"event"`     // null: the portal does not show it yet
}

// SubmissionRow is an order that left this desk, or is leaving it, and that the portal does not show yet.
type SubmissionRow struct {
	Key       string                  `json:"key"`
	Kind      telecom.Kind            `json:"kind"`
	ServiceID string                  `json:"serviceId"` // empty if the order creates a service
	State     telecom.SubmissionState `json:"state"`
	OrderID   string                  `json:"orderId"`
	Named     string                  `json:"named"` // the id of another order, with which the portal answered; empty if it did not
	By        string                  `json:"by"`
	At        string                  `json:"at"`
	Asked     []telecom.Detail        `json:"asked"`

	ClosedHere *ClosedHere `json:"closedHere"` // null unless a person closed it here
	Closable   bool        `json:"closable"`   // a person may close it here: the portal has not shown it for too long
	Searches   int         `json:"searches"`   // for an unknown outcome: searches in vain
	DecideAt   string      `json:"decideAt"`   // from when a person may resolve it; empty unless the portal is searched first
	Decidable  bool        `json:"decidable"`  // a person may resolve it now
	Candidates []Candidate `json:"candidates"`
	Beside     []Concern   `json:"beside"` // other open orders for the same new service: somebody else was as quick
}

// Candidate is an order that may be the one sent. It does not prove that the order arrived.
type Candidate struct {
	OrderID    string           `json:"orderId"`
	Status     telecom.Status   `json:"status"`
	StatusWord string           `json:"statusWord"`
	PlacedAt   string           `json:"placedAt"`
	PlacedBy   string           `json:"placedBy"`
	Asked      []telecom.Detail `json:"asked"`
}

// ClosedHere records that a person closed an order here although the portal says it is open.
type ClosedHere struct {
	By  string `json:"by"`
	Why string `json:"why"`
	At  string `json:"at"`
}

// UsagePage is the usage of a service in its billing cycle.
type UsagePage struct {
	Off    string     `json:"off"`    // why there is none; empty if there may be
	ReadAt string     `json:"readAt"` // empty: never read
	Rows   []UsageRow `json:"rows"`
}

// UsageRow is the usage of one kind. Amounts are decimal numbers as text, or the portal’s words in quotes where those are not clear.
type UsageRow struct {
	Kind       telecom.UsageKind `json:"kind"`
	Used       string            `json:"used"`
	Allowance  string            `json:"allowance"` // empty: not given
	Unlimited  bool              `json:"unlimited"`
	Unit       string            `json:"unit"`
	Thousandth int               `json:"thousandth"` // thousandths of the allowance used; above 1000 if more, -1 if unknown
	From       string            `json:"from"`       // first day of the cycle, YYYY-MM-DD; may be empty
	To         string            `json:"to"`
	MeasuredAt string            `json:"measuredAt"` // until when the portal counted; may be empty
}
