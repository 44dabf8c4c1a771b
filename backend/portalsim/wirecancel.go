package portalsim

type cancelRow struct {
	*cancellation
	now    int64
	traits *traits
}

func (r cancelRow) attribute(path string) (string, bool) {
	switch path {
	case "id":
		return r.id, true
	case "state":
		return r.state(r.now), true
	case "serviceOrder.id":
		return r.order.id, true
	}
	return "", false
}

func (r cancelRow) write() any { return r.traits.respelled(r.wire()) }

// wire writes a cancellation as it stands.
func (r cancelRow) wire() wireCancellation {
	out := wireCancellation{
		ID: r.id, Href: ownHost + cancelPath + "/" + r.id, CancellationReason: r.reason, RequestedCancellationDate: r.wanted,
		ServiceOrder: wireOrderRef{ID: r.order.id, Href: ownHost + orderPath + "/" + r.order.id, Type: "ServiceOrderRef", ReferredType: "ServiceOrder"},
		State:        r.state(r.now), Type: "CancelServiceOrder",
	}
	switch out.State {
	case "done":
		at, _ := r.order.settlesAt()
		out.EffectiveCancellationDate, out.CompletionMessage = instant(at), withdrawn.text
	case "terminatedWithError":
		out.ErrorMessage = &wireTaskError{Code: tooLate.code, Reason: tooLate.text, Message: tooLate.text, Type: "ErrorMessage"}
	}
	return out
}

type wireCancellation struct {
	ID                        string         `json:"id"`
	Href                      string         `json:"href"`
	CancellationReason        string         `json:"cancellationReason,omitempty"`
	CompletionMessage         string         `json:"completionMessage,omitempty"`
	EffectiveCancellationDate string         `json:"effectiveCancellationDate,omitempty"`
	RequestedCancellationDate string         `json:"requestedCancellationDate,omitempty"`
	ErrorMessage              *wireTaskError `json:"errorMessage,omitempty"`
	ServiceOrder              wireOrderRef   `json:"serviceOrder"`
	State                     string         `json:"state"`
	Type                      string         `json:"@type"`
}

type wireOrderRef struct {
	ID           string `json:"id"`
	Href         string `json:"href"`
	Type         string `json:"@type"`
	ReferredType string `json:"@referredType"`
}

type wireTaskError struct {
	Code    string `json:"code"`
	Reason  string `json:"reason"`
	Message string `json:"message"`
	Type    string `json:"@type"`
}
