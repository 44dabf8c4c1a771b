package outbox

import "commsdesk/backend/telecom"

// notRead says that nothing was sent because the portal could not be asked what is open.
func notRead(cause error) error {
	e := telecom.AsError(cause)
	why := map[telecom.Code]string{
		telecom.Unreachable: "The portal cannot be reached",
		telecom.Busy:        "The portal asks for patience",
		telecom.Denied:      "The portal does not let this desk read what is open",
		telecom.Broken:      "The portal failed inside",
		telecom.Cached:      "A cache on the way to the portal answered with old data",
		telecom.NotPortal:   "Something else answered instead of the portal, such as a sign-in page of your network",
	}[e.Code]
	if why == "" {
		return e // it says what that means for the order
	}
	return &telecom.Error{Code: e.Code, Said: e.Said, Cause: e,
		Text: why + ", so nobody can be sure what is open. The order was not sent, and is not sent later by itself; your draft is kept. Place it again once the portal answers."}
}
