package portalsim

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
	*subscription
	book   *subscriptions
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
	s, _ := subStatusOf(r.status)
	return s.product
}

func (r productRow) write() any {
	t := r.book.terms(r.subscription)
	out := wireProduct{
		ID: r.productID(), Href: productPath + "/" + r.productID(), Name: t.pack, Description: t.description(), OrderDate: instant(r.ordered),
		ProductCharacteristic: t.facts(), ProductOffering: t.offering.wire(), RelatedParty: []wireParty{r.service.customer.wire()},
		ProductOrderItem: []wireOrdered{{"1", "add", r.id(), requestPath + "/" + r.id(), "ProductOrderItem"}},
		Status:           r.shownStatus(), Type: "Product",
	}
	if n := len(r.contracts); n > 0 {
		c := contractRow{r.subscription, n - 1, r.book, r.traits}
		out.Agreement = []wireEntity{{c.id(), agreementPath + "/" + c.id(), c.name(), "Agreement"}}
	}
	if r.begun != 0 {
		out.StartDate = instant(r.begun)
		out.RealizingService = []wireEntity{{r.service.id, servicePath + "/" + r.service.id, "", "Service"}}
	}
	if over := max(r.changedTo(subExpired), r.changedTo(subCanceled)); r.begun != 0 && (r.status == subExpired || r.status == subCanceled) {
		out.TerminationDate = instant(over)
	}
	return r.traits.respelled(out)
}
