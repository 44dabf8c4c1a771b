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

// A network may have a proxy between this computer and the portal. Which one is told by the environment: HTTPS_PROXY,
// HTTP_PROXY and NO_PROXY, as for any program of its kind. It never stands before a portal on this computer.

// proxyRefused is a proxy that was asked for a way to the portal, and gave none. Nothing has left towards the portal.
type proxyRefused struct{ status int }

func (p *proxyRefused) Error() string { return fmt.Sprintf("the proxy answered %d", p.status) }

// heardProxy is told what a proxy says to the wish for a way.
func heardProxy(_ context.Context, _ *url.URL, _ *http.Request, res *http.Response) error {
	if res.StatusCode/100 == 2 {
		return nil
	}
	return &proxyRefused{res.StatusCode}
}

// ofProxy says in words for staff why the proxy gave no way to the portal; nil: it was not the proxy.
func ofProxy(err error) *telecom.Error {
	var refused *proxyRefused
	var op *net.OpError
	switch {
	case errors.As(err, &refused) && refused.status == http.StatusProxyAuthRequired:
		return &telecom.Error{Code: telecom.NotPortal, Cause: &fault{what: "proxy wants a sign-in", err: tell(err)}, Text: proxySignIn}
	case errors.As(err, &refused) && refused.status >= 500:
		return &telecom.Error{Code: telecom.Unreachable, Cause: &fault{what: "proxy found no way", passing: true, err: tell(err)},
			Text: fmt.Sprintf("The proxy of this network did not reach the portal (error %d). %sCommsdesk tries again by itself.", refused.status, keepsCopy)}
	case errors.As(err, &refused):
		return &telecom.Error{Code: telecom.NotPortal, Cause: &fault{what: "proxy gave no way", err: tell(err)},
			Text: fmt.Sprintf("The proxy of this network does not let Commsdesk through to the portal (error %d). %sAsk your administrator to allow the portal’s address there.", refused.status, keepsCopy)}
	case errors.As(err, &op) && op.Op == "proxyconnect":
		return &telecom.Error{Code: telecom.Unreachable, Cause: &fault{what: "no proxy", passing: true, err: tell(err)},
			Text: "The proxy of this network cannot be reached, so the portal cannot either. " + keepsCopy + "Check the network; Commsdesk tries again by itself."}
	}
	return nil
}

const proxySignIn = "The proxy of this network wants a sign-in before it lets anything through to the portal. " + keepsCopy + "Ask your administrator to let this computer through, or to name the sign-in in HTTPS_PROXY."
