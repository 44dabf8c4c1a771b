package portal

import (
	"io"
	"net/http"
	"testing"
	"time"

	"commsdesk/backend/telecom"
)

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

func TestAge_FreshReadAsksForTheWholeAndRefusesOldAnswers(t *testing.T) {
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
