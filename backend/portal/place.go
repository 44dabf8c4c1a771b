package portal

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"

	"commsdesk/backend"

	"github.com/go-json-experiment/json"
)

// writer sends what changes the portal. Nothing it sends can go out twice: every write has a connection of its own, so
// that none is repeated on a second one when the first turns out dead, and it follows no redirect.
func newWriter(reads *http.Transport) *http.Client {
	t := reads.Clone()
	t.DisableKeepAlives = true
	t.ForceAttemptHTTP2 = false
	t.TLSNextProto = map[string]func(string, *tls.Conn) http.RoundTripper{} // HTTP/2 repeats what a server turned away
	return &http.Client{Transport: t, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// Place sends the order that a promise asks for, once, and says what became of it; or the wish to cancel one. The end
// of the context before the portal was reached is NotSent, after that Unsure.
func (p *Portal) Place(ctx context.Context, promise backend.Promise) backend.Outcome {
	var payload any = p.payload(&promise)
	path := p.ordering.list
	if promise.Draft.Kind == backend.CancelOrder {
		payload, path = cancellation(&promise), cancelPath
	}
	body, err := json.Marshal(payload)
	if err != nil {
		return notSent(&backend.Error{Code: backend.Internal, Text: "The order could not be written. It was not sent; your draft is kept. Send the log to your administrator.", Cause: err})
	}
	o := p.write(ctx, p.ordering, path, body)
	if promise.Draft.Kind == backend.CancelOrder {
		p.sawCancellation(o)
		if o.State == backend.PromisePlaced {
			o.OrderID = promise.Draft.OrderID // the answer names a task; what becomes of it is read from the order
		}
	}
	return o
}

// write sends one write and reads its answer.
func (p *Portal) write(ctx context.Context, a *api, path string, body []byte) backend.Outcome {
	within, cancel := context.WithTimeout(ctx, p.limits.Request)
	defer cancel()
	connected := false
	traced := httptrace.WithClientTrace(within, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connected = true }})
	req, err := http.NewRequestWithContext(traced, http.MethodPost, a.base+path, bytes.NewReader(body))
	if err != nil {
		return notSent(&backend.Error{Code: backend.Invalid, Text: "The portal’s address is not usable. The order was not sent; your draft is kept. Correct the address in the configuration.", Cause: err})
	}
	req.GetBody = nil // without it nothing can send the body again
	req.Header.Set("Content-Type", "application/json;charset=utf-8")
	req.Header.Set("Accept", "application/json;charset=utf-8, application/json")
	req.Header.Set("User-Agent", "Commsdesk")
	if p.token != nil {
		token, err := p.token(within)
		if err != nil {
			return notSent(backend.AsError(notSignedIn(ctx, err)))
		}
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := p.writer.Do(req)
	p.meter.asked(0)
	if err != nil {
		if !connected {
			return notSent(notReached(err))
		}
		return unsure(err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, p.limits.Bytes))
	return outcome(res, answer, err)
}

// outcome is what an answer to a write means.
func outcome(res *http.Response, body []byte, broken error) backend.Outcome {
	switch s := res.StatusCode; {
	case s/100 == 2:
		id, ok := placedID(res.Header, body)
		switch {
		case id != "":
			return backend.Outcome{State: backend.PromisePlaced, OrderID: id}
		case broken != nil, !ok:
			return unsure(errors.Join(errors.New("no order in the answer"), broken))
		}
		return backend.Outcome{State: backend.PromisePlaced} // its id is looked up
	case refuses(s):
		said := said(res.Header, body)
		text := "The portal did not accept the order. It was not placed; your draft is kept. Read what the portal says, and change the order or ask the portal's support."
		code := backend.Invalid
		switch s {
		case http.StatusUnauthorized, http.StatusForbidden:
			code, text = backend.Denied, "The portal does not let you place this order. It was not placed; your draft is kept. Sign in again, or ask an administrator of the portal for access."
		case http.StatusTooManyRequests:
			code, text = backend.Busy, "The portal is busy and did not take the order. It was not placed; your draft is kept. Try again in a few minutes."
		}
		return backend.Outcome{State: backend.PromiseRefused, Problem: &backend.Error{Code: code, Text: text, Said: said, Cause: &fault{what: "write refused", status: s}}}
	default:
		return unsure(&fault{what: "write answered", status: s})
	}
}

// refuses says whether a status is a promise of the portal that nothing was done.
func refuses(status int) bool {
	switch status {
	case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed,
		http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity, http.StatusTooManyRequests:
		return true
	}
	return false
}

// placedID is the id in the answer to a write. Ok is false if the answer cannot be the portal's, or was cut.
func placedID(h http.Header, body []byte) (id string, ok bool) {
	body = bytes.TrimSpace(body)
	if len(body) == 0 {
		return "", true
	}
	if !isJSON(h, body) {
		return "", false
	}
	var order struct {
		ID text `json:"id"`
	}
	err := json.Unmarshal(body, &order, lenient)
	return string(order.ID), err == nil
}

func notSent(problem *backend.Error) backend.Outcome {
	return backend.Outcome{State: backend.PromiseNotSent, Problem: problem}
}

func notReached(err error) *backend.Error {
	return &backend.Error{Code: backend.Unreachable, Cause: &fault{what: "no connection", err: bare(err)},
		Text: "The portal could not be reached. The order was not sent; your draft is kept. Check the network and place it again when the desk is online."}
}

// unsure is all that may or may not have been done.
func unsure(err error) backend.Outcome {
	return backend.Outcome{State: backend.PromiseUnsure, Problem: &backend.Error{Code: backend.Unconfirmed, Cause: &fault{what: "write without a clear answer", err: bare(err)},
		Text: "The portal’s answer did not come through, so nobody knows yet whether the order was placed. It is not sent again. Commsdesk looks for it; wait for the result, and place no other order of this kind."}}
}
