package bindings

import (
	"slices"
	"strings"

	"commsdesk/backend/telecom"
)

// decision makes what somebody decides, if the request stands as that person saw it and the action is offered there.
func (q *RequestDeps) decision(p *Deps, n NewDecision) (telecom.Decision, error) {
	var d telecom.Decision
	if p.PlacesNoOrders != "" { // what keeps orders from leaving keeps decisions too
		return d, &telecom.Error{Code: telecom.Invalid, Text: "Nothing is kept on this computer, so nothing can be decided on it: after a crash nobody would know what had been sent. Open the profile with a passphrase, or decide in the portal."}
	}
	r, _, known, err := q.Copy.Request(n.RequestID)
	if err != nil {
		return d, err
	}
	if !known {
		return d, &telecom.Error{Code: telecom.NotFound, Text: "This request is not on this desk any more. Nothing was decided. Look for it in the portal."}
	}
	if r.Snapshot().Token() != n.Seen {
		return d, unseen()
	}
	offer, off := q.offer(&r, n.Action)
	if off != "" {
		return d, &telecom.Error{Code: telecom.Invalid, Text: off + " Nothing was decided."}
	}
	if err := shortNote(n.Text); err != nil {
		return d, err
	}
	text := strings.TrimSpace(n.Text)
	reasons := n.Action.Reasons()
	switch {
	case len(reasons) > 0 && !slices.Contains(reasons, n.Reason):
		return d, &telecom.Error{Code: telecom.Invalid, Text: "It is not said why. Nothing was decided. Choose a reason from the list."}
	case n.Reason == telecom.ReasonOther && text == "":
		return d, &telecom.Error{Code: telecom.Invalid, Text: "The reason “Other” says nothing by itself. Nothing was decided. Write it down."}
	case len(reasons) == 0:
		n.Reason = ""
	}
	return telecom.Decision{RequestID: n.RequestID, Action: n.Action, To: offer.To, Reason: n.Reason, Text: text, By: p.By, On: r.Snapshot()}, nil
}

// unseen says that somebody would decide on what he has not seen.
func unseen() error {
	return &telecom.Error{Code: telecom.Unconfirmed, Text: "The request changed while you looked at it. Nothing was decided. Look at it as it is now, and decide again."}
}
