package portal

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"commsdesk/backend/telecom"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// served gives a portal whose both APIs are one handler.
func served(t *testing.T, h http.HandlerFunc, change ...func(*Config)) *Portal {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	c := Config{ServiceInventory: s.URL + "/si/", ServiceOrdering: s.URL + "/so", Country: "AU", Limits: Limits{Pause: time.Millisecond}}
	for _, f := range change {
		f(&c)
	}
	p, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

func TestNew_AcceptsOnlyUsableAddresses(t *testing.T) {
	for _, base := range []string{"", "portal", "ftp://portal", "https://", "https://portal/x?y=1", "https://portal/#a",
		"https://me:secret@portal/"} {
		_, err := New(Config{ServiceInventory: base, ServiceOrdering: "https://portal/so"})
		var e *telecom.Error
		if !errors.As(err, &e) || e.Code != telecom.Invalid || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", base, err)
		}
	}
}

func TestAsk_FailuresHaveCodeAndPortalsWords(t *testing.T) {
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		code   telecom.Code
		said   string
		asked  int32
	}{
		"signed out": {answers(401, `{"code":"60","reason":"Unauthorized","message":"Your session has ended."}`), telecom.Denied,
			"Your session has ended.", 1},
		"not allowed":             {answers(403, `{"code":403,"reason":"Viewers may not"}`), telecom.Denied, "Viewers may not", 1},
		"too many":                {answers(429, `{"message":"Slow down"}`), telecom.Busy, "Slow down", 3},
		"overloaded":              {answers(503, `{}`), telecom.Busy, "", 3},
		"broken":                  {answers(500, `{"code":1,"message":"Oops"}`), telecom.Broken, "Oops", 3},
		"a gateway's page":        {page(502), telecom.Broken, "", 3},
		"a sign-in page":          {page(200), telecom.NotPortal, "", 1},
		"a sign-in page in words": {answers(200, `Please sign in`), telecom.NotPortal, "", 1},
		"a missing page":          {page(404), telecom.NotPortal, "", 1},
		"the network's sign-in":   {answers(511, ``), telecom.NotPortal, "", 1},
		"half an answer":          {answers(200, `{"id":"1","state":`), telecom.Broken, "", 3},
		"a wrong question":        {answers(405, `{"message":"No"}`), telecom.Broken, "No", 1},
		"nothing there":           {answers(404, `{"code":"404","reason":"no such order"}`), telecom.NotFound, "no such order", 1},
		"another record":          {answers(200, `{"id":"2"}`), telecom.Broken, "", 1},
		"elsewhere": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://login.example/", http.StatusFound)
		}, telecom.NotPortal, "", 1},
		"cut short": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "1000")
			io.WriteString(w, `{"id":"1"}`)
		}, telecom.Broken, "", 3},
		"hung up": {func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) }, telecom.Unreachable, "", 3},
	} {
		t.Run(name, func(t *testing.T) {
			var asked atomic.Int32
			p := served(t, func(w http.ResponseWriter, r *http.Request) { asked.Add(1); c.answer(w, r) })
			_, err := p.Order(context.Background(), "1")
			var e *telecom.Error
			if !errors.As(err, &e) {
				t.Fatal(err)
			}
			if e.Code != c.code || e.Said != c.said || asked.Load() != c.asked {
				t.Errorf("%s, %q, asked %d times: %v", e.Code, e.Said, asked.Load(), err)
			}
			if !strings.HasSuffix(e.Text, ".") || strings.Contains(e.Text, "http") {
				t.Errorf("no sentence: %s", e.Text)
			}
		})
	}
}

func answers(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json;charset=utf-8")
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

func page(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(status)
		io.WriteString(w, "<html>Sign in</html>")
	}
}

func TestAsk_LoggedCauseHoldsNoID(t *testing.T) {
	p := served(t, func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) })
	_, err := p.Service(context.Background(), "0412345678")
	if c := errors.Unwrap(err); c == nil || strings.Contains(c.Error(), "0412345678") {
		t.Error(c)
	}
}

func TestAsk_RetriesAfterShortFailure(t *testing.T) {
	var asked atomic.Int32
	p := served(t, func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) < 3 {
			w.WriteHeader(500)
			return
		}
		io.WriteString(w, `{"id":"a/b c"}`)
	})
	if s, err := p.Service(context.Background(), "a/b c"); err != nil || s.ID != "a/b c" {
		t.Error(s, err)
	}
}

func TestAsk_RefusesAnswerThatIsTooLarge(t *testing.T) {
	p := served(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip") // small on the wire
		z := gzip.NewWriter(w)
		fmt.Fprintf(z, `{"id":"1","x":"%s"}`, strings.Repeat("x", 1<<20))
		z.Close()
	}, func(c *Config) { c.Limits.Bytes = 1 << 16 })
	var e *telecom.Error
	if _, err := p.Order(context.Background(), "1"); !errors.As(err, &e) || e.Code != telecom.Broken {
		t.Error(err)
	}
}

func TestAsk_GivesUpSlowAnswer(t *testing.T) {
	p := served(t, func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		func(c *Config) { c.Limits.Request, c.Limits.Tries = 20*time.Millisecond, 1 })
	var e *telecom.Error
	if _, err := p.Order(context.Background(), "1"); !errors.As(err, &e) || e.Code != telecom.Unreachable {
		t.Error(err)
	}
}

func TestAsk_EndOfContextIsNoFailure(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	p := served(t, func(w http.ResponseWriter, r *http.Request) { cancel(); <-r.Context().Done() })
	if _, err := p.Order(ctx, "1"); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestAsk_SendsTokenAndReportsItsFailure(t *testing.T) {
	var got atomic.Value
	h := func(w http.ResponseWriter, r *http.Request) {
		got.Store(r.Header.Get("Authorization"))
		io.WriteString(w, `{"id":"1"}`)
	}
	p := served(t, h, func(c *Config) { c.Token = func(context.Context) (string, error) { return "t0k", nil } })
	if _, err := p.Order(context.Background(), "1"); err != nil || got.Load() != "Bearer t0k" {
		t.Error(err, got.Load())
	}
	p = served(t, h, func(c *Config) { c.Token = func(context.Context) (string, error) { return "", errors.New("expired") } })
	var e *telecom.Error
	if _, err := p.Order(context.Background(), "1"); !errors.As(err, &e) || e.Code != telecom.Denied {
		t.Error(err)
	}
}

func TestAsk_OneRequestInFlightPerAPI(t *testing.T) {
	var now, most atomic.Int32
	p := served(t, func(w http.ResponseWriter, r *http.Request) {
		n := now.Add(1)
		for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		time.Sleep(time.Millisecond)
		now.Add(-1)
		io.WriteString(w, `{"id":"1"}`)
	})
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() { p.Order(context.Background(), "1") })
	}
	all.Wait()
	if most.Load() != 1 {
		t.Errorf("%d at once", most.Load())
	}
}

// answering is a transport that answers from memory, so that a test's clock can pass.
type answering func(*http.Request) *http.Response

func (a answering) RoundTrip(r *http.Request) (*http.Response, error) { return a(r), nil }

func TestRetryAfter_WaitsOrPassesItOn(t *testing.T) {
	for _, c := range []struct {
		header      string
		waits, told time.Duration
	}{
		{"3", 6 * time.Second, 3 * time.Second}, // two waits between three tries
		{"Sat, 01 Jan 2000 00:00:04 GMT", 4 * time.Second, 0},
		{"120", 0, 2 * time.Minute},
	} {
		synctest.Test(t, func(t *testing.T) { // time starts at the beginning of 2000
			p, err := New(Config{ServiceInventory: "http://p/si", ServiceOrdering: "http://p/so", Limits: Limits{Pause: time.Nanosecond}})
			if err != nil {
				t.Fatal(err)
			}
			p.client.Transport = answering(func(r *http.Request) *http.Response {
				return &http.Response{StatusCode: 503, Header: http.Header{"Retry-After": {c.header}}, Body: http.NoBody, Request: r}
			})
			began := time.Now()
			_, err = p.Order(t.Context(), "1")
			var asked interface{ RetryAfter() time.Duration }
			if !errors.As(err, &asked) || asked.RetryAfter() != c.told {
				t.Errorf("%s: got %v, want a wait of %v", c.header, err, c.told)
			}
			if took := time.Since(began); took.Truncate(time.Millisecond) != c.waits {
				t.Errorf("%s: waited %v", c.header, took)
			}
		})
	}
}

func TestSkew_ComparesClocksMidRequest(t *testing.T) {
	sent := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	got := skew("Thu, 01 Jan 2026 00:01:01 GMT", 0, sent, sent.Add(3*time.Second))
	if got != time.Minute {
		t.Error(got)
	}
	if got := skew("Wed, 31 Dec 2025 23:01:01 GMT", time.Hour, sent, sent.Add(3*time.Second)); got != time.Minute {
		t.Errorf("an hour in a cache: got %s, want 1m", got)
	}
	if skew("soon", 0, sent, sent) != 0 {
		t.Error("a date that is none")
	}
}

func TestAge_IsWhatTheOldestCacheSays(t *testing.T) {
	for _, c := range []struct {
		headers []string
		want    time.Duration
	}{
		{nil, 0}, {[]string{"0"}, 0}, {[]string{"soon"}, 0}, {[]string{"-5"}, 0}, {[]string{" 86400 "}, 24 * time.Hour},
		{[]string{"3, 60", "5"}, time.Minute}, {[]string{"99999999999999999999999999"}, ageAtMost}, {[]string{"9999999999999"}, ageAtMost},
	} {
		if got := ageOf(http.Header{"Age": c.headers}); got != c.want {
			t.Errorf("%q: got %s, want %s", c.headers, got, c.want)
		}
	}
}

func TestAge_FreshReadRefusesOldAnswers(t *testing.T) {
	age, tags := "10", ""
	p := served(t, func(w http.ResponseWriter, r *http.Request) {
		tags += r.Header.Get("If-None-Match")
		if r.Header.Get("Cache-Control") != "no-cache" || r.Header.Get("Pragma") != "no-cache" {
			t.Errorf("got %v, want a question past every cache", r.Header)
		}
		w.Header().Set("ETag", `"1"`)
		w.Header().Set("Age", age)
		if r.Header.Get("If-None-Match") != "" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		_, _ = io.WriteString(w, `[{"id":"1","state":"inProgress","orderDate":"2026-01-01T00:00:00Z"}]`)
	})
	p.ordering.learn(telecom.Unchanged, telecom.AnsweredRight)
	p.ordering.learn(telecom.FilterByState, telecom.AnsweredRight)
	p.ordering.learn(telecom.FilterByStates, telecom.AnsweredRight)
	if _, err := p.AllOpenOrders(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	fresh := telecom.WithFreshAges(t.Context())
	if _, err := p.AllOpenOrders(fresh, nil); err != nil || tags != "" {
		t.Errorf("got the tag %q and %v, want none", tags, err)
	}
	age = "11"
	if page, err := p.AllOpenOrders(fresh, nil); telecom.AsError(err) == nil || telecom.AsError(err).Code != telecom.Cached {
		t.Errorf("got %d orders and %v, want a cache told of", len(page.Items), err)
	}
	ctx, ages := telecom.WithAges(t.Context())
	if _, err := p.AllOpenOrders(ctx, nil); err != nil || tags == "" || ages.Oldest() != 11*time.Second {
		t.Errorf("got the tag %q, an age of %s and %v", tags, ages.Oldest(), err)
	}
}

func TestRetryAfter_CenturyIsAQuarterOfAnHour(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for header, want := range map[string]time.Duration{
		"99999999999999999999999": 15 * time.Minute, "86400": 15 * time.Minute, "Fri, 31 Dec 9999 23:59:59 GMT": 15 * time.Minute,
		"30": 30 * time.Second, "-1": 0, "soon": 0,
	} {
		if got := retryAfter(header, now); got != want {
			t.Errorf("%s: got %s, want %s", header, got, want)
		}
	}
}

func TestBounds_EndlessOrdersOfOneServiceAreGivenUp(t *testing.T) {
	answered := 0
	p := served(t, func(w http.ResponseWriter, r *http.Request) {
		offset, _ := strconv.Atoi(r.URL.Query().Get("offset"))
		limit, _ := strconv.Atoi(r.URL.Query().Get("limit"))
		rows := make([]string, min(limit, 1000))
		for i := range rows {
			rows[i] = fmt.Sprintf(`{"id":"%d","state":"held","description":"%s","serviceOrderItem":[{"service":{"id":"S"}}]}`, offset+i,
				strings.Repeat("x", 2000))
		}
		body := "[" + strings.Join(rows, ",") + "]"
		answered += len(body)
		answers(200, body)(w, r)
	})
	p.ordering.learn(telecom.FilterByService, telecom.AnsweredRight)
	page, proven, err := p.OrdersOf(t.Context(), telecom.Service{ID: "S"}, nil)
	if err == nil || proven || !strings.Contains(err.Error(), "larger than Commsdesk accepts") {
		t.Errorf("got %d orders, proven %t, %v; want words", len(page.Items), proven, err)
	}
	if answered > 2*pagesBytes {
		t.Errorf("got %d MB read, want some %d", answered>>20, pagesBytes>>20)
	}
}

func TestBounds_ReportsTooManyRecordsInOneAnswer(t *testing.T) {
	rows := func(n int) string { return "[" + strings.Repeat(`{"id":"1"},`, n-1) + `{"id":"1"}]` }
	p := served(t, func(w http.ResponseWriter, r *http.Request) { answers(200, rows(rowsAtMost+1))(w, r) })
	if _, err := p.Services(t.Context(), 0, 0); err == nil || !strings.Contains(err.Error(), "more than 25,000 records") {
		t.Errorf("got %v, want words", err)
	}
	p = served(t, func(w http.ResponseWriter, r *http.Request) { answers(200, rows(rowsAtMost))(w, r) })
	if page, err := p.Services(t.Context(), 0, 0); err != nil || len(page.Items) != rowsAtMost {
		t.Errorf("got %d records, %v; want %d", len(page.Items), err, rowsAtMost)
	}
}
