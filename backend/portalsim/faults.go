package portalsim

import (
	"fmt"
	"net/http"
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

func (f fault) choice() string { return string(f.name) }

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
func (f Fault) About() string {
	row, _ := parse(faults, "", string(f))
	return row.about
}

// ParseFault reads a fault's name, in any case. Its error names the choices.
func ParseFault(s string) (Fault, error) {
	row, err := parse(faults, "fault", s)
	return row.name, err
}

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
