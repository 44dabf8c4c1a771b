package portal

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"commsdesk/backend/telecom"
)

// Patch hands a decision to the portal, once, and says what the portal said became of it, and how the portal's answer
// shows the request. Now is the request as it was read last, which the decision is sent on: with its tag, if it has one, so
// that a portal that keeps tags carries out nothing on a request that has changed. The end of the context before the portal
// was reached is Waiting; after that it changes nothing. What does not fit together is not sent. A portal that takes no plain JSON has
// taken nothing: the decision waits and may go again at once, by the name of what it is.
func (p *Portal) Patch(ctx context.Context, d telecom.Decision, now telecom.Request) telecom.DecisionOutcome {
	waits := func(code telecom.Code, text string, cause error) telecom.DecisionOutcome {
		return telecom.DecisionOutcome{State: telecom.DecisionWaiting, Problem: &telecom.Error{Code: code, Text: text, Cause: cause}}
	}
	switch {
	case p.requests == nil:
		return waits(telecom.Invalid, "This portal’s subscription requests are not configured. The decision was not sent; it waits here. Have the address of its product orders (TMF622) written into the profile, as product_ordering in [profile.api].", nil)
	case d.RequestID == "" || d.RequestID != now.ID:
		return waits(telecom.Internal, "The decision and its request do not fit together. It was not sent; it waits here. Send the log to your administrator.", errors.New("a decision with another request"))
	}
	body, err := decisionPayload(&d, &now)
	if err != nil {
		return waits(telecom.Internal, "The decision could not be written. It was not sent; it waits here. Send the log to your administrator.", tell(err))
	}
	format := usualFormat
	if p.mergePatch.Load() {
		format = mergeFormat
	}
	w := p.write(ctx, p.requests, writing{
		method: http.MethodPatch, path: p.requests.list + "/" + url.PathEscape(d.RequestID),
		format: format, match: strongTag(now.Tag), body: body, words: &wordsOfDecision,
	})
	out := telecom.DecisionOutcome{State: stateOfDecision[w.fate], Problem: w.problem, Again: w.fate == outdated}
	switch {
	case w.fate == done:
		out.Shown = shownStand(ctx, w.answer, d.RequestID)
	case w.fate == turnedDown && faultOf(w.problem).status == http.StatusUnsupportedMediaType:
		p.mergePatch.Store(format == usualFormat)
		if format == usualFormat {
			out.State, out.Again = telecom.DecisionWaiting, true
		}
	}
	return out
}

// strongTag is a tag that a change may be made on; a weak one holds for what merely means the same, so that no portal that
// goes by the standard carries out anything on it (RFC 9110, 13.1.1). Then the version counts alone.
func strongTag(tag string) string {
	if strings.HasPrefix(strings.ToUpper(tag), "W/") {
		return ""
	}
	return tag
}

// shownStand is how a request stands that is shown in an answer; nil: it is not shown.
func shownStand(ctx context.Context, body []byte, id string) *telecom.Snapshot {
	page, err := read(ctx, answer{body: trimmed(body)}, requestOf)
	if err != nil {
		return nil
	}
	for i := range page.Items {
		if r := &page.Items[i].Request; r.ID == id {
			stand := r.Snapshot()
			return &stand
		}
	}
	return nil
}

// What a decision is sent as. It is a merge-patch by what it means; the specification of TMF622 v4 calls it plain JSON,
// and strict servers take nothing else. Where that is refused, it goes by its own name.
const (
	usualFormat = "application/json;charset=utf-8"
	mergeFormat = "application/merge-patch+json;charset=utf-8"
)

var stateOfDecision = map[fate]telecom.DecisionState{
	neverSent: telecom.DecisionWaiting, outdated: telecom.DecisionWaiting, done: telecom.DecisionApplied, turnedDown: telecom.DecisionRefused,
	overtaken: telecom.DecisionConflict, unclear: telecom.DecisionUnsure,
}

var wordsOfDecision = wording{
	noAddress:  "The portal’s address is not usable. The decision was not sent; it waits here. Correct the address in the configuration.",
	notReached: "The portal could not be reached. The decision was not sent; it waits here. Check the network; Commsdesk sends it when the desk is online.",
	old:        "What was read of the request was too old when the portal was reached. The decision was not sent; it waits here, and goes once the request is read again.",
	refused:    "The portal did not accept the decision. Nothing was changed. Read what the portal says, and decide again or ask the portal’s support.",
	denied:     "The portal does not let you decide on this request. Nothing was changed. Sign in again, or ask an administrator of the portal for access.",
	busy:       "The portal is busy and did not take the decision. Nothing was changed. Send it again in a few minutes.",
	changed:    "The request has changed since it was read. The decision was not carried out; it is kept here. Look at how the request stands now, and decide again.",
	unsure:     "The portal’s answer did not come through, so nobody knows yet whether the decision was carried out. It is not sent again. Commsdesk reads the request to find out; wait for the result, and take no other decision on this request.",
}
