package portal

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"commsdesk/backend/telecom"
)

// Patch sends a decision to the portal, once, and returns the outcome, with the request as the answer shows it. Now is
// the request as last read, on which the decision is sent: with its tag, if it has one, so that a portal that keeps
// tags does nothing on a request that has changed. If the context ends before the portal was reached, the outcome is
// Waiting; after that it changes nothing. A decision that does not fit the request is not sent.
func (p *Portal) Patch(ctx context.Context, d telecom.Decision, now telecom.Request) telecom.DecisionOutcome {
	waits := func(code telecom.Code, text string, cause error) telecom.DecisionOutcome {
		return telecom.DecisionOutcome{State: telecom.DecisionWaiting, Problem: &telecom.Error{Code: code, Text: text, Cause: cause}}
	}
	switch {
	case p.requests == nil:
		return waits(telecom.Invalid, "This portal’s subscription requests are not configured. The decision was not sent; it waits here. Add "+
			"the address of its product orders (TMF622) to the profile, as product_ordering in [profile.api].", nil)
	case d.RequestID == "" || d.RequestID != now.ID:
		return waits(telecom.Internal, "The decision does not belong to this request. It was not sent; it waits here. Send the log to your "+
			"administrator.", errors.New("a decision with another request"))
	}
	p.requests.sees(now.Raw)
	body, err := decisionPayload(p.requests.version(), &d, &now)
	if err != nil {
		return waits(telecom.Internal, "The decision could not be written. It was not sent; it waits here. Send the log to your "+
			"administrator.", tell(err))
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
		out.Shown = p.shownSnapshot(ctx, w.answer, d.RequestID)
	case w.fate == turnedDown && faultOf(w.problem).status == http.StatusUnsupportedMediaType:
		p.mergePatch.Store(format == usualFormat)
		if format == usualFormat {
			out.State, out.Again = telecom.DecisionWaiting, true
		}
	}
	return out
}

// strongTag returns a tag for If-Match. A weak one is valid for anything that merely means the same, so that no
// standard portal would change anything (RFC 9110, 13.1.1); the version alone counts then.
func strongTag(tag string) string {
	if strings.HasPrefix(strings.ToUpper(tag), "W/") {
		return ""
	}
	return tag
}

// shownSnapshot returns the request that an answer shows; nil if it shows none.
func (p *Portal) shownSnapshot(ctx context.Context, body []byte, id string) *telecom.Snapshot {
	page, err := read(ctx, answer{body: body}, p.request)
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

// The content types of a decision. By its meaning it is a merge-patch; TMF622 v4 calls it plain JSON, and strict
// servers accept nothing else. If that is refused, it is sent under its own name.
const (
	usualFormat = "application/json;charset=utf-8"
	mergeFormat = "application/merge-patch+json;charset=utf-8"
)

var stateOfDecision = map[fate]telecom.DecisionState{
	neverSent: telecom.DecisionWaiting, outdated: telecom.DecisionWaiting, done: telecom.DecisionApplied, turnedDown: telecom.DecisionRefused,
	overtaken: telecom.DecisionConflict, unclear: telecom.DecisionUnsure,
}

var wordsOfDecision = wording{
	noAddress: "The portal’s address is not usable. The decision was not sent; it waits here. Correct the address in the configuration.",
	notReached: "The portal could not be reached. The decision was not sent; it waits here. Check the network; Commsdesk sends it when " +
		"the desk is online.",
	old: "The request may have changed by the time the portal was reached. The decision was not sent; it waits here until the request " +
		"is read again.",
	refused: "The portal did not accept the decision. Nothing was changed. Read what the portal says, and decide again or ask the " +
		"portal’s support.",
	denied: "The portal does not let you decide on this request. Nothing was changed. Sign in again, or ask an administrator of the " +
		"portal for access.",
	busy: "The portal is busy and did not take the decision. Nothing was changed. Send it again in a few minutes.",
	changed: "The request has changed since it was read. The decision was not carried out; it is kept here. Check the request as it is " +
		"now, and decide again.",
	unsure: "The portal’s answer did not arrive, so it is not known yet whether the decision was carried out. It is not sent again. " +
		"Commsdesk reads the request to find out; wait for the result, and take no other decision on this request.",
}
