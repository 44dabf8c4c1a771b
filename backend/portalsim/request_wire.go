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

type requestRow struct {
	*request
	p *Portal
}

func (r requestRow) attribute(path string) (string, bool) {
	state, date := r.words().order, "orderDate"
	if r.p.traits.version5 {
		date = "creationDate"
	}
	return oneOf(path, "id", r.id(), "category", requestCategory, "state", r.p.traits.shownState(state), date,
		r.p.traits.shownDate(r.ordered, state))
}

func (r requestRow) wire() doc {
	t := r.p.book.terms(r.request)
	var agreements []doc
	for i := range r.contracts {
		agreements = append(agreements, contractRow{r.request, i, r.p}.entity())
	}
	var completed int64
	if r.status == requestActive || r.status == requestExpired {
		completed = r.activeSince
	}
	var canceled statusChange
	if r.status == requestCanceled {
		canceled = r.changes[len(r.changes)-1]
	}
	state := r.p.traits.shownState(r.words().order)
	ofItem := state
	if state == partial {
		ofItem = ""
	}
	var productID, productHref string
	if r.hasProduct() {
		productID, productHref = r.productID(), productPath+"/"+r.productID()
	}
	return doc{
		{"id", r.id()}, {"href", requestPath + "/" + r.id()}, {"category", requestCategory}, {"description", t.description()},
		{"state", state}, {"orderDate", r.p.traits.shownDate(r.ordered, r.words().order)}, {"completionDate", instant(completed)},
		{"cancellationDate", instant(canceled.at)}, {"cancellationReason", canceled.why}, {"agreement", agreements},
		{"note", r.shownNotes(t)},
		{"productOrderItem", []doc{{
			{"id", "1"}, {"action", "add"}, {"quantity", t.quantity}, {"state", ofItem},
			{"product", doc{
				{"id", productID}, {"href", productHref}, {"name", t.pack}, {"productCharacteristic", append(t.facts(), r.extensions()...)},
				{"@type", "Product"},
			}},
			{"productOffering", t.offering.entity()}, {"@type", "ProductOrderItem"},
		}}},
		{"relatedParty", []wireParty{r.by.wire(), r.service.customer.wire()}}, {"@type", "ProductOrder"},
	}
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
		history := []doc{}
		for _, c := range r.changes {
			history = append(history, doc{{"at", instant(c.at)}, {"by", c.by}, {"from", c.from}, {"to", c.to}, {"why", c.why}})
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

func (o *serviceOffering) entity() doc { return entity(o.id, "", o.name, "ProductOffering") }

const (
	productBase = "/tmf-api/productInventory/v4"
	productPath = productBase + "/product"
)

// productRow is what a request subscribes to.
type productRow struct {
	*request
	p *Portal
}

func (r productRow) attribute(path string) (string, bool) {
	status := r.words().product
	return oneOf(path, "id", r.productID(), "status", status, "state", status, "productOrderItem.productOrderId", r.id())
}

func (r productRow) wire() doc {
	t := r.p.book.terms(r.request)
	var agreements, services []doc
	var ended int64
	if n := len(r.contracts); n > 0 {
		agreements = []doc{contractRow{r.request, n - 1, r.p}.entity()}
	}
	if r.activeSince != 0 {
		services = []doc{entity(r.service.id, servicePath+"/"+r.service.id, "", "Service")}
		if r.status == requestExpired || r.status == requestCanceled {
			ended = max(r.changedTo(requestExpired), r.changedTo(requestCanceled))
		}
	}
	return doc{
		{"id", r.productID()}, {"href", productPath + "/" + r.productID()}, {"name", t.pack}, {"description", t.description()},
		{"orderDate", instant(r.ordered)}, {"startDate", instant(r.activeSince)}, {"terminationDate", instant(ended)},
		{"agreement", agreements}, {"productCharacteristic", t.facts()}, {"productOffering", t.offering.entity()},
		{"productOrderItem", []doc{{
			{"orderItemId", "1"}, {"orderItemAction", "add"}, {"productOrderId", r.id()}, {"productOrderHref", requestPath + "/" + r.id()},
			{"@referredType", "ProductOrderItem"},
		}}},
		{"realizingService", services}, {"relatedParty", []wireParty{r.service.customer.wire()}}, {"status", r.words().product},
		{"@type", "Product"},
	}
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
