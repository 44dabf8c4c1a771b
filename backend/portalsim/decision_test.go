package portalsim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// facts are the characteristics of a request or a product.
func (o object) facts() map[string]any {
	out := map[string]any{}
	in := o
	if items := o.list("productOrderItem"); len(items) == 1 && items[0]["product"] != nil {
		in = items[0]["product"].(map[string]any)
	}
	for _, c := range in.list("productCharacteristic") {
		out[c.text("name")] = c["value"]
	}
	return out
}

// status is the label of a request.
func (o object) status() string { s, _ := o.facts()["subscriptionRequestStatus"].(string); return s }

// deciding is a decision as a client sends it. More are names and values.
func deciding(to string, more ...string) string {
	facts := []map[string]string{{"name": "requestedStatus", "value": to}}
	for i := 0; i < len(more); i += 2 {
		facts = append(facts, map[string]string{"name": more[i], "value": more[i+1]})
	}
	body, _ := json.Marshal(facts)
	return `{"productOrderItem":[{"id":"1","action":"add","product":{"productCharacteristic":` + string(body) + `}}],` +
		`"relatedParty":[{"id":"STF-1","name":"Ada Quist","role":"reviewer","@type":"RelatedParty","@referredType":"Individual"}]}`
}

// patched sends a change of one thing.
func patched(t testing.TB, url, body string, header ...string) (*http.Response, object) {
	t.Helper()
	res, answer := exchange(t, http.MethodPatch, url, body, header...)
	return res, read(t, answer)
}

func requestOf(t testing.TB, p *Portal, id string) object {
	t.Helper()
	return rowOf(t, p.SubscriptionRequest, id)
}

// aRequest submits one and brings it to a status.
func aRequest(t testing.TB, p *Portal, status string) string {
	t.Helper()
	id := p.SubmitRequest()
	if status != requestReceived {
		if err := p.ActOnRequest(id, status); err != nil {
			t.Fatal(err)
		}
	}
	return id
}

func TestDecide_RequestStepByStep(t *testing.T) {
	p, _, s := serve(t, Config{})
	p.Freeze()
	id := p.SubmitRequest()
	url := s.ProductOrdering + "/productOrder/" + id
	version := 2
	for i, to := range []string{requestGenerating, requestReady, requestGenerating, requestReady, requestReady, requestSigned,
		requestProvisioning} {
		key := fmt.Sprint("decision-", i)
		before := requestOf(t, p, id)
		res, o := patched(t, url, deciding(to, "decisionKey", key, "ifStatusVersion", fmt.Sprint(version), "reasonText", "as agreed"))
		version++
		f := o.facts()
		if res.StatusCode != 200 || o.status() != to || f["statusVersion"] != float64(version) || f["decisionKey"] != key {
			t.Fatalf("%s: %s %v", to, res.Status, o)
		}
		history := f["statusHistory"].([]any)
		last := history[len(history)-1].(map[string]any)
		if last["by"] != "Ada Quist" || last["from"] != before.status() || last["to"] != to || last["why"] != "as agreed" {
			t.Errorf("%s: history %v", to, last)
		}
		_, again := ask(t, url)
		if got, _ := json.Marshal(read(t, again)); string(got) != string(must(json.Marshal(o))) {
			t.Errorf("%s: what was answered is not what is read: %s", to, got)
		}
	}
	if v := requestOf(t, p, id).facts()["contractVersion"]; v != 2.0 {
		t.Errorf("the contract was written twice, its version is %v", v)
	}
	decided := p.Decided()
	if len(decided) != 7 || decided[0].RequestID != id || decided[0].From != requestReceived || decided[0].To != requestGenerating ||
		decided[0].Key != "decision-0" ||
		decided[0].ReasonText != "as agreed" || decided[0].By != "Ada Quist" || !decided[0].At.Equal(sunday) || decided[0].Remote == "" ||
		!strings.Contains(decided[0].Body, "requestedStatus") {
		t.Errorf("got %+v, want the decision as it was sent", decided)
	}
}

func TestEchoDecisions_StoresWordsAndDoesNothing(t *testing.T) {
	p, _, s := serve(t, Config{Variants: []Variant{EchoDecisions}})
	p.Freeze()
	id := p.SubmitRequest()
	before := requestOf(t, p, id).facts()
	patched(t, s.ProductOrdering+"/productOrder/"+id, deciding(requestGenerating, "decisionKey", "K", "ifStatusVersion", "2"))
	after := requestOf(t, p, id).facts()
	for name, want := range map[string]any{"requestedStatus": requestGenerating, "decisionKey": "K", "ifStatusVersion": "2"} {
		if after[name] != want {
			t.Errorf("%s: got %v, want %v", name, after[name], want)
		}
	}
	for name := range before {
		if fmt.Sprint(after[name]) != fmt.Sprint(before[name]) {
			t.Errorf("%s: got %v, want %v", name, after[name], before[name])
		}
	}
	if decided := p.Decided(); len(decided) != 1 || decided[0].From != decided[0].To {
		t.Errorf("got %+v, want one decision that changes nothing", decided)
	}
}

func must(b []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return b
}

func TestDecide_RefusesWithASentence(t *testing.T) {
	p, _, s := serve(t, Config{})
	p.Freeze()
	for from, to := range map[string]string{
		requestReceived: requestActive, requestGenerating: requestSigned, requestReady: requestProvisioning, requestSigned: requestGenerating,
		requestActive: requestCanceled,
		requestDenied: requestReceived, requestProvisioning: requestCanceled, requestExpired: requestActive, requestCanceled: requestReceived,
		requestDraft:  requestReceived,
		requestFailed: requestActive, requestPendingCancel: requestActive, requestDecommissioning: requestActive,
		requestValidating: requestActive, requestActivating: requestActive, requestActivationFailed: requestActivating,
	} {
		id := aRequest(t, p, from)
		before, _ := p.SubscriptionRequest(id)
		res, e := patched(t, s.ProductOrdering+"/productOrder/"+id, deciding(to))
		if res.StatusCode != 422 || !strings.Contains(e.text("message"), id+" is "+from) || !strings.HasSuffix(e.text("message"), ".") {
			t.Errorf("from %s to %s: %s %v", from, to, res.Status, e)
		}
		if after, _ := p.SubscriptionRequest(id); string(after) != string(before) {
			t.Errorf("from %s: it changed all the same", from)
		}
	}
	id := aRequest(t, p, requestReceived)
	for body, status := range map[string]int{
		deciding("Perhaps"): 422, deciding(""): 400, "{}": 400, "{": 400, "[]": 400, `{"productOrderItem":[]}`: 400,
		`{"productOrderItem":[{"id":"1"}]}`:                      400,
		`{"state":"rejected",` + deciding(requestDenied)[1:]:     400,
		strings.Replace(deciding(requestDenied), "@type", "", 1): 400,
	} {
		if res, e := patched(t, s.ProductOrdering+"/productOrder/"+id, body); res.StatusCode != status || e.text("message") == "" {
			t.Errorf("%s: %s %v, want %d", body, res.Status, e, status)
		}
	}
	if res, e := patched(t, s.ProductOrdering+"/productOrder/SR-1", deciding(requestDenied)); res.StatusCode != 404 ||
		e.text("message") == "" {
		t.Errorf("an unknown request: %s %v", res.Status, e)
	}
	if res, _ := patched(t, s.ProductOrdering+"/productOrder/"+id, deciding(requestDenied), "Content-Type",
		"application/merge-patch+json"); res.StatusCode != 415 {
		t.Errorf("the type of a merge patch on a strict server: %s", res.Status)
	}
	if res, _ := patched(t, s.ProductOrdering+"/productOrder", deciding(requestDenied)); res.StatusCode != 405 ||
		res.Header.Get("Allow") != "GET, HEAD" {
		t.Errorf("a change of the list: %s", res.Status)
	}
	if len(p.Decided()) != 0 {
		t.Errorf("got %+v, want none", p.Decided())
	}
}

func TestDecide_RefusesOnChangedRequest(t *testing.T) {
	p, _, s := serve(t, Config{})
	p.Freeze()
	id := aRequest(t, p, requestReceived)
	url := s.ProductOrdering + "/productOrder/" + id
	res, _ := ask(t, url)
	tag := res.Header.Get("ETag")
	if err := p.NoteOnRequest(id, "The customer called."); err != nil {
		t.Fatal(err)
	}
	for sent, status := range map[string]int{tag: 412, `"other"`: 412} {
		if res, e := patched(t, url, deciding(requestDenied, "ifStatusVersion", "2"), "If-Match", sent); res.StatusCode != status ||
			e.text("message") == "" {
			t.Errorf("If-Match %s: %s %v", sent, res.Status, e)
		}
	}
	res, _ = ask(t, url)
	if res, _ := patched(t, url, deciding(requestDenied), "If-Match", "W/"+res.Header.Get("ETag")); res.StatusCode != 412 {
		t.Errorf("a weak tag: %s", res.Status)
	}
	// A note changes nothing that a decision depends on.
	res, o := patched(t, url, deciding(requestGenerating, "ifStatusVersion", "2"), "If-Match", res.Header.Get("ETag"))
	if res.StatusCode != 200 || o.list("note")[len(o.list("note"))-1].text("text") != "The customer called." {
		t.Fatalf("got %s %v, want 200 and the note", res.Status, o)
	}
	if got, _ := ask(t, url); got.Header.Get("ETag") != res.Header.Get("ETag") {
		t.Error("the tag of the answer is not that of the request")
	}
	if res, e := patched(t, url, deciding(requestReady, "ifStatusVersion", "2")); res.StatusCode != 409 ||
		!strings.Contains(e.text("message"), requestGenerating) {
		t.Errorf("the version before: %s %v", res.Status, e)
	}
	if res, _ := patched(t, url, deciding(requestReady, "ifStatusVersion", "3"), "If-Match", "*"); res.StatusCode != 200 {
		t.Errorf("the version now: %s", res.Status)
	}
}

func TestDecide_TagMatchesUnderSkewedClock(t *testing.T) {
	p, _, s := serve(t, Config{Faults: []Fault{Clock}})
	p.Freeze()
	url := s.ProductOrdering + "/productOrder/" + aRequest(t, p, requestReceived)
	res, _ := ask(t, url)
	if res, _ := patched(t, url, deciding(requestGenerating), "If-Match", res.Header.Get("ETag")); res.StatusCode != 200 {
		t.Error(res.Status)
	}
}

func TestDecide_AnswersCancellationRequest(t *testing.T) {
	for _, from := range []string{requestReceived, requestGenerating, requestReady, requestSigned} {
		progress := from
		if from == requestReceived {
			progress = requestGenerating
		}
		for _, to := range []string{requestCanceled, progress, requestReceived} {
			p, _, s := serve(t, Config{Services: 5, Requests: -1})
			p.Freeze()
			id := aRequest(t, p, from)
			if err := p.AskToCancel(id, "Not any more."); err != nil {
				t.Fatal(err)
			}
			f := requestOf(t, p, id).facts()
			if words := f["allowedActions"].([]any); !slices.Equal(words[:4],
				[]any{"view", "acceptCancellation", "revertToInProgress", "revertToSubmitted"}) || slices.Contains(words, "cancel") {
				t.Errorf("%s: got %v, want view and the three answers, without cancel", from, words)
			}
			if f["cancellationRequestReason"] != "Not any more." || f["cancellationRequestedAt"] != instant(sunday.UnixMilli()) ||
				!strings.Contains(f["cancellationRequestedBy"].(string), "@") {
				t.Errorf("%s: got %v, want when, who and why", from, f)
			}
			res, o := patched(t, s.ProductOrdering+"/productOrder/"+id, deciding(to, "reason", "customerAsked"))
			if _, asks := o.facts()["cancellationRequestedAt"]; res.StatusCode != 200 || o.status() != to || asks != (to == requestCanceled) {
				t.Errorf("from %s to %s: %s %v", from, to, res.Status, o.facts())
			}
			if to == requestCanceled && (o.text("cancellationReason") != "customerAsked" || o.text("cancellationDate") == "") {
				t.Errorf("canceled %v", o)
			}
		}
	}
	p, _ := open(t, Config{})
	p.Freeze()
	id := aRequest(t, p, requestReady)
	before := requestOf(t, p, id).facts()["statusVersion"].(float64)
	if p.WithdrawCancel(id) == nil || p.AskToCancel(id, "a") != nil || p.WithdrawCancel(id) != nil {
		t.Error("a cancellation cannot be requested and withdrawn")
	}
	f := requestOf(t, p, id).facts()
	if f["statusVersion"].(float64) != before+2 || f["cancellationRequestedAt"] != nil {
		t.Errorf("got %v, want version %v and no request to cancel", f, before+2)
	}
	if p.AskToCancel(aRequest(t, p, requestDenied), "a") == nil || p.AskToCancel("SR-1", "a") == nil ||
		p.ActOnRequest("SR-1", requestActive) == nil || p.ActOnRequest(id, "Perhaps") == nil || p.NoteOnRequest("SR-1", "a") == nil {
		t.Error("what cannot be is done")
	}
}

func TestRequest_SignedOneIsProvisioned(t *testing.T) {
	ends := map[string]int{}
	p, k, s := serve(t, Config{})
	var ids []string
	for range 30 {
		id := aRequest(t, p, requestSigned)
		if res, _ := patched(t, s.ProductOrdering+"/productOrder/"+id, deciding(requestProvisioning)); res.StatusCode != 200 {
			t.Fatal(res.Status)
		}
		ids = append(ids, id)
	}
	k.pass(6 * time.Minute)
	for _, id := range ids {
		o := requestOf(t, p, id)
		ends[o.status()]++
		body, ok := p.one(productPath, strings.Replace(id, "SR", "PRD", 1))
		product := read(t, body)
		if has := len(product.list("realizingService")) == 1; !ok || has != (o.status() == requestActive) && o.status() != requestPendingCancel &&
			o.status() != requestExpired {
			t.Errorf("%s: got %v, want a service only once it is active", o.status(), product)
		}
		if o.status() == requestActive && (o.text("completionDate") == "" || o.text("state") != completed || product.text("status") != "active") {
			t.Errorf("got %v, want completed, with a date and an active product", o)
		}
	}
	if ends[requestActive] < 15 || ends[requestFailed] == 0 {
		t.Errorf("they end %v", ends)
	}
}

func TestRequest_ProvisioningMayFailAgain(t *testing.T) {
	p, k, s := serve(t, Config{Requests: -1})
	ends := map[string]int{}
	for range 20 {
		id := aRequest(t, p, requestFailed)
		if res, o := patched(t, s.ProductOrdering+"/productOrder/"+id, deciding(requestProvisioning)); res.StatusCode != 200 ||
			o.status() != requestProvisioning {
			t.Fatal(res.Status)
		}
		k.pass(time.Hour)
		ends[requestOf(t, p, id).status()]++
	}
	if ends[requestFailed] == 0 || ends[requestActive] == 0 || ends[requestFailed]+ends[requestActive] != 20 {
		t.Errorf("they end %v", ends)
	}
}

func TestDecide_FollowsThePersonality(t *testing.T) {
	for _, name := range Personalities() {
		p, _, s := serve(t, Config{Personality: name})
		p.Freeze()
		id := "SR-104431"
		if name != Mock {
			id = aRequest(t, p, requestReceived)
		}
		url := s.ProductOrdering + "/productOrder/" + id
		header := []string{}
		if !traitsOf(name).strict {
			header = append(header, "Content-Type", "application/merge-patch+json")
		}
		// The version and the tag are wrong: only who has them looks at them.
		res, o := patched(t, url, deciding(requestGenerating, "decisionKey", "k", "ifStatusVersion", "77"),
			append(header, "If-Match", `"old"`)...)
		want := map[Personality]int{Ideal: 412, Reference: 409, Independent: 200, Certified: 200, Mock: 200, OpenPlain: 409, OpenNamed: 422}[name]
		if res.StatusCode != want {
			t.Errorf("%s: %s %v", name, res.Status, o)
		}
		if name == Mock || name == OpenNamed {
			if taken := len(p.Decided()); taken == 1 != (name == Mock) {
				t.Errorf("%s took %d", name, taken)
			}
			continue
		}
		if want != 200 {
			res, o = patched(t, url, deciding(requestGenerating, "decisionKey", "k", "ifStatusVersion", "2"), header...)
			if want = http.StatusOK; name == Reference {
				want = http.StatusCreated
			}
			if res.StatusCode != want {
				t.Errorf("%s: %s %v", name, res.Status, o)
			}
		}
		if len(p.Decided()) != 1 || p.Decided()[0].Key != "k" || o.status() != requestGenerating {
			t.Errorf("%s: got %v, want one decision, and %s", name, o, requestGenerating)
		}
	}
}
