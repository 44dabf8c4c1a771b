package portal

import (
	"bytes"
	"context"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"

	"commsdesk/backend/telecom"
)

// Place sends the order of a submission, or a cancellation, once, and returns the outcome. If the context ends before
// the portal was reached, the outcome is NotSent; after that it changes nothing.
func (p *Portal) Place(ctx context.Context, sub telecom.Submission) telecom.Outcome {
	payload, path := p.payload(&sub), p.ordering.list
	if sub.Draft.Kind == telecom.CancelOrder {
		payload, path = cancellation(&sub), cancelPath
	}
	body, err := json.Marshal(payload, json.Deterministic(true))
	if err != nil {
		return telecom.Outcome{State: telecom.SubmissionNotSent, Problem: &telecom.Error{Code: telecom.Internal, Cause: tell(err),
			Text: "The order could not be written. It was not sent; your draft is kept. Send the log to your administrator."}}
	}
	w := p.write(ctx, p.ordering, writing{method: http.MethodPost, path: path, format: usualFormat, body: body, words: &wordsOfOrder})
	o := telecom.Outcome{State: submissionState[w.fate], OrderID: w.id, Problem: w.problem, Again: w.fate == outdated}
	if sub.Draft.Kind == telecom.CancelOrder {
		p.sawCancellation(o)
		if o.State != telecom.SubmissionPlaced {
			return o
		}
		o.OrderID = sub.Draft.OrderID // the answer names a task; its result shows in the order
		if other := cancelledID(w.answer); other != "" && !strings.EqualFold(other, o.OrderID) {
			return telecom.Outcome{State: telecom.SubmissionUnsure, Named: other, Problem: &telecom.Error{Code: telecom.Unconfirmed,
				Text: "The portal’s answer is about the cancellation of " +
					"another order, " + other + ". It is not known yet whether yours is cancelled too. The portal is not asked again. Check both " +
					"orders, and ask the portal’s support."}}
		}
	}
	return o
}

// submissionState has no row for overtaken: an order changes nothing that could have changed before.
var submissionState = map[fate]telecom.SubmissionState{
	neverSent: telecom.SubmissionNotSent, outdated: telecom.SubmissionNotSent, done: telecom.SubmissionPlaced,
	turnedDown: telecom.SubmissionRefused, unclear: telecom.SubmissionUnsure,
}

var wordsOfOrder = wording{
	noAddress: "The portal’s address is not usable. The order was not sent; your draft is kept. Correct the address in the configuration.",
	notReached: "The portal could not be reached. The order was not sent; your draft is kept. Check the network and place it again when " +
		"the desk is online.",
	old: "Open orders may have changed by the time the portal was reached. The order was not sent; your draft is kept. Try again " +
		"in a moment.",
	refused: "The portal did not accept the order. It was not placed; your draft is kept. Read what the portal says, and change the order " +
		"or ask the portal's support.",
	denied: "The portal does not let you place this order. It was not placed; your draft is kept. Sign in again, or ask an administrator " +
		"of the portal for access.",
	busy: "The portal is busy and did not take the order. It was not placed; your draft is kept. Try again in a few minutes.",
	unsure: "The portal’s answer did not arrive, so it is not known yet whether the order was placed. It is not sent again. Commsdesk " +
		"looks for it; wait for the result, and place no other order of this kind.",
}

// cancelPath is the resource of TMF641 for cancellations.
const cancelPath = "/cancelServiceOrder"

// cancellation returns the request to cancel an order. It has no place for a key; the note of the draft stays on this
// desk.
func cancellation(sub *telecom.Submission) object {
	return object{"serviceOrder": object{"id": sub.Draft.OrderID, "@type": "ServiceOrderRef"}, "@type": "CancelServiceOrder"}
}

// cancelledID returns the order that the answer to a cancellation is about; empty if it does not say.
func cancelledID(answer []byte) string {
	var w struct {
		Order one[struct {
			ID text `json:"id"`
		}] `json:"serviceOrder"`
	}
	_ = json.Unmarshal(bytes.TrimSpace(answer), &w, lenient)
	return string(w.Order.is.ID)
}

// clientRequest is the type of the reference that holds the key of a submission.
const clientRequest = "clientRequest"

// payload returns the order of a submission, in the words and the version of this portal. It never has state or
// orderDate: those are the portal's.
func (p *Portal) payload(sub *telecom.Submission) object {
	d, v := &sub.Draft, p.ordering.version()
	service := object{"@type": "Service"}
	if d.ServiceID != "" {
		service["id"] = d.ServiceID
	}
	item := object{"id": "1", "action": p.words.ownAction(actionOf(d)), "service": service}
	order := object{"category": p.words.ownKind(d.Kind), "@type": "ServiceOrder"}
	// The key goes twice where there are two places for it: some servers keep only one.
	if v != telecom.Version5 {
		order["externalId"] = sub.Key
		item["@type"] = "ServiceOrderItem"
	}
	if v == telecom.VersionOlder {
		order["orderItem"] = []object{item}
	} else {
		order["serviceOrderItem"] = []object{item}
		// A reference has an id from 4.1 on, and always a name.
		order["externalReference"] = []object{{"name": sub.Key, "externalReferenceType": clientRequest, "@type": "ExternalReference"}}
	}
	var parties, features, characteristics []object
	if sub.By != "" {
		parties = append(parties, party(v, sub.By, "requester"))
	}
	if d.Customer != "" { // a new customer has no id yet, and the specification requires one
		parties = append(parties, party(v, d.Customer, "customer"))
	}
	say := func(names []string, usual, value string) {
		if len(names) > 0 {
			usual = names[0]
		}
		if value != "" {
			characteristics = append(characteristics, characteristicOf(v, usual, value))
		}
	}
	switch d.Kind {
	case telecom.SIMSwap, telecom.Activation, telecom.NumberPort: // a port onto a service names no SIM
		say(p.words.SIMType, "simType", sentSIM[d.SIMType])
		say(p.words.SIM, "iccid", d.SIMToSend())
	}
	say(p.words.Plan, "plan", d.PlanName)
	say(nil, "travelPack", d.PackName)
	say(nil, "start", d.StartOn)
	say(nil, "customer", d.Customer)
	say(p.words.Number, "msisdn", normal(d.Port.Number, p.country))
	say(nil, "losingProvider", d.Port.LosingProvider)
	say(nil, "billing", string(d.Port.Billing))
	say(nil, "accountNumber", d.Port.AccountNumber)
	say(nil, "dateOfBirth", d.Port.BornOn)
	say(nil, "authorisationDate", d.Port.AuthorisedOn)
	for _, f := range d.Features {
		on := strconv.FormatBool(f.To)
		feature := object{ // the specification requires a characteristic of each
			"name": f.Name, "isEnabled": f.To, "featureCharacteristic": []object{characteristicOf(v, "enabled", on)},
		}
		switch v {
		case telecom.VersionOlder:
			say(nil, f.Name, on)
			continue
		case telecom.Version5: // 4.1 has no type here
			feature["@type"] = "Feature"
		}
		features = append(features, feature)
	}
	service.list("serviceCharacteristic", characteristics)
	service.list("feature", features)
	order.list("relatedParty", parties)
	return order
}

var sentSIM = map[telecom.SIMType]string{telecom.SIMPhysical: "physical", telecom.SIMEmbedded: "eSIM"}

// actionOf returns the TMF641 action of a draft.
func actionOf(d *telecom.Draft) string {
	switch {
	case d.Kind == telecom.CancelService:
		return "delete"
	case d.Kind == telecom.Activation, d.Kind == telecom.NumberPort && d.ServiceID == "":
		return "add"
	}
	return "modify"
}

// ownKind returns this portal's word for a kind of order: the profile's, else the usual one.
func (w *Words) ownKind(kind telecom.Kind) string {
	for _, word := range slices.Sorted(maps.Keys(w.Kinds)) {
		if w.Kinds[word] == kind {
			return word
		}
	}
	return string(kind)
}

// ownAction returns this portal's word for an action of TMF641.
func (w *Words) ownAction(action string) string {
	for _, word := range slices.Sorted(maps.Keys(w.Actions)) {
		if w.Actions[word] == action {
			return word
		}
	}
	return action
}
