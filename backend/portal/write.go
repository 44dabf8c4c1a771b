package portal

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"

	"commsdesk/backend/telecom"

	"github.com/go-json-experiment/json"
)

// newWriter returns the client for writes. Nothing it sends can go out twice: every write has a connection of its own,
// so that none is repeated on a second one when the first turns out dead, and it follows no redirect.
func newWriter(reads *http.Transport) *http.Client {
	t := reads.Clone()
	t.DisableKeepAlives = true
	t.ForceAttemptHTTP2 = false
	t.TLSNextProto = map[string]func(string, *tls.Conn) http.RoundTripper{} // HTTP/2 repeats requests that a server turned away
	return &http.Client{Transport: t, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// writing is a write that is sent once.
type writing struct {
	method string
	path   string
	format string // Content-Type
	match  string // If-Match: only if the record still has this tag; empty: in any case
	body   []byte
	words  *wording
}

// wording is what staff read about a write that did not simply succeed.
type wording struct {
	noAddress, notReached string // it never left
	refused, denied, busy string // the portal said no
	old                   string // the readings were too old when it could have left
	changed               string // the record has changed, so that nothing was done; empty: not asked for
	unsure                string // the outcome is unknown
}

// fate is the outcome of a write.
type fate int

const (
	neverSent fate = iota
	outdated       // its readings grew old before it could leave; it was never sent
	done
	turnedDown
	overtaken // the record has changed; nothing was done
	unclear
)

// written is the outcome of a write, with its evidence.
type written struct {
	fate
	id      string         // of the new record, if the portal gave it
	answer  []byte         // the portal's answer if it was done
	problem *telecom.Error // nil if it was done
}

// write sends one write, once, and reads its answer. If the context ends before the portal was reached, the outcome is
// neverSent; after that it changes nothing. A write that may no longer leave once it is connected finds the connection
// closed: the machine may have slept while connecting. See telecom.SentWhile.
func (p *Portal) write(ctx context.Context, a *api, w writing) written {
	within, cancel := context.WithTimeout(context.WithoutCancel(ctx), p.limits.Request)
	defer cancel()
	var connected, tooLate atomic.Bool
	traced := httptrace.WithClientTrace(within, &httptrace.ClientTrace{GotConn: func(got httptrace.GotConnInfo) {
		if !telecom.MaySend(ctx) {
			tooLate.Store(true)
			_ = got.Conn.Close() // before its first byte: cancelling the request here would race with it
		}
		connected.Store(true)
	}})
	defer context.AfterFunc(ctx, func() {
		if !connected.Load() {
			cancel()
		}
	})()
	req, err := http.NewRequestWithContext(traced, w.method, a.base+w.path, bytes.NewReader(w.body))
	if err != nil {
		return written{problem: &telecom.Error{Code: telecom.Invalid, Text: w.words.noAddress, Cause: tell(err)}}
	}
	req.GetBody = nil // without it nothing can send the body again
	req.Header.Set("Content-Type", w.format)
	req.Header.Set("Accept", acceptsJSON)
	req.Header.Set("User-Agent", "Commsdesk")
	if w.match != "" {
		req.Header.Set("If-Match", w.match)
	}
	if p.token != nil {
		token, err := p.token(within)
		if err != nil {
			return written{problem: telecom.AsError(notSignedIn(ctx, err))}
		}
		req.Header.Set("Authorization", "Bearer "+token)
	}
	if ctx.Err() != nil {
		return w.words.unreached(ctx.Err())
	}
	res, err := p.writer.Do(req)
	p.meter.asked(0)
	if tooLate.Load() {
		return failed(outdated, telecom.Unconfirmed, w.words.old, "", &fault{what: "too late to send", err: tell(err)})
	}
	if err != nil {
		if !connected.Load() {
			return w.words.unreached(err)
		}
		return w.words.unclear(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, p.limits.Bytes))
	answer, unknown := decoded(res.Header, body)
	return w.words.verdict(res, answer, errors.Join(err, unknown))
}

func failed(f fate, code telecom.Code, text, said string, cause *fault) written {
	return written{fate: f, problem: &telecom.Error{Code: code, Text: text, Said: said, Cause: cause}}
}

func (w *wording) unreached(err error) written {
	return failed(neverSent, telecom.Unreachable, w.notReached, "", &fault{what: "no connection", err: tell(err)})
}

// verdict returns what an answer to a write means.
func (w *wording) verdict(res *http.Response, body []byte, broken error) written {
	switch s := res.StatusCode; {
	case s/100 == 2:
		id, ok := writtenID(res.Header, body)
		if id == "" && (broken != nil || !ok) {
			return w.unclear(&fault{what: "no record in the answer", err: tell(broken)})
		}
		return written{fate: done, id: id, answer: body} // without an id it is looked up
	case s == http.StatusPreconditionFailed && w.changed != "":
		return failed(overtaken, telecom.Invalid, w.changed, said(res.Header, body), &fault{what: "write overtaken", status: s})
	case refuses(s):
		code, text := telecom.Invalid, w.refused
		switch s {
		case http.StatusUnauthorized, http.StatusForbidden:
			code, text = telecom.Denied, w.denied
		case http.StatusTooManyRequests:
			code, text = telecom.Busy, w.busy
		}
		return failed(turnedDown, code, text, said(res.Header, body), &fault{what: "write refused", status: s})
	default:
		return w.unclear(&fault{what: "write answered", status: s})
	}
}

// unclear is the outcome if the write may or may not have been done.
func (w *wording) unclear(err error) written {
	return failed(unclear, telecom.Unconfirmed, w.unsure, "", &fault{what: "write without a clear answer", err: tell(err)})
}

// refuses reports whether a status guarantees that nothing was done.
func refuses(status int) bool {
	switch status {
	case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed,
		http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity, http.StatusTooManyRequests:
		return true
	}
	return false
}

// writtenID returns the id in the answer to a write. Ok is false if the answer cannot be the portal's, or was cut.
func writtenID(h http.Header, body []byte) (id string, ok bool) {
	body = bytes.TrimSpace(body)
	if len(body) == 0 {
		return "", true
	}
	if !isJSON(h, body) {
		return "", false
	}
	var record struct {
		ID text `json:"id"`
	}
	err := json.Unmarshal(body, &record, lenient)
	return string(record.ID), err == nil
}
