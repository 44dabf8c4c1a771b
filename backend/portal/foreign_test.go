//go:build unix

package portal

import (
	"bytes"
	"encoding/json"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"commsdesk/backend/telecom"
)

// Servers that others made: prism answers by the official files, which describe six APIs. Two of them are a portal.
// It is ended as a group of processes, since npm's launchers start children that would outlive them.

// specifications are the official files, by the part of their name that tells the API.
func specifications(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", "..", "shared", "specs", "TMF*.json"))
	if err != nil || len(files) == 0 {
		missing(t, "the official specification files are not here")
	}
	byAPI := map[string]string{}
	for _, file := range files {
		byAPI[strings.Split(filepath.Base(file), "-")[0]] = file
	}
	return byAPI
}

// mocker finds prism: what PRISM names, else the frontend's own.
func mocker(t *testing.T) string {
	t.Helper()
	path := os.Getenv("PRISM")
	if path == "" {
		path = filepath.Join("..", "..", "frontend", "node_modules", ".bin", "prism")
	}
	path, err := filepath.Abs(path)
	if err == nil {
		_, err = os.Stat(path)
	}
	if err != nil {
		missing(t, "prism is not here: set PRISM or run npm ci in frontend")
	}
	return path
}

// judged starts prism with a command on a port, and gives its address. It ends with the test.
func judged(t *testing.T, command string, args ...string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	_, port, _ := net.SplitHostPort(address)
	var said bytes.Buffer
	c := exec.Command(mocker(t), append([]string{command, "--verboseLevel", "fatal", "--port", port}, args...)...)
	c.Stdout, c.Stderr = &said, &said
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { c.Wait(); close(ended) }()
	t.Cleanup(func() { syscall.Kill(-c.Process.Pid, syscall.SIGKILL); <-ended })
	for began := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		if n, err := net.Dial("tcp", address); err == nil {
			n.Close()
			return "http://" + address
		}
		select {
		case <-ended:
			t.Fatalf("prism ended before it was ready: %s", &said)
		default:
		}
		if time.Since(began) > 60*time.Second {
			t.Fatal("prism was not ready in time")
		}
	}
}

// mocked serves a specification, and gives a portal whose APIs are all that server.
func mocked(t *testing.T, spec string, flags ...string) *Portal {
	t.Helper()
	address := judged(t, "mock", append([]string{spec}, flags...)...)
	p, err := New(Config{ServiceInventory: address, ServiceOrdering: address, ProductOrdering: address, ProductInventory: address,
		Agreement: address, Country: "AU", Limits: Limits{Pause: time.Millisecond, Request: 10 * time.Second}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

// inWords wants an error that can be shown, of one of some codes.
func inWords(t *testing.T, what string, err error, codes ...telecom.Code) {
	t.Helper()
	var e *telecom.Error
	if !errors.As(err, &e) || !strings.HasSuffix(e.Text, ".") || !slices.Contains(codes, e.Code) {
		t.Errorf("%s: got %v, want a sentence, with one of the codes %v", what, err, codes)
	}
}

// nothingWorks wants a server of which nothing is believed: its answers are the same, or random, whatever it is asked.
// Only that it takes cancellations is true of all that know the whole specification.
func nothingWorks(t *testing.T, p *Portal) {
	t.Helper()
	for _, f := range p.Findings() {
		if f.Works && f.Capability != telecom.CancelsOrders {
			t.Errorf("%s was found to have %s: %s", f.API, f.Capability, f.Reason)
		}
	}
	if _, known := p.ordering.finding(telecom.Unchanged); known {
		t.Error("something was learned of tags, and there are none")
	}
}

func TestForeign_ServersAreReadOrRefused(t *testing.T) {
	if testing.Short() {
		t.Skip("each server takes a second to start")
	}
	specs := specifications(t)
	atOnce := make(chan struct{}, 2)
	serve := func(t *testing.T, spec string, flags ...string) *Portal {
		atOnce <- struct{}{}
		t.Cleanup(func() { <-atOnce })
		return mocked(t, spec, flags...)
	}
	for api, file := range specs {
		t.Run(api, func(t *testing.T) {
			t.Parallel()
			p := serve(t, file)
			if api == "TMF638" {
				readsTheServices(t, p)
			} else {
				refusesTheServices(t, p)
			}
			if api == "TMF641" {
				readsTheOrders(t, p)
			} else {
				refusesTheOrders(t, p)
			}
			readsOrRefusesRequests(t, p, api)
			nothingWorks(t, p)
		})
	}
	t.Run("product orders that do not say what they are", func(t *testing.T) {
		t.Parallel()
		readsRequestsWithoutAStatus(t, serve(t, changed(t, specs["TMF622"], func(doc map[string]any) {
			delete(in(doc, "definitions", "ProductOrder", "properties"), "category")
		})))
	})
	t.Run("random services", func(t *testing.T) {
		t.Parallel()
		readsRandomServices(t, serve(t, random(t, specs["TMF638"], "/service"), "--dynamic"))
	})
	t.Run("random orders", func(t *testing.T) {
		t.Parallel()
		readsRandomOrders(t, serve(t, random(t, specs["TMF641"], "/serviceOrder"), "--dynamic"))
	})
}

// example is the id of the one record that a server made from a specification has.
const example = "string"

func readsTheServices(t *testing.T, p *Portal) {
	ctx := t.Context()
	for _, offset := range []int{0, 1, 1000} { // it gives its one record on every page: whoever sweeps sees nothing new
		page, err := p.Services(ctx, offset, 50)
		if err != nil || len(page.Items) != 1 || page.Items[0].ID != example || page.Unreadable != 0 || page.Last || page.Next != offset+1 {
			t.Errorf("from %d: %+v, %v", offset, page, err)
		}
	}
	s, err := p.Service(ctx, example)
	if err != nil || s.ID != example || s.State == "" || s.ActiveSince.IsZero() || len(s.OrderIDs) == 0 || len(s.Raw) == 0 {
		t.Errorf("%+v, %v", s, err)
	}
	_, err = p.Service(ctx, "another")
	inWords(t, "another service than was asked for", err, telecom.Broken)
	if err := p.probeInventory(ctx); err != nil {
		t.Error(err)
	}
	if reach := p.Reach(ctx); reach[0].Problem != nil {
		t.Error(reach[0].Problem)
	}
}

func readsTheOrders(t *testing.T, p *Portal) {
	ctx := t.Context()
	var known []telecom.Order
	for _, offset := range []int{0, 1, 1000} {
		page, err := p.Orders(ctx, offset, 50)
		if err != nil || len(page.Items) != 1 || page.Items[0].ID != example || page.Unreadable != 0 || page.Last {
			t.Fatalf("from %d: %+v, %v", offset, page, err)
		}
		known = page.Items
	}
	o, err := p.Order(ctx, example)
	if err != nil || o.ID != example || o.Status() != telecom.Acknowledged || len(o.Items) == 0 || len(o.ServiceIDs) == 0 ||
		len(o.Trail) == 0 || o.OrderedAt.IsZero() {
		t.Errorf("%+v, %v", o, err)
	}
	_, err = p.Order(ctx, "another")
	inWords(t, "another order than was asked for", err, telecom.Broken)
	if err := p.probeOrdering(ctx, known); err != nil {
		t.Error(err)
	}
	if offers, known := p.CancelsOrders(); !offers || !known {
		t.Error("it was not found that it takes cancellations")
	}
	nothingWorks(t, p)
	if page, err := p.OpenOrders(ctx, known); err != nil || len(page.Items) > 0 {
		t.Errorf("open orders by a filter that does not work: %+v, %v", page, err)
	}
	if _, ok, err := p.Stubs(ctx, 0, 50, true); ok || err != nil {
		t.Error("stubs that are whole orders were taken for stubs", err)
	}
	// One order is in every order: nothing contradicts, and nothing is learned.
	if page, ok, err := p.NewestOrders(ctx, 0, true); !ok || err != nil || len(page.Items) != 1 {
		t.Errorf("%v, %+v, %v", ok, page, err)
	}
	page, proven, err := p.OrdersOf(ctx, telecom.Service{ID: "svc-1", OrderIDs: []string{example}}, nil)
	if err != nil || proven || len(page.Items) != 1 {
		t.Errorf("proven %v: %+v, %v", proven, page, err)
	}
}

// refusesTheServices asks a server that has no services: an error tells, or a page is empty.
func refusesTheServices(t *testing.T, p *Portal) {
	ctx := t.Context()
	for _, offset := range []int{0, 50} {
		page, err := p.Services(ctx, offset, 50)
		if err != nil {
			inWords(t, "services", err, telecom.NotFound, telecom.NotPortal, telecom.Broken)
		}
		if len(page.Items)+page.Unreadable > 0 || offset == 0 && err == nil {
			t.Errorf("a server without services: %+v, %v", page, err)
		}
	}
	_, err := p.Service(ctx, example)
	inWords(t, "a service", err, telecom.NotFound, telecom.NotPortal, telecom.Broken)
	inWords(t, "what it can do", p.probeInventory(ctx), telecom.NotFound, telecom.NotPortal, telecom.Broken)
	if reach := p.Reach(ctx); reach[0].Problem == nil {
		t.Error("was reached as if it had services")
	}
}

// refusesTheOrders does so with a server that has no orders.
func refusesTheOrders(t *testing.T, p *Portal) {
	ctx := t.Context()
	known := []telecom.Order{{ID: example, State: "held"}, {ID: "another", State: "pending"}}
	asked := map[string]func() (int, error){
		"orders":    func() (int, error) { page, err := p.Orders(ctx, 0, 50); return len(page.Items), err },
		"more":      func() (int, error) { page, err := p.Orders(ctx, 50, 50); return len(page.Items), err },
		"open ones": func() (int, error) { page, err := p.OpenOrders(ctx, known); return len(page.Items), err },
		"newest":    func() (int, error) { page, _, err := p.NewestOrders(ctx, 0, true); return len(page.Items), err },
		"stubs":     func() (int, error) { page, _, err := p.Stubs(ctx, 0, 50, false); return len(page.Items), err },
		"of service": func() (int, error) {
			page, _, err := p.OrdersOf(ctx, telecom.Service{ID: "s"}, nil)
			return len(page.Items), err
		},
		"by ids": func() (int, error) {
			page, proven, err := p.OrdersOf(ctx, telecom.Service{ID: "s"}, []string{example})
			if proven {
				t.Error("proven that there are no orders")
			}
			return len(page.Items), err
		},
	}
	for what, ask := range asked {
		rows, err := ask()
		if err != nil {
			inWords(t, what, err, telecom.NotFound, telecom.NotPortal, telecom.Broken, telecom.Unconfirmed)
		}
		if rows > 0 || what == "orders" && err == nil {
			t.Errorf("%s of a server without orders: %d, %v", what, rows, err)
		}
	}
	_, err := p.Order(ctx, example)
	inWords(t, "an order", err, telecom.NotFound, telecom.NotPortal, telecom.Broken)
	inWords(t, "what it can do", p.probeOrdering(ctx, known), telecom.NotFound, telecom.NotPortal, telecom.Broken)
	if reach := p.Reach(ctx); reach[1].Problem == nil {
		t.Error("was reached as if it had orders")
	}
}

// readsOrRefusesRequests asks for requests, for what they create and for contracts: a server has the list of its own
// specification, and no other. The one product order of the example says that it is something else than a request.
func readsOrRefusesRequests(t *testing.T, p *Portal, api string) {
	ctx := t.Context()
	type found struct {
		ids  []string
		last bool
	}
	for its, list := range map[string]func(offset int) (found, error){
		"TMF622": func(offset int) (f found, err error) {
			page, err := p.Requests(ctx, offset, 50)
			for _, r := range page.Items {
				f.ids = append(f.ids, r.ID)
			}
			f.last = page.Last
			return f, err
		},
		"TMF637": func(offset int) (f found, err error) {
			page, err := p.Products(ctx, offset, 50)
			for _, it := range page.Items {
				if f.ids = append(f.ids, it.ID); it.State == "" || len(it.ServiceIDs) == 0 {
					t.Errorf("got %+v, want a state and a service", it)
				}
			}
			return f, err
		},
		"TMF651": func(offset int) (f found, err error) {
			page, err := p.Agreements(ctx, offset, 50)
			for _, it := range page.Items {
				if f.ids = append(f.ids, it.ID); it.State == "" || it.Version == "" || it.At.IsZero() {
					t.Errorf("got %+v, want a state, a version and a date", it)
				}
			}
			return f, err
		},
	} {
		for _, offset := range []int{0, 1, 1000} {
			got, err := list(offset)
			switch {
			case its != api: // after its beginning a list that is not there has only ended
				if err != nil || offset == 0 {
					inWords(t, its, err, telecom.NotFound, telecom.NotPortal, telecom.Broken)
				}
				if len(got.ids) > 0 {
					t.Errorf("%s of a server without it: %v", its, got.ids)
				}
			case its == "TMF622":
				if err != nil || len(got.ids) > 0 || !got.last {
					t.Errorf("from %d: %+v, %v", offset, got, err)
				}
			case err != nil || !slices.Equal(got.ids, []string{example}):
				t.Errorf("%s from %d: %+v, %v", its, offset, got, err)
			}
		}
	}
	if r, err := p.Request(ctx, example); api == "TMF622" {
		offersNothing(t, r, err)
	} else {
		inWords(t, "a request", err, telecom.NotFound, telecom.NotPortal, telecom.Broken)
	}
	if a, err := p.Agreement(ctx, example); api != "TMF651" {
		inWords(t, "a contract", err, telecom.NotFound, telecom.NotPortal, telecom.Broken)
	} else if err != nil || a.ID != example || len(a.Raw) == 0 {
		t.Errorf("%+v, %v", a, err)
	}
	for _, r := range p.Reach(ctx)[2:] {
		its := map[telecom.API]string{telecom.ProductOrdering: "TMF622", telecom.ProductInventory: "TMF637", telecom.Agreements: "TMF651"}[r.API]
		if its == "" || (r.Problem == nil) != (its == api) {
			t.Errorf("%s of a server of %s: %v", r.API, api, r.Problem)
		}
	}
}

// offersNothing wants a request of a server that has none of the characteristics that requests are spoken of with: its
// state is the standard's word, its status is not known, and nobody can decide on it, whatever their role.
func offersNothing(t *testing.T, r telecom.Request, err error) {
	t.Helper()
	if err != nil || r.ID != example || r.Status != "" || r.State != "acknowledged" || r.Offering == "" || r.OrderedAt.IsZero() ||
		len(r.Raw) == 0 {
		t.Errorf("%+v, %v", r, err)
	}
	if r.Version != "" || r.LastKey != "" || r.HistoryGiven || r.AllowedGiven || r.CancelAsked != nil {
		t.Errorf("placeholder words were taken for what this desk knows: %+v", r)
	}
	for _, role := range []telecom.Role{telecom.RoleAdministrator, telecom.RoleDelivery, telecom.RoleNone} {
		if offers := r.Offers(role); len(offers) > 0 {
			t.Errorf("%q is offered %+v", role, offers)
		}
	}
}

// readsRequestsWithoutAStatus asks a server whose product orders do not say what they are: then all of them are requests.
func readsRequestsWithoutAStatus(t *testing.T, p *Portal) {
	for _, offset := range []int{0, 1, 1000} { // it gives the one on every page, which is told only once that it repeats
		page, err := p.Requests(t.Context(), offset, 50)
		if err != nil || len(page.Items) != 1 || page.Unreadable != 0 {
			t.Fatalf("from %d: %+v, %v", offset, page, err)
		}
		offersNothing(t, page.Items[0], nil)
		if page.Last != (offset > 0) {
			t.Errorf("from %d: the last is %v", offset, page.Last)
		}
	}
	r, err := p.Request(t.Context(), example)
	offersNothing(t, r, err)
	_, err = p.Request(t.Context(), "another")
	inWords(t, "another request than was asked for", err, telecom.Broken)
	nothingWorks(t, p)
}

// changed is a specification in which something is changed.
func changed(t *testing.T, spec string, change func(doc map[string]any)) string {
	t.Helper()
	text, err := os.ReadFile(spec)
	if err != nil {
		missing(t, err.Error())
	}
	var doc map[string]any
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	change(doc)
	if text, err = json.Marshal(doc); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), filepath.Base(spec))
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// in is what stands at a path of a specification.
func in(within map[string]any, path ...string) map[string]any {
	for _, name := range path {
		within = within[name].(map[string]any)
	}
	return within
}

// random is a specification whose lists have several rows with a state and a date, so that nothing is right by
// chance, and whose records are small: prism takes ten seconds to make up one that has everything, and fails at some.
func random(t *testing.T, spec, list string) string {
	t.Helper()
	return changed(t, spec, func(doc map[string]any) {
		rows := in(doc, "paths", list, "get", "responses", "200", "schema")
		rows["minItems"], rows["maxItems"] = 6, 6
		kind := strings.TrimPrefix(in(rows, "items")["$ref"].(string), "#/definitions/")
		in(doc, "definitions", kind)["required"] = []string{"state",
			map[string]string{"/service": "startDate", "/serviceOrder": "orderDate"}[list]}
		doc["x-json-schema-faker"] = map[string]any{"always-fake-optionals": false, "optionals-probability": 0.3}
	})
}

// withoutID counts the rows of a list that have no id.
func withoutID(t *testing.T, body []byte) (none int) {
	t.Helper()
	var rows []struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(body, &rows); err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if r.ID == "" {
			none++
		}
	}
	return none
}

func readsRandomServices(t *testing.T, p *Portal) {
	ctx, read := t.Context(), 0
	for range 5 {
		page, err := pageOf(ctx, p, p.inventory, listing{}, p.service)
		if err != nil || page.Unreadable != withoutID(t, page.body) {
			t.Fatalf("%d unreadable of %d, %v", page.Unreadable, len(page.Items), err)
		}
		read += len(page.Items)
		for _, s := range page.Items {
			if s.State == "" {
				t.Errorf("a state was lost: %s", s.Raw)
			}
		}
	}
	if read == 0 {
		t.Error("nothing was read")
	}
	if err := p.probeInventory(ctx); err != nil {
		t.Error(err)
	}
	nothingWorks(t, p)
}

func readsRandomOrders(t *testing.T, p *Portal) {
	ctx := t.Context()
	var known []telecom.Order
	for range 5 {
		page, err := pageOf(ctx, p, p.ordering, listing{}, p.order)
		if err != nil || page.Unreadable != withoutID(t, page.body) {
			t.Fatalf("%d unreadable of %d, %v", page.Unreadable, len(page.Items), err)
		}
		for _, o := range page.Items {
			if o.Status() == telecom.StatusUnknown || o.Status() == telecom.StatusMissing {
				t.Errorf("a state of the specification is not understood: %q", o.State)
			}
		}
		known = append(known, page.Items...)
	}
	if len(known) == 0 {
		t.Error("nothing was read")
	}
	for range 2 {
		p.FindOutAgain()
		if err := p.probeOrdering(ctx, known); err != nil {
			t.Error(err)
		}
		nothingWorks(t, p)
	}
	if page, err := p.OpenOrders(ctx, known); err != nil || len(page.Items) > 0 {
		t.Errorf("open orders by a filter that does not work: %+v, %v", page, err)
	}
}
