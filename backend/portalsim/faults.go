package portalsim

import (
	"fmt"
	"strings"
)

// Fault names one thing that can be wrong with the portal.
type Fault string

// The faults there are. Any may be on at once. Of those that answer in place of
// the portal (Down to Login, and Refuse and Conflict) the first in this order
// answers; the others join:
// a list may be slow, move, have duplicates and be cut in half. Lost takes from
// whatever answers what Drip to ContentType would spoil.
const (
	// Slow makes every answer wait for Config.Latency.
	Slow Fault = "slow"
	// Down cuts the connection without an answer.
	Down Fault = "down"
	// Error500 answers 500 with an error body.
	Error500 Fault = "error500"
	// Burst500 answers 500 to some requests and serves the others: in every
	// eight there is a run of one to four that fail, where the seed puts it.
	Burst500 Fault = "burst500"
	// Busy429 answers 429 with Retry-After: 7.
	Busy429 Fault = "busy429"
	// Busy429Bare answers 429 and does not say when to ask again.
	Busy429Bare Fault = "busy429bare"
	// Unauthorized answers 401 with a sentence.
	Unauthorized Fault = "unauthorized"
	// Forbidden answers 403 with a sentence.
	Forbidden Fault = "forbidden"
	// Login answers 200 with a page that asks for a password, as a proxy does.
	Login Fault = "login"
	// Lost cuts the connection when all the work is done, before the first byte
	// of the answer: who asked cannot tell it from Down, but the portal did it.
	Lost Fault = "lost"
	// Drip sends the body in small pieces, which take Config.Latency together.
	Drip Fault = "drip"
	// Half cuts the connection in the middle of the body.
	Half Fault = "half"
	// Length announces a body of another length, by turns too long (so that the
	// answer seems cut) and too short (so that it ends early without a sign).
	Length Fault = "length"
	// ContentType says text/plain over right JSON.
	ContentType Fault = "contenttype"
	// Empty answers lists with 200 and [] although there is data.
	Empty Fault = "empty"
	// NotFound answers 404 in place of a list without a row.
	NotFound Fault = "notfound"
	// Moving shifts lists by a few rows between two requests, so that paging
	// by offset skips rows and repeats others.
	Moving Fault = "moving"
	// Duplicates repeats every third row of a list, across the borders of pages
	// too.
	Duplicates Fault = "duplicates"
	// Clock is a portal whose clock is hours ahead: the Date header and every
	// time it tells agree with each other and with nobody else.
	Clock Fault = "clock"
	// Vanish hides one order from lists and by its id; Vanished tells which.
	Vanish Fault = "vanish"
	// Return hides an order as Vanish does and shows it again ten minutes after
	// it vanished.
	Return Fault = "return"
	// Refuse answers 422 to every write, with the portal's sentence. Nothing is
	// done.
	Refuse Fault = "refuse"
	// Conflict answers 409 to every write. Nothing is done.
	Conflict Fault = "conflict"
	// Accepted answers 202 and no id to a write whose work is done.
	Accepted Fault = "accepted"
	// Garbled answers a write whose work is done with half of the JSON, under
	// the right status and length: nobody can read it, and nothing was cut.
	Garbled Fault = "garbled"
	// WriteSlow does the work of a write at once and answers after
	// Config.Latency. (Slow waits first: who gives up then has ordered nothing.)
	WriteSlow Fault = "writeslow"
	// Reused does the work of a write and then cuts the connection without an
	// answer, when the connection has carried a request before; on a new one it
	// answers. So a client that sends again by itself is caught. It needs a
	// Server: behind another one every connection seems new.
	Reused Fault = "reused"
	// WrongID answers an order whose work is done with the id of another one: the
	// newest that had ended by then, or what AnswerAs says. The true one is
	// nowhere in the answer.
	WrongID Fault = "wrongid"
	// Unlisted shows no order that a client placed, in no list and not by its id:
	// the portal took it, and its lists do not have it yet.
	Unlisted Fault = "unlisted"
)

// faults are what is wrong under each, in a few words.
var faults = []struct {
	name  Fault
	about string
}{
	{Slow, "every answer waits for the latency, two seconds"},
	{Down, "connections are cut without an answer"},
	{Error500, "500 to everything"},
	{Burst500, "500 to some requests, a few in a row"},
	{Busy429, "429 with Retry-After: 7"},
	{Busy429Bare, "429 without Retry-After"},
	{Unauthorized, "401"},
	{Forbidden, "403"},
	{Login, "200 with a sign-in page in HTML"},
	{Lost, "the work is done, then the connection is cut without an answer"},
	{Drip, "the body comes in small pieces over the latency, two seconds"},
	{Half, "the connection is cut in the middle of the body"},
	{Length, "a wrong Content-Length, too long and too short by turns"},
	{ContentType, "text/plain over right JSON"},
	{Empty, "lists are empty although there is data"},
	{NotFound, "404 in place of an empty list"},
	{Moving, "lists shift between two pages"},
	{Duplicates, "every third row of a list comes twice"},
	{Clock, "the portal's clock is seven hours and a bit ahead"},
	{Vanish, "the oldest open order is gone"},
	{Return, "the oldest open order is gone, and back after ten minutes"},
	{Refuse, "422 to every write, with a sentence"},
	{Conflict, "409 to every write"},
	{Accepted, "a write is done, then answered with 202 and no id"},
	{Garbled, "a write is done, then answered with JSON that nobody can read"},
	{WriteSlow, "a write is done at once and answered after the latency, two seconds"},
	{Reused, "a write is done, then cut without an answer if the connection was used before"},
	{WrongID, "an order is placed, then answered with the id of one that has ended"},
	{Unlisted, "orders that clients placed are not shown yet"},
}

// Faults lists every fault there is.
func Faults() []Fault {
	var all []Fault
	for _, f := range faults {
		all = append(all, f.name)
	}
	return all
}

// About tells in a few words what is wrong under the fault.
func (f Fault) About() string {
	for _, one := range faults {
		if one.name == f {
			return one.about
		}
	}
	return ""
}

// ParseFault reads a fault's name, in any case. Its error names the choices.
func ParseFault(s string) (Fault, error) {
	var names []string
	for _, f := range faults {
		if strings.EqualFold(strings.TrimSpace(s), string(f.name)) {
			return f.name, nil
		}
		names = append(names, string(f.name))
	}
	return "", fmt.Errorf("there is no fault %q; choose from %s", s, strings.Join(names, ", "))
}

// SetFaults makes exactly these faults the ones that are on, for every request
// from now. With none the portal is well again, and shows the world as it then
// is: faults never touch the world, nor what Services and Orders tell of it.
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
