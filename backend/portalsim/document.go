package portalsim

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// provider is who the customers have contracts with.
const provider = "Southern Lights Mobile (a portal that is made up)"

// document is the contract as a file to read. The same version is the same
// bytes, whatever becomes of the request.
func (r contractRow) document() []byte {
	t := r.book.terms(r.of)
	return pdf(
		r.name(), "",
		"Between "+provider, "and "+r.of.service.customer.name+".", "",
		"Service offering: "+t.offering.name, "Package: "+t.pack, fmt.Sprint("Lines: ", t.quantity), "Platform: "+t.platform,
		"Start: "+t.start, "", "Written on "+time.UnixMilli(r.of.contracts[r.version]).In(sydney).Format("2 January 2006")+".",
		"Everything in this contract is invented.",
	)
}

// pdf writes lines on a page, by the rules of the format.
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

// inPDF is a text as it stands between brackets. What its characters cannot
// show is a question mark.
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
	if c, ok := p.contract(id, "DOC"); ok && !p.traits.placeholders {
		body = c.document()
	}
	p.mu.Unlock()
	if body == nil {
		p.unknown(w, "document", id)
		return
	}
	p.send(w, r, "application/pdf", body, "")
}
