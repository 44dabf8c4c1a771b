package app

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"commsdesk/backend/bindings"
	"commsdesk/backend/paths"
	"commsdesk/backend/portalsim"
	"commsdesk/backend/telecom"
	"commsdesk/backend/vault"
)

// keyring is a keychain in memory.
type keyring map[string][]byte

func (k keyring) Get(name string) ([]byte, error) {
	if key, ok := k[name]; ok {
		return key, nil
	}
	return nil, vault.ErrNoSecret
}
func (k keyring) Set(name string, key []byte) error { k[name] = key; return nil }

const onTheLine = `[[profile]]
name = "Provider"
auth = "none"
[profile.api]
service_inventory = "http://127.0.0.1/tmf-api/serviceInventory/v4"
service_ordering = "http://127.0.0.1/tmf-api/serviceOrdering/v4"
`

// deskOn opens a desk at the portal of a line.
func deskOn(t testing.TB, line *portalsim.Network) *App {
	t.Helper()
	return deskWith(t, line, onTheLine)
}

// deskWith opens a desk with a configuration.
func deskWith(t testing.TB, line *portalsim.Network, config string) *App {
	t.Helper()
	h, err := paths.Find(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Prepare(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(filepath.Dir(h.Config), "config.toml"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	a := New(h, keyring{}, "", "test", zerolog.Nop())
	a.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		return line.Dial(ctx, network, address)
	}
	a.Begin(false)
	if start := a.Frame.Start(); start.Step != bindings.StepOpen {
		t.Fatalf("not open: %+v", start)
	}
	return a
}

// look is what can be told of a record by looking at it: its words, and how many stages an order has passed.
type look struct {
	words  string
	stages int
}

// moments are what a record looked like, and when: the earliest first.
type moments []moment

type moment struct {
	at time.Time
	look
}

// step is how often the world is looked at.
const step = 5 * time.Second

// was reports whether a record looked so at some time since: when the world was looked at, or between two such looks.
func (m moments) was(l look, since time.Time) bool {
	if len(m) > 0 && l.stages <= m[0].stages && !m[0].at.Before(since.Add(-step)) {
		return true // it came into the world just before
	}
	for i, at := range m {
		next := moment{time.Now(), at.look}
		if i+1 < len(m) {
			next = m[i+1]
		}
		between := at.stages <= l.stages && l.stages <= next.stages && (l.words == at.words || l.words == next.words)
		if between && !next.at.Before(since.Add(-step)) {
			return true
		}
	}
	return false
}

// watcher looks at a desk and at the world it mirrors.
type watcher struct {
	t            *testing.T
	sim          *portalsim.Portal
	app          *App
	faults       []portalsim.Fault
	placeholders bool // the portal shows no world
	bad          bool // the weather
	cleared      time.Time

	world map[string]moments // by id
	codes map[telecom.Code]bool
	turn  int
}

// live lets the world go on, with colleagues at work, and looks at the desk all the time.
func (w *watcher) live(d time.Duration) {
	for end := time.Now().Add(d); time.Now().Before(end); {
		w.turn++
		if w.turn%12 == 0 {
			w.colleagues()
		}
		w.pass(step)
	}
}

func (w *watcher) pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
	w.sample()
	w.check()
}

// colleagues place an order, end one and rename a customer.
func (w *watcher) colleagues() {
	if w.placeholders {
		return
	}
	services := w.sim.Services()
	s := field(parsed(services[w.turn%len(services)]), "id")
	id, err := w.sim.PlaceOrder(s, []string{"simSwap", "featureUpdate", "changePlan"}[w.turn%3])
	if err != nil {
		w.t.Fatal(err)
	}
	if w.turn%24 == 0 {
		_ = w.sim.SetOrderState(id, "completed")
	}
	_ = w.sim.RenameCustomer(s, fmt.Sprintf("Customer %d", w.turn))
	w.sample()
}

// sample notes what every record of the world looks like now.
func (w *watcher) sample() {
	if w.world == nil {
		w.world, w.codes = map[string]moments{}, map[telecom.Code]bool{}
	}
	note := func(id string, l look) {
		if m := w.world[id]; len(m) == 0 || m[len(m)-1].look != l {
			w.world[id] = append(m, moment{time.Now(), l})
		}
	}
	for _, raw := range w.sim.Services() {
		s := parsed(raw)
		note("S"+field(s, "id"), look{field(s, "state") + " " + customerOf(s), 0})
	}
	for _, raw := range w.sim.Orders() {
		o := parsed(raw)
		note("O"+field(o, "id"), look{field(o, "state"), stagesOf(o)})
	}
}

// check looks at every row that the desk shows, at some services and at the header.
func (w *watcher) check() {
	w.t.Helper()
	page, err := w.app.Services.Page(bindings.ServicesQuery{Limit: 200})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, row := range page.Rows {
		if at := when(row.ReadAt); !at.IsZero() && !w.world["S"+row.ID].was(look{row.StateWord + " " + row.Customer, 0}, at) {
			w.t.Errorf("%v: service %s shown as %q of %s", time.Now(), row.ID, []string{row.StateWord, row.Customer}, row.ReadAt)
		}
	}
	for i := range min(5, len(page.Rows)) {
		w.checkService(page.Rows[(w.turn+i*7)%len(page.Rows)].ID)
	}
	w.checkHeader()
}

func (w *watcher) checkService(id string) {
	w.t.Helper()
	s, err := w.app.Service.Show(id)
	if err != nil {
		w.t.Fatal(err)
	}
	updated := when(s.UpdatedAt)
	shown := map[string]bool{}
	for _, e := range s.Events {
		for _, o := range append([]bindings.Order{e.Order}, e.Parts...) {
			shown[o.OrderID] = true
			if l := (look{o.StatusWord, len(o.Trail)}); !w.world["O"+o.OrderID].was(l, updated) {
				w.t.Errorf("%v: order %s shown as %v of %s, was %v", time.Now(), o.OrderID, l, s.UpdatedAt, w.world["O"+o.OrderID])
			}
		}
	}
	if w.bad || w.placeholders || updated.Before(w.cleared.Add(step)) {
		return
	}
	for _, raw := range w.sim.Orders() { // what is said to be the whole activity is
		o := parsed(raw)
		first := w.world["O"+field(o, "id")]
		if serviceOf(o) == id && len(first) > 0 && first[0].at.Before(updated.Add(-step)) && !shown[field(o, "id")] {
			w.t.Errorf("%v: order %s of %v is missing in an activity of %s", time.Now(), field(o, "id"), first[0].at, s.UpdatedAt)
		}
	}
}

func (w *watcher) header() bindings.Header {
	w.t.Helper()
	h, err := w.app.Frame.Header()
	if err != nil {
		w.t.Fatal(err)
	}
	return h
}

// checkHeader wants old data to be called so, and a reason for it.
func (w *watcher) checkHeader() {
	w.t.Helper()
	f := w.header().Freshness
	if f.Problem != nil {
		if w.bad {
			w.codes[f.Problem.Code] = true
		}
		if f.Problem.Text == "" || f.Since == "" {
			w.t.Errorf("no words for %+v", f)
		}
	}
	if f.Status == telecom.Fresh && time.Since(when(f.ReadAt)) > telecom.StaleAfter {
		w.t.Errorf("%v: data of %s is called fresh", time.Now(), f.ReadAt)
	}
	if time.Since(when(f.ReadAt)) > 5*time.Minute && f.Problem == nil {
		w.t.Errorf("%v: data of %s, and no reason", time.Now(), f.ReadAt)
	}
}

// told checks that the header has named the faults.
func (w *watcher) told() {
	w.t.Helper()
	for _, f := range w.faults {
		if f == portalsim.Vanish && len(w.faults) == 1 && slices.Contains(w.orders(), w.sim.Vanished()) {
			w.t.Errorf("%s is gone for %v and still here", w.sim.Vanished(), 12*time.Minute)
		}
		want := mustTell[f]
		if len(want) > 0 && len(w.faults) == 1 && !slices.ContainsFunc(want, func(c telecom.Code) bool { return w.codes[c] }) {
			w.t.Errorf("under %s the header told %v, want %v", f, slices.Collect(maps.Keys(w.codes)), want)
		}
	}
}

// orders are those of the copy.
func (w *watcher) orders() []string {
	orders, err := w.app.parts.Cache.UnseenOrders(func(string) bool { return false })
	if err != nil {
		w.t.Fatal(err)
	}
	return orders
}

// difference says how the copy differs from the world; empty if it equals it exactly.
func (w *watcher) difference() string {
	cache := w.app.parts.Cache
	kept := map[string]any{}
	for _, id := range cache.UnseenServices(func(string) bool { return false }) {
		s, _, _, err := cache.Service(id)
		if err != nil {
			w.t.Fatal(err)
		}
		kept["S"+id] = parsed(s.Raw)
		of, err := cache.Orders(id)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, o := range of {
			kept["O"+o.ID] = parsed(o.Raw)
		}
	}
	for _, id := range w.orders() {
		if kept["O"+id] == nil {
			return "order " + id + " belongs to no service"
		}
	}
	world := map[string]any{}
	for _, raw := range w.sim.Services() {
		world["S"+field(parsed(raw), "id")] = parsed(raw)
	}
	for _, raw := range w.sim.Orders() {
		world["O"+field(parsed(raw), "id")] = parsed(raw)
	}
	for id := range kept {
		if world[id] == nil {
			return id + " is here and not there"
		}
	}
	for id, there := range world {
		if here := kept[id]; here == nil {
			return id + " is missing"
		} else if !reflect.DeepEqual(leftAlone(here), leftAlone(there)) {
			return id + " differs in " + differing(here, there)
		}
	}
	return ""
}

// leftAlone is a record without what is not followed: an order that ended is left alone, and the portal changes the
// name of a customer in it for ever after.
func leftAlone(record any) any {
	r := record.(map[string]any)
	if o := (telecom.Order{State: field(r, "state")}); r["category"] == nil || serviceOf(r) == "" || o.Open() {
		return record
	}
	r = maps.Clone(r)
	delete(r, "relatedParty")
	return r
}

// differing tells the members in which two records differ.
func differing(a, b any) string {
	var members []string
	here, there := a.(map[string]any), b.(map[string]any)
	for name := range maps.Keys(there) {
		if !reflect.DeepEqual(here[name], there[name]) {
			members = append(members, fmt.Sprintf("%s: %.400s, there %.400s", name, mustJSON(here[name]), mustJSON(there[name])))
		}
	}
	return fmt.Sprint(members)
}

func mustJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

var cachedJSON = map[[32]byte]map[string]any{}

// parsed reads a record; the same bytes are read once.
func parsed(raw []byte) map[string]any {
	sum := sha256.Sum256(raw)
	if v, ok := cachedJSON[sum]; ok {
		return v
	}
	var v map[string]any
	if err := json.Unmarshal(raw, &v); err != nil {
		panic(err)
	}
	cachedJSON[sum] = v
	return v
}

func field(record map[string]any, name string) string {
	s, _ := record[name].(string)
	return s
}

func customerOf(service map[string]any) string {
	parties, _ := service["relatedParty"].([]any)
	for _, p := range parties {
		if p, ok := p.(map[string]any); ok {
			if of5, ok := p["partyOrPartyRole"].(map[string]any); ok {
				p = of5
			}
			return field(p, "name")
		}
	}
	return ""
}

// stagesOf counts the carrier's stages, which are notes on some wires.
func stagesOf(order map[string]any) int {
	all, _ := order["milestone"].([]any)
	if len(all) == 0 {
		all, _ = order["note"].([]any)
	}
	return len(all)
}

func serviceOf(order map[string]any) string {
	for _, name := range []string{"serviceOrderItem", "orderItem"} {
		items, _ := order[name].([]any)
		for _, i := range items {
			if item, ok := i.(map[string]any); ok {
				if s, ok := item["service"].(map[string]any); ok {
					return field(s, "id")
				}
			}
		}
	}
	return ""
}

// when reads a time of the bridge; none is the zero time.
func when(s string) time.Time {
	t, _ := time.Parse(time.RFC3339Nano, s)
	return t
}
