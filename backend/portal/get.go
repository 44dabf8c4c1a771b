package portal

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"

	"commsdesk/backend/telecom"
)

// question is a read request to an API.
type question struct {
	path  string
	query url.Values
	tag   string // of the answer that is here already; the portal may say that it still holds
	plain bool   // uncompressed, so that the tag is that of the record
}

// url returns the address of a question to an API.
func (q question) url(a *api) string {
	if len(q.query) == 0 {
		return a.base + q.path
	}
	return a.base + q.path + "?" + q.query.Encode()
}

// answer is a complete JSON answer.
type answer struct {
	body  []byte
	total string        // rows of the list, as a header says
	next  string        // the query of the link to the next page
	tag   string        // ETag
	skew  time.Duration // the portal's clock minus this desk's
	same  bool          // the portal says that the earlier answer still holds; there is no body
}

// ask sends a question until it is answered, a few times at most, and passes the answer to read: a truncated one is
// asked for again too.
func (p *Portal) ask(ctx context.Context, a *api, q question, read func(answer) error) error {
	pauses := backoff.NewExponentialBackOff()
	pauses.InitialInterval = p.limits.Pause
	_, err := backoff.Retry(ctx, func() (struct{}, error) {
		err := p.askOnce(ctx, a, q, read)
		return struct{}{}, p.retryable(err)
	}, backoff.WithBackOff(pauses), backoff.WithMaxTries(uint(p.limits.Tries)))
	var e *telecom.Error
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &e):
		return e
	}
	e = telecom.AsError(err)
	e.Cause = tell(err)
	return e
}

// again is an error that is worth another try after the time that the portal named.
type again struct {
	*backoff.RetryAfterError
	err error
}

func (a *again) Unwrap() []error { return []error{a.err, a.RetryAfterError} }

// retryable tells the retry loop what to do about an error.
func (p *Portal) retryable(err error) error {
	if err == nil {
		return nil
	}
	f := faultOf(err)
	switch {
	case f == nil || !f.passing || f.after > p.limits.Patience:
		return backoff.Permanent(err)
	case f.after > 0:
		return &again{&backoff.RetryAfterError{Duration: f.after}, err}
	}
	return err
}

func (p *Portal) askOnce(ctx context.Context, a *api, q question, read func(answer) error) error {
	got, err := p.get(ctx, a, getting{url: q.url(a), tag: q.tag, plain: q.plain, accept: acceptsJSON, within: p.limits.Request,
		bytes: p.limits.Bytes})
	if err != nil {
		return err
	}
	res, body := got.Response, got.body
	switch {
	case res.StatusCode == http.StatusNotModified && q.tag != "":
		return read(answer{same: true, tag: q.tag, skew: got.skew})
	case res.StatusCode/100 != 2: // only what could be read of the body can be reported
		return refused(res, body)
	case got.cut != nil:
		return cut(ctx, got.cut)
	case int64(len(body)) > p.limits.Bytes:
		return tooLarge()
	}
	if res.StatusCode == http.StatusNoContent {
		body = []byte("null")
	}
	body, err = decoded(res.Header, body)
	if err != nil {
		return err
	}
	if !isJSON(res.Header, body) {
		return notPortal(res.StatusCode)
	}
	return read(answer{
		body:  body,
		total: rowsIn(res.Header),
		next:  nextIn(res.Header),
		tag:   strings.TrimSpace(res.Header.Get("ETag")),
		skew:  got.skew,
	})
}

const acceptsJSON = "application/json;charset=utf-8, application/json"

// getting is one question on the wire.
type getting struct {
	url    string
	tag    string // If-None-Match; empty: none
	plain  bool   // Accept-Encoding: identity
	accept string
	within time.Duration // for the complete answer
	bytes  int64         // of the answer, at most
}

// got is an answer of any status.
type got struct {
	*http.Response        // its body has been read
	body           []byte // one byte more than allowed if it is larger
	cut            error  // the body ended too early
	skew           time.Duration
}

// get asks an API once; each API has one request in flight. An error means that nothing answered.
func (p *Portal) get(ctx context.Context, a *api, g getting) (got, error) {
	select {
	case a.gate <- struct{}{}:
		defer func() { <-a.gate }()
	case <-ctx.Done():
		return got{}, ctx.Err()
	}
	within, cancel := context.WithTimeout(ctx, g.within)
	defer cancel()
	req, err := http.NewRequestWithContext(within, http.MethodGet, g.url, nil)
	if err != nil {
		return got{}, err
	}
	if g.tag != "" {
		req.Header.Set("If-None-Match", g.tag)
	}
	if g.plain {
		req.Header.Set("Accept-Encoding", "identity")
	}
	req.Header.Set("Cache-Control", "no-cache")
	req.Header.Set("Pragma", "no-cache") // for old proxies
	req.Header.Set("Accept", g.accept)
	req.Header.Set("User-Agent", "Commsdesk")
	if p.token != nil {
		token, err := p.token(within)
		if err != nil {
			return got{}, notSignedIn(ctx, err)
		}
		req.Header.Set("Authorization", "Bearer "+token)
	}
	p.leaveOldConnections()
	sent := time.Now()
	res, err := p.client.Do(req)
	if err != nil {
		p.client.CloseIdleConnections() // the network may have changed under the remaining ones
		p.meter.asked(0)
		return got{}, unreachable(ctx, err)
	}
	defer res.Body.Close()
	began := time.Now()
	age, ages := ageOf(res.Header), telecom.AgesOf(ctx)
	if ages.OnlyFresh() && age > telecom.FreshAge {
		p.meter.asked(0)
		return got{}, cached(age)
	}
	ages.Note(age)
	body, err := io.ReadAll(io.LimitReader(unzipped(res), g.bytes+1))
	p.meter.asked(len(body))
	told := skew(res.Header.Get("Date"), age, sent, began)
	if told != 0 {
		p.clock.Store(int64(told))
	}
	return got{Response: res, body: body, cut: err, skew: telecom.Believed(told)}, nil
}

// unzipped reads an answer that was compressed unasked. Its tag is that of the compressed answer, not the portal's.
func unzipped(res *http.Response) io.Reader {
	if !strings.EqualFold(res.Header.Get("Content-Encoding"), "gzip") {
		return res.Body
	}
	res.Header.Del("ETag")
	unpacks, err := gzip.NewReader(res.Body)
	if err != nil {
		return errorReader{err}
	}
	return unpacks
}

// errorReader fails.
type errorReader struct{ err error }

func (r errorReader) Read([]byte) (int, error) { return 0, r.err }

// sleptLonger is how much more the wall clock must advance than the machine ran to count as sleep.
const sleptLonger = 10 * time.Second

// leaveOldConnections closes connections that were open while the machine slept: nobody is at the other end any more,
// and a question sent there is only found lost after its timeout.
func (p *Portal) leaveOldConnections() {
	p.mu.Lock()
	defer p.mu.Unlock()
	ran := time.Now()
	wall := ran.Round(0)
	slept := !p.ran.IsZero() && wall.Sub(p.wall)-ran.Sub(p.ran) > sleptLonger
	p.wall, p.ran = wall, ran
	if slept {
		p.client.CloseIdleConnections()
	}
}

// isJSON reports whether an answer can be the portal's: not an HTML page, and something that begins like a record or a
// list.
func isJSON(h http.Header, body []byte) bool {
	if strings.Contains(strings.ToLower(h.Get("Content-Type")), "html") {
		return false
	}
	return len(body) == 0 || bytes.IndexByte([]byte("[{n"), body[0]) >= 0
}

// skew compares a Date header, and the age of the answer, with the middle of the request. The header has no fractions:
// half a second is added on average.
func skew(date string, age time.Duration, sent, got time.Time) time.Duration {
	at, err := http.ParseTime(date)
	if err != nil {
		return 0
	}
	middle := sent.Add(got.Sub(sent) / 2)
	return at.Add(age + 500*time.Millisecond).Sub(middle)
}

// ageAtMost is the largest age that counts: more seconds do not fit into a duration.
const ageAtMost = 10 * 365 * 24 * time.Hour

// ageOf returns how long caches have kept an answer, by their own word. Of several ages the largest counts.
func ageOf(h http.Header) (age time.Duration) {
	for _, s := range strings.Split(strings.Join(h.Values("Age"), ","), ",") {
		seconds, err := strconv.ParseUint(strings.TrimSpace(s), 10, 64)
		if err != nil && seconds == 0 {
			continue // not a number; one that is too large counts as the largest
		}
		age = max(age, time.Duration(min(seconds, uint64(ageAtMost/time.Second)))*time.Second)
	}
	return age
}
