package simulate

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"time"
)

const requestList = "/tmf-api/productOrderingManagement/v4/productOrder"

// echo is a server that stores what is sent of a request beside what it shows, and carries nothing out, or only a while
// later.
type echo struct {
	*review
	dice *dice

	mu      sync.Mutex
	portal  http.Handler
	stored  map[string][]any // characteristics, by request
	pending []*pendingPatch
}

// pendingPatch is what a server will carry out.
type pendingPatch struct {
	request *http.Request
	body    []byte
	at      time.Time
}

// echoes is the way from a desk to a server that echoes.
func (e *echo) echoes(portal http.Handler) http.Handler {
	e.mu.Lock()
	e.portal = portal
	e.mu.Unlock()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		e.carry()
		id, one := strings.CutPrefix(r.URL.Path, requestList+"/")
		switch {
		case one && r.Method == http.MethodPatch && e.dice.percent(60):
			e.store(w, r, portal, id)
		case r.Method == http.MethodGet && (one || r.URL.Path == requestList):
			e.show(w, r, portal)
		default:
			portal.ServeHTTP(w, r)
		}
	})
}

// store answers a decision with the request and what was sent of it.
func (e *echo) store(w http.ResponseWriter, r *http.Request, portal http.Handler, id string) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	read := httptest.NewRequest(http.MethodGet, r.URL.Path, nil)
	a := answered(portal, read)
	var sent map[string]any
	if a.Code != http.StatusOK || json.Unmarshal(body, &sent) != nil {
		a.send(w, a.Body.Bytes())
		return
	}
	var facts []any
	for _, name := range []string{"requestedStatus", "reason", "reasonText", "decisionKey", "ifStatusVersion"} {
		for _, c := range factsOf(sent) {
			if nameOf(c) == name {
				facts = append(facts, c)
			}
		}
	}
	e.mu.Lock()
	e.stored[id] = facts
	if e.dice.percent(30) {
		late := httptest.NewRequest(http.MethodPatch, r.URL.Path, nil)
		late.Header.Set("Content-Type", r.Header.Get("Content-Type"))
		late.RemoteAddr = r.RemoteAddr
		e.pending = append(e.pending, &pendingPatch{late, body, time.Now().Add(time.Minute + e.dice.upTo(7*time.Minute))})
	}
	e.mu.Unlock()
	e.met(echoed)
	a.Header().Del("ETag")
	a.send(w, e.with(a.Body.Bytes()))
}

// show shows requests with what was stored beside them.
func (e *echo) show(w http.ResponseWriter, r *http.Request, portal http.Handler) {
	e.mu.Lock()
	none := len(e.stored) == 0
	e.mu.Unlock()
	if none {
		portal.ServeHTTP(w, r)
		return
	}
	r = r.Clone(r.Context())
	r.Header.Del("If-None-Match")
	a := answered(portal, r)
	a.Header().Del("ETag") // what is stored is not in it
	body := a.Body.Bytes()
	if a.Code == http.StatusOK {
		body = e.with(body)
	}
	a.send(w, body)
}

// with adds what was stored to a request, or to each of a list.
func (e *echo) with(body []byte) []byte {
	var tree any
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if d.Decode(&tree) != nil {
		return body
	}
	rows, list := tree.([]any)
	if !list {
		rows = []any{tree}
	}
	for _, row := range rows {
		request, ok := row.(map[string]any)
		if !ok {
			continue
		}
		id, _ := request["id"].(string)
		e.mu.Lock()
		stored := e.stored[id]
		e.mu.Unlock()
		if product := productOf(request); product != nil && stored != nil {
			facts := slices.DeleteFunc(factsOf(request), func(c any) bool {
				return slices.ContainsFunc(stored, func(s any) bool { return nameOf(s) == nameOf(c) })
			})
			product["productCharacteristic"] = append(facts, stored...)
		}
	}
	merged, err := json.Marshal(tree)
	must(err)
	return merged
}

// carry carries out what is due.
func (e *echo) carry() {
	e.mu.Lock()
	portal := e.portal
	var due []*pendingPatch
	e.pending = slices.DeleteFunc(e.pending, func(p *pendingPatch) bool {
		if time.Now().Before(p.at) {
			return false
		}
		due = append(due, p)
		return true
	})
	e.mu.Unlock()
	for _, p := range due {
		p.request.Body = io.NopCloser(bytes.NewReader(p.body))
		func() {
			defer func() { _ = recover() }() // under a fault that cuts the connection, nobody is at its other end
			if answered(portal, p.request).Code/100 == 2 {
				e.mu.Lock()
				delete(e.stored, strings.TrimPrefix(p.request.URL.Path, requestList+"/"))
				e.mu.Unlock()
			}
		}()
	}
}

// productOf is the product of the first item of a request, nil if it has none.
func productOf(request map[string]any) map[string]any {
	items, _ := request["productOrderItem"].([]any)
	if len(items) == 0 {
		return nil
	}
	item, _ := items[0].(map[string]any)
	product, _ := item["product"].(map[string]any)
	return product
}

func factsOf(request map[string]any) []any {
	facts, _ := productOf(request)["productCharacteristic"].([]any)
	return facts
}

func nameOf(characteristic any) string {
	c, _ := characteristic.(map[string]any)
	name, _ := c["name"].(string)
	return name
}
