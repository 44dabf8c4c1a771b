package portalsim

import (
	"fmt"
	"math/rand/v2"
	"time"
)

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
	*request
	book   *requestBook
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
	s, _ := requestStatusNamed(r.status)
	return r.traits.shownState(s.order)
}

// shownDate is when the request was made, empty while this kind of server does
// not know it.
func (r requestRow) shownDate() string {
	if s, _ := requestStatusNamed(r.status); s.order == acknowledged && r.traits.noDateWhenNew {
		return ""
	}
	return instant(r.ordered)
}

func (r requestRow) wire() wireRequest {
	t := r.book.terms(r.request)
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
		c := contractRow{r.request, i, r.book, r.traits}
		out.Agreement = append(out.Agreement, wireEntity{c.id(), agreementPath + "/" + c.id(), c.name(), "Agreement"})
	}
	if r.activeSince != 0 && (r.status == requestActive || r.status == requestExpired) {
		out.CompletionDate = instant(r.activeSince)
	}
	if r.status == requestCanceled {
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
		for _, s := range r.actions() {
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

const (
	productBase = "/tmf-api/productInventory/v4"
	productPath = productBase + "/product"
)

type wireProduct struct {
	ID                    string        `json:"id"`
	Href                  string        `json:"href"`
	Name                  string        `json:"name"`
	Description           string        `json:"description"`
	OrderDate             string        `json:"orderDate"`
	StartDate             string        `json:"startDate,omitempty"`
	TerminationDate       string        `json:"terminationDate,omitempty"`
	Agreement             []wireEntity  `json:"agreement,omitempty"`
	ProductCharacteristic []wireFact    `json:"productCharacteristic"`
	ProductOffering       wireEntity    `json:"productOffering"`
	ProductOrderItem      []wireOrdered `json:"productOrderItem"`
	RealizingService      []wireEntity  `json:"realizingService,omitempty"`
	RelatedParty          []wireParty   `json:"relatedParty"`
	Status                string        `json:"status"`
	Type                  string        `json:"@type"`
}

// wireOrdered refers to the item of the request that made a product.
type wireOrdered struct {
	OrderItemID      string `json:"orderItemId"`
	OrderItemAction  string `json:"orderItemAction"`
	ProductOrderID   string `json:"productOrderId"`
	ProductOrderHref string `json:"productOrderHref"`
	ReferredType     string `json:"@referredType"`
}

// productRow is what a request subscribes to.
type productRow struct {
	*request
	book   *requestBook
	traits *traits
}

func (r productRow) attribute(path string) (string, bool) {
	switch path {
	case "id":
		return r.productID(), true
	case "status":
		return r.shownStatus(), true
	case "state": // a product has none, but its version is made from where it stands
		return r.shownStatus(), true
	case "productOrderItem.productOrderId":
		return r.id(), true
	}
	return "", false
}

func (r productRow) shownStatus() string {
	s, _ := requestStatusNamed(r.status)
	return s.product
}

func (r productRow) write() any {
	t := r.book.terms(r.request)
	out := wireProduct{
		ID: r.productID(), Href: productPath + "/" + r.productID(), Name: t.pack, Description: t.description(), OrderDate: instant(r.ordered),
		ProductCharacteristic: t.facts(), ProductOffering: t.offering.wire(), RelatedParty: []wireParty{r.service.customer.wire()},
		ProductOrderItem: []wireOrdered{{"1", "add", r.id(), requestPath + "/" + r.id(), "ProductOrderItem"}},
		Status:           r.shownStatus(), Type: "Product",
	}
	if n := len(r.contracts); n > 0 {
		c := contractRow{r.request, n - 1, r.book, r.traits}
		out.Agreement = []wireEntity{{c.id(), agreementPath + "/" + c.id(), c.name(), "Agreement"}}
	}
	if r.activeSince != 0 {
		out.StartDate = instant(r.activeSince)
		out.RealizingService = []wireEntity{{r.service.id, servicePath + "/" + r.service.id, "", "Service"}}
	}
	if over := max(r.changedTo(requestExpired), r.changedTo(requestCanceled)); r.activeSince != 0 && (r.status == requestExpired || r.status == requestCanceled) {
		out.TerminationDate = instant(over)
	}
	return r.traits.respelled(out)
}

// serviceOffering is what customers can subscribe to.
type serviceOffering struct {
	id, name string
	packages []string
}

var serviceOfferings = []serviceOffering{
	{"SO-FLEET", "Mobile Fleet", []string{"Fleet 10", "Fleet 25", "Fleet 100"}},
	{"SO-TEAM", "Business Mobile", []string{"Team 60", "Team 120", "Team Unlimited"}},
	{"SO-THINGS", "Connected Things", []string{"Meters", "Trackers", "Cameras"}},
	{"SO-BACKUP", "Backup Internet", []string{"Backup 20", "Backup 100"}},
	{"SO-VOICE", "Office Voice", []string{"Voice Basic", "Voice Plus", "Contact Centre"}},
}

// terms are what a request asks for.
type terms struct {
	offering *serviceOffering
	pack     string
	quantity int
	numbers  []string // to be brought along
	losing   string
	platform string
	simType  string
	start    string // a day
	text     string // what the customer wrote; often empty
}

var requestTexts = []string{
	"Please start before the end of the month.", "Our office moves in spring; the site is new.", "Invoices go to our head office.",
	"We would like to keep our numbers.",
}

// terms are drawn when they are needed, the same every time.
func (b *requestBook) terms(s *request) terms {
	r := rand.New(rand.NewPCG(b.seed, 1<<49+uint64(s.serial)))
	t := terms{offering: &serviceOfferings[r.IntN(len(serviceOfferings))], platform: "2.0", simType: anySIMType(r)}
	t.pack = t.offering.packages[r.IntN(len(t.offering.packages))]
	t.quantity = 1 + r.IntN(1+r.IntN(60))
	if r.IntN(5) == 0 {
		t.platform = "1.0"
	}
	if r.IntN(2) == 0 {
		t.losing = losingProviders[r.IntN(len(losingProviders))]
		for range min(t.quantity, 1+r.IntN(3)) {
			t.numbers = append(t.numbers, e164(255500000+r.IntN(10_000))) // kept free for stories
		}
	}
	t.start = time.UnixMilli(s.ordered).In(sydney).AddDate(0, 0, 7+r.IntN(40)).Format(time.DateOnly)
	if r.IntN(3) == 0 {
		t.text = requestTexts[r.IntN(len(requestTexts))]
	}
	return t
}

// facts are the terms as characteristics.
func (t terms) facts() []wireFact {
	out := []wireFact{
		fact("package", t.pack), {"lines", "number", t.quantity}, fact("platform", t.platform), fact("simType", t.simType), {"sims", "number", t.quantity},
		fact("start", t.start),
	}
	if t.losing != "" {
		out = append(out, fact("losingProvider", t.losing), wireFact{"numbers", "array", t.numbers})
	}
	return out
}

func (t terms) description() string {
	lines := "lines"
	if t.quantity == 1 {
		lines = "line"
	}
	return fmt.Sprintf("%s, %s, %d %s", t.offering.name, t.pack, t.quantity, lines)
}

// personal is what may never be seen of the requests outside the desk.
func (b *requestBook) personal() []string {
	var out []string
	for _, s := range b.all {
		out = append(out, s.by.name, s.by.mail)
		for _, number := range b.terms(s).numbers {
			n, _ := readNumber(number)
			out = append(out, number, compact(n), national(n))
		}
	}
	return out
}
