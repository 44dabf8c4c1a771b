package portalsim

import (
	"net/http"
	"slices"
)

// Request is one request the portal received, and what became of it.
type Request struct {
	Method, Path, Query string
	// Status is what was answered; 0 when the connection was cut without an
	// answer, or there is none yet.
	Status int
	// Bytes is how much of a body was sent.
	Bytes int
}

// logLength is how many requests are remembered.
const logLength = 10_000

// traffic is what has gone over the wire. The portal's mutex guards it.
type traffic struct {
	log   []Request // the latest
	asked int
	bytes int64
}

// remember notes a request and gives the number it is known by. The caller
// holds the mutex.
func (t *traffic) remember(r *http.Request) (number int) {
	if len(t.log) == logLength {
		t.log = slices.Delete(t.log, 0, logLength/2)
	}
	t.log = append(t.log, Request{Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery})
	t.asked++
	return t.asked
}

// note adds to what became of a request.
func (p *Portal) note(number, status, bytes int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	t := &p.traffic
	t.bytes += int64(bytes)
	if i := len(t.log) - 1 - (t.asked - number); i >= 0 { // else it is forgotten
		t.log[i].Status = status
		t.log[i].Bytes += bytes
	}
}

// counted notes what is sent of one answer, always before it leaves, so that
// whoever has received it finds it noted.
type counted struct {
	http.ResponseWriter
	portal         *Portal
	number, status int
}

func (c *counted) WriteHeader(status int) {
	c.status = status
	c.portal.note(c.number, status, 0)
	c.ResponseWriter.WriteHeader(status)
}

func (c *counted) Write(b []byte) (int, error) {
	c.portal.note(c.number, c.status, len(b))
	n, err := c.ResponseWriter.Write(b)
	if n < len(b) {
		c.portal.note(c.number, c.status, n-len(b))
	}
	return n, err
}

// Unwrap lets an http.ResponseController find what can flush.
func (c *counted) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// Requests is how many requests have arrived, those that a fault spoiled too.
func (p *Portal) Requests() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.traffic.asked
}

// Bytes is how many bytes of bodies have been sent. Who has read an answer to
// its end finds it counted.
func (p *Portal) Bytes() int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.traffic.bytes
}

// Log gives the latest requests, at least 5,000 of them, the oldest first.
func (p *Portal) Log() []Request {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.traffic.log)
}
