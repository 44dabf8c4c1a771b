package portal

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"commsdesk/backend/telecom"
)

// documentBytes is how large a document may be.
const documentBytes = 25 << 20

// documentTakes is how many times as long as another answer a document may take: it is larger.
const documentTakes = 6

// Document fetches what a document of a contract holds, once. It asks nobody but the portal, which is whoever keeps one
// of its APIs: an address elsewhere is an error, and nothing is sent there; so is a redirect to elsewhere.
func (p *Portal) Document(ctx context.Context, d telecom.Document) ([]byte, error) {
	a, address, err := p.keeper(d)
	if err != nil {
		return nil, err
	}
	got, err := p.get(ctx, a, getting{url: address, accept: "*/*", within: documentTakes * p.limits.Request, bytes: documentBytes})
	if err != nil {
		return nil, err
	}
	switch s := got.StatusCode; {
	case s/100 == 3:
		return nil, elsewhere(s)
	case s/100 != 2:
		return nil, refused(got.Response, got.body)
	case got.cut != nil:
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, &telecom.Error{Code: telecom.Broken, Cause: &fault{what: "cut document", status: s, passing: true, err: tell(got.cut)},
			Text: "The document broke off before it was whole. Nothing of it is shown. Open it again."}
	case len(got.body) > documentBytes:
		return nil, broken("document too large", fmt.Sprintf("The document is larger than %d MB, which is more than Commsdesk fetches. Nothing of it is shown. Open it in the portal.", documentBytes>>20))
	case len(got.body) == 0:
		return nil, broken("empty document", "The portal has nothing in this document. Nothing is shown. Open it in the portal, or ask who wrote the contract.")
	case isWebPage(got.Header) && !maybePage(d):
		return nil, notPortal(s)
	}
	return got.body, nil
}

// keeper is the API at whose origin a document lies, and the whole address of it. An address that names no server is
// taken as beginning where the agreements do.
func (p *Portal) keeper(d telecom.Document) (*api, string, error) {
	raw := strings.TrimSpace(d.Address)
	u, err := url.Parse(raw)
	if err != nil || raw == "" || u.User != nil {
		return nil, "", &telecom.Error{Code: telecom.Invalid, Cause: &fault{what: "no usable address of a document"}, // which is not told: ids and sign-ins stand in addresses
			Text: "The portal gives no usable address for this document. Nothing was fetched. Open it in the portal."}
	}
	for _, a := range []*api{p.contracts, p.requests, p.products, p.ordering, p.inventory, p.usage, p.catalog} {
		if a == nil {
			continue
		}
		base, err := url.Parse(a.base + "/")
		if err != nil {
			continue
		}
		if whole := base.ResolveReference(u); origin(whole) == origin(base) {
			whole.Fragment = ""
			return a, whole.String(), nil
		}
	}
	return nil, "", elsewhere(0)
}

// origin tells servers apart: a scheme, a host and a port.
func origin(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[strings.ToLower(u.Scheme)]
	}
	return strings.ToLower(u.Scheme) + "://" + strings.ToLower(u.Hostname()) + ":" + port
}

// elsewhere is a document at another server, as its address says, or a redirect with some status.
func elsewhere(status int) error {
	return &telecom.Error{Code: telecom.Invalid, Cause: &fault{what: "document elsewhere", status: status},
		Text: "This document lies elsewhere: its address is not the portal’s. Nothing was fetched, and your sign-in was not sent there. Open it in the portal."}
}

func isWebPage(h http.Header) bool {
	return strings.Contains(strings.ToLower(h.Get("Content-Type")), "html")
}

// maybePage reports whether a document is meant to be a web page. Any other that comes as one is a page to sign in.
func maybePage(d telecom.Document) bool {
	name := strings.ToLower(d.Name)
	return strings.Contains(strings.ToLower(d.Type), "html") || strings.HasSuffix(name, ".html") || strings.HasSuffix(name, ".htm")
}
