package portal

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"commsdesk/backend/telecom"
)

// documentBytes is the largest document.
const documentBytes = 25 << 20

// documentTakes is how many times as long as another answer a document may take.
const documentTakes = 6

// Document fetches the content of a contract's document, once. It asks only the portal, that is, the servers of its
// APIs: an address elsewhere is an error, and nothing is sent there; so is a redirect to elsewhere.
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
			Text: "The document did not arrive completely. Nothing is shown. Open it again."}
	case len(got.body) > documentBytes:
		return nil, broken("document too large", fmt.Sprintf("The document is larger than %d MB, which is more than Commsdesk fetches. "+
			"Nothing is shown. Open it in the portal.", documentBytes>>20))
	case len(got.body) == 0:
		return nil, broken("empty document", "This document is empty. Nothing is shown. Open it in the portal, or ask the author of "+
			"the contract.")
	case isWebPage(got.Header) && !maybePage(d):
		return nil, notPortal(s)
	}
	return got.body, nil
}

// keeper returns the API at whose origin a document is, and its full address. A relative address belongs to the
// agreements' server.
func (p *Portal) keeper(d telecom.Document) (*api, string, error) {
	raw := strings.TrimSpace(d.Address)
	u, err := url.Parse(raw)
	if err != nil || raw == "" || u.User != nil {
		return nil, "", &telecom.Error{Code: telecom.Invalid, Cause: &fault{what: "no usable address of a document"},
			// the parser's error is not logged: ids and sign-ins may be in addresses
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

// origin identifies a server: scheme, host and port.
func origin(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[strings.ToLower(u.Scheme)]
	}
	return strings.ToLower(u.Scheme) + "://" + strings.ToLower(u.Hostname()) + ":" + port
}

// elsewhere is the error for a document on another server, by its address or by a redirect.
func elsewhere(status int) error {
	return &telecom.Error{Code: telecom.Invalid, Cause: &fault{what: "document elsewhere", status: status},
		Text: "This document is on another server. Nothing was fetched, and your sign-in was not sent there. Open it in the portal."}
}

func isWebPage(h http.Header) bool {
	return strings.Contains(strings.ToLower(h.Get("Content-Type")), "html")
}

// maybePage reports whether a document may be an HTML page. If any other comes as one, it is a sign-in page.
func maybePage(d telecom.Document) bool {
	name := strings.ToLower(d.Name)
	return strings.Contains(strings.ToLower(d.Type), "html") || strings.HasSuffix(name, ".html") || strings.HasSuffix(name, ".htm")
}
