package portalsim

import "slices"

// The sixteen statuses of a subscription request, as the portal labels them.
const (
	subDraft            = "Draft"
	subReceived         = "Subscription Request Received"
	subGenerating       = "Generating Contract"
	subReady            = "Contract Ready for Review"
	subSigned           = "Contract Signed"
	subProvisioning     = "Provisioning in Progress"
	subActive           = "Active"
	subExpired          = "Expired"
	subPendingCancel    = "Pending Cancellation"
	subCanceled         = "Canceled"
	subDecommissioning  = "Decommissioning"
	subFailed           = "Provisioning Failed"
	subDenied           = "Denied"
	subValidating       = "Validating"
	subActivating       = "Activating"
	subActivationFailed = "Activation Failed"
)

// subStatus is a status, and the word for it in each of the three APIs: many
// statuses share a word, so no word tells the status.
type subStatus struct{ label, order, product, contract string }

// subStatuses are all sixteen. Where there is no contract yet, there is no word
// for its status.
var subStatuses = []subStatus{
	{subDraft, pending, "created", ""},
	{subReceived, acknowledged, "created", ""},
	{subGenerating, acknowledged, "created", "in process"},
	{subReady, pending, "created", "in process"},
	{subSigned, inProgress, "created", "approved"},
	{subProvisioning, inProgress, "pendingActive", "approved"},
	{subActive, completed, "active", "approved"},
	{subExpired, completed, "terminated", "expired"},
	{subPendingCancel, cancelling, "pendingTerminate", "approved"},
	{subCanceled, cancelled, "cancelled", "cancelled"},
	{subDecommissioning, inProgress, "pendingTerminate", "terminated"},
	{subFailed, failed, "aborted ", "approved"}, // the specification has the space
	{subDenied, rejected, "cancelled", "rejected"},
	{subValidating, inProgress, "pendingActive", "approved"},
	{subActivating, inProgress, "pendingActive", "approved"},
	{subActivationFailed, failed, "aborted ", "approved"},
}

// subStatusOf finds a status by its label; false: there is none of that name.
func subStatusOf(label string) (subStatus, bool) {
	i := slices.IndexFunc(subStatuses, func(s subStatus) bool { return s.label == label })
	if i < 0 {
		return subStatus{}, false
	}
	return subStatuses[i], true
}

// subStep is something that staff may do with a request, and where it leads.
type subStep struct{ word, to string }

// subSteps is what staff may do in each status. In the others they look on.
var subSteps = map[string][]subStep{
	subReceived:   {{"startContract", subGenerating}, {"deny", subDenied}, {"cancel", subCanceled}},
	subGenerating: {{"contractReady", subReady}, {"cancel", subCanceled}},
	subReady: {
		{"sendToCustomer", subReady}, {"recordSignature", subSigned}, {"backToGenerating", subGenerating}, {"cancel", subCanceled},
	},
	subSigned: {{"startProvisioning", subProvisioning}, {"cancel", subCanceled}},
	subActive: {{"cancel", subPendingCancel}},
	subFailed: {{"retryProvisioning", subProvisioning}, {"cancel", subCanceled}},
}

// steps is what staff may do with a request now. When its customer asks to
// cancel it, the three answers to that come first, and cancel is one of them.
func (s *subscription) steps() []subStep {
	row := subSteps[s.status]
	if s.asked == nil {
		return row
	}
	var answers []subStep
	switch s.status {
	case subReceived:
		answers = []subStep{{"acceptCancellation", subCanceled}, {"revertToInProgress", subGenerating}, {"revertToSubmitted", subReceived}}
	case subGenerating, subReady, subSigned:
		answers = []subStep{{"acceptCancellation", subCanceled}, {"revertToInProgress", s.status}, {"revertToSubmitted", subReceived}}
	case subActive:
		answers = []subStep{{"acceptCancellation", subPendingCancel}}
	default:
		return row
	}
	return append(answers, slices.DeleteFunc(slices.Clone(row), func(one subStep) bool { return one.word == "cancel" })...)
}

// mayAskToCancel are the statuses in which a customer can ask for it.
func mayAskToCancel(status string) bool {
	return status == subReceived || status == subGenerating || status == subReady || status == subSigned || status == subActive
}
