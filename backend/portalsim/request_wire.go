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
	ID                    string               `json:"id,omitempty"`
	Href                  string               `json:"href,omitempty"`
	Name                  string               `json:"name"`
	ProductCharacteristic []wireCharacteristic `json:"productCharacteristic"`
	Type                  string               `json:"@type"`
}

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
	p *Portal
}

func (r requestRow) attribute(path string) (string, bool) {
	state := r.words().order
	return oneOf(path, "id", r.id(), "category", requestCategory, "state", r.p.traits.shownState(state), "orderDate",
		r.p.traits.shownDate(r.ordered, state))
}

func (r requestRow) wire() any {
	t, state := r.p.book.terms(r.request), r.words().order
	out := wireRequest{
		ID: r.id(), Href: requestPath + "/" + r.id(), Category: requestCategory, Description: t.description(),
		State: r.p.traits.shownState(state), OrderDate: r.p.traits.shownDate(r.ordered, state),
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
		out.Agreement = append(out.Agreement, contractRow{r.request, i, r.p}.entity())
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

// shownNotes returns what the customer wrote with the request, and what was noted since.
func (r requestRow) shownNotes(t terms) []wireNote {
	var out []wireNote
	if t.text != "" {
		out = append(out, wireNote{ID: "0", Author: r.by.name, Date: instant(r.ordered), Text: t.text, Type: "Note"})
	}
	return append(out, r.notes...)
}

// extensions returns what the standard has no attributes for, as far as this kind of server has it.
func (r requestRow) extensions() []wireCharacteristic {
	if r.p.traits.plainRequests {
		return nil
	}
	out := []wireCharacteristic{text("subscriptionRequestStatus", r.status)}
	if n := len(r.contracts); n > 0 {
		out = append(out, wireCharacteristic{"contractVersion", "number", n})
	}
	if !r.p.traits.noAllowedActions {
		words := []string{"view"}
		for _, s := range r.actions() {
			words = append(words, s.word)
		}
		out = append(out, wireCharacteristic{"allowedActions", "array", words})
	}
	if !r.p.traits.noStatusVersion {
		out = append(out, wireCharacteristic{"statusVersion", "number", r.version})
	}
	if !r.p.traits.noStatusHistory {
		history := []wireChange{}
		for _, c := range r.changes {
			history = append(history, wireChange{instant(c.at), c.by, c.from, c.to, c.why})
		}
		out = append(out, wireCharacteristic{"statusHistory", "array", history})
	}
	if r.asked != nil {
		out = append(out, text("cancellationRequestedAt", instant(r.asked.at)), text("cancellationRequestedBy", r.asked.by),
			text("cancellationRequestReason", r.asked.why))
	}
	if r.key != "" && !r.p.traits.noDecisionKey {
		out = append(out, text("decisionKey", r.key))
	}
	return append(out, r.echo...)
}

func (c contact) wire() wireParty {
	return wireParty{ID: c.mail, Name: c.name, Role: "initiator", Type: "RelatedParty", ReferredType: "Individual"}
}

func (o *serviceOffering) wire() wireEntity {
	return wireEntity{ID: o.id, Name: o.name, ReferredType: "ProductOffering"}
}

const (
	productBase = "/tmf-api/productInventory/v4"
	productPath = productBase + "/product"
)

type wireProduct struct {
	ID                    string               `json:"id"`
	Href                  string               `json:"href"`
	Name                  string               `json:"name"`
	Description           string               `json:"description"`
	OrderDate             string               `json:"orderDate"`
	StartDate             string               `json:"startDate,omitempty"`
	TerminationDate       string               `json:"terminationDate,omitempty"`
	Agreement             []wireEntity         `json:"agreement,omitempty"`
	ProductCharacteristic []wireCharacteristic `json:"productCharacteristic"`
	ProductOffering       wireEntity           `json:"productOffering"`
	ProductOrderItem      []wireOrdered        `json:"productOrderItem"`
	RealizingService      []wireEntity         `json:"realizingService,omitempty"`
	RelatedParty          []wireParty          `json:"relatedParty"`
	Status                string               `json:"status"`
	Type                  string               `json:"@type"`
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
	p *Portal
}

func (r productRow) attribute(path string) (string, bool) {
	status := r.words().product
	return oneOf(path, "id", r.productID(), "status", status, "state", status, "productOrderItem.productOrderId", r.id())
}

func (r productRow) wire() any {
	t := r.p.book.terms(r.request)
	out := wireProduct{
		ID: r.productID(), Href: productPath + "/" + r.productID(), Name: t.pack, Description: t.description(), OrderDate: instant(r.ordered),
		ProductCharacteristic: t.facts(), ProductOffering: t.offering.wire(), RelatedParty: []wireParty{r.service.customer.wire()},
		ProductOrderItem: []wireOrdered{{"1", "add", r.id(), requestPath + "/" + r.id(), "ProductOrderItem"}},
		Status:           r.words().product, Type: "Product",
	}
	if n := len(r.contracts); n > 0 {
		out.Agreement = []wireEntity{contractRow{r.request, n - 1, r.p}.entity()}
	}
	if r.activeSince != 0 {
		out.StartDate = instant(r.activeSince)
		out.RealizingService = []wireEntity{{r.service.id, servicePath + "/" + r.service.id, "", "Service"}}
	}
	if r.activeSince != 0 && (r.status == requestExpired || r.status == requestCanceled) {
		out.TerminationDate = instant(max(r.changedTo(requestExpired), r.changedTo(requestCanceled)))
	}
	return out
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

// terms draws what a request asks for, the same every time.
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

// facts returns the terms as characteristics.
func (t terms) facts() []wireCharacteristic {
	out := []wireCharacteristic{
		text("package", t.pack), {"lines", "number", t.quantity}, text("platform", t.platform), text("simType", t.simType),
		{"sims", "number", t.quantity},
		text("start", t.start),
	}
	if t.losing != "" {
		out = append(out, text("losingProvider", t.losing), wireCharacteristic{"numbers", "array", t.numbers})
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

// personal returns the personal data in requests.
func (b *requestBook) personal() []string {
	var out []string
	for _, s := range b.all {
		out = append(out, s.by.name, s.by.mail)
		for _, number := range b.terms(s).numbers {
			n, _ := readNumber(number)
			out = append(out, written(n)...)
		}
	}
	return out
}
