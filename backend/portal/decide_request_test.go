package portal

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"commsdesk/backend/telecom"

	"github.com/google/go-cmp/cmp"
)

// reviewing gives a portal of subscription requests that are one handler.
func reviewing(t *testing.T, h http.HandlerFunc, change ...func(*Config)) *Portal {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	c := Config{ServiceInventory: s.URL + "/si", ServiceOrdering: s.URL + "/so", ProductOrdering: s.URL + "/po/",
		ProductInventory: s.URL + "/pi", Agreement: s.URL + "/ag",
		Limits: Limits{Pause: time.Millisecond}}
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

func denial() telecom.Decision {
	return telecom.Decision{Key: "0f1c2a52-0d2e-4c86-9d0a-2d5c6b1f0a22", RequestID: "SR-104431", Action: telecom.DenyRequest,
		To:     telecom.RequestDenied,
		Reason: telecom.ReasonCredit, Text: "Two bills are open.", By: "kim"}
}

// The table of verdicts is that of orders; what is overtaken is a conflict.
func TestPatch_JudgesEveryAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   telecom.DecisionState
		said   string
	}{
		"done":                {answers(200, `{"id":"SR-104431"}`), telecom.DecisionApplied, ""}, // what it shows is another matter
		"done as created":     {answers(201, `{"id":"SR-104431"}`), telecom.DecisionApplied, ""},
		"accepted":            {answers(202, ``), telecom.DecisionApplied, ""},
		"nothing to say":      {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }, telecom.DecisionApplied, ""},
		"a page":              {page(200), telecom.DecisionUnsure, ""},
		"garbage":             {answers(200, `{"id":`), telecom.DecisionUnsure, ""},
		"refused":             {answers(400, `{"message":"No such status."}`), telecom.DecisionRefused, "No such status."},
		"signed out":          {answers(401, `{}`), telecom.DecisionRefused, ""},
		"not allowed":         {answers(403, `{"reason":"Viewers may not."}`), telecom.DecisionRefused, "Viewers may not."},
		"nothing there":       {answers(404, `{}`), telecom.DecisionRefused, ""},
		"no such method":      {answers(405, `{}`), telecom.DecisionRefused, ""},
		"another format":      {answers(415, `{}`), telecom.DecisionWaiting, ""}, // and goes again in the other one
		"makes no sense":      {answers(422, `{}`), telecom.DecisionRefused, ""},
		"too many":            {answers(429, `{}`), telecom.DecisionRefused, ""},
		"changed":             {answers(412, `{"message":"Version 8."}`), telecom.DecisionConflict, "Version 8."},
		"conflict":            {answers(409, `{}`), telecom.DecisionUnsure, ""},
		"took too long there": {answers(408, `{}`), telecom.DecisionUnsure, ""},
		"failed":              {answers(500, `{}`), telecom.DecisionUnsure, ""},
		"overloaded":          {answers(503, `{}`), telecom.DecisionUnsure, ""},
		"elsewhere": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/po/there", http.StatusTemporaryRedirect)
		}, telecom.DecisionUnsure, ""},
		"hung up":           {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, telecom.DecisionUnsure, ""},
		"no answer in time": {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, telecom.DecisionUnsure, ""},
		"cut": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			io.WriteString(w, `{"id":`)
		}, telecom.DecisionUnsure, ""},
	} {
		t.Run(name, func(t *testing.T) {
			asked := atomic.Int32{}
			p := reviewing(t, func(w http.ResponseWriter, r *http.Request) {
				asked.Add(1)
				io.Copy(io.Discard, r.Body)
				c.answer(w, r)
			}, func(c *Config) {
				if name == "no answer in time" {
					c.Limits.Request = 2 * time.Second // a busy machine too has reached the portal by then
				}
			})
			got := p.Patch(t.Context(), denial(), requested(t, standing).Request)
			if got.State != c.want || (got.Problem == nil) != (c.want == telecom.DecisionApplied) {
				t.Errorf("got %+v, want the state %v", got, c.want)
			}
			if c.said != "" && got.Problem.Said != c.said {
				t.Errorf("got %q, want %q", got.Problem.Said, c.said)
			}
			if asked.Load() != 1 {
				t.Errorf("sent %d times", asked.Load())
			}
		})
	}
}

func TestPatch_UnsentDecisionWaits(t *testing.T) {
	gone := httptest.NewServer(nil)
	address := gone.URL
	gone.Close()
	now := requested(t, standing).Request
	waits := func(what string, got telecom.DecisionOutcome, code telecom.Code) {
		t.Helper()
		if got.State != telecom.DecisionWaiting || got.Problem == nil || got.Problem.Code != code {
			t.Errorf("%s: got %+v, want waiting, with the code %v", what, got, code)
		}
	}
	never := func(http.ResponseWriter, *http.Request) { t.Error("it was sent") }
	p := reviewing(t, never, func(c *Config) { c.ProductOrdering = address })
	waits("nobody listens", p.Patch(t.Context(), denial(), now), telecom.Unreachable)
	over, cancel := context.WithCancel(t.Context())
	cancel()
	p = reviewing(t, never)
	waits("cancelled before", p.Patch(over, denial(), now), telecom.Unreachable)
	other := now
	other.ID = "SR-1"
	waits("another request", p.Patch(t.Context(), denial(), other), telecom.Internal)
	p = reviewing(t, never, func(c *Config) { c.Token = func(context.Context) (string, error) { return "", errors.New("no") } })
	waits("signed out", p.Patch(t.Context(), denial(), now), telecom.Denied)
	p = reviewing(t, never, func(c *Config) { c.ProductOrdering = "" })
	waits("no address", p.Patch(t.Context(), denial(), now), telecom.Invalid)
}

// sentTo is a decision as it reached the portal.
func sentTo(t *testing.T, d telecom.Decision, now telecom.Request) (header http.Header, path string, body map[string]any) {
	t.Helper()
	p := reviewing(t, func(w http.ResponseWriter, r *http.Request) {
		header, path = r.Header, r.Method+" "+r.URL.EscapedPath()
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			t.Error(err)
		}
		answers(200, `{}`)(w, r)
	})
	if got := p.Patch(t.Context(), d, now); got.State != telecom.DecisionApplied {
		t.Fatalf("got %+v, want applied", got)
	}
	return header, path, body
}

func TestPatch_RepeatsItemsWithTheDecision(t *testing.T) {
	now, _ := requestOf([]byte(standing), &rules{})
	now.Tag = `"7-a"`
	header, path, body := sentTo(t, denial(), now.Request)
	if path != "PATCH /po/productOrder/SR-104431" || header.Get("If-Match") != `"7-a"` ||
		header.Get("Content-Type") != "application/json;charset=utf-8" {
		t.Errorf("got %s %v, want a PATCH of SR-104431 in JSON with its tag", path, header)
	}
	for name := range header {
		if strings.Contains(strings.ToLower(name), "idempotency") {
			t.Error(name)
		}
	}
	if len(body) != 3 || body["@type"] != "ProductOrder" {
		t.Errorf("got %v, want the items, the parties and the type of a product order", body)
	}
	item := body["productOrderItem"].([]any)[0].(map[string]any)
	product := item["product"].(map[string]any)
	if item["id"] != "1" || item["action"] != "add" || item["@type"] != "ProductOrderItem" || item["state"] != nil ||
		item["quantity"] != 20.0 || product["id"] != "PRD-1" || product["@type"] != "Product" {
		t.Errorf("got %v, want the item as it was read, without a state", item)
	}
	says := map[string]any{}
	for _, c := range product["productCharacteristic"].([]any) {
		c := c.(map[string]any)
		if _, twice := says[c["name"].(string)]; twice {
			t.Errorf("%s stands there twice", c["name"])
		}
		says[c["name"].(string)] = c["value"]
	}
	for name, want := range map[string]any{"requestedStatus": "Denied", "reason": "creditCheck", "reasonText": "Two bills are open.",
		"decisionKey": denial().Key, "ifStatusVersion": "7",
		"package": "Gold", "contractTermMonths": 24.0} {
		if says[name] != want {
			t.Errorf("%s is %v", name, says[name])
		}
	}
	parties := body["relatedParty"].([]any)
	want := map[string]any{"id": "kim", "name": "kim", "role": "reviewer", "@referredType": "Individual", "@type": "RelatedParty"}
	if len(parties) != 3 || !cmp.Equal(parties[0], any(want)) {
		t.Errorf("got %v, want three, the first %v", parties, want)
	}
}

func TestPatch_IsWrittenForOddServers(t *testing.T) {
	for name, record := range map[string]string{
		"nothing but an id":        `{"id":"SR/1"}`,
		"the older wire":           `{"id":"SR/1","orderItem":[{"id":7,"action":"add","product":{"characteristic":[{"name":"a","value":1}]}}]}`,
		"an item alone":            `{"id":"SR/1","productOrderItem":{"id":"9","product":"P1"}}`,
		"characteristics by names": `{"id":"SR/1","productOrderItem":[{"product":{"productCharacteristic":{"a":"b","decisionKey":"old"}}}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			now, ok := requestOf([]byte(record), &rules{})
			if !ok {
				t.Fatal("unreadable")
			}
			d := denial()
			d.RequestID = "SR/1"
			header, path, body := sentTo(t, d, now.Request)
			if _, given := header["If-Match"]; given || path != "PATCH /po/productOrder/SR%2F1" {
				t.Errorf("got %s %v, want a PATCH of SR/1 without a tag", path, header)
			}
			list, characteristics := "productOrderItem", "productCharacteristic"
			if name == "the older wire" {
				list, characteristics = "orderItem", "characteristic"
			}
			item := body[list].([]any)[0].(map[string]any)
			keys := 0
			for _, c := range item["product"].(map[string]any)[characteristics].([]any) {
				if c := c.(map[string]any); c["name"] == "decisionKey" && c["value"] == denial().Key {
					keys++
				} else if c["name"] == "decisionKey" || c["name"] == "ifStatusVersion" {
					t.Errorf("got %v, want no key and no version of an earlier decision", c)
				}
			}
			if keys != 1 || item["id"] == nil || item["action"] == nil {
				t.Errorf("got %v, want one key, an id and an action", item)
			}
		})
	}
}

func TestPatch_LearnsContentTypeFromRefusal(t *testing.T) {
	var formats []string
	p := reviewing(t, func(w http.ResponseWriter, r *http.Request) {
		formats = append(formats, r.Header.Get("Content-Type"))
		if strings.HasPrefix(r.Header.Get("Content-Type"), "application/merge-patch+json") {
			answers(200, `{}`)(w, r)
			return
		}
		answers(415, `{"message":"Merge patches only."}`)(w, r)
	})
	now := requested(t, standing).Request
	for i, want := range []telecom.DecisionOutcome{{State: telecom.DecisionWaiting, Again: true}, {State: telecom.DecisionApplied},
		{State: telecom.DecisionApplied}} {
		if got := p.Patch(t.Context(), denial(), now); got.State != want.State || got.Again != want.Again || len(formats) != i+1 {
			t.Errorf("%d: %+v, %v", i, got, formats)
		}
	}
}

func TestPatch_RefusedInEveryForm(t *testing.T) {
	p := reviewing(t, answers(415, `{"message":"Nothing is taken."}`))
	now := requested(t, standing).Request
	for i, want := range []telecom.DecisionState{telecom.DecisionWaiting, telecom.DecisionRefused} {
		if got := p.Patch(t.Context(), denial(), now); got.State != want || got.Again != (i == 0) {
			t.Errorf("%d: %+v", i, got)
		}
	}
}

func TestPatch_OnlyTheRequestItselfShowsIt(t *testing.T) {
	now := requested(t, standing).Request
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		shows  telecom.RequestStatus
	}{
		"the request": {answers(200, `{"id":"SR-104431","characteristic":[{"name":"subscriptionRequestStatus","value":"Denied"}]}`),
			telecom.RequestDenied},
		"another one":       {answers(200, `{"id":"SR-1","characteristic":[{"name":"subscriptionRequestStatus","value":"Denied"}]}`), ""},
		"an error":          {answers(200, `{"error":"No."}`), ""},
		"nothing":           {answers(200, ``), ""},
		"null":              {answers(200, `null`), ""},
		"a promise of more": {answers(202, ``), ""},
	} {
		p := reviewing(t, c.answer)
		got := p.Patch(t.Context(), denial(), now)
		if got.State != telecom.DecisionApplied || (got.Shown == nil) != (c.shows == "") || got.Shown != nil && got.Shown.Status != c.shows {
			t.Errorf("%s: got %+v, want applied, showing %q", name, got, c.shows)
		}
	}
}

func TestPatch_UsesNoWeakTag(t *testing.T) {
	now := requested(t, standing).Request
	for _, tag := range []string{`W/"7-a"`, `w/"7-a"`} {
		now.Tag = tag
		header, _, body := sentTo(t, denial(), now)
		text, _ := json.Marshal(body)
		if _, given := header["If-Match"]; given || !strings.Contains(string(text), "ifStatusVersion") {
			t.Errorf("got %v %s, want the version and no tag", header, text)
		}
	}
}

// As servers do whose tag is that of what is on the wire: it becomes another one where a proxy packs it.
func TestRequest_TagIsOfUncompressedAnswer(t *testing.T) {
	for name, stubborn := range map[string]bool{"asked for": false, "packed in any case": true} {
		p := reviewing(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("ETag", `"7"`)
			if !stubborn && !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
				answers(200, standing)(w, r)
				return
			}
			w.Header().Set("ETag", `"7-gzip"`)
			w.Header().Set("Content-Encoding", "gzip")
			w.Header().Set("Content-Type", "application/json")
			zip := gzip.NewWriter(w)
			io.WriteString(zip, standing)
			_ = zip.Close()
		})
		want := `"7"`
		if stubborn {
			want = ""
		}
		if got, err := p.Request(t.Context(), "SR-104431"); err != nil || got.Tag != want || got.Status == "" {
			t.Errorf("%s: %q %v %v", name, got.Tag, got.Status, err)
		}
	}
}
