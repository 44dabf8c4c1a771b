package portal

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"commsdesk/backend/telecom"

	"github.com/go-json-experiment/json"
)

// fault is the cause inside the errors of this package: for the log, and for the code that decides what to do next. It
// names no address, since addresses contain ids.
type fault struct {
	what    string
	status  int           // 0: no answer
	passing bool          // worth another try
	large   bool          // the answer was larger than allowed
	after   time.Duration // Retry-After; zero if the portal named none
	allow   string        // the methods that the portal allows there, if it refused this one (405)
	err     *ownWords     // a library's error; nil: none
}

func (f *fault) Error() string {
	s := f.what
	if f.status != 0 {
		s += " (status " + strconv.Itoa(f.status) + ")"
	}
	if f.err != nil {
		s += ": " + f.err.Error()
	}
	return s
}

func (f *fault) Unwrap() error {
	if f.err == nil {
		return nil
	}
	return f.err
}

// RetryAfter returns how long the portal asks to be left alone; zero if it named no time.
func (f *fault) RetryAfter() time.Duration { return f.after }

// ofRecord reports whether an answer about one record may concern that record alone, and say nothing about the portal.
func (f *fault) ofRecord() bool {
	if f == nil {
		return false
	}
	switch f.status {
	case 0, http.StatusUnauthorized, http.StatusTooManyRequests, http.StatusServiceUnavailable:
		return false
	}
	return true
}

func faultOf(err error) *fault {
	var f *fault
	errors.As(err, &f)
	return f
}

const keepsCopy = "Nothing was changed; you see the last copy. "

func unreachable(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	err = bare(err)
	if e := ofProxy(err); e != nil {
		return e
	}
	f := &fault{what: "no answer", passing: true, err: tell(err)}
	text := "The portal cannot be reached. " + keepsCopy + "Check the network; Commsdesk tries again by itself."
	code := telecom.Unreachable
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var unknown x509.UnknownAuthorityError
	var timeout net.Error
	switch {
	case errors.As(err, &certificate), errors.As(err, &unknown), errors.As(err, &record):
		f.passing = false
		code = telecom.NotPortal
		text = "The server at the portal’s address has no valid certificate. Nothing was read. Sign in to your network, or ask your " +
			"administrator about the certificate."
	case errors.As(err, &timeout) && timeout.Timeout():
		text = "The portal did not answer in time. " + keepsCopy + "Commsdesk tries again by itself."
	}
	return &telecom.Error{Code: code, Text: text, Cause: f}
}

// bare returns an error without the address, which contains ids.
func bare(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

func notSignedIn(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var e *telecom.Error
	if errors.As(err, &e) {
		return e
	}
	return &telecom.Error{Code: telecom.Denied, Cause: &fault{what: "no token", err: tell(err)},
		Text: "You are not signed in to the portal. Nothing was read. Sign in again."}
}

// cut is the error for an answer that ended too early.
func cut(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return unreachable(ctx, err)
	}
	return &telecom.Error{Code: telecom.Broken, Cause: &fault{what: "cut answer", status: http.StatusOK, passing: true, err: tell(err)},
		Text: "The portal’s answer was cut off. " + keepsCopy + "Commsdesk tries again by itself."}
}

// rowsAtMost is how many records one answer may hold: each takes far more memory here than on the wire.
const rowsAtMost = 25_000

func tooManyRows() error {
	return &telecom.Error{Code: telecom.Broken, Cause: &fault{what: "too many records in one answer", status: http.StatusOK, large: true},
		Text: "The portal returned more than 25,000 records in one answer, which is more than " +
			"Commsdesk accepts. " + keepsCopy + "Ask the portal’s administrator to support limit and offset."}
}

func tooLarge() error {
	return &telecom.Error{Code: telecom.Broken, Cause: &fault{what: "answer too large", status: http.StatusOK, large: true},
		Text: "The portal’s answer is larger than Commsdesk accepts. " + keepsCopy + "Tell your administrator."}
}

// cached is the error for an answer that is too old for its purpose: a cache between this desk and the portal kept it.
func cached(age time.Duration) error {
	return &telecom.Error{Code: telecom.Cached, Cause: &fault{what: "an answer of a cache, " + age.String() + " old"},
		Text: "A cache between this desk and the portal answered with old data. Nothing was sent. Ask your administrator to let Commsdesk " +
			"bypass the cache."}
}

// wrongAddress is the error for a whole list that the portal does not have. A server may mean an empty list; but a wrong
// address is more likely, and must not look like an empty portal.
func wrongAddress(a *api, f *fault) error {
	key := strings.ReplaceAll(a.name, " ", "_")
	next := fmt.Sprintf("Correct %s in [profile.api] of the configuration.", key)
	if strings.HasSuffix(strings.ToLower(a.base), strings.ToLower(a.list)) {
		next = fmt.Sprintf("In [profile.api] of the configuration, remove %s from the end of %s: Commsdesk adds it.", a.list, key)
	}
	return &telecom.Error{Code: telecom.NotFound, Cause: f,
		Text: fmt.Sprintf("The portal has no %s at %s%s (error %d). Nothing was read. %s", a.name, a.base, a.list, f.status, next)}
}

// notAList is the error for an object that came where a list belongs.
func notAList() error {
	return &telecom.Error{Code: telecom.Broken, Cause: &fault{what: "no list", status: http.StatusOK},
		Text: "The portal answered with an object where a list belongs. Nothing was read. Check that the addresses in the configuration are " +
			"those of TM Forum Open APIs, or ask the portal’s administrator."}
}

func notPortal(status int) error {
	return &telecom.Error{Code: telecom.NotPortal, Cause: &fault{what: "not JSON", status: status},
		Text: "Something else answered instead of the portal, such as a sign-in page of your network. Nothing was read. Sign in to the " +
			"network, or check the portal’s address in the settings."}
}

// refused is the error for any answer without success.
func refused(res *http.Response, body []byte) error {
	body, _ = decoded(res.Header, body)
	f := &fault{what: "refused", status: res.StatusCode, after: retryAfter(res.Header.Get("Retry-After"), time.Now()),
		allow: res.Header.Get("Allow")}
	e := &telecom.Error{Said: said(res.Header, body), Cause: f}
	switch s := res.StatusCode; {
	case s == http.StatusUnauthorized:
		e.Code, e.Text = telecom.Denied, "The portal did not accept your sign-in. Nothing was read. Sign in again."
	case s == http.StatusForbidden:
		e.Code, e.Text = telecom.Denied, "The portal does not let you read this. Nothing was read. Ask an administrator of the portal for access."
	case s == http.StatusNotFound, s == http.StatusGone:
		e.Code, e.Text = telecom.NotFound, "The portal does not have what was asked for. Nothing was read. If this persists, check the "+
			"portal’s address in the settings."
		if !isJSON(res.Header, body) {
			e.Code = telecom.NotPortal
		}
	case s == http.StatusProxyAuthRequired:
		e.Code, e.Text, e.Said = telecom.NotPortal, proxySignIn, "" // it is not the portal that answers
	case s/100 == 3, s == http.StatusNetworkAuthenticationRequired:
		return notPortal(s)
	case s == http.StatusTooManyRequests, s == http.StatusServiceUnavailable:
		f.passing = true
		e.Code, e.Text = telecom.Busy, "The portal is busy. "+keepsCopy+"Commsdesk tries again by itself."
	case s == http.StatusRequestTimeout, s >= 500:
		f.passing = true
		e.Code, e.Text = telecom.Broken, fmt.Sprintf("The portal failed (error %d). %sCommsdesk tries again by itself.", s, keepsCopy)
	default:
		e.Code, e.Text = telecom.Broken, fmt.Sprintf("The portal rejected the request (error %d). %sIf this persists, tell your "+
			"administrator.", s, keepsCopy)
	}
	return e
}

// said returns the portal's own words in an error: its message, else its reason. An HTML page has none.
func said(h http.Header, body []byte) string {
	if !isJSON(h, body) || len(body) == 0 {
		return ""
	}
	var e struct {
		Message     text `json:"message"`
		Reason      text `json:"reason"`
		Description text `json:"error_description"`
		Error       text `json:"error"`
	}
	_ = json.Unmarshal(body, &e, lenient) // half an error may still hold the words
	words := []rune(first(e.Message, e.Reason, e.Description, e.Error))
	return string(words[:min(len(words), 1000)])
}

// retryAfterAtMost is how long a portal may ask to be left alone: otherwise it could keep a desk blind for ever.
const retryAfterAtMost = 15 * time.Minute

// retryAfter parses seconds or a date.
func retryAfter(header string, now time.Time) time.Duration {
	header = strings.TrimSpace(header)
	if n, err := strconv.Atoi(header); err == nil || errors.Is(err, strconv.ErrRange) {
		return time.Duration(min(max(n, 0), int(retryAfterAtMost/time.Second))) * time.Second
	}
	if at, err := http.ParseTime(header); err == nil {
		return min(max(at.Sub(now), 0), retryAfterAtMost)
	}
	return 0
}
