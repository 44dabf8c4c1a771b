package portal

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"

	"commsdesk/backend/telecom"
)

// A network may have a proxy between this computer and the portal. The environment names it, as for any such program:
// HTTPS_PROXY, HTTP_PROXY and NO_PROXY. It is never used for a portal on this computer.

// proxyRefused is a proxy that refused to connect to the portal. Nothing was sent to the portal.
type proxyRefused struct{ status int }

func (p *proxyRefused) Error() string { return fmt.Sprintf("the proxy answered %d", p.status) }

// heardProxy receives the proxy's answer to CONNECT.
func heardProxy(_ context.Context, _ *url.URL, _ *http.Request, res *http.Response) error {
	if res.StatusCode/100 == 2 {
		return nil
	}
	return &proxyRefused{res.StatusCode}
}

// ofProxy returns the error for staff if the proxy did not connect to the portal; nil if it was not the proxy.
func ofProxy(err error) *telecom.Error {
	var refused *proxyRefused
	var op *net.OpError
	switch {
	case errors.As(err, &refused) && refused.status == http.StatusProxyAuthRequired:
		return &telecom.Error{Code: telecom.NotPortal, Cause: &fault{what: "proxy wants a sign-in", err: tell(err)}, Text: proxySignIn}
	case errors.As(err, &refused) && refused.status >= 500:
		return &telecom.Error{Code: telecom.Unreachable, Cause: &fault{what: "proxy found no way", passing: true, err: tell(err)},
			Text: fmt.Sprintf("The proxy of this network did not reach the portal (error %d). %sCommsdesk tries "+
				"again by itself.", refused.status, keepsCopy)}
	case errors.As(err, &refused):
		return &telecom.Error{Code: telecom.NotPortal, Cause: &fault{what: "proxy gave no way", err: tell(err)},
			Text: fmt.Sprintf("The proxy of this network blocks the portal (error %d). %sAsk your administrator to allow the "+
				"portal’s address.", refused.status, keepsCopy)}
	case errors.As(err, &op) && op.Op == "proxyconnect":
		return &telecom.Error{Code: telecom.Unreachable, Cause: &fault{what: "no proxy", passing: true, err: tell(err)},
			Text: "The proxy of this network cannot be reached, so the portal cannot be " +
				"reached either. " + keepsCopy + "Check the network; Commsdesk tries again by itself."}
	}
	return nil
}

const proxySignIn = "The proxy of this network requires a sign-in. " + keepsCopy + "Ask your administrator to allow this computer, or " +
	"to set the sign-in in HTTPS_PROXY."
