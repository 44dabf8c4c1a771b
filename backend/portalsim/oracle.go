package portalsim

import (
	"encoding/json"
	"net/http"
	"slices"
)

// Request is one request the portal received.
type Request struct{ Method, Path, Query string }

// logLength is how many requests are remembered.
const logLength = 10_000

func (p *Portal) remember(r *http.Request) {
	p.asked++
	if len(p.log) == logLength {
		p.log = slices.Delete(p.log, 0, logLength/2)
	}
	p.log = append(p.log, Request{r.Method, r.URL.Path, r.URL.RawQuery})
}

// Requests is how many requests have arrived, those that a fault spoiled too.
func (p *Portal) Requests() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked
}

// Log gives the latest requests, at least 5,000 of them, the oldest first.
func (p *Portal) Log() []Request {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.log)
}

// Service is what the portal answers now when it is asked for a service, and
// whether there is one.
func (p *Portal) Service(id string) (json.RawMessage, bool) { return p.one(servicePath, id) }

// Order is what the portal answers now when it is asked for an order, and
// whether there is one.
func (p *Portal) Order(id string) (json.RawMessage, bool) { return p.one(orderPath, id) }

func (p *Portal) one(path, id string) (json.RawMessage, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if r := lists[path].find(p, id); r != nil {
		return writeRow(r, nil), true
	}
	return nil, false
}

// Services is every service as the portal would answer now, in insertion order.
func (p *Portal) Services() []json.RawMessage { return p.all(servicePath) }

// Orders is every order as the portal would answer now, in insertion order.
func (p *Portal) Orders() []json.RawMessage { return p.all(orderPath) }

func (p *Portal) all(path string) []json.RawMessage {
	p.mu.Lock()
	defer p.mu.Unlock()
	rows, _, _ := lists[path].page(p, query{limit: 1 << 40})
	out := make([]json.RawMessage, len(rows))
	for i, r := range rows {
		out[i] = writeRow(r, nil)
	}
	return out
}

// PersonalData lists what may never be seen outside the desk: every customer's
// name, also former ones, every phone number in the three ways it is written
// (+61491570156, 0491570156, 0491 570 156), and every SIM number ever used.
// Each once, sorted.
func (p *Portal) PersonalData() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.present()
	out := slices.Clone(p.world.oldNames)
	for _, s := range p.world.services {
		out = append(out, s.customer.name, e164(s.number), compact(s.number), national(s.number))
	}
	for sim := range p.world.sims {
		out = append(out, sim)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
