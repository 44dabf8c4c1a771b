package portalsim

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
)

// forced is the status that every write is answered with; 0 for none.
type forced struct {
	status int
	done   bool
}

// AnswerWrites answers every write with a status from 200 to 599, and with words
// that are no record, in place of what the portal would say, until SetFaults or
// until it is called with 0. Done says whether the work is done before: the
// client cannot tell.
func (p *Portal) AnswerWrites(status int, done bool) error {
	if status != 0 && (status < 200 || status > 599) {
		return fmt.Errorf("writes cannot be answered with %d; choose a status from 200 to 599", status)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.forced = forced{status, done}
	return nil
}

// AnswerAs makes WrongID answer every order as the one with an id, until
// SetFaults.
func (p *Portal) AnswerAs(id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answerAs = id
}

// misname makes of the answer to an order one that names another order.
func (p *Portal) misname(s *sheet, path string) {
	var answer map[string]json.RawMessage
	if json.Unmarshal(s.body.Bytes(), &answer) != nil {
		return // placeholders
	}
	p.mu.Lock()
	id := p.answerAs
	for i := len(p.world.orders) - 1; i >= 0 && id == ""; i-- {
		if o := p.world.orders[i]; o.sent == nil && final(o.stateAt(p.world.now)) {
			id = o.id
		}
	}
	p.mu.Unlock()
	answer["id"], _ = json.Marshal(id)
	answer["href"], _ = json.Marshal(path + "/" + id)
	body, err := json.Marshal(answer)
	if err != nil {
		panic(err) // it was read just now
	}
	s.body.Reset()
	s.body.Write(body)
	s.header.Set("Location", path+"/"+id)
}

// spoilWrite lets what answers a write in place of the portal answer. It reports
// whether the request is finished.
func (p *Portal) spoilWrite(w http.ResponseWriter, on map[Fault]bool, f forced) bool {
	switch {
	case on[Refuse]:
		p.refuse(w, http.StatusUnprocessableEntity, "Not allowed", "The account has an amount overdue. Nothing can be ordered until it is paid.")
	case on[Conflict]:
		p.refuse(w, http.StatusConflict, "Conflict", "Somebody else is changing this at the moment.")
	case f.status != 0 && !f.done:
		p.force(w, f)
	default:
		return false
	}
	return true
}

func (p *Portal) force(w http.ResponseWriter, f forced) {
	p.refuse(w, f.status, http.StatusText(f.status), fmt.Sprintf("The portal answers %d.", f.status))
}

// disguise changes the answer to a write whose work is done. One that was
// refused stays as it is.
func (p *Portal) disguise(s *sheet, r *http.Request, on map[Fault]bool, f forced) {
	if s.status >= 300 {
		return
	}
	if on[Reused] && usedBefore(r) {
		panic(http.ErrAbortHandler)
	}
	if on[WriteSlow] {
		wait(r, p.config.Latency)
	}
	switch {
	case f.status != 0:
		s.body.Reset()
		s.header.Del("Location")
		p.force(s, f)
	case on[Accepted]:
		s.body.Reset()
		s.header.Del("Location")
		s.status = http.StatusAccepted
		if r.Method == http.MethodPatch {
			fmt.Fprint(s, `{"@type":"ProductOrder"}`)
		} else {
			fmt.Fprint(s, `{"@type":"ServiceOrder"}`)
		}
	case on[WrongID] && r.URL.Path == orderPath:
		p.misname(s, r.URL.Path)
	case on[Garbled]:
		s.body.Truncate(s.body.Len() / 2)
	}
}

// usesKey is where a connection keeps how many requests it has carried.
type usesKey struct{}

// withUses prepares a connection for usedBefore.
func withUses(ctx context.Context, _ net.Conn) context.Context {
	return context.WithValue(ctx, usesKey{}, new(atomic.Int64))
}

// countUse notes that a request came over its connection.
func countUse(r *http.Request) {
	if n, ok := r.Context().Value(usesKey{}).(*atomic.Int64); ok {
		n.Add(1)
	}
}

// usedBefore reports whether the connection had carried a request before this.
func usedBefore(r *http.Request) bool {
	n, ok := r.Context().Value(usesKey{}).(*atomic.Int64)
	return ok && n.Load() > 1
}
