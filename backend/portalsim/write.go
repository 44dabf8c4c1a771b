package portalsim

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"mime"
	"net/http"
	"strings"
)

// largestBody is how much a client may send.
const largestBody = 256 << 10

// creator does the work that a client sends to one address. It runs under the
// portal's mutex, and gives what came of it.
type creator func(p *Portal, body []byte, remote string) (row, *problem)

var creators = map[string]creator{orderPath: createOrder, cancelPath: createCancellation}

// create answers a write.
func (p *Portal) create(w http.ResponseWriter, r *http.Request, do creator, on map[Fault]bool) {
	body, ok := p.readBody(w, r, false)
	if !ok {
		return
	}
	p.mu.Lock()
	row, problem := do(p, body, r.RemoteAddr)
	var answer json.RawMessage
	if p.traits.placeholders {
		answer = placeholders[r.URL.Path]
	} else if problem == nil {
		answer = shifted(writeRow(row, nil), skew(on))
	}
	p.mu.Unlock()
	if problem != nil {
		p.refuse(w, problem.status, problem.reason, problem.sentence)
		return
	}
	status := http.StatusCreated
	if p.traits.createdIs200 {
		status = http.StatusOK
	}
	w.Header().Set("Content-Type", contentType)
	if !p.traits.placeholders {
		id, _ := row.attribute("id")
		w.Header().Set("Location", r.URL.Path+"/"+id)
	}
	w.WriteHeader(status)
	w.Write(answer)
}

// readBody reads what a client sent. It is false when that is refused already.
// Merge says whether the type of a merge patch will do as well.
func (p *Portal) readBody(w http.ResponseWriter, r *http.Request, merge bool) (body []byte, ok bool) {
	kind, more, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" && !(merge && kind == "application/merge-patch+json") ||
		more["charset"] != "" && !strings.EqualFold(more["charset"], "utf-8") {
		p.refuse(w, http.StatusUnsupportedMediaType, "Unsupported media type", "This portal reads "+contentType+" only.")
		return nil, false
	}
	body, err = io.ReadAll(io.LimitReader(r.Body, largestBody+1))
	if err != nil {
		panic(http.ErrAbortHandler) // half a request is none
	}
	if len(body) > largestBody {
		p.refuse(w, http.StatusRequestEntityTooLarge, "Too large", fmt.Sprintf("This portal reads %d bytes at most.", largestBody))
		return nil, false
	}
	return body, true
}

// createOrder places a client's order.
func createOrder(p *Portal, body []byte, remote string) (row, *problem) {
	now := p.present()
	if p.traits.placeholders {
		return p.createPlaceholder(body, remote, now)
	}
	o, items, c := p.traits.readOrder(body)
	p.world.notePeople(o, items)
	if c != nil {
		return nil, c
	}
	w, c := p.parseOrder(o, items, now)
	if c != nil {
		return nil, c
	}
	draft := order{service: w.service, category: w.kind, ordered: now, externalID: o.ExternalID, sent: o.details(items), change: w.change}
	placed := p.world.placeParsed(w, draft)
	p.placed = append(p.placed, placedOf(placed, o, body, remote))
	return orderRow{placed, now, &p.traits}, nil
}

// createPlaceholder is how a Mock takes an order: it reads it, and forgets it.
func (p *Portal) createPlaceholder(body []byte, remote string, now int64) (row, *problem) {
	var o sentOrder
	if c := readJSON(body, &o); c != nil {
		return nil, c
	}
	forgotten := &order{id: placeholderWord, service: &service{}, category: kindNamed(o.Category), ordered: now, externalID: o.ExternalID}
	if len(o.ServiceOrderItem) > 0 {
		forgotten.service.id = o.ServiceOrderItem[0].serviceID()
	}
	p.placed = append(p.placed, placedOf(forgotten, o, body, remote))
	return nil, nil
}

// placeParsed turns a parsed order into an order, and a new service where it needs one.
func (w *world) placeParsed(parsed parsedOrder, draft order) *order {
	c := &draft.change
	if c.simType == "physical" && w.sims[c.iccid] {
		parsed.fate.is = usedSIM
	}
	r := rand.New(rand.NewPCG(w.seed, 1<<42+uint64(len(w.orders))))
	switch {
	case c.iccid != "":
		w.sims[c.iccid] = true
	case c.simType != "":
		c.iccid = w.newSIM(r) // the carrier chooses it
	}
	if parsed.service == nil {
		draft.service = w.newReservedService(r, parsed, c)
	}
	if c.number != 0 {
		w.taken[c.number] = true
	}
	o := w.submit(draft, parsed.fate)
	w.sent = append(w.sent, o)
	return o
}

// activeSince makes a service that an order is about to bring to life.
func (w *world) newReservedService(r *rand.Rand, parsed parsedOrder, c *change) *service {
	s := w.newService(r, w.now, parsed.customer)
	s.state, s.start, s.plan, s.first, s.simType, s.iccid = reserved, 0, parsed.plan, parsed.plan, c.simType, c.iccid
	for _, sw := range parsed.switches {
		s.turn(sw)
	}
	if c.number == 0 {
		c.number = s.number
	}
	s.number = c.number
	if s.customer.id == "" { // a lenient server takes a customer without one
		s.customer.id = fmt.Sprintf("CUS%07d", 2041800+len(w.customers)*3)
	}
	return s
}

// setStatus turns a feature on or off.
func (s *service) turn(sw featureSwitch) {
	s.features &^= 1 << sw.feature
	if sw.on {
		s.features |= 1 << sw.feature
	}
}
