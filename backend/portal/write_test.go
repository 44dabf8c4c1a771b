package portal

import (
	"context"
	"net"
	"net/http"
	"testing"
	"time"
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

func TestWrite_EndOfContextAfterConnectionHearsItOut(t *testing.T) {
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
