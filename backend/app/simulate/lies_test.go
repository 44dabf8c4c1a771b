package simulate

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
)

// lie is how a portal, or what stands between it and a desk, lies in a schedule.
type lie int

const (
	truth      lie = iota
	wrongID        // an answer to an order names another order
	earlyEnd       // a list ends although its total says more
	pageNumber     // offset counts pages
	samePage       // every page is the first one again
	cacheObeys     // a cache that honours no-cache
	cacheKeeps     // a cache that does not
)

// liar stands between the desks and the portal. What it hides of an order, it hides from every desk.
type liar struct {
	*schedule
	lie     lie
	dice    *dice
	lying   atomic.Bool
	forever bool // it never stops lying
	begins  time.Duration
	lasts   time.Duration

	page    int           // rows, of a liar about lists
	total   bool          // which says how many there are
	clamps  bool          // before it counts pages
	keeps   time.Duration // of a cache
	aged    bool          // which says how old its answers are
	mu      sync.Mutex
	late    map[string]time.Time // orders that no answer shows before
	answers map[string]kept      // by host and address
}

// drawLies draws who lies in a schedule, about what and for how long. It has dice of its own, so that schedules without
// lies stay what they are.
func (s *schedule) drawLies() {
	d := newDice(s.seed, 2)
	l := &liar{
		schedule: s, dice: newDice(s.seed, 3), late: map[string]time.Time{}, answers: map[string]kept{},
		begins: 10*time.Second + d.upTo(10*time.Second), lasts: 30*time.Second + d.upTo(time.Minute),
		page: 2 + d.n(2), total: true, keeps: 15*time.Second + d.upTo(2*time.Minute),
	}
	switch n := d.n(100); {
	case s.mutant.lie != truth:
		l.lie = s.mutant.lie
	case n < 6:
		l.lie = wrongID
	case n < 10:
		l.lie = earlyEnd
	case n < 14:
		l.lie = pageNumber
	case n < 18:
		l.lie = samePage
	case n < 24:
		l.lie = cacheObeys
	case n < 28:
		l.lie = cacheKeeps
	}
	l.clamps = d.percent(50)
	l.aged = l.lie == cacheKeeps || d.percent(50) // one that honours no-cache may be too old to tell
	if l.aboutLists() && d.percent(30) {
		// Nobody finds out a list that gives no total and shows some rows only. Pages that are counted show all of them.
		l.forever, l.begins = true, 0
		if l.total = l.lie != pageNumber || !l.clamps || d.percent(50); !l.total {
			l.page = 3 // by pages of two that give no total nobody can tell either
		}
	}
	if l.lie != truth {
		s.liar = l
	}
}

func (l *liar) aboutLists() bool {
	return l.lie == earlyEnd || l.lie == pageNumber || l.lie == samePage
}

// tempt has somebody want what another one has ordered a while before, at the same desk or at another one, or what a
// colleague has just placed.
func (s *schedule) tempt() {
	d := newDice(s.seed, 4)
	if s.liar == nil && !slices.ContainsFunc(s.desks, func(desk *station) bool { return desk.spoils != unspoilt }) {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(s.intents)) {
		before := s.intents[name]
		before.colleague = before.colleague || before.earlier == nil && s.liar != nil && d.percent(30)
		if !d.percent(50) || before.second || before.earlier != nil { // who cancelled an order, only the desk tells
			continue
		}
		after := &intent{who: "later" + name, draft: before.draft, at: before.at, begins: before.begins + 5*time.Second + d.upTo(50*time.Second),
			clicks: 1, patient: d.percent(50), second: true}
		if after.draft.SIMNumber != "" && after.draft.Kind == telecom.SIMSwap {
			after.draft.SIMNumber = "9" + after.draft.SIMNumber[1:]
		}
		if s.liar != nil && s.liar.lie != wrongID && d.percent(60) { // whose own promises do not tell
			after.at = s.desks[(before.at.n+1)%len(s.desks)]
		}
		s.intents[after.who] = after
	}
}

// between is the way from a desk to the portal.
func (s *schedule) between(desk *station) func(http.Handler) http.Handler {
	return func(portal http.Handler) http.Handler {
		if l := s.liar; l != nil {
			switch {
			case l.lie == wrongID:
				portal = l.misnames(portal)
			case l.aboutLists():
				portal = l.cuts(portal, desk)
			default:
				portal = l.caches(portal, desk)
			}
		}
		if s.mutant.wire != nil {
			portal = s.mutant.wire(portal)
		}
		return portal
	}
}

// lies lets a liar begin and end.
func (l *liar) lies() {
	time.Sleep(l.begins)
	l.lying.Store(true)
	if !l.forever {
		time.Sleep(l.lasts)
		l.lying.Store(false)
	}
}

const (
	orderList   = "/tmf-api/serviceOrdering/v4/serviceOrder"
	serviceList = "/tmf-api/serviceInventory/v4/service"
)

// record is an answer that was not sent yet.
type record struct{ *httptest.ResponseRecorder }

func answered(h http.Handler, r *http.Request) record {
	a := record{httptest.NewRecorder()}
	h.ServeHTTP(a, r)
	return a
}

// send sends an answer with another body.
func (a record) send(w http.ResponseWriter, body []byte) {
	maps.Copy(w.Header(), a.Header())
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(a.Code)
	w.Write(body)
}

// shownOrder is what a liar reads of an order.
type shownOrder struct {
	ID    string `json:"id"`
	State string `json:"state"`
}

// misnames answers orders with the id of another order, and shows those it misnamed some time later.
func (l *liar) misnames(portal http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, one := strings.CutPrefix(r.URL.Path, orderList+"/")
		switch {
		case r.Method == http.MethodPost && r.URL.Path == orderList:
			before := l.sim.Orders()
			a := answered(portal, r)
			a.send(w, l.misnamed(a, before))
		case r.Method == http.MethodGet && r.URL.Path == orderList && l.hidesAny():
			l.list(w, r, portal, false, func(rows []json.RawMessage, offset, asked int) []json.RawMessage { return part(rows, offset, asked) })
		case r.Method == http.MethodGet && one && l.hides(id):
			r = r.Clone(r.Context())
			r.URL.Path += "0"
			portal.ServeHTTP(w, r)
		default:
			portal.ServeHTTP(w, r)
		}
	})
}

// misnamed is the body of an answer to an order, with the id of one that was there before.
func (l *liar) misnamed(a record, before []json.RawMessage) []byte {
	body := a.Body.Bytes()
	var placed shownOrder
	if !l.lying.Load() || a.Code/100 != 2 || json.Unmarshal(body, &placed) != nil || placed.ID == "" {
		return body
	}
	var others, ended []string
	theirs := l.sim.Placed()
	for _, raw := range before {
		var o shownOrder
		must(json.Unmarshal(raw, &o))
		if over(o.State) {
			ended = append(ended, o.ID)
		} else {
			others = append(others, o.ID)
		}
	}
	if len(theirs) > 1 && l.dice.percent(20) {
		others = []string{theirs[len(theirs)-2].OrderID} // a colleague's who was a little quicker
	}
	if len(ended) > 0 && (len(others) == 0 || l.dice.percent(65)) {
		others = ended
	}
	if len(others) == 0 {
		return body
	}
	other := others[l.dice.n(len(others))]
	l.met(lyingID)
	l.mu.Lock()
	l.late[placed.ID] = time.Now().Add(5*time.Second + l.dice.upTo(70*time.Second))
	l.mu.Unlock()
	if raw, known := l.sim.Order(other); known && l.dice.percent(40) { // the whole of it
		body = raw
	}
	if at := a.Header().Get("Location"); at != "" {
		a.Header().Set("Location", strings.ReplaceAll(at, placed.ID, other))
	}
	return bytes.ReplaceAll(body, []byte(placed.ID), []byte(other))
}

// over reports whether a state of any kind of server is a final one.
func over(state string) bool {
	return slices.Contains([]string{"completed", "failed", "error", "cancelled", "rejected", "partial"}, state)
}

// hides reports whether an order is not shown yet.
func (l *liar) hides(id string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return time.Now().Before(l.late[id])
}

// hidesAny reports whether any order is not shown yet.
func (l *liar) hidesAny() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, until := range l.late {
		if time.Now().Before(until) {
			return true
		}
	}
	return false
}

// hidden reports whether an order was not shown at a time.
func (s *schedule) hidden(id string, at time.Time) bool {
	if s.liar == nil {
		return false
	}
	s.liar.mu.Lock()
	defer s.liar.mu.Unlock()
	return at.Before(s.liar.late[id])
}

// placedAt reports whether an order came from a desk.
func (s *station) placed(all []portalsim.Placed, id string) bool {
	return slices.ContainsFunc(all, func(o portalsim.Placed) bool { return o.OrderID == id && strings.HasPrefix(o.Remote, host(s.n)+":") })
}
