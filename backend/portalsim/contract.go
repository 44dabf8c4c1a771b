package portalsim

import (
	"bytes"
	"cmp"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	agreementBase = "/tmf-api/agreementManagement/v4"
	agreementPath = agreementBase + "/agreement"
	documentPath  = agreementBase + "/document"
)

// contractRow is one version of the contract of a request, counted from 0.
type contractRow struct {
	of      *request
	version int
	p       *Portal
}

func (r contractRow) id() string { return fmt.Sprintf("AGR-%d-%d", r.of.number(), r.version+1) }

func (r contractRow) documentID() string {
	return fmt.Sprintf("DOC-%d-%d", r.of.number(), r.version+1)
}

func (r contractRow) name() string {
	return fmt.Sprintf("Contract %s, version %d", r.of.id(), r.version+1)
}

func (r contractRow) attribute(path string) (string, bool) {
	status := r.status()
	return oneOf(path, "id", r.id(), "status", status, "state", status) // it has no state, but its ETag is made from its status
}

func (r contractRow) entity() doc {
	return entity(r.id(), agreementPath+"/"+r.id(), r.name(), "Agreement")
}

// status returns the status of the latest version. The ones before it are superseded.
func (r contractRow) status() string {
	if r.version < len(r.of.contracts)-1 {
		return "superseded"
	}
	return cmp.Or(r.of.words().contract, "cancelled")
}

// signed returns when this version was signed, 0 if it is not.
func (r contractRow) signed() int64 {
	if at := r.of.changedTo(requestSigned); at >= r.of.contracts[r.version] && r.version == len(r.of.contracts)-1 {
		return at
	}
	return 0
}

func (r contractRow) wire() doc {
	t := r.p.book.terms(r.of)
	var products, signatures []doc
	if r.of.hasProduct() {
		products = []doc{entity(r.of.productID(), productPath+"/"+r.of.productID(), t.pack, "Product")}
	}
	if at := r.signed(); at != 0 {
		signatures = []doc{{{"date", instant(at)}, {"signatureRepresentation", "digital"}, {"state", "approved"}}}
	}
	return doc{
		{"id", r.id()}, {"href", agreementPath + "/" + r.id()}, {"name", r.name()}, {"agreementType", "commercial"},
		{"description", t.description()}, {"initialDate", instant(r.of.contracts[r.version])}, {"version", strconv.Itoa(r.version + 1)},
		{"status", r.status()}, {"agreementAuthorization", signatures},
		{"agreementItem", []doc{{{"product", products}, {"productOffering", []doc{t.offering.entity()}}}}},
		{"engagedParty", []wireParty{r.of.service.customer.wire(),
			{ID: "PRV-1", Name: provider, Role: "provider", Type: "RelatedParty", ReferredType: "Organization"}}},
		{"attachment", []doc{{
			{"id", r.documentID()}, {"name", strings.ToLower(r.id()) + ".pdf"}, {"url", documentPath + "/" + r.documentID()},
			{"mimeType", "application/pdf"}, {"size", doc{{"amount", len(r.document())}, {"units", "bytes"}}}, {"@type", "Attachment"},
		}}},
		{"@type", "Agreement"},
	}
}

// contract finds a version of a contract by its id, with AGR or DOC before the number, or returns the zero value.
func (p *Portal) contract(id, prefix string) (none contractRow) {
	digits, ok := strings.CutPrefix(id, prefix+"-")
	digits, version, _ := strings.Cut(digits, "-")
	r := p.book.numbered(digits, ok)
	n, err := strconv.Atoi(version)
	if r == nil || err != nil || n < 1 || n > len(r.contracts) || strconv.Itoa(n) != version {
		return none
	}
	return contractRow{r, n - 1, p}
}

// contracts returns all versions of all contracts.
func (p *Portal) contracts() []contractRow {
	var all []contractRow
	for _, s := range p.book.all {
		for i := range s.contracts {
			all = append(all, contractRow{s, i, p})
		}
	}
	return all
}

// provider is the other party of the contracts.
const provider = "Southern Lights Mobile (a portal that is made up)"

// document returns the contract as a PDF. A version always has the same bytes, whatever happens to the request.
func (r contractRow) document() []byte {
	t := r.p.book.terms(r.of)
	return pdf(
		r.name(), "",
		"Between "+provider, "and "+r.of.service.customer.name+".", "",
		"Service offering: "+t.offering.name, "Package: "+t.pack, fmt.Sprint("Lines: ", t.quantity), "Platform: "+t.platform,
		"Start: "+t.start, "", "Written on "+time.UnixMilli(r.of.contracts[r.version]).In(sydney).Format("2 January 2006")+".",
		"Everything in this contract is invented.",
	)
}

// pdf writes lines on a page.
func pdf(lines ...string) []byte {
	var page strings.Builder
	page.WriteString("BT /F1 12 Tf 16 TL 72 760 Td\n")
	for _, line := range lines {
		page.WriteString("(" + inPDF(line) + ") Tj T*\n")
	}
	page.WriteString("ET")
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", page.Len(), page.String()),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
	}
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, a := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", a)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table)
	return b.Bytes()
}

// inPDF returns a text as it is written between brackets. What its characters cannot show is a question mark.
func inPDF(s string) string {
	var out []byte
	for _, c := range s {
		switch {
		case c == '(' || c == ')' || c == '\\':
			out = append(out, '\\', byte(c))
		case c >= ' ' && c < 0x7f || c >= 0xa0 && c <= 0xff:
			out = append(out, byte(c))
		default:
			out = append(out, '?')
		}
	}
	return string(out)
}

// serveDocument answers with the file of a contract.
func (p *Portal) serveDocument(w http.ResponseWriter, r *http.Request, id string) {
	var body []byte
	p.mu.Lock()
	p.present()
	if c := p.contract(id, "DOC"); c.of != nil && !p.traits.placeholders {
		body = c.document()
	}
	p.mu.Unlock()
	if body == nil {
		p.refuse(w, p.traits.unknown("document", id))
		return
	}
	p.send(w, r, "application/pdf", body, "")
}
