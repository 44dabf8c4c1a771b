package portalsim

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestEveryWayADecisionCanEnd is what can come back of a decision, each with
// whether it was applied.
func TestEveryWayADecisionCanEnd(t *testing.T) {
	way := func(name, back string, applied int, prepare func(*Portal)) {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p, _, s, client := onLine(t, Config{Latency: time.Hour})
				client.Timeout = time.Minute
				p.Freeze()
				id := aRequest(t, p, requestReceived)
				prepare(p)
				r, _ := http.NewRequest(http.MethodPatch, s.ProductOrdering+"/productOrder/"+id, strings.NewReader(deciding(requestGenerating)))
				r.Header.Set("Content-Type", contentType)
				if got := ended(client.Do(r)); got != back {
					t.Errorf("%q came back, want %q", got, back)
				}
				want := map[int]string{0: requestReceived, 1: requestGenerating}[applied]
				if len(p.Decided()) != applied || requestOf(t, p, id).status() != want {
					t.Errorf("%d were applied, want %d", len(p.Decided()), applied)
				}
			})
		})
	}
	under := func(on ...Fault) func(*Portal) { return func(p *Portal) { p.SetFaults(on...) } }
	way("nothing wrong", "OK with an id", 1, under())
	way("lost", "cut", 1, under(Lost))
	way("down", "cut", 0, under(Down))
	way("half", "OK, cut", 1, under(Half))
	way("slow", "cut", 0, under(Slow))
	way("write slow", "cut", 1, under(WriteSlow))
	way("accepted", "Accepted", 1, under(Accepted))
	way("garbled", "OK, unreadable", 1, under(Garbled))
	way("refuse", "Unprocessable Entity with a sentence", 0, under(Refuse))
	way("conflict", "Conflict with a sentence", 0, under(Conflict))
	for _, status := range []int{400, 409, 500, 503} {
		for applied, done := range []bool{false, true} {
			way(http.StatusText(status), http.StatusText(status)+" with a sentence", applied, func(p *Portal) { p.AnswerWrites(status, done) })
		}
	}
}

// ended says in a few words what came back.
func ended(res *http.Response, err error) string {
	if err != nil {
		return "cut"
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	var o object
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return http.StatusText(res.StatusCode) + ", cut"
	case json.Unmarshal(text, &o) != nil:
		return http.StatusText(res.StatusCode) + ", unreadable"
	case res.StatusCode >= 300 && o.text("message") != "":
		return http.StatusText(res.StatusCode) + " with a sentence"
	case o.text("id") != "":
		return http.StatusText(res.StatusCode) + " with an id"
	}
	return http.StatusText(res.StatusCode)
}
