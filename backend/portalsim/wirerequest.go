package portalsim

const (
	productOrderingBase = "/tmf-api/productOrderingManagement/v4"
	requestPath         = productOrderingBase + "/productOrder"
)

// requestCategory is the category of every product order here.
const requestCategory = "subscriptionRequest"

// Roles of related parties.
const initiatorRole = "initiator"

type wireRequest struct {
	ID                 string            `json:"id"`
	Href               string            `json:"href"`
	Category           string            `json:"category"`
	Description        string            `json:"description"`
	State              string            `json:"state,omitempty"`
	OrderDate          string            `json:"orderDate,omitempty"`
	CompletionDate     string            `json:"completionDate,omitempty"`
	CancellationDate   string            `json:"cancellationDate,omitempty"`
	CancellationReason string            `json:"cancellationReason,omitempty"`
	Agreement          []wireEntity      `json:"agreement,omitempty"`
	Note               []wireNote        `json:"note,omitempty"`
	ProductOrderItem   []wireRequestItem `json:"productOrderItem"`
	RelatedParty       []wireParty       `json:"relatedParty"`
	Type               string            `json:"@type"`
}

type wireRequestItem struct {
	ID              string      `json:"id"`
	Action          string      `json:"action"`
	Quantity        int         `json:"quantity"`
	State           string      `json:"state,omitempty"`
	Product         wireSubject `json:"product"`
	ProductOffering wireEntity  `json:"productOffering"`
	Type            string      `json:"@type"`
}

type wireSubject struct {
	ID                    string     `json:"id,omitempty"`
	Href                  string     `json:"href,omitempty"`
	Name                  string     `json:"name"`
	ProductCharacteristic []wireFact `json:"productCharacteristic"`
	Type                  string     `json:"@type"`
}

// wireFact is a characteristic whose value need not be a text.
type wireFact struct {
	Name      string `json:"name"`
	ValueType string `json:"valueType"`
	Value     any    `json:"value"`
}

func fact(name, value string) wireFact { return wireFact{name, "string", value} }

// wireChange is a line of statusHistory.
type wireChange struct {
	At   string `json:"at"`
	By   string `json:"by"`
	From string `json:"from"`
	To   string `json:"to"`
	Why  string `json:"why,omitempty"`
}

// wireEntity refers to something of another API.
type wireEntity struct {
	ID           string `json:"id"`
	Href         string `json:"href,omitempty"`
	Name         string `json:"name,omitempty"`
	ReferredType string `json:"@referredType"`
}

type requestRow struct {
	*subscription
	book   *subscriptions
	traits *traits
}

func (r requestRow) attribute(path string) (string, bool) {
	switch path {
	case "id":
		return r.id(), true
	case "category":
		return requestCategory, true
	case "state":
		return r.shownState(), true
	case "orderDate":
		return r.shownDate(), true
	}
	return "", false
}

func (r requestRow) write() any { return r.traits.respelled(r.wire()) }

func (r requestRow) shownState() string {
	s, _ := subStatusOf(r.status)
	return r.traits.shownState(s.order)
}

// shownDate is when the request was made, empty while this kind of server does
// not know it.
func (r requestRow) shownDate() string {
	if s, _ := subStatusOf(r.status); s.order == acknowledged && r.traits.noDateWhenNew {
		return ""
	}
	return instant(r.ordered)
}

func (r requestRow) wire() wireRequest {
	t := r.book.terms(r.subscription)
	out := wireRequest{
		ID: r.id(), Href: requestPath + "/" + r.id(), Category: requestCategory, Description: t.description(), State: r.shownState(), OrderDate: r.shownDate(),
		Note: r.shownNotes(t), RelatedParty: []wireParty{r.by.wire(), r.service.customer.wire()}, Type: "ProductOrder",
		ProductOrderItem: []wireRequestItem{{
			ID: "1", Action: "add", Quantity: t.quantity, Type: "ProductOrderItem",
			Product:         wireSubject{Name: t.pack, ProductCharacteristic: append(t.facts(), r.extensions()...), Type: "Product"},
			ProductOffering: t.offering.wire(),
		}},
	}
	if out.State != "partial" {
		out.ProductOrderItem[0].State = out.State
	}
	if r.hasProduct() {
		of := &out.ProductOrderItem[0].Product
		of.ID, of.Href = r.productID(), productPath+"/"+r.productID()
	}
	for i := range r.contracts {
		c := contractRow{r.subscription, i, r.book, r.traits}
		out.Agreement = append(out.Agreement, wireEntity{c.id(), agreementPath + "/" + c.id(), c.name(), "Agreement"})
	}
	if r.begun != 0 && (r.status == subActive || r.status == subExpired) {
		out.CompletionDate = instant(r.begun)
	}
	if r.status == subCanceled {
		last := r.changes[len(r.changes)-1]
		out.CancellationDate, out.CancellationReason = instant(last.at), last.why
	}
	return out
}

// shownNotes are what the customer wrote with the request, and what was noted
// since.
func (r requestRow) shownNotes(t terms) []wireNote {
	var out []wireNote
	if t.text != "" {
		out = append(out, wireNote{ID: "0", Author: r.by.name, Date: instant(r.ordered), Text: t.text, Type: "Note"})
	}
	return append(out, r.notes...)
}

// extensions are what the standard has no attributes for, as far as this kind of
// server gives it.
func (r requestRow) extensions() []wireFact {
	if r.traits.plainRequests {
		return nil
	}
	out := []wireFact{fact("subscriptionRequestStatus", r.status)}
	if n := len(r.contracts); n > 0 {
		out = append(out, wireFact{"contractVersion", "number", n})
	}
	if !r.traits.noAllowedActions {
		words := []string{"view"}
		for _, s := range r.steps() {
			words = append(words, s.word)
		}
		out = append(out, wireFact{"allowedActions", "array", words})
	}
	if !r.traits.noStatusVersion {
		out = append(out, wireFact{"statusVersion", "number", r.version})
	}
	if !r.traits.noStatusHistory {
		history := []wireChange{}
		for _, c := range r.changes {
			history = append(history, wireChange{instant(c.at), c.by, c.from, c.to, c.why})
		}
		out = append(out, wireFact{"statusHistory", "array", history})
	}
	if r.asked != nil {
		out = append(out, fact("cancellationRequestedAt", instant(r.asked.at)), fact("cancellationRequestedBy", r.asked.by),
			fact("cancellationRequestReason", r.asked.why))
	}
	if r.key != "" && !r.traits.noDecisionKey {
		out = append(out, fact("decisionKey", r.key))
	}
	return append(out, r.echo...)
}

func (c contact) wire() wireParty {
	return wireParty{ID: c.mail, Name: c.name, Role: initiatorRole, Type: "RelatedParty", ReferredType: "Individual"}
}

func (o *serviceOffering) wire() wireEntity {
	return wireEntity{ID: o.id, Name: o.name, ReferredType: "ProductOffering"}
}
