package portalsim

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// sunday is the present of most tests: a Sunday afternoon in Sydney, five days before the 27th.
var sunday = time.Date(2026, time.November, 22, 4, 30, 0, 0, time.UTC)

// clock stands still until it is moved.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// open builds a portal on a clock of its own.
func open(t testing.TB, c Config) (*Portal, *clock) {
	t.Helper()
	k := &clock{at: sunday}
	if c.Now != nil {
		k.at = c.Now()
	}
	c.Now = k.now
	p, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return p, k
}

// serve opens a portal and listens.
func serve(t testing.TB, c Config) (*Portal, *clock, *Server) {
	t.Helper()
	p, k := open(t, c)
	s, err := p.Start("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return p, k, s
}

// ask reads an address and returns the answer, read to its end.
func ask(t testing.TB, url string, header ...string) (*http.Response, []byte) {
	t.Helper()
	return exchange(t, http.MethodGet, url, "", header...)
}

// exchange sends a request and returns the answer, read to its end. A header is a name and a value.
func exchange(t testing.TB, method, url, body string, header ...string) (*http.Response, []byte) {
	t.Helper()
	r, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", contentType)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, answer
}

// object is a resource as a stranger reads it.
type object map[string]any

func (o object) text(name string) string { s, _ := o[name].(string); return s }

func (o object) list(name string) []object {
	var out []object
	all, _ := o[name].([]any)
	for _, one := range all {
		out = append(out, object(one.(map[string]any)))
	}
	return out
}

func (o object) characteristic(name string) string {
	for _, c := range o.list("serviceCharacteristic") {
		if c.text("name") == name {
			return c.text("value")
		}
	}
	return ""
}

func read(t testing.TB, body []byte) object {
	t.Helper()
	var o object
	if err := json.Unmarshal(body, &o); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	return o
}

// listOf asks for a list that must be there.
func listOf(t testing.TB, url string) ([]object, *http.Response) {
	t.Helper()
	res, body := ask(t, url)
	var out []object
	if err := json.Unmarshal(body, &out); err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s %v %s", url, res.Status, err, body)
	}
	return out, res
}

// rowOf returns a resource that must be there.
func rowOf(t testing.TB, find func(id string) (json.RawMessage, bool), id string) object {
	t.Helper()
	body, ok := find(id)
	if !ok {
		t.Fatalf("%s is gone", id)
	}
	return read(t, body)
}

func orderOf(t testing.TB, p *Portal, id string) object { t.Helper(); return rowOf(t, p.Order, id) }

func serviceOf(t testing.TB, p *Portal, id string) object { t.Helper(); return rowOf(t, p.Service, id) }

// openOrders are the whole actions and parts that have not ended.
func openOrders(t testing.TB, p *Portal) []object {
	t.Helper()
	var out []object
	for _, body := range p.Orders() {
		if o := read(t, body); !final(o.text("state")) {
			out = append(out, o)
		}
	}
	return out
}

// trail is the codes an order has passed.
func (o object) trail() []string {
	var out []string
	for _, m := range o.list("milestone") {
		out = append(out, m.text("name"))
	}
	return out
}

func traitsOf(name Personality) traits {
	row, _ := parse(personalities, "", string(name))
	return row
}
