package portal

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"commsdesk/backend"

	"github.com/cenkalti/backoff/v5"
)

// answer is a whole answer that is JSON.
type answer struct {
	body  []byte
	total string        // X-Total-Count
	skew  time.Duration // the portal's clock minus this desk's
}

// ask sends a question until it is answered, a few times at most, and lets read make sense of the answer: one that is
// cut in the middle is asked for again as well. It never asks for anything that changes the portal.
func (p *Portal) ask(ctx context.Context, a *api, path string, query url.Values, read func(answer) error) error {
	pauses := backoff.NewExponentialBackOff()
	pauses.InitialInterval = p.limits.Pause
	_, err := backoff.Retry(ctx, func() (struct{}, error) {
		err := p.askOnce(ctx, a, path, query, read)
		return struct{}{}, p.whether(err)
	}, backoff.WithBackOff(pauses), backoff.WithMaxTries(uint(p.limits.Tries)))
	var e *backend.Error
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &e):
		return e
	}
	return backend.AsError(err)
}

// again is an error that is worth another try after a time that the portal named.
type again struct {
	*backoff.RetryAfterError
	err error
}

func (a *again) Unwrap() []error { return []error{a.err, a.RetryAfterError} }

// whether tells the retrying what to do about an error.
func (p *Portal) whether(err error) error {
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

func (p *Portal) askOnce(ctx context.Context, a *api, path string, query url.Values, read func(answer) error) error {
	select {
	case a.gate <- struct{}{}:
		defer func() { <-a.gate }()
	case <-ctx.Done():
		return ctx.Err()
	}
	within, cancel := context.WithTimeout(ctx, p.limits.Request)
	defer cancel()
	target := a.base + path
	if len(query) > 0 {
		target += "?" + query.Encode()
	}
	req, err := http.NewRequestWithContext(within, http.MethodGet, target, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Accept", "application/json;charset=utf-8, application/json")
	req.Header.Set("User-Agent", "Commsdesk")
	if p.token != nil {
		token, err := p.token(within)
		if err != nil {
			return notSignedIn(ctx, err)
		}
		req.Header.Set("Authorization", "Bearer "+token)
	}
	sent := time.Now()
	res, err := p.client.Do(req)
	if err != nil {
		return unreachable(ctx, err)
	}
	defer res.Body.Close()
	got := time.Now()
	body, err := io.ReadAll(io.LimitReader(res.Body, p.limits.Bytes+1))
	switch {
	case res.StatusCode/100 != 2: // what could be read of the body is all there is to say
		return refused(res, body)
	case err != nil:
		return cut(ctx, err)
	case int64(len(body)) > p.limits.Bytes:
		return tooLarge()
	}
	if res.StatusCode == http.StatusNoContent {
		body = []byte("null")
	}
	body = bytes.TrimPrefix(bytes.TrimSpace(body), []byte("\ufeff"))
	if !isJSON(res.Header, body) {
		return notPortal(res.StatusCode)
	}
	return read(answer{
		body:  body,
		total: strings.TrimSpace(res.Header.Get("X-Total-Count")),
		skew:  skew(res.Header.Get("Date"), sent, got),
	})
}

// isJSON says whether an answer can be the portal's: no web page, and something that begins like a record or a list.
func isJSON(h http.Header, body []byte) bool {
	if strings.Contains(strings.ToLower(h.Get("Content-Type")), "html") {
		return false
	}
	return len(body) == 0 || bytes.IndexByte([]byte("[{n"), body[0]) >= 0
}

// skew compares a Date header with the middle of the request. The header has no fractions: half a second is added for
// what was cut off.
func skew(date string, sent, got time.Time) time.Duration {
	at, err := http.ParseTime(date)
	if err != nil {
		return 0
	}
	middle := sent.Add(got.Sub(sent) / 2)
	return at.Add(500 * time.Millisecond).Sub(middle)
}
