package portal

import (
	"context"
	"net/http"
	"strings"

	"commsdesk/backend/telecom"

	"github.com/go-json-experiment/json"
)

// Place sends the order that a promise asks for, once, and says what became of it; or the wish to cancel one. The end
// of the context before the portal was reached is NotSent; after that it changes nothing.
func (p *Portal) Place(ctx context.Context, promise telecom.Submission) telecom.Outcome {
	var payload any = p.payload(&promise)
	path := p.ordering.list
	if promise.Draft.Kind == telecom.CancelOrder {
		payload, path = cancellation(&promise), cancelPath
	}
	body, err := json.Marshal(payload)
	if err != nil {
		return telecom.Outcome{State: telecom.SubmissionNotSent, Problem: &telecom.Error{Code: telecom.Internal, Text: "The order could not be written. It was not sent; your draft is kept. Send the log to your administrator.", Cause: tell(err)}}
	}
	w := p.write(ctx, p.ordering, writing{method: http.MethodPost, path: path, format: usualFormat, body: body, words: &wordsOfOrder})
	o := telecom.Outcome{State: stateOfPromise[w.fate], OrderID: w.id, Problem: w.problem, Again: w.fate == outdated}
	if promise.Draft.Kind == telecom.CancelOrder {
		p.sawCancellation(o)
		if o.State != telecom.SubmissionPlaced {
			return o
		}
		o.OrderID = promise.Draft.OrderID // the answer names a task; what becomes of it is read from the order
		if other := cancelledID(w.answer); other != "" && !strings.EqualFold(other, o.OrderID) {
			return telecom.Outcome{State: telecom.SubmissionUnsure, Named: other, Problem: &telecom.Error{Code: telecom.Unconfirmed,
				Text: "The portal’s answer is about cancelling another order, " + other + ". Nobody knows yet whether yours is cancelled, too. It is not asked again. Look at both orders, and ask the portal’s support."}}
		}
	}
	return o
}

// stateOfPromise has no row for what was overtaken: an order changes nothing that could have changed before.
var stateOfPromise = map[fate]telecom.SubmissionState{
	neverSent: telecom.SubmissionNotSent, outdated: telecom.SubmissionNotSent, done: telecom.SubmissionPlaced, turnedDown: telecom.SubmissionRefused, unclear: telecom.SubmissionUnsure,
}

var wordsOfOrder = wording{
	noAddress:  "The portal’s address is not usable. The order was not sent; your draft is kept. Correct the address in the configuration.",
	notReached: "The portal could not be reached. The order was not sent; your draft is kept. Check the network and place it again when the desk is online.",
	old:        "What was read for the order was too old when the portal was reached. The order was not sent; your draft is kept. Try again in a moment.",
	refused:    "The portal did not accept the order. It was not placed; your draft is kept. Read what the portal says, and change the order or ask the portal's support.",
	denied:     "The portal does not let you place this order. It was not placed; your draft is kept. Sign in again, or ask an administrator of the portal for access.",
	busy:       "The portal is busy and did not take the order. It was not placed; your draft is kept. Try again in a few minutes.",
	unsure:     "The portal’s answer did not come through, so nobody knows yet whether the order was placed. It is not sent again. Commsdesk looks for it; wait for the result, and place no other order of this kind.",
}
