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

// writer does the work that a client sends to one address. It runs under the
// portal's mutex, and gives what came of it.
type writer func(p *Portal, body []byte, remote string) (row, *complaint)

var writers = map[string]writer{orderPath: takeOrder, cancelPath: takeCancellation}

// take answers a write.
func (p *Portal) take(w http.ResponseWriter, r *http.Request, do writer, on map[Fault]bool) {
	body, ok := p.readBody(w, r, false)
	if !ok {
		return
	}
	p.mu.Lock()
	row, complaint := do(p, body, r.RemoteAddr)
	var answer json.RawMessage
	if p.traits.placeholders {
		answer = placeholders[r.URL.Path]
	} else if complaint == nil {
		answer = shifted(writeRow(row, nil), skew(on))
	}
	p.mu.Unlock()
	if complaint != nil {
		p.refuse(w, complaint.status, complaint.reason, complaint.sentence)
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

// takeOrder places a client's order.
func takeOrder(p *Portal, body []byte, remote string) (row, *complaint) {
	now := p.present()
	if p.traits.placeholders {
		return p.takeNothing(body, remote, now)
	}
	o, items, c := p.traits.readOrder(body)
	p.world.rememberPeople(o, items)
	if c != nil {
		return nil, c
	}
	w, c := p.understand(o, items, now)
	if c != nil {
		return nil, c
	}
	draft := order{service: w.service, category: w.kind, ordered: now, externalID: o.ExternalID, sent: o.keep(items), change: w.change}
	placed := p.world.enter(w, draft)
	p.placed = append(p.placed, placedOf(placed, o, body, remote))
	return orderRow{placed, now, &p.traits}, nil
}

// takeNothing is how a Mock takes an order: it reads it, and forgets it.
func (p *Portal) takeNothing(body []byte, remote string, now int64) (row, *complaint) {
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

// enter makes a wish an order, and a new service where it needs one.
func (w *world) enter(wish wish, draft order) *order {
	c := &draft.change
	if c.simType == "physical" && w.sims[c.iccid] {
		wish.lot.is = usedSIM
	}
	r := rand.New(rand.NewPCG(w.seed, 1<<42+uint64(len(w.orders))))
	switch {
	case c.iccid != "":
		w.sims[c.iccid] = true
	case c.simType != "":
		c.iccid = w.newSIM(r) // the carrier chooses it
	}
	if wish.service == nil {
		draft.service = w.begun(r, wish, c)
	}
	if c.number != 0 {
		w.taken[c.number] = true
	}
	o := w.submit(draft, wish.lot)
	w.sent = append(w.sent, o)
	return o
}

// begun makes a service that an order is about to bring to life.
func (w *world) begun(r *rand.Rand, wish wish, c *change) *service {
	s := w.newService(r, w.now, wish.customer)
	s.state, s.start, s.plan, s.first, s.simType, s.iccid = reserved, 0, wish.plan, wish.plan, c.simType, c.iccid
	for _, sw := range wish.switches {
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

// turn turns a feature on or off.
func (s *service) turn(sw featureSwitch) {
	s.features &^= 1 << sw.feature
	if sw.on {
		s.features |= 1 << sw.feature
	}
}
