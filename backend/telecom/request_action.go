package telecom

import (
	"slices"
)

// RequestAction is something that staff do with a subscription request.
type RequestAction string

// The actions.
const (
	StartContract      RequestAction = "startContract"
	ContractReady      RequestAction = "contractReady"
	SendToCustomer     RequestAction = "sendToCustomer"
	RecordSignature    RequestAction = "recordSignature"
	BackToGenerating   RequestAction = "backToGenerating"
	StartProvisioning  RequestAction = "startProvisioning"
	RetryProvisioning  RequestAction = "retryProvisioning"
	DenyRequest        RequestAction = "deny"
	CancelRequest      RequestAction = "cancel"
	AcceptCancellation RequestAction = "acceptCancellation" // these three answer a customer who asks to cancel
	RevertToInProgress RequestAction = "revertToInProgress"
	RevertToSubmitted  RequestAction = "revertToSubmitted"
)

// RequestActions lists every action once, in the order shown.
func RequestActions() []RequestAction {
	return []RequestAction{AcceptCancellation, RevertToInProgress, RevertToSubmitted, StartContract, ContractReady, SendToCustomer,
		RecordSignature, BackToGenerating, StartProvisioning, RetryProvisioning, DenyRequest, CancelRequest}
}

// step is an action and the resulting status.
type step struct {
	Action RequestAction
	To     RequestStatus
}

// requestTable holds what staff may do with a request in each of the sixteen statuses, and the result. The portal's
// help page gives most rows as "view only"; those of Subscription Request Received, Generating Contract, Contract Ready
// for Review, Contract Signed, Active and Provisioning Failed are inferred from it, so the portal's own list wins.
var requestTable = map[RequestStatus][]step{
	RequestDraft:      {},
	RequestReceived:   {{StartContract, RequestGenerating}, {DenyRequest, RequestDenied}, {CancelRequest, RequestCanceled}},
	RequestGenerating: {{ContractReady, RequestContractReady}, {CancelRequest, RequestCanceled}},
	RequestContractReady: {{SendToCustomer, RequestContractReady}, {RecordSignature, RequestSigned},
		{BackToGenerating, RequestGenerating}, {CancelRequest, RequestCanceled}},
	RequestSigned:             {{StartProvisioning, RequestProvisioning}, {CancelRequest, RequestCanceled}},
	RequestProvisioning:       {},
	RequestActive:             {{CancelRequest, RequestPendingCancel}},
	RequestExpired:            {},
	RequestPendingCancel:      {},
	RequestCanceled:           {},
	RequestDecommissioning:    {},
	RequestProvisioningFailed: {{RetryProvisioning, RequestProvisioning}, {CancelRequest, RequestCanceled}},
	RequestDenied:             {},
	RequestValidating:         {},
	RequestActivating:         {},
	RequestActivationFailed:   {},
}

// usualEnd is the result of an action that the portal offers in a status for which the table lacks it.
var usualEnd = map[RequestAction]RequestStatus{
	StartContract: RequestGenerating, ContractReady: RequestContractReady, SendToCustomer: RequestContractReady,
	RecordSignature:  RequestSigned,
	BackToGenerating: RequestGenerating, StartProvisioning: RequestProvisioning, RetryProvisioning: RequestProvisioning,
	DenyRequest:   RequestDenied,
	CancelRequest: RequestCanceled, AcceptCancellation: RequestCanceled, RevertToInProgress: RequestGenerating,
	RevertToSubmitted: RequestReceived,
}

// OfferedAction is an action on a request, and why it is unavailable.
type OfferedAction struct {
	Action RequestAction // empty: a word of the portal that this desk does not know
	Word   string        // the portal's word for it, verbatim; empty if it comes from this desk's table
	To     RequestStatus // the resulting status
	Off    string        // why it cannot be taken; empty if it can
}

// Offers returns the actions on a request for a role: the portal's own list if there is one, else this desk's table.
// Nothing is hidden that can be explained: what a role may not do is unavailable, with the reason.
func (r *Request) Offers(role Role) []OfferedAction {
	offers := r.listed()
	off := ""
	switch {
	case role == RoleNone:
		off = "Unavailable until the profile has a role. Add one to the configuration, such as role = \"deliveryTeam\"."
	case !role.Reviews():
		off = "Not available to your role, which may only view requests."
	}
	for i := range offers {
		if offers[i].Off == "" {
			offers[i].Off = off
		}
	}
	return offers
}

// AgainstTaking returns why a role cannot take an action with that result; empty if it can.
func (r *Request) AgainstTaking(a RequestAction, to RequestStatus, role Role) Against {
	switch {
	case !role.Reviews():
		return AgainstRole
	case slices.ContainsFunc(r.Offers(role), func(o OfferedAction) bool { return o.Action == a && o.To == to && o.Off == "" }):
		return ""
	}
	return AgainstNotOffered
}

func (r *Request) listed() []OfferedAction {
	var offers []OfferedAction
	if r.AllowedGiven {
		for _, word := range r.Allowed {
			a := actionOf(word)
			o := OfferedAction{Action: a, Word: word, To: r.end(a)}
			switch {
			case Normalize(word) == "view":
				continue
			case a == "":
				o.Off = "Not available here: Commsdesk does not know this action. Use the portal for it."
			}
			offers = append(offers, o)
		}
	} else if r.Status != "" {
		for _, s := range r.tableSteps() {
			offers = append(offers, OfferedAction{Action: s.Action, To: s.To})
		}
	}
	rank := append(RequestActions(), "")
	slices.SortStableFunc(offers, func(a, b OfferedAction) int { return slices.Index(rank, a.Action) - slices.Index(rank, b.Action) })
	return offers
}

// tableSteps returns the row of the table. If the customer asks to cancel before provisioning has begun, the three
// answers come first. Later something is running, and nothing says where a revert would lead.
func (r *Request) tableSteps() []step {
	row := requestTable[r.Status]
	if r.CancelAsked == nil || !slices.Contains([]RequestStatus{RequestReceived, RequestGenerating, RequestContractReady, RequestSigned},
		r.Status) {
		return row
	}
	return append([]step{{AcceptCancellation, r.end(AcceptCancellation)}, {RevertToInProgress, r.end(RevertToInProgress)},
		{RevertToSubmitted, RequestReceived}},
		slices.DeleteFunc(slices.Clone(row), func(s step) bool { return s.Action == CancelRequest })...)
}

// end returns the result of an action. In progress is the status of the request when its customer asked to cancel it,
// if work on it had begun.
func (r *Request) end(a RequestAction) RequestStatus {
	if s, known := first(requestTable[r.Status], func(s step) bool { return s.Action == a }); known {
		return s.To
	}
	switch {
	case a == AcceptCancellation && r.Status == RequestActive:
		return RequestPendingCancel
	case a == RevertToInProgress && r.CancelAsked != nil && r.statusWhenAsked() != "":
		return r.statusWhenAsked()
	}
	return usualEnd[a]
}

// statusWhenAsked returns the in-progress status of the request when its customer asked to cancel it; empty if there
// was none.
func (r *Request) statusWhenAsked() RequestStatus {
	was := r.Status
	for _, c := range r.History {
		if c.At.After(r.CancelAsked.At) {
			break
		}
		was = c.To
	}
	if was != RequestPendingCancel && CardInProgress.Counts(was) {
		return was
	}
	return ""
}

// actionOf parses the portal's word for an action, ignoring case and separators; empty if it is unknown.
func actionOf(word string) RequestAction {
	a, _ := like(RequestActions(), word)
	return a
}

// like finds the word of a list that is the same as a portal's, ignoring case and separators.
func like[T ~string](all []T, word string) (T, bool) {
	word = Normalize(word)
	return first(all, func(w T) bool { return Normalize(string(w)) == word })
}

// NeedsReason reports whether an action needs a reason.
func (a RequestAction) NeedsReason() bool {
	return a == DenyRequest || a == CancelRequest || a == AcceptCancellation
}

// DecisionReason is why a request is denied or canceled, from a list; text may say more.
type DecisionReason string

// The reasons.
const (
	ReasonCredit       DecisionReason = "creditCheck"
	ReasonIncomplete   DecisionReason = "incompleteDetails"
	ReasonNotAvailable DecisionReason = "notAvailable"
	ReasonDuplicate    DecisionReason = "duplicateRequest"
	ReasonCustomer     DecisionReason = "customerAsked"
	ReasonNoAnswer     DecisionReason = "customerDoesNotAnswer"
	ReasonTerms        DecisionReason = "termsNotAccepted"
	ReasonOther        DecisionReason = "other"
)

// Reasons lists the reasons of an action; nil if it needs none.
func (a RequestAction) Reasons() []DecisionReason {
	switch a {
	case DenyRequest:
		return []DecisionReason{ReasonCredit, ReasonIncomplete, ReasonNotAvailable, ReasonDuplicate, ReasonTerms, ReasonOther}
	case CancelRequest:
		return []DecisionReason{ReasonCustomer, ReasonNoAnswer, ReasonTerms, ReasonNotAvailable, ReasonDuplicate, ReasonOther}
	case AcceptCancellation:
		return []DecisionReason{ReasonCustomer, ReasonDuplicate, ReasonTerms, ReasonOther}
	}
	return nil
}

// DecisionReasons lists every reason once.
func DecisionReasons() []DecisionReason {
	return []DecisionReason{ReasonCredit, ReasonIncomplete, ReasonNotAvailable, ReasonDuplicate, ReasonCustomer, ReasonNoAnswer, ReasonTerms,
		ReasonOther}
}

// Role is the access group of the person at this desk. The portal stays the authority: a role only limits what this
// desk offers.
type Role string

// The access groups of the portal. Without a role nothing is offered.
const (
	RoleNone          Role = ""
	RoleAdministrator Role = "administrator"
	RoleContributor   Role = "contributor"
	RoleAccounts      Role = "accountManager"
	RoleDelivery      Role = "deliveryTeam"
	RoleViewer        Role = "viewer"
	RoleOperator      Role = "operator"
)

// Roles lists every access group once.
func Roles() []Role {
	return []Role{RoleAdministrator, RoleContributor, RoleAccounts, RoleDelivery, RoleViewer, RoleOperator}
}

// Reviews reports whether a role acts on subscription requests. Operators only view.
func (r Role) Reviews() bool {
	return r == RoleAdministrator || r == RoleContributor || r == RoleAccounts || r == RoleDelivery
}
