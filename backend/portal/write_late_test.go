package portal

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"commsdesk/backend/telecom"
)

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

func TestWrite_NoOrderLeavesWhenItsReadingAgedWhileConnecting(t *testing.T) {
	p, ctx, asked := sleepsOnceConnected(t)
	got := p.Place(ctx, swap("S1"))
	if got.State != telecom.SubmissionNotSent || !got.Again || got.Problem == nil || got.Problem.Text != wordsOfOrder.old {
		t.Errorf("%+v", got)
	}
	p.Close()
	if n := asked.Load(); n != 0 {
		t.Errorf("the portal saw %d requests", n)
	}
}

func TestWrite_NoDecisionLeavesWhenItsReadingAgedWhileConnecting(t *testing.T) {
	p, ctx, asked := sleepsOnceConnected(t)
	got := p.Decide(ctx, telecom.Decision{Key: "K", RequestID: "R1", Action: telecom.DenyRequest}, telecom.Request{ID: "R1"})
	if got.State != telecom.DecisionWaiting || !got.Again || got.Problem == nil || got.Problem.Text != wordsOfDecision.old {
		t.Errorf("%+v", got)
	}
	p.Close()
	if n := asked.Load(); n != 0 {
		t.Errorf("the portal saw %d requests", n)
	}
}
