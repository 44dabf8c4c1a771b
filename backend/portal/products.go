package portal

import (
	"context"

	"commsdesk/backend/telecom"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Products reads one page of what requests created, as Services does. Where the profile has no address for it, there is
// none.
func (p *Portal) Products(ctx context.Context, offset, limit int) (telecom.Page[telecom.Product], error) {
	if p.products == nil {
		return telecom.Page[telecom.Product]{Next: offset, Last: true}, nil
	}
	page, err := pageOf(ctx, p, p.products, listing{offset: offset, limit: limit}, productOf)
	return page.Page, err
}

type wireProduct struct {
	ID       text          `json:"id"`
	Name     text          `json:"name"`
	Status   text          `json:"status"`
	State    text          `json:"state"`
	Services list[wireRef] `json:"realizingService"`
}

// productOf makes a product of a record, or says that no sense can be made of it. An official word of TMF637 ends in a
// space, which is not kept.
func productOf(raw jsontext.Value) (telecom.Product, bool) {
	var w wireProduct
	if raw.Kind() != '{' || json.Unmarshal(raw, &w, lenient) != nil || w.ID == "" {
		return telecom.Product{}, false
	}
	var services ids
	services.add(w.Services...)
	return telecom.Product{ID: string(w.ID), Name: first(w.Name), State: first(w.Status, w.State), ServiceIDs: services, Raw: tidy(raw)}, true
}
