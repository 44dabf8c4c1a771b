package telecom

// RequestStatus is the label of a subscription request's status, as it travels on the wire and stands on the screen.
// Any other label is shown verbatim.
type RequestStatus string

// The sixteen statuses of the provider's portal, in the order of its help page.
const (
	RequestDraft              RequestStatus = "Draft"
	RequestReceived           RequestStatus = "Subscription Request Received"
	RequestGenerating         RequestStatus = "Generating Contract"
	RequestContractReady      RequestStatus = "Contract Ready for Review"
	RequestSigned             RequestStatus = "Contract Signed"
	RequestProvisioning       RequestStatus = "Provisioning in Progress"
	RequestActive             RequestStatus = "Active"
	RequestExpired            RequestStatus = "Expired"
	RequestPendingCancel      RequestStatus = "Pending Cancellation"
	RequestCanceled           RequestStatus = "Canceled"
	RequestDecommissioning    RequestStatus = "Decommissioning"
	RequestProvisioningFailed RequestStatus = "Provisioning Failed"
	RequestDenied             RequestStatus = "Denied"
	RequestValidating         RequestStatus = "Validating"
	RequestActivating         RequestStatus = "Activating"
	RequestActivationFailed   RequestStatus = "Activation Failed"
)

// RequestStatuses lists the sixteen once.
func RequestStatuses() []RequestStatus {
	return []RequestStatus{RequestDraft, RequestReceived, RequestGenerating, RequestContractReady, RequestSigned, RequestProvisioning,
		RequestActive, RequestExpired, RequestPendingCancel, RequestCanceled, RequestDecommissioning, RequestProvisioningFailed,
		RequestDenied, RequestValidating, RequestActivating, RequestActivationFailed}
}

// RequestStatusOf reads a label without regard to case and separators. One that is none of the sixteen stays as it is.
func RequestStatusOf(label string) RequestStatus {
	for _, s := range RequestStatuses() {
		if fold(string(s)) == fold(label) {
			return s
		}
	}
	return RequestStatus(label)
}

// Ended says whether nothing more is expected to happen to a request. What this desk does not know is not ended.
func (s RequestStatus) Ended() bool {
	switch s {
	case RequestExpired, RequestCanceled, RequestDenied:
		return true
	}
	return false
}

// Card is one of the four sums above the list of requests.
type Card string

// The cards, in their order. They do not add up: some statuses count in the total only.
const (
	CardTotal      Card = "total"
	CardRequested  Card = "requested"
	CardInProgress Card = "inProgress"
	CardActive     Card = "active"
)

// Cards lists every card once.
func Cards() []Card { return []Card{CardTotal, CardRequested, CardInProgress, CardActive} }

// Counts says whether a request in a status counts on a card. The sums are those of the portal's help page.
func (c Card) Counts(s RequestStatus) bool {
	switch c {
	case CardTotal:
		return true
	case CardRequested:
		return s == RequestReceived
	case CardActive:
		return s == RequestActive
	case CardInProgress:
		switch s {
		case RequestGenerating, RequestContractReady, RequestSigned, RequestProvisioning, RequestPendingCancel:
			return true
		}
	}
	return false
}
