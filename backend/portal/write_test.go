package portal

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"commsdesk/backend/telecom"
)

var anyWords = wording{notReached: "not reached", unsure: "unsure", refused: "refused"}

func TestWrite_EndOfContextBeforeConnectionSendsNothing(t *testing.T) {
	over := make(chan struct{})
	defer close(over)
	p := served(t, func(w http.ResponseWriter, r *http.Request) { t.Error("it was reached") }, func(c *Config) {
		c.Dial = func(context.Context, string, string) (net.Conn, error) {
			<-over
			return nil, net.ErrClosed
		}
	})
	for _, within := range []time.Duration{0, 50 * time.Millisecond} {
		ctx, cancel := context.WithTimeout(t.Context(), within)
		w := p.write(ctx, p.ordering, writing{method: http.MethodPost, path: "/serviceOrder", body: []byte(`{}`), words: &anyWords})
		cancel()
		if w.fate != neverSent || w.problem == nil || w.problem.Text != "not reached" {
			t.Errorf("within %s: got %+v, want never sent", within, w)
		}
	}
}

func TestWrite_EndOfContextAfterConnectionChangesNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	p := served(t, func(w http.ResponseWriter, r *http.Request) {
		cancel()
		time.Sleep(50 * time.Millisecond) // the end is noticed, if anybody does
		answers(201, `{"id":"O1"}`)(w, r)
	})
	w := p.write(ctx, p.ordering, writing{method: http.MethodPost, path: "/serviceOrder", body: []byte(`{}`), words: &anyWords})
	if w.fate != done || w.id != "O1" {
		t.Errorf("got %+v, want done", w)
	}
}

// sleepsOnceConnected is a portal that notes what it is asked, and a machine that falls asleep while it connects.
func sleepsOnceConnected(t *testing.T) (p *Portal, ctx context.Context, asked *atomic.Int32) {
	asked = &atomic.Int32{}
	h := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) })
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	var slept atomic.Bool
	p = served(t, h, func(c *Config) {
		c.ProductOrdering = s.URL
		c.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
			slept.Store(true)
			return conn, err
		}
	})
	return p, telecom.SentWhile(t.Context(), func() bool { return !slept.Load() }), asked
}

func TestWrite_StaleOrderLeavesNothing(t *testing.T) {
	p, ctx, asked := sleepsOnceConnected(t)
	got := p.Place(ctx, swap("S1"))
	if got.State != telecom.SubmissionNotSent || !got.Again || got.Problem == nil || got.Problem.Text != wordsOfOrder.old {
		t.Errorf("got %+v, want not sent, to be tried again: %q", got, wordsOfOrder.old)
	}
	p.Close()
	if n := asked.Load(); n != 0 {
		t.Errorf("the portal saw %d requests", n)
	}
}

func TestWrite_StaleDecisionLeavesNothing(t *testing.T) {
	p, ctx, asked := sleepsOnceConnected(t)
	got := p.Patch(ctx, telecom.Decision{Key: "K", RequestID: "R1", Action: telecom.DenyRequest}, telecom.Request{ID: "R1"})
	if got.State != telecom.DecisionWaiting || !got.Again || got.Problem == nil || got.Problem.Text != wordsOfDecision.old {
		t.Errorf("got %+v, want waiting, to be tried again: %q", got, wordsOfDecision.old)
	}
	p.Close()
	if n := asked.Load(); n != 0 {
		t.Errorf("the portal saw %d requests", n)
	}
}
