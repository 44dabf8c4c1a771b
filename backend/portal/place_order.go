package portal

import (
	"bytes"
	"cmp"
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"commsdesk/backend/telecom"
)

// Place sends the order of a submission, or a cancellation, once, and returns the outcome. If the context ends before
// the portal was reached, the outcome is NotSent; after that it changes nothing.
func (p *Portal) Place(ctx context.Context, sub telecom.Submission) telecom.Outcome {
	var payload any = p.payload(&sub)
	path := p.ordering.list
	if sub.Draft.Kind == telecom.CancelOrder {
		payload, path = cancellation(&sub), cancelPath
	}
	body, err := json.Marshal(payload)
	if err != nil {
		return telecom.Outcome{State: telecom.SubmissionNotSent, Problem: &telecom.Error{Code: telecom.Internal, Text: "The order could not be written. It was not sent; your draft is kept. Send the log to your administrator.", Cause: tell(err)}}
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
	neverSent: telecom.SubmissionNotSent, outdated: telecom.SubmissionNotSent, done: telecom.SubmissionPlaced, turnedDown: telecom.SubmissionRefused, unclear: telecom.SubmissionUnsure,
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

// The JSON of TMF641 as this desk writes it. It never has state or orderDate: those are the portal's.

type sentOrder struct {
	ExternalID  string          `json:"externalId"`
	References  []sentReference `json:"externalReference,omitempty"` // the older wire has none
	Category    string          `json:"category"`
	Description string          `json:"description,omitempty"`
	Parties     []sentParty     `json:"relatedParty,omitempty"`
	Items       []sentItem      `json:"serviceOrderItem,omitempty"`
	OlderItems  []sentItem      `json:"orderItem,omitempty"`
	Type        string          `json:"@type"`
}

// sentReference carries the key a second time: some servers keep only one of the two.
type sentReference struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Reference string `json:"externalReferenceType"`
	Type      string `json:"@type"`
}

type sentParty struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Role     string `json:"role"`
	Referred string `json:"@referredType"`
	Type     string `json:"@type"`
}

type sentItem struct {
	ID      string      `json:"id"`
	Action  string      `json:"action"`
	Service sentService `json:"service"`
	Type    string      `json:"@type"`
}

type sentService struct {
	ID              string               `json:"id,omitempty"`
	Characteristics []sentCharacteristic `json:"serviceCharacteristic,omitempty"`
	Features        []sentFeature        `json:"feature,omitempty"`
	Type            string               `json:"@type"`
}

type sentCharacteristic struct {
	Name      string `json:"name"`
	Value     string `json:"value"`
	ValueType string `json:"valueType"`
	Type      string `json:"@type"`
}

// sentFeature has a characteristic because the specification requires one.
type sentFeature struct {
	Name            string               `json:"name"`
	Enabled         bool                 `json:"isEnabled"`
	Characteristics []sentCharacteristic `json:"featureCharacteristic"`
}

// cancelPath is the resource of TMF641 for cancellations.
const cancelPath = "/cancelServiceOrder"

// sentCancellation has no place for a key.
type sentCancellation struct {
	Reason string       `json:"cancellationReason,omitempty"`
	Order  sentOrderRef `json:"serviceOrder"`
	Type   string       `json:"@type"`
}

type sentOrderRef struct {
	ID   string `json:"id"`
	Type string `json:"@type"`
}

// cancellation returns the request to cancel an order. The note of the draft stays on this desk.
func cancellation(sub *telecom.Submission) sentCancellation {
	return sentCancellation{Order: sentOrderRef{sub.Draft.OrderID, "ServiceOrderRef"}, Type: "CancelServiceOrder"}
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

// payload returns the order of a submission, in the words of this portal.
func (p *Portal) payload(sub *telecom.Submission) sentOrder {
	d := &sub.Draft
	o := sentOrder{
		ExternalID: sub.Key,
		Category:   p.words.ownKind(d.Kind),
		Type:       "ServiceOrder",
	}
	if sub.By != "" {
		o.Parties = append(o.Parties, sentParty{ID: sub.By, Name: sub.By, Role: "requester", Referred: "Individual", Type: "RelatedParty"})
	}
	if d.Customer != "" { // a new customer has no id yet, and the specification requires one
		o.Parties = append(o.Parties, sentParty{ID: d.Customer, Name: d.Customer, Role: "customer", Referred: "Individual", Type: "RelatedParty"})
	}
	s := sentService{ID: d.ServiceID, Type: "Service"}
	say := func(names []string, usual, value string) {
		if value != "" {
			s.Characteristics = append(s.Characteristics, characteristicOf(cmp.Or(firstName(names), usual), value))
		}
	}
	switch d.Kind {
	case telecom.SIMSwap, telecom.Activation:
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
		if p.olderWire.Load() {
			say(nil, f.Name, onOrOff[f.To])
			continue
		}
		s.Features = append(s.Features, sentFeature{Name: f.Name, Enabled: f.To,
			Characteristics: []sentCharacteristic{characteristicOf("enabled", onOrOff[f.To])}})
	}
	items := []sentItem{{ID: "1", Action: p.words.ownAction(actionOf(d)), Service: s, Type: "ServiceOrderItem"}}
	if p.olderWire.Load() {
		o.OlderItems = items
	} else {
		o.Items = items
		o.References = []sentReference{{ID: sub.Key, Name: sub.Key, Reference: clientRequest, Type: "ExternalReference"}}
	}
	return o
}

var (
	sentSIM = map[telecom.SIMType]string{telecom.SIMPhysical: "physical", telecom.SIMEmbedded: "eSIM"}
	onOrOff = map[bool]string{true: "true", false: "false"}
)

func characteristicOf(name, value string) sentCharacteristic {
	return sentCharacteristic{Name: name, Value: value, ValueType: "string", Type: "Characteristic"}
}

func firstName(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return names[0]
}

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
