package portal

import (
	"context"
	"math"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"commsdesk/backend/telecom"
)

// Agreements reads one page of the versions of contracts, as Services does. Without an address for them in the profile
// there are none.
func (p *Portal) Agreements(ctx context.Context, offset, limit int) (telecom.Page[telecom.Agreement], error) {
	if p.contracts == nil {
		return telecom.Page[telecom.Agreement]{Next: offset, Last: true}, nil
	}
	page, err := pageOf(ctx, p, p.contracts, listing{offset: offset, limit: limit}, p.agreement)
	return page.Page, err
}

// Agreement reads one version of a contract. The error is NotFound only if the portal says so, or if the profile has no
// address for agreements.
func (p *Portal) Agreement(ctx context.Context, id string) (telecom.Agreement, error) {
	if p.contracts == nil {
		return telecom.Agreement{}, &telecom.Error{Code: telecom.NotFound,
			Text: "This portal’s contracts are not configured. Nothing was read. Check in the portal, or add the address of its agreements " +
				"(TMF651) to the profile, as agreement in [profile.api]."}
	}
	a, err := record(ctx, p, p.contracts, id, p.agreement, func(a telecom.Agreement) string { return a.ID })
	if err != nil {
		return telecom.Agreement{}, p.missingUnproven(ctx, p.contracts, id, err)
	}
	return a, nil
}

type wireAgreement struct {
	ID          text            `json:"id"`
	Name        text            `json:"name"`
	Version     text            `json:"version"`
	Status      text            `json:"status"`
	State       text            `json:"state"`
	InitialDate text            `json:"initialDate"`
	Period      one[wirePeriod] `json:"agreementPeriod"`

	Attachments list[wireDocument]      `json:"attachment"`
	Documents   list[wireDocument]      `json:"document"`
	Related     list[wireDocument]      `json:"relatedDocument"`
	Items       list[wireAgreementItem] `json:"agreementItem"`
}

type wireAgreementItem struct {
	Attachments list[wireDocument] `json:"attachment"`
}

type wireDocument struct {
	ID     text     `json:"id"`
	Name   text     `json:"name"`
	URL    text     `json:"url"`
	Href   text     `json:"href"`
	Type   text     `json:"mimeType"`
	Format text     `json:"contentType"`
	Size   quantity `json:"size"`
}

func (p *Portal) agreement(raw jsontext.Value) (telecom.Agreement, bool) {
	return agreementOf(raw, &p.words)
}

// agreementOf converts a record; ok is false if it cannot be understood.
func agreementOf(raw jsontext.Value, words *rules) (telecom.Agreement, bool) {
	var w wireAgreement
	if raw.Kind() != '{' || json.Unmarshal(raw, &w, lenient) != nil || w.ID == "" {
		return telecom.Agreement{}, false
	}
	a := telecom.Agreement{
		ID: string(w.ID), Name: first(w.Name), Version: first(w.Version), State: first(w.Status, w.State),
		At: words.date(text(first(w.InitialDate, w.Period.is.Start))), Raw: tidy(raw),
	}
	documents := slices.Concat(w.Attachments, w.Documents, w.Related)
	for _, i := range w.Items {
		documents = append(documents, i.Attachments...)
	}
	for _, d := range documents {
		if it := d.document(); it != (telecom.Document{}) && !slices.Contains(a.Documents, it) {
			a.Documents = append(a.Documents, it)
		}
	}
	return a, true
}

// document prefers the address of the content to that of the record about it.
func (d *wireDocument) document() telecom.Document {
	it := telecom.Document{ID: first(d.ID), Name: first(d.Name), Type: first(d.Type, d.Format), Size: d.Size.bytes(),
		Address: first(d.URL, d.Href)}
	if u, err := url.Parse(it.Address); it.Name == "" && err == nil && u.Path != "" {
		if it.Name = path.Base(u.Path); !strings.Contains(it.Name, ".") {
			it.Name = it.ID
		}
	}
	return it
}

// bytes returns a size; zero if it is not given. A bare number counts bytes.
func (q *quantity) bytes() int64 {
	if !q.known {
		return 0
	}
	n := q.number
	if q.unit != "" {
		megabytes, known := scales[telecom.Data][telecom.Normalize(q.unit)]
		if !known {
			return 0
		}
		n *= megabytes * 1e6
	}
	return int64(math.Round(n))
}

// Products reads one page of the products that requests created, as Services does. Without an address for them in the
// profile there are none.
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

// productOf converts a record; ok is false if it cannot be understood. A state word of TMF637 ends in a space, which is
// not kept.
func productOf(raw jsontext.Value) (telecom.Product, bool) {
	var w wireProduct
	if raw.Kind() != '{' || json.Unmarshal(raw, &w, lenient) != nil || w.ID == "" {
		return telecom.Product{}, false
	}
	var services ids
	services.add(w.Services...)
	return telecom.Product{ID: string(w.ID), Name: first(w.Name), State: first(w.Status, w.State), ServiceIDs: services, Raw: tidy(raw)}, true
}
