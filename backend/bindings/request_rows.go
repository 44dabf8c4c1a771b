package bindings

import (
	"commsdesk/backend/telecom"
)

// RequestsQuery asks for a part of the list of subscription requests.
type RequestsQuery struct {
	Text      string                  `json:"text"`
	Card      telecom.Card            `json:"card"` // empty: the total
	Statuses  []telecom.RequestStatus `json:"statuses"`
	Customer  string                  `json:"customer"` // exact values; empty: any
	Offering  string                  `json:"offering"`
	Package   string                  `json:"package"`
	Initiator string                  `json:"initiator"`
	From      string                  `json:"from"` // days in this desk's time zone, such as 2026-11-22, both included; empty: any
	To        string                  `json:"to"`
	Mark      RequestMark             `json:"mark"` // empty: any
	Sort      telecom.RequestSort     `json:"sort"` // empty: order date
	Ascending bool                    `json:"ascending"`
	Offset    int                     `json:"offset"`
	Limit     int                     `json:"limit"`
}

// RequestMark is something a row carries beyond the portal's status.
type RequestMark string

// The marks.
const (
	MarkWaiting  RequestMark = "waiting"  // a decision waits to be sent
	MarkConflict RequestMark = "conflict" // a decision met a conflict or a refusal, or its outcome is unknown: a person decides
	MarkAsks     RequestMark = "asks"     // its customer asks to cancel
	MarkUnread   RequestMark = "unread"   // nobody has read its last change here
)

// RequestMarks lists every mark once.
func RequestMarks() []RequestMark {
	return []RequestMark{MarkWaiting, MarkConflict, MarkAsks, MarkUnread}
}

// OpenDecisions are the requests, by ID, whose decisions are open.
type OpenDecisions struct {
	Waiting  []string `json:"waiting"`  // to be sent
	Returned []string `json:"returned"` // a person has to look at it: conflict, refused, or outcome unknown
}

// RequestsPage is a part of the list.
type RequestsPage struct {
	Off      string `json:"off"` // why there are no requests on this desk; empty if there may be
	Matching int    `json:"matching"`

	// The four cards, whatever the query, and the number of requests in other statuses.
	Total      int `json:"total"`
	Requested  int `json:"requested"`
	InProgress int `json:"inProgress"`
	Active     int `json:"active"`
	Others     int `json:"others"`

	Waiting   int `json:"waiting"` // decisions waiting to be sent
	Conflicts int `json:"conflicts"`
	Asks      int `json:"asks"`
	Unread    int `json:"unread"`

	Rows       []RequestRow    `json:"rows"`
	Returned   []RequestRow    `json:"returned"` // the first of those with a decision that came back, whatever the query
	Statuses   []telecom.Count `json:"statuses"`
	Customers  []telecom.Count `json:"customers"`
	Offerings  []telecom.Count `json:"offerings"`
	Packages   []telecom.Count `json:"packages"`
	Initiators []telecom.Count `json:"initiators"`
	Views      []SavedView     `json:"views"`
	FirstCopy  bool            `json:"firstCopy"` // the first copy is incomplete
	ReadAt     string          `json:"readAt"`    // start of the last complete pass over the requests, in this desk's clock; empty: none yet
}

// SavedView is a named query. It has no offset and no limit.
type SavedView struct {
	Name  string        `json:"name"`
	Query RequestsQuery `json:"query"`
}

// RequestRow is one request in the list.
type RequestRow struct {
	ID          string                `json:"id"`
	InitiatedBy string                `json:"initiatedBy"`
	Customer    string                `json:"customer"`
	Offering    string                `json:"offering"`
	Package     string                `json:"package"`
	OrderedAt   string                `json:"orderedAt"`
	Status      telecom.RequestStatus `json:"status"`    // empty: not given
	StateWord   string                `json:"stateWord"` // TMF's word, verbatim
	Means       telecom.Status        `json:"means"`     // what that word means
	Asks        bool                  `json:"asks"`
	Unread      bool                  `json:"unread"`
	Decision    *DecisionChip         `json:"decision"` // null: none is open
	Gone        bool                  `json:"gone"`     // not, or no longer, on this desk: the row shows what the decision was based on
}

// DecisionChip is the short form of a decision.
type DecisionChip struct {
	Action telecom.RequestAction `json:"action"`
	State  telecom.DecisionState `json:"state"`
}

// RequestPage is everything known of one request.
type RequestPage struct {
	ID          string                `json:"id"`
	Gone        bool                  `json:"gone"` // not, or no longer, on this desk; the decision and the notes are still here
	Status      telecom.RequestStatus `json:"status"`
	StateWord   string                `json:"stateWord"`
	Means       telecom.Status        `json:"means"`
	Customer    string                `json:"customer"`
	InitiatedBy string                `json:"initiatedBy"`
	Offering    string                `json:"offering"`
	Package     string                `json:"package"`
	Quantity    string                `json:"quantity"`
	OrderedAt   string                `json:"orderedAt"`
	Summary     string                `json:"summary"`
	Version     string                `json:"version"`
	Answers     []telecom.Detail      `json:"answers"`
	Contract    []AgreementRow        `json:"contract"` // newest version first
	Products    []ProductRow          `json:"products"`
	Services    []ServiceRef          `json:"services"`
	OrderIDs    []string              `json:"orderIds"`
	History     []ChangeRow           `json:"history"` // newest first, with the decisions of this desk
	// HistoryGiven is false if the portal gives no history: the history is then what this desk has seen.
	HistoryGiven bool                 `json:"historyGiven"`
	Notes        []NoteRow            `json:"notes"`       // newest first
	CancelAsked  *CancellationRequest `json:"cancelAsked"` // the customer's cancellation request; null: none
	Asks         bool                 `json:"asks"`        // it still waits for an answer
	Actions      []ActionOf           `json:"actions"`
	ActionsGiven bool                 `json:"actionsGiven"` // the actions come from the portal; if not, from this desk's table
	Decision     *DecisionRow         `json:"decision"`     // the open one; null: none
	Unread       bool                 `json:"unread"`
	ReadAt       string               `json:"readAt"` // when the portal last confirmed it
	Seen         string               `json:"seen"`   // a token of its current state, for NewDecision
}

// AgreementRow is one version of the contract.
type AgreementRow struct {
	ID        string        `json:"id"`
	Version   string        `json:"version"`
	Name      string        `json:"name"`
	StateWord string        `json:"stateWord"`
	At        string        `json:"at"`
	Missing   bool          `json:"missing"` // only its id is known here
	Documents []DocumentRow `json:"documents"`
}

// DocumentRow is a file of the contract.
type DocumentRow struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Type string `json:"type"`
	Size int    `json:"size"` // bytes; 0: not given
	Kept bool   `json:"kept"` // it can be opened without the portal
}

// ProductRow is a product that the request creates.
type ProductRow struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	StateWord string `json:"stateWord"`
}

// ServiceRef is a service of the request.
type ServiceRef struct {
	ID     string `json:"id"`
	Number string `json:"number"` // empty: not on this desk
}

// ChangeRow is one step of the history.
type ChangeRow struct {
	At   string                `json:"at"`
	By   string                `json:"by"`
	From telecom.RequestStatus `json:"from"`
	To   telecom.RequestStatus `json:"to"`
	Why  string                `json:"why"`
	Here *DecisionChip         `json:"here"` // a decision of this desk; null: from the portal

	Reason telecom.DecisionReason `json:"reason"` // of a decision of this desk; its text is in Why
}

// NoteRow is a note on the request.
type NoteRow struct {
	ID   string `json:"id"` // empty: the portal's, which cannot be removed here
	At   string `json:"at"`
	By   string `json:"by"`
	Text string `json:"text"`
}

// CancellationRequest is a customer's cancellation request.
type CancellationRequest struct {
	At  string `json:"at"`
	By  string `json:"by"`
	Why string `json:"why"`
}

// ActionOf is one action on the request.
type ActionOf struct {
	Action  telecom.RequestAction    `json:"action"` // empty: only the portal knows it
	Word    string                   `json:"word"`   // the portal's word, verbatim; empty if it comes from this desk's table
	To      telecom.RequestStatus    `json:"to"`
	Off     string                   `json:"off"`     // why it cannot be taken; empty if it can
	Reasons []telecom.DecisionReason `json:"reasons"` // to choose from; none if no reason is needed
}

// DecisionRow is an open decision.
type DecisionRow struct {
	Key       string                 `json:"key"`
	Action    telecom.RequestAction  `json:"action"`
	To        telecom.RequestStatus  `json:"to"`
	Reason    telecom.DecisionReason `json:"reason"`
	Text      string                 `json:"text"`
	At        string                 `json:"at"`
	By        string                 `json:"by"`
	State     telecom.DecisionState  `json:"state"`
	HoldUntil string                 `json:"holdUntil"` // not sent before, in this desk's clock; empty: no hold
	Said      string                 `json:"said"`
	On        SnapshotRow            `json:"on"`
	Left      bool                   `json:"left"`     // it was sent
	Against   telecom.Against        `json:"against"`  // of a conflict: why it came back; empty otherwise
	Kept      string                 `json:"kept"`     // of a waiting one: why it could not be sent last time; empty if nothing failed
	Delayed   string                 `json:"delayed"`  // of a waiting one: since when the portal cannot be reached; empty if it can
	Now       *SnapshotRow           `json:"now"`      // of a conflict; null otherwise
	AgainOff  string                 `json:"againOff"` // why it cannot be applied to the new state; empty if it can
	Scans     int                    `json:"scans"`
	Settle    bool                   `json:"settle"`   // a person may settle it
	SettleAt  string                 `json:"settleAt"` // from when, after enough searches
}

// SnapshotRow is a snapshot of a request.
type SnapshotRow struct {
	Gone      bool                  `json:"gone"` // the portal no longer has the request: nothing else is known
	Status    telecom.RequestStatus `json:"status"`
	StateWord string                `json:"stateWord"`
	Means     telecom.Status        `json:"means"`
	Version   string                `json:"version"`
	Contract  string                `json:"contract"`
	Offering  string                `json:"offering"`
	Package   string                `json:"package"`
	Quantity  string                `json:"quantity"`
	Asks      bool                  `json:"asks"` // the customer asks to cancel
	ChangedAt string                `json:"changedAt"`
	ChangedBy string                `json:"changedBy"`
	Why       string                `json:"why"`
}

// NewDecision is a decision about a request.
type NewDecision struct {
	RequestID string                 `json:"requestId"`
	Action    telecom.RequestAction  `json:"action"`
	Reason    telecom.DecisionReason `json:"reason"` // empty if the action needs none
	Text      string                 `json:"text"`
	// Seen is the token of the page that the person saw, so that nobody decides on a page that has changed since.
	Seen string `json:"seen"`
}
