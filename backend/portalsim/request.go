package portalsim

import (
	"fmt"
	"slices"
)

// firstRequest is the number in the id of the oldest request. The newest of the default world is SR-104431.
const firstRequest = 104020

// request is a customer's request to subscribe to a service offering.
type request struct {
	serial      int
	ordered     int64
	status      string
	version     int // rises with everything that a decision depends on
	service     *service
	by          contact
	changes     []statusChange
	contracts   []int64              // when each version of the contract was begun
	key         string               // of the last decision that a client sent
	echo        []wireCharacteristic // what it asked for, where that is stored and not carried out
	asked       *cancelRequest
	notes       []wireNote
	activeSince int64 // when it became active first; 0: never
	due         int64 // when provisioning goes on; 0: never by itself
	index       int   // in requestBook.byStatus
}

// contact is the person who initiated a request.
type contact struct{ name, mail string }

// statusChange is one line of a request's history.
type statusChange struct {
	at                int64
	by, from, to, why string
}

// cancelRequest says that a customer wants a request canceled.
type cancelRequest struct {
	at      int64
	by, why string
}

func (s *request) number() int       { return firstRequest + s.serial }
func (s *request) id() string        { return fmt.Sprintf("SR-%d", s.number()) }
func (s *request) productID() string { return fmt.Sprintf("PRD-%d", s.number()) }

// hasProduct reports whether there is a product: from the moment on that the request is submitted.
func (s *request) hasProduct() bool { return s.status != requestDraft }

// setStatus sets the status. Every change is made by it, so that the history, the version and the contract always
// agree.
func (s *request) setStatus(to string, at int64, by, why string) {
	s.changes = append(s.changes, statusChange{at, by, s.status, to, why})
	s.status = to
	s.version++
	if wants, _ := requestStatusNamed(to); to == requestGenerating || len(s.contracts) == 0 && wants.contract != "" && to != requestDenied &&
		to != requestCanceled {
		s.contracts = append(s.contracts, at)
	}
	if to == requestActive && s.activeSince == 0 {
		s.activeSince = at
	}
	if to != requestCanceled && to != requestPendingCancel && to != requestDecommissioning {
		s.asked = nil // any other decision answers the customer
	}
}

// keepStatus notes a decision that leaves the status as it is: the contract is sent once more, or a cancellation
// request is declined.
func (s *request) keepStatus(at int64, by, why string) {
	s.changes = append(s.changes, statusChange{at, by, s.status, s.status, why})
	s.version++
	s.asked = nil
}

// ask notes that the customer wants to cancel.
func (s *request) ask(at int64, why string) {
	s.asked = &cancelRequest{at, s.by.mail, why}
	s.version++
}

// withdraw takes that back.
func (s *request) withdraw() {
	s.asked = nil
	s.version++
}

// redraft begins a new version of the contract while it is being written.
func (s *request) redraft(at int64) {
	s.contracts = append(s.contracts, at)
	s.version++
}

// remark adds a note, which changes nothing that a decision depends on.
func (s *request) remark(at int64, author, text string) {
	s.notes = append(s.notes, wireNote{ID: fmt.Sprint(len(s.notes) + 1), Author: author, Date: instant(at), Text: text, Type: "Note"})
}

// changedTo returns when the request last came to a status; 0: never.
func (s *request) changedTo(status string) int64 {
	for i := len(s.changes) - 1; i >= 0; i-- {
		if s.changes[i].to == status && s.changes[i].from != status {
			return s.changes[i].at
		}
	}
	return 0
}

// The sixteen statuses of a subscription request, as the portal labels them.
const (
	requestDraft            = "Draft"
	requestReceived         = "Subscription Request Received"
	requestGenerating       = "Generating Contract"
	requestReady            = "Contract Ready for Review"
	requestSigned           = "Contract Signed"
	requestProvisioning     = "Provisioning in Progress"
	requestActive           = "Active"
	requestExpired          = "Expired"
	requestPendingCancel    = "Pending Cancellation"
	requestCanceled         = "Canceled"
	requestDecommissioning  = "Decommissioning"
	requestFailed           = "Provisioning Failed"
	requestDenied           = "Denied"
	requestValidating       = "Validating"
	requestActivating       = "Activating"
	requestActivationFailed = "Activation Failed"
)

// requestStatus is a status, and the word for it in each of the three APIs: many statuses share a word, so no word
// tells the status.
type requestStatus struct{ label, order, product, contract string }

// requestStatuses are all sixteen. Where there is no contract yet, there is no word for its status.
var requestStatuses = []requestStatus{
	{requestDraft, pending, "created", ""},
	{requestReceived, acknowledged, "created", ""},
	{requestGenerating, acknowledged, "created", "in process"},
	{requestReady, pending, "created", "in process"},
	{requestSigned, inProgress, "created", "approved"},
	{requestProvisioning, inProgress, "pendingActive", "approved"},
	{requestActive, completed, "active", "approved"},
	{requestExpired, completed, "terminated", "expired"},
	{requestPendingCancel, cancelling, "pendingTerminate", "approved"},
	{requestCanceled, cancelled, "cancelled", "cancelled"},
	{requestDecommissioning, inProgress, "pendingTerminate", "terminated"},
	{requestFailed, failed, "aborted ", "approved"}, // the specification has the space
	{requestDenied, rejected, "cancelled", "rejected"},
	{requestValidating, inProgress, "pendingActive", "approved"},
	{requestActivating, inProgress, "pendingActive", "approved"},
	{requestActivationFailed, failed, "aborted ", "approved"},
}

// words returns the words of the three APIs for the status of the request.
func (r *request) words() requestStatus {
	s, _ := requestStatusNamed(r.status)
	return s
}

// requestStatusNamed finds a status by its label; false: there is none of that name.
func requestStatusNamed(label string) (requestStatus, bool) {
	i := slices.IndexFunc(requestStatuses, func(s requestStatus) bool { return s.label == label })
	if i < 0 {
		return requestStatus{}, false
	}
	return requestStatuses[i], true
}

// requestAction is something that staff may do with a request, and where it leads.
type requestAction struct{ word, to string }

// requestActions is what staff may do in each status. In the others they look on.
var requestActions = map[string][]requestAction{
	requestReceived:   {{"startContract", requestGenerating}, {"deny", requestDenied}, {"cancel", requestCanceled}},
	requestGenerating: {{"contractReady", requestReady}, {"cancel", requestCanceled}},
	requestReady: {
		{"sendToCustomer", requestReady}, {"recordSignature", requestSigned}, {"backToGenerating", requestGenerating},
		{"cancel", requestCanceled},
	},
	requestSigned: {{"startProvisioning", requestProvisioning}, {"cancel", requestCanceled}},
	requestActive: {{"cancel", requestPendingCancel}},
	requestFailed: {{"retryProvisioning", requestProvisioning}, {"cancel", requestCanceled}},
}

// actions returns what staff may do with a request now. When its customer asks to cancel it, the three answers to that
// come first, and cancel is one of them.
func (s *request) actions() []requestAction {
	row := requestActions[s.status]
	if s.asked == nil {
		return row
	}
	var answers []requestAction
	switch s.status {
	case requestReceived:
		answers = []requestAction{{"acceptCancellation", requestCanceled}, {"revertToInProgress", requestGenerating},
			{"revertToSubmitted", requestReceived}}
	case requestGenerating, requestReady, requestSigned:
		answers = []requestAction{{"acceptCancellation", requestCanceled}, {"revertToInProgress", s.status},
			{"revertToSubmitted", requestReceived}}
	case requestActive:
		answers = []requestAction{{"acceptCancellation", requestPendingCancel}}
	default:
		return row
	}
	return append(answers, slices.DeleteFunc(slices.Clone(row), func(one requestAction) bool { return one.word == "cancel" })...)
}

// mayAskToCancel reports whether customers can ask to cancel in a status.
func mayAskToCancel(status string) bool {
	return status == requestReceived || status == requestGenerating || status == requestReady || status == requestSigned ||
		status == requestActive
}
