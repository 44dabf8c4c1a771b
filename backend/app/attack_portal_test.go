package app

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// hostile is a portal that an attacker controls. By itself it is honest and keeps what it is sent; an attack replaces
// what it answers.
type hostile struct {
	*httptest.Server

	// read answers a GET in place of the honest portal; it returns false to leave it to that one.
	read func(w http.ResponseWriter, r *http.Request) bool

	// wrote answers a POST whose order has the id given, already kept; it returns false to leave the answer to the
	// honest portal.
	wrote func(w http.ResponseWriter, r *http.Request, id string) bool

	mu       sync.Mutex
	services []row
	orders   []row
	hidden   bool // new orders are in no list and under no id
	posts    []string
	last     row // the order that was sent last
	reads    int
}

type row = map[string]any

// startHostile starts an honest portal with three services; s1 and s2 each had a SIM swap last week.
func startHostile(t *testing.T) *hostile {
	h := &hostile{}
	for n := range 3 {
		h.services = append(h.services, serviceRow("s"+strconv.Itoa(n+1)))
	}
	for _, id := range []string{"s1", "s2"} {
		h.orders = append(h.orders, orderRow("old-"+id, id, "completed", 7*24*time.Hour))
	}
	h.Server = httptest.NewServer(h)
	t.Cleanup(func() {
		h.CloseClientConnections()
		h.Close()
	})
	return h
}

func serviceRow(id string) row {
	return row{"id": id, "state": "active", "startDate": "2024-03-01T00:00:00Z",
		"serviceSpecification":  row{"name": "Everyday 60"},
		"serviceCharacteristic": []row{{"name": "msisdn", "value": "04910" + fmt.Sprintf("%05s", id[1:])}, {"name": "platform", "value": "2.0"}},
		"relatedParty":          []row{{"role": "customer", "name": "Customer " + id}}}
}

func orderRow(id, service, state string, ago time.Duration) row {
	return row{"id": id, "state": state, "category": "simSwap", "orderDate": time.Now().Add(-ago).UTC().Format(time.RFC3339),
		"serviceOrderItem": []row{{"id": "1", "action": "modify", "service": row{"id": service}}}}
}

// ordered returns how many orders reached the portal.
func (h *hostile) ordered() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.posts)
}

// asked returns how many questions reached the portal.
func (h *hostile) asked() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.reads
}

// change replaces what the portal answers while it runs.
func (h *hostile) change(to func(*hostile)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	to(h)
}

func (h *hostile) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost {
		h.post(w, r)
		return
	}
	h.mu.Lock()
	h.reads++
	read := h.read
	h.mu.Unlock()
	if read != nil && read(w, r) {
		return
	}
	h.honest(w, r)
}

// honest answers a question as TMF630 says.
func (h *hostile) honest(w http.ResponseWriter, r *http.Request) {
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	rows := h.list(parts)
	switch {
	case rows == nil:
		send(w, http.StatusNotFound, row{"code": "404", "message": "not found"})
	case len(parts) == 3:
		for _, it := range rows {
			if it["id"] == parts[2] {
				send(w, http.StatusOK, it)
				return
			}
		}
		send(w, http.StatusNotFound, row{"code": "404", "message": "not found"})
	default:
		rows = filtered(rows, r)
		offset, limit := numberOf(r, "offset", 0), numberOf(r, "limit", 100)
		w.Header().Set("X-Total-Count", strconv.Itoa(len(rows)))
		from := min(offset, len(rows))
		send(w, http.StatusOK, rows[from:min(from+limit, len(rows))])
	}
}

// list returns the rows of a path; nil if there is no such list.
func (h *hostile) list(parts []string) []row {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(parts) < 2 {
		return nil
	}
	switch parts[1] {
	case "service":
		return append([]row{}, h.services...)
	case "serviceOrder":
		return append([]row{}, h.orders...)
	}
	return nil
}

// filtered applies the filters and the sorting that the portal is capable of.
func filtered(rows []row, r *http.Request) []row {
	query := r.URL.Query()
	if states := query.Get("state"); states != "" {
		rows = slices.DeleteFunc(rows, func(o row) bool { return !slices.Contains(strings.Split(states, ","), fmt.Sprint(o["state"])) })
	}
	if id := query.Get("serviceOrderItem.service.id"); id != "" {
		rows = slices.DeleteFunc(rows, func(o row) bool { return serviceIn(o) != id })
	}
	if query.Get("sort") == "-orderDate" {
		slices.SortStableFunc(rows, func(a, b row) int { return strings.Compare(fmt.Sprint(b["orderDate"]), fmt.Sprint(a["orderDate"])) })
	}
	return rows
}

// serviceIn returns the id of the service that an order is about.
func serviceIn(order row) string {
	text, _ := json.Marshal(order)
	var o struct {
		Items []struct {
			Service struct{ ID string } `json:"service"`
		} `json:"serviceOrderItem"`
	}
	_ = json.Unmarshal(text, &o)
	if len(o.Items) == 0 {
		return ""
	}
	return o.Items[0].Service.ID
}

func (h *hostile) post(w http.ResponseWriter, r *http.Request) {
	order := row{}
	if err := json.NewDecoder(r.Body).Decode(&order); err != nil {
		send(w, http.StatusBadRequest, row{"code": "400", "message": err.Error()})
		return
	}
	h.mu.Lock()
	id := "new-" + strconv.Itoa(len(h.posts)+1)
	order["id"], order["state"], order["orderDate"] = id, "acknowledged", time.Now().UTC().Format(time.RFC3339)
	h.posts, h.last = append(h.posts, serviceIn(order)), order
	if !h.hidden {
		h.orders = append(h.orders, order)
	}
	wrote := h.wrote
	h.mu.Unlock()
	if wrote == nil || !wrote(w, r, id) {
		send(w, http.StatusCreated, order)
	}
}

func numberOf(r *http.Request, name string, usual int) int {
	if n, err := strconv.Atoi(r.URL.Query().Get(name)); err == nil {
		return n
	}
	return usual
}

func send(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json;charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

// isList reports whether a request asks for a list, such as "service" or "serviceOrder".
func isList(r *http.Request, name string) bool { return strings.HasSuffix(r.URL.Path, "/"+name) }

// hangUp closes the connection of a request without an answer.
func hangUp(w http.ResponseWriter) {
	if c, _, err := w.(http.Hijacker).Hijack(); err == nil {
		_ = c.(*net.TCPConn).SetLinger(0)
		_ = c.Close()
	}
}
