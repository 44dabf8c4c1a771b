package portalsim

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
)

const (
	agreementBase = "/tmf-api/agreementManagement/v4"
	agreementPath = agreementBase + "/agreement"
	documentPath  = agreementBase + "/document"
)

type wireAgreement struct {
	ID                     string              `json:"id"`
	Href                   string              `json:"href"`
	Name                   string              `json:"name"`
	AgreementType          string              `json:"agreementType"`
	Description            string              `json:"description"`
	InitialDate            string              `json:"initialDate"`
	Version                string              `json:"version"`
	Status                 string              `json:"status"`
	AgreementAuthorization []wireAuthorization `json:"agreementAuthorization,omitempty"`
	AgreementItem          []wireAgreementItem `json:"agreementItem"`
	EngagedParty           []wireParty         `json:"engagedParty"`
	Attachment             []wireAttachment    `json:"attachment"`
	Type                   string              `json:"@type"`
}

type wireAuthorization struct {
	Date                    string `json:"date"`
	SignatureRepresentation string `json:"signatureRepresentation"`
	State                   string `json:"state"`
}

type wireAgreementItem struct {
	Product         []wireEntity `json:"product,omitempty"`
	ProductOffering []wireEntity `json:"productOffering"`
}

type wireAttachment struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	URL      string   `json:"url"`
	MimeType string   `json:"mimeType"`
	Size     wireSize `json:"size"`
	Type     string   `json:"@type"`
}

type wireSize struct {
	Amount int    `json:"amount"`
	Units  string `json:"units"`
}

// contractRow is one version of the contract of a request, counted from 0.
type contractRow struct {
	of      *subscription
	version int
	book    *subscriptions
	traits  *traits
}

func (r contractRow) id() string { return fmt.Sprintf("AGR-%d-%d", r.of.number(), r.version+1) }

func (r contractRow) documentID() string {
	return fmt.Sprintf("DOC-%d-%d", r.of.number(), r.version+1)
}

func (r contractRow) name() string {
	return fmt.Sprintf("Contract %s, version %d", r.of.id(), r.version+1)
}

func (r contractRow) attribute(path string) (string, bool) {
	switch path {
	case "id":
		return r.id(), true
	case "status", "state": // as of a product
		return r.status(), true
	}
	return "", false
}

// status is that of the request for the latest version. The ones before it are
// superseded.
func (r contractRow) status() string {
	if r.version < len(r.of.contracts)-1 {
		return "superseded"
	}
	s, _ := subStatusOf(r.of.status)
	return cmp.Or(s.contract, "cancelled")
}

// signed is when this version was signed; 0: it is not.
func (r contractRow) signed() int64 {
	if at := r.of.changedTo(subSigned); at >= r.of.contracts[r.version] && r.version == len(r.of.contracts)-1 {
		return at
	}
	return 0
}

func (r contractRow) write() any {
	t := r.book.terms(r.of)
	out := wireAgreement{
		ID: r.id(), Href: agreementPath + "/" + r.id(), Name: r.name(), AgreementType: "commercial", Description: t.description(),
		InitialDate: instant(r.of.contracts[r.version]), Version: strconv.Itoa(r.version + 1), Status: r.status(), Type: "Agreement",
		AgreementItem: []wireAgreementItem{{ProductOffering: []wireEntity{t.offering.wire()}}},
		EngagedParty: []wireParty{
			r.of.service.customer.wire(), {ID: "PRV-1", Name: provider, Role: "provider", Type: "RelatedParty", ReferredType: "Organization"},
		},
		Attachment: []wireAttachment{{
			ID: r.documentID(), Name: strings.ToLower(r.id()) + ".pdf", URL: documentPath + "/" + r.documentID(), MimeType: "application/pdf",
			Size: wireSize{len(r.document()), "bytes"}, Type: "Attachment",
		}},
	}
	if r.of.hasProduct() {
		out.AgreementItem[0].Product = []wireEntity{{r.of.productID(), productPath + "/" + r.of.productID(), t.pack, "Product"}}
	}
	if at := r.signed(); at != 0 {
		out.AgreementAuthorization = []wireAuthorization{{instant(at), "digital", "approved"}}
	}
	return r.traits.respelled(out)
}

// contract finds a version of a contract by its id, with AGR or DOC before the
// number; ok is false where there is none.
func (p *Portal) contract(id, prefix string) (contractRow, bool) {
	digits, version, _ := strings.Cut(strings.TrimPrefix(id, prefix+"-"), "-")
	s := p.book.numbered(digits, strings.HasPrefix(id, prefix+"-"))
	n, err := strconv.Atoi(version)
	if s == nil || err != nil || n < 1 || n > len(s.contracts) || strconv.Itoa(n) != version {
		return contractRow{}, false
	}
	return contractRow{s, n - 1, p.book, &p.traits}, true
}

// contracts are all versions of all contracts.
func (p *Portal) contracts() []contractRow {
	var all []contractRow
	for _, s := range p.book.all {
		for i := range s.contracts {
			all = append(all, contractRow{s, i, p.book, &p.traits})
		}
	}
	return all
}
