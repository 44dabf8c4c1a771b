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

// Fault names one thing that can be wrong with the portal; About says what.
type Fault string

// The faults there are. Any may be on at once. Of those that answer in place of the portal the first in this order
// answers; the others join: a list may be slow, move, have duplicates and be cut in half.
const (
	Slow         Fault = "slow"
	Down         Fault = "down"
	Error500     Fault = "error500"
	Burst500     Fault = "burst500" // one to four in every eight, where the seed puts them
	Busy429      Fault = "busy429"
	Busy429Bare  Fault = "busy429bare"
	Unauthorized Fault = "unauthorized"
	Forbidden    Fault = "forbidden"
	Login        Fault = "login" // as a proxy does
	Lost         Fault = "lost"  // clients cannot tell it from Down, but the portal did the work
	Drip         Fault = "drip"
	Half         Fault = "half"
	Length       Fault = "length" // too long seems cut, too short ends early without a sign
	ContentType  Fault = "contenttype"
	Empty        Fault = "empty"
	NotFound     Fault = "notfound"
	Moving       Fault = "moving"     // so paging by offset skips rows and repeats others
	Duplicates   Fault = "duplicates" // across the borders of pages too
	Clock        Fault = "clock"      // the Date header and every time agree with each other and with nobody else
	Vanish       Fault = "vanish"     // from lists and by its id; see Vanished
	Return       Fault = "return"
	Refuse       Fault = "refuse"
	Conflict     Fault = "conflict"
	Accepted     Fault = "accepted"
	Garbled      Fault = "garbled"   // half of the JSON under the right status and length: nothing was cut
	WriteSlow    Fault = "writeslow" // Slow waits first: a client that gives up then has ordered nothing
	Reused       Fault = "reused"    // catches clients that send again by themselves; needs a Server
	WrongID      Fault = "wrongid"   // see AnswerAs; the true id is nowhere in the answer
	Unlisted     Fault = "unlisted"
)

// fault is a row of the table of faults.
type fault struct {
	name  Fault
	about string
	// answer, if any, answers in place of the portal; writes says that it answers writes only.
	answer func(p *Portal, w http.ResponseWriter)
	writes bool
}

func (f fault) choice() (name, about string) { return string(f.name), f.about }

// faults are in the order in which they are offered and answer. Those without an answer of their own take effect where
// the code asks for them.
var faults = []fault{
	{name: Slow, about: "every answer waits for the latency, two seconds"},
	{name: Down, about: "connections are cut without an answer", answer: func(*Portal, http.ResponseWriter) { panic(http.ErrAbortHandler) }},
	{name: Error500, about: "500 to everything", answer: serverError},
	{name: Burst500, about: "500 to some requests, a few in a row", answer: serverError},
	{name: Busy429, about: "429 with Retry-After: 7", answer: refusing(http.StatusTooManyRequests, "Too many requests",
		"The portal is busy. Ask again in 7 seconds.", "Retry-After", "7")},
	{name: Busy429Bare, about: "429 without Retry-After", answer: refusing(http.StatusTooManyRequests, "Too many requests",
		"The portal is busy. Ask again later.")},
	{name: Unauthorized, about: "401", answer: refusing(http.StatusUnauthorized, "Unauthorized",
		"Your session has ended. Sign in again.", "WWW-Authenticate", "Bearer")},
	{name: Forbidden, about: "403", answer: refusing(http.StatusForbidden, "Forbidden",
		"Your account may not see this. Ask your administrator for access.")},
	{name: Login, about: "200 with a sign-in page in HTML", answer: signInPage},
	{name: Lost, about: "the work is done, then the connection is cut without an answer"},
	{name: Drip, about: "the body comes in small pieces over the latency, two seconds"},
	{name: Half, about: "the connection is cut in the middle of the body"},
	{name: Length, about: "a wrong Content-Length, too long and too short by turns"},
	{name: ContentType, about: "text/plain over right JSON"},
	{name: Empty, about: "lists are empty although there is data"},
	{name: NotFound, about: "404 in place of an empty list"},
	{name: Moving, about: "lists shift between two pages"},
	{name: Duplicates, about: "every third row of a list comes twice"},
	{name: Clock, about: "the portal's clock is seven hours and a bit ahead"},
	{name: Vanish, about: "the oldest open order is gone"},
	{name: Return, about: "the oldest open order is gone, and back after ten minutes"},
	{name: Refuse, about: "422 to every write, with a sentence", writes: true, answer: refusing(http.StatusUnprocessableEntity, "Not allowed",
		"The account has an amount overdue. Nothing can be ordered until it is paid.")},
	{name: Conflict, about: "409 to every write", writes: true, answer: refusing(http.StatusConflict, "Conflict",
		"Somebody else is changing this at the moment.")},
	{name: Accepted, about: "a write is done, then answered with 202 and no id"},
	{name: Garbled, about: "a write is done, then answered with JSON that nobody can read"},
	{name: WriteSlow, about: "a write is done at once and answered after the latency, two seconds"},
	{name: Reused, about: "a write is done, then cut without an answer if the connection was used before"},
	{name: WrongID, about: "an order is placed, then answered with the id of one that has ended"},
	{name: Unlisted, about: "orders that clients placed are not shown yet"},
}

var serverError = refusing(http.StatusInternalServerError, "Internal error", "The portal could not answer. Nothing was changed.")

// refusing returns an answer with an error and, if given, one header.
func refusing(status int, reason, sentence string, header ...string) func(*Portal, http.ResponseWriter) {
	return func(p *Portal, w http.ResponseWriter) {
		if len(header) > 0 {
			w.Header().Set(header[0], header[1])
		}
		p.refuse(w, problem{status, reason, sentence})
	}
}

func signInPage(_ *Portal, w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprint(w, `<!doctype html><html><head><title>Sign in</title></head><body><form method="post" action="/login">`+
		`<input name="user"><input name="password" type="password"><button>Sign in</button></form></body></html>`)
}

// Faults lists every fault there is.
func Faults() []Fault { return namesIn[Fault](faults) }

// About tells in a few words what is wrong under the fault.
func (f Fault) About() string { return aboutIn(faults, f) }

// ParseFault reads a fault's name, in any case. Its error names the choices.
func ParseFault(s string) (Fault, error) { return parseName[Fault](faults, "fault", s) }

// SetFaults turns on exactly these faults, for every request from now on. With none the portal works normally
// again, and shows the world as it then is: faults change neither the world nor what Services and Orders return.
func (p *Portal) SetFaults(faults ...Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = map[Fault]bool{}
	for _, f := range faults {
		p.faults[f] = true
	}
	p.forced, p.answerAs = forced{}, ""
	p.turns = turns{} // so that what comes by turns does not depend on the past
	p.hide()
}

// answerFault lets the faults that answer in place of the portal answer. It reports whether the request is finished.
// turn counts the requests since the faults were set.
func (p *Portal) answerFault(w http.ResponseWriter, r *http.Request, on map[Fault]bool, turn int, write bool) bool {
	if on[Slow] {
		wait(r, p.config.Latency)
	}
	for _, f := range faults {
		if on[f.name] && f.answer != nil && (write || !f.writes) && (f.name != Burst500 || inBurst(p.config.Seed, turn)) {
			f.answer(p, w)
			return true
		}
	}
	return false
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

// wait passes a time for a client, and gives up when the client does.
func wait(r *http.Request, d time.Duration) {
	select {
	case <-time.After(d):
	case <-r.Context().Done():
		panic(http.ErrAbortHandler)
	}
}

// forced is the status that every write is answered with; 0 for none.
type forced struct {
	status int
	done   bool
}

// AnswerWrites answers every write with a status from 200 to 599, and with words that are no record, in place of what
// the portal would say, until SetFaults or until it is called with 0. done says whether the work is done first: the
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

func (p *Portal) force(w http.ResponseWriter, f forced) {
	p.refuse(w, problem{f.status, http.StatusText(f.status), fmt.Sprintf("The portal answers %d.", f.status)})
}

// AnswerAs makes WrongID answer every order as the one with an id, until SetFaults. Otherwise it is the newest that had
// ended.
func (p *Portal) AnswerAs(id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answerAs = id
}

// nameAnotherOrder puts another order's id into the answer to an order.
func (p *Portal) nameAnotherOrder(b *bufferedAnswer, path string) {
	var answer map[string]json.RawMessage
	if json.Unmarshal(b.body.Bytes(), &answer) != nil {
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
	answer["id"], answer["href"] = marshal(id), marshal(path+"/"+id)
	b.body.Reset()
	b.body.Write(marshal(answer))
	b.header.Set("Location", path+"/"+id)
}

// alterWriteAnswer changes the answer to a write whose work is done. One that was refused stays as it is.
func (p *Portal) alterWriteAnswer(b *bufferedAnswer, r *http.Request, on map[Fault]bool, f forced) {
	if b.status >= 300 {
		return
	}
	if on[Reused] && usedBefore(r) {
		panic(http.ErrAbortHandler)
	}
	if on[WriteSlow] {
		wait(r, p.config.Latency)
	}
	if f.status != 0 || on[Accepted] {
		b.body.Reset()
		b.header.Del("Location")
	}
	switch {
	case f.status != 0:
		p.force(b, f)
	case on[Accepted]:
		b.status = http.StatusAccepted
		kind := "ServiceOrder"
		if r.Method == http.MethodPatch {
			kind = "ProductOrder"
		}
		fmt.Fprintf(b, `{"@type":%q}`, kind)
	case on[WrongID] && r.URL.Path == orderPath:
		p.nameAnotherOrder(b, r.URL.Path)
	case on[Garbled]:
		b.body.Truncate(b.body.Len() / 2)
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

// bufferedAnswer is an answer that is written but not sent yet: faults on its way must know the whole of it.
type bufferedAnswer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (b *bufferedAnswer) Header() http.Header            { return b.header }
func (b *bufferedAnswer) WriteHeader(status int)         { b.status = status }
func (b *bufferedAnswer) Write(body []byte) (int, error) { return b.body.Write(body) }

// pieces is how many the Drip fault makes of a body.
const pieces = 16

// deliver sends an answer, spoiled by the faults on its way. turn counts the requests since the faults were set.
func (b *bufferedAnswer) deliver(w http.ResponseWriter, r *http.Request, p *Portal, on map[Fault]bool, turn int) {
	if on[Lost] {
		panic(http.ErrAbortHandler)
	}
	maps.Copy(w.Header(), b.header)
	if on[ContentType] && strings.HasPrefix(b.header.Get("Content-Type"), "application/json") {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	}
	body := b.body.Bytes()
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
	w.WriteHeader(b.status)
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

// clockSkew is how far the Clock fault is ahead: more than any time zone's whole or half hours could explain.
const clockSkew = 7*time.Hour + 13*time.Minute

// skew returns how far the portal's clock is ahead.
func skew(on map[Fault]bool) time.Duration {
	if on[Clock] {
		return clockSkew
	}
	return 0
}

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

// hide chooses the order to hide when Vanish or Return begins: the oldest open one, which somebody surely watches, else
// the newest. Callers hold the mutex.
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
		if p.lost == "" || o.whole == nil && !final(o.stateAt(now)) {
			p.lost = o.id
		}
	}
}

// vanished returns the id of the order that Vanish or Return hides now, or "". Callers hold the mutex.
func (p *Portal) vanished() string {
	if p.faults[Return] && !p.config.Now().Before(p.lostAt.Add(returnsAfter)) {
		return ""
	}
	return p.lost
}

// hiddenOrders returns the ids of the orders that are not shown now. Callers hold the mutex.
func (p *Portal) hiddenOrders(on map[Fault]bool) []string {
	var ids []string
	if id := p.vanished(); id != "" {
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

// Vanished returns the id of the order that Vanish or Return hides at this moment, or "". Order and Orders tell of it
// all the same.
func (p *Portal) Vanished() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.vanished()
}
