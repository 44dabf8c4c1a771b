package bindings

import (
	"commsdesk/backend/telecom"
)

// OrdersPage is what can be ordered for a service, or without one what makes a service.
type OrdersPage struct {
	Off     string      `json:"off"`     // why nothing can be placed from this desk; empty: it can
	Actions []ActionRow `json:"actions"` // in the order in which they are shown

	Plans        []PlanCard   `json:"plans"` // those of the service's platform; without a service, those a new one can have
	Packs        []PackCard   `json:"packs"`
	Features     []FeatureRow `json:"features"` // those of the service, and those on offer that it does not have
	OfferReadAt  string       `json:"offerReadAt"`
	OfferProblem *Problem     `json:"offerProblem"` // why the catalog could not be read last; null if it could

	SIMDigits int    `json:"simDigits"` // how many digits a physical SIM's number has
	Today     string `json:"today"`     // in the provider's time zone, YYYY-MM-DD
}

// ActionRow is one action, and what would come of taking it now.
type ActionRow struct {
	Kind    telecom.Kind  `json:"kind"`
	Off     string        `json:"off"`   // why it is not possible, whatever is typed; empty: it is
	Level   telecom.Level `json:"level"` // what speaks against it
	OrderID string        `json:"orderId"`
	Text    string        `json:"text"`    // the first of what speaks against it; may be empty
	DraftAt string        `json:"draftAt"` // when a draft of it was kept; empty: there is none
}

// PlanCard is a plan to choose. Empty strings were not given.
type PlanCard struct {
	ID          string         `json:"id"`
	Name        string         `json:"name"`
	Price       string         `json:"price"` // for a month
	Currency    string         `json:"currency"`
	Allowances  []AllowanceRow `json:"allowances"`
	NetworkType string         `json:"networkType"`
	SpeedCap    string         `json:"speedCap"`
	Inclusions  []string       `json:"inclusions"`
	Current     bool           `json:"current"` // the plan that the service is on
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

// AllowanceRow is how much is included. Amounts are decimal numbers as text.
type AllowanceRow struct {
	Kind      telecom.UsageKind `json:"kind"`
	Amount    string            `json:"amount"`
	Unit      string            `json:"unit"`
	Unlimited bool              `json:"unlimited"`
}

// Draft is telecom.Draft for the window: what the form of an action asks.
type Draft struct {
	Kind      telecom.Kind `json:"kind"`
	ServiceID string       `json:"serviceId"`
	OrderID   string       `json:"orderId"` // the one to cancel
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

// FeatureChange is a switch to be set, and how it stood.
type FeatureChange struct {
	Name string `json:"name"`
	From bool   `json:"from"`
	To   bool   `json:"to"`
}

// KeptDraft is a draft as it was kept last; a new one if At is empty.
type KeptDraft struct {
	Draft Draft  `json:"draft"`
	At    string `json:"at"`
}

// DraftCheck is what is to be said about a draft as it stands.
type DraftCheck struct {
	Mistakes     []Mistake     `json:"mistakes"` // to be put right first
	Level        telecom.Level `json:"level"`
	Concerns     []Concern     `json:"concerns"` // the strictest first
	Consequences []Consequence `json:"consequences"`
	Irreversible bool          `json:"irreversible"`
	CheckedAt    string        `json:"checkedAt"` // when the activity that it was held against was last read; empty: never
}

// Mistake is something to put right before a draft can be placed.
type Mistake struct {
	Field telecom.Field `json:"field"`
	Text  string        `json:"text"`
}

// Concern is one thing that speaks against a draft.
type Concern struct {
	ID        string        `json:"id"` // names it, for one who says that he has read it
	Level     telecom.Level `json:"level"`
	OrderID   string        `json:"orderId"`   // empty for a promise that has none yet
	ServiceID string        `json:"serviceId"` // whose activity it stands in; empty if it stands in none
	Stuck     bool          `json:"stuck"`
	Text      string        `json:"text"`
}

// Consequence is something that will happen when a draft is placed.
type Consequence struct {
	Text  string `json:"text"`
	Grave bool   `json:"grave"` // it cannot be undone
}

// Placing is what became of a draft that somebody wanted to place.
type Placing struct {
	Blocked  bool                    `json:"blocked"`  // nothing was sent: mistakes and concerns say why
	State    telecom.SubmissionState `json:"state"`    // of what was sent; empty if nothing was
	OrderID  string                  `json:"orderId"`  // may be empty
	Problem  *Problem                `json:"problem"`  // why it was not placed, or why nobody knows; null if it was
	Mistakes []Mistake               `json:"mistakes"` // to be put right first
	Concerns []Concern               `json:"concerns"` // what speaks against it
	Beside   []Concern               `json:"beside"`   // other open orders of the kind that were met after it was placed
}

// PromiseRow is an order that left this desk, or is leaving it, and of which the portal shows nothing yet.
type PromiseRow struct {
	Key       string                  `json:"key"`
	Kind      telecom.Kind            `json:"kind"`
	ServiceID string                  `json:"serviceId"` // empty for an order that makes a service
	State     telecom.SubmissionState `json:"state"`
	OrderID   string                  `json:"orderId"`
	Named     string                  `json:"named"` // another order's id, with which the portal answered; empty: it did not
	By        string                  `json:"by"`
	At        string                  `json:"at"`
	Asked     []Detail                `json:"asked"`

	ClosedHere *ClosedHere `json:"closedHere"` // null unless a person declared it closed here
	Closable   bool        `json:"closable"`   // a person may declare it closed here: the portal has not shown it for too long
	Searches   int         `json:"searches"`   // how often it was looked for in vain, if it is not known what became of it
	DecideAt   string      `json:"decideAt"`   // from then on a person may decide; empty unless the portal must be searched first
	Decidable  bool        `json:"decidable"`  // a person may decide now
	Candidates []Candidate `json:"candidates"`
	Beside     []Concern   `json:"beside"` // other open orders for the same new service: somebody else was as quick
}

// Candidate is an order that may be what was sent. It is no proof.
type Candidate struct {
	OrderID    string         `json:"orderId"`
	Status     telecom.Status `json:"status"`
	StatusWord string         `json:"statusWord"`
	PlacedAt   string         `json:"placedAt"`
	PlacedBy   string         `json:"placedBy"`
	Asked      []Detail       `json:"asked"`
}

// ClosedHere is a person's word that an order has ended although the portal says it is open.
type ClosedHere struct {
	By  string `json:"by"`
	Why string `json:"why"`
	At  string `json:"at"`
}

// UsagePage is what a service has used in the billing cycle.
type UsagePage struct {
	Off    string     `json:"off"`    // why there is none; empty: there may be
	ReadAt string     `json:"readAt"` // empty: never read
	Rows   []UsageRow `json:"rows"`
}

// UsageRow is how much of one kind was used. Amounts are decimal numbers as text.
type UsageRow struct {
	Kind       telecom.UsageKind `json:"kind"`
	Used       string            `json:"used"`
	Allowance  string            `json:"allowance"` // empty: not given
	Unlimited  bool              `json:"unlimited"`
	Unit       string            `json:"unit"`
	Thousandth int               `json:"thousandth"` // how much of the allowance is used, in thousandths; above 1000 if more; -1 if not known
	From       string            `json:"from"`       // first day of the cycle, YYYY-MM-DD; may be empty
	To         string            `json:"to"`
	MeasuredAt string            `json:"measuredAt"` // up to when the portal counted; may be empty
}
