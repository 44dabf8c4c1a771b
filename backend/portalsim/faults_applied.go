package portalsim

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
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

// nameAnotherOrder makes of the answer to an order one that names another order.
func (p *Portal) nameAnotherOrder(s *bufferedAnswer, path string) {
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

// answerWriteFault lets what answers a write in place of the portal answer. It reports
// whether the request is finished.
func (p *Portal) answerWriteFault(w http.ResponseWriter, on map[Fault]bool, f forced) bool {
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

// alterWriteAnswer changes the answer to a write whose work is done. One that was
// refused stays as it is.
func (p *Portal) alterWriteAnswer(s *bufferedAnswer, r *http.Request, on map[Fault]bool, f forced) {
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
		p.nameAnotherOrder(s, r.URL.Path)
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

// turns counts for the faults that do not treat all requests alike.
type turns struct{ requests, lists int }

// Each run of Burst500 lies within this many requests and is at most so long.
const burstEvery, burstLength = 8, 4

// inBurst reports whether a request, counted from 0, falls into a burst.
func inBurst(seed uint64, request int) bool {
	r := rand.New(rand.NewPCG(seed, uint64(request/burstEvery)))
	first := r.IntN(burstEvery)
	last := first + r.IntN(burstLength)
	at := request % burstEvery
	return first <= at && at <= last
}

// answerFault lets the faults that answer by themselves answer. It reports whether
// the request is finished. Turn counts the requests since the faults were set.
func (p *Portal) answerFault(w http.ResponseWriter, r *http.Request, on map[Fault]bool, turn int) bool {
	if on[Slow] {
		wait(r, p.config.Latency)
	}
	switch {
	case on[Down]:
		panic(http.ErrAbortHandler)
	case on[Error500], on[Burst500] && inBurst(p.config.Seed, turn):
		p.refuse(w, http.StatusInternalServerError, "Internal error", "The portal could not answer. Nothing was changed.")
	case on[Busy429]:
		w.Header().Set("Retry-After", "7")
		p.refuse(w, http.StatusTooManyRequests, "Too many requests", "The portal is busy. Ask again in 7 seconds.")
	case on[Busy429Bare]:
		p.refuse(w, http.StatusTooManyRequests, "Too many requests", "The portal is busy. Ask again later.")
	case on[Unauthorized]:
		w.Header().Set("WWW-Authenticate", "Bearer")
		p.refuse(w, http.StatusUnauthorized, "Unauthorized", "Your session has ended. Sign in again.")
	case on[Forbidden]:
		p.refuse(w, http.StatusForbidden, "Forbidden", "Your account may not see this. Ask your administrator for access.")
	case on[Login]:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, "<!doctype html><html><head><title>Sign in</title></head><body><form method=\"post\" action=\"/login\">"+
			"<input name=\"user\"><input name=\"password\" type=\"password\"><button>Sign in</button></form></body></html>")
	default:
		return false
	}
	return true
}

// wait passes a time for one who asks, and gives up with them.
func wait(r *http.Request, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-r.Context().Done():
		panic(http.ErrAbortHandler)
	}
}

// bufferedAnswer is an answer that is written but not sent yet: what spoils the way of an
// answer must know the whole of it.
type bufferedAnswer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (s *bufferedAnswer) Header() http.Header { return s.header }

func (s *bufferedAnswer) WriteHeader(status int) { s.status = status }

func (s *bufferedAnswer) Write(b []byte) (int, error) { return s.body.Write(b) }

// pieces is how many the Drip fault makes of a body.
const pieces = 16

// deliver sends an answer, spoiled by the faults that lie on its way. Turn
// counts the requests since the faults were set.
func (s *bufferedAnswer) deliver(w http.ResponseWriter, r *http.Request, p *Portal, on map[Fault]bool, turn int) {
	if on[Lost] {
		panic(http.ErrAbortHandler)
	}
	maps.Copy(w.Header(), s.header)
	if on[ContentType] && strings.HasPrefix(s.header.Get("Content-Type"), "application/json") {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	}
	body := s.body.Bytes()
	if len(body) > 0 {
		announced := len(body)
		if on[Length] && turn%2 == 0 {
			announced += len(body)/3 + 1
		} else if on[Length] {
			announced -= len(body)/3 + 1
			body = body[:announced] // whoever reads will not read further
		}
		w.Header().Set("Content-Length", strconv.Itoa(announced))
	}
	if r.Method == http.MethodHead {
		body = nil
	}
	cut := on[Half] && len(body) > 0
	if cut {
		body = body[:len(body)/2]
	}
	w.WriteHeader(s.status)
	flush := http.NewResponseController(w).Flush
	if on[Drip] && len(body) > 0 {
		for i := range pieces {
			if i > 0 {
				wait(r, p.config.Latency/pieces)
			}
			w.Write(body[len(body)*i/pieces : len(body)*(i+1)/pieces])
			flush()
		}
	} else {
		w.Write(body)
	}
	if cut {
		flush() // else nothing of it would leave at all
		panic(http.ErrAbortHandler)
	}
}

// clockSkew is how far the Clock fault is ahead: more than any time zone's
// whole or half hours could explain.
const clockSkew = 7*time.Hour + 13*time.Minute

var instants = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`)

// shifted moves every moment in a text of ours.
func shifted(body []byte, by time.Duration) []byte {
	if by == 0 {
		return body
	}
	return instants.ReplaceAllFunc(body, func(s []byte) []byte {
		at, err := time.Parse(time.RFC3339, string(s))
		if err != nil {
			return s // digits in the form of a date
		}
		return []byte(instant(at.Add(by).UnixMilli()))
	})
}

// shift moves every moment a query asks about.
func (q *query) shift(by time.Duration) {
	for i := range q.tests {
		t := &q.tests[i]
		t.moment = t.moment.Add(by)
		for j, v := range t.values {
			t.values[j] = string(shifted([]byte(v), by))
		}
	}
}

// returnsAfter is how long the Return fault hides an order.
const returnsAfter = 10 * time.Minute

// hide chooses the order that is hidden, when a fault that hides one has come:
// the oldest that is open, which somebody surely watches, else the newest. The
// caller holds the mutex.
func (p *Portal) hide() {
	if !p.faults[Vanish] && !p.faults[Return] {
		p.lost = ""
		return
	}
	if p.lost != "" {
		return // it stays the same one when Return follows Vanish
	}
	now := p.present()
	p.lostAt = p.config.Now()
	for i := len(p.world.orders) - 1; i >= 0; i-- {
		o := p.world.orders[i]
		if p.lost == "" || o.first == nil && !final(o.stateAt(now)) {
			p.lost = o.id
		}
	}
}

// hidden is the id of the order that is not shown now, or empty. The caller
// holds the mutex.
func (p *Portal) hidden() string {
	if p.faults[Return] && !p.config.Now().Before(p.lostAt.Add(returnsAfter)) {
		return ""
	}
	return p.lost
}

// notShown are the ids of the orders that are not shown now. The caller holds
// the mutex.
func (p *Portal) notShown(on map[Fault]bool) []string {
	var ids []string
	if id := p.hidden(); id != "" {
		ids = append(ids, id)
	}
	if on[Unlisted] {
		for _, o := range p.world.sent {
			ids = append(ids, o.id)
			for _, part := range o.parts {
				ids = append(ids, part.id)
			}
		}
	}
	return ids
}

// Vanished is the id of the order that Vanish or Return hides at this moment,
// empty when none is hidden. Order and Orders tell of it all the same.
func (p *Portal) Vanished() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.hidden()
}
